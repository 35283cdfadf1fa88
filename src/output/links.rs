//! Results are not written through links: what a project brings along in its output folder may not send them elsewhere.
//!
//! Apart from the lock and the staging because both rely on it, and because it is about what others put there.

use std::fs;
use std::path::Path;

use super::publish::FOLDERS;
use super::{Ledger, RunRecord};
use crate::error::OutputError;
use crate::{Error, Result};

/// Names in an output folder that are opened as they lie there, not replaced by renaming; beside them its folders of files
/// of editions, there and in the first two of these.
const NAMES: [&str; 8] = [
    ".simdgen-partial",
    ".simdgen-complete",
    ".simdgen-beside",
    ".simdgen-lock",
    ".simdgen-partial/journal",
    ".simdgen-complete/removals",
    Ledger::FILE,
    RunRecord::FILE,
];

/// Passes an output folder in which nothing that is written into is a link, a device or a pipe.
///
/// # Errors
/// [`OutputError::OutputLink`] naming what is.
pub(super) fn refuse(out: &Path) -> Result<()> {
    let places = [out.to_path_buf(), out.join(NAMES[0]), out.join(NAMES[1])];
    let folders = places.iter().flat_map(|place| FOLDERS.map(|folder| place.join(folder)));
    for path in NAMES.map(|name| out.join(name)).into_iter().chain(folders) {
        let is_plain = fs::symlink_metadata(&path).map_or(true, |there| there.is_file() || there.is_dir());
        if !is_plain {
            return Err(Error::Output(OutputError::OutputLink { path }));
        }
    }
    Ok(())
}
