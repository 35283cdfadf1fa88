//! Finds the configuration that makes a folder a project.

use std::path::{Path, PathBuf};

use super::native;
use super::script::script_of;
use crate::Result;
use crate::project::Root;
use crate::project::root::read_text;

/// File name of the native configuration.
pub const NATIVE: &str = "simdgen.toml";

/// The configuration of another engine that makes `root` a project, if there is one.
///
/// # Errors
/// As of [`script_of`].
pub fn config_of_other_engine(root: &Root) -> Result<Option<PathBuf>> {
    match script_of(root)?.filter(|script| is_meant(root, script)) {
        Some(script) => Ok(Some(script)),
        None => native::json_of(root),
    }
}

/// Returns `true` if a script is the configuration of an engine. Layers must be beside it or in it, because many other
/// scripts are called `config.js`.
pub(super) fn is_meant(root: &Path, script: &Path) -> bool {
    let has_key = || read_text(script).is_ok_and(|text| text.contains("layerConfigurations"));
    root.join("layers").is_dir() || has_key()
}
