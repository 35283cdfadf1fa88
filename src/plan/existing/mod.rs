//! Plans from a collection that exists: its metadata files, or nftchef's list of DNA.
//!
//! Other programs wrote these, and they say less than a plan: which traits were drawn is looked for (`search`), every choice
//! that says the same is weighed (`fit`), and where more than one is left that looks different, nothing is guessed.

mod cardano;
mod collection;
mod dna;
mod entries;
mod facts;
mod fit;
mod list;
mod search;
mod source;
mod words;

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::error::{ProjectError, caught};
use crate::files::Kind;
use crate::project::Project;
use crate::{Error, Result};
pub use cardano::asset;
use collection::Collection;
pub use collection::Recovered;
pub use entries::Entries;
pub use facts::{EditionFacts, read_json};
pub use list::{Ended, Held, each_entry};
pub use source::{COLLECTION_FILE, DNA_FILE, JSON_FOLDER, METADATA_FOLDERS, numbered};
use source::{Source, given_json, json, problem};

/// The plan of the collection at `path`: a folder of metadata files, the folder that it is in, one file, or one of the
/// files `_metadata.json` and `_dna.json`. In a folder the single files say which editions there are; `_metadata.json` is
/// read where there is none. What a `_dna.json` of nftchef's beside metadata says of its editions is preferred, as it
/// alone is exact.
///
/// Editions keep their numbers. A background that is not recorded is the project's own, a random hue that of the
/// project's seed.
///
/// # Errors
/// [`Error::Io`]; [`PlanError::PlanSyntax`](crate::error::PlanError::PlanSyntax) and the other `Plan..` errors, which name file and edition.
pub fn read(path: &Path, project: &Project) -> Result<Recovered> {
    let panicked = || Err(Error::Project(ProjectError::Unreadable { path: path.to_path_buf() }));
    caught(|| recover(path, project)).unwrap_or_else(panicked)
}

fn recover(path: &Path, project: &Project) -> Result<Recovered> {
    let is_list = path.file_name().is_some_and(|name| name == DNA_FILE) && !path.is_dir();
    let source = if is_list { Source::empty(path) } else { Source::read(path, project)? };
    let list = match is_list {
        true => Some(lines(path, &given_json(path)?, project)?),
        false => lines_beside(path, project)?,
    };
    let entries = source.entries;
    let mut collection = Collection::new(project, &source.path);
    source.notice.into_iter().for_each(|notice| collection.add_notice(notice));
    match list {
        Some(list) if entries.is_empty() => collection.add_dna(list)?,
        Some(list) => collection.add_metadata(entries, list)?,
        None => collection.add_metadata(entries, vec![])?,
    }
    collection.finish()
}

/// The plan of editions whose metadata, in the folder or file `path`, says `entries`, by their numbers.
///
/// # Errors
/// As [`read`].
pub fn of_entries(path: &Path, project: &Project, entries: Entries) -> Result<Recovered> {
    let mut collection = Collection::new(project, path);
    collection.add_metadata(entries, lines_beside(path, project)?.unwrap_or_default())?;
    collection.finish()
}

/// The lines of nftchef's list of DNA in a file that holds `value`.
fn lines(file: &Path, value: &Value, project: &Project) -> Result<Vec<dna::Line>> {
    let lines = dna::read(value, project);
    lines.ok_or_else(|| problem(file, None, "is no list of texts \"number/DNA\"".into()))
}

/// The lines of nftchef's list of DNA beside metadata, if there is one.
fn lines_beside(path: &Path, project: &Project) -> Result<Option<Vec<dna::Line>>> {
    let read = |list: PathBuf| lines(&list, &json(&list, Kind::List)?, project);
    list_beside(path, project).map(read).transpose()
}

/// nftchef's list of DNA beside metadata: in its folder, or where that is.
fn list_beside(path: &Path, project: &Project) -> Option<PathBuf> {
    if !project.conventions.writes_dna_list {
        return None;
    }
    let folder = if path.is_dir() { path } else { path.parent()? };
    let beside = [folder.join(DNA_FILE), folder.join("..").join(DNA_FILE)];
    beside.into_iter().find(|file| file.exists())
}
