//! Finds files of a build that are not as they were written: somebody edited or replaced them, and a run asks before it
//! replaces or deletes them.
//!
//! It reads files, and only those that the run would touch.

use std::collections::HashSet;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::changes::MetadataSeals;
use super::earlier_plan::EarlierPlan;
use super::edition_files::EditionFolders;
use super::layout::{IMAGES, JSON, LIST_FILE, PLAN_FILE, SEALED_FILES, text_of};
use super::objects::Objects;
use super::register::Register;
use super::{Changes, Contents, Entry, FILES_NAMED, Ledger, Request, RunRecord, Seal};
use crate::error::{OutputError, first_few};
use crate::files::Folder;
use crate::metadata::Existing;
use crate::plan::EditionIndex;
use crate::{Error, Result};

/// A build, of which a run would replace or delete files.
struct Build<'a> {
    request: &'a Request<'a>,
    folder: &'a Folder,
    there: &'a EditionFolders,
    register: &'a Register,
    /// What object storage says, where the build lies there: nothing of it is read.
    objects: Option<&'a Objects>,
}

/// Takes out of `changes` all that would replace or delete a file that is not as the ledger has it, where edits are to
/// stay, and notes whose edited metadata belongs into the list.
///
/// # Errors
/// [`OutputError::HandEdits`] naming such files where that is not said; [`OutputError::PlanEdited`];
/// [`OutputError::EditsOutdated`] and [`OutputError::ListEdited`] for edits that cannot be kept; [`OutputError::Metadata`]
/// for edited metadata that is no JSON object; [`Error::Io`].
pub(super) fn keep_or_refuse(changes: &mut Changes, seals: &mut MetadataSeals<'_>, folder: &Contents) -> Result<()> {
    let request = seals.request;
    let (there, register, objects) = (&folder.there, &folder.build, folder.objects());
    let build = Build { request, folder: &folder.folder, there, register, objects };
    changes.edits = build.edits(changes)?;
    let path = || folder.path().to_owned();
    if changes.edits.iter().any(|file| file == Path::new(PLAN_FILE)) {
        return Err(Error::Output(OutputError::PlanEdited { path: folder.path().join(PLAN_FILE) }));
    }
    if !changes.edits.is_empty() {
        if !request.keep_edits {
            let (files, names) =
                (changes.edits.len(), first_few(changes.edits.iter().map(|file| file.display()), FILES_NAMED));
            return Err(Error::Output(OutputError::HandEdits { path: path(), files, names }));
        }
        let outdated = build.outdated(&changes.edits)?;
        if !outdated.is_empty() {
            let (files, names) = (outdated.len(), first_few(outdated.iter().map(|file| file.display()), FILES_NAMED));
            return Err(Error::Output(OutputError::EditsOutdated { path: path(), files, names }));
        }
        build.keep(changes, seals, folder)?;
        let is_unchanged = changes.pictures.is_empty() && changes.metadata.is_empty() && changes.resumed.is_empty();
        let nothing_goes = changes.removed.is_empty() && changes.removed_files.is_empty();
        if changes.edits.iter().any(|file| file == Path::new(LIST_FILE)) && !(is_unchanged && nothing_goes) {
            return Err(Error::Output(OutputError::ListEdited { path: folder.path().join(LIST_FILE) }));
        }
    }
    build.list_edits(changes)
}

impl Build<'_> {
    /// The edited files that a run would replace or delete, pictures first, below the output folder.
    fn edits(&self, changes: &Changes) -> Result<Vec<PathBuf>> {
        let files = self.request.fingerprints.files();
        let number = |index: &EditionIndex| self.request.full_plan.edition(*index).number;
        let mut rendered: Vec<u32> = changes.pictures.iter().map(number).collect();
        rendered.extend(changes.resumed.entries().map(|entry| entry.number));
        rendered.sort_unstable();
        let mut described: Vec<u32> = rendered.iter().copied().chain(changes.metadata.iter().map(number)).collect();
        described.sort_unstable();
        let pictures = rendered.into_iter().map(|number| PathBuf::from(files.picture_path(number)));
        let metadata = described.into_iter().map(|number| PathBuf::from(files.metadata_path(number)));
        let mut found = vec![];
        let animations = changes.animations.iter().map(|index| PathBuf::from(files.animation_path(number(index))));
        for file in pictures.chain(metadata).chain(animations).chain(changes.removed_files.iter().cloned()) {
            if self.is_edited(&file)? {
                found.push(file);
            }
        }
        for name in SEALED_FILES {
            let ledger = &self.register.ledger;
            let is_edited = if let Some(objects) = self.objects {
                objects.is_edited(name)
            } else if name == LIST_FILE && ledger.file(name).is_none() && !ledger.is_empty() {
                let planned = RunRecord::read_in(self.folder).map_or(0, |record| record.editions);
                is_list_edited(self.folder, ledger, &changes.unchanged, planned)?
            } else {
                self.register.is_edited(self.folder, name)?
            };
            // A plan written otherwise is the same plan, and one that was given may well be this file.
            let is_same = || name == PLAN_FILE && (self.request.given || self.request.is_planned(self.folder));
            if is_edited && !is_same() {
                found.push(PathBuf::from(name));
            }
        }
        Ok(found)
    }

    /// `true` if a file is there and not as it was written, or is called as an edition's and no run wrote it.
    fn is_edited(&self, file: &Path) -> Result<bool> {
        let path = text_of(file);
        if let Some(objects) = self.objects {
            return Ok(objects.is_edited(&path));
        }
        let is_of_edition = matches!(path.rsplit_once('/'), Some((IMAGES | JSON, _)));
        let is_of_others = is_of_edition && !self.register.owns(&path) && self.folder.has(&path);
        Ok(is_of_others || self.register.is_edited(self.folder, &path)?)
    }

    /// Finds the edited files of editions that show other traits from now on.
    ///
    /// The plan beside the build says what they showed, unless it was edited itself; then the picture does.
    fn outdated(&self, edits: &[PathBuf]) -> Result<Vec<PathBuf>> {
        let Request { project, full_plan, fingerprints, .. } = *self.request;
        let is_plan_edited = self.register.is_edited(self.folder, PLAN_FILE)?;
        let earlier = (!is_plan_edited)
            .then(|| EarlierPlan::read(self.folder, project, |number| self.register.ledger.get(number).is_some()));
        let edits: HashSet<&PathBuf> = edits.iter().collect();
        let mut found = vec![];
        for edition in full_plan.editions() {
            let number = edition.number;
            let files = [
                PathBuf::from(fingerprints.files().picture_path(number)),
                PathBuf::from(fingerprints.files().metadata_path(number)),
            ];
            let Some(entry) =
                self.register.ledger.get(number).filter(|_| files.iter().any(|file| edits.contains(file)))
            else {
                continue;
            };
            let is_same = match &earlier {
                Some(earlier) if earlier.has_number(number) => earlier.has(edition),
                _ => entry.picture == fingerprints.picture(edition),
            };
            if !is_same {
                found.extend(files.into_iter().filter(|file| edits.contains(file)));
            }
        }
        Ok(found)
    }

    /// Notes the editions whose edited metadata stays, of which the list says what the files say: those taken out of the
    /// changes, and those that are not asked for.
    fn list_edits(&self, changes: &mut Changes) -> Result<()> {
        let names = self.request.fingerprints.files().names;
        let json = self.folder.at(JSON);
        let read = |number: u32| Existing { number, value: Value::Null }.with_file(&json, names);
        for file in changes.edits.iter().filter(|file| file.starts_with(JSON)) {
            let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if let Some(number) = self.request.fingerprints.files().number_of_metadata(name) {
                changes.listed_edits.insert(read(number)?.number);
            }
        }
        if self.objects.is_some() {
            return Ok(());
        }
        let others = self.register.ledger.entries().map(|entry| entry.number);
        for number in others.filter(|number| !self.request.numbers.contains(number)) {
            if self.is_edited(&PathBuf::from(self.register.files.metadata_path(number)))? && read(number).is_ok() {
                changes.listed_edits.insert(number);
            }
        }
        Ok(())
    }

    /// Leaves edited files alone and goes on with all others. The ledger's entries stay as they are, so that later runs
    /// know the edits as such.
    fn keep(&self, changes: &mut Changes, seals: &mut MetadataSeals<'_>, folder: &Contents) -> Result<()> {
        let edits: HashSet<&PathBuf> = changes.edits.iter().collect();
        let full_plan = self.request.full_plan;
        let files = self.request.fingerprints.files();
        let is_replaced =
            |index: &EditionIndex| edits.contains(&PathBuf::from(files.picture_path(full_plan.edition(*index).number)));
        changes.removed_files.retain(|file| !edits.contains(file));
        changes
            .metadata
            .retain(|index| !edits.contains(&PathBuf::from(files.metadata_path(full_plan.edition(*index).number))));
        changes.pictures.retain(|index| !is_replaced(index));
        for index in (0..full_plan.len() as u32).map(EditionIndex).filter(is_replaced) {
            let edition = full_plan.edition(index);
            let number = edition.number;
            changes.resumed.remove(number);
            let mut entry = self.register.ledger.get(number).copied();
            if !edits.contains(&PathBuf::from(files.metadata_path(number)))
                && let Some(json) = seals.of(edition, self.there)?
            {
                if !entry.is_some_and(|entry| folder.there.has_metadata(files, number, json, &entry)) {
                    changes.metadata.push(index);
                }
                entry = entry.map(|entry| Entry { json, ..entry });
            }
            entry.into_iter().for_each(|entry| changes.unchanged.put(entry));
        }
        for file in edits {
            // Edited metadata beside a picture that stays.
            let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let number = files.number_of_metadata(name).filter(|_| file.starts_with(JSON));
            let recorded = number.filter(|&number| changes.unchanged.get(number).is_some());
            recorded
                .and_then(|number| self.register.ledger.get(number))
                .into_iter()
                .for_each(|entry| changes.unchanged.put(*entry));
        }
        Ok(())
    }
}

/// `true` if the list of a build holds something else than the metadata of its editions, as recorded in `build` or as it
/// will be by `unchanged`. A list that is not there holds nothing else. Entries of editions that were never made, which
/// no seal is known of, are only counted: there are none of them, or as many as the plan of `planned` editions has.
///
/// # Errors
/// [`Error::Io`].
fn is_list_edited(out: &Folder, build: &Ledger, unchanged: &Ledger, planned: u64) -> Result<bool> {
    let Some(file) = out.open_file(LIST_FILE)? else { return Ok(false) };
    let mut found = vec![];
    let is_list = seals_of_list(BufReader::new(file), |seal| found.push(seal));
    if !is_list.map_err(Error::io("read", out.at(LIST_FILE)))? {
        return Ok(true);
    }
    let count = found.len() as u64;
    let found: HashSet<Seal> = found.into_iter().collect();
    let has = |ledger: &Ledger, number| ledger.get(number).is_some_and(|entry| found.contains(&entry.json));
    let is_there = |number: u32| has(build, number) || has(unchanged, number);
    let editions = build.entries().len() as u64;
    Ok(count != editions && count != planned || !build.entries().all(|entry| is_there(entry.number)))
}

/// Calls `each` with the seal of the text of each of a list's entries; false when it is not laid out as
/// [`crate::metadata::CollectionWriter`] does.
///
/// # Errors
/// Errors of the reader.
pub fn seals_of_list(reader: impl BufRead, mut each: impl FnMut(Seal)) -> io::Result<bool> {
    let mut entry = vec![];
    for line in reader.split(b'\n') {
        let line = line?;
        if matches!(&line[..], b"[" | b"]" | b"[]") {
            continue;
        }
        let Some(line) = line.strip_prefix(b"  ") else { return Ok(false) };
        let is_first = entry.is_empty();
        if !is_first {
            entry.push(b'\n');
        }
        let is_opening = is_first && matches!(line.last(), Some(b'{' | b'['));
        if is_opening || line.starts_with(b" ") {
            entry.extend_from_slice(line);
            continue;
        }
        entry.extend_from_slice(line.strip_suffix(b",").unwrap_or(line));
        each(Seal::of(&entry));
        entry.clear();
    }
    Ok(entry.is_empty())
}
