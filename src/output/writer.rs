//! Writes the files of a run into its staging folder, and notes each as written.
//!
//! Every thread has writers of its own. A file gets its final name only when it is noted, in the journal with its edition or in
//! [`Written`], so nothing that a run writes is missing from the ledger.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::layout::path_of;
use super::ledger::first_64;
use super::remote::Remote;
use super::{EditionFiles, Fingerprints, Seal};
use crate::files::{Folder, OpenFile};
use crate::metadata::CollectionWriter;
use crate::plan::Edition;
use crate::project::FileNames;
use crate::{Error, Result};

/// Writes the two files of an edition into a staging folder or to object storage, then the line that says that they are
/// finished.
#[derive(Debug)]
pub struct EditionWriter<'a> {
    target: EditionTarget<'a>,
    fingerprints: &'a Fingerprints<'a>,
    line: String,
}

/// Where the files of editions go.
#[derive(Debug)]
pub(super) enum EditionTarget<'a> {
    /// The staging folder.
    Folder {
        /// Writes pictures.
        images: FileWriter<'a>,
        /// Writes metadata.
        metadata: FileWriter<'a>,
        /// Has a line for each finished edition.
        journal: &'a OpenFile,
    },
    /// Object storage, by these names.
    Store(&'a Remote, EditionFiles),
}

impl<'a> EditionWriter<'a> {
    pub(super) fn new(target: EditionTarget<'a>, fingerprints: &'a Fingerprints<'a>) -> Self {
        Self { target, fingerprints, line: String::new() }
    }

    /// Writes picture and metadata of an edition, and records both as finished. To object storage, both are only begun.
    ///
    /// # Errors
    /// [`Error::Io`] naming the file, also when it exists already: two editions of a run never share a number. Those of object
    /// storage, also of what was begun before.
    pub fn write(&mut self, edition: Edition<'_>, picture: &[u8], json: &[u8]) -> Result<()> {
        let (number, line) = (edition.number, &mut self.line);
        let mut record = || {
            line.clear();
            self.fingerprints.entry(edition, picture, json).write_line(line);
        };
        match &mut self.target {
            EditionTarget::Folder { images, metadata, journal } => {
                images.write(number, picture)?;
                metadata.write(number, json)?;
                record();
                // One write to a file opened for appending: lines of several threads do not mix.
                journal.put(self.line.as_bytes())
            }
            EditionTarget::Store(remote, files) => {
                record();
                let files = [(files.picture_path(number), picture), (files.metadata_path(number), json)];
                remote.put_edition(files, &self.line)
            }
        }
    }
}

/// Writes numbered files of one kind into one folder, named by the project's rule: `1.png`, `2.png`, ... It is the only file
/// operation done once an edition, so it reuses its name buffer and allocates nothing per file.
#[derive(Debug)]
pub struct FileWriter<'a> {
    target: Target<'a>,
    /// The list that records the files, with the path of the folder below the output folder; `None` if the journal
    /// records them.
    noted: Option<(&'a Written, &'static str)>,
    /// The name of the last file; it has room for the longest.
    name: OsString,
    names: FileNames,
    extension: &'static str,
}

/// Where numbered files go.
#[derive(Debug)]
pub(super) enum Target<'a> {
    /// A folder of the staging folder.
    Folder(Arc<Folder>),
    /// A folder of results in object storage.
    Store(&'a Remote, &'static str),
}

impl<'a> FileWriter<'a> {
    /// A writer of `N.<extension>` files; without an extension there is no dot.
    pub(super) fn new(
        target: Target<'a>,
        noted: Option<(&'a Written, &'static str)>,
        names: FileNames,
        extension: &'static str,
    ) -> Self {
        // The most digits, a dot.
        let name = OsString::with_capacity(usize::from(FileNames::MOST_DIGITS) + 1 + extension.len());
        Self { target, noted, name, names, extension }
    }

    /// Writes the file of an edition: create, one write, close.
    ///
    /// The system reports some late errors (a full network share) only when a file is closed or synced;
    /// those are not seen here.
    ///
    /// # Errors
    /// [`Error::Io`] naming the file, also when it exists already: two editions of a run never share a number.
    pub fn write(&mut self, number: u32, bytes: &[u8]) -> Result<()> {
        self.name.clear();
        self.names.write(number, &mut self.name).expect("a name takes any text");
        if !self.extension.is_empty() {
            self.name.push(".");
            self.name.push(self.extension);
        }
        match &self.target {
            Target::Folder(folder) => folder.write_new_here(&self.name, bytes)?,
            Target::Store(remote, folder) => remote.put(&path_of(folder, &self.name.to_string_lossy()), bytes)?,
        }
        if let Some((written, folder)) = self.noted {
            written.note(format!("{folder}/{}", self.name.to_string_lossy()), Seal::of(bytes));
        }
        Ok(())
    }
}

/// The files written so far beside those of editions, by their paths below the output folder, `/` between parts, with length and hash.
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

impl CollectionWriter<StagedFile<'_>> {
    /// Closes the array, so that the file is part of the results.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn close(self) -> Result<()> {
        self.finish()?.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writer(folder: &tempfile::TempDir, names: FileNames, extension: &'static str) -> FileWriter<'static> {
        FileWriter::new(Target::Folder(Arc::new(Folder::open(folder.path()).unwrap())), None, names, extension)
    }

    #[test]
    fn files_are_named_by_number_and_the_name_buffer_never_grows() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = writer(&folder, FileNames::default(), "json");
        let before = writer.name.capacity();
        for number in [0, 1, 10, u32::MAX] {
            writer.write(number, number.to_string().as_bytes()).unwrap();
            let text = std::fs::read_to_string(folder.path().join(format!("{number}.json"))).unwrap();
            assert_eq!(text, number.to_string());
        }
        assert_eq!(writer.name.capacity(), before);
    }

    #[test]
    fn names_are_padded_or_hexadecimal_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let padded = FileNames { digits: 4, ..FileNames::default() };
        let hex = FileNames { hex: true, digits: FileNames::MOST_DIGITS, json_extension: true };
        for (names, extension, name) in [
            (padded, "png", "0042.png".to_owned()),
            (padded, "", "0042".to_owned()),
            (hex, "json", format!("{}2a.json", "0".repeat(62))),
        ] {
            let mut writer = writer(&folder, names, extension);
            let capacity = writer.name.capacity();
            writer.write(42, b"x").unwrap();
            assert!(folder.path().join(&name).is_file(), "{name}");
            assert_eq!(writer.name.capacity(), capacity);
            assert_eq!(names.read(name.split('.').next().unwrap()), Some(42));
        }
        assert_eq!([padded.read("42"), padded.read("00042"), padded.read("+042"), hex.read("2A")], [None; 4]);
    }

    #[test]
    fn errors_name_the_file_and_leave_the_writer_usable() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = writer(&folder, FileNames::default(), "png");
        writer.write(7, b"a").unwrap();
        let error = writer.write(7, b"b").unwrap_err().to_string();
        assert!(error.starts_with("cannot create ") && error.contains("7.png"), "{error}");
        writer.write(8, b"c").unwrap();
        assert_eq!(std::fs::read(folder.path().join("7.png")).unwrap(), b"a");
    }
}
