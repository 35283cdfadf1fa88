//! What can be wrong with a file or folder itself, whatever it holds.

use std::path::PathBuf;

/// A file or folder that is not opened, read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// Something lies where a file or folder of another kind is expected.
    #[error(
        "{} is {found} where {expected} is expected, and is neither read nor written through: \
         move it away, or name another place",
        path.display()
    )]
    NotPlain {
        /// What lies there.
        path: PathBuf,
        /// What it is, with an article.
        found: &'static str,
        /// What it should be, with an article.
        expected: &'static str,
    },
    /// A file is longer than any of its kind.
    #[error(
        "{} is longer than the {limit} bytes that a {kind} may have: check that it is the file that is meant",
        path.display()
    )]
    TooLong {
        /// The file.
        path: PathBuf,
        /// What it is read as.
        kind: &'static str,
        /// The longest file of that kind, in bytes.
        limit: u64,
    },
    /// A path that leads out of the folder it is taken in.
    #[error("{} is no path below {}: name a file in it", path.display(), folder.display())]
    NotBelow {
        /// The path.
        path: PathBuf,
        /// The folder.
        folder: PathBuf,
    },
}
