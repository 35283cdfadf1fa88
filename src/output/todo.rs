//! What a run has to do: which editions are missing or would come out differently, and which may stay.
//!
//! Apart from the folder because it compares a plan with what lies there, and writes nothing.

use std::ops::RangeInclusive;

use super::metadata::MetadataWriter;
use super::publish::number_of;
use super::{Entry, Fingerprints, JsonSeal, Ledger, OutputFolder, RunRecord};
use crate::error::OutputError;
use crate::plan::{Edition, EditionIndex, Plan};
use crate::project::Project;
use crate::{Error, Result};

/// What happens to results that are in the output folder already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replace {
    /// Editions that would come out the same stay, others are rendered again. Refused where that would lose results: those
    /// of another seed or project, or editions that the plan no longer has.
    Update,
    /// Everything is rendered, results of earlier runs go (`--force`).
    All,
    /// Editions in a range are updated, others stay (`--editions`).
    Part,
    /// [`Self::Part`], even into the results of another seed or project (`--editions` with `--force`).
    AnyPart,
}

/// What is asked of a run.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The project.
    pub project: &'a Project,
    /// Every edition of the collection.
    pub whole: &'a Plan,
    /// Numbers of the editions to bring up to date.
    pub numbers: RangeInclusive<u32>,
    /// What to do with earlier results.
    pub replace: Replace,
    /// Whether to go on from an interrupted run.
    pub resume: bool,
    /// The fingerprints of the editions.
    pub prints: &'a Fingerprints<'a>,
    /// The `date` of metadata that has one, in milliseconds since 1970.
    pub date_ms: u64,
}

/// What a run has to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Todo {
    /// Positions of the editions to render.
    pub pictures: Vec<EditionIndex>,
    /// Positions of editions whose picture stays and whose metadata is written anew.
    pub metadata: Vec<EditionIndex>,
    /// Editions that an interrupted run finished.
    pub resumed: Ledger,
    /// Editions of the build that stay, with the seals that their metadata will have.
    pub kept: Ledger,
    /// Numbers of editions whose files go.
    pub removed: Vec<u32>,
}

impl Todo {
    /// Compares what is asked for with what an output folder holds.
    ///
    /// # Errors
    /// [`OutputError::OutputNotEmpty`], [`OutputError::OutputOfAnother`] or [`OutputError::EditionsWouldGo`] when results
    /// would be lost; [`OutputError::UnfinishedRun`] when those of an interrupted run would be and neither `resume` nor
    /// [`Replace::All`] is asked for; [`Error::Io`].
    pub fn find(request: &Request<'_>, folder: &OutputFolder) -> Result<Self> {
        let build = folder.ledger()?;
        refuse_loss(request, folder, &build)?;
        let unfinished = folder.unfinished()?;
        let force = matches!(request.replace, Replace::All | Replace::AnyPart);
        let writer = MetadataWriter::new(request.project);
        let mut todo = Self::default();
        let (mut json, mut useful) = (String::new(), 0);
        if request.replace != Replace::All {
            todo.kept = build.clone();
        }
        for (edition, index) in request.whole.editions().zip(0..).map(|(e, i)| (e, EditionIndex(i))) {
            if !request.numbers.contains(&edition.number) {
                continue;
            }
            let (done, stays) = (unfinished.get(edition.number), build.get(edition.number));
            if done.is_none() && stays.is_none() {
                todo.pictures.push(index);
                continue;
            }
            json.clear();
            writer.write_edition(edition, request.date_ms, &mut json);
            let wanted = Wanted {
                picture: request.prints.picture(edition),
                shared: request.prints.shared(),
                json: JsonSeal::of(json.as_bytes()),
            };
            let done = done.filter(|entry| wanted.is(entry));
            useful += usize::from(done.is_some());
            if let Some(entry) = done.filter(|entry| request.resume && folder.is_intact(entry)) {
                todo.kept.remove(edition.number);
                todo.resumed.put(*entry);
                continue;
            }
            let same_bytes = |entry: &&Entry| !force || request.resume && entry.shared == wanted.shared;
            let stays = stays.filter(|entry| entry.picture == wanted.picture);
            match stays.filter(same_bytes).filter(|entry| folder.has(entry)) {
                Some(entry) => {
                    if entry.json != wanted.json {
                        todo.metadata.push(index);
                    }
                    todo.kept.put(Entry { json: wanted.json, ..*entry });
                }
                None => {
                    todo.kept.remove(edition.number);
                    todo.pictures.push(index);
                }
            }
        }
        if useful > 0 && !request.resume && !force {
            let path = folder.path().to_owned();
            return Err(Error::Output(OutputError::UnfinishedRun { path, editions: useful }));
        }
        if request.replace == Replace::All {
            todo.removed = obsolete(request.whole, folder, &build)?;
        }
        Ok(todo)
    }
}

/// What an edition's entry has to be.
struct Wanted {
    picture: u128,
    shared: u64,
    json: JsonSeal,
}

impl Wanted {
    fn is(&self, entry: &Entry) -> bool {
        entry.picture == self.picture && entry.shared == self.shared && entry.json == self.json
    }
}

/// Fails when a run without `--force` would replace or outdate what it may not.
fn refuse_loss(request: &Request<'_>, folder: &OutputFolder, build: &Ledger) -> Result<()> {
    let Request { project, whole, replace, .. } = *request;
    if replace == Replace::All || replace == Replace::AnyPart {
        return Ok(());
    }
    let path = folder.path().to_owned();
    let record = folder.path().join(RunRecord::FILE).is_file().then(|| RunRecord::read(folder.path())).transpose()?;
    let other = record.as_ref().and_then(|record| match replace {
        Replace::Part => record.differs(project, whole),
        _ => record.is_of_another(folder.path(), project, whole),
    });
    if let Some(what) = other {
        return Err(Error::Output(OutputError::OutputOfAnother { path, what }));
    }
    if replace == Replace::Part {
        return Ok(());
    }
    if record.is_none() || build.is_empty() {
        return refuse_filled(folder);
    }
    let planned: std::collections::HashSet<u32> = whole.editions().map(|e| e.number).collect();
    let mut gone = build.entries().map(|e| e.number).filter(|number| !planned.contains(number));
    if let Some(example) = gone.next() {
        return Err(Error::Output(OutputError::EditionsWouldGo { path, editions: 1 + gone.count(), example }));
    }
    let is_new = |e: &Edition<'_>| build.get(e.number).is_none();
    let mut names = whole
        .editions()
        .filter(is_new)
        .flat_map(|e| [("images", format!("{}.png", e.number)), ("json", format!("{}.json", e.number))]);
    let taken = names.find(|(place, name)| folder.path().join(place).join(name).symlink_metadata().is_ok());
    taken.map_or(Ok(()), |(place, example)| {
        Err(Error::Output(OutputError::OutputNotEmpty { path: path.join(place), entries: 1, example }))
    })
}

/// Fails when `images/` or `json/` holds anything: without a ledger nobody knows whose it is.
fn refuse_filled(folder: &OutputFolder) -> Result<()> {
    for (place, names) in ["images", "json"].into_iter().zip(folder.names()?) {
        if let Some(first) = names.first() {
            return Err(Error::Output(OutputError::OutputNotEmpty {
                path: folder.path().join(place),
                entries: names.len(),
                example: first.clone(),
            }));
        }
    }
    Ok(())
}

/// Editions whose files go when everything is replaced: those of the ledger, or, where an older program left none, all
/// files that are named as those of editions.
fn obsolete(whole: &Plan, folder: &OutputFolder, build: &Ledger) -> Result<Vec<u32>> {
    let mut numbers: Vec<u32> = build.entries().map(|e| e.number).collect();
    if build.is_empty() {
        let [images, json] = folder.names()?;
        numbers.extend(images.iter().filter_map(|name| number_of(name, "png")));
        numbers.extend(json.iter().filter_map(|name| number_of(name, "json")));
        numbers.sort_unstable();
        numbers.dedup();
    }
    let planned: std::collections::HashSet<u32> = whole.editions().map(|e| e.number).collect();
    numbers.retain(|number| !planned.contains(number));
    Ok(numbers)
}
