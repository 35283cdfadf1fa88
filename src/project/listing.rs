//! The entries of a folder, in the one order everything depends on: by bytes of the name.
//!
//! The HashLips engine numbers traits by `readdir`, which on Linux and macOS comes sorted that way; so positions
//! here are its numbers, and are the same on every system.

use std::path::Path;

use super::alike;
use super::suggest::did_you_mean;
use crate::error::PathError;
use crate::files::{self, What};
use crate::image::NameKind;
use crate::project::Root;
use crate::project::root::refused;
use crate::{Error, Result};

/// One entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: EntryKind,
    /// `true` if it is a link to that.
    pub is_link: bool,
}

/// The kind of an entry, by its type and extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryKind {
    /// A picture of a format that is read.
    Picture,
    /// A picture of a format that is not read.
    OtherPicture,
    /// A folder.
    Folder,
    /// Anything else: `Thumbs.db`, notes.
    Other,
}

/// The entries of a folder of the project but for dot files, by bytes of their names. Links count as what they point to.
///
/// # Errors
/// [`Error::Io`] when the folder cannot be read or has a name that is not Unicode;
/// [`ProjectError::Refused`](crate::error::ProjectError::Refused) for links that leave `root` and for what is neither a
/// file nor a folder.
pub(crate) fn list(root: &Root, folder: &Path) -> Result<Vec<Entry>> {
    root.check(folder)?;
    let mut entries = vec![];
    for files::Entry { name, mut what } in files::entries(folder)? {
        let path = folder.join(&name);
        let name = name.to_str().ok_or_else(|| {
            let source = std::io::Error::other("its name is not Unicode; rename it");
            Error::Io { action: "read", path: path.clone(), source }
        })?;
        if is_dot_file(name) {
            continue;
        }
        let is_link = what == What::Link;
        if is_link {
            root.check(&path)?;
            what = files::stamp(&path)?.what;
        }
        let kind = match what {
            What::Folder => EntryKind::Folder,
            What::File => EntryKind::of_file(name),
            What::Link | What::Other => return Err(refused(PathError::NoFile { path })),
        };
        entries.push(Entry { name: name.to_owned(), kind, is_link });
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}

/// Names of the folders in a folder; none when it cannot be read.
pub(crate) fn folder_names(root: &Root, folder: &Path) -> Vec<String> {
    let entries = list(root, folder).unwrap_or_default();
    entries.into_iter().filter(|e| e.kind == EntryKind::Folder).map(|e| e.name).collect()
}

/// The folders below a folder but for those in it, as paths from there, nearest first: at most [`DEEPEST`] folders down, and
/// no more than [`MOST_FOLDERS`].
fn folders_below(root: &Root, folder: &Path) -> Vec<String> {
    let mut level = folder_names(root, folder);
    let mut found = vec![];
    for _ in 0..DEEPEST {
        let within = |above: &String| {
            let names = folder_names(root, &folder.join(above)).into_iter();
            names.map(|name| format!("{above}/{name}")).collect::<Vec<_>>()
        };
        level = level.iter().flat_map(within).take(MOST_FOLDERS - found.len()).collect();
        found.extend_from_slice(&level);
    }
    found
}

/// Limits of the search for a folder of layers: a suggestion is worth no more.
const DEEPEST: usize = 3;
const MOST_FOLDERS: usize = 1000;

/// The folder that was meant by `wanted`, a path below `base` that is not there, as the end of a sentence.
///
/// At the first part that is missing, that is a folder there, or one of the same name further down: a layer "Hat" may lie in
/// "Male/Hat".
pub(crate) fn nearest_folder(root: &Root, base: &Path, wanted: &str) -> String {
    let mut known = base.to_path_buf();
    let mut parts = wanted.split('/').peekable();
    while let Some(part) = parts.next_if(|part| known.join(part).is_dir()) {
        known.push(part);
    }
    let Some(missing) = parts.next() else { return String::new() };
    let last = parts.last().unwrap_or(missing);
    let here = folder_names(root, &known);
    let beside = did_you_mean(missing, here.iter().map(String::as_str));
    // Where not even the folder of layers is there, what lies elsewhere has nothing to do with it.
    let is_lost = missing != last && known == root.path();
    let is_on_the_way = missing != last && !beside.is_empty();
    if is_lost || is_on_the_way || here.iter().any(|name| alike::look(name) == alike::look(missing)) {
        return beside;
    }
    let name_of = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let below = folders_below(root, &known);
    let same: Vec<&str> =
        below.iter().filter(|path| alike::look(&name_of(path)) == alike::look(last)).map(String::as_str).collect();
    match same.as_slice() {
        [] => beside,
        [one] => format!(" (did you mean \"{one}\"?)"),
        [one, other, ..] => format!(" (did you mean \"{one}\" or \"{other}\"?)"),
    }
}

/// True when a folder or one below it has a picture; looks `depth` folders down.
pub(crate) fn has_picture_below(root: &Root, folder: &Path, depth: usize) -> bool {
    list(root, folder).unwrap_or_default().iter().any(|entry| match entry.kind {
        EntryKind::Picture => true,
        EntryKind::Folder => depth > 0 && has_picture_below(root, &folder.join(&entry.name), depth - 1),
        _ => false,
    })
}

impl EntryKind {
    /// The kind of a file, by its name.
    pub(crate) fn of_file(name: &str) -> Self {
        match NameKind::of(name) {
            NameKind::Picture => Self::Picture,
            NameKind::OtherPicture => Self::OtherPicture,
            NameKind::Other => Self::Other,
        }
    }
}

/// As HashLips has it: a dot, then anything but a second dot.
fn is_dot_file(name: &str) -> bool {
    name.strip_prefix('.').is_some_and(|rest| !rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_by_bytes_and_without_dot_files() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["b.png", "B.PNG", "a.svg", "c.jpeg", ".DS_Store", "Thumbs.db", "é.png", "plain"] {
            std::fs::write(folder.path().join(name), "").expect("written");
        }
        std::fs::create_dir(folder.path().join("a.png folder")).expect("made");
        let found: Vec<_> = list(&Root::from(folder.path().to_path_buf()), folder.path())
            .expect("listed")
            .into_iter()
            .map(|e| (e.name, e.kind))
            .collect();
        let expected = [
            ("B.PNG", EntryKind::Picture),
            ("Thumbs.db", EntryKind::Other),
            ("a.png folder", EntryKind::Folder),
            ("a.svg", EntryKind::OtherPicture),
            ("b.png", EntryKind::Picture),
            ("c.jpeg", EntryKind::Picture),
            ("plain", EntryKind::Other),
            ("é.png", EntryKind::Picture),
        ];
        assert_eq!(found, expected.map(|(name, kind)| (name.to_owned(), kind)));
    }
}
