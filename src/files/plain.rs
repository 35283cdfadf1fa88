//! Opens a file for reading by its path, and says what lies there where that is no plain file.
//!
//! It serves folders that are only looked at, where a file that cannot be read is no error but a finding. A link is not
//! followed and a pipe is not waited for, also where one takes a file's place between two looks.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;

use super::open_file::How;
use super::stamp::stamp_of;
use super::system::Directory;
use super::{Entry, OpenFile, What};

/// Why a file cannot be read.
#[derive(Debug)]
pub enum Unread {
    /// Nothing has its name.
    Missing,
    /// Something else than a file has its name: "a link".
    NoFile(&'static str),
    /// The system refuses.
    Failed(io::Error),
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            _ => Self::Failed(error),
        }
    }
}

/// Opens a plain file.
///
/// # Errors
/// The thing that lies there instead, or the system's error.
pub fn open_plain(path: &Path) -> Result<OpenFile, Unread> {
    let folder = Directory::open(path.parent().unwrap_or(Path::new("")))?;
    let name = path.file_name().unwrap_or(OsStr::new("."));
    match folder.open_file(name, How::Read) {
        Ok(file) => Ok(OpenFile::new(file, path.to_path_buf())),
        Err(error) => Err(match folder.stamp(name) {
            Ok(Some(stamp)) if stamp.what != What::File => Unread::NoFile(stamp.what.name()),
            _ => error.into(),
        }),
    }
}

/// The kind of a path, a link not followed.
///
/// # Errors
/// [`Unread::Missing`]; what the system says.
pub fn what_is(path: &Path) -> Result<What, Unread> {
    Ok(stamp_of(&fs::symlink_metadata(path)?).what)
}

/// Everything in a folder, in no order.
///
/// # Errors
/// [`Unread::Missing`]; what the system says.
pub fn entries_or_why(folder: &Path) -> Result<Vec<Entry>, Unread> {
    Ok(Directory::open(folder)?.entries()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("file"), "x").unwrap();
        fs::create_dir(path("folder")).unwrap();
        assert!(open_plain(&path("file")).is_ok());
        assert!(matches!(open_plain(&path("none")), Err(Unread::Missing)));
        assert!(matches!(open_plain(&path("folder")), Err(Unread::NoFile("a folder"))));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("file", path("link")).unwrap();
            assert!(matches!(open_plain(&path("link")), Err(Unread::NoFile("a link"))));
        }
        assert!(matches!(open_plain(&path("file/below")), Err(Unread::Failed(_))));
    }
}
