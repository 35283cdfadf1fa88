//! The project of a finished build, as its record says it, for commands that are given the build.

use std::path::{Component, Path, PathBuf};

use super::args::{BuildArgs, LinkArgs, ProjectArgs};
use super::workspace::open_project;
use crate::Result;
use crate::build::results_folder;
use crate::error::OutputError;
use crate::output::RunRecord;
use crate::output::layout::RECORD_FILE;
use crate::project::{Project, Root};

/// Returns the folder and the configuration of the project that `build` is of, where it says so and nothing else is given.
/// A folder that says all in its names has no configuration, and is found as before.
///
/// # Errors
/// [`OutputError::ProjectUnknown`]; those of a configuration that leaves the project.
pub fn project_of(
    build: &Path,
    record: &RunRecord,
    (project, config): (Option<&Path>, Option<&Path>),
    links: &LinkArgs,
) -> Result<(PathBuf, Option<PathBuf>)> {
    // A record only ever says how far up the project is; anything else was written by someone else.
    let is_up = |folder: &&PathBuf| folder.components().all(|c| matches!(c, Component::ParentDir | Component::CurDir));
    let recorded = || record.folder.as_ref().filter(is_up).map(|folder| build.join(folder));
    let Some(folder) = project.map(Path::to_path_buf).or_else(recorded) else {
        return Err(OutputError::ProjectUnknown { path: build.to_path_buf() }.into());
    };
    let recorded = record.config.as_ref().map(|config| folder.join(config)).filter(|config| !config.is_dir());
    if let (None, Some(config)) = (config, &recorded) {
        Root::open(&folder, links.links())?.check_results(config)?;
    }
    Ok((folder, config.map(Path::to_path_buf).or(recorded)))
}

/// Opens the project of a finished collection, given as the project or as its build; returns it with the build's folder.
///
/// # Errors
/// As of [`open_project`], [`project_of`] and [`results_folder`].
pub fn open_built(args: &BuildArgs, quiet: bool) -> Result<(Project, PathBuf)> {
    let given = &args.project.project;
    if args.out.is_some() || !given.join(RECORD_FILE).is_file() {
        let project = open_project(&args.project, quiet)?;
        let folder = results_folder(args.out.as_deref(), &project)?;
        return Ok((project, folder));
    }
    let record = RunRecord::read(given)?;
    let (folder, config) = project_of(given, &record, (None, args.project.config.as_deref()), &args.project.links)?;
    let project = open_project(&ProjectArgs { project: folder, config, ..args.project.clone() }, quiet)?;
    Ok((project, given.clone()))
}
