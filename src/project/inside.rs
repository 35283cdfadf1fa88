//! What keeps reading inside the project: links that leave it and things that are no files are refused.
//!
//! Every path that a configuration or a folder listing gives comes through here before it is opened, so that a project
//! from elsewhere cannot have other files read, nor a device that never ends, nor a pipe that never begins. Links are
//! looked at when the project is opened; whoever can change files while it runs can do worse than that.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::ProjectError;
use crate::{Error, Result};

/// The longest configuration or template that is read, in bytes: far above any that says something.
const LONGEST_TEXT: u64 = 16 << 20;

/// Whether links may lead out of a project. One word for the whole process, because every path of every project comes through
/// here, and a run has one user who says it.
static MAY_LEAVE: AtomicBool = AtomicBool::new(false);

/// Lets links lead out of projects from now on, for as long as the process runs.
pub fn allow_links() {
    MAY_LEAVE.store(true, Ordering::Relaxed);
}

/// Passes a path of the project that leads, through whatever links, to something inside of it, or, where the user
/// [allows](allow_links) it, anywhere.
///
/// # Errors
/// [`ProjectError::Refused`] when it leads elsewhere, in a circle or to nothing; [`Error::Io`].
pub(super) fn check(root: &Path, path: &Path) -> Result<()> {
    passes(root, path, Links::AsAllowed)
}

/// [`check`] for what a script asks for: no link leads it out, whatever the user allows for layers.
///
/// # Errors
/// As [`check`].
pub(super) fn check_for_script(root: &Path, path: &Path) -> Result<()> {
    passes(root, path, Links::Inside)
}

/// Where links may lead.
#[derive(Clone, Copy, PartialEq)]
enum Links {
    /// Into the project.
    Inside,
    /// Wherever the user allows.
    AsAllowed,
}

fn passes(root: &Path, path: &Path, links: Links) -> Result<()> {
    let real_root = fs::canonicalize(root).map_err(Error::io("open", root))?;
    let real = fs::canonicalize(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound if path.is_symlink() => {
            refused(path, "is a link to something that is not there: remove it, or correct it".into())
        }
        // The system's word for links that go round in circles has no stable name.
        ErrorKind::NotFound | ErrorKind::PermissionDenied | ErrorKind::NotADirectory => Error::io("open", path)(error),
        _ if path.is_symlink() => refused(path, format!("cannot be followed: {error}: remove the link, or correct it")),
        _ => Error::io("open", path)(error),
    })?;
    let is_allowed = links == Links::AsAllowed && MAY_LEAVE.load(Ordering::Relaxed);
    if is_allowed || real.starts_with(&real_root) {
        return Ok(());
    }
    let or = if links == Links::AsAllowed { ", or, if it is to lead there, allow it with --allow-links" } else { "" };
    let (real, root) = (real.display(), root.display());
    let problem = format!("leads to {real}, which is outside the project: put the files themselves into {root}{or}");
    Err(refused(path, problem))
}

/// Passes a folder of the project that is written to: one that is not there yet, or lies inside the project.
///
/// # Errors
/// [`ProjectError::Refused`] when it is a link that leaves the project; [`Error::Io`].
pub fn check_results(root: &Path, folder: &Path) -> Result<()> {
    if folder.symlink_metadata().is_ok() { check(root, folder) } else { Ok(()) }
}

/// Passes a folder of the project that holds nothing but what this program keeps there: plain files.
///
/// # Errors
/// [`ProjectError::Refused`] when it is a link that leaves the project, or there is a link, a device or a pipe in it;
/// [`Error::Io`].
pub fn check_kept(root: &Path, folder: &Path) -> Result<()> {
    check_results(root, folder)?;
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.map_err(Error::io("read", folder))?;
        let kind = entry.file_type().map_err(Error::io("read", entry.path()))?;
        if !kind.is_file() && !kind.is_dir() {
            let problem = "is a link, a device or a pipe, where simdgen keeps files of its own: remove it";
            return Err(refused(&entry.path(), problem.into()));
        }
    }
    Ok(())
}

/// The error for a path and the rest of a sentence about it.
pub(super) fn refused(path: &Path, problem: String) -> Error {
    Error::Project(ProjectError::Refused { path: path.to_path_buf(), problem })
}

/// Reads a configuration. One named by the user may lie anywhere.
///
/// # Errors
/// [`Error::Io`]; [`ProjectError::Refused`] when it is too long.
pub(super) fn read_text(path: &Path) -> Result<String> {
    let file = File::open(path).map_err(Error::io("read", path))?;
    let mut text = String::new();
    file.take(LONGEST_TEXT + 1).read_to_string(&mut text).map_err(Error::io("read", path))?;
    if text.len() as u64 > LONGEST_TEXT {
        let problem = format!("has more than {} MiB, which no configuration needs", LONGEST_TEXT >> 20);
        return Err(refused(path, problem));
    }
    Ok(text)
}
