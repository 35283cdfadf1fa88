//! What a run has to do: which editions are missing or would come out differently, and which may stay.
//!
//! Apart from the folder because it compares a plan with what lies there, and writes nothing.

use std::collections::{BTreeSet, HashSet};
use std::ops::RangeInclusive;
use std::path::PathBuf;

use super::intact::EditionFolders;
use super::layout::{GIFS, IMAGES, JSON, LIST_FILE, PIXEL_IMAGES, PLAN_FILE, RESULT_FOLDERS, path_of};
use super::register::Register;
use super::{EditionFiles, Entry, Fingerprints, Ledger, OutputFolder, RunRecord, Seal, dealt_anew, edits, left_alone};
use crate::error::OutputError;
use crate::files::{Folder, Kind};
use crate::metadata::{MetadataWriter, Particulars};
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
    pub full_plan: &'a Plan,
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
    pub fingerprints: &'a Fingerprints<'a>,
    /// What metadata says beside project and plan.
    pub particulars: &'a Particulars,
}

/// What a run has to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Positions of the editions to render.
    pub pictures: Vec<EditionIndex>,
    /// Positions of editions whose picture stays and whose metadata is written anew.
    pub metadata: Vec<EditionIndex>,
    /// Editions that an interrupted run finished.
    pub resumed: Ledger,
    /// Editions of the build that stay, with the seals that their metadata will have.
    pub unchanged: Ledger,
    /// How many editions stay that would come out otherwise now, because they are not asked for.
    pub outdated: usize,
    /// Numbers of editions that go.
    pub removed: Vec<u32>,
    /// Files that go: those of such editions, and those whose names are not today's.
    pub removed_files: Vec<PathBuf>,
    /// Positions of the editions whose animation is to be made.
    pub animations: Vec<EditionIndex>,
    /// Files that were edited and stay as they are, below the output folder.
    pub edits: Vec<PathBuf>,
    /// Numbers of the editions whose metadata was edited and stays: the list of all has what their files say.
    pub listed_edits: BTreeSet<u32>,
}

impl Changes {
    /// Compares what is asked for with what an output folder holds.
    ///
    /// # Errors
    /// [`OutputError::OutputNotEmpty`], [`OutputError::OutputOfAnother`], [`OutputError::EditionsWouldGo`] or
    /// [`OutputError::DealtAnew`] when results would be lost; [`OutputError::UnfinishedRun`] when those of an interrupted
    /// run would be and neither `resume` nor [`Replace::All`] is asked for; those of files that
    /// somebody changed, [`OutputError::HandEdits`] first; [`Error::Io`].
    pub fn find(request: &Request<'_>, folder: &OutputFolder) -> Result<Self> {
        let Register { ledger: build, files: earlier, .. } = &folder.build;
        let earlier = *earlier;
        refuse_loss(request, folder, build)?;
        let unfinished = folder.unfinished()?;
        let force = matches!(request.replace, Replace::All | Replace::AnyPart);
        let files = request.fingerprints.files();
        let mut seals = Seals { request, files, writer: MetadataWriter::new(request.project), json: String::new() };
        let mut changes = Self::default();
        let mut useful = 0;
        changes.unchanged = if request.replace == Replace::All { build.without_editions() } else { build.clone() };
        for (edition, index) in request.full_plan.editions().zip(0..).map(|(e, i)| (e, EditionIndex(i))) {
            if !request.numbers.contains(&edition.number) {
                continue;
            }
            let (done, stays) = (unfinished.get(edition.number), build.get(edition.number));
            if done.is_none() && stays.is_none() {
                changes.pictures.push(index);
                continue;
            }
            let (picture, shared) = (request.fingerprints.picture(edition), request.fingerprints.shared());
            if let Some(entry) = done.filter(|entry| entry.picture == picture && entry.shared == shared)
                && seals.of(edition, &folder.unfinished)? == Some(entry.json)
            {
                useful += 1;
                if request.resume && folder.unfinished.is_intact(files, entry) {
                    changes.unchanged.remove(edition.number);
                    changes.resumed.put(*entry);
                    continue;
                }
            }
            let same_bytes = |entry: &&Entry| !force || request.resume && entry.shared == shared;
            let stays = stays.filter(|entry| entry.picture == picture).filter(same_bytes);
            let json = match stays.filter(|entry| folder.there.has_picture(files, entry)) {
                Some(_) => seals.of(edition, &folder.there)?,
                None => None,
            };
            if let (Some(entry), Some(json)) = (stays, json) {
                if !folder.there.has_metadata(files, edition.number, json) {
                    changes.metadata.push(index);
                }
                changes.unchanged.put(Entry { json, ..*entry });
            } else {
                changes.unchanged.remove(edition.number);
                changes.pictures.push(index);
            }
        }
        // What lies outside the range would go as well, and --resume of another command does not keep it.
        let (shared, outside) = (request.fingerprints.shared(), |e: &Edition<'_>| !request.numbers.contains(&e.number));
        let fits = |e: &Edition<'_>| {
            let done = unfinished.get(e.number);
            done.is_some_and(|done| done.shared == shared && done.picture == request.fingerprints.picture(*e))
        };
        let lost =
            if unfinished.is_empty() { 0 } else { request.full_plan.editions().filter(outside).filter(fits).count() };
        let editions = lost + if request.resume { 0 } else { useful };
        if editions > 0 && !force {
            let path = folder.path().to_owned();
            return Err(Error::Output(OutputError::UnfinishedRun { path, editions }));
        }
        changes.animations = changes.missing_animations(request, folder);
        if matches!(request.replace, Replace::Part | Replace::AnyPart) {
            changes.outdated = left_alone::outdated(request, folder, build, &mut seals)?;
        }
        if matches!(request.replace, Replace::All | Replace::Update) {
            changes.remove_obsolete(request, folder, earlier)?;
        }
        // What is to be kept is not in the way.
        if !request.keep_edits {
            folder.refuse_others(changes.written_by(request))?;
        }
        // Without a ledger there is nothing there: that was refused.
        let is_new = request.replace == Replace::Update && build.is_empty();
        if !force && !is_new {
            edits::keep_or_refuse(&mut changes, &mut seals, folder)?;
        }
        if request.keep_edits {
            folder.refuse_others(changes.written_by(request))?;
        }
        Ok(changes)
    }

    /// True when there is nothing to render, to write anew or to remove.
    pub fn is_empty(&self) -> bool {
        let Self {
            pictures,
            metadata,
            animations,
            resumed,
            unchanged: _,
            removed,
            removed_files,
            edits: _,
            listed_edits: _,
            outdated: _,
        } = self;
        let nothing_new = pictures.is_empty() && metadata.is_empty() && animations.is_empty() && resumed.is_empty();
        nothing_new && removed.is_empty() && removed_files.is_empty()
    }

    /// Positions of the editions whose animation is to be made: those rendered or resumed, and those whose animation is not
    /// there.
    fn missing_animations(&self, request: &Request<'_>, folder: &OutputFolder) -> Vec<EditionIndex> {
        if request.project.gallery.build_up.is_none() {
            return vec![];
        }
        let (full_plan, files) = (request.full_plan, request.fingerprints.files());
        let rendered: HashSet<u32> = self.pictures.iter().map(|&index| full_plan.edition(index).number).collect();
        let is_there = |number: u32| folder.has(files.animation_path(number));
        let numbers = full_plan.editions().zip(0..).map(|(edition, i)| (edition.number, EditionIndex(i)));
        numbers
            .filter(|&(n, _)| {
                rendered.contains(&n)
                    || self.resumed.get(n).is_some()
                    || self.unchanged.get(n).is_some() && !is_there(n)
            })
            .map(|(_, index)| index)
            .collect()
    }

    /// Paths of all files that the run will write, below the output folder.
    fn written_by(&self, request: &Request<'_>) -> impl Iterator<Item = String> {
        let files = request.fingerprints.files();
        let numbers = |indices: &[EditionIndex]| -> Vec<u32> {
            indices.iter().map(|&index| request.full_plan.edition(index).number).collect()
        };
        let mut pictures = numbers(&self.pictures);
        pictures.extend(self.resumed.entries().map(|entry| entry.number));
        let metadata = [&pictures[..], &numbers(&self.metadata)].concat();
        let animations = numbers(&self.animations);
        let pictures = pictures.into_iter().map(move |number| files.picture_path(number));
        let metadata = metadata.into_iter().map(move |number| files.metadata_path(number));
        let animations = animations.into_iter().map(move |number| files.animation_path(number));
        let of_all = [LIST_FILE, PLAN_FILE, Ledger::FILE, RunRecord::FILE].map(str::to_owned);
        pictures.chain(metadata).chain(animations).chain(of_all)
    }

    /// Finds what goes when the build becomes that of the plan: everything that earlier runs wrote and this one neither writes
    /// nor keeps. Without a ledger, which older programs did not write, that is all that is called as files of editions.
    fn remove_obsolete(&mut self, request: &Request<'_>, folder: &OutputFolder, earlier: EditionFiles) -> Result<()> {
        let files = request.fingerprints.files();
        let register = &folder.build;
        let mut numbers: Vec<u32> = register.ledger.entries().map(|e| e.number).collect();
        if register.ledger.is_empty() {
            numbers.extend(folder.names(IMAGES)?.iter().filter_map(|name| earlier.number_of_picture(name)));
            numbers.extend(folder.names(JSON)?.iter().filter_map(|name| earlier.number_of_metadata(name)));
            numbers.sort_unstable();
            numbers.dedup();
        }
        let planned: HashSet<u32> = request.full_plan.editions().map(|e| e.number).collect();
        self.removed = numbers.iter().copied().filter(|number| !planned.contains(number)).collect();
        let has_animations = request.project.gallery.build_up.is_some();
        let is_planned = |path: &str| match path.rsplit_once('/') {
            Some((IMAGES | JSON, _)) => files.number_of_path(path).is_some_and(|n| planned.contains(&n)),
            Some((GIFS, name)) => has_animations && files.number_of(name, "gif").is_some_and(|n| planned.contains(&n)),
            Some((PIXEL_IMAGES, name)) => files.number_of(name, "png").is_some_and(|n| planned.contains(&n)),
            // What is made for other networks and of all pictures is made anew by the commands that made it.
            _ => true,
        };
        let of_editions =
            numbers.iter().flat_map(|&number| [earlier.picture_path(number), earlier.metadata_path(number)]);
        let mut gone: BTreeSet<String> = of_editions.filter(|path| !is_planned(path)).collect();
        gone.extend(register.ledger.files().filter(|path| *path != LIST_FILE && !is_planned(path)).map(str::to_owned));
        for derived in RESULT_FOLDERS.into_iter().filter(|_| register.is_old()) {
            let paths = folder.names(derived)?.into_iter().map(|name| path_of(derived, &name));
            gone.extend(paths.filter(|path| *path != LIST_FILE && !is_planned(path) && register.owns(path)));
        }
        self.removed_files = gone.into_iter().filter(|path| folder.has(path)).map(PathBuf::from).collect();
        Ok(())
    }
}

/// Writes the metadata that editions would have, to compare it with what is there.
pub(super) struct Seals<'a> {
    pub(super) request: &'a Request<'a>,
    files: EditionFiles,
    writer: MetadataWriter<'a>,
    json: String,
}

impl Seals<'_> {
    /// Of an edition whose picture lies in one of these folders; nothing where metadata tells of the picture and it is
    /// not there.
    pub(super) fn of(&mut self, edition: Edition<'_>, folders: &EditionFolders) -> Result<Option<Seal>> {
        let Request { particulars, .. } = *self.request;
        let images = folders.images.as_ref();
        if !particulars.note_picture_in(images, &self.files.picture(edition.number), edition.number)? {
            return Ok(None);
        }
        self.json.clear();
        self.writer.write_edition(edition, particulars, &mut self.json);
        Ok(Some(Seal::of(self.json.as_bytes())))
    }
}

/// Fails when a run without `--force` would replace or outdate what it may not.
fn refuse_loss(request: &Request<'_>, folder: &OutputFolder, build: &Ledger) -> Result<()> {
    let Request { project, full_plan, replace, .. } = *request;
    let path = folder.path().to_owned();
    let (files, build_files) = (request.fingerprints.files(), folder.build.files);
    let is_part = matches!(replace, Replace::Part | Replace::AnyPart);
    let outside = build.entries().find(|entry| !request.numbers.contains(&entry.number));
    // Of one build, all files are called by one rule, so that each edition's can be found.
    if let Some(entry) = outside.filter(|_| is_part && files != build_files) {
        let example = build_files.picture_path(entry.number);
        return Err(Error::Output(OutputError::OtherNames { path, example }));
    }
    if replace == Replace::All || replace == Replace::AnyPart {
        return Ok(());
    }
    let record = folder.has(RunRecord::FILE).then(|| RunRecord::read_in(&folder.folder)).transpose()?;
    let of_another = record.as_ref().and_then(|record| record.is_of_another(folder.path(), project, full_plan));
    if let Some(record) = record.as_ref().filter(|_| of_another.is_none() && !build.is_empty()) {
        dealt_anew::refuse(request, &folder.folder, record, build)?;
    }
    let other = match replace {
        Replace::Part => record.as_ref().and_then(|record| {
            record.differs(project, full_plan).or_else(|| left_alone::other_plan(request, &folder.folder, build))
        }),
        _ => of_another,
    };
    let undone = || {
        !request.given
            && record.as_ref().is_some_and(|record| record.options.given)
            && !is_planned(request, &folder.folder)
    };
    let other = other.or_else(|| {
        undone().then(|| "plan, of editions that were kept or given (go on from it with --keep or --plan)".to_owned())
    });
    if let Some(what) = other {
        return Err(Error::Output(OutputError::OutputOfAnother { path, what }));
    }
    if replace == Replace::Update && (record.is_none() || build.is_empty()) {
        return refuse_filled(folder);
    }
    let planned: HashSet<u32> = full_plan.editions().map(|e| e.number).collect();
    let mut gone = build.entries().map(|e| e.number).filter(|number| !planned.contains(number));
    if let Some(example) = gone.next() {
        return Err(Error::Output(OutputError::EditionsWouldGo { path, editions: 1 + gone.count(), example }));
    }
    Ok(())
}

/// Whether the plan beside the results is the same.
pub(super) fn is_planned(request: &Request<'_>, out: &Folder) -> bool {
    let there = out.read(PLAN_FILE, Kind::List).ok().flatten();
    let there = there.map(|text| plan::file::of_bytes(&text, &out.at(PLAN_FILE), request.project));
    there.is_some_and(|there| there.is_ok_and(|there| there.editions().eq(request.full_plan.editions())))
}

/// Fails when `images/` or `json/` holds anything: without a ledger nobody knows whose it is.
fn refuse_filled(folder: &OutputFolder) -> Result<()> {
    for place in [IMAGES, JSON] {
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
