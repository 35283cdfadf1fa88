//! Files of a build that are not as they were written: somebody edited or replaced them, and a run asks before it replaces
//! or deletes them.
//!
//! Apart from finding what there is to do because it reads files, and only those that the run would touch.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::links::refuse_link;
use super::todo::{Seals, is_planned};
use super::{EditionFiles, Entry, JsonSeal, Ledger, OutputFolder, PROVENANCE_FILE, Request, Todo};
use crate::error::OutputError;
use crate::plan::EditionIndex;
use crate::plan::existing::DNA_FILE;
use crate::{Error, Result};

/// Files of the whole collection that every run writes or deletes, by the names under which the ledger seals them.
pub const SEALED_FILES: [&str; 4] = ["json/_metadata.json", PLAN_FILE, DNA_FILE, PROVENANCE_FILE];

const PLAN_FILE: &str = "plan.jsonl";

/// What a run would replace or delete of a build.
struct Build<'a> {
    request: &'a Request<'a>,
    folder: &'a Path,
    ledger: &'a Ledger,
    /// What its files are called.
    files: EditionFiles,
}

/// Takes out of `todo` what would replace or delete a file that is not as the ledger has it, where edits are to be kept.
///
/// # Errors
/// [`OutputError::HandEdits`] naming such files where that is not said; [`Error::Io`].
pub(super) fn keep_or_refuse(
    todo: &mut Todo,
    seals: &mut Seals<'_>,
    folder: &OutputFolder,
    ledger: &Ledger,
    earlier: EditionFiles,
) -> Result<()> {
    let request = seals.request;
    let build = Build { request, folder: folder.path(), ledger, files: earlier };
    todo.edits = build.edits(todo)?;
    match todo.edits.len() {
        0 => Ok(()),
        _ if request.keep_edits => build.keep(todo, seals, folder),
        files => {
            const SHOWN: usize = 5;
            let first: Vec<String> = todo.edits.iter().take(SHOWN).map(|file| file.display().to_string()).collect();
            let more = if files > SHOWN { format!(" and {} more", files - SHOWN) } else { String::new() };
            let path = folder.path().to_owned();
            Err(Error::Output(OutputError::HandEdits { path, files, names: first.join(", ") + &more }))
        }
    }
}

impl Build<'_> {
    /// The edited files that a run would replace or delete, pictures first, below the output folder.
    fn edits(&self, todo: &Todo) -> Result<Vec<PathBuf>> {
        let files = self.request.prints.files();
        let number = |index: &EditionIndex| self.request.whole.edition(*index).number;
        let mut rendered: Vec<u32> = todo.pictures.iter().map(number).collect();
        rendered.extend(todo.resumed.entries().map(|entry| entry.number));
        rendered.sort_unstable();
        let mut described: Vec<u32> = rendered.iter().copied().chain(todo.metadata.iter().map(number)).collect();
        described.sort_unstable();
        let pictures = rendered.into_iter().map(|number| picture(files, number));
        let metadata = described.into_iter().map(|number| metadata(files, number));
        let mut found = vec![];
        for file in pictures.chain(metadata).chain(todo.removed_files.iter().cloned()) {
            if self.is_edited(&file)? {
                found.push(file);
            }
        }
        for name in SEALED_FILES {
            let Some(recorded) = self.ledger.file(name) else { continue };
            let path = self.folder.join(name);
            refuse_link(&path)?;
            let is_edited = JsonSeal::of_file(&path)?.is_some_and(|seal| seal != recorded);
            // A plan written otherwise is the same plan, and one that was given may well be this file.
            let is_same = || name == PLAN_FILE && (self.request.given || is_planned(self.request, self.folder));
            if is_edited && !is_same() {
                found.push(PathBuf::from(name));
            }
        }
        Ok(found)
    }

    /// Whether a picture or metadata file is there and not as recorded; other files of editions are made of pictures, and
    /// nothing is known of them.
    fn is_edited(&self, file: &Path) -> Result<bool> {
        let mut parts = file.iter().map(|part| part.to_str().unwrap_or_default());
        let (Some(folder), Some(name)) = (parts.next(), parts.next()) else { return Ok(false) };
        let number = match folder {
            "images" => self.files.number_of_picture(name),
            "json" => self.files.number_of_metadata(name),
            _ => return Ok(false),
        };
        let path = self.folder.join(file);
        let bytes = match fs::read(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
            bytes => bytes.map_err(Error::io("read", &path))?,
        };
        let is_recorded = |entry: &Entry| match folder {
            "images" => entry.image_bytes == bytes.len() as u64 && entry.image_check == crc32fast::hash(&bytes),
            _ => entry.json == JsonSeal::of(&bytes),
        };
        Ok(!number.and_then(|number| self.ledger.get(number)).is_some_and(is_recorded))
    }

    /// Leaves edited files alone and goes on with all others. The ledger's entries stay as they are, so that later runs
    /// know the edits as such.
    fn keep(&self, todo: &mut Todo, seals: &mut Seals<'_>, folder: &OutputFolder) -> Result<()> {
        let edits: HashSet<&PathBuf> = todo.edits.iter().collect();
        let whole = self.request.whole;
        let files = self.request.prints.files();
        let is_replaced = |index: &EditionIndex| edits.contains(&picture(files, whole.edition(*index).number));
        todo.removed_files.retain(|file| !edits.contains(file));
        todo.metadata.retain(|index| !edits.contains(&metadata(files, whole.edition(*index).number)));
        todo.pictures.retain(|index| !is_replaced(index));
        for index in (0..whole.len() as u32).map(EditionIndex).filter(is_replaced) {
            let edition = whole.edition(index);
            let number = edition.number;
            todo.resumed.remove(number);
            let mut entry = self.ledger.get(number).copied();
            if !edits.contains(&metadata(files, number))
                && let Some(json) = seals.of(edition, self.folder)?
            {
                if !folder.has_metadata(files, number, json) {
                    todo.metadata.push(index);
                }
                entry = entry.map(|entry| Entry { json, ..entry });
            }
            entry.into_iter().for_each(|entry| todo.kept.put(entry));
        }
        for file in edits {
            // Edited metadata beside a picture that stays.
            let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let number = files.number_of_metadata(name).filter(|_| file.starts_with("json"));
            let recorded = number.filter(|&number| todo.kept.get(number).is_some());
            recorded.and_then(|number| self.ledger.get(number)).into_iter().for_each(|entry| todo.kept.put(*entry));
        }
        Ok(())
    }
}

/// The picture of an edition below the output folder.
fn picture(files: EditionFiles, number: u32) -> PathBuf {
    Path::new("images").join(files.picture(number))
}

/// The metadata file of an edition below the output folder.
fn metadata(files: EditionFiles, number: u32) -> PathBuf {
    Path::new("json").join(files.metadata(number))
}
