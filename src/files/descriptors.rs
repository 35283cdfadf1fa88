//! The number of files and connections that the process may have open.

/// Raises the limit of this process as far as the system lets everyone, and returns it; `None` where there is none that is known.
///
/// Systems give programs a low limit (often 1,024) that they may raise themselves up to a higher one (getrlimit(2)): the low
/// one is for programs that use `select`.
#[cfg(unix)]
pub(crate) fn raise_descriptors() -> Option<u64> {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = rustix::process::Rlimit { current: limit.maximum, ..limit };
    // macOS refuses its own maximum: then the limit stays.
    if setrlimit(Resource::Nofile, raised).is_ok() { limit.maximum } else { limit.current }
}

/// Its twin for other systems, which have no such limit.
#[cfg(not(unix))]
pub(crate) fn raise_descriptors() -> Option<u64> {
    None
}
