//! Writes what a build has beside its pictures: metadata that changed, the files that describe the whole collection, and the
//! record for later builds. It comes after the pictures, and knows neither packs nor encoders.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::metadata::{CollectionWriter, Existing, MetadataWriter, Particulars};
use crate::output::layout::{DNA_FILE, IMAGES, JSON, LIST_FILE, PLAN_FILE, PROVENANCE_FILE, RECORD_FILE};
use crate::output::{Changes, RunOptions, RunRecord, Sealing, Staging};
use crate::output::{Ledger, OutputFolder, Seal};
use crate::plan::file::PlanFormat;
use crate::plan::{self, Plan};
use crate::project::Project;
use crate::{Error, Result};

/// Everything that the files beside the pictures are made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Finish<'a> {
    pub(super) project: &'a Project,
    /// Every edition of the collection, whichever part was rendered.
    pub(super) full_plan: &'a Plan,
    /// What there was to do.
    pub(super) changes: &'a Changes,
    /// What is known of the pictures.
    pub(super) particulars: &'a Particulars,
    /// Options that change bytes of the output.
    pub(super) options: &'a RunOptions,
}

/// A build whose files are all written.
#[derive(Debug)]
pub(super) struct Finished {
    /// Its editions.
    pub(super) ledger: Ledger,
    /// Files that an earlier build made of the whole collection and this one does not.
    pub(super) obsolete: Vec<PathBuf>,
    /// How many pictures are not rendered yet, and so are not in a list of metadata that tells of pictures.
    pub(super) unlisted: usize,
}

impl Finish<'_> {
    /// Writes all of it.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub(super) fn write(self, staging: &Staging) -> Result<Finished> {
        let Self { project, full_plan, changes, particulars, options } = self;
        self.write_changed_metadata(staging)?;
        let images = staging.out_folder().folder(IMAGES)?;
        let missing = particulars.note_pictures_in(images.as_ref(), project, full_plan)?;
        let mut list = staging.create_list(JSON)?;
        self.write_list(staging.out(), &mut list)?;
        list.close()?;
        let mut obsolete = vec![];
        for (name, text) in self.texts(missing) {
            match text {
                Some(text) => staging.write_file(name, text.as_bytes())?,
                None if staging.has_own(name) => obsolete.push(PathBuf::from(name)),
                None => {}
            }
        }
        let mut lines = BufWriter::new(staging.create_plan()?);
        self.write_plan(&mut lines)?;
        lines.into_inner().map_err(|error| Error::io("write", PLAN_FILE)(error.into_error()))?.finish()?;
        let mut ledger: Ledger = changes.unchanged.clone();
        staging.finished()?.entries().for_each(|entry| ledger.put(*entry));
        staging.take_back(&changes.edits)?;
        obsolete.retain(|file| !changes.edits.contains(file));
        let record = RunRecord::new(staging.out(), project, full_plan, options.clone())?;
        staging.write_file(RECORD_FILE, record.to_text().as_bytes())?;
        Ok(Finished { ledger, obsolete, unlisted: missing })
    }

    /// `true` if a build that renders nothing and writes no metadata anew would leave everything as it is: the files of the whole
    /// collection are made without being written, and compared.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub(super) fn is_current(self, folder: &OutputFolder) -> Result<bool> {
        let Self { project, full_plan, changes, particulars, options } = self;
        if !changes.is_empty() || folder.has_unfinished() {
            return Ok(false);
        }
        let record = RunRecord::new(folder.path(), project, full_plan, options.clone())?;
        if !folder.has_text(RECORD_FILE, &record.to_text())? {
            return Ok(false);
        }
        let missing = particulars.note_pictures_in(folder.images(), project, full_plan)?;
        for (name, text) in self.texts(missing) {
            if !self.stays(name) && !folder.has_sealed(name, text.map(|text| Seal::of(text.as_bytes())))? {
                return Ok(false);
            }
        }
        let mut plan = Sealing::default();
        self.write_plan(&mut plan)?;
        if !self.stays(PLAN_FILE) && !folder.has_sealed(PLAN_FILE, Some(plan.finish()))? {
            return Ok(false);
        }
        let mut list = CollectionWriter::new(Sealing::default(), PathBuf::from(LIST_FILE));
        self.write_list(folder.path(), &mut list)?;
        if !self.stays(LIST_FILE) && !folder.has_sealed(LIST_FILE, Some(list.finish()?.finish()))? {
            return Ok(false);
        }
        Ok(folder.ledger().is_current(&changes.unchanged))
    }

    /// `true` if a file was edited and stays as it is.
    fn stays(&self, name: &str) -> bool {
        self.changes.edits.iter().any(|file| file == Path::new(name))
    }

    /// nftchef's files of the whole collection, where the project has them; `missing` pictures are not rendered yet.
    fn texts(&self, missing: usize) -> [(&'static str, Option<String>); 2] {
        let dna = self.project.conventions.writes_dna_list.then(|| plan::dna_list(self.project, self.full_plan));
        let provenance = self.particulars.provenance(self.project, self.full_plan).filter(|_| missing == 0);
        [(DNA_FILE, dna), (PROVENANCE_FILE, provenance)]
    }

    fn write_plan(&self, out: &mut impl Write) -> Result<()> {
        let written = plan::file::write(PlanFormat::Jsonl, self.project, self.full_plan, &mut *out);
        written.and_then(|()| out.flush()).map_err(Error::io("write", PLAN_FILE))
    }

    /// The metadata of editions whose picture stays.
    fn write_changed_metadata(self, staging: &Staging) -> Result<()> {
        let writer = MetadataWriter::new(self.project);
        let names = self.project.metadata.file_names;
        let mut files = staging.writer(JSON, names, names.of_metadata())?;
        let mut json = String::new();
        for edition in self.changes.metadata.iter().map(|&index| self.full_plan.edition(index)) {
            json.clear();
            writer.write_edition(edition, self.particulars, &mut json);
            files.write(edition.number, json.as_bytes())?;
        }
        Ok(())
    }

    /// The metadata of all editions; where it tells of pictures, of those whose picture is there. Edited metadata that stays is
    /// listed as it is.
    fn write_list(self, out: &Path, list: &mut CollectionWriter<impl Write>) -> Result<()> {
        let writer = MetadataWriter::new(self.project);
        let mut json = String::new();
        for edition in self.full_plan.editions().filter(|edition| self.particulars.is_known(edition.number)) {
            let number = edition.number;
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
