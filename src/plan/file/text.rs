//! The text of a plan file, in the encodings that spreadsheets and shells write: whole, or line by line.

use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};
use std::path::Path;

use crate::error::PlanError;
use crate::{Error, Result};

/// The text of a file: UTF-8, or UTF-16 of either byte order where a byte order mark says so. The mark is taken off.
///
/// # Errors
/// The problem of the bytes and the cure, to follow the file's name.
pub(crate) fn text(bytes: Vec<u8>) -> std::result::Result<String, String> {
    let units = |units: &[u8], read: fn([u8; 2]) -> u16| {
        let (pairs, odd) = units.as_chunks::<2>();
        let text = char::decode_utf16(pairs.iter().map(|&pair| read(pair))).collect::<std::result::Result<String, _>>();
        text.ok().filter(|_| odd.is_empty()).ok_or_else(|| "is cut off or damaged: save it again, as UTF-8".to_owned())
    };
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => units(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => units(rest, u16::from_be_bytes),
        _ => {
            let mut text = String::from_utf8(bytes).map_err(|error| {
                let line = error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count();
                not_utf8(line as u64 + 1)
            })?;
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            Ok(text)
        }
    }
}

fn not_utf8(line: u64) -> String {
    format!("is not UTF-8 (line {line}): save it as UTF-8, which spreadsheets call \"CSV UTF-8\"")
}

/// The whole text of a file that is read.
///
/// # Errors
/// [`Error::Io`]; [`PlanError::PlanSyntax`] for other bytes than those of [`text`].
pub(super) fn whole(path: &Path, mut reader: impl Read) -> Result<String> {
    let mut bytes = vec![];
    reader.read_to_end(&mut bytes).map_err(Error::io("read", path))?;
    text(bytes).map_err(|problem| wrong(path, problem))
}

fn wrong(path: &Path, problem: String) -> Error {
    Error::Plan(PlanError::PlanSyntax { place: path.display().to_string(), problem })
}

/// The lines of a file that is read, of which one is in memory at a time. Of UTF-16 all are: only shells and spreadsheets write
/// it.
pub(super) struct Lines<'p, R> {
    path: &'p Path,
    reader: BufReader<Chain<Cursor<Vec<u8>>, R>>,
    line: Vec<u8>,
    number: u64,
}

impl<'p, R: Read> Lines<'p, R> {
    /// Begins with the first line.
    ///
    /// # Errors
    /// Those of [`whole`].
    pub(super) fn new(path: &'p Path, mut reader: R) -> Result<Self> {
        let failed = |error: io::Error| Error::io("read", path)(error);
        let mut start = vec![];
        (&mut reader).take(3).read_to_end(&mut start).map_err(failed)?;
        if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] = start[..] {
            reader.read_to_end(&mut start).map_err(failed)?;
            start = text(start).map_err(|problem| wrong(path, problem))?.into_bytes();
        } else if start == "\u{feff}".as_bytes() {
            start.clear();
        }
        Ok(Self { path, reader: BufReader::new(Cursor::new(start).chain(reader)), line: vec![], number: 0 })
    }

    /// The file.
    pub(super) fn path(&self) -> &'p Path {
        self.path
    }

    /// The next line with its number from 1, and the line break at its end.
    ///
    /// # Errors
    /// Those of [`whole`].
    pub(super) fn next(&mut self) -> Result<Option<(u64, &str)>> {
        self.line.clear();
        let read = self.reader.read_until(b'\n', &mut self.line);
        if read.map_err(Error::io("read", self.path))? == 0 {
            return Ok(None);
        }
        self.number += 1;
        let line = std::str::from_utf8(&self.line).map_err(|_| wrong(self.path, not_utf8(self.number)))?;
        Ok(Some((self.number, line)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines put together again, counted from 1.
    fn by_lines(bytes: &[u8]) -> Result<String> {
        let (mut lines, mut all) = (Lines::new(Path::new("plan.csv"), bytes)?, String::new());
        while let Some((number, line)) = lines.next()? {
            all.push_str(line);
            assert_eq!(number as usize, all.lines().count());
        }
        Ok(all)
    }

    #[test]
    fn lines_are_those_of_the_text() {
        for plan in ["", "a", "ab", "a\n", "\n\nb\r\n", "ä\n\n\n", "abc\nde"] {
            assert_eq!(by_lines(plan.as_bytes()).expect("text"), plan);
        }
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let plan = "edition,Größe 😀\r\n";
        let wide = |bytes: fn(u16) -> [u8; 2]| plan.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        for bytes in [
            plan.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", plan.as_bytes()].concat(),
            [&b"\xff\xfe"[..], &wide(u16::to_le_bytes)].concat(),
            [&b"\xfe\xff"[..], &wide(u16::to_be_bytes)].concat(),
        ] {
            assert_eq!(text(bytes.clone()).as_deref(), Ok(plan), "{bytes:?}");
            assert_eq!(by_lines(&bytes).as_deref().ok(), Some(plan), "{bytes:?}");
        }
    }

    #[test]
    fn other_bytes_are_refused_with_a_cure() {
        for (bytes, part) in
            [(&b"a\nGr\xf6\xdfe"[..], "(line 2)"), (b"\xff\xfea", "UTF-8"), (b"\xff\xfe\x00\xd8a\x00", "UTF-8")]
        {
            let problem = text(bytes.to_vec()).expect_err("not text");
            assert!(problem.contains(part) && problem.contains("save it"), "{problem}");
            let by_lines = by_lines(bytes).expect_err("not text").to_string();
            assert!(by_lines.ends_with(&problem), "{by_lines}");
        }
    }
}
