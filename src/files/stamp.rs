//! Stamps: the file system's facts of a name, without opening what it stands for.

use std::ffi::OsString;
use std::fs::{FileType, Metadata};
use std::time::{SystemTime, UNIX_EPOCH};

/// The kind of a file system entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, or what a system has in its place.
    Link,
    /// A device, a pipe or a socket.
    Other,
}

impl What {
    /// Its name in messages, with an article.
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "a file",
            Self::Folder => "a folder",
            Self::Link => "a link",
            Self::Other => "a pipe, a socket or a device",
        }
    }

    /// True for a file or a folder.
    pub fn is_plain(self) -> bool {
        matches!(self, Self::File | Self::Folder)
    }
}

/// A name in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name.
    pub name: OsString,
    /// Its kind; a link is not followed.
    pub what: What,
}

/// Tells one state of a file from another without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Its kind.
    pub what: What,
    /// Bytes.
    pub length: u64,
    /// When the content was last changed, in nanoseconds since 1970; 0 where the system does not say.
    pub modified: u64,
    /// When content or attributes were last changed, in nanoseconds since 1970. No program can set it; 0 where the system has
    /// none.
    pub changed: u64,
    /// The number of the file on its file system; 0 where the system has none.
    pub inode: u64,
    /// True when nobody may write to it.
    pub read_only: bool,
}

/// Converts a kind of the standard library.
pub(super) fn what_of(kind: FileType) -> What {
    match () {
        () if kind.is_symlink() => What::Link,
        () if kind.is_file() => What::File,
        () if kind.is_dir() => What::Folder,
        () => What::Other,
    }
}

/// Converts the standard library's metadata of a file that is open, or of where a path leads.
pub(super) fn stamp_of(metadata: &Metadata) -> Stamp {
    let nanoseconds = |time: SystemTime| time.duration_since(UNIX_EPOCH).ok().map(|d| d.as_nanos() as u64);
    #[cfg(unix)]
    let (changed, inode) = {
        use std::os::unix::fs::MetadataExt;
        (nanoseconds_of(metadata.ctime(), metadata.ctime_nsec()), metadata.ino())
    };
    #[cfg(not(unix))]
    let (changed, inode) = (0, 0);
    Stamp {
        what: what_of(metadata.file_type()),
        length: metadata.len(),
        modified: metadata.modified().ok().and_then(nanoseconds).unwrap_or(0),
        changed,
        inode,
        read_only: metadata.permissions().readonly(),
    }
}

/// Nanoseconds since 1970 of a time in seconds and nanoseconds, whose types differ from system to system.
#[cfg(unix)]
pub(super) fn nanoseconds_of(seconds: impl TryInto<u64>, nanoseconds: impl TryInto<u64>) -> u64 {
    let (seconds, nanoseconds) = (seconds.try_into().unwrap_or(0), nanoseconds.try_into().unwrap_or(0));
    seconds.saturating_mul(1_000_000_000).saturating_add(nanoseconds)
}
