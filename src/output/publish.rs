//! Moves a complete run to its final names, so that being interrupted anywhere loses nothing.
//!
//! The run lies in a folder whose name says that it is complete, with a list of what it makes obsolete. Every step may be
//! found done or not done, so finishing an interrupted move is doing it again. Only files of editions are ever deleted or
//! replaced, and those of the whole collection: what else lies in the output folder is not ours.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::plan::existing::DNA_FILE;
use crate::{Error, Result};

/// Folders of an output folder, as HashLips names them, and nftchef those of another network's.
pub(super) const FOLDERS: [&str; 7] =
    ["images", "json", "pixel_images", "gifs", "metadata", "displayUri", "thumbnailUri"];

/// The hashes of all pictures, as nftchef writes them.
pub const PROVENANCE_FILE: &str = "_provenance.json";

/// Files of a staging folder that are for this program alone.
const OWN_FILES: [&str; 2] = ["journal", "removals"];

/// Where a complete run waits while it is moved.
pub(super) fn complete_folder(out: &Path) -> PathBuf {
    out.join(".simdgen-complete")
}

/// The list of files that a run makes obsolete.
pub(super) fn removals_in(partial: &Path) -> PathBuf {
    partial.join("removals")
}

/// The text of that list: `folder/name` a line, or the name of a file of the whole collection.
pub(super) fn removals(files: &[PathBuf]) -> String {
    files.iter().map(|file| format!("{}\n", file.to_string_lossy().replace('\\', "/"))).collect()
}

/// The file of a line; nothing for one that is not ours to delete, whoever wrote it.
fn removal(line: &str) -> Option<PathBuf> {
    if [DNA_FILE, PROVENANCE_FILE].contains(&line) {
        return Some(PathBuf::from(line));
    }
    let (folder, name) = line.split_once('/')?;
    let plain = FOLDERS.contains(&folder) && !name.contains(['/', '\\']) && !["", ".", ".."].contains(&name);
    plain.then(|| Path::new(folder).join(name))
}

/// Finishes what a run that died during its commit began.
pub(super) fn finish_interrupted(out: &Path) -> Result<()> {
    let complete = complete_folder(out);
    if exists(&complete)? { publish(out, &complete) } else { Ok(()) }
}

/// Moves everything in `complete` to its final name and deletes `complete`, with all that is obsolete.
pub(super) fn publish(out: &Path, complete: &Path) -> Result<()> {
    for folder in FOLDERS {
        publish_folder(&complete.join(folder), &out.join(folder))?;
    }
    let removals = removals_in(complete);
    if exists(&removals)? {
        let list = fs::read_to_string(&removals).map_err(Error::io("read", &removals))?;
        for file in list.lines().filter_map(removal) {
            remove(&out.join(file))?;
        }
    }
    for name in names_in(complete)? {
        let file = complete.join(&name);
        let is_file = fs::symlink_metadata(&file).map_err(Error::io("read", &file))?.is_file();
        if is_file && OWN_FILES.iter().all(|own| name != **own) {
            rename(&file, &out.join(name))?;
        }
    }
    fs::remove_dir_all(complete).map_err(Error::io("remove", complete))
}

/// Moves one folder: one rename where the final name is free or an empty folder's, else file by file.
fn publish_folder(new: &Path, old: &Path) -> Result<()> {
    let names = names_in(new)?;
    if names.is_empty() || fs::rename(new, old).is_ok() {
        return Ok(());
    }
    fs::create_dir_all(old).map_err(Error::io("create", old))?;
    names.iter().try_for_each(|name| rename(&new.join(name), &old.join(name)))
}

/// Names in a folder in no order; none when there is no such folder.
pub(super) fn names_in(folder: &Path) -> Result<Vec<OsString>> {
    let entries = match fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(vec![]),
        entries => entries.map_err(Error::io("read", folder))?,
    };
    entries.map(|entry| entry.map(|e| e.file_name())).collect::<io::Result<_>>().map_err(Error::io("read", folder))
}

/// Whether a name is taken, also by a link that leads nowhere.
fn exists(path: &Path) -> Result<bool> {
    match fs::symlink_metadata(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        found => found.map(|_| true).map_err(Error::io("read", path)),
    }
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(Error::io("remove", path)(e)),
        _ => Ok(()),
    }
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(Error::io("put in place", to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_ours_are_ever_removed() {
        let ours = [
            PathBuf::from("images").join("1.png"),
            PathBuf::from("json").join("00ff"),
            PathBuf::from(DNA_FILE),
            PathBuf::from(PROVENANCE_FILE),
        ];
        let read: Vec<PathBuf> = removals(&ours).lines().filter_map(removal).collect();
        assert_eq!(read, ours);
        for line in [
            "",
            "1.png",
            "json/../_dna.json",
            "layers/1.png",
            "images/",
            "images/..",
            "images/../x",
            "../images/x",
            "/etc/x",
            "json/.\\x",
        ] {
            assert_eq!(removal(line), None, "{line}");
        }
    }
}
