//! The stamps of a pack and of its source files when they were last compared, in a small file beside the pack:
//! `traits.pack.seen`.
//!
//! ```text
//! magic, version          8 + 4 bytes
//! pack                    its stamp, and the checksum that names its content
//! when                    nanoseconds since 1970, by the clock of the file system, before any source was read
//! sources                 a stamp each, in the order of the pack
//! check sum               16 bytes: BLAKE3 of all before it
//! ```
//!
//! The pack itself is a function of pictures and settings alone, and is never written in place: a project that was copied
//! has new stamps and the same pack. A file that is damaged, of another version or of another pack is ignored: then
//! sources are compared by content, and it is written again. So nothing here is an error.

use std::path::{Path, PathBuf};

use super::reader::Pack;
use super::source::{ContentHash, Stamp, content_hash};
use super::turn;
use crate::files::{Folder, Kind, Replacement};

const MAGIC: [u8; 8] = *b"simdgenS";
const VERSION: u32 = 1;
const HASH_LEN: usize = size_of::<ContentHash>();

/// Nanoseconds by which the last change of a file must be older than the look at it: a coarse clock gives two changes one
/// time.
const COARSEST_CLOCK: u64 = 2_000_000_000;

/// The stamps of a pack's sources, at a time when their content was that of the pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    at: u64,
    sources: Vec<Stamp>,
}

impl Seen {
    /// Reads the stamps of a pack; `None` unless they are of this very file with this content.
    pub(super) fn read(pack: &Pack) -> Option<Self> {
        let place = place(pack.path());
        let folder = Folder::find(place.parent()?).ok()??;
        let file = folder.read(turn::name_of(&place), Kind::Record).ok()??;
        let (content, check_sum) = file.split_last_chunk::<HASH_LEN>()?;
        if content_hash(content) != *check_sum {
            return None;
        }
        let (at, sources) = content.strip_prefix(&start(pack)[..])?.split_first_chunk()?;
        let (sources, rest) = sources.as_chunks::<{ Stamp::LEN }>();
        let sources: Vec<Stamp> = sources.iter().map(Stamp::from_bytes).collect();
        let is_whole = rest.is_empty() && sources.len() == pack.pictures();
        is_whole.then_some(Self { at: u64::from_le_bytes(*at), sources })
    }

    /// `true` if a source of the pack is unchanged for sure.
    pub(super) fn is_unchanged(&self, picture: usize, stamp: Stamp) -> bool {
        self.sources[picture] == stamp && stamp.latest().saturating_add(COARSEST_CLOCK) < self.at
    }

    /// `true` if [`SeenWriter::write`] of the same sources at a time would tell more of them unchanged.
    pub(super) fn is_worse_than(&self, at: u64, stamps: &[Stamp]) -> bool {
        let is_newly_told = |(picture, stamp): (usize, &Stamp)| {
            stamp.latest().saturating_add(COARSEST_CLOCK) < at && !self.is_unchanged(picture, *stamp)
        };
        stamps.iter().enumerate().any(is_newly_told)
    }
}

/// A file that is about to say what was seen, and when it was begun. Dropped unwritten, it is removed.
#[derive(Debug)]
pub(super) struct SeenWriter {
    file: Replacement,
    at: u64,
}

impl SeenWriter {
    /// Begins it, before sources are read; `None` where nothing can be written.
    pub(super) fn begin(pack: &Path) -> Option<Self> {
        let place = place(pack);
        let file = turn::folder_of(&place).ok()?.replacement(turn::name_of(&place)).ok()?;
        let at = file.file().stamp().ok()?.modified;
        Some(Self { file, at })
    }

    /// When it was begun, by the clock of its file system.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// Writes the stamps that the sources of a pack had at a time before any was read, with the content that the pack has
    /// of them.
    pub(super) fn write(self, pack: &Pack, at: u64, stamps: &[Stamp]) {
        let bytes = to_bytes(pack, at, stamps);
        // It only saves time, so failing to write it is no error.
        let _ = self.file.file().put(&bytes).and_then(|()| self.file.finish(false));
    }
}

fn to_bytes(pack: &Pack, at: u64, stamps: &[Stamp]) -> Vec<u8> {
    let mut bytes = start(pack);
    bytes.extend(at.to_le_bytes());
    stamps.iter().for_each(|stamp| bytes.extend(stamp.to_bytes()));
    bytes.extend(content_hash(&bytes));
    bytes
}

fn start(pack: &Pack) -> Vec<u8> {
    [&MAGIC[..], &VERSION.to_le_bytes(), &pack.stamp().to_bytes(), &pack.id()].concat()
}

fn place(pack: &Path) -> PathBuf {
    turn::beside(pack, "seen")
}
