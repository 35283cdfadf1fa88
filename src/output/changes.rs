//! The changes that bring a build up to date: the editions that are missing or would come out differently, and those that
//! stay.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use super::edition_files::EditionFolders;
use super::layout::{LEDGER_FILE, LIST_FILE, PLAN_FILE, RECORD_FILE};
use super::{EditionFiles, Fingerprints, Ledger, Seal};
use crate::Result;
use crate::files::Folder;
use crate::metadata::{MetadataWriter, Particulars};
use crate::plan::{self, Edition, EditionIndex, Plan};
use crate::project::Project;

/// The fate of results that are in the output folder already.
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

/// What stays of the editions in an output folder that would come out the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// Those whose pictures would have the same pixels.
    Pixels,
    /// Those whose pictures would have the same bytes as in a build made anew. Others are another shard's now, and not lost.
    Bytes,
    /// Nothing: all of them are replaced by those of shards.
    Nothing,
}

/// A request to bring a build up to date.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The project.
    pub project: &'a Project,
    /// Every edition of the collection.
    pub full_plan: &'a Plan,
    /// Numbers of the editions to bring up to date.
    pub numbers: RangeInclusive<u32>,
    /// The fate of earlier results.
    pub replace: Replace,
    /// `true` to go on from an interrupted run.
    pub resume: bool,
    /// `true` if files that were edited stay as they are; else they are in the way. Not together with `Replace::All`
    /// and `Replace::AnyPart`, which ask for nothing.
    pub keep_edits: bool,
    /// `true` if picks were kept or given, instead of following from the seed alone.
    pub given: bool,
    /// What stays of editions that are there.
    pub keeps: Keeps,
    /// The fingerprints of the editions.
    pub fingerprints: &'a Fingerprints<'a>,
    /// The facts that metadata states beside project and plan.
    pub particulars: &'a Particulars,
}

impl Request<'_> {
    /// `true` if the plan beside the results is the same.
    pub(super) fn is_planned(&self, out: &Folder) -> bool {
        let there = out.open_file(PLAN_FILE).ok().flatten().map(|file| plan::file::of_file(&file, self.project));
        there.is_some_and(|there| there.is_ok_and(|there| there.editions().eq(self.full_plan.editions())))
    }
}

/// The changes that bring a build up to date.
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
    /// Number of editions that stay though they are outdated, because they are not asked for.
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

    /// Paths of all files that the run will write, below the output folder.
    pub(super) fn written_by(&self, request: &Request<'_>) -> impl Iterator<Item = String> {
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
        let of_all = [LIST_FILE, PLAN_FILE, LEDGER_FILE, RECORD_FILE].map(str::to_owned);
        pictures.chain(metadata).chain(animations).chain(of_all)
    }
}

/// The seals of the metadata that editions would have, to compare it with what is there.
pub(super) struct MetadataSeals<'a> {
    pub(super) request: &'a Request<'a>,
    files: EditionFiles,
    writer: MetadataWriter<'a>,
    json: String,
}

impl<'a> MetadataSeals<'a> {
    pub(super) fn new(request: &'a Request<'a>) -> Self {
        let (files, writer) = (request.fingerprints.files(), MetadataWriter::new(request.project));
        Self { request, files, writer, json: String::new() }
    }

    /// The seal of an edition whose picture lies in one of these folders; `None` where metadata tells of the picture and
    /// it is not there.
    pub(super) fn of(&mut self, edition: Edition<'_>, folders: &EditionFolders) -> Result<Option<Seal>> {
        let Request { particulars, .. } = *self.request;
        let read = || folders.read_picture(&self.files.picture(edition.number));
        if !particulars.note_picture_of(edition.number, read)? {
            return Ok(None);
        }
        self.json.clear();
        self.writer.write_edition(edition, particulars, &mut self.json);
        Ok(Some(Seal::of(self.json.as_bytes())))
    }
}
