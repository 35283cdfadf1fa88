//! Writes the files of an edition, then the line that says they are finished.
//!
//! Apart from the file writer because it knows what an edition's files are; every thread has one of its own.

use super::{FileWriter, Fingerprints, Staging};
use crate::Result;
use crate::plan::Edition;

/// Writes editions into a staging folder.
#[derive(Debug)]
pub struct EditionWriter<'a> {
    staging: &'a Staging,
    fingerprints: &'a Fingerprints<'a>,
    images: FileWriter<'a>,
    metadata: FileWriter<'a>,
    line: String,
}

impl<'a> EditionWriter<'a> {
    /// A writer for one thread of a run.
    pub fn new(staging: &'a Staging, fingerprints: &'a Fingerprints<'a>) -> Self {
        let (images, metadata) = (staging.pictures(), staging.metadata_files());
        Self { staging, fingerprints, images, metadata, line: String::new() }
    }

    /// Writes picture and metadata of an edition, and records both as finished.
    ///
    /// # Errors
    /// [`crate::Error::Io`] naming the file, also when it exists already: two editions of a run never share a number.
    pub fn write(&mut self, edition: Edition<'_>, picture: &[u8], json: &[u8]) -> Result<()> {
        self.images.write(edition.number, picture)?;
        self.metadata.write(edition.number, json)?;
        self.line.clear();
        self.fingerprints.entry(edition, picture, json).write_line(&mut self.line);
        // One write to a file opened for appending: lines of several threads do not mix.
        self.staging.journal().put(self.line.as_bytes())
    }
}
