//! Writes the files of a build beside its pictures: changed metadata, the files that describe the whole collection, and
//! the record for later builds. It runs after the pictures, and knows neither packs nor encoders.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::metadata::{CollectionWriter, Existing, MetadataWriter, Particulars};
use crate::output::layout::{DNA_FILE, JSON, LIST_FILE, PLAN_FILE, PROVENANCE_FILE, RECORD_FILE};
use crate::output::{Changes, Ledger, OutputFolder, RunOptions, RunRecord, Seal, Sealing, ShardRecord, Staging};
use crate::plan::file::PlanFormat;
use crate::plan::{self, Plan};
use crate::project::Project;
use crate::{Error, Result};

/// The inputs of the files beside the pictures.
#[derive(Clone, Copy, Debug)]
pub(super) struct Finish<'a> {
    pub(super) project: &'a Project,
    /// The plan of the whole collection, whichever part was rendered.
    pub(super) full_plan: &'a Plan,
    /// The plan that `changes` holds positions in: the full plan, or the part of a shard.
    pub(super) plan: &'a Plan,
    /// The part of a shard. It has no files of the whole collection, but the first has the plan: they are written when shards are
    /// merged.
    pub(super) shard: Option<&'a ShardRecord>,
    /// The changes that bring the build up to date.
    pub(super) changes: &'a Changes,
    /// The facts that metadata states beside project and plan.
    pub(super) particulars: &'a Particulars,
    /// The options that affect output bytes.
    pub(super) options: &'a RunOptions,
    /// `true` if only a part of the editions is asked for: then the list of all metadata has those that are made.
    pub(super) is_part: bool,
    /// `true` if files are written whatever is there.
    pub(super) is_forced: bool,
}

/// A build whose files are all written.
#[derive(Debug)]
pub(super) struct Finished {
    /// Its finished editions.
    pub(super) ledger: Ledger,
    /// Files of the whole collection that an earlier build wrote and this one does not.
    pub(super) obsolete: Vec<PathBuf>,
    /// Number of pictures not rendered yet, which a metadata list that describes picture files leaves out.
    pub(super) unlisted: usize,
}

impl Finish<'_> {
    /// Writes all files beside the pictures.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub(super) fn write(self, staging: &Staging) -> Result<Finished> {
        let Self { project, full_plan, changes, particulars, .. } = self;
        self.write_changed_metadata(staging)?;
        let mut ledger: Ledger = changes.unchanged.clone();
        staging.finished()?.entries().for_each(|entry| ledger.put(*entry));
        let (mut obsolete, mut unlisted) = (vec![], 0);
        if self.shard.is_none() {
            let earlier = staging.earlier_pictures()?;
            unlisted = particulars.note_pictures(project, full_plan, |name| earlier.read_picture(name))?;
            let mut list = staging.create_list(JSON)?;
            self.write_list(staging.out(), &ledger, &mut list)?;
            list.close()?;
            for (name, text) in self.texts(unlisted) {
                match text {
                    Some(text) => staging.write_file(name, text.as_bytes())?,
                    None if staging.has_own(name) => obsolete.push(PathBuf::from(name)),
                    None => {}
                }
            }
        }
        // Of a long plan, each part would write gigabytes that are there already.
        let keeps_plan = self.is_part && !self.is_forced && staging.has_sealed(PLAN_FILE, self.plan_seal()?)?;
        if !keeps_plan && self.has_plan() {
            let mut lines = BufWriter::new(staging.create_plan()?);
            self.write_plan(&mut lines)?;
            lines.into_inner().map_err(|error| Error::io("write", PLAN_FILE)(error.into_error()))?.finish()?;
        }
        staging.take_back(&changes.edits)?;
        obsolete.retain(|file| !changes.edits.contains(file));
        staging.write_file(RECORD_FILE, self.record(staging.results())?.to_text().as_bytes())?;
        Ok(Finished { ledger, obsolete, unlisted })
    }

    /// Returns `true` if a build would leave every file as it is. The files of the whole collection are generated
    /// without being written, and compared.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub(super) fn is_current(self, folder: &OutputFolder) -> Result<bool> {
        let Self { project, full_plan, changes, particulars, .. } = self;
        if !changes.is_empty() || folder.has_unfinished() {
            return Ok(false);
        }
        if !folder.has_text(RECORD_FILE, &self.record(folder.results())?.to_text())? {
            return Ok(false);
        }
        let has_plan =
            !self.has_plan() || self.stays(PLAN_FILE) || folder.has_sealed(PLAN_FILE, Some(self.plan_seal()?))?;
        if !has_plan {
            return Ok(false);
        }
        if self.shard.is_some() {
            return Ok(folder.ledger().is_current(&changes.unchanged));
        }
        let missing = particulars.note_pictures(project, full_plan, |name| folder.read_picture(name))?;
        for (name, text) in self.texts(missing) {
            if !self.stays(name) && !folder.has_sealed(name, text.map(|text| Seal::of(text.as_bytes())))? {
                return Ok(false);
            }
        }
        let mut list = CollectionWriter::new(Sealing::default(), PathBuf::from(LIST_FILE));
        self.write_list(folder.path(), &changes.unchanged, &mut list)?;
        if !self.stays(LIST_FILE) && !folder.has_sealed(LIST_FILE, Some(list.finish()?.finish()))? {
            return Ok(false);
        }
        Ok(folder.ledger().is_current(&changes.unchanged))
    }

    /// Returns the record of the build in a folder, or in object storage.
    pub(super) fn record(&self, out: Option<&Path>) -> Result<RunRecord> {
        let record = RunRecord::new(out, self.project, self.full_plan, self.options.clone())?;
        Ok(RunRecord { shard: self.shard.cloned(), ..record })
    }

    /// Returns `true` if the build has the plan beside it.
    fn has_plan(&self) -> bool {
        self.shard.is_none_or(|shard| shard.number == 1)
    }

    /// Returns `true` if a file was edited and is kept.
    fn stays(&self, name: &str) -> bool {
        self.changes.edits.iter().any(|file| file == Path::new(name))
    }

    /// Returns names and texts of nftchef's files of the whole collection. A text is `None` if the project has no such
    /// file, or if it needs the `missing` pictures, which are not rendered yet.
    fn texts(&self, missing: usize) -> [(&'static str, Option<String>); 2] {
        let dna = self.project.conventions.writes_dna_list.then(|| plan::dna_list(self.project, self.full_plan));
        let provenance = self.particulars.provenance(self.project, self.full_plan).filter(|_| missing == 0);
        [(DNA_FILE, dna), (PROVENANCE_FILE, provenance)]
    }

    fn plan_seal(&self) -> Result<Seal> {
        let mut plan = Sealing::default();
        self.write_plan(&mut plan)?;
        Ok(plan.finish())
    }

    fn write_plan(&self, out: &mut impl Write) -> Result<()> {
        let written = plan::file::write(PlanFormat::Jsonl, self.project, self.full_plan, &mut *out);
        written.and_then(|()| out.flush()).map_err(Error::io("write", PLAN_FILE))
    }

    /// Rewrites the changed metadata of editions whose picture stays.
    fn write_changed_metadata(self, staging: &Staging) -> Result<()> {
        let writer = MetadataWriter::new(self.project);
        let names = self.project.metadata.file_names;
        let mut files = staging.writer(JSON, names, names.of_metadata())?;
        let mut json = String::new();
        for edition in self.changes.metadata.iter().map(|&index| self.plan.edition(index)) {
            json.clear();
            writer.write_edition(edition, self.particulars, &mut json);
            files.write(edition.number, json.as_bytes())?;
        }
        Ok(())
    }

    /// Writes the list of all metadata. Where only a part is asked for, the editions that are `made` are listed: the list
    /// grows with what is rendered, and not with the plan. If metadata describes picture files, only editions whose picture
    /// exists are listed. Edited metadata that is kept is listed as edited.
    fn write_list(self, out: &Path, made: &Ledger, list: &mut CollectionWriter<impl Write>) -> Result<()> {
        let writer = MetadataWriter::new(self.project);
        let mut json = String::new();
        for edition in self.full_plan.editions() {
            let number = edition.number;
            let is_made = !self.is_part || made.get(number).is_some();
            if !is_made || !self.particulars.is_known(number) {
                continue;
            }
            if self.changes.listed_edits.contains(&number) {
                let names = self.project.metadata.file_names;
                list.push(&Existing { number, value: Value::Null }.with_file(&out.join(JSON), names)?.text())?;
                continue;
            }
            json.clear();
            writer.write_edition(edition, self.particulars, &mut json);
            list.push(&json)?;
        }
        Ok(())
    }
}
