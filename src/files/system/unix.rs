//! Names in a folder by its descriptor, as POSIX.1-2008 has it: `openat` and its kin.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::fs::{AtFlags, FileType, Mode, OFlags};
use rustix::io::Errno;

use crate::files::open_file::How;
use crate::files::stamp::nanoseconds_of;
use crate::files::{Entry, Stamp, What};

/// A folder that is held open: it stays the same one whatever happens to its path.
#[derive(Debug)]
pub(in crate::files) struct Directory(OwnedFd);

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

impl Directory {
    /// Opens the folder of a path; links on the way and at its end are followed.
    pub(in crate::files) fn open(path: &Path) -> io::Result<Self> {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        Ok(Self(rustix::fs::open(path, FOLDER, Mode::empty())?))
    }

    /// Opens a folder in this one, unless a link is there.
    pub(in crate::files) fn folder(&self, name: &OsStr) -> io::Result<Self> {
        Ok(Self(rustix::fs::openat(&self.0, name, FOLDER | OFlags::NOFOLLOW, Mode::empty())?))
    }

    /// Makes a folder in this one.
    pub(in crate::files) fn make_folder(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::mkdirat(&self.0, name, Mode::from_raw_mode(0o777))?)
    }

    /// Opens a regular file in this folder; the open itself waits for nobody, so a pipe cannot hold it up.
    pub(in crate::files) fn open_file(&self, name: &OsStr, how: How) -> io::Result<File> {
        let flags = match how {
            How::Read => OFlags::RDONLY,
            How::New => OFlags::RDWR | OFlags::CREATE | OFlags::EXCL,
            How::Append => OFlags::WRONLY | OFlags::CREATE | OFlags::APPEND,
        };
        let flags = flags | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
        let file = File::from(rustix::fs::openat(&self.0, name, flags, Mode::from_raw_mode(0o666))?);
        // What was made by this call is a regular file.
        if how != How::New && FileType::from_raw_mode(rustix::fs::fstat(&file)?.st_mode) != FileType::RegularFile {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        Ok(file)
    }

    /// The stamp of a name; `None` when there is none. Links are not followed.
    pub(in crate::files) fn stamp(&self, name: &OsStr) -> io::Result<Option<Stamp>> {
        let stat = match rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
            Err(Errno::NOENT) => return Ok(None),
            stat => stat?,
        };
        Ok(Some(Stamp {
            what: what(FileType::from_raw_mode(stat.st_mode)),
            length: u64::try_from(stat.st_size).unwrap_or(0),
            modified: nanoseconds_of(stat.st_mtime, stat.st_mtime_nsec),
            changed: nanoseconds_of(stat.st_ctime, stat.st_ctime_nsec),
            inode: stat.st_ino,
            read_only: stat.st_mode & 0o222 == 0,
        }))
    }

    /// Gives a file or folder of this folder a name in another, replacing a file, or an empty folder by a folder.
    pub(in crate::files) fn rename(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::renameat(&self.0, name, &to.0, new)?)
    }

    /// [`rename`](Self::rename) to a name that is free. Where the system or the file system cannot do both in one step, it is
    /// looked at first.
    pub(in crate::files) fn rename_new(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
        {
            use rustix::fs::RenameFlags;
            match rustix::fs::renameat_with(&self.0, name, &to.0, new, RenameFlags::NOREPLACE) {
                Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
                done => return Ok(done?),
            }
        }
        if to.stamp(new)?.is_some() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.rename(name, to, new)
    }

    /// Gives this folder owner, access rights and times of another.
    pub(in crate::files) fn take_rights_of(&self, other: &Self) -> io::Result<()> {
        use rustix::fs::{Gid, Timespec, Timestamps, Uid};
        let (own, stat) = (rustix::fs::fstat(&self.0)?, rustix::fs::fstat(&other.0)?);
        if (own.st_uid, own.st_gid) != (stat.st_uid, stat.st_gid) {
            rustix::fs::fchown(&self.0, Some(Uid::from_raw(stat.st_uid)), Some(Gid::from_raw(stat.st_gid)))?;
        }
        // After the owner, whose change takes rights away.
        rustix::fs::fchmod(&self.0, Mode::from_raw_mode(stat.st_mode))?;
        let time = |tv_sec, tv_nsec| Timespec { tv_sec, tv_nsec };
        let last_access = time(stat.st_atime as _, stat.st_atime_nsec as _);
        let last_modification = time(stat.st_mtime as _, stat.st_mtime_nsec as _);
        Ok(rustix::fs::futimens(&self.0, &Timestamps { last_access, last_modification })?)
    }

    /// Gives a file of this folder a second name in another.
    pub(in crate::files) fn link(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::linkat(&self.0, name, &to.0, new, AtFlags::empty())?)
    }

    /// Lets two names of one folder change places in one step; `false` where the system or the file system cannot.
    pub(in crate::files) fn exchange(&self, one: &OsStr, other: &OsStr) -> io::Result<bool> {
        #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
        {
            use rustix::fs::RenameFlags;
            match rustix::fs::renameat_with(&self.0, one, &self.0, other, RenameFlags::EXCHANGE) {
                Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
                done => Ok(done.map(|()| true)?),
            }
        }
        #[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
        {
            let _ = (one, other);
            Ok(false)
        }
    }

    /// Removes a name that is no folder's; a link goes, not what it leads to.
    pub(in crate::files) fn remove_file(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Removes an empty folder.
    pub(in crate::files) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::REMOVEDIR)?)
    }

    /// All names in no order, without `.` and `..`.
    pub(in crate::files) fn entries(&self) -> io::Result<Vec<Entry>> {
        let mut entries = vec![];
        for entry in rustix::fs::Dir::read_from(&self.0)? {
            let entry = entry?;
            let name = OsStr::from_bytes(entry.file_name().to_bytes());
            if name == "." || name == ".." {
                continue;
            }
            // The kind comes with the name: of a hundred thousand files none is asked for by itself.
            let what = match entry.file_type() {
                FileType::Unknown => self.stamp(name)?.map_or(What::Other, |stamp| stamp.what),
                known => what(known),
            };
            entries.push(Entry { name: name.to_owned(), what });
        }
        Ok(entries)
    }

    /// Locks this folder for as long as it is open here; `false` when it is locked elsewhere.
    #[cfg(feature = "studio")]
    pub(in crate::files) fn lock(&self) -> io::Result<bool> {
        match rustix::fs::flock(&self.0, rustix::fs::FlockOperation::NonBlockingLockExclusive) {
            Err(Errno::WOULDBLOCK) => Ok(false),
            locked => Ok(locked.map(|()| true)?),
        }
    }

    /// Brings the names in this folder to the disk.
    pub(in crate::files) fn sync(&self) -> io::Result<()> {
        Ok(rustix::fs::fsync(&self.0)?)
    }

    /// Brings everything on this folder's file system to the disk in one call, which for thousands of small files is far
    /// cheaper than one call each; `false` where the system has no such call.
    pub(in crate::files) fn sync_file_system(&self) -> io::Result<bool> {
        #[cfg(target_os = "linux")]
        {
            rustix::fs::syncfs(self.0.as_fd())?;
            Ok(true)
        }
        #[cfg(not(target_os = "linux"))]
        {
            let _ = self.0.as_fd();
            Ok(false)
        }
    }
}

fn what(kind: FileType) -> What {
    match kind {
        FileType::RegularFile => What::File,
        FileType::Directory => What::Folder,
        FileType::Symlink => What::Link,
        _ => What::Other,
    }
}
