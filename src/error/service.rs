//! Errors of the picture service: its address and its project.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use super::in_shell;

/// A reason why the picture service cannot be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServiceError {
    /// The address cannot be taken.
    #[error("{address} cannot be listened on: {source}; give another address or port with --listen")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The system gives no threads or no sockets.
    #[error("the system refuses what the service needs: {source}; end other programs, and try again")]
    Refused {
        /// The error of the operating system.
        source: io::Error,
    },
    /// No set of the project draws editions.
    #[error(
        "the project {} draws no editions, so there is nothing to serve: give a set of layers one edition or more",
        in_shell(root)
    )]
    NothingToDraw {
        /// The project's folder.
        root: PathBuf,
    },
}
