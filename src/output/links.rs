//! Results are neither written nor read through links: what a project brings along in its output folder may not send them
//! elsewhere, nor have a device read that never ends or a pipe that never begins.
//!
//! Apart from the lock and the staging because both rely on it, and because it is about what others put there.

use std::fs::{self, FileType};
use std::path::{Path, PathBuf};

use super::publish::FOLDERS;
use super::{Ledger, RunRecord};
use crate::error::OutputError;
use crate::{Error, Result};

/// Names in an output folder that are opened as they lie there; beside them [`FOLDERS`], there and in the first three of
/// these, and all that is in them.
const NAMES: [&str; 9] = [
    ".simdgen-partial",
    ".simdgen-complete",
    ".simdgen-beside",
    ".simdgen-lock",
    ".simdgen-partial/journal",
    ".simdgen-complete/removals",
    Ledger::FILE,
    RunRecord::FILE,
    "plan.jsonl",
];

/// Passes an output folder in which nothing that is read or written into is a link, a device or a pipe.
///
/// # Errors
/// [`OutputError::OutputLink`] naming what is; [`Error::Io`].
pub fn refuse_links(out: &Path) -> Result<()> {
    NAMES.iter().try_for_each(|name| refuse_link(&out.join(name)))?;
    let places = [out.to_path_buf(), out.join(NAMES[0]), out.join(NAMES[1]), out.join(NAMES[2])];
    for folder in places.iter().flat_map(|place| FOLDERS.map(|folder| place.join(folder))) {
        refuse_link(&folder)?;
        if folder.is_dir() {
            for entry in fs::read_dir(&folder).map_err(Error::io("read", &folder))? {
                let entry = entry.map_err(Error::io("read", &folder))?;
                // The kind comes with the name: of a hundred thousand files none is asked for by itself.
                let kind = entry.file_type().map_err(Error::io("read", entry.path()))?;
                refuse_kind(kind, || entry.path())?;
            }
        }
    }
    Ok(())
}

/// Passes a file or folder of results, or a name that nothing has.
pub(super) fn refuse_link(path: &Path) -> Result<()> {
    fs::symlink_metadata(path).map_or(Ok(()), |there| refuse_kind(there.file_type(), || path.to_path_buf()))
}

fn refuse_kind(kind: FileType, path: impl Fn() -> PathBuf) -> Result<()> {
    let is_plain = kind.is_file() || kind.is_dir();
    if is_plain { Ok(()) } else { Err(Error::Output(OutputError::OutputLink { path: path() })) }
}
