//! Files that the user names on the command line: links are followed, and pipes and devices are what they ask for.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::stamp::stamp_of;
use super::{Folder, Kind, OpenFile, Replacement, What};
use crate::{Error, Result};

/// Opens a file that the user names.
///
/// # Errors
/// [`Error::Io`]; [`crate::error::FileError::NotPlain`] for a folder.
pub fn open_given(path: &Path) -> Result<OpenFile> {
    let file = File::open(path).map_err(Error::io("read", path))?;
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Err(super::folder::not_plain(path.to_path_buf(), What::Folder, What::File));
    }
    Ok(OpenFile::new(file, path.to_path_buf()))
}

/// Reads a file that the user names.
///
/// # Errors
/// As [`open_given`] and [`OpenFile::read_all`].
pub fn read_given(path: &Path, kind: Kind) -> Result<Vec<u8>> {
    open_given(path)?.read_all(kind)
}

/// A file that the user names, while it is written.
///
/// A regular file is whole or as it was, and on the disk when it is finished; a link is followed; into a pipe or device is
/// written as it is.
#[derive(Debug)]
pub struct Given(Way);

#[derive(Debug)]
enum Way {
    Replacement(Replacement),
    Stream(OpenFile),
}

impl Given {
    /// Writes all of it.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn put(&mut self, bytes: &[u8]) -> Result<()> {
        match &self.0 {
            Way::Replacement(replacement) => replacement.file().put(bytes),
            Way::Stream(file) => file.put(bytes),
        }
    }

    /// Gives the file its name, replacing what has it.
    ///
    /// # Errors
    /// As [`Replacement::finish`].
    pub fn finish(self) -> Result<()> {
        match self.0 {
            Way::Replacement(replacement) => replacement.finish(true),
            Way::Stream(_) => Ok(()),
        }
    }

    /// Gives the file its name, if that is free; false where it is not.
    ///
    /// # Errors
    /// As [`Replacement::finish_new`].
    pub fn finish_new(self) -> Result<bool> {
        match self.0 {
            Way::Replacement(replacement) => replacement.finish_new(true),
            Way::Stream(_) => Ok(true),
        }
    }
}

impl Write for Given {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match &mut self.0 {
            Way::Replacement(replacement) => replacement.write(bytes),
            Way::Stream(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl From<Replacement> for Given {
    fn from(replacement: Replacement) -> Self {
        Self(Way::Replacement(replacement))
    }
}

/// Begins a file that the user names, so that a wrong path is told before what it is to hold is made.
///
/// # Errors
/// [`Error::Io`]; [`crate::error::FileError::NotPlain`] for a folder.
pub fn begin_given(path: &Path) -> Result<Given> {
    if fs::metadata(path).is_ok_and(|there| stamp_of(&there).what == What::Other) {
        let file = File::options().write(true).open(path).map_err(Error::io("open", path))?;
        return Ok(Given(Way::Stream(OpenFile::new(file, path.to_path_buf()))));
    }
    // A link to nothing stays one until the file is there; the system follows it no further than it leads.
    let real: PathBuf = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = Folder::open(real.parent().unwrap_or(Path::new(""))).map_err(|error| match error {
        Error::Io { source, .. } => Error::Io { action: "write", path: path.to_path_buf(), source },
        other => other,
    })?;
    folder.replacement(real.file_name().unwrap_or(OsStr::new(""))).map(Given::from)
}

/// Replaces what is in a file that somebody wrote: it is whole or as it was, on the disk afterwards, and its permissions stay.
///
/// # Errors
/// [`Error::Io`], also for a file that may not be written; [`crate::error::FileError::NotPlain`] for a folder.
#[cfg(feature = "studio")]
pub fn rewrite_given(path: &Path, bytes: &[u8]) -> Result<()> {
    let permissions = fs::metadata(path).map_err(Error::io("write", path))?.permissions();
    if permissions.readonly() {
        return Err(Error::io("write", path)(std::io::ErrorKind::PermissionDenied.into()));
    }
    let mut given = begin_given(path)?;
    given.put(bytes)?;
    if let Way::Replacement(replacement) = &given.0 {
        replacement.file().file.set_permissions(permissions).map_err(Error::io("write", path))?;
    }
    given.finish()
}
