//! Reads files of a build a piece at a time. Whatever cannot be read is a finding: nothing unread is called right.

use std::io::{ErrorKind, Read};
use std::path::Path;

use super::{Report, Wrong};
use crate::files::{Unread, open_plain};
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

    /// Gives `whole` the bytes of a plain file.
    pub(super) fn read_whole(&mut self, path: &Path, whole: &mut Vec<u8>) -> Result<(), Unread> {
        whole.clear();
        self.read(path, |piece| whole.extend_from_slice(piece)).map(|_| ())
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

impl Report {
    /// Counts a file that was read whole, or reports that it was not.
    pub(super) fn note_read(&mut self, file: &str, read: Result<Seal, Unread>) -> Option<Seal> {
        let seal = read.map_err(|why| self.add_unread(None, file, &why)).ok()?;
        self.count_read(seal.bytes);
        Some(seal)
    }

    /// The same of one of an edition's own files, of so many bytes.
    pub(super) fn note_read_of(&mut self, edition: u32, file: &str, read: Result<u64, Unread>) -> Option<u64> {
        let bytes = read.map_err(|why| self.add_unread(Some(edition), file, &why)).ok()?;
        self.count_read(bytes);
        Some(bytes)
    }

    fn count_read(&mut self, bytes: u64) {
        self.files += 1;
        self.bytes += bytes;
    }

    /// Takes over what another report has.
    pub(super) fn absorb(&mut self, other: Self) {
        self.pictures += other.pictures;
        self.files += other.files;
        self.bytes += other.bytes;
        self.findings.extend(other.findings);
    }

    /// Adds that a file cannot be read, and why.
    pub(super) fn add_unread(&mut self, edition: Option<u32>, file: &str, why: &Unread) {
        match why {
            Unread::Missing => self.add(Wrong::Missing, edition, file, "is not there"),
            Unread::NoFile(found) => self.add(Wrong::Unreadable, edition, file, format!("is {found}, and no file")),
            Unread::Failed(error) => self.add(Wrong::Unreadable, edition, file, format!("cannot be read: {error}")),
        }
    }
}
