//! The one error type of the library.
//!
//! Every variant is a full sentence that names the path, layer or edition, what was expected and
//! what was found, and what to do next. It is one enum, with one inside it for each stage that has
//! many, so that the command line prints any failure the same way and tests match on the kind.

mod file;
mod guard;
mod output;
mod path;
mod plan;
mod project;

pub use file::FileError;
pub(crate) use guard::caught;
#[doc(hidden)]
pub use guard::is_caught;
pub use output::OutputError;
pub use path::PathError;
pub use plan::PlanError;
pub use project::ProjectError;

use std::io;
use std::path::{Path, PathBuf};

/// The result of anything in this library that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that can go wrong, by stage.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused a file operation.
    #[error("cannot {action} {}: {source}{}", path.display(), cure(source))]
    Io {
        /// What was attempted, as a verb: "read", "create", "rename".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file or folder is not what it should be.
    #[error(transparent)]
    File(#[from] FileError),
    /// A canvas has a side of no pixels, or a longer one than is possible.
    #[error("a canvas of {width} x {height} pixels is not possible: each side must be from 1 to {longest}")]
    CanvasSize {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// The longest side that is possible, in pixels.
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
        /// How many pixels are allowed.
        most: u64,
    },
    /// The project cannot be used.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// The plan cannot be drawn or read.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A trait picture cannot be used.
    #[error("layer {layer:?}: {} {reason}", path.display())]
    Picture {
        /// The layer that uses it.
        layer: String,
        /// The file.
        path: PathBuf,
        /// What is wrong with it and what to do, to follow its path: "is empty; export it again".
        reason: String,
    },
    /// A pack file is damaged, or not of this version; building it again cures it.
    #[error("the trait pack {} cannot be used: {reason}; delete it, or name another file *.pack", path.display())]
    Pack {
        /// The pack.
        path: PathBuf,
        /// What was expected and what was found.
        reason: String,
    },
    /// Something takes more memory than the budget of the command.
    #[error(
        "{what} takes {} MiB of memory, and {} MiB are allowed; allow more with --memory {}",
        mib(*needed), allowed >> 20, mib(*needed)
    )]
    Memory {
        /// What takes it: the picture with its size.
        what: String,
        /// Bytes that it takes.
        needed: u64,
        /// Bytes of the budget.
        allowed: u64,
    },
    /// The encoder refused a picture.
    #[error("{what} cannot be encoded: {reason}")]
    Encode {
        /// The edition, or the picture's size.
        what: String,
        /// What the encoder said.
        reason: String,
    },
    /// Results cannot be written where they were to go.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The demo was asked into a folder that holds something else.
    #[error(
        "the demo project needs a new or empty folder, but {} holds {}, which is not part of it; give another folder",
        folder.display(), found.display()
    )]
    DemoFolderInUse {
        /// The folder asked for.
        folder: PathBuf,
        /// The first entry that the demo would not have written, relative to the folder.
        found: PathBuf,
    },
    /// A project file is there already.
    #[error("{} exists already and is not overwritten; edit it, or move it away and try again", path.display())]
    ProjectExists {
        /// The project file.
        path: PathBuf,
    },
    /// The folder is a project of another engine.
    #[error(
        "{} makes {1} a project already: `simdgen generate {1}` runs it as it is, and `simdgen import {1}` writes a \
         simdgen.toml that says the same; if it is no configuration of an art engine, move it away and try again",
        config.display(), in_shell(folder)
    )]
    OtherProject {
        /// The folder asked for.
        folder: PathBuf,
        /// The other engine's configuration.
        config: PathBuf,
    },
    /// A layer folder whose name would be a path on another system.
    #[error(
        "the folder name {} has a backslash, which separates folders on Windows, so no project file can name it; rename it",
        path.display()
    )]
    LayerFolderBackslash {
        /// The layer folder.
        path: PathBuf,
    },
    /// A layer folder whose name cannot be written in a project file.
    #[error("the folder name {} is not valid Unicode, so no project file can name it; rename it", path.display())]
    LayerFolderNotUnicode {
        /// The layer folder.
        path: PathBuf,
    },
}

/// Bytes in MiB, rounded up, so that a budget of so many is enough.
fn mib(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 20)
}

/// What to do about what the system said, where that is known.
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

/// A path as a word of a command line: in quotes where a space would end it.
pub(crate) fn in_shell(path: &Path) -> String {
    let shown = path.display().to_string();
    if shown.contains([' ', '\'', '(', ')', '&', ';']) { format!("\"{shown}\"") } else { shown }
}

impl Error {
    /// A closure for `map_err` that wraps an I/O error with what was attempted and where.
    pub fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }
}

#[cfg(test)]
mod tests;
