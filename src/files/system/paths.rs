//! Names in a folder by path: what a name stands for is looked at before it is opened.
//!
//! Between the look and the open another process can put something else there, which `unix` does not allow.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::files::open_file::How;
use crate::files::stamp::{stamp_of, what_of};
use crate::files::{Entry, Stamp, What};

/// A folder by its path.
#[derive(Debug)]
pub(in crate::files) struct Directory(PathBuf);

#[cfg_attr(unix, expect(dead_code, reason = "the twin of `unix`, compiled there for the tests alone"))]
impl Directory {
    /// Opens the folder of a path; links on the way and at its end are followed.
    pub(in crate::files) fn open(path: &Path) -> io::Result<Self> {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        fs::read_dir(path)?;
        Ok(Self(path.to_path_buf()))
    }

    /// Opens a folder in this one, unless a link is there.
    pub(in crate::files) fn folder(&self, name: &OsStr) -> io::Result<Self> {
        match self.stamp(name)?.map(|stamp| stamp.what) {
            Some(What::Folder) => Self::open(&self.0.join(name)),
            Some(_) => Err(io::ErrorKind::NotADirectory.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// Makes a folder in this one.
    pub(in crate::files) fn make_folder(&self, name: &OsStr) -> io::Result<()> {
        fs::create_dir(self.0.join(name))
    }

    /// Opens a regular file in this folder.
    pub(in crate::files) fn open_file(&self, name: &OsStr, how: How) -> io::Result<File> {
        let is_other = self.stamp(name)?.is_some_and(|stamp| stamp.what != What::File);
        if is_other && how != How::New {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let path = self.0.join(name);
        match how {
            How::Read => File::open(path),
            How::New => File::options().read(true).write(true).create_new(true).open(path),
            How::Append => File::options().create(true).append(true).open(path),
        }
    }

    /// Fails: a folder is not open here, and what is not open cannot be locked.
    #[cfg(feature = "studio")]
    pub(in crate::files) fn lock(&self) -> io::Result<bool> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// The stamp of a name; `None` when there is none. Links are not followed.
    pub(in crate::files) fn stamp(&self, name: &OsStr) -> io::Result<Option<Stamp>> {
        match fs::symlink_metadata(self.0.join(name)) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            metadata => metadata.map(|metadata| Some(stamp_of(&metadata))),
        }
    }

    /// Gives a file or folder of this folder a name in another, replacing a file, or an empty folder by a folder.
    pub(in crate::files) fn rename(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        fs::rename(self.0.join(name), to.0.join(new))
    }

    /// [`rename`](Self::rename) to a name that is free.
    pub(in crate::files) fn rename_new(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        if to.stamp(new)?.is_some() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.rename(name, to, new)
    }

    /// Gives this folder the access rights of another.
    pub(in crate::files) fn take_rights_of(&self, other: &Self) -> io::Result<()> {
        fs::set_permissions(&self.0, fs::metadata(&other.0)?.permissions())
    }

    /// Gives a file of this folder a second name in another.
    pub(in crate::files) fn link(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        fs::hard_link(self.0.join(name), to.0.join(new))
    }

    /// Lets two names change places in one step: never possible by path.
    pub(in crate::files) fn exchange(&self, _one: &OsStr, _other: &OsStr) -> io::Result<bool> {
        Ok(false)
    }

    /// Removes a name that is no folder's; a link goes, not what it leads to.
    pub(in crate::files) fn remove_file(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    /// Removes an empty folder.
    pub(in crate::files) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_dir(self.0.join(name))
    }

    /// All names in no order.
    pub(in crate::files) fn entries(&self) -> io::Result<Vec<Entry>> {
        let entry = |entry: io::Result<fs::DirEntry>| {
            let entry = entry?;
            Ok(Entry { name: entry.file_name(), what: what_of(entry.file_type()?) })
        };
        fs::read_dir(&self.0)?.map(entry).collect()
    }

    /// Brings the names in this folder to the disk, where a folder can be opened as a file.
    pub(in crate::files) fn sync(&self) -> io::Result<()> {
        #[cfg(unix)]
        File::open(&self.0)?.sync_all()?;
        Ok(())
    }

    /// Brings a whole file system to the disk: there is no such call.
    pub(in crate::files) fn sync_file_system(&self) -> io::Result<bool> {
        Ok(false)
    }
}
