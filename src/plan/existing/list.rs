//! The entries of a JSON array, one at a time: the metadata of a million editions is a gigabyte, of which one is in memory.
//!
//! Entries are cut out by their brackets and quotes, then read by `serde_json`, which decides alone what is JSON. Of a file that
//! it refuses the whole is read again, without keeping any of it, for the place of the error.

use std::io::{self, BufReader, Read};
use std::path::Path;

use serde::de::IgnoredAny;
use serde_json::Value;

use crate::files::{OpenFile, open_given};

/// Bytes of the longest entry. Metadata has a few hundred, with a picture inside some hundred thousand.
const LONGEST: usize = 16 << 20;

/// Bytes read at a time.
const CHUNK: usize = 256 << 10;

/// The kind of a file that was read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// An array of so many entries.
    Array(usize),
    /// One object, which was taken as an entry.
    Object,
}

/// Why reading ended early.
#[derive(Debug)]
pub enum Ended<E> {
    /// The file cannot be read.
    Unreadable(io::Error),
    /// Its text is no JSON, or neither an array nor an object.
    Wrong(serde_json::Error),
    /// An entry is longer than any metadata.
    TooLong,
    /// The use of an entry failed.
    Failed(E),
}

impl<E> From<io::Error> for Ended<E> {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

/// Gives every entry of a JSON file, with a byte order mark or without.
///
/// # Errors
/// Why it ended early; entries before that were given.
pub fn each_entry<E>(file: OpenFile, take: impl FnMut(Value) -> Result<(), E>) -> Result<Held, Ended<E>> {
    let path = file.path().to_path_buf();
    match (Cutter { file, buffer: vec![], at: 0, is_at_end: false }).each(take) {
        Err(Stopped::Syntax) => Err(exactly(&path)?),
        Err(Stopped::Other(ended)) => Err(ended),
        Ok(held) => Ok(held),
    }
}

/// The error of a file that is not as it should be.
fn exactly<E>(path: &Path) -> Result<Ended<E>, io::Error> {
    let whole = || -> io::Result<_> {
        let mut file = BufReader::with_capacity(CHUNK, open_given(path).map_err(io::Error::other)?);
        let mut mark = vec![];
        file.by_ref().take(MARK.len() as u64).read_to_end(&mut mark)?;
        let start = if mark == MARK { vec![] } else { mark };
        Ok(io::Cursor::new(start).chain(file))
    };
    let of_array: Result<Vec<IgnoredAny>, _> = serde_json::from_reader(whole()?);
    let of_any: Result<IgnoredAny, _> = serde_json::from_reader(whole()?);
    match of_any.err().or(of_array.err()) {
        Some(error) if error.is_io() => Err(error.into()),
        Some(error) => Ok(Ended::Wrong(error)),
        // Another process wrote to it meanwhile.
        None => Ok(Ended::Unreadable(io::Error::other("it changed while it was read"))),
    }
}

/// A byte order mark in UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

enum Stopped<E> {
    Syntax,
    Other(Ended<E>),
}

impl<E> From<io::Error> for Stopped<E> {
    fn from(error: io::Error) -> Self {
        Self::Other(Ended::Unreadable(error))
    }
}

/// A file and the part of it that is in memory.
struct Cutter<R> {
    file: R,
    buffer: Vec<u8>,
    /// Bytes of the buffer that are done with.
    at: usize,
    is_at_end: bool,
}

impl<R: Read> Cutter<R> {
    fn each<E>(&mut self, mut take: impl FnMut(Value) -> Result<(), E>) -> Result<Held, Stopped<E>> {
        while self.buffer.len() < MARK.len() && self.fill()? {}
        if self.buffer.starts_with(MARK) {
            self.at = MARK.len();
        }
        if self.next()? != Some(b'[') {
            return self.alone(take);
        }
        self.at += 1;
        let mut count = 0;
        if self.next()? == Some(b']') {
            self.at += 1;
            return self.end(0);
        }
        loop {
            let end = self.entry()?;
            let value = serde_json::from_slice(&self.buffer[self.at..end]).map_err(|_| Stopped::Syntax)?;
            let is_last = self.buffer[end] == b']';
            self.at = end + 1;
            take(value).map_err(|error| Stopped::Other(Ended::Failed(error)))?;
            count += 1;
            if is_last {
                return self.end(count);
            }
        }
    }

    /// Reads a file that is one object.
    fn alone<E>(&mut self, mut take: impl FnMut(Value) -> Result<(), E>) -> Result<Held, Stopped<E>> {
        while self.fill()? {
            if self.buffer.len() > LONGEST {
                return Err(Stopped::Other(Ended::TooLong));
            }
        }
        let value: Value = serde_json::from_slice(&self.buffer[self.at..]).map_err(|_| Stopped::Syntax)?;
        if !value.is_object() {
            return Err(Stopped::Syntax);
        }
        take(value).map_err(|error| Stopped::Other(Ended::Failed(error)))?;
        Ok(Held::Object)
    }

    /// Makes sure that nothing but space follows.
    fn end<E>(&mut self, count: usize) -> Result<Held, Stopped<E>> {
        self.next()?.map_or(Ok(Held::Array(count)), |_| Err(Stopped::Syntax))
    }

    /// The next byte that is no space, which stays; `None` at the end.
    fn next(&mut self) -> io::Result<Option<u8>> {
        loop {
            while let Some(&byte) = self.buffer.get(self.at) {
                if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                    return Ok(Some(byte));
                }
                self.at += 1;
            }
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// The place of the comma or bracket after the entry that begins here.
    fn entry<E>(&mut self) -> Result<usize, Stopped<E>> {
        let (mut depth, mut is_text, mut is_escaped) = (0_usize, false, false);
        let mut offset = 0;
        loop {
            for (place, &byte) in self.buffer[self.at + offset..].iter().enumerate() {
                if is_text {
                    match byte {
                        _ if is_escaped => is_escaped = false,
                        b'\\' => is_escaped = true,
                        b'"' => is_text = false,
                        _ => {}
                    }
                    continue;
                }
                match byte {
                    b'"' => is_text = true,
                    b'{' | b'[' => depth += 1,
                    b',' | b']' if depth == 0 => return Ok(self.at + offset + place),
                    b'}' | b']' => depth = depth.checked_sub(1).ok_or(Stopped::Syntax)?,
                    _ => {}
                }
            }
            offset = self.buffer.len() - self.at;
            if offset > LONGEST {
                return Err(Stopped::Other(Ended::TooLong));
            }
            if !self.fill()? {
                return Err(Stopped::Syntax);
            }
        }
    }

    /// Reads more behind what is not done with; false at the end.
    fn fill(&mut self) -> io::Result<bool> {
        self.buffer.drain(..self.at);
        self.at = 0;
        if !self.is_at_end {
            let more = self.file.by_ref().take(CHUNK as u64).read_to_end(&mut self.buffer)?;
            self.is_at_end = more == 0;
        }
        Ok(!self.is_at_end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(Held, Vec<Value>), Ended<()>> {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), text).expect("written");
        let mut entries = vec![];
        each_entry(open_given(file.path()).expect("a file"), |value| {
            entries.push(value);
            Ok(())
        })
        .map(|held| (held, entries))
    }

    #[test]
    fn entries_are_those_of_the_whole() {
        let long = format!("[{}{{\"a\": \"]}}\\\"\\\\\"}}]", "{\"b\": [1, [2], \"x, y\"]}, ".repeat(40_000));
        for text in ["[]", " [ ] ", "[1, \"]\", [], {}]\n", "\u{feff}[{\"a\": [\",\\\"\"]} , null]", &long] {
            let all: Vec<Value> = serde_json::from_str(text.trim_start_matches('\u{feff}')).expect("JSON");
            let (held, entries) = read(text).expect("read");
            assert!(held == Held::Array(all.len()) && entries == all, "{}", &text[..text.len().min(40)]);
        }
        assert_eq!(read(" {\"a\": [1]} ").expect("an object").0, Held::Object);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        for text in [
            "",
            "[",
            "[1",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[1]]",
            "[1] x",
            "[}]",
            "[\"",
            "[1,\n {\"a\": tru}]",
            "7",
            "{\"a\":}",
        ] {
            assert!(serde_json::from_str::<Vec<Value>>(text).is_err(), "{text:?}");
            let Err(Ended::Wrong(error)) = read(text) else { panic!("{text:?} is read") };
            assert!(error.to_string().contains(" at line "), "{text:?}: {error}");
        }
        assert!(matches!(read(&format!("[\"{}\"]", "x".repeat(LONGEST + CHUNK))), Err(Ended::TooLong)));
    }
}
