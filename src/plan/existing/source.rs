//! The metadata files of a collection: single ones, or the list of all.
//!
//! Who edits or deletes single files means it, so they count before the list. The list still gives their order, and what
//! they leave out.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use hashbrown::HashMap;
use serde_json::Value;

use super::entries::{Entries, Entry};
use super::facts::{EditionFacts, parse_json, read_json};
use super::list::{Ended, each_entry};
use crate::error::PlanError;
use crate::files::{self, Kind, OpenFile, What};
use crate::project::{FileNames, Project};
use crate::{Error, Result};

/// nftchef's list of DNA.
pub const DNA_FILE: &str = "_dna.json";

/// The list of the metadata of all editions, as all engines call it.
pub const COLLECTION_FILE: &str = "_metadata.json";

/// The folder of metadata files, as all engines call it.
pub const JSON_FOLDER: &str = "json";

/// Folders of metadata files in a finished collection; the second is nftchef's for Cardano.
pub const METADATA_FOLDERS: [&str; 2] = [JSON_FOLDER, "metadata"];

/// Number of editions that a notice names.
const MOST_NAMED: usize = 3;

/// The entries that were read, and their place.
pub(super) struct Source {
    /// The file, or the folder of single ones.
    pub path: PathBuf,
    /// The facts of each edition, by its number.
    pub entries: Entries,
    /// The differences of the list of all.
    pub notice: Option<String>,
}

impl Source {
    /// A source without editions.
    pub(super) fn empty(path: &Path) -> Self {
        Self { path: path.to_owned(), entries: Entries::default(), notice: None }
    }

    /// Reads a file, or a folder and those where engines put metadata.
    pub(super) fn read(path: &Path, project: &Project) -> Result<Self> {
        let of_list = |file: &Path, opened: OpenFile| {
            let mut entries = Entries::new(project.has_own_titles());
            each_of_list(opened, project, |number, facts| entries.push(number, facts))?;
            Ok(Self { entries, ..Self::empty(file) })
        };
        if !path.is_dir() {
            return of_list(path, files::open_given(path)?);
        }
        let [single, cardano] = METADATA_FOLDERS.map(|folder| path.join(folder));
        let folders = [path.to_owned(), single, cardano];
        let all = folders.iter().map(|folder| folder.join(COLLECTION_FILE)).find(|file| file.exists());
        for folder in folders.iter().filter(|folder| folder.is_dir()) {
            let mut entries = Entries::new(project.has_own_titles());
            for (number, name) in numbered(folder, project.metadata.file_names)? {
                let facts = EditionFacts::of(&json(&folder.join(name), Kind::Metadata)?, Some(project));
                entries.push(facts.number.unwrap_or(number), facts);
            }
            if !entries.is_empty() {
                let notice = all.and_then(|file| reconcile(&mut entries, &file, project));
                return Ok(Self { path: folder.clone(), entries, notice });
            }
        }
        let [_, inner @ ..] = &folders;
        match all {
            Some(file) => of_list(&file, files::open(&file)?),
            None => Ok(Self::empty(inner.iter().find(|folder| folder.is_dir()).map_or(path, PathBuf::as_path))),
        }
    }
}

/// Gives the editions of a file.
fn each_of_list(opened: OpenFile, project: &Project, mut take: impl FnMut(u32, EditionFacts)) -> Result<()> {
    let file = &opened.path().to_path_buf();
    // What counts anew in a set is no number of an edition.
    let counts_anew = project.sets.iter().any(|set| set.title.as_ref().is_some_and(|title| title.offset > 0));
    let mut give = |facts: EditionFacts, of_file: Option<u32>| {
        let in_name = || facts.number_in_name().filter(|_| !counts_anew);
        let number = facts.number.or(of_file).or_else(in_name).ok_or_else(|| {
            problem(file, None, "has an entry without an edition number: give the folder of single files".into())
        })?;
        take(number, facts);
        Ok(())
    };
    // The file's name says the number of an edition that is alone.
    let mut first = None;
    let mut count = 0;
    let read = each_entry(opened, |value| {
        let facts = EditionFacts::of(&value, Some(project));
        count += 1;
        match count {
            1 => first = Some(facts),
            2 => first.take().map_or(Ok(()), |first| give(first, None)).and_then(|()| give(facts, None))?,
            _ => give(facts, None)?,
        }
        Ok(())
    });
    read.map_err(|ended| match ended {
        Ended::Unreadable(error) => Error::io("read", file)(error),
        Ended::Wrong(error) if error.is_data() => problem(file, None, "is no list of editions".into()),
        Ended::Wrong(error) => problem(file, None, format!("is not JSON: {error}")),
        Ended::TooLong => {
            problem(file, None, "has an entry too long for metadata: give the folder of single files".into())
        }
        Ended::Failed(error) => error,
    })?;
    first.map_or(Ok(()), |facts| give(facts, number_of(file, project.metadata.file_names)))
}

/// Puts single files into the order of the list of all, and adds what they leave out; the result says what differs.
///
/// A list without the editions' numbers, or one that cannot be read, has no say.
fn reconcile(entries: &mut Entries, file: &Path, project: &Project) -> Option<String> {
    let mut listed: HashMap<u32, (usize, Entry)> = HashMap::new();
    let mut is_twice = false;
    let opened = files::open(file).ok()?;
    let read = each_of_list(opened, project, |number, facts| {
        let entry = entries.entry(number, facts);
        is_twice |= listed.insert(number, (listed.len(), entry)).is_some();
    });
    if read.is_err() || is_twice {
        return None;
    }
    let list = entries.list_mut();
    list.sort_by_key(|entry| listed.get(&entry.number).map_or(usize::MAX, |(at, _)| *at));
    let mut other = BTreeSet::new();
    for entry in list {
        match listed.remove(&entry.number) {
            Some((_, listed)) if says_no_other(entry, &listed) => {
                entry.attributes = entry.attributes.take().or(listed.attributes);
                entry.dna = entry.dna.take().or(listed.dna);
            }
            _ => drop(other.insert(entry.number)),
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

/// `true` if a file says nothing of traits and DNA that the list does not.
fn says_no_other(entry: &Entry, listed: &Entry) -> bool {
    let sorted = |entry: &Entry| {
        let mut attributes = entry.attributes.clone();
        attributes.iter_mut().for_each(|list| list.sort_unstable());
        attributes
    };
    (entry.attributes.is_none() || entry.attributes == listed.attributes || sorted(entry) == sorted(listed))
        && (entry.dna.is_none() || listed.dna.is_none() || entry.dna == listed.dna)
}

/// Reads a file as JSON.
pub(super) fn json(path: &Path, kind: Kind) -> Result<Value> {
    read_json(path, kind)?.map_err(|error| no_json(path, &error))
}

/// [`json`] of a list that the user names, which may be a pipe.
pub(super) fn given_json(path: &Path) -> Result<Value> {
    let bytes = files::read_given(path, Kind::List)?;
    parse_json(&bytes).map_err(|error| no_json(path, &error))
}

fn no_json(path: &Path, error: &serde_json::Error) -> Error {
    problem(path, None, format!("is not JSON: {error}"))
}

/// The number in a file's name, as the project writes it or in decimals.
pub(super) fn number_of(file: &Path, names: FileNames) -> Option<u32> {
    let stem = file.file_stem()?.to_str()?;
    names.read(stem).or_else(|| stem.parse().ok())
}

/// The names of the files of a folder that are called by a number, with it, in the order of those; folders of such names are passed over.
///
/// # Errors
/// [`Error::Io`]; [`crate::error::FileError::NotPlain`] for a device or a pipe of such a name, so that no edition is missing
/// without a word.
pub fn numbered(folder: &Path, names: FileNames) -> Result<Vec<(u32, OsString)>> {
    let mut found = vec![];
    for entry in files::entries(folder)? {
        let path = folder.join(&entry.name);
        let is_metadata = path.extension().is_none_or(|e| e == "json" || e == "metadata");
        let Some(number) = number_of(&path, names).filter(|_| is_metadata) else { continue };
        let what = if entry.what == What::Link { files::stamp(&path)?.what } else { entry.what };
        match what {
            What::Folder => {}
            What::File => found.push((number, entry.name)),
            // Opening it says what it is.
            What::Link | What::Other => drop(files::open(&path)?),
        }
    }
    found.sort();
    Ok(found)
}

/// Something that is wrong with a file, or with an edition in it.
pub(super) fn problem(path: &Path, edition: Option<u32>, problem: String) -> Error {
    Error::Plan(PlanError::PlanSyntax { place: place(path, edition), problem })
}

pub(super) fn place(path: &Path, edition: Option<u32>) -> String {
    let path = path.display();
    edition.map_or_else(|| path.to_string(), |number| format!("{path}, edition {number}"))
}
