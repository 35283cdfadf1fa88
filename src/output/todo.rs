//! What a run has to do: which editions are missing or would come out differently, and which may stay.
//!
//! Apart from the folder because it compares a plan with what lies there, and writes nothing.

use std::collections::{BTreeSet, HashSet};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use super::metadata::{MetadataWriter, Particulars};
use super::{EditionFiles, Entry, Fingerprints, JsonSeal, Ledger, OutputFolder, RunRecord, dealt_anew, edits};
use crate::error::OutputError;
use crate::plan::{self, Edition, EditionIndex, Plan};
use crate::project::Project;
use crate::{Error, Result};

/// What happens to results that are in the output folder already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replace {
    /// Editions that would come out the same stay, others are rendered again. Refused where that would lose results: those
    /// of another seed or project, editions that the plan no longer has, and files that were edited.
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
    /// Whether files that were edited stay as they are; else they are in the way. Not together with [`Replace::All`] and
    /// [`Replace::AnyPart`], which ask for nothing.
    pub keep_edits: bool,
    /// Whether picks were kept or given, instead of following from the seed alone.
    pub given: bool,
    /// The fingerprints of the editions.
    pub prints: &'a Fingerprints<'a>,
    /// What metadata says beside project and plan.
    pub particulars: &'a Particulars,
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
    /// Numbers of editions that go.
    pub removed: Vec<u32>,
    /// Files that go: those of such editions, and those whose names are not today's.
    pub removed_files: Vec<PathBuf>,
    /// Files that were edited and stay as they are, below the output folder.
    pub edits: Vec<PathBuf>,
    /// Numbers of the editions whose metadata was edited and stays: the list of all has what their files say.
    pub listed_edits: BTreeSet<u32>,
}

impl Todo {
    /// Compares what is asked for with what an output folder holds.
    ///
    /// # Errors
    /// [`OutputError::OutputNotEmpty`], [`OutputError::OutputOfAnother`], [`OutputError::EditionsWouldGo`] or
    /// [`OutputError::DealtAnew`] when results would be lost; [`OutputError::UnfinishedRun`] when those of an interrupted
    /// run would be and neither `resume` nor [`Replace::All`] is asked for; those of files that
    /// somebody changed, [`OutputError::HandEdits`] first; [`Error::Io`].
    pub fn find(request: &Request<'_>, folder: &OutputFolder) -> Result<Self> {
        let build = folder.ledger()?;
        refuse_loss(request, folder, &build)?;
        let unfinished = folder.unfinished()?;
        let force = matches!(request.replace, Replace::All | Replace::AnyPart);
        let files = request.prints.files();
        let mut seals = Seals { request, files, writer: MetadataWriter::new(request.project), json: String::new() };
        let mut todo = Self::default();
        let mut useful = 0;
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
            let (picture, shared) = (request.prints.picture(edition), request.prints.shared());
            if let Some(entry) = done.filter(|entry| entry.picture == picture && entry.shared == shared)
                && seals.of(edition, &folder.unfinished_path())? == Some(entry.json)
            {
                useful += 1;
                if request.resume && folder.is_intact(files, entry) {
                    todo.kept.remove(edition.number);
                    todo.resumed.put(*entry);
                    continue;
                }
            }
            let same_bytes = |entry: &&Entry| !force || request.resume && entry.shared == shared;
            let stays = stays.filter(|entry| entry.picture == picture).filter(same_bytes);
            let json = match stays.filter(|entry| folder.has_picture(files, entry)) {
                Some(_) => seals.of(edition, folder.path())?,
                None => None,
            };
            if let (Some(entry), Some(json)) = (stays, json) {
                if !folder.has_metadata(files, edition.number, json) {
                    todo.metadata.push(index);
                }
                todo.kept.put(Entry { json, ..*entry });
            } else {
                todo.kept.remove(edition.number);
                todo.pictures.push(index);
            }
        }
        // What lies outside the range would go as well, and --resume of another command does not keep it.
        let (shared, outside) = (request.prints.shared(), |e: &Edition<'_>| !request.numbers.contains(&e.number));
        let fits = |e: &Edition<'_>| {
            let done = unfinished.get(e.number);
            done.is_some_and(|done| done.shared == shared && done.picture == request.prints.picture(*e))
        };
        let lost =
            if unfinished.is_empty() { 0 } else { request.whole.editions().filter(outside).filter(fits).count() };
        let editions = lost + if request.resume { 0 } else { useful };
        if editions > 0 && !force {
            let path = folder.path().to_owned();
            return Err(Error::Output(OutputError::UnfinishedRun { path, editions }));
        }
        let earlier = earlier_files(folder.path());
        if matches!(request.replace, Replace::All | Replace::Update) {
            todo.remove_obsolete(request, folder, &build, earlier)?;
        }
        // Without a ledger there is nothing there: that was refused.
        let is_new = request.replace == Replace::Update && build.is_empty();
        if !force && !is_new {
            edits::keep_or_refuse(&mut todo, &mut seals, folder, &build, earlier)?;
        }
        Ok(todo)
    }

    /// Positions of the editions whose animation is to be made: those of which `gifs/` below `out` has none that stays.
    pub fn animations(&self, whole: &Plan, out: &Path, files: EditionFiles) -> Vec<EditionIndex> {
        let rendered: HashSet<u32> = self.pictures.iter().map(|&index| whole.edition(index).number).collect();
        let is_there = |number: u32| out.join("gifs").join(files.names.file(number, "gif")).is_file();
        let numbers = whole.editions().zip(0..).map(|(edition, i)| (edition.number, EditionIndex(i)));
        numbers
            .filter(|&(n, _)| {
                rendered.contains(&n) || self.resumed.get(n).is_some() || self.kept.get(n).is_some() && !is_there(n)
            })
            .map(|(_, index)| index)
            .collect()
    }

    /// Finds what goes when the build becomes that of the plan: without a ledger, which older programs did not write, all
    /// files that are called as those of editions.
    fn remove_obsolete(
        &mut self,
        request: &Request<'_>,
        folder: &OutputFolder,
        build: &Ledger,
        earlier: EditionFiles,
    ) -> Result<()> {
        let files = request.prints.files();
        let mut numbers: Vec<u32> = build.entries().map(|e| e.number).collect();
        if build.is_empty() {
            numbers.extend(folder.names("images")?.iter().filter_map(|name| earlier.number_of_picture(name)));
            numbers.extend(folder.names("json")?.iter().filter_map(|name| earlier.number_of_metadata(name)));
            numbers.sort_unstable();
            numbers.dedup();
        }
        let planned: HashSet<u32> = request.whole.editions().map(|e| e.number).collect();
        self.removed = numbers.iter().copied().filter(|number| !planned.contains(number)).collect();
        // Called otherwise, one edition may get the name that another had.
        let renamed = files != earlier;
        let taken: HashSet<PathBuf> =
            planned.iter().filter(|_| renamed).flat_map(|&number| files.of_edition(number)).collect();
        let gone = if renamed { &numbers } else { &self.removed };
        let gone = gone.iter().flat_map(|&number| earlier.of_edition(number));
        let is_there = |file: &PathBuf| folder.path().join(file).symlink_metadata().is_ok();
        self.removed_files = gone.filter(|file| !taken.contains(file) && is_there(file)).collect();
        Ok(())
    }
}

/// What the files of the editions of a build are called. A record that cannot be read goes with the rest.
pub(super) fn earlier_files(out: &Path) -> EditionFiles {
    RunRecord::read(out).map_or(EditionFiles::default(), |record| record.files)
}

/// Writes the metadata that editions would have, to compare it with what is there.
pub(super) struct Seals<'a> {
    pub(super) request: &'a Request<'a>,
    files: EditionFiles,
    writer: MetadataWriter<'a>,
    json: String,
}

impl Seals<'_> {
    /// Of an edition whose picture lies in `images/` below `folder`; nothing where metadata tells of the picture and it is
    /// not there.
    pub(super) fn of(&mut self, edition: Edition<'_>, folder: &Path) -> Result<Option<JsonSeal>> {
        let Request { particulars, .. } = *self.request;
        if !particulars.note_picture_in(&folder.join("images"), &self.files.picture(edition.number), edition.number)? {
            return Ok(None);
        }
        self.json.clear();
        self.writer.write_edition(edition, particulars, &mut self.json);
        Ok(Some(JsonSeal::of(self.json.as_bytes())))
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
    let of_another = record.as_ref().and_then(|record| record.is_of_another(folder.path(), project, whole));
    if let Some(record) = record.as_ref().filter(|_| of_another.is_none() && !build.is_empty()) {
        dealt_anew::refuse(request, folder.path(), record, build)?;
    }
    let other = match replace {
        Replace::Part => record.as_ref().and_then(|record| record.differs(project, whole)),
        _ => of_another,
    };
    let undone =
        || !request.given && record.as_ref().is_some_and(|record| record.options.given) && !is_planned(request, &path);
    let other = other.or_else(|| {
        undone().then(|| "plan, of editions that were kept or given (go on from it with --keep or --plan)".to_owned())
    });
    if let Some(what) = other {
        return Err(Error::Output(OutputError::OutputOfAnother { path, what }));
    }
    if replace == Replace::Update && (record.is_none() || build.is_empty()) {
        return refuse_filled(folder);
    }
    let planned: HashSet<u32> = whole.editions().map(|e| e.number).collect();
    let mut gone = build.entries().map(|e| e.number).filter(|number| !planned.contains(number));
    if let Some(example) = gone.next() {
        return Err(Error::Output(OutputError::EditionsWouldGo { path, editions: 1 + gone.count(), example }));
    }
    if replace == Replace::Part {
        return Ok(());
    }
    let files = request.prints.files();
    let is_new = |e: &Edition<'_>| build.get(e.number).is_none();
    let mut names = whole
        .editions()
        .filter(is_new)
        .flat_map(|e| [("images", files.picture(e.number)), ("json", files.metadata(e.number))]);
    let taken = names.find(|(place, name)| folder.path().join(place).join(name).symlink_metadata().is_ok());
    taken.map_or(Ok(()), |(place, example)| {
        Err(Error::Output(OutputError::OutputNotEmpty { path: path.join(place), entries: 1, example }))
    })
}

/// Whether the plan beside the results is the same.
pub(super) fn is_planned(request: &Request<'_>, out: &Path) -> bool {
    let there = plan::file::read(&out.join("plan.jsonl"), request.project);
    there.is_ok_and(|there| there.editions().eq(request.whole.editions()))
}

/// Fails when `images/` or `json/` holds anything: without a ledger nobody knows whose it is.
fn refuse_filled(folder: &OutputFolder) -> Result<()> {
    for place in ["images", "json"] {
        let names = folder.names(place)?;
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
