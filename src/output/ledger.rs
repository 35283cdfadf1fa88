//! Which editions are finished, and what their files are made of: `simdgen-editions.txt`, and the journal of a run.
//!
//! One line an edition, in any order, each with a check sum of its own, so that a line cut off by a killed process is
//! passed over. The journal is this file while it grows; a build keeps it sorted by number.
//!
//! ```text
//! # number, picture, shared, image bytes, image check, json bytes, json hash, check
//! 1 5f0c...32 digits 91ab...16 digits 170512 9d11c0aa 861 77e0...16 digits 1b2c3d4e
//! ```

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

use crate::{Error, Result};

/// A finished edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub number: u32,
    /// Names what decides the picture's pixels and encoding ([`super::Fingerprints::picture`]).
    pub picture: u128,
    /// Names what decides its bytes beyond that ([`super::Fingerprints::shared`]).
    pub shared: u64,
    /// Bytes of the picture's file.
    pub image_bytes: u64,
    /// The CRC-32 of the picture's file (that of the PNG specification).
    pub image_check: u32,
    /// The metadata file.
    pub json: JsonSeal,
}

/// Length and hash of a metadata file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonSeal {
    /// Bytes.
    pub bytes: u64,
    /// The first 64 bits of the BLAKE3 hash.
    pub hash: u64,
}

impl JsonSeal {
    /// The seal of a file's bytes.
    pub fn of(json: &[u8]) -> Self {
        Self { bytes: json.len() as u64, hash: first_64(&blake3::hash(json)) }
    }
}

/// The first 64 bits of a hash.
pub(super) fn first_64(hash: &blake3::Hash) -> u64 {
    u64::from_be_bytes(*hash.as_bytes().first_chunk().expect("a hash has 32 bytes"))
}

impl Entry {
    /// Appends the entry's line.
    pub(super) fn write_line(&self, out: &mut String) {
        let start = out.len();
        let Self { number, picture, shared, image_bytes, image_check, json } = self;
        let JsonSeal { bytes, hash } = json;
        write!(out, "{number} {picture:032x} {shared:016x} {image_bytes} {image_check:08x} {bytes} {hash:016x} ")
            .expect("a String takes any text");
        let check = crc32fast::hash(&out.as_bytes()[start..]);
        writeln!(out, "{check:08x}").expect("a String takes any text");
    }

    /// Reads a line; `None` when it is not a whole one.
    fn parse(line: &str) -> Option<Self> {
        let (rest, check) = line.rsplit_once(' ')?;
        let kept = &line[..=rest.len()];
        if check.len() != 8 || u32::from_str_radix(check, 16).ok()? != crc32fast::hash(kept.as_bytes()) {
            return None;
        }
        let fields: Vec<&str> = rest.split(' ').collect();
        let &[number, picture, shared, image_bytes, image_check, bytes, hash] = fields.as_slice() else { return None };
        Some(Self {
            number: number.parse().ok()?,
            picture: u128::from_str_radix(picture, 16).ok()?,
            shared: u64::from_str_radix(shared, 16).ok()?,
            image_bytes: image_bytes.parse().ok()?,
            image_check: u32::from_str_radix(image_check, 16).ok()?,
            json: JsonSeal { bytes: bytes.parse().ok()?, hash: u64::from_str_radix(hash, 16).ok()? },
        })
    }
}

/// Finished editions by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger(BTreeMap<u32, Entry>);

impl Ledger {
    /// Its name in an output folder.
    pub const FILE: &str = "simdgen-editions.txt";

    /// Reads a ledger or a journal; without a file there is no edition. Lines that are not whole are passed over.
    ///
    /// # Errors
    /// [`Error::Io`] when a file that is there cannot be read.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = match fs::read(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            bytes => bytes.map_err(Error::io("read", path))?,
        };
        let text = String::from_utf8_lossy(&bytes);
        Ok(text.lines().filter_map(Entry::parse).collect())
    }

    /// The text of the file.
    pub fn to_text(&self) -> String {
        let mut text = "# number, picture, shared, image bytes, image check, json bytes, json hash, check\n".to_owned();
        self.entries().for_each(|entry| entry.write_line(&mut text));
        text
    }

    /// Adds an edition, or replaces the one of its number.
    pub fn put(&mut self, entry: Entry) {
        self.0.insert(entry.number, entry);
    }

    /// Takes an edition out.
    pub fn remove(&mut self, number: u32) {
        self.0.remove(&number);
    }

    /// The edition of a number.
    pub fn get(&self, number: u32) -> Option<&Entry> {
        self.0.get(&number)
    }

    /// All editions by number.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.0.values()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Entry> for Ledger {
    fn from_iter<T: IntoIterator<Item = Entry>>(entries: T) -> Self {
        Self(entries.into_iter().map(|e| (e.number, e)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: u32) -> Entry {
        let json = JsonSeal { bytes: 3, hash: 0xfeed };
        Entry { number, picture: u128::from(number) << 100, shared: 7, image_bytes: 170_512, image_check: 9, json }
    }

    #[test]
    fn a_journal_cut_off_anywhere_gives_the_whole_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let whole: Ledger = (1..=3).map(entry).collect();
        let text = whole.to_text();
        for end in 0..=text.len() {
            fs::write(&path, &text[..end]).unwrap();
            let found = Ledger::read(&path).unwrap();
            // A line is whole before its newline; the first one is no edition's.
            let is_end = |at: &usize| text[*at..].starts_with('\n');
            let ends = (1..=end).filter(is_end).count().saturating_sub(1);
            assert_eq!(found, (1..=ends as u32).map(entry).collect(), "{:?}", &text[..end]);
        }
        assert_eq!(Ledger::read(&folder.path().join("absent")).unwrap(), Ledger::default());
    }

    #[test]
    fn a_line_of_which_one_character_changed_is_passed_over() {
        let text = Ledger::from_iter([entry(5)]).to_text();
        let line = text.lines().nth(1).unwrap();
        assert_eq!(Entry::parse(line), Some(entry(5)));
        for at in 0..line.len() {
            let mut damaged = line.as_bytes().to_vec();
            damaged[at] = if damaged[at] == b'1' { b'2' } else { b'1' };
            assert_eq!(Entry::parse(std::str::from_utf8(&damaged).unwrap()), None, "at {at}");
        }
    }
}
