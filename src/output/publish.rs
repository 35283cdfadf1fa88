//! Moves a complete run to its final names, so that being interrupted anywhere loses nothing.
//!
//! The run lies in a folder whose name says that it is complete and how it replaces older results; that
//! name is the journal. Every step may be found done or not done, so finishing an interrupted move is
//! doing it again.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Replace;
use crate::{Error, Result};

/// Folders of an output folder, as HashLips names them.
pub(super) const FOLDERS: [&str; 4] = ["images", "json", "pixel_images", "gifs"];

/// Where a complete run waits while it is moved.
pub(super) fn complete_folder(out: &Path, replace: Replace) -> PathBuf {
    out.join(match replace {
        Replace::Refuse => ".simdgen-complete-refuse",
        Replace::All => ".simdgen-complete-all",
        Replace::Merge => ".simdgen-complete-merge",
    })
}

/// Finishes what a run that died during its commit began.
pub(super) fn finish_interrupted(out: &Path, wanted: Replace) -> Result<()> {
    for begun in [Replace::Refuse, Replace::All, Replace::Merge] {
        let complete = complete_folder(out, begun);
        if exists(&complete)? {
            // What stood in the way of the other run may be replaced now that `--force` was given.
            let replace = if begun == Replace::Refuse && wanted == Replace::All { wanted } else { begun };
            publish(out, &complete, replace)?;
        }
    }
    Ok(())
}

/// Moves everything in `complete` to its final name and deletes `complete`, with all that was replaced.
pub(super) fn publish(out: &Path, complete: &Path, replace: Replace) -> Result<()> {
    for folder in FOLDERS {
        let new = complete.join(folder);
        let names = names_in(&new)?;
        if !names.is_empty() {
            publish_folder(&new, &out.join(folder), &names, &complete.join(format!("replaced-{folder}")), replace)?;
        }
    }
    for name in names_in(complete)? {
        let file = complete.join(&name);
        if fs::symlink_metadata(&file).map_err(Error::io("read", &file))?.is_file() {
            rename(&file, &out.join(name))?;
        }
    }
    fs::remove_dir_all(complete).map_err(Error::io("remove", complete))
}

/// Moves one folder: one rename where the final name is free, however many files there are.
fn publish_folder(new: &Path, old: &Path, names: &[OsString], replaced: &Path, replace: Replace) -> Result<()> {
    if exists(old)? {
        match replace {
            // Removes only an empty folder: it was empty when the run began, what came since is not ours.
            Replace::Refuse => fs::remove_dir(old).map_err(Error::io("replace", old))?,
            Replace::All => rename(old, replaced)?,
            Replace::Merge => return names.iter().try_for_each(|name| rename(&new.join(name), &old.join(name))),
        }
    }
    rename(new, old)
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

fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(Error::io("put in place", to))
}
