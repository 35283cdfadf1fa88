//! Errors of project paths that are not followed: links that leave the project, broken links and special files.

use std::io;
use std::path::PathBuf;

/// A reason not to follow a path of the project.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PathError {
    /// The target of a link does not exist.
    #[error("{} is a link to something that is not there: remove it, or correct it", path.display())]
    LinkToNothing {
        /// The link.
        path: PathBuf,
    },
    /// The operating system cannot follow a link, such as one that leads to itself.
    #[error("{} cannot be followed: {source}: remove the link, or correct it", path.display())]
    LinkNotFollowed {
        /// The link.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// A path leads out of the project.
    #[error(
        "{} leads to {}, which is outside the project: put the files themselves into {}{}",
        path.display(), real.display(), root.display(),
        if *may_be_allowed { ", or, if it is to lead there, allow it with --allow-links" } else { "" }
    )]
    Outside {
        /// The path.
        path: PathBuf,
        /// The target of the path, without links.
        real: PathBuf,
        /// The project's folder.
        root: PathBuf,
        /// `true` if `--allow-links` permits it.
        may_be_allowed: bool,
    },
    /// The folder reserved for this program holds a link, a device or a pipe.
    #[error("{} is a link, a device or a pipe, where simdgen keeps files of its own: remove it", path.display())]
    NotKept {
        /// The path of that entry.
        path: PathBuf,
    },
    /// A path leads to a device, a pipe or a socket.
    #[error("{} is neither a file nor a folder but a device, a pipe or a socket: move it away", path.display())]
    NoFile {
        /// The path.
        path: PathBuf,
    },
    /// A folder nested in a layer is a link.
    #[error(
        "{} is a link to a folder inside a layer, which is not followed: put the folder itself there",
        path.display()
    )]
    LinkedFolder {
        /// The link.
        path: PathBuf,
    },
}
