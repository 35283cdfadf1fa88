//! Plans as comma-separated values, the format for spreadsheets.
//!
//! It is a table: all sets share its columns. The meaning of a row is in `line`.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use csv::{ReaderBuilder, StringRecord, Writer};

use super::cell::{quoted, unquoted};
use super::line::Reader;
use super::names::{Names, Place};
use crate::plan::{Plan, colour, write_dna_hash};
use crate::project::{Project, did_you_mean};
use crate::{Error, Result};

/// The columns before the layers.
const FIXED: [&str; 4] = ["edition", "set", "background", "dna"];

pub(super) fn write(project: &Project, plan: &Plan, out: impl Write) -> io::Result<()> {
    let names = Names::new(project, &FIXED);
    let columns = columns(&names);
    let most = names.most_apostrophes();
    let mut out = Writer::from_writer(out);
    for column in FIXED.iter().chain(&columns) {
        out.write_field(quoted(column, most, |name| is_column(name, &columns)).as_bytes())?;
    }
    out.write_record(None::<&[u8]>)?;

    // For each set, which layer goes into which column.
    let places: Vec<Vec<Option<usize>>> = names
        .labels()
        .iter()
        .map(|labels| columns.iter().map(|column| labels.iter().position(|label| label == column)).collect())
        .collect();
    let mut dna = String::new();
    for edition in plan.editions() {
        dna.clear();
        write_dna_hash(project, edition, &mut dna);
        out.write_field(edition.number.to_string())?;
        out.write_field(edition.set.0.to_string())?;
        out.write_field(colour::to_text(edition.background))?;
        out.write_field(&dna)?;
        for (place, label) in places[edition.set.0 as usize].iter().zip(&columns) {
            let word = place.map_or("", |at| names.word(edition.picks[at]));
            out.write_field(quoted(word, most, |word| names.has(label, word)).as_bytes())?;
        }
        out.write_record(None::<&[u8]>)?;
    }
    out.flush()
}

pub(super) fn read(path: &Path, project: &Project, text: &str) -> Result<Plan> {
    let names = Names::new(project, &FIXED);
    let most = names.most_apostrophes();
    let mut reader = Reader::new(path, project, names);
    let mut rows = rows(text, delimiter(text));
    let mut header: Option<Header> = None;
    let mut row = StringRecord::new();
    let mut lines = Lines { text, at: 0, line: 1 };
    while rows.read_record(&mut row).map_err(|e| failed(path, e))? {
        let line = lines.at(row.position().map_or(0, csv::Position::byte) as usize);
        let place = Place { file: Some((path, line)), edition: None };
        let is_first = header.is_none();
        if is_empty(&row) || is_first && separator(&row[0]).is_some() {
            continue;
        }
        let Some(header) = &header else {
            header = Some(Header::new(&row, &columns(reader.names()), most, place)?);
            continue;
        };
        if let Some((number, cell)) = header.unnamed(&row) {
            let problem = format!("the cell \"{cell}\" is in column {number}, which the first row does not name");
            return Err(place.syntax(format!("{problem}: name a layer there, or empty the cell")));
        }
        let cell =
            |column: &str| header.cells(&row).find(|(name, _)| *name == column).map_or("", |(_, cell)| cell.trim());
        let whole = |column: &str| {
            let text = cell(column);
            let number = without_fraction(text).unwrap_or(text).parse::<u32>();
            number.map_err(|_| place.syntax(format!("the {column} \"{text}\" is not a whole number")))
        };
        let number = whole(FIXED[0])?;
        let set = if cell(FIXED[1]).is_empty() { None } else { Some(whole(FIXED[1])?) };
        let layers = header.cells(&row).filter(|(name, _)| !FIXED.contains(name));
        let pairs: Vec<_> = layers.map(|(label, word)| (label, as_meant(reader.names(), most, label, word))).collect();
        let pairs: Vec<_> = pairs.iter().map(|(label, word)| (*label, &**word)).collect();
        reader.add(line, number, set, Some(cell(FIXED[2])), &pairs)?;
    }
    if header.is_none() {
        let head = Place { file: Some((path, 1)), edition: None };
        return Err(head.syntax("the file is empty: its first row must name the columns, edition and layers".into()));
    }
    reader.finish()
}

/// The layer labels of all sets, each once, in order of appearance.
fn columns<'n>(names: &'n Names<'_>) -> Vec<&'n str> {
    names.labels().iter().flatten().fold(vec![], |mut columns, label| {
        if !columns.contains(&label.as_str()) {
            columns.push(label);
        }
        columns
    })
}

/// The rows of a text. Spreadsheets leave out empty cells at the end of a row, so rows may have any length.
fn rows(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

/// Counts the lines of a text. The reader's own count is one behind after `\r\n` and after empty lines.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of what stands at a byte, line ends passed over; bytes must not come down.
    fn at(&mut self, byte: usize) -> u64 {
        let bytes = self.text.as_bytes();
        let is_end = |at: &usize| matches!(bytes.get(*at), Some(b'\r' | b'\n'));
        let start = (byte..).find(|at| !is_end(at)).unwrap_or(byte);
        // The `\r` of `\r\n` is no end of its own.
        let ends =
            (self.at..start).filter(is_end).filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
        self.line += ends.count() as u64;
        self.at = self.at.max(start);
        self.line
    }
}

/// True when nothing stands in a row.
fn is_empty(row: &StringRecord) -> bool {
    row.iter().all(|cell| cell.trim().is_empty())
}

/// The delimiter between cells: the one that a first line `sep=;` names, else one that gives the first row with anything in
/// it a column `edition`. Of several, the one that makes the most columns.
fn delimiter(text: &str) -> u8 {
    // Further down, a name may say so.
    if let Some(said) = text.lines().find(|line| !line.trim().is_empty()).and_then(separator) {
        return said;
    }
    let edition_in = |delimiter: u8| {
        let mut records = rows(text, delimiter).into_records().map_while(Result::ok);
        let header = records.find(|row| !is_empty(row))?;
        let has_edition = header.iter().any(|cell| cell.trim().eq_ignore_ascii_case(FIXED[0]));
        has_edition.then_some(header.len())
    };
    // `max_by_key` takes the last of equals.
    let found = [b'\t', b';', b','].into_iter().filter_map(|delimiter| Some((edition_in(delimiter)?, delimiter)));
    found.max_by_key(|(columns, _)| *columns).map_or(b',', |(_, delimiter)| delimiter)
}

/// The delimiter that a line `sep=;` says, which is spreadsheets' own and no part of the table.
fn separator(line: &str) -> Option<u8> {
    let line = line.trim_matches(['"', ' ', '\r']);
    let said = line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).map(|_| line.as_bytes()[4..].first());
    said.map(|delimiter| delimiter.copied().filter(u8::is_ascii).unwrap_or(b','))
}

/// The digits of a whole number that a spreadsheet wrote as `1.0`, or `1,0` where commas are decimal. Three zeros may be
/// thousands.
fn without_fraction(cell: &str) -> Option<&str> {
    let (whole, fraction) = cell.split_once(['.', ','])?;
    let is_whole = !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit());
    let is_nothing = !matches!(fraction.len(), 0 | 3) && fraction.bytes().all(|b| b == b'0');
    (is_whole && is_nothing).then_some(whole)
}

/// The trait that a cell means: the one of exactly that name, or that it stands for with an apostrophe; else the same without
/// space around it; else, where traits are called by numbers, 7 for `7.0`.
fn as_meant<'c>(names: &Names<'_>, most: usize, label: &str, cell: &'c str) -> Cow<'c, str> {
    let named = |form: &'c str| {
        let as_it_stands = names.has(label, form).then_some(Cow::Borrowed(form));
        as_it_stands.or_else(|| unquoted(form, most, |word| names.has(label, word)).map(Cow::Owned))
    };
    let trimmed = cell.trim();
    let number = || without_fraction(trimmed).filter(|digits| names.has(label, digits)).map(Cow::Borrowed);
    named(cell).or_else(|| named(trimmed)).or_else(number).unwrap_or(Cow::Borrowed(trimmed))
}

/// `true` for the name of a column.
fn is_column(name: &str, layers: &[&str]) -> bool {
    FIXED.contains(&name) || layers.contains(&name)
}

/// The columns: one of [`FIXED`] each, or the label of a layer. `None` has no name.
struct Header(Vec<Option<String>>);

impl Header {
    /// Reads the first row. Case and white space around a name are ignored where only one layer can be meant.
    fn new(row: &StringRecord, layers: &[&str], most: usize, head: Place<'_>) -> Result<Self> {
        let loose = |name: &str| name.trim().to_lowercase();
        // Said first: without it, what stands between the columns is not known either.
        if !row.iter().any(|name| loose(name) == FIXED[0]) {
            return Err(head.syntax("there is no column \"edition\"".into()));
        }
        let mut columns: Vec<Option<String>> = vec![];
        let known = || FIXED.iter().chain(layers).copied();
        for name in row {
            if name.is_empty() || name.trim().is_empty() && !is_column(name, layers) {
                columns.push(None);
                continue;
            }
            let stands_for = |cell: &str| unquoted(cell, most, |name| is_column(name, layers));
            let is_alike = known().any(|known| loose(known) == loose(name));
            let meant = match is_column(name, layers) {
                true => None,
                false => stands_for(name).or_else(|| stands_for(name.trim()).filter(|_| !is_alike)),
            };
            let name = meant.as_deref().unwrap_or(name);
            let mut alike = known().filter(|known| loose(known) == loose(name));
            let column = match (known().find(|known| *known == name), alike.next(), alike.next()) {
                (Some(exact), ..) | (None, Some(exact), None) => exact.to_owned(),
                (None, Some(one), Some(other)) => {
                    let problem = format!("the column \"{name}\" may be \"{one}\" or \"{other}\"");
                    return Err(head.syntax(format!("{problem}: write one of them exactly")));
                }
                (None, None, _) => {
                    let suggestion = did_you_mean(name, known());
                    return Err(head.syntax(format!("the column \"{name}\" is not the name of a layer{suggestion}")));
                }
            };
            if columns.iter().any(|earlier| earlier.as_deref() == Some(&column)) {
                return Err(head.syntax(format!("there are two columns \"{column}\"")));
            }
            columns.push(Some(column));
        }
        Ok(Self(columns))
    }

    /// The cells of a row with the names of their columns; what is left out at the end is empty.
    fn cells<'r>(&'r self, row: &'r StringRecord) -> impl Iterator<Item = (&'r str, &'r str)> + Clone {
        let columns = self.0.iter().enumerate();
        columns.filter_map(|(at, name)| Some((name.as_deref()?, row.get(at).unwrap_or_default())))
    }

    /// The first cell with something in it in a column without a name, and the column's number from 1.
    fn unnamed<'r>(&self, row: &'r StringRecord) -> Option<(usize, &'r str)> {
        let is_unnamed = |at: usize| self.0.get(at).is_none_or(Option::is_none);
        (1..).zip(row).find(|&(number, cell)| !cell.trim().is_empty() && is_unnamed(number - 1))
    }
}

fn failed(path: &Path, error: csv::Error) -> Error {
    let line = error.position().map_or(1, csv::Position::line);
    let problem = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(source) => Error::io("read", path)(source),
        _ => Place { file: Some((path, line)), edition: None }.syntax(format!("not a CSV row: {problem}")),
    }
}
