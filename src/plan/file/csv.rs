//! Plans as comma-separated values, the format for spreadsheets.
//!
//! Apart from JSONL because it is a table: all sets share its columns. What a row means is in `line`.

use std::io::{self, Read, Write};
use std::path::Path;

use csv::{ReaderBuilder, StringRecord, Writer};

use super::line::{Place, Reader};
use super::names::Names;
use crate::plan::{Plan, colour, write_dna_hash};
use crate::project::{Project, did_you_mean};
use crate::{Error, Result};

/// The columns before the layers.
const FIXED: [&str; 4] = ["edition", "set", "background", "dna"];

pub(super) fn write(project: &Project, plan: &Plan, out: impl Write) -> io::Result<()> {
    let names = Names::new(project, &FIXED);
    let columns = columns(&names);
    let mut out = Writer::from_writer(out);
    out.write_record(FIXED.iter().chain(&columns))?;

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
        for place in &places[edition.set.0 as usize] {
            out.write_field(place.map_or("", |at| names.word(edition.picks[at])))?;
        }
        out.write_record(None::<&[u8]>)?;
    }
    out.flush()
}

pub(super) fn read(path: &Path, project: &Project, input: impl Read) -> Result<Plan> {
    let mut rows = ReaderBuilder::new().from_reader(input);
    let head = Place { file: Some((path, 1)), edition: None };
    let header = rows.headers().map_err(|e| failed(path, head, e))?.clone();
    let mut reader = Reader::new(path, project, Names::new(project, &FIXED));
    check_header(&header, &columns(reader.names()), head)?;
    let column = |name: &str| header.iter().position(|h| h == name);
    let edition_at = column(FIXED[0]).ok_or_else(|| head.syntax("there is no column \"edition\"".to_owned()))?;
    let (set_at, background_at) = (column(FIXED[1]), column(FIXED[2]));

    let mut row = StringRecord::new();
    while rows.read_record(&mut row).map_err(|e| failed(path, head, e))? {
        let line = row.position().map_or(0, csv::Position::line);
        let place = Place { file: Some((path, line)), edition: None };
        let cell = |at: Option<usize>| at.map_or("", |at| row.get(at).unwrap_or("").trim());
        let whole = |text: &str, what: &str| {
            text.parse::<u32>().map_err(|_| place.syntax(format!("the {what} \"{text}\" is not a whole number")))
        };
        let number = whole(cell(Some(edition_at)), "edition")?;
        let set = cell(set_at);
        let set = if set.is_empty() { None } else { Some(whole(set, "set")?) };
        let pairs: Vec<_> = header.iter().zip(&row).filter(|(name, _)| !FIXED.contains(name)).collect();
        reader.add(line, number, set, Some(cell(background_at)), &pairs)?;
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

fn check_header(header: &StringRecord, layers: &[&str], head: Place<'_>) -> Result<()> {
    for (i, name) in header.iter().enumerate() {
        if header.iter().take(i).any(|earlier| earlier == name) {
            return Err(head.syntax(format!("there are two columns \"{name}\"")));
        }
        let known = || FIXED.iter().chain(layers).copied();
        if !known().any(|k| k == name) {
            let suggestion = did_you_mean(name, known());
            return Err(head.syntax(format!("the column \"{name}\" is not the name of a layer{suggestion}")));
        }
    }
    Ok(())
}

fn failed(path: &Path, head: Place<'_>, error: csv::Error) -> Error {
    let line = error.position().map_or(1, csv::Position::line);
    let problem = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(source) => Error::io("read", path)(source),
        _ => Place { file: Some((path, line)), ..head }.syntax(format!("not a CSV row: {problem}")),
    }
}
