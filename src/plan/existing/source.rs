//! The metadata files of a collection: single ones, or the list of all.
//!
//! Who edits or deletes single files means it, so they count before the list. The list still gives their order, and what
//! they leave out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use hashbrown::HashMap;
use serde_json::Value;

use super::facts::Facts;
use super::{COLLECTION_FILE, given_json, json, number_of, numbered, problem};
use crate::Result;
use crate::files::Kind;
use crate::project::Project;

/// How many editions a notice names.
const MOST_NAMED: usize = 3;

/// What was read, and where.
pub(super) struct Source {
    /// The file, or the folder of single ones.
    pub path: PathBuf,
    /// What is said of each edition, by its number.
    pub entries: Vec<(u32, Facts)>,
    /// What the list of all says otherwise.
    pub notice: Option<String>,
}

impl Source {
    /// Without editions.
    pub(super) fn empty(path: &Path) -> Self {
        Self { path: path.to_owned(), entries: vec![], notice: None }
    }

    /// Reads a file, or a folder and those where engines put metadata.
    pub(super) fn read(path: &Path, project: &Project) -> Result<Self> {
        let of_list = |file: &Path, value| Ok(Self { entries: list(file, value, project)?, ..Self::empty(file) });
        if !path.is_dir() {
            return of_list(path, given_json(path)?);
        }
        // nftchef's folder for Cardano is called "metadata".
        let folders = [path.to_owned(), path.join("json"), path.join("metadata")];
        let all = folders.iter().map(|folder| folder.join(COLLECTION_FILE)).find(|file| file.exists());
        for folder in folders.iter().filter(|folder| folder.is_dir()) {
            let mut entries = vec![];
            for (number, path) in numbered(folder, project.metadata.file_names)? {
                let facts = Facts::of(&json(&path, Kind::Metadata)?, Some(project));
                entries.push((facts.number.unwrap_or(number), facts));
            }
            if !entries.is_empty() {
                let notice = all.and_then(|file| reconcile(&mut entries, &file, project));
                return Ok(Self { path: folder.clone(), entries, notice });
            }
        }
        let [_, inner @ ..] = &folders;
        match all {
            Some(file) => of_list(&file, json(&file, Kind::List)?),
            None => Ok(Self::empty(inner.iter().find(|folder| folder.is_dir()).map_or(path, PathBuf::as_path))),
        }
    }
}

/// The editions of a file that holds `value`.
fn list(file: &Path, value: Value, project: &Project) -> Result<Vec<(u32, Facts)>> {
    let list = match value {
        Value::Array(list) => list,
        one @ Value::Object(_) => vec![one],
        _ => return Err(problem(file, None, "is no list of editions".into())),
    };
    let of_file = number_of(file, project.metadata.file_names).filter(|_| list.len() == 1);
    // What counts anew in a set is no number of an edition.
    let counts_anew = project.sets.iter().any(|set| set.title.as_ref().is_some_and(|title| title.offset > 0));
    let numbered = list.iter().map(|value| {
        let facts = Facts::of(value, Some(project));
        let in_name = || facts.number_in_name().filter(|_| !counts_anew);
        let number = facts.number.or(of_file).or_else(in_name).ok_or_else(|| {
            problem(file, None, "has an entry without an edition number: give the folder of single files".into())
        });
        Ok((number?, facts))
    });
    numbered.collect()
}

/// Puts single files into the order of the list of all, and adds what they leave out; the result says what differs.
///
/// A list without the editions' numbers, or one that cannot be read, has no say.
fn reconcile(entries: &mut [(u32, Facts)], file: &Path, project: &Project) -> Option<String> {
    let list = list(file, json(file, Kind::List).ok()?, project).ok()?;
    let mut listed: HashMap<u32, (usize, Facts)> = HashMap::with_capacity(list.len());
    for (at, (number, facts)) in list.into_iter().enumerate() {
        if listed.insert(number, (at, facts)).is_some() {
            return None;
        }
    }
    entries.sort_by_key(|(number, _)| listed.get(number).map_or(usize::MAX, |(at, _)| *at));
    let mut other = BTreeSet::new();
    for (number, facts) in entries {
        match listed.remove(number) {
            Some((_, listed)) if says_no_other(facts, &listed) => {
                facts.attributes = facts.attributes.take().or(listed.attributes);
                facts.dna = facts.dna.take().or(listed.dna);
            }
            _ => drop(other.insert(*number)),
        }
    }
    other.extend(listed.keys());
    if other.is_empty() {
        return None;
    }
    let named: Vec<String> = other.iter().take(MOST_NAMED).map(u32::to_string).collect();
    let more = if other.len() > MOST_NAMED { ", ..." } else { "" };
    Some(format!(
        "{COLLECTION_FILE} and the single files differ in {} edition{} ({}{more}): the files were read; give that file \
         to have what it says",
        other.len(),
        if other.len() == 1 { "" } else { "s" },
        named.join(", ")
    ))
}

/// Whether a file says nothing of traits and DNA that the list does not.
fn says_no_other(facts: &Facts, listed: &Facts) -> bool {
    let sorted = |facts: &Facts| {
        let mut attributes = facts.attributes.clone();
        attributes.iter_mut().for_each(|list| list.sort_unstable());
        attributes
    };
    (facts.attributes.is_none() || facts.attributes == listed.attributes || sorted(facts) == sorted(listed))
        && (facts.dna.is_none() || listed.dna.is_none() || facts.dna == listed.dna)
}
