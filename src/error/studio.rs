//! Errors of the studio: its address, its project and its browser.

use std::io;
use std::path::PathBuf;

use super::in_shell;

/// A reason why the studio cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StudioError {
    /// Another studio shows the project.
    #[error(
        "{} is open in another studio, and two would undo each other's changes: go on in that window, or end that studio \
         with Ctrl-C first",
        root.display()
    )]
    AlreadyOpen {
        /// The project's folder.
        root: PathBuf,
    },
    /// The project's folder is not where it was.
    #[error(
        "the project's folder {} is gone: it was moved, renamed or deleted; bring it back, and the studio goes on by itself, \
         or end the studio and start it with the folder's new path",
        in_shell(root)
    )]
    FolderGone {
        /// The path that the project had.
        root: PathBuf,
    },
    /// The port cannot be taken.
    #[error(
        "port {port} of this machine cannot be used: {source}; choose another with --port, or leave --port out for one that \
         is free"
    )]
    Port {
        /// The port; 0 is any.
        port: u16,
        /// The error of the operating system.
        source: io::Error,
    },
    /// No browser can be opened.
    #[error("no browser can be opened: {source}; open {address} in one yourself")]
    NoBrowser {
        /// The address of the studio.
        address: String,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The system gives no threads or no random bytes.
    #[error("the system refuses what a studio needs: {source}; end other programs, and try again")]
    Refused {
        /// The error of the operating system.
        source: io::Error,
    },
    /// The system does not tell of changes in the project's folder.
    #[error("changes in {} are not seen by themselves: {reason}; reload the page after a change", in_shell(root))]
    NotWatched {
        /// The project's folder.
        root: PathBuf,
        /// The reason that the system gives.
        reason: String,
    },
}
