//! What lies in a folder, in the one order everything depends on: by bytes of the name.
//!
//! The HashLips engine numbers traits by `readdir`, which on Linux and macOS comes sorted that way; so positions
//! here are its numbers, and are the same on every system.

use std::path::Path;

use crate::{Error, Result};

/// One entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
}

/// What an entry of a folder is, by its type and extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryKind {
    /// `*.png` in any letter case.
    Png,
    /// A picture of a format that is not read.
    OtherPicture,
    /// A folder.
    Folder,
    /// Anything else: `Thumbs.db`, notes.
    Other,
}

/// Formats that an artist may take for traits.
const OTHER_PICTURES: &[&str] = &["jpg", "jpeg", "webp", "gif", "apng", "avif", "bmp", "tif", "tiff", "svg"];

/// The entries of a folder but for dot files, by bytes of their names.
///
/// # Errors
/// [`Error::Io`] when the folder cannot be read or has a name that is not Unicode.
pub(super) fn list(folder: &Path) -> Result<Vec<Entry>> {
    let mut entries = vec![];
    for entry in std::fs::read_dir(folder).map_err(Error::io("read", folder))? {
        let path = entry.map_err(Error::io("read", folder))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).ok_or_else(|| {
            let source = std::io::Error::other("its name is not Unicode; rename it");
            Error::Io { action: "read", path: path.clone(), source }
        })?;
        if is_dot_file(name) {
            continue;
        }
        // Links count as what they point to; a dangling one as a file.
        let kind = if path.is_dir() { EntryKind::Folder } else { EntryKind::of_file(name) };
        entries.push(Entry { name: name.to_owned(), kind });
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}

/// Names of the folders in a folder; none when it cannot be read.
pub(super) fn folder_names(folder: &Path) -> Vec<String> {
    let entries = list(folder).unwrap_or_default();
    entries.into_iter().filter(|e| e.kind == EntryKind::Folder).map(|e| e.name).collect()
}

/// True when a folder or one below it has a PNG file; looks `depth` folders down.
pub(super) fn has_png_below(folder: &Path, depth: usize) -> bool {
    list(folder).unwrap_or_default().iter().any(|entry| match entry.kind {
        EntryKind::Png => true,
        EntryKind::Folder => depth > 0 && has_png_below(&folder.join(&entry.name), depth - 1),
        _ => false,
    })
}

impl EntryKind {
    fn of_file(name: &str) -> Self {
        let extension = name.rsplit_once('.').map_or(String::new(), |(_, e)| e.to_ascii_lowercase());
        match extension.as_str() {
            "png" => Self::Png,
            e if OTHER_PICTURES.contains(&e) => Self::OtherPicture,
            _ => Self::Other,
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
        for name in ["b.png", "B.PNG", "a.jpeg", ".DS_Store", "Thumbs.db", "é.png", "plain"] {
            std::fs::write(folder.path().join(name), "").expect("written");
        }
        std::fs::create_dir(folder.path().join("a.png folder")).expect("made");
        let found: Vec<_> = list(folder.path()).expect("listed").into_iter().map(|e| (e.name, e.kind)).collect();
        let expected = [
            ("B.PNG", EntryKind::Png),
            ("Thumbs.db", EntryKind::Other),
            ("a.jpeg", EntryKind::OtherPicture),
            ("a.png folder", EntryKind::Folder),
            ("b.png", EntryKind::Png),
            ("plain", EntryKind::Other),
            ("é.png", EntryKind::Png),
        ];
        assert_eq!(found, expected.map(|(name, kind)| (name.to_owned(), kind)));
    }
}
