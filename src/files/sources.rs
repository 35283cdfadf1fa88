//! Files of a project: links are followed, wherever the project's rules let them lead; pipes and devices are refused.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use super::stamp::stamp_of;
use super::system::Directory;
use super::{Entry, Kind, OpenFile, Stamp, What};
use crate::{Error, Result};

/// Opens a regular file.
///
/// # Errors
/// [`Error::Io`]; [`crate::error::FileError::NotPlain`] for a folder, a device or a pipe.
pub fn open(path: &Path) -> Result<OpenFile> {
    let file = without_waiting().open(path).map_err(|source| not_plain_or(path, source))?;
    let what = stamp_of(&file.metadata().map_err(Error::io("read", path))?).what;
    if what != What::File {
        return Err(super::folder::not_plain(path.to_path_buf(), what, What::File));
    }
    Ok(OpenFile::new(file, path.to_path_buf()))
}

/// Reads a regular file.
///
/// # Errors
/// As [`open`] and [`OpenFile::read_all`].
pub fn read(path: &Path, kind: Kind) -> Result<Vec<u8>> {
    open(path)?.read_all(kind)
}

/// The stamp of a path, links followed.
///
/// # Errors
/// [`Error::Io`].
pub fn stamp(path: &Path) -> Result<Stamp> {
    fs::metadata(path).map(|metadata| stamp_of(&metadata)).map_err(Error::io("read", path))
}

/// Everything in a folder in the order the system gives it.
///
/// # Errors
/// [`Error::Io`].
pub fn entries(folder: &Path) -> Result<Vec<Entry>> {
    Directory::open(folder).and_then(|folder| folder.entries()).map_err(Error::io("read", folder))
}

/// Returns the target of a path, with all links resolved.
///
/// # Errors
/// As [`fs::canonicalize`].
pub fn real(path: &Path) -> std::io::Result<PathBuf> {
    fs::canonicalize(path)
}

/// Opens for reading; a pipe without a writer does not hold it up.
fn without_waiting() -> OpenOptions {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags((rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY).bits() as i32);
    }
    options
}

/// The error of an open that failed: what lies there where it is no file, else what the system said.
fn not_plain_or(path: &Path, source: std::io::Error) -> Error {
    match fs::metadata(path).map(|metadata| stamp_of(&metadata).what) {
        Ok(what) if what != What::File => super::folder::not_plain(path.to_path_buf(), what, What::File),
        _ => Error::Io { action: "read", path: path.to_path_buf(), source },
    }
}
