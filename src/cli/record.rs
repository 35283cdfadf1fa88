//! What a run writes beside the pictures: metadata that changed, the files that describe the whole collection, and the record
//! for later runs.
//!
//! Apart from `generate` because it comes after the pictures: it knows neither packs nor encoders.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::print::notice;
use crate::output::metadata::{CollectionWriter, Existing, MetadataWriter, Particulars};
use crate::output::{FileWriter, Ledger, PROVENANCE_FILE, RunOptions, RunRecord, SEALED_FILES, Staging, Todo};
use crate::plan::existing::DNA_FILE;
use crate::plan::file::PlanFormat;
use crate::plan::{self, Plan};
use crate::project::{Dialect, Project};
use crate::{Error, Result};

/// What a run made, pictures apart.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// Where it is written.
    pub staging: &'a Staging,
    /// The project.
    pub project: &'a Project,
    /// Every edition of the collection, whichever part was rendered.
    pub whole: &'a Plan,
    /// What there was to do.
    pub todo: &'a Todo,
    /// What is known of the pictures.
    pub particulars: &'a Particulars,
}

impl Record<'_> {
    /// Writes all of it. Returns the files that an earlier run made of the whole collection and this one does not.
    pub fn write(self, options: RunOptions) -> Result<Vec<PathBuf>> {
        let Self { staging, project, whole, todo, particulars } = self;
        self.write_changed_metadata()?;
        let earlier = staging.out().join("images");
        let missing = particulars.note_pictures_in(&earlier, project, whole)?;
        self.write_collection()?;
        if missing > 0 {
            notice(&format!(
                "note: {missing} pictures are not rendered yet; _metadata.json tells of its pictures, so it lists the others"
            ));
        }
        let dna = (project.dialect == Dialect::Nftchef).then(|| plan::dna_list(project, whole));
        let provenance = particulars.provenance(project, whole).filter(|_| missing == 0);
        let is_ours = staging.out().join(RunRecord::FILE).exists();
        let mut obsolete = vec![];
        for (name, text) in [(DNA_FILE, dna), (PROVENANCE_FILE, provenance)] {
            match text {
                Some(text) => staging.write_file(name, text.as_bytes())?,
                None if is_ours => obsolete.push(PathBuf::from(name)),
                None => {}
            }
        }
        let mut lines = BufWriter::new(staging.create_file("plan.jsonl")?);
        plan::file::write(PlanFormat::Jsonl, project, whole, &mut lines)
            .and_then(|()| lines.flush())
            .map_err(Error::io("write", "plan.jsonl"))?;
        let mut ledger: Ledger = todo.kept.clone();
        staging.finished()?.entries().for_each(|entry| ledger.put(*entry));
        staging.take_back(&todo.edits)?;
        let stays = |name: &str| todo.edits.iter().any(|file| file == Path::new(name));
        for name in SEALED_FILES.into_iter().filter(|name| !stays(name)) {
            ledger.put_file(name, staging.seal(name)?);
        }
        obsolete.retain(|file| !todo.edits.contains(file));
        staging.write_file(Ledger::FILE, ledger.to_text().as_bytes())?;
        let record = RunRecord::new(staging.out(), project, whole, options);
        staging.write_file(RunRecord::FILE, record.to_text().as_bytes())?;
        Ok(obsolete)
    }

    /// The metadata of editions whose picture stays.
    fn write_changed_metadata(self) -> Result<()> {
        let writer = MetadataWriter::new(self.project);
        let names = self.project.metadata.file_names;
        let mut files = FileWriter::new(self.staging.json(), names, names.of_metadata());
        let mut json = String::new();
        for edition in self.todo.metadata.iter().map(|&index| self.whole.edition(index)) {
            json.clear();
            writer.write_edition(edition, self.particulars, &mut json);
            files.write(edition.number, json.as_bytes())?;
        }
        Ok(())
    }

    /// The metadata of all editions; where it tells of pictures, of those whose picture is there. Edited metadata that stays is
    /// listed as it is.
    fn write_collection(self) -> Result<()> {
        let writer = MetadataWriter::new(self.project);
        let mut collection = CollectionWriter::create(self.staging.json())?;
        let mut json = String::new();
        for edition in self.whole.editions().filter(|edition| self.particulars.is_known(edition.number)) {
            let number = edition.number;
            if self.todo.listed_edits.contains(&number) {
                let folder = self.staging.out().join("json");
                let names = self.project.metadata.file_names;
                collection.push(&Existing { number, value: Value::Null }.with_file(&folder, names)?.text())?;
                continue;
            }
            json.clear();
            writer.write_edition(edition, self.particulars, &mut json);
            collection.push(&json)?;
        }
        collection.finish()
    }
}
