//! Compares a file with text that is written piece by piece, without holding either whole.
//!
//! Apart because the metadata of a large collection is a gigabyte.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

/// Takes what a file should hold; [`Self::finish`] says whether it does.
pub(super) struct SameAs {
    file: BufReader<File>,
    buffer: Vec<u8>,
    same: bool,
}

impl SameAs {
    /// Compares with a file.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { file: BufReader::new(File::open(path)?), buffer: vec![], same: true })
    }

    /// Whether the file held what was written, and nothing more.
    pub(super) fn finish(mut self) -> bool {
        self.same && matches!(self.file.read(&mut [0]), Ok(0))
    }
}

impl Write for &mut SameAs {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.resize(bytes.len(), 0);
        self.same = self.same && self.file.read_exact(&mut self.buffer).is_ok() && self.buffer == bytes;
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
            assert_eq!(same.finish(), expected, "{pieces:?}");
        }
    }
}
