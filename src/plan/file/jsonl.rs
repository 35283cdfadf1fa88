//! Plans as JSON lines, the format for programs.
//!
//! It carries the seed, and nests; the meaning of a line is in `line`.

use std::fmt;
use std::io::{self, Read, Write};

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::line::Reader;
use super::names::{Names, Place};
use super::text::Lines;
use crate::Result;
use crate::plan::{Plan, colour, write_dna_hash};
use crate::project::Project;

/// Version of the format, in the header.
const VERSION: u64 = 1;

#[derive(Serialize, Deserialize)]
struct Header {
    simdgen_plan: u64,
    #[serde(default)]
    seed: String,
    #[serde(default, skip_deserializing)]
    sets: Vec<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    edition: u32,
    #[serde(default, rename = "dna")]
    _dna: serde::de::IgnoredAny,
    #[serde(default)]
    set: Option<u32>,
    #[serde(default)]
    background: Option<String>,
    #[serde(deserialize_with = "every_pair")]
    traits: Vec<(String, Value)>,
}

/// Reads an object with all of its keys: one that comes twice is told later, with the edition.
fn every_pair<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(String, Value)>, D::Error> {
    struct Pairs;

    impl<'de> Visitor<'de> for Pairs {
        type Value = Vec<(String, Value)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut pairs = vec![];
            while let Some(pair) = map.next_entry()? {
                pairs.push(pair);
            }
            Ok(pairs)
        }
    }

    from.deserialize_map(Pairs)
}

pub(super) fn write(project: &Project, plan: &Plan, mut out: impl Write) -> io::Result<()> {
    let names = Names::new(project, &[]);
    let header = Header { simdgen_plan: VERSION, seed: plan.seed.clone(), sets: names.labels().to_vec() };
    serde_json::to_writer(&mut out, &header)?;
    let mut dna = String::new();
    for edition in plan.editions() {
        dna.clear();
        write_dna_hash(project, edition, &mut dna);
        let background = colour::to_text(edition.background);
        let (number, set) = (edition.number, edition.set.0);
        write!(
            out,
            "\n{{\"edition\":{number},\"dna\":\"{dna}\",\"set\":{set},\"background\":\"{background}\",\"traits\":{{"
        )?;
        for (i, (label, &pick)) in names.labels()[set as usize].iter().zip(edition.picks).enumerate() {
            if i > 0 {
                out.write_all(b",")?;
            }
            serde_json::to_writer(&mut out, label)?;
            out.write_all(b":")?;
            serde_json::to_writer(&mut out, names.word(pick))?;
        }
        out.write_all(b"}}")?;
    }
    out.write_all(b"\n")?;
    out.flush()
}

pub(super) fn read(project: &Project, mut lines: Lines<'_, impl Read>) -> Result<Plan> {
    let path = lines.path();
    let mut reader = Reader::new(path, project, Names::new(project, &[]));
    let mut values: Vec<(String, String)> = vec![];
    let mut first = true;
    while let Some((number, line)) = lines.next()? {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let place = Place { file: Some((path, number)), edition: None };
        if std::mem::take(&mut first) && line.contains("\"simdgen_plan\"") {
            let header: Header = parse(place, line)?;
            if header.simdgen_plan != VERSION {
                let found = header.simdgen_plan;
                return Err(place.syntax(format!("plan version {VERSION} was expected, {found} found: draw it anew")));
            }
            reader.set_seed(header.seed);
            continue;
        }
        let line: Line = parse(place, line)?;
        values.clear();
        for (label, value) in line.traits {
            let place = Place { edition: Some(line.edition), ..place };
            let word = word(value).ok_or_else(|| {
                place.syntax(format!("the trait of layer \"{label}\" must be a text, such as \"Red\""))
            })?;
            values.push((label, word));
        }
        let pairs: Vec<_> = values.iter().map(|(label, word)| (label.as_str(), word.as_str())).collect();
        reader.add(number, line.edition, line.set, line.background.as_deref(), &pairs)?;
    }
    reader.finish()
}

fn parse<'t, T: Deserialize<'t>>(place: Place<'_>, line: &'t str) -> Result<T> {
    serde_json::from_str(line).map_err(|e| place.syntax(format!("not a plan line: {e}")))
}

/// A trait's word: numbers are taken as they are written, `null` says nothing.
fn word(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Null => Some(String::new()),
        _ => None,
    }
}
