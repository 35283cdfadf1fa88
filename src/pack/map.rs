//! The memory map of a pack file: the one place of the stage that needs `unsafe`.
//!
//! Mapping is unsafe because the bytes of a file can change under a shared reference when another process writes
//! to it. The safe twin, reading the file into memory, is [`Bytes::read`]; tests compare both, and it serves where a
//! file system cannot map.

#![expect(unsafe_code, reason = "a file mapping is unsafe to create; see the invariant at the block")]

use std::path::Path;

use memmap2::Mmap;

use super::source::Stamp;
use crate::Result;
use crate::files::{self, Kind};

/// The bytes of a file, mapped or read.
#[derive(Debug)]
pub(super) enum Bytes {
    /// Invariant: pack files are never written in place. `build` writes to a temporary name and renames, so the
    /// mapped inode keeps its bytes for as long as the map lives.
    Mapped(Mmap),
    /// A copy in memory.
    Read(Vec<u8>),
}

impl Bytes {
    /// Maps a pack file, or reads it where the file system cannot map. The second value tells which file this is.
    pub(super) fn map(path: &Path) -> Result<(Self, Stamp)> {
        let file = files::open(path)?;
        let stamp = Stamp::of(&file.stamp()?);
        // SAFETY: what `Mmap::map` asks for is that the bytes do not change while the map lives. By the invariant on
        // `Bytes::Mapped` this program changes no pack once it has its name: a new one is another inode, and this one stays
        // until it is unmapped. `Mmap` owns the mapping and lends its bytes no longer than it lives; it is read-only, and
        // `u8` has neither alignment nor invalid values. What other programs do cannot be ruled out: one that writes into
        // the file breaks the invariant, which is why every value read is range-checked where it is used, so that no
        // pointer and no length ever comes out of the file; one that cuts the file short ends the process by a signal.
        match unsafe { Mmap::map(&file) } {
            Ok(map) => {
                #[cfg(unix)]
                advise(&map);
                Ok((Self::Mapped(map), stamp))
            }
            Err(_) => Ok((Self::read(path)?, stamp)),
        }
    }

    /// Reads a file whole: what [`Bytes::map`] gives, without mapping.
    pub(super) fn read(path: &Path) -> Result<Self> {
        files::read(path, Kind::Pack).map(Self::Read)
    }

    /// All bytes.
    pub(super) fn get(&self) -> &[u8] {
        match self {
            Self::Mapped(map) => map,
            Self::Read(bytes) => bytes,
        }
    }
}

/// Asks for read-ahead. Tiles are read soon and in no order, so the whole file is wanted; a refusal costs nothing.
#[cfg(unix)]
fn advise(map: &Mmap) {
    let _ = map.advise(memmap2::Advice::WillNeed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg_attr(miri, ignore = "Miri maps no files")]
    fn a_map_is_what_reading_gives_and_stays_so_when_its_name_goes_to_another_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("traits.pack");
        for length in [0, 1, 4095, 4096, 100_000] {
            let bytes: Vec<u8> = (0..length).map(|i: u32| (i % 251) as u8).collect();
            std::fs::write(&path, &bytes).unwrap();
            let (mapped, read) = (Bytes::map(&path).unwrap().0, Bytes::read(&path).unwrap());
            assert!(length == 0 || matches!(mapped, Bytes::Mapped(_)));
            assert!(mapped.get() == bytes && read.get() == bytes, "{length}");
            // What a build does to a pack that is in use.
            let next = folder.path().join("next");
            std::fs::write(&next, "another").unwrap();
            std::fs::rename(&next, &path).unwrap();
            assert!(mapped.get() == bytes, "{length}");
        }
        assert!(matches!(Bytes::map(&folder.path().join("absent")), Err(crate::Error::Io { .. })));
    }
}
