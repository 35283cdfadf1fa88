//! Makes one page of a finished build that opens from disk without a server.
//!
//! The page holds no picture of an edition. It holds one of each trait, small and on sheets, and the picks of each edition, and
//! draws editions itself: browsers have all blend modes that this program has. So 10,000 editions are a few megabytes, most of
//! them sheets. One edition large is its picture file, from beside the page.
//!
//! | file | holds |
//! |---|---|
//! | `data` | everything that the page knows, as it stands in it |
//! | `of_project` | that data from a project and the plan of its build |
//! | `of_metadata` | the same from metadata and picture files alone, without sheets |
//! | `sheets` | the pictures of traits |
//! | `page` | the file: template, style, scripts and data put together |

mod data;
mod of_metadata;
mod of_project;
mod page;
mod sheets;

use std::path::Path;

use crate::Result;
use crate::metadata::Editions;
pub use crate::output::layout::GALLERY_FILE;
use crate::output::{Commit, Staging};
use crate::pack::Pack;
use crate::plan::Plan;
use crate::project::Project;

/// Makes the page of a plan's editions, with the traits of a project from its pack; equal builds give equal pages. `memory` is
/// what may be taken while traits are made small.
///
/// # Errors
/// [`crate::Error::Picture`] or [`crate::Error::Io`] for a trait that cannot be loaded; [`crate::Error::Encode`].
///
/// # Panics
/// When the plan is another project's: see [`Plan::fits`].
pub fn of_project(project: &Project, plan: &Plan, pack: &Pack, threads: usize, memory: usize) -> Result<String> {
    let sheets = sheets::sheets(project, pack, threads, memory)?;
    Ok(page::page(&of_project::gather(project, plan, sheets)))
}

/// Makes the page of a build of any engine, from the metadata of its editions and the names of its pictures. It has no pictures
/// of traits, so that the page shows the files.
///
/// # Errors
/// Those of [`Editions::each`]; [`crate::Error::Io`].
pub fn of_metadata(editions: &Editions<'_>, build: &Path) -> Result<String> {
    Ok(page::page(&of_metadata::gather(editions, build)?))
}

/// Writes the page that `make` makes into a build, as [`GALLERY_FILE`]; returns its bytes. With `force`, a file of that name
/// that no run wrote is replaced.
///
/// # Errors
/// [`crate::error::OutputError`] when another run is at work there, or a file is in the way; those of `make`;
/// [`crate::Error::Io`].
pub fn write(build: &Path, force: bool, make: impl FnOnce() -> Result<String>) -> Result<usize> {
    let staging = Staging::start(build, force)?;
    // Before the work is done, not after it.
    staging.refuse_others(&[GALLERY_FILE.to_owned()])?;
    let page = make()?;
    staging.write_file(GALLERY_FILE, page.as_bytes())?;
    staging.commit(Commit::default())?;
    Ok(page.len())
}
