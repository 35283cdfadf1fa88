//! Finds out which dialect a project folder is written in, and has it read.

use std::path::{Path, PathBuf};

use super::{native, script};
use crate::error::{ProjectError, caught};
use crate::files::{self, Entry, What};
use crate::project::root::{is_there, no_config, read_text};
use crate::project::{Links, Project, Root, limits};
use crate::{Error, Result};

/// File name of the native configuration.
pub const NATIVE: &str = "simdgen.toml";

/// Where JavaScript configurations lie: the usual place, and next to the layers.
const SCRIPTS: [&str; 6] =
    ["src/config.js", "config.js", "src/config.mjs", "src/config.cjs", "config.mjs", "config.cjs"];

/// Where configurations of a kind that is not read may lie.
const UNREAD: [&str; 2] = ["src/config.ts", "config.ts"];

/// How far down projects are looked for to name them, in how many folders of each depth, and where they never are.
const DEPTH: usize = 3;
const MOST_FOLDERS: usize = 1000;
const PASSED_OVER: [&str; 4] = ["build", "layers", "node_modules", "target"];

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

fn read(root: &Root, config: Option<&Path>) -> Result<Project> {
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

/// Refuses a folder with projects below it, which are named as where one is opened.
///
/// # Errors
/// [`ProjectError::NoConfig`] when there are some.
pub fn refuse_above_projects(root: &Path) -> Result<()> {
    name_projects(&projects_below(root)).map_or(Ok(()), |hint| Err(no_config(root, &hint)))
}

fn discover(root: &Root) -> Result<Project> {
    let native_file = root.join(NATIVE);
    let config = script_of(root)?;
    if is_there(&native_file) {
        root.check(&native_file)?;
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
    if let Some(hint) = name_projects(&projects_below(root)) {
        return Err(no_config(root, &hint));
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

/// Folders below `root` that are projects by what lies in them, the nearest first; of each kind by name.
fn projects_below(root: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    let mut folders = vec![root.to_path_buf()];
    for _ in 0..DEPTH {
        let below = folders.iter().flat_map(|folder| plain_folders(folder)).take(MOST_FOLDERS).collect::<Vec<_>>();
        let (projects, others) = below.into_iter().partition(|folder| is_project(folder));
        found.extend::<Vec<PathBuf>>(projects);
        folders = others;
    }
    found
}

/// The folders in a folder that may hold a project, by name; no links, which could lead anywhere.
fn plain_folders(folder: &Path) -> Vec<PathBuf> {
    let may_hold = |entry: &Entry| {
        let name = entry.name.to_string_lossy();
        !name.starts_with('.') && !PASSED_OVER.contains(&&*name)
    };
    let entries = files::entries(folder).unwrap_or_default().into_iter();
    let mut folders: Vec<PathBuf> = entries
        .filter(|entry| entry.what == What::Folder && may_hold(entry))
        .map(|entry| folder.join(entry.name))
        .collect();
    folders.sort();
    folders
}

/// Whether a folder has a configuration. One that cannot be read is none.
fn is_project(folder: &Path) -> bool {
    let root = Root::from(folder.to_path_buf());
    folder.join(NATIVE).is_file() || config_of_other_engine(&root).is_ok_and(|config| config.is_some())
}

/// Whether a script is the configuration of an engine: with layers beside it or in it, because much else is called
/// `config.js`.
fn is_meant(root: &Path, script: &Path) -> bool {
    let has_key = || read_text(script).is_ok_and(|text| text.contains("layerConfigurations"));
    root.join("layers").is_dir() || has_key()
}

/// The clause that names projects below a folder.
fn name_projects(projects: &[PathBuf]) -> Option<String> {
    const SHOWN: usize = 5;
    let (first, others) = projects.split_first()?;
    if others.is_empty() {
        return Some(format!("; {} is one: give that folder, as in `simdgen generate {0}`", first.display()));
    }
    let shown: Vec<String> = projects.iter().take(SHOWN).map(|project| project.display().to_string()).collect();
    let more = projects.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Some(format!(
        "; these below it are: {}{more}: give one of them, as in `simdgen generate {}`",
        shown.join(", "),
        first.display()
    ))
}

/// What a collection is called when nobody says.
pub(super) fn folder_name(root: &Root) -> String {
    root.real().file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
