//! Compares a file with text that is written piece by piece, without holding either whole.
//!
//! Apart because the metadata of a large collection is a gigabyte.

use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use crate::files::{OpenFile, Unread, open_plain};

/// Takes what a file should hold; [`Self::finish`] says whether it does.
pub(super) struct SameAs {
    file: BufReader<OpenFile>,
    buffer: Vec<u8>,
    same: bool,
    failed: Option<io::Error>,
}

impl SameAs {
    /// Compares with a file.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub(super) fn open(path: &Path) -> Result<Self, Unread> {
        Ok(Self { file: BufReader::new(open_plain(path)?), buffer: vec![], same: true, failed: None })
    }

    /// Whether the file held what was written, and nothing more.
    ///
    /// # Errors
    /// When it could not be read.
    pub(super) fn finish(mut self) -> Result<bool, Unread> {
        self.same = self.same && self.has(|file, _| file.read(&mut [0]).map(|more| more == 0));
        self.failed.map_or(Ok(self.same), |error| Err(Unread::Failed(error)))
    }

    /// Looks at what comes next. A file that cannot be read is not another one.
    fn has(&mut self, look: impl FnOnce(&mut BufReader<OpenFile>, &mut [u8]) -> io::Result<bool>) -> bool {
        match look(&mut self.file, &mut self.buffer) {
            Ok(found) => found,
            Err(e) => {
                self.failed = Some(e).filter(|e| e.kind() != io::ErrorKind::UnexpectedEof);
                false
            }
        }
    }
}

impl Write for &mut SameAs {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.resize(bytes.len(), 0);
        self.same = self.same
            && self.has(|file, buffer| {
                file.read_exact(buffer)?;
                Ok(buffer == bytes)
            });
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_same_bytes_are_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, "abcdef").unwrap();
        for (pieces, expected) in [
            (&["abc", "def"][..], true),
            (&["abcdef"], true),
            (&["abc"], false),
            (&["abcdef", "g"], false),
            (&["abd", "def"], false),
        ] {
            let mut same = SameAs::open(&path).unwrap();
            pieces.iter().for_each(|piece| (&mut same).write_all(piece.as_bytes()).unwrap());
            assert_eq!(same.finish().unwrap(), expected, "{pieces:?}");
        }
    }
}
