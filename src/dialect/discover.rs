//! Finds out which dialect a project folder is written in, and has it read.

use std::path::Path;

use super::config_files::NATIVE;
use super::script::script_of;
use super::{engines, lost, native};
use crate::error::{ProjectError, caught};
use crate::files;
use crate::project::root::{is_there, no_config, read_text};
use crate::project::{Links, Project, Root, limits};
use crate::{Error, Result};

/// The places of configurations of a kind that is not read.
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
    open_at(&Root::open(root, Links::Inside)?, config)
}

/// [`open`] in a folder out of which links may lead, if the user allows it.
///
/// # Errors
/// As [`open`].
pub fn open_at(root: &Root, config: Option<&Path>) -> Result<Project> {
    let panicked = || Err(Error::Project(ProjectError::Unreadable { path: config.unwrap_or(root).to_path_buf() }));
    let project = caught(|| read(root, config)).unwrap_or_else(panicked)?;
    limits::check(&project)?;
    Ok(project)
}

/// [`open_at`], with the text that a native project was read from.
///
/// # Errors
/// As [`open`].
pub fn open_with_text(root: &Root, config: Option<&Path>) -> Result<(Project, Option<String>)> {
    let native_file = root.join(NATIVE);
    let path = config.unwrap_or(&native_file);
    let is_native = path.extension().is_some_and(|extension| extension == "toml");
    if !is_native || config.is_none() && !is_there(path) {
        return Ok((open_at(root, config)?, None));
    }
    if config.is_none() {
        root.check(path)?;
    }
    let text = read_text(path)?;
    Ok((open_text(root, config, &text)?, Some(text)))
}

/// [`open_at`] of a native project as if `text` stood in its configuration, so that a change is tried before it is written.
///
/// # Errors
/// As [`open`].
pub fn open_text(root: &Root, config: Option<&Path>, text: &str) -> Result<Project> {
    let native_file = root.join(NATIVE);
    let path = config.unwrap_or(&native_file);
    let panicked = || Err(Error::Project(ProjectError::Unreadable { path: path.to_path_buf() }));
    let mut project = caught(|| native::read(root, path, text)).unwrap_or_else(panicked)?;
    if config.is_none() {
        note_unread(script_of(root)?.as_deref(), &mut project);
    }
    limits::check(&project)?;
    Ok(project)
}

/// Notes that the configuration of another engine is there, and is not read.
fn note_unread(script: Option<&Path>, project: &mut Project) {
    if let Some(script) = script {
        project.notices.push(format!("read {NATIVE}, and not {}", script.display()));
    }
}

fn read(root: &Root, config: Option<&Path>) -> Result<Project> {
    let Some(config) = config else { return discover(root) };
    match config.extension().and_then(|e| e.to_str()) {
        Some("toml") => native::open(root, config),
        Some("js" | "mjs" | "cjs") => engines::open(root, config),
        Some("json") => native::open_json(root, config),
        _ => {
            // Of what is not there, the name does not matter.
            files::stamp(config)?;
            Err(unread(config))
        }
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

fn discover(root: &Root) -> Result<Project> {
    let native_file = root.join(NATIVE);
    let config = script_of(root)?;
    if is_there(&native_file) {
        root.check(&native_file)?;
        let mut project = native::open(root, &native_file)?;
        note_unread(config.as_deref(), &mut project);
        return Ok(project);
    }
    if let Some(config) = config {
        return engines::open(root, &config);
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
    Err(no_config(root, &lost::hint(root)))
}
