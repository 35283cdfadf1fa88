//! What a run has written so far, beside the editions in its journal.
//!
//! Every file gets its final name only when it is noted here or in the journal, so that nothing a run writes is missing from
//! the ledger.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::ledger::first_64;
use super::{Seal, Staging};
use crate::files::OpenFile;
use crate::metadata::{COLLECTION_FILE, CollectionWriter};
use crate::{Error, Result};

/// Files by their paths below the output folder, `/` between parts, with length and hash.
#[derive(Debug, Default)]
pub(super) struct Written(Mutex<BTreeMap<String, Seal>>);

impl Written {
    /// Notes a file.
    pub(super) fn note(&self, path: String, seal: Seal) {
        self.all().insert(path, seal);
    }

    /// Forgets a file.
    pub(super) fn forget(&self, path: &str) {
        self.all().remove(path);
    }

    /// All of them.
    pub(super) fn all(&self) -> MutexGuard<'_, BTreeMap<String, Seal>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a file's bytes for their seal alone.
#[derive(Debug, Default)]
pub struct Sealing(blake3::Hasher);

impl Sealing {
    /// The seal of all that was written.
    pub fn finish(self) -> Seal {
        Seal { bytes: self.0.count(), hash: first_64(&self.0.finalize()) }
    }
}

impl Write for Sealing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A file that is written piece by piece, and noted when it is complete.
#[derive(Debug)]
pub struct StagedFile<'a> {
    file: OpenFile,
    path: String,
    written: &'a Written,
    sealing: Sealing,
    buffer: Vec<u8>,
}

/// Bytes collected for one write.
const CHUNK: usize = 64 << 10;

impl<'a> StagedFile<'a> {
    pub(super) fn new(file: OpenFile, path: String, written: &'a Written) -> Self {
        Self { file, path, written, sealing: Sealing::default(), buffer: vec![] }
    }

    /// Writes what is left and notes the file. Dropped before, it is no part of the results.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn finish(mut self) -> Result<()> {
        self.flush().map_err(Error::io("write", self.file.path()))?;
        self.written.note(self.path, self.sealing.finish());
        Ok(())
    }
}

impl Write for StagedFile<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.buffer)?;
        self.sealing.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }
}

impl<'a> CollectionWriter<StagedFile<'a>> {
    /// Creates [`COLLECTION_FILE`] in a folder of results.
    ///
    /// # Errors
    /// [`Error::Io`], also when the file exists.
    pub fn create(staging: &'a Staging, folder: &'static str) -> Result<Self> {
        Ok(Self::new(staging.create_list(folder)?, staging.path().join(folder).join(COLLECTION_FILE)))
    }

    /// Closes the array, so that the file is part of the results.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn close(self) -> Result<()> {
        self.finish()?.finish()
    }
}
