//! Metadata that is there already, of this program or of another engine.
//!
//! Apart because nothing in it is trusted: what is looked for may be missing or of another type.

use std::path::{Path, PathBuf};

use hashbrown::HashSet;
use serde_json::Value;

use super::{COLLECTION_FILE, json};
use crate::error::OutputError;
use crate::files::Kind;
use crate::plan::existing::{Facts, numbered, read_json};
use crate::project::{FileNames, Project};
use crate::{Error, Result};

/// The metadata of one edition.
#[derive(Clone, Debug, PartialEq)]
pub struct Existing {
    /// The edition's number.
    pub number: u32,
    /// The whole file.
    pub value: Value,
}

/// Reads [`COLLECTION_FILE`] in a folder, in its order, or where there is none the single files; of whichever standard.
///
/// Numbers that the entries do not say are those of their titles, where these differ, or of the single files beside, which
/// then stand for the entries; `project` tells titles that count anew, and what assets and files are called.
///
/// # Errors
/// [`Error::Io`]; [`OutputError::Metadata`] when it is no list of objects with a number each.
pub fn read_collection(folder: &Path, project: Option<&Project>) -> Result<Vec<Existing>> {
    let path = folder.join(COLLECTION_FILE);
    let names = project.map_or_else(FileNames::default, |project| project.metadata.file_names);
    let single = || numbered(folder, names);
    if !path.is_file() && single().is_ok_and(|files| !files.is_empty()) {
        return from_files(single()?, project);
    }
    let wrong = |problem: String| Error::Output(OutputError::Metadata { path: path.clone(), problem });
    let values: Vec<Value> =
        read_json(&path, Kind::List)?.map_err(|error| wrong(format!("is not a list of metadata files: {error}")))?;
    let facts: Vec<Facts> = values.iter().map(|value| Facts::of(value, project)).collect();
    let titled = |facts: &Facts| facts.number.or_else(|| facts.number_in_name());
    let is_different = |numbers: Vec<u32>| numbers.len() == values.len() && all_differ(&numbers);
    let says_all = facts.iter().all(|facts| facts.number.is_some());
    let counts_anew = project.is_some_and(|project| project.sets.iter().any(|set| set.title.is_some()));
    if !says_all && (counts_anew || !is_different(facts.iter().filter_map(titled).collect())) {
        let files = single()?;
        if files.len() == values.len() {
            return from_files(files, project);
        }
    }
    let numbered = values.into_iter().zip(facts).enumerate().map(|(at, (value, facts))| match titled(&facts) {
        Some(number) => Ok(Existing { number, value }),
        None => Err(wrong(format!("entry {} has no edition number: give it the key \"edition\"", at + 1))),
    });
    numbered.collect()
}

/// Reads the single files of a folder whose editions are not among `editions`, by number.
///
/// # Errors
/// [`Error::Io`]; [`OutputError::Metadata`] for a file that is no JSON object.
pub fn read_others(folder: &Path, project: &Project, editions: &[Existing]) -> Result<Vec<Existing>> {
    let known: HashSet<u32> = editions.iter().map(|edition| edition.number).collect();
    let names = project.metadata.file_names;
    let mut files = numbered(folder, names)?;
    // What else is called by a number, such as `7.json` beside `007.json`, is no edition's.
    let is_own =
        |path: &Path, number| path.file_name().is_some_and(|name| name == names.metadata_file(number).as_str());
    files.retain(|(number, path)| !known.contains(number) && is_own(path, *number));
    let mut others = from_files(files, Some(project))?;
    others.retain(|edition| !known.contains(&edition.number));
    Ok(others)
}

/// Reads single files; the number that one says goes before that of its name.
fn from_files(files: Vec<(u32, PathBuf)>, project: Option<&Project>) -> Result<Vec<Existing>> {
    let read = |(number, path): (u32, PathBuf)| {
        let file = Existing { number, value: Value::Null }.with_own_file(&path)?;
        Ok(Existing { number: Facts::of(&file.value, project).number.unwrap_or(number), ..file })
    };
    files.into_iter().map(read).collect()
}

fn all_differ(numbers: &[u32]) -> bool {
    let mut seen = HashSet::new();
    numbers.iter().all(|number| seen.insert(*number))
}

impl Existing {
    /// The same with the edition's own file in `folder`, where there is one: that counts, not the entry in the list.
    ///
    /// # Errors
    /// [`Error::Io`]; [`OutputError::Metadata`] for what is no JSON object.
    pub fn with_file(self, folder: &Path, names: FileNames) -> Result<Self> {
        let path = folder.join(names.metadata_file(self.number));
        self.with_own_file(&path)
    }

    fn with_own_file(self, path: &Path) -> Result<Self> {
        let wrong = |problem: String| Error::Output(OutputError::Metadata { path: path.to_owned(), problem });
        // What is no file is told, and not as if it were not there.
        let value = if path.is_symlink() || path.exists() {
            read_json(path, Kind::Metadata)?
                .map_err(|error| wrong(format!("is no JSON: {error}; correct it, or delete it")))?
        } else {
            self.value
        };
        if !value.is_object() {
            return Err(wrong("is no JSON object: make it one, or delete it".into()));
        }
        Ok(Self { value, ..self })
    }

    /// The text of the file, laid out as all metadata is.
    pub fn text(&self) -> String {
        json::value_text(&self.value)
    }

    /// The attributes, `(trait_type, value)`, in order; entries of other forms are passed over.
    pub fn attributes(&self) -> Vec<(String, String)> {
        Facts::of(&self.value, None).attributes.unwrap_or_default()
    }
}
