//! What the file system says of a name, without opening what it stands for.

use std::ffi::OsString;

/// What a name stands for.
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
    /// What it stands for; a link is not followed.
    pub what: What,
}

/// What tells one state of a file from another without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// What it is.
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
