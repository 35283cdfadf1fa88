//! `simdgen import`: another engine's project as simdgen.toml.

use std::path::Path;

use super::args::{ImportArgs, ProjectArgs};
use super::print::{Notes, notice, notices, out};
use super::workspace::{open_project, seed};
use crate::dialect;
use crate::dialect::NATIVE;
use crate::error::ProjectError;
use crate::files::{self, Folder};
use crate::project::Root;
use crate::{Error, Result};

/// Runs the command.
pub fn run(args: &ImportArgs) -> Result<()> {
    let root = &args.project.project;
    let path = args.out.clone().unwrap_or_else(|| root.join(NATIVE));
    let to_screen = path == Path::new("-");
    if !to_screen && !args.force && (path.is_symlink() || path.exists()) {
        return Err(Error::Project(ProjectError::ImportExists { path }));
    }
    // A simdgen.toml of an earlier import is not what is meant.
    let config = match &args.project.config {
        Some(config) => Some(config.clone()),
        None => dialect::script_of(&Root::open(root, args.project.links.links())?)?,
    };
    let project = open_project(&ProjectArgs { config, ..args.project.clone() }, false)?;
    // Before the work is done, so that a wrong path is told first. In the project nothing is written through a link.
    let place = match &args.out {
        _ if to_screen => None,
        Some(path) => Some(files::begin_given(path)?),
        None => Some(Folder::open(root)?.replacement(NATIVE)?.into()),
    };
    let imported = dialect::import(&project, &seed(None, &project))?;
    notices(&imported.lost, "lost", Notes::of(false, args.project.verbose));
    notices(&imported.needed, "note", Notes::of(false, args.project.verbose));
    let Some(mut file) = place else { return out(&imported.text) };
    file.put(imported.text.as_bytes())?;
    if args.force {
        file.finish()?;
    } else if !file.finish_new()? {
        return Err(Error::Project(ProjectError::ImportExists { path }));
    }
    notice(&format!("{} says what {} said", path.display(), project.config.display()));
    Ok(())
}
