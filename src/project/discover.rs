//! Finds out which dialect a project folder is written in, and has it read.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::suggest::did_you_mean;
use super::{Project, inside, listing, native, script};
use crate::error::ProjectError;
use crate::{Error, Result};

/// File name of the native configuration.
pub const NATIVE: &str = "simdgen.toml";

/// Where JavaScript configurations lie: the usual place, and next to the layers.
const SCRIPTS: [&str; 6] =
    ["src/config.js", "config.js", "src/config.mjs", "src/config.cjs", "config.mjs", "config.cjs"];

/// Where configurations of a kind that is not read may lie.
const UNREAD: [&str; 2] = ["src/config.ts", "config.ts"];

/// Opens the project folder `root`.
///
/// With `config`, that file is the configuration: `*.toml` is native, `*.js`, `*.mjs` and `*.cjs` are HashLips or nftchef, `*.json` is
/// nft-generator-py. Without, it is the first there is of `simdgen.toml`, `src/config.js`, `config.js` and a `config.json` that
/// is one in the folder; where there is none, names of folders may tell whose they are. Layers are looked for in the folder
/// either way. No picture is decoded; at most one file header is read, for the canvas size.
///
/// # Errors
/// The `project` variants of [`Error`], and [`Error::Io`] when a file cannot be read.
pub fn open(root: &Path, config: Option<&Path>) -> Result<Project> {
    // Says "not found" about the folder itself before anything in it is looked for.
    std::fs::read_dir(root).map_err(|error| match error.kind() {
        ErrorKind::NotFound => no_folder(root),
        ErrorKind::NotADirectory => {
            no_config(root, "; it is a file: give the folder it lies in, and the file with --config")
        }
        _ => Error::io("open", root)(error),
    })?;
    let Some(config) = config else { return discover(root) };
    match config.extension().and_then(|e| e.to_str()) {
        Some("toml") => native::open(root, config),
        Some("js" | "mjs" | "cjs") => script::open(root, config),
        Some("json") => native::open_json(root, config),
        _ => Err(unread(config)),
    }
}

/// The error for a configuration of a kind that is not read.
fn unread(config: &Path) -> Error {
    let hint = match config.extension().and_then(|e| e.to_str()) {
        Some("ts" | "mts" | "cts") => "; TypeScript is not read: compile it, and give the *.js file",
        _ => "",
    };
    Error::Project(ProjectError::ConfigKind { path: config.to_path_buf(), hint })
}

/// The configuration in JavaScript that a project folder has, if it has one; looked for where [`open`] looks.
///
/// # Errors
/// [`ProjectError::Refused`] when it is a link that leaves the project; [`Error::Io`].
pub fn script_of(root: &Path) -> Result<Option<PathBuf>> {
    let found = SCRIPTS.iter().map(|name| root.join(name)).find(|path| path.is_symlink() || path.is_file());
    found.iter().try_for_each(|path| inside::check(root, path))?;
    Ok(found)
}

/// The error for a folder that is not there, with the name nearest to it beside it.
fn no_folder(root: &Path) -> Error {
    let beside = root.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = root.file_name().unwrap_or_default().to_string_lossy();
    let suggestion = did_you_mean(&name, listing::folder_names(beside, beside).iter().map(String::as_str));
    Error::Project(ProjectError::NoFolder { root: root.to_path_buf(), suggestion })
}

fn discover(root: &Path) -> Result<Project> {
    let native_file = root.join(NATIVE);
    let config = script_of(root)?;
    if native_file.is_symlink() || native_file.is_file() {
        inside::check(root, &native_file)?;
    }
    if native_file.is_file() {
        let mut project = native::open(root, &native_file)?;
        if let Some(config) = config {
            project.notices.push(format!("read {NATIVE}, and not {}", config.display()));
        }
        return Ok(project);
    }
    if let Some(config) = config {
        return script::open(root, &config);
    }
    if let Some(config) = native::json_of(root)? {
        return native::open_json(root, &config);
    }
    if let Some(project) = native::open_named(root) {
        return project;
    }
    if let Some(config) = UNREAD.iter().map(|name| root.join(name)).find(|path| path.is_file()) {
        return Err(unread(&config));
    }
    let hint = if root.join("input/config.js").is_file() {
        "; input/config.js is of generative-art-opensource, which is not read: put a folder for each of its layers into \
         layers/, and `simdgen init` can write a simdgen.toml for them"
    } else if root.join("layers").is_dir() {
        "; its layers folder is there, so `simdgen init` can write a simdgen.toml for it"
    } else {
        "; give the folder that has the configuration and the layers folder in it"
    };
    Err(no_config(root, hint))
}

/// The error for what has no configuration; the hint is a clause.
fn no_config(root: &Path, hint: &'static str) -> Error {
    Error::Project(ProjectError::NoConfig {
        root: root.to_path_buf(),
        looked_for: "simdgen.toml, src/config.js, config.js and a config.json of nft-generator-py",
        hint,
    })
}

/// What a collection is called when nobody says.
pub(super) fn folder_name(root: &Path) -> String {
    let full = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    full.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
