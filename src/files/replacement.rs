//! A file that is whole or not there: written under a name of its own, then given its final one.

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Folder, OpenFile, Removed, What};
use crate::{Error, Result};

/// The end of every temporary name.
const ENDING: &str = ".simdgen-tmp";

/// A file under construction. Dropped unfinished, it is removed.
///
/// Its temporary name, `.NAME.PROCESS-NUMBER.simdgen-tmp`, is that of no other process or thread. What killed processes left
/// of the same final name is removed at the beginning: the writer of a temporary file holds a lock on it, so one that can be
/// locked has no writer any more.
#[derive(Debug)]
pub struct Replacement {
    folder: Folder,
    name: OsString,
    temporary: OsString,
    file: OpenFile,
    finished: bool,
}

impl Replacement {
    /// Begins a file of a name in a folder.
    ///
    /// # Errors
    /// [`crate::error::FileError::NotPlain`] when a folder has the name; [`Error::Io`].
    pub fn begin(folder: Folder, name: &OsStr) -> Result<Self> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        folder.check_no_folder(name)?;
        folder.remove_leftovers(name);
        loop {
            let mut temporary = start_of(name);
            temporary.push(format!("{}-{}{ENDING}", process::id(), NUMBER.fetch_add(1, Ordering::Relaxed)));
            let file = match folder.create(&temporary) {
                // A process of this number was killed on another machine that shares the folder.
                Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::AlreadyExists => continue,
                file => file?,
            };
            // Where a file system has no locks, leftovers stay.
            let _ = file.file.try_lock();
            // Another process may have found it before it was locked.
            if folder.has(&temporary) {
                return Ok(Self { folder, name: name.to_owned(), temporary, file, finished: false });
            }
        }
    }

    /// The file to be written.
    pub fn file(&self) -> &OpenFile {
        &self.file
    }

    /// Gives the file its name. With `sync`, content and name are on the disk afterwards.
    ///
    /// # Errors
    /// [`Error::Io`]; what had the name stays as it was.
    pub fn finish(mut self, sync: bool) -> Result<()> {
        if sync {
            self.file.sync()?;
        }
        self.folder.rename(&self.temporary, &self.folder, &self.name)?;
        self.finished = true;
        if sync { self.folder.sync() } else { Ok(()) }
    }

    /// [`finish`](Self::finish) where nothing has the name; false where something has, which stays as it is.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn finish_new(mut self, sync: bool) -> Result<bool> {
        if sync {
            self.file.sync()?;
        }
        match self.folder.rename_new(&self.temporary, &self.folder, &self.name) {
            Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::AlreadyExists => return Ok(false),
            renamed => renamed?,
        }
        self.finished = true;
        if sync { self.folder.sync() } else { Ok(()) }.map(|()| true)
    }

    /// True when a name is that of a file under construction that is to have this final name.
    pub fn is_temporary(entry: &OsStr, name: &OsStr) -> bool {
        let (entry, start) = (entry.as_encoded_bytes(), start_of(name));
        entry.starts_with(start.as_encoded_bytes()) && entry.ends_with(ENDING.as_bytes())
    }
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl io::Seek for Replacement {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        if !self.finished {
            // Best effort: there is nobody to tell, and the next run removes it.
            let _ = self.folder.remove(&self.temporary);
        }
    }
}

/// The beginning of temporary names for a final name.
fn start_of(name: &OsStr) -> OsString {
    let mut start = OsString::from(".");
    start.push(name);
    start.push(".");
    start
}

impl Folder {
    /// Begins a file that gets its name when it is complete, replacing what has it.
    ///
    /// # Errors
    /// As [`Replacement::begin`].
    pub fn replacement(&self, name: impl AsRef<Path>) -> Result<Replacement> {
        let name = name.as_ref();
        let above = match name.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => {
                self.folder(parent)?.ok_or_else(|| self.not_there(name, "create"))?
            }
            _ => self.again()?,
        };
        Replacement::begin(above, name.file_name().unwrap_or_default())
    }

    /// Writes a file that is whole or as it was, replacing what has its name. With `sync`, it is on the disk afterwards.
    ///
    /// # Errors
    /// As [`Replacement::begin`] and [`Replacement::finish`].
    pub fn replace(&self, name: impl AsRef<Path>, bytes: &[u8], sync: bool) -> Result<()> {
        let replacement = self.replacement(name)?;
        replacement.file().put(bytes)?;
        replacement.finish(sync)
    }

    /// Removes temporary files of a name that nobody writes to: those of replacements, and `NAME.*.tmp`, which earlier versions
    /// wrote without a lock. One that cannot be removed does no harm.
    pub fn remove_leftovers(&self, name: &OsStr) {
        for entry in self.entries().into_iter().flatten() {
            let rest = entry.name.as_encoded_bytes().strip_prefix(name.as_encoded_bytes());
            let is_earlier = rest.is_some_and(|rest| rest.starts_with(b".") && rest.ends_with(b".tmp"));
            if entry.what == What::File
                && (is_earlier || Replacement::is_temporary(&entry.name, name))
                && let Ok(Some(file)) = self.open_file(&entry.name)
                && file.file.try_lock().is_ok()
            {
                let _: Result<Removed> = self.remove(&entry.name);
            }
        }
    }
}
