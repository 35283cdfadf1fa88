//! The list of all metadata of a build whose ledger has no seal of it, as earlier releases wrote them: whether it is made of
//! the metadata that the ledger has seals of.

use std::collections::HashSet;
use std::io::{self, BufRead, BufReader};

use super::layout::LIST_FILE;
use super::{Ledger, Seal};
use crate::files::Folder;
use crate::{Error, Result};

/// Whether the list of a build holds something else than the metadata of its editions, as recorded in `build` or as it will
/// be by `unchanged`. A list that is not there holds nothing else. Entries of editions that were never made, which no seal is
/// known of, are only counted: there are none of them, or as many as the plan of `planned` editions has.
///
/// # Errors
/// [`Error::Io`].
pub(super) fn is_edited(out: &Folder, build: &Ledger, unchanged: &Ledger, planned: u64) -> Result<bool> {
    let Some(file) = out.open_file(LIST_FILE)? else { return Ok(false) };
    let mut found = vec![];
    let is_list = seals_of_list(BufReader::new(file), |seal| found.push(seal));
    if !is_list.map_err(Error::io("read", out.at(LIST_FILE)))? {
        return Ok(true);
    }
    let count = found.len() as u64;
    let found: HashSet<Seal> = found.into_iter().collect();
    let has = |ledger: &Ledger, number| ledger.get(number).is_some_and(|entry| found.contains(&entry.json));
    let is_there = |number: u32| has(build, number) || has(unchanged, number);
    let editions = build.entries().len() as u64;
    Ok(count != editions && count != planned || !build.entries().all(|entry| is_there(entry.number)))
}

/// Calls `each` with the seal of the text of each of a list's entries; false when it is not laid out as
/// [`crate::metadata::CollectionWriter`] does.
///
/// # Errors
/// Those of the reader.
pub fn seals_of_list(reader: impl BufRead, mut each: impl FnMut(Seal)) -> io::Result<bool> {
    let mut entry = vec![];
    for line in reader.split(b'\n') {
        let line = line?;
        if matches!(&line[..], b"[" | b"]" | b"[]") {
            continue;
        }
        let Some(line) = line.strip_prefix(b"  ") else { return Ok(false) };
        let is_first = entry.is_empty();
        if !is_first {
            entry.push(b'\n');
        }
        let is_opening = is_first && matches!(line.last(), Some(b'{' | b'['));
        if is_opening || line.starts_with(b" ") {
            entry.extend_from_slice(line);
            continue;
        }
        entry.extend_from_slice(line.strip_suffix(b",").unwrap_or(line));
        each(Seal::of(&entry));
        entry.clear();
    }
    Ok(entry.is_empty())
}
