//! `simdgen import`: another engine's project as simdgen.toml.

use std::path::Path;

use super::args::{ImportArgs, ProjectArgs};
use super::print::{Notes, notice, notices, out, write_whole};
use super::workspace::{open_project, seed};
use crate::error::ProjectError;
use crate::project::{self, NATIVE};
use crate::{Error, Result};

/// Runs the command.
pub fn run(args: &ImportArgs) -> Result<()> {
    let root = &args.project.project;
    let path = args.out.clone().unwrap_or_else(|| root.join(NATIVE));
    let to_screen = path == Path::new("-");
    if !to_screen && !args.force && path.symlink_metadata().is_ok() {
        return Err(Error::Project(ProjectError::ImportExists { path }));
    }
    if args.project.links.allow_links {
        project::allow_links();
    }
    // A simdgen.toml of an earlier import is not what is meant.
    let config = match &args.project.config {
        Some(config) => Some(config.clone()),
        None => project::script_of(root)?,
    };
    let project = open_project(&ProjectArgs { config, ..args.project.clone() }, false)?;
    let imported = project::import(&project, &seed(None, &project))?;
    notices(&imported.lost, "lost", Notes::of(false, args.project.verbose));
    if to_screen {
        return out(&imported.text);
    }
    write_whole(&path, imported.text.as_bytes())?;
    notice(&format!("{} says what {} said", path.display(), project.config.display()));
    Ok(())
}
