//! Results are not written through links: what a project brings along in its output folder may not send them elsewhere.
//!
//! Apart from the lock and the staging because both rely on it, and because it is about what others put there.

use std::fs;
use std::path::Path;

use crate::error::OutputError;
use crate::{Error, Result};

/// Names in an output folder that are opened as they lie there, not replaced by renaming.
const NAMES: [&str; 6] = [".simdgen-lock", ".simdgen-partial", "images", "json", "pixel_images", "gifs"];

/// Passes an output folder in which nothing that is written into is a link, a device or a pipe.
///
/// # Errors
/// [`OutputError::OutputLink`] naming what is.
pub(super) fn refuse(out: &Path) -> Result<()> {
    for path in NAMES.map(|name| out.join(name)) {
        let is_plain = fs::symlink_metadata(&path).map_or(true, |there| there.is_file() || there.is_dir());
        if !is_plain {
            return Err(Error::Output(OutputError::OutputLink { path }));
        }
    }
    Ok(())
}
