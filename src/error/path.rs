//! What keeps a path of a project from being followed: links that leave it, and what is neither a file nor a folder.

use std::io;
use std::path::PathBuf;

/// A path of the project that is not opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PathError {
    /// A link to nothing.
    #[error("{} is a link to something that is not there: remove it, or correct it", path.display())]
    LinkToNothing {
        /// The link.
        path: PathBuf,
    },
    /// A link that the system does not follow, such as one that leads to itself.
    #[error("{} cannot be followed: {source}: remove the link, or correct it", path.display())]
    LinkNotFollowed {
        /// The link.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A path that leads out of the project.
    #[error(
        "{} leads to {}, which is outside the project: put the files themselves into {}{}",
        path.display(), real.display(), root.display(),
        if *may_be_allowed { ", or, if it is to lead there, allow it with --allow-links" } else { "" }
    )]
    Outside {
        /// The path.
        path: PathBuf,
        /// Where it leads.
        real: PathBuf,
        /// The project's folder.
        root: PathBuf,
        /// Whether the user can allow it.
        may_be_allowed: bool,
    },
    /// A link, a device or a pipe in the folder that this program keeps for itself.
    #[error("{} is a link, a device or a pipe, where simdgen keeps files of its own: remove it", path.display())]
    NotKept {
        /// What lies there.
        path: PathBuf,
    },
    /// A device, a pipe or a socket.
    #[error("{} is neither a file nor a folder but a device, a pipe or a socket: move it away", path.display())]
    NoFile {
        /// What lies there.
        path: PathBuf,
    },
    /// A link to a folder where folders are nested.
    #[error(
        "{} is a link to a folder inside a layer, which is not followed: put the folder itself there",
        path.display()
    )]
    LinkedFolder {
        /// The link.
        path: PathBuf,
    },
}
