//! `_metadata.json`: the metadata of all editions in one array, written as they come.
//!
//! It is a stream: a million editions are a gigabyte of text.

use std::io::Write;
use std::path::PathBuf;

use crate::{Error, Result};

pub use crate::plan::existing::COLLECTION_FILE;

/// Writes the array of all editions; the text is that of `JSON.stringify(array, null, 2)`.
///
/// Dropped before [`finish`](Self::finish), it leaves half a file: do not commit such a run.
#[derive(Debug)]
pub struct CollectionWriter<W> {
    path: PathBuf,
    file: W,
    /// Text not written yet.
    buffer: String,
    editions: u64,
}

/// Bytes collected for one write; about a hundred editions.
const CHUNK: usize = 64 * 1024;

impl<W: Write> CollectionWriter<W> {
    /// Writes to anything; `path` is what errors name.
    pub fn new(file: W, path: PathBuf) -> Self {
        Self { path, file, buffer: "[".into(), editions: 0 }
    }

    /// Adds one edition, as [`MetadataWriter::write_edition`](super::MetadataWriter::write_edition) wrote it.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn push(&mut self, edition: &str) -> Result<()> {
        if self.editions > 0 {
            self.buffer.push(',');
        }
        self.editions += 1;
        // A line break is always layout: inside JSON texts it is written `\n`.
        for line in edition.split('\n') {
            self.buffer.push_str("\n  ");
            self.buffer.push_str(line);
        }
        if self.buffer.len() >= CHUNK { self.flush() } else { Ok(()) }
    }

    /// Closes the array, and gives back what it was written to.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn finish(mut self) -> Result<W> {
        self.buffer.push_str(if self.editions == 0 { "]" } else { "\n]" });
        self.flush()?;
        Ok(self.file)
    }

    fn flush(&mut self) -> Result<()> {
        let result = self.file.write_all(self.buffer.as_bytes());
        self.buffer.clear();
        result.map_err(|source| Error::Io { action: "write", path: self.path.clone(), source })
    }
}
