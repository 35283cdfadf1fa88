//! Writes one file after another into one folder, called by the project's rule: `1.png`, `2.png`, ...
//!
//! Apart from staging because every thread has one of its own, and because this is the only file
//! operation done once an edition: it keeps its name buffer, so nothing is allocated per file.

use std::ffi::OsString;
use std::sync::Arc;

use super::Seal;
use super::written::Written;
use crate::Result;
use crate::files::Folder;
use crate::project::FileNames;

/// Writes numbered files of one kind into one folder.
#[derive(Debug)]
pub struct FileWriter<'a> {
    folder: Arc<Folder>,
    /// Where the files are noted, with the path of the folder below the output folder; nothing where the journal does that.
    noted: Option<(&'a Written, &'static str)>,
    /// The name of the last file; it has room for the longest.
    name: OsString,
    names: FileNames,
    extension: &'static str,
}

impl<'a> FileWriter<'a> {
    /// A writer of `N.<extension>` files into a folder; without an extension there is no dot.
    pub(super) fn new(
        folder: Arc<Folder>,
        noted: Option<(&'a Written, &'static str)>,
        names: FileNames,
        extension: &'static str,
    ) -> Self {
        // The most digits, a dot.
        let name = OsString::with_capacity(usize::from(FileNames::MOST_DIGITS) + 1 + extension.len());
        Self { folder, noted, name, names, extension }
    }

    /// Writes the file of an edition: create, one write, close.
    ///
    /// The system reports some late errors (a full network share) only when a file is closed or synced;
    /// those are not seen here.
    ///
    /// # Errors
    /// [`crate::Error::Io`] naming the file, also when it exists already: two editions of a run never share a number.
    pub fn write(&mut self, number: u32, bytes: &[u8]) -> Result<()> {
        self.name.clear();
        self.names.write(number, &mut self.name).expect("a name takes any text");
        if !self.extension.is_empty() {
            self.name.push(".");
            self.name.push(self.extension);
        }
        self.folder.write_new_here(&self.name, bytes)?;
        if let Some((written, folder)) = self.noted {
            written.note(format!("{folder}/{}", self.name.to_string_lossy()), Seal::of(bytes));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writer(folder: &tempfile::TempDir, names: FileNames, extension: &'static str) -> FileWriter<'static> {
        FileWriter::new(Arc::new(Folder::open(folder.path()).unwrap()), None, names, extension)
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
