//! Errors of files and folders themselves, whatever they hold.

use std::path::PathBuf;

/// A reason not to open, read or write a file or folder.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// The entry at a path is not of the expected kind.
    #[error(
        "{} is {found} where {expected} is expected, and is neither read nor written through: \
         move it away, or name another place",
        path.display()
    )]
    NotPlain {
        /// The path.
        path: PathBuf,
        /// The kind found, with an article.
        found: &'static str,
        /// The kind expected, with an article.
        expected: &'static str,
    },
    /// A file is longer than its kind allows.
    #[error(
        "{} is longer than the {limit} bytes that a {kind} may have: check that it is the file that is meant",
        path.display()
    )]
    TooLong {
        /// The file.
        path: PathBuf,
        /// The kind of file that it is read as.
        kind: &'static str,
        /// The largest allowed length in bytes.
        limit: u64,
    },
    /// A path leads out of the folder that it is relative to.
    #[error("{} is no path below {}: name a file in it", path.display(), folder.display())]
    NotBelow {
        /// The path.
        path: PathBuf,
        /// The folder.
        folder: PathBuf,
    },
}
