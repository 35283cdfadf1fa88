//! Plans from a collection that exists: its metadata files, or nftchef's list of DNA.
//!
//! Apart from plan files because other programs wrote these: layers and traits are found by what metadata calls them, or
//! by their DNA items, and a result is only taken when it says the same again.

mod attributes;
mod dna;

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::colour;
use super::file::AttributeNames;
use super::model::{Edition, Plan};
use super::{Seed, default_seed};
use crate::canvas::StraightRgba;
use crate::error::PlanError;
use crate::project::{Dialect, FileNames, Project, SetId, TraitId};
use crate::{Error, Result};

/// nftchef's list of DNA.
pub const DNA_FILE: &str = "_dna.json";

/// The metadata of all editions, as all engines call it.
const COLLECTION_FILE: &str = "_metadata.json";

/// The plan of the collection at `path`: a folder of metadata files, with `_metadata.json` or without, the folder that it
/// is in, or one of the files `_metadata.json` and `_dna.json`. Where there is a `_dna.json` of nftchef's it is preferred,
/// as it alone is exact.
///
/// Editions keep their numbers. A background that is not recorded is the project's own, a random hue that of the
/// project's seed.
///
/// # Errors
/// [`Error::Io`]; [`PlanError::PlanSyntax`] and the other `Plan..` errors, which name file and edition.
pub fn read(path: &Path, project: &Project) -> Result<Plan> {
    let file = find(path, project)?;
    let mut existing = Existing {
        project,
        path: &file,
        names: AttributeNames::new(project),
        plan: Plan::new(String::new()),
        seed: None,
    };
    match file.file_name() {
        Some(name) if name == DNA_FILE => existing.add_dna(&json(&file)?)?,
        _ if file.is_dir() => existing.add_files(&file)?,
        _ => {
            let all = json(&file)?;
            let list = all.as_array().ok_or_else(|| existing.problem(None, "is no list of editions".into()))?;
            // Not all metadata says the edition's number; the names of single files do.
            let says_numbers = list.iter().all(|value| !value["edition"].is_null());
            match file.parent().filter(|_| path.is_dir() && !says_numbers) {
                Some(folder) => existing.add_files(folder)?,
                None => {
                    for (position, value) in list.iter().enumerate() {
                        existing.add_metadata(value, None, Some((position, list.len())))?;
                    }
                }
            }
        }
    }
    existing.finish()
}

/// What to read: one of the two files, or a folder of single ones.
fn find(path: &Path, project: &Project) -> Result<PathBuf> {
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    let beside = path.parent().unwrap_or(path);
    let dna = [path.join(DNA_FILE), beside.join(DNA_FILE)].into_iter();
    let all = [path.join(COLLECTION_FILE), path.join("json").join(COLLECTION_FILE)].into_iter();
    let mut files = dna.filter(|_| project.dialect == Dialect::Nftchef).chain(all);
    let folder = if path.join("json").is_dir() { path.join("json") } else { path.to_owned() };
    Ok(files.find(|file| file.is_file()).unwrap_or(folder))
}

fn json(path: &Path) -> Result<Value> {
    let text = std::fs::read(path).map_err(Error::io("read", path))?;
    serde_json::from_slice(&text).map_err(|error| {
        let place = path.display().to_string();
        Error::Plan(PlanError::PlanSyntax { place, problem: format!("is not JSON: {error}") })
    })
}

/// The files of a folder that are called by a number, as the project writes it or in decimals, with it, in the order of
/// those.
fn numbered(folder: &Path, names: FileNames) -> Result<Vec<(u32, PathBuf)>> {
    let mut files = vec![];
    for entry in std::fs::read_dir(folder).map_err(Error::io("read", folder))? {
        let path = entry.map_err(Error::io("read", folder))?.path();
        let is_json = path.extension().is_none_or(|e| e == "json");
        let number_of = |stem: &str| names.read(stem).or_else(|| stem.parse().ok());
        let number = path.file_stem().and_then(|stem| number_of(stem.to_str()?)).filter(|_| is_json && path.is_file());
        files.extend(number.map(|number| (number, path)));
    }
    files.sort();
    Ok(files)
}

/// A plan as it is put together.
struct Existing<'p> {
    project: &'p Project,
    path: &'p Path,
    names: AttributeNames<'p>,
    plan: Plan,
    /// For backgrounds that are not recorded.
    seed: Option<Seed>,
}

impl Existing<'_> {
    /// Adds the editions of a folder of single files.
    fn add_files(&mut self, folder: &Path) -> Result<()> {
        for (number, file) in numbered(folder, self.project.metadata.file_names)? {
            self.add_metadata(&json(&file)?, Some(number), None)?;
        }
        Ok(())
    }

    fn place(&self, edition: Option<u32>) -> String {
        let path = self.path.display();
        edition.map_or_else(|| path.to_string(), |number| format!("{path}, edition {number}"))
    }

    fn problem(&self, edition: Option<u32>, problem: String) -> Error {
        Error::Plan(PlanError::PlanSyntax { place: self.place(edition), problem })
    }

    /// Sets in the order in which they are tried for the edition at a position of `total`: collections list editions set
    /// after set, so that as many as the project makes say which set each is of.
    fn sets(&self, position: Option<(usize, usize)>) -> impl Iterator<Item = SetId> + use<> {
        let sets = &self.project.sets;
        let mut end = 0;
        let likely = position.filter(|&(_, total)| total == self.project.editions()).and_then(|(at, _)| {
            sets.iter().position(|set| {
                end += set.editions;
                at < end
            })
        });
        let all = 0..sets.len();
        likely.into_iter().chain(all.filter(move |set| Some(*set) != likely)).map(|set| SetId(set as u32))
    }

    fn push(&mut self, number: u32, set: SetId, background: Option<Option<StraightRgba>>, picks: &[TraitId]) {
        let background = background.unwrap_or_else(|| {
            let project = self.project;
            let own = || project.seed.clone().unwrap_or_else(|| default_seed(project));
            let seed = *self.seed.get_or_insert_with(|| Seed::new(&own()));
            colour::background(project.background, &mut seed.stream(self.plan.len() as u64 + 1))
        });
        self.plan.push(Edition { number, set, background, picks });
    }

    fn finish(self) -> Result<Plan> {
        let mut numbers: Vec<u32> = self.plan.editions().map(|e| e.number).collect();
        numbers.sort_unstable();
        if let Some(twice) = numbers.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(self.problem(Some(twice[0]), "is there twice: give each edition its own number".into()));
        }
        if numbers.is_empty() {
            let problem = "has no edition: give a folder of metadata, as build/json, or its _metadata.json".into();
            return Err(self.problem(None, problem));
        }
        Ok(self.plan)
    }
}
