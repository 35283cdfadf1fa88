//! Writes one file after another into one folder, called by the project's rule: `1.png`, `2.png`, ...
//!
//! Apart from staging because every thread has one of its own, and because this is the only file
//! operation done once an edition: it keeps its path buffer, so nothing is allocated per file.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::project::FileNames;
use crate::{Error, Result};

/// Writes numbered files of one kind into one folder.
#[derive(Debug)]
pub struct FileWriter {
    /// The folder between calls; it has room for the longest file name.
    path: PathBuf,
    names: FileNames,
    extension: &'static str,
}

impl FileWriter {
    /// A writer of `N.<extension>` files into an existing folder; without an extension there is no dot.
    pub fn new(folder: &Path, names: FileNames, extension: &'static str) -> Self {
        let mut path = folder.to_path_buf();
        // A separator, the most digits, a dot.
        path.reserve(1 + usize::from(FileNames::MOST_DIGITS) + 1 + extension.len());
        Self { path, names, extension }
    }

    /// Writes the file of an edition: create, one write, close.
    ///
    /// The system reports some late errors (a full network share) only when a file is closed or synced;
    /// those are not seen here.
    ///
    /// # Errors
    /// [`Error::Io`] naming the file, also when it exists already: two editions of a run never share a number.
    pub fn write(&mut self, number: u32, bytes: &[u8]) -> Result<()> {
        self.path.push("");
        let name = self.path.as_mut_os_string();
        self.names.write(number, name).expect("a path takes any text");
        if !self.extension.is_empty() {
            name.push(".");
            name.push(self.extension);
        }
        let result = write_new(&self.path, bytes);
        self.path.pop();
        result
    }
}

/// Creates a file and writes all of it.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file =
        File::create_new(path).map_err(|source| Error::Io { action: "create", path: path.into(), source })?;
    file.write_all(bytes).map_err(|source| Error::Io { action: "write", path: path.into(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_by_number_and_the_path_buffer_never_grows() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = FileWriter::new(folder.path(), FileNames::default(), "json");
        let before = (writer.path.clone(), writer.path.capacity());
        for number in [0, 1, 10, u32::MAX] {
            writer.write(number, number.to_string().as_bytes()).unwrap();
            let text = std::fs::read_to_string(folder.path().join(format!("{number}.json"))).unwrap();
            assert_eq!(text, number.to_string());
        }
        assert_eq!((writer.path.clone(), writer.path.capacity()), before);
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
            let mut writer = FileWriter::new(folder.path(), names, extension);
            let capacity = writer.path.capacity();
            writer.write(42, b"x").unwrap();
            assert!(folder.path().join(&name).is_file(), "{name}");
            assert_eq!(writer.path.capacity(), capacity);
            assert_eq!(names.read(name.split('.').next().unwrap()), Some(42));
        }
        assert_eq!([padded.read("42"), padded.read("00042"), padded.read("+042"), hex.read("2A")], [None; 4]);
    }

    #[test]
    fn errors_name_the_file_and_leave_the_writer_usable() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = FileWriter::new(folder.path(), FileNames::default(), "png");
        writer.write(7, b"a").unwrap();
        let error = writer.write(7, b"b").unwrap_err().to_string();
        assert!(error.starts_with("cannot create ") && error.contains("7.png"), "{error}");
        writer.write(8, b"c").unwrap();
        assert_eq!(std::fs::read(folder.path().join("7.png")).unwrap(), b"a");
    }
}
