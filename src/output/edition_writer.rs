//! Writes the files of an edition, then the line that says they are finished.
//!
//! Apart from the file writer because it knows what an edition's files are; every thread has one of its own.

use std::fs::File;
use std::io::Write;

use super::{EditionFiles, FileWriter, Fingerprints, Staging};
use crate::plan::Edition;
use crate::{Error, Result};

/// Writes editions into a staging folder.
#[derive(Debug)]
pub struct EditionWriter<'a> {
    staging: &'a Staging,
    prints: &'a Fingerprints<'a>,
    images: FileWriter,
    metadata: FileWriter,
    line: String,
}

impl<'a> EditionWriter<'a> {
    /// A writer for one thread of a run.
    pub fn new(staging: &'a Staging, prints: &'a Fingerprints<'a>) -> Self {
        let EditionFiles { names, pictures } = prints.files();
        let images = FileWriter::new(staging.images(), names, pictures.extension());
        let metadata = FileWriter::new(staging.json(), names, names.of_metadata());
        Self { staging, prints, images, metadata, line: String::new() }
    }

    /// Writes picture and metadata of an edition, and records both as finished.
    ///
    /// # Errors
    /// [`Error::Io`] naming the file, also when it exists already: two editions of a run never share a number.
    pub fn write(&mut self, edition: Edition<'_>, picture: &[u8], json: &[u8]) -> Result<()> {
        self.images.write(edition.number, picture)?;
        self.metadata.write(edition.number, json)?;
        self.line.clear();
        self.prints.entry(edition, picture, json).write_line(&mut self.line);
        // One write to a file opened for appending: lines of several threads do not mix.
        let mut journal: &File = self.staging.journal();
        journal.write_all(self.line.as_bytes()).map_err(|source| Error::Io {
            action: "write",
            path: self.staging.journal_path(),
            source,
        })
    }
}
