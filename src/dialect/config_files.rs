//! Where the configurations of a project folder lie, by which it is one.

use std::path::{Path, PathBuf};

use super::native;
use crate::Result;
use crate::project::Root;
use crate::project::root::{is_there, read_text};

/// File name of the native configuration.
pub const NATIVE: &str = "simdgen.toml";

/// Where JavaScript configurations lie: the usual place, and next to the layers.
pub(super) const SCRIPTS: [&str; 6] =
    ["src/config.js", "config.js", "src/config.mjs", "src/config.cjs", "config.mjs", "config.cjs"];

/// The configuration in JavaScript that a project folder has, if it has one; looked for where [`open`](super::open) looks.
///
/// # Errors
/// [`ProjectError::Refused`](crate::error::ProjectError::Refused) when it is a link that leaves the project; [`Error::Io`](crate::Error::Io).
pub fn script_of(root: &Root) -> Result<Option<PathBuf>> {
    let found = SCRIPTS.iter().map(|name| root.join(name)).find(|path| is_there(path));
    found.iter().try_for_each(|path| root.check(path))?;
    Ok(found)
}

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

/// Whether a script is the configuration of an engine: with layers beside it or in it, because much else is called
/// `config.js`.
pub(super) fn is_meant(root: &Path, script: &Path) -> bool {
    let has_key = || read_text(script).is_ok_and(|text| text.contains("layerConfigurations"));
    root.join("layers").is_dir() || has_key()
}
