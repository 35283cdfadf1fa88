//! Reads files of a build a piece at a time, and compares files with text that is written piece by piece: the metadata of a
//! large collection is a gigabyte.

use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::path::Path;

use crate::files::{OpenFile, Unread, open_plain};
use crate::output::Seal;

/// Bytes read at a time: most pictures and all metadata are one piece, and a piece is hashed while it is in the cache.
const PIECE: usize = 256 * 1024;

/// Reads one file after the other into the same memory.
pub(super) struct FileReader {
    piece: Vec<u8>,
}

impl FileReader {
    pub(super) fn new() -> Self {
        Self { piece: vec![0; PIECE] }
    }

    /// Gives `each` the bytes of a plain file, in order; returns how many there are.
    pub(super) fn read(&mut self, path: &Path, mut each: impl FnMut(&[u8])) -> Result<u64, Unread> {
        let mut file = open_plain(path)?;
        let mut bytes = 0;
        loop {
            match file.read(&mut self.piece) {
                Ok(0) => return Ok(bytes),
                Ok(n) => {
                    each(&self.piece[..n]);
                    bytes += n as u64;
                }
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                // What is open is there, whatever the system calls it.
                Err(e) => return Err(Unread::Failed(e)),
            }
        }
    }

    /// Length and hash of a plain file.
    pub(super) fn seal(&mut self, path: &Path) -> Result<Seal, Unread> {
        let mut hasher = blake3::Hasher::new();
        let bytes = self.read(path, |piece| {
            hasher.update(piece);
        })?;
        Ok(Seal::of_hash(bytes, &hasher.finalize()))
    }
}

/// Gives `whole` the bytes of a plain file.
pub(super) fn read_whole(path: &Path, whole: &mut Vec<u8>) -> Result<(), Unread> {
    whole.clear();
    open_plain(path)?.read_to_end(whole).map(drop).map_err(Unread::Failed)
}

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
    /// The reason why it cannot be opened.
    pub(super) fn open(path: &Path) -> Result<Self, Unread> {
        Ok(Self { file: BufReader::new(open_plain(path)?), buffer: vec![], same: true, failed: None })
    }

    /// `true` if the file held what was written, and nothing more.
    ///
    /// # Errors
    /// The reason why it could not be read.
    pub(super) fn finish(mut self) -> Result<bool, Unread> {
        self.same = self.same && self.has(|file, _| file.read(&mut [0]).map(|more| more == 0));
        self.failed.map_or(Ok(self.same), |error| Err(Unread::Failed(error)))
    }

    /// Looks at what comes next. A file that cannot be read is not another one.
    fn has(&mut self, look: impl FnOnce(&mut BufReader<OpenFile>, &mut [u8]) -> io::Result<bool>) -> bool {
        match look(&mut self.file, &mut self.buffer) {
            Ok(found) => found,
            Err(e) => {
                self.failed = Some(e).filter(|e| e.kind() != ErrorKind::UnexpectedEof);
                false
            }
        }
    }
}

impl Write for SameAs {
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
            pieces.iter().for_each(|piece| same.write_all(piece.as_bytes()).unwrap());
            assert_eq!(same.finish().unwrap(), expected, "{pieces:?}");
        }
    }
}
