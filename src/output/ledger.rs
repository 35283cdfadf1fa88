//! The finished editions, with fingerprints and seals of their files: `simdgen-editions.txt`, and the journal of a run.
//!
//! One line an edition, in any order, each with a check sum of its own, so that a line cut off by a killed process is
//! passed over. The journal is this file while it grows; a build keeps it sorted by number, after the seals of the files
//! beside those of editions. Those stand in comments, which programs that know only editions pass over. Format 1, which has no
//! line for its version, knows of other files only the four that every run writes; 2 knows all.
//!
//! The first line says which format this is: programs that know no formats pass it over, and this one refuses a newer one.
//!
//! ```text
//! # simdgen editions 2 5d6e7f80
//! # number, picture, shared, image bytes, image check, json bytes, json hash, check
//! # file json/_metadata.json 861 77e0...16 digits 1b2c3d4e
//! 1 5f0c...32 digits 91ab...16 digits 170512 9d11c0aa 861 77e0...16 digits 1b2c3d4e
//! ```

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::{self, BufRead};
use std::path::Path;

use crate::error::OutputError;
use crate::files::{Folder, Kind};
use crate::{Error, Result};

/// A finished edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub number: u32,
    /// Fingerprint of the picture's pixels and encoding ([`super::Fingerprints::picture`]).
    pub picture: u128,
    /// Fingerprint of the pictures of all editions, which decide its bytes beyond that ([`super::Fingerprints::shared`]).
    pub shared: u64,
    /// Bytes of the picture's file.
    pub image_bytes: u64,
    /// The CRC-32 of the picture's file (that of the PNG specification).
    pub image_check: u32,
    /// The metadata file.
    pub json: Seal,
}

/// Length and hash of a metadata file, or of a file of the whole collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Seal {
    /// Bytes.
    pub bytes: u64,
    /// The first 64 bits of the BLAKE3 hash.
    pub hash: u64,
}

impl Seal {
    /// The seal of a file's bytes.
    pub fn of(json: &[u8]) -> Self {
        Self::of_hash(json.len() as u64, &blake3::hash(json))
    }

    /// The seal of a file of so many bytes with this hash.
    pub fn of_hash(bytes: u64, hash: &blake3::Hash) -> Self {
        Self { bytes, hash: first_64(hash) }
    }

    /// The seal of a file, of which little is in memory at a time; `None` when there is none.
    ///
    /// # Errors
    /// As [`Folder::open_file`].
    pub fn of_file(folder: &Folder, name: impl AsRef<Path>) -> Result<Option<Self>> {
        let Some(mut file) = folder.open_file(name)? else { return Ok(None) };
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(&mut file).map_err(Error::io("read", file.path()))?;
        Ok(Some(Self { bytes: hasher.count(), hash: first_64(&hasher.finalize()) }))
    }

    /// Appends the line of a file, such as one of the whole collection. A line break inside a name would end the line, and a reader of
    /// lines may take other characters for one.
    pub(super) fn write_line(self, beginning: &str, name: &str, out: &mut String) {
        let start = out.len();
        out.push_str(beginning);
        for c in name.chars() {
            let is_plain = !c.is_control() && !matches!(c, '%' | '\u{2028}' | '\u{2029}');
            if is_plain {
                out.push(c);
            } else {
                write!(out, "%{:x};", u32::from(c)).expect("a String takes any text");
            }
        }
        write!(out, " {} {:016x} ", self.bytes, self.hash).expect("a String takes any text");
        end_line(start, out);
    }

    /// Reads such a line; `None` when it is another, or not a whole one.
    pub(super) fn parse(beginning: &str, line: &str) -> Option<(String, Self)> {
        // A name may have spaces.
        let mut fields = checked(line)?.strip_prefix(beginning)?.rsplitn(3, ' ');
        let (hash, bytes, name) = (fields.next()?, fields.next()?, fields.next()?);
        let seal = Self { bytes: bytes.parse().ok()?, hash: u64::from_str_radix(hash, 16).ok()? };
        let mut parts = name.split('%');
        let mut name = parts.next()?.to_owned();
        for part in parts {
            let (code, rest) = part.split_once(';')?;
            name.push(char::from_u32(u32::from_str_radix(code, 16).ok()?)?);
            name.push_str(rest);
        }
        Some((name, seal))
    }
}

/// A line of a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LedgerLine {
    /// An edition.
    Edition(Entry),
    /// A file beside the editions' own two, by its path below the output folder.
    File(String, Seal),
    /// Nothing, or a remark.
    Remark,
    /// A line that cannot be trusted: it is not whole, or was changed.
    Damaged,
}

/// Reads a ledger line by line, so that little of it is in memory.
pub fn ledger_lines(reader: impl BufRead) -> impl Iterator<Item = io::Result<LedgerLine>> {
    reader.split(b'\n').map(|line| {
        let line = line?;
        let Ok(line) = std::str::from_utf8(&line) else { return Ok(LedgerLine::Damaged) };
        let line = line.strip_suffix('\r').unwrap_or(line);
        Ok(match (Entry::parse(line), Seal::parse(FILE_LINE, line)) {
            (Some(entry), _) => LedgerLine::Edition(entry),
            (None, Some((name, seal))) => LedgerLine::File(name, seal),
            _ if line.starts_with(FILE_LINE) => LedgerLine::Damaged,
            _ if line.is_empty() || line.starts_with('#') => LedgerLine::Remark,
            _ => LedgerLine::Damaged,
        })
    })
}

/// The beginning of the line of a file that is no edition's own.
const FILE_LINE: &str = "# file ";

/// The first line up to the version of the format.
const FORMAT_LINE: &str = "# simdgen editions ";

/// The version of the format.
const FORMAT: u32 = 2;

/// The format that the first line of a file tells of; 1 when it tells of none.
fn format_of(file: &[u8]) -> u32 {
    let line = file.split(|&byte| byte == b'\n').next().and_then(|line| std::str::from_utf8(line).ok());
    line.and_then(|line| checked(line.trim_end_matches('\r'))?.strip_prefix(FORMAT_LINE)?.parse().ok()).unwrap_or(1)
}

/// Ends a line with the check sum of what it holds from `start` on.
fn end_line(start: usize, out: &mut String) {
    let check = crc32fast::hash(&out.as_bytes()[start..]);
    writeln!(out, "{check:08x}").expect("a String takes any text");
}

/// A line without its check sum; `None` when that is not right.
fn checked(line: &str) -> Option<&str> {
    let (rest, check) = line.rsplit_once(' ')?;
    let text = &line[..=rest.len()];
    let is_right = check.len() == 8 && u32::from_str_radix(check, 16).ok()? == crc32fast::hash(text.as_bytes());
    is_right.then_some(rest)
}

/// Stops at a file of a format that this version does not know yet: read as if it were known, it would lack what it says, and
/// its build would be replaced.
pub(super) fn refuse_newer(path: &Path, found: u32, known: u32) -> Result<()> {
    if found <= known {
        return Ok(());
    }
    Err(Error::Output(OutputError::NewerFormat { path: path.into(), found, known }))
}

/// The first 64 bits of a hash.
pub(super) fn first_64(hash: &blake3::Hash) -> u64 {
    u64::from_be_bytes(*hash.as_bytes().first_chunk().expect("a hash has 32 bytes"))
}

impl Entry {
    /// `true` if these are the bytes of its picture.
    pub fn is_picture(&self, bytes: &[u8]) -> bool {
        bytes.len() as u64 == self.image_bytes && crc32fast::hash(bytes) == self.image_check
    }

    /// Appends the entry's line.
    pub(super) fn write_line(&self, out: &mut String) {
        let start = out.len();
        let Self { number, picture, shared, image_bytes, image_check, json } = self;
        let Seal { bytes, hash } = json;
        write!(out, "{number} {picture:032x} {shared:016x} {image_bytes} {image_check:08x} {bytes} {hash:016x} ")
            .expect("a String takes any text");
        end_line(start, out);
    }

    /// Reads a line; `None` when it is not a whole one.
    fn parse(line: &str) -> Option<Self> {
        let fields: Vec<&str> = checked(line)?.split(' ').collect();
        let &[number, picture, shared, image_bytes, image_check, bytes, hash] = fields.as_slice() else { return None };
        Some(Self {
            number: number.parse().ok()?,
            picture: u128::from_str_radix(picture, 16).ok()?,
            shared: u64::from_str_radix(shared, 16).ok()?,
            image_bytes: image_bytes.parse().ok()?,
            image_check: u32::from_str_radix(image_check, 16).ok()?,
            json: Seal { bytes: bytes.parse().ok()?, hash: u64::from_str_radix(hash, 16).ok()? },
        })
    }
}

/// Finished editions by number, and the seals of all other files. Two are equal that know the same, whatever version they were
/// read from.
#[derive(Clone, Debug, Default, Eq)]
pub struct Ledger {
    editions: BTreeMap<u32, Entry>,
    files: BTreeMap<String, Seal>,
    /// The version of the file it was read from; 0 without one.
    format: u32,
}

impl Ledger {
    /// Reads a ledger or a journal; without a file there is no edition. Lines that are not whole are passed over.
    ///
    /// # Errors
    /// As [`Folder::read`] when a file that is there cannot be read; [`crate::error::OutputError::NewerFormat`].
    pub fn read(folder: &Folder, name: &str) -> Result<Self> {
        let Some(bytes) = folder.read(name, Kind::List)? else { return Ok(Self::default()) };
        let format = format_of(&bytes);
        refuse_newer(&folder.at(name), format, FORMAT)?;
        let mut ledger = Self { format, ..Self::default() };
        for line in ledger_lines(&bytes[..]) {
            match line.map_err(Error::io("read", folder.at(name)))? {
                LedgerLine::Edition(entry) => ledger.put(entry),
                LedgerLine::File(name, seal) => ledger.put_file(&name, Some(seal)),
                LedgerLine::Remark | LedgerLine::Damaged => {}
            }
        }
        Ok(ledger)
    }

    /// The text of the file.
    pub fn to_text(&self) -> String {
        let mut text = format!("{FORMAT_LINE}{FORMAT} ");
        end_line(0, &mut text);
        text.push_str("# number, picture, shared, image bytes, image check, json bytes, json hash, check\n");
        self.files.iter().for_each(|(name, seal)| seal.write_line(FILE_LINE, name, &mut text));
        self.entries().for_each(|entry| entry.write_line(&mut text));
        text
    }

    /// The version of the file it was read from; 0 when there was none.
    pub fn format(&self) -> u32 {
        self.format
    }

    /// The same without editions: the files beside theirs.
    pub fn without_editions(&self) -> Self {
        Self { editions: BTreeMap::new(), files: self.files.clone(), format: self.format }
    }

    /// Adds an edition, or replaces the one of its number.
    pub fn put(&mut self, entry: Entry) {
        self.editions.insert(entry.number, entry);
    }

    /// Takes an edition out.
    pub fn remove(&mut self, number: u32) {
        self.editions.remove(&number);
    }

    /// The edition of a number.
    pub fn get(&self, number: u32) -> Option<&Entry> {
        self.editions.get(&number)
    }

    /// All editions by number.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.editions.values()
    }

    /// True when there is no edition.
    pub fn is_empty(&self) -> bool {
        self.editions.is_empty()
    }

    /// The seal of a file that is no edition's own, by its path below the output folder with `/` between parts; `None` when
    /// none was recorded.
    pub fn file(&self, name: &str) -> Option<Seal> {
        self.files.get(name).copied()
    }

    /// Records the seal of such a file, or that there is none any more.
    pub fn put_file(&mut self, name: &str, seal: Option<Seal>) {
        match seal {
            Some(seal) => self.files.insert(name.to_owned(), seal),
            None => self.files.remove(name),
        };
    }

    /// `true` if it is of today's version and has the editions of another.
    pub fn is_current(&self, other: &Self) -> bool {
        self.format == FORMAT && self.editions == other.editions
    }

    /// The paths of such files, sorted.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }
}

impl PartialEq for Ledger {
    fn eq(&self, other: &Self) -> bool {
        let Self { editions, files, format: _ } = self;
        (editions, files) == (&other.editions, &other.files)
    }
}

impl FromIterator<Entry> for Ledger {
    fn from_iter<T: IntoIterator<Item = Entry>>(entries: T) -> Self {
        let editions = entries.into_iter().map(|e| (e.number, e)).collect();
        Self { editions, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn entry(number: u32) -> Entry {
        let json = Seal { bytes: 3, hash: 0xfeed };
        Entry { number, picture: u128::from(number) << 100, shared: 7, image_bytes: 170_512, image_check: 9, json }
    }

    fn read(path: &Path) -> Ledger {
        let folder = Folder::open(path.parent().unwrap()).unwrap();
        Ledger::read(&folder, path.file_name().unwrap().to_str().unwrap()).unwrap()
    }

    #[test]
    fn a_journal_cut_off_anywhere_gives_the_whole_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let whole: Ledger = (1..=3).map(entry).collect();
        let text = whole.to_text();
        for end in 0..=text.len() {
            fs::write(&path, &text[..end]).unwrap();
            let found = read(&path);
            // A line is whole before its newline; the first two are no edition's.
            let is_end = |at: &usize| text[*at..].starts_with('\n');
            let ends = (1..=end).filter(is_end).count().saturating_sub(2);
            assert_eq!(found, (1..=ends as u32).map(entry).collect(), "{:?}", &text[..end]);
        }
        assert_eq!(read(&folder.path().join("absent")), Ledger::default());
    }

    #[test]
    fn files_of_the_collection_are_comments_to_programs_that_know_only_editions() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger");
        let mut ledger = Ledger::from_iter([entry(5)]);
        ledger.put_file("json/_metadata.json", Some(Seal { bytes: 9, hash: 0xbeef }));
        ledger.put_file("plan.jsonl", Some(Seal { bytes: 0, hash: 1 }));
        fs::write(&path, ledger.to_text()).unwrap();
        assert_eq!(read(&path), ledger);
        let comments = ledger.to_text().lines().filter(|line| line.starts_with('#')).count();
        assert_eq!((comments, ledger.to_text().lines().count()), (4, 5));
        // A damaged line is no seal: what it is of is then not compared.
        fs::write(&path, ledger.to_text().replace("beef", "bee0")).unwrap();
        let found = read(&path);
        assert_eq!((found.file("json/_metadata.json"), found.file("plan.jsonl")), (None, ledger.file("plan.jsonl")));
    }

    #[test]
    fn a_newer_format_is_refused_and_an_earlier_one_has_no_line_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger");
        let ledger = Ledger::from_iter([entry(5)]);
        let (first, rest) = ledger.to_text().split_once('\n').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        fs::write(&path, &rest).unwrap();
        assert_eq!(read(&path), ledger);
        let mut newer = format!("{FORMAT_LINE}{} ", FORMAT + 1);
        end_line(0, &mut newer);
        fs::write(&path, newer.clone() + &rest).unwrap();
        let error = Ledger::read(&Folder::open(folder.path()).unwrap(), "ledger").unwrap_err().to_string();
        assert!(error.contains("ledger is of format 3") && error.contains("up to 2"), "{error}");
        // A damaged line tells nothing.
        fs::write(&path, first.replacen('2', "3", 1) + "\n" + &rest).unwrap();
        assert_eq!(read(&path), ledger);
    }

    #[test]
    fn a_line_of_which_one_character_changed_is_passed_over() {
        let text = Ledger::from_iter([entry(5)]).to_text();
        let line = text.lines().nth(2).unwrap();
        assert_eq!(Entry::parse(line), Some(entry(5)));
        for at in 0..line.len() {
            let mut damaged = line.as_bytes().to_vec();
            damaged[at] = if damaged[at] == b'1' { b'2' } else { b'1' };
            assert_eq!(Entry::parse(std::str::from_utf8(&damaged).unwrap()), None, "at {at}");
        }
    }
}
