//! Files that the user names on the command line: links are followed, and pipes and devices are what they ask for.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::system::stamp_of;
use super::{Folder, Kind, OpenFile, What};
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

/// Writes a file that the user names: a regular file is whole or as it was, and on the disk afterwards; a link is followed; into
/// a pipe or device is written as it is.
///
/// # Errors
/// [`Error::Io`]; [`crate::error::FileError::NotPlain`] for a folder.
pub fn replace_given(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::metadata(path).is_ok_and(|there| stamp_of(&there).what == What::Other) {
        let mut file = File::options().write(true).open(path).map_err(Error::io("open", path))?;
        return file.write_all(bytes).map_err(Error::io("write", path));
    }
    // A link to nothing stays one until the file is there; the system follows it no further than it leads.
    let real: PathBuf = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = Folder::open(real.parent().unwrap_or(Path::new(""))).map_err(|error| match error {
        Error::Io { source, .. } => Error::Io { action: "write", path: path.to_path_buf(), source },
        other => other,
    })?;
    folder.replace(real.file_name().unwrap_or(OsStr::new("")), bytes, true)
}
