//! The project of a finished build, as its record says it, for commands that are given the build.

use std::path::{Component, Path, PathBuf};

use super::args::{BuildArgs, ChangeArgs, LinkArgs, ProjectArgs};
use super::workspace::open_project;
use crate::build::results_folder;
use crate::error::OutputError;
use crate::output::RunRecord;
use crate::output::layout::RECORD_FILE;
use crate::project::{Project, Root};
use crate::{Error, Result};

/// A project's folder and its configuration; `None` for the one that is found there.
type Place = (PathBuf, Option<PathBuf>);

/// Returns the place of the project that `build` is of: what is given, or else what the record says; `None` where neither does.
/// A folder that says all in its names has no configuration, and is found as before.
///
/// # Errors
/// Those of a configuration that leaves the project.
fn place_of(
    build: &Path,
    record: &RunRecord,
    (project, config): (Option<&Path>, Option<&Path>),
    links: &LinkArgs,
) -> Result<Option<Place>> {
    // A record only ever says how far up the project is; anything else was written by someone else.
    let is_up = |folder: &&PathBuf| folder.components().all(|c| matches!(c, Component::ParentDir | Component::CurDir));
    let recorded = || record.folder.as_ref().filter(is_up).map(|folder| build.join(folder));
    let Some(folder) = project.map(Path::to_path_buf).or_else(recorded) else { return Ok(None) };
    let recorded = record.config.as_ref().map(|config| folder.join(config)).filter(|config| !config.is_dir());
    if let (None, Some(config)) = (config, &recorded) {
        Root::open(&folder, links.links())?.check_results(config)?;
    }
    Ok(Some((folder, config.map(Path::to_path_buf).or(recorded))))
}

/// Opens the project of a build with the configuration that made it, or with the folder and configuration that are given; `None`
/// where neither the record of the build nor anybody says where the project is.
///
/// # Errors
/// As of [`open_project`]; those of a configuration that leaves the project.
pub fn project_of_build(
    build: &Path,
    record: &RunRecord,
    given: (Option<&Path>, Option<&Path>),
    links: &LinkArgs,
    verbose: bool,
) -> Result<Option<Project>> {
    let Some((folder, config)) = place_of(build, record, given, links)? else { return Ok(None) };
    let (changes, links) = (ChangeArgs::default(), links.clone());
    open_project(&ProjectArgs { project: folder, config, verbose, changes, links }, true).map(Some)
}

/// Opens the project of a finished collection, given as the project or as its build; returns it with the build's folder.
///
/// # Errors
/// As of [`open_project`], [`project_of_build`] and [`results_folder`]; [`OutputError::ProjectUnknown`].
pub fn open_built(args: &BuildArgs, quiet: bool) -> Result<(Project, PathBuf)> {
    let given = &args.project.project;
    if args.out.is_some() || !given.join(RECORD_FILE).is_file() {
        let project = open_project(&args.project, quiet)?;
        let folder = results_folder(args.out.as_deref(), &project)?;
        return Ok((project, folder));
    }
    let record = RunRecord::read(given)?;
    let place = place_of(given, &record, (None, args.project.config.as_deref()), &args.project.links)?;
    let unknown = || Error::Output(OutputError::ProjectUnknown { path: given.clone() });
    let (folder, config) = place.ok_or_else(unknown)?;
    let project = open_project(&ProjectArgs { project: folder, config, ..args.project.clone() }, quiet)?;
    Ok((project, given.clone()))
}
