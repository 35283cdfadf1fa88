//! The one error type of the library.
//!
//! Each message is one sentence that names the path, layer or edition, the expected and found values, and the remedy.
//! Stages with many errors have an enum of their own inside [`Error`], so that the command line prints every failure
//! the same way and tests match on the kind.

mod edit;
mod file;
mod file_name;
mod guard;
mod output;
mod pack;
mod path;
mod picture;
mod plan;
mod project;
mod service;
mod shard;
mod store;
mod studio;
mod weight;

pub use edit::EditError;
pub use file::FileError;
pub use file_name::FileNameError;
pub(crate) use guard::caught;
#[doc(hidden)]
pub use guard::is_caught;
pub use output::OutputError;
pub use pack::PackError;
pub use path::PathError;
pub use picture::PictureError;
pub use plan::PlanError;
pub use project::ProjectError;
pub use service::ServiceError;
pub use shard::ShardError;
pub use store::StoreError;
pub use studio::StudioError;
pub use weight::WeightError;

use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};

/// The result of every fallible function of this library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// All errors of the library, grouped by stage.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused a file operation.
    #[error("cannot {action} {}: {source}{}", path.display(), cure(source))]
    Io {
        /// The attempted operation, as a verb: "read", "create", "rename".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// A file or folder is not what it should be.
    #[error(transparent)]
    File(#[from] FileError),
    /// A side of a canvas is 0 or exceeds the maximum.
    #[error("a canvas of {width} x {height} pixels is not possible: each side must be from 1 to {longest}")]
    CanvasSize {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// The longest possible side in pixels.
        longest: u32,
    },
    /// A canvas has more pixels than allowed.
    #[error(
        "a canvas of {width} x {height} pixels is not possible: it has {}, more than the limit of {most}; make it smaller, \
         or raise --max-pixels",
        u64::from(*width) * u64::from(*height)
    )]
    CanvasPixels {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// The largest allowed number of pixels.
        most: u64,
    },
    /// The project cannot be used.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// The plan cannot be drawn or read.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A trait picture cannot be used.
    #[error("layer {layer:?}: {} {source}", path.display())]
    Picture {
        /// The layer that uses it.
        layer: String,
        /// The file.
        path: PathBuf,
        /// The problem and its remedy.
        source: PictureError,
    },
    /// A pack file is damaged or of another version; it must be built again.
    #[error("the trait pack {} cannot be used: {source}; delete it, or name another file *.pack", path.display())]
    Pack {
        /// The pack.
        path: PathBuf,
        /// The problem.
        source: PackError,
    },
    /// A damaged pack was built again, of other pictures than before.
    #[error("a picture changed while the damaged trait pack {} was built again: run the command again", path.display())]
    PackRebuilt {
        /// The pack.
        path: PathBuf,
    },
    /// A task needs more memory than the command's budget.
    #[error(
        "{what} takes {} MiB of memory, and {} MiB are allowed; allow more with --memory {}",
        mib(*needed), allowed >> 20, mib(*needed)
    )]
    Memory {
        /// The picture or task that needs the memory, as a noun.
        what: String,
        /// Bytes needed.
        needed: u64,
        /// Bytes in the budget.
        allowed: u64,
    },
    /// The encoder refused a picture.
    #[error("{what} cannot be encoded: {reason}")]
    Encode {
        /// The edition, or the picture's size.
        what: String,
        /// The encoder's reason, as a clause.
        reason: String,
    },
    /// Results cannot be written to, or read from, an output folder.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A shard is not known, or shards cannot be merged.
    #[error(transparent)]
    Shard(#[from] ShardError),
    /// The picture service cannot be started.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// Object storage cannot be reached, written or read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The studio cannot be opened.
    #[error(transparent)]
    Studio(#[from] StudioError),
    /// A change of the project cannot be made.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The folder for the demo holds something else.
    #[error(
        "the demo project needs a new or empty folder, but {} holds {}, which is not part of it; give another folder{}",
        folder.display(), found.display(), of_own_project(folder, found)
    )]
    DemoFolderInUse {
        /// The requested folder.
        folder: PathBuf,
        /// The first entry that is not part of the demo, relative to the folder.
        found: PathBuf,
    },
    /// The project file to create already exists.
    #[error("{} exists already and is not overwritten; edit it, or move it away and try again", path.display())]
    ProjectExists {
        /// The project file.
        path: PathBuf,
    },
    /// The folder already is a project of another engine.
    #[error(
        "{} makes {1} a project already: `simdgen generate {1}` runs it as it is, and `simdgen import {1}` writes a \
         simdgen.toml that says the same; if it is no configuration of an art engine, move it away and try again",
        config.display(), in_shell(folder)
    )]
    OtherProject {
        /// The requested folder.
        folder: PathBuf,
        /// The other engine's configuration.
        config: PathBuf,
    },
    /// The name of a layer folder has a backslash, so it would be a path on Windows.
    #[error(
        "the folder name {} has a backslash, which separates folders on Windows, so no project file can name it; rename it",
        path.display()
    )]
    LayerFolderBackslash {
        /// The layer folder.
        path: PathBuf,
    },
    /// The name of a layer folder is not valid Unicode, so a project file cannot contain it.
    #[error("the folder name {} is not valid Unicode, so no project file can name it; rename it", path.display())]
    LayerFolderNotUnicode {
        /// The layer folder.
        path: PathBuf,
    },
}

/// Returns the way to make a project that lies where the demo should go, as the end of a sentence; empty if none does.
fn of_own_project(folder: &Path, found: &Path) -> String {
    let is_project = found.extension().is_some_and(|extension| extension == "toml");
    if is_project {
        format!(", or run `simdgen generate {}` for that project", in_shell(folder))
    } else {
        String::new()
    }
}

/// Converts bytes to MiB, rounded up so that a budget of that many suffices.
fn mib(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 20)
}

/// Returns the remedy for an I/O error, as the end of a sentence; empty if none is known.
fn cure(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::NotFound => "; check its spelling, and that it was not moved",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "; allow it, or name another place",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "; make room, or name another place",
        io::ErrorKind::FileTooLarge => "; raise the limit, or name another place",
        io::ErrorKind::InvalidData => "; save it as UTF-8",
        _ => "",
    }
}

/// Joins the first few of a list with commas, and says how many more there are: "a, b and 3 more".
pub(crate) fn first_few<T: Display>(list: impl IntoIterator<Item = T>, most: usize) -> String {
    let mut list = list.into_iter();
    let shown = list.by_ref().take(most).map(|item| item.to_string()).collect::<Vec<_>>().join(", ");
    match list.count() {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Formats a path as one word of a command line, in quotes if it has a character that the shell treats specially.
pub(crate) fn in_shell(path: &Path) -> String {
    let shown = path.display().to_string();
    if shown.contains([' ', '\'', '(', ')', '&', ';']) { format!("\"{shown}\"") } else { shown }
}

impl Error {
    /// Returns a closure for `map_err` that adds the attempted operation, as a verb, and its path to an I/O error.
    pub fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }
}

#[cfg(test)]
mod tests;
