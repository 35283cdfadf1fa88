//! A file that is open, with the path it is called by in messages.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::stamp::stamp_of;
use super::{Kind, Stamp};
use crate::error::FileError;
use crate::{Error, Result};

/// A way of opening a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// To be read; it must be there.
    Read,
    /// To be written; it must not be there.
    New,
    /// To be written at its end; it may be there.
    Append,
}

/// A regular file, open for reading, writing or both.
#[derive(Debug)]
pub struct OpenFile {
    pub(super) file: File,
    path: PathBuf,
}

impl OpenFile {
    pub(super) fn new(file: File, path: PathBuf) -> Self {
        Self { file, path }
    }

    /// Its path in messages.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its stamp.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn stamp(&self) -> Result<Stamp> {
        self.file.metadata().map(|metadata| stamp_of(&metadata)).map_err(Error::io("read", &self.path))
    }

    /// Reads from here to the end.
    ///
    /// # Errors
    /// [`Error::Io`]; [`FileError::TooLong`] when there is more than `kind` allows.
    pub fn read_all(&mut self, kind: Kind) -> Result<Vec<u8>> {
        let length = self.length();
        if length > kind.limit() {
            return Err(self.too_long(kind));
        }
        let mut bytes = vec![];
        // One byte of room beyond the length lets the end be seen without growing the buffer.
        bytes.try_reserve_exact(usize::try_from(length).unwrap_or(usize::MAX).saturating_add(1)).map_err(|_| {
            Error::Io { action: "read", path: self.path.clone(), source: io::ErrorKind::OutOfMemory.into() }
        })?;
        (&self.file).take(kind.limit() + 1).read_to_end(&mut bytes).map_err(Error::io("read", &self.path))?;
        if bytes.len() as u64 > kind.limit() {
            return Err(self.too_long(kind));
        }
        Ok(bytes)
    }

    /// Gives `read` what stands from here on, to be read a piece at a time.
    ///
    /// # Errors
    /// [`FileError::TooLong`] when there is more than `kind` allows; else those of `read`.
    pub fn read_through<T>(&self, kind: Kind, read: impl FnOnce(&mut io::Take<&File>) -> Result<T>) -> Result<T> {
        if self.length() > kind.limit() {
            return Err(self.too_long(kind));
        }
        let mut bounded = (&self.file).take(kind.limit() + 1);
        let result = read(&mut bounded);
        // Of a pipe no length is known before.
        if bounded.limit() == 0 { Err(self.too_long(kind)) } else { result }
    }

    fn length(&self) -> u64 {
        self.file.metadata().map_or(0, |metadata| metadata.len())
    }

    fn too_long(&self, kind: Kind) -> Error {
        let (path, kind, limit) = (self.path.clone(), kind.name(), kind.limit());
        Error::File(FileError::TooLong { path, kind, limit })
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn put(&self, bytes: &[u8]) -> Result<()> {
        (&self.file).write_all(bytes).map_err(|source| Error::Io { action: "write", path: self.path.clone(), source })
    }

    /// Brings what was written to the disk.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn sync(&self) -> Result<()> {
        self.file.sync_all().map_err(Error::io("sync", &self.path))
    }
}

impl Read for OpenFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer)
    }
}

/// Errors name the file: encoders and buffers pass on what the system says, and nothing of where.
impl Write for OpenFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let named = |source: io::Error| io::Error::new(source.kind(), format!("{}: {source}", self.path.display()));
        self.file.write(bytes).map_err(named)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for OpenFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Lets a file be mapped.
#[cfg(unix)]
impl std::os::fd::AsRawFd for OpenFile {
    fn as_raw_fd(&self) -> std::os::fd::RawFd {
        self.file.as_raw_fd()
    }
}

/// Lets a file be mapped.
#[cfg(windows)]
impl std::os::windows::io::AsRawHandle for OpenFile {
    fn as_raw_handle(&self) -> std::os::windows::io::RawHandle {
        self.file.as_raw_handle()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_writing_names_the_file_through_whatever_it_passes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sheet.png");
        std::fs::write(&path, "").unwrap();
        // Open for reading alone, so that no write passes.
        let mut file = OpenFile::new(File::open(&path).unwrap(), path.clone());
        let error = io::BufWriter::new(&mut file).write_all(&[0; 1 << 16]).unwrap_err();
        assert!(error.to_string().starts_with(path.to_str().unwrap()), "{error}");
    }
}
