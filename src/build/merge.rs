//! Joins the shards of a run to the build that one run of the whole plan would have made, byte for byte.
//!
//! Every file of the shards is read and compared with its check sum, and metadata with what the project gives; then it gets a
//! second name in the staging folder, where the file system has such, else it is copied. The files of the whole collection are
//! written, and all of it is committed, as by any build. The shards are whole until then, so a merge that was killed is made again.

use std::path::PathBuf;

use super::finish::{Finish, Finished};
use super::inputs::Inputs;
use super::{Request, results_folder};
use crate::error::{OutputError, ShardError, first_few};
use crate::files::{Folder, Kind};
use crate::metadata::MetadataWriter;
use crate::output::layout::{GIFS, IMAGES, JSON};
use crate::output::{
    Changes, Commit, Entry, Fingerprints, Keeps, Ledger, OutputFolder, RunRecord, Seal, ShardFolder, Shards, Staging,
    TakenIn,
};
use crate::parallel;
use crate::plan::{Edition, EditionIndex, Plan};
use crate::project::Project;
use crate::render::progress::Progress;
use crate::render::{Event, Observer};
use crate::{Error, Result};

/// The result of a merge.
#[derive(Clone, Debug)]
pub struct MergeReport {
    /// The output folder.
    pub out: PathBuf,
    /// Number of shards.
    pub shards: usize,
    /// Number of editions.
    pub editions: usize,
    /// Bytes of their pictures.
    pub image_bytes: u64,
    /// Files that were copied, because the file system gives no second names; all others were not.
    pub copied: usize,
}

/// Editions that a thread takes at a time.
const PART: usize = 128;

/// Damaged files that a message names before it only counts the others.
const NAMED: usize = 5;

impl Shards {
    /// Returns the request that a build of all shards in one would have had, for [`merge`].
    ///
    /// # Errors
    /// [`ShardError::Outdated`] if this version of the program does not have their encoder; those of [`Project::plan`], or of
    /// reading a plan that was given, which lies beside the first shard.
    pub fn request(&self, project: &Project) -> Result<Request> {
        let RunRecord { seed, editions, options, .. } = &self.record;
        let first = &self.folders[0].path;
        let outdated = || Error::Shard(ShardError::Outdated { path: first.clone(), edition: None });
        // Only a plan that is drawn again tells that weights, rules or backgrounds changed since.
        let plan = match options.given {
            true => crate::plan::file::read(&first.join(crate::output::layout::PLAN_FILE), project)?,
            false => project.plan(Some(u32::try_from(*editions).unwrap_or(u32::MAX)), Some(seed))?,
        };
        Ok(Request {
            plan: Some(plan),
            given: options.given,
            encoder: super::Encoder::of_options(options).ok_or_else(outdated)?,
            date: options.date,
            overrides: options.overrides.clone(),
            ..Request::default()
        })
    }
}

/// Joins shards to one build in the output folder of a request, and deletes those that lay below it.
///
/// Of the request, `plan` is the one that the shards were cut from; [`Shards::request`] gives one that suits them.
///
/// # Errors
/// [`ShardError`] if a shard is damaged or not what the project gives; those of [`super::build`] about what lies in the output
/// folder. The shards are as they were then.
pub fn merge(project: &Project, request: &Request, shards: &Shards, observer: &dyn Observer) -> Result<MergeReport> {
    let drawn;
    let full_plan = match &request.plan {
        Some(plan) => plan,
        None => {
            drawn = project.plan(None, None)?;
            &drawn
        }
    };
    let first = &shards.folders[0];
    let outdated = || Error::Shard(ShardError::Outdated { path: first.path.clone(), edition: None });
    if full_plan.fingerprint() != first.shard.plan {
        return Err(outdated());
    }
    let inputs = Inputs::new(project, full_plan, request, observer)?;
    let fingerprints = inputs.fingerprints();
    let out = results_folder(request.out.as_deref(), project)?;
    let folder = OutputFolder::take(&out, request.force)?.ok_or_else(|| OutputFolder::is_locked(&out))?;
    // For what it refuses to lose, and what the new build makes obsolete: all else comes from the shards.
    let wanted = crate::output::Request {
        keeps: Keeps::Nothing,
        ..request.of_folder(project, full_plan, 0..=u32::MAX, &fingerprints, &inputs.particulars)
    };
    let found = Changes::find(&wanted, &folder)?;
    let contents = Contents::read(shards, full_plan, &fingerprints)?;
    let changes = Changes {
        pictures: vec![],
        metadata: vec![],
        animations: vec![],
        resumed: contents.editions.clone(),
        unchanged: found.unchanged.without_editions(),
        ..found
    };
    let finish = Finish {
        project,
        full_plan,
        plan: full_plan,
        shard: None,
        changes: &changes,
        particulars: &inputs.particulars,
        options: &inputs.options,
        is_part: false,
        is_forced: request.force,
    };
    if !is_of(&finish.record(Some(&out))?, &shards.record) {
        return Err(outdated());
    }
    let staging = folder.stage_merge(fingerprints.files(), &changes.resumed)?;
    observer.event(Event::Rendering { editions: full_plan.len() });
    let taken =
        Taking { inputs: &inputs, fingerprints: &fingerprints, staging: &staging }.take(shards, &contents, observer);
    observer.event(Event::Rendered);
    let copied = taken?;
    let Finished { ledger, obsolete, unlisted: _ } = finish.write(&staging)?;
    let removed = [&changes.removed_files[..], &obsolete].concat();
    staging.commit(Commit { ledger: Some(ledger), removed, keeps_edits: false, durability: request.durability })?;
    shards.remove_merged(&out)?;
    Ok(MergeReport {
        out,
        shards: shards.folders.len(),
        editions: full_plan.len(),
        image_bytes: contents.editions.entries().map(|entry| entry.image_bytes).sum(),
        copied,
    })
}

/// `true` if a record of the whole build is of the run that the shards are of.
fn is_of(whole: &RunRecord, shard: &RunRecord) -> bool {
    let RunRecord { seed, project, layers, editions, files, options, .. } = whole;
    let same = (seed, project, layers) == (&shard.seed, &shard.project, &shard.layers);
    same && (editions, files, options) == (&shard.editions, &shard.files, &shard.options)
}

/// What the ledgers of the shards say.
struct Contents {
    /// All editions.
    editions: Ledger,
    /// By shard: animations with their seals.
    animations: Vec<Vec<(String, Seal)>>,
}

impl Contents {
    /// Reads the ledgers: each shard must have every edition of its part of the plan, made as the project makes it now.
    fn read(shards: &Shards, full_plan: &Plan, fingerprints: &Fingerprints<'_>) -> Result<Self> {
        let (mut editions, mut animations) = (Ledger::default(), vec![]);
        for folder in &shards.folders {
            let ledger = folder.ledger()?;
            for edition in (folder.shard.start..folder.shard.end).map(|i| full_plan.edition(EditionIndex(i))) {
                let entry = ledger.get(edition.number).filter(|entry| {
                    entry.picture == fingerprints.picture(edition) && entry.shared == fingerprints.shared()
                });
                let outdated = ShardError::Outdated { path: folder.path.clone(), edition: Some(edition.number) };
                editions.put(*entry.ok_or(Error::Shard(outdated))?);
            }
            let is_animation = |path: &&str| path.strip_prefix(GIFS).is_some_and(|name| name.starts_with('/'));
            let of_shard = ledger.files().filter(is_animation);
            animations.push(of_shard.filter_map(|path| Some((path.to_owned(), ledger.file(path)?))).collect());
        }
        Ok(Self { editions, animations })
    }
}

/// Takes the files of shards into a staging folder.
struct Taking<'a> {
    inputs: &'a Inputs<'a>,
    fingerprints: &'a Fingerprints<'a>,
    staging: &'a Staging,
}

/// What a thread found in a part of a shard.
#[derive(Default)]
struct Found {
    copied: usize,
    /// Files that are not as they were written, below the shard's folder.
    damaged: Vec<String>,
}

impl Taking<'_> {
    /// Takes all files in, and returns the number of those that were copied.
    ///
    /// # Errors
    /// [`ShardError::Damaged`] and [`ShardError::Outdated`]; [`OutputError::Stopped`]; [`Error::Io`].
    fn take(&self, shards: &Shards, contents: &Contents, observer: &dyn Observer) -> Result<usize> {
        let planned = self.inputs.full_plan.len();
        let progress = Progress::new(planned, observer.now());
        // Parts of shards: the number of the shard, and positions in the plan.
        let parts: Vec<(usize, std::ops::Range<u32>)> = shards
            .folders
            .iter()
            .enumerate()
            .flat_map(|(number, folder)| {
                let (start, end) = (folder.shard.start, folder.shard.end);
                (start..end).step_by(PART).map(move |first| (number, first..end.min(first.saturating_add(PART as u32))))
            })
            .collect();
        let state = || (MetadataWriter::new(self.inputs.project), String::new());
        let taken = parallel::map(self.inputs.request.threads, parts.len(), state, |(writer, json), item| {
            let (number, positions) = parts[item].clone();
            let from = Source::open(&shards.folders[number])?;
            let mut found = Found::default();
            for edition in positions.map(|i| self.inputs.full_plan.edition(EditionIndex(i))) {
                if observer.stopped() {
                    let done = progress.done();
                    return Err(Error::Output(OutputError::Stopped { done, planned }));
                }
                let entry = contents.editions.get(edition.number).expect("every edition was found in a ledger");
                self.take_edition(&from, edition, entry, writer, json, &mut found)?;
                progress.finished(observer.now(), observer);
            }
            Ok((number, found))
        });
        let mut copied = 0;
        let mut damaged: Vec<(usize, String)> = vec![];
        for part in taken {
            let (number, found) = part?;
            copied += found.copied;
            damaged.extend(found.damaged.into_iter().map(|name| (number, name)));
        }
        for (number, animations) in contents.animations.iter().enumerate() {
            let mut found = Found::default();
            self.take_animations(&shards.folders[number], animations, &mut found)?;
            copied += found.copied;
            damaged.extend(found.damaged.into_iter().map(|name| (number, name)));
        }
        progress.end(observer);
        let Some((number, _)) = damaged.first() else { return Ok(copied) };
        let names: Vec<&String> = damaged.iter().filter(|(other, _)| other == number).map(|(_, name)| name).collect();
        let (path, files, names) = (shards.folders[*number].path.clone(), names.len(), first_few(&names, NAMED));
        Err(Error::Shard(ShardError::Damaged { path, files, names }))
    }

    /// Takes picture and metadata of an edition in.
    fn take_edition(
        &self,
        from: &Source<'_>,
        edition: Edition<'_>,
        entry: &Entry,
        writer: &MetadataWriter<'_>,
        json: &mut String,
        found: &mut Found,
    ) -> Result<()> {
        let files = self.fingerprints.files();
        let name = files.picture(edition.number);
        match from.read(IMAGES, &name, Kind::Picture)?.filter(|bytes| entry.is_picture(bytes)) {
            Some(bytes) => {
                self.inputs.particulars.note_picture(edition.number, &bytes);
                self.put(from, IMAGES, &name, &bytes, found)?;
            }
            None => found.damaged.push(files.picture_path(edition.number)),
        }
        let name = files.metadata(edition.number);
        match from.read(JSON, &name, Kind::Metadata)?.filter(|bytes| Seal::of(bytes) == entry.json) {
            Some(bytes) => {
                json.clear();
                writer.write_edition(edition, &self.inputs.particulars, json);
                let is_known = self.inputs.particulars.is_known(edition.number);
                if is_known && json.as_bytes() != bytes {
                    let path = from.shard.path.clone();
                    return Err(Error::Shard(ShardError::Outdated { path, edition: Some(edition.number) }));
                }
                self.put(from, JSON, &name, &bytes, found)?;
            }
            None => found.damaged.push(files.metadata_path(edition.number)),
        }
        Ok(())
    }

    fn take_animations(&self, shard: &ShardFolder, animations: &[(String, Seal)], found: &mut Found) -> Result<()> {
        let from = Source::open(shard)?;
        for (path, seal) in animations {
            let name = path.strip_prefix(GIFS).and_then(|name| name.strip_prefix('/')).unwrap_or(path);
            match from.read(GIFS, name, Kind::Picture)?.filter(|bytes| Seal::of(bytes) == *seal) {
                Some(bytes) => {
                    self.put(&from, GIFS, name, &bytes, found)?;
                    self.staging.note(path, *seal);
                }
                None => found.damaged.push(path.clone()),
            }
        }
        Ok(())
    }

    fn put(&self, from: &Source<'_>, folder: &'static str, name: &str, bytes: &[u8], found: &mut Found) -> Result<()> {
        if let Some(inner) = from.folder(folder) {
            let taken = self.staging.take_in(inner, folder, name, bytes)?;
            found.copied += usize::from(taken == TakenIn::Copied);
        }
        Ok(())
    }
}

/// The folders of a shard's files, held open.
struct Source<'a> {
    shard: &'a ShardFolder,
    folders: Vec<(&'static str, Folder)>,
}

impl<'a> Source<'a> {
    fn open(shard: &'a ShardFolder) -> Result<Self> {
        let folder = Folder::open(&shard.path)?;
        let mut folders = vec![];
        for name in [IMAGES, JSON, GIFS] {
            folders.extend(folder.folder(name)?.map(|inner| (name, inner)));
        }
        Ok(Self { shard, folders })
    }

    fn folder(&self, name: &str) -> Option<&Folder> {
        self.folders.iter().find(|(own, _)| *own == name).map(|(_, folder)| folder)
    }

    /// The bytes of a file; `None` when it is not there.
    fn read(&self, folder: &str, name: &str, kind: Kind) -> Result<Option<Vec<u8>>> {
        self.folder(folder).map_or(Ok(None), |folder| folder.read(name, kind))
    }
}
