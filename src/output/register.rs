//! Tells the files of an output folder that runs wrote from those of others: what the ledger knows, and nothing else.
//!
//! A file that is no run's is neither replaced nor removed unless the user says so. Since format 2 of the ledger every file
//! is in it; of builds that are older, files that are called as theirs are taken for theirs.

use std::collections::{BTreeMap, HashMap};
use std::ffi::{OsStr, OsString};
use std::io::ErrorKind;

use super::layout::{
    COLLECTION_FILE, IMAGES, JSON, LEDGER_FILE, RECORD_FILE, RESULT_FOLDERS, SEALED_FILES, SOLANA_IMAGES, SOLANA_JSON,
    path_of,
};
use super::{EditionFiles, Entry, Ledger, RunRecord, Seal};
use crate::error::{FileError, OutputError};
use crate::files::{Folder, Kind, What};
use crate::{Error, Result};

/// The record and the ledger of the build in an output folder.
#[derive(Clone, Debug, Default)]
pub(super) struct Register {
    /// Its ledger.
    pub(super) ledger: Ledger,
    /// Names of its editions' files.
    pub(super) files: EditionFiles,
    /// `true` if it has a record.
    has_record: bool,
}

impl Register {
    /// Reads what an output folder says. A record that is damaged goes with the rest.
    ///
    /// # Errors
    /// As [`Ledger::read`] and [`RunRecord::read`].
    pub(super) fn read(out: &Folder) -> Result<Self> {
        let record = match RunRecord::read_in(out) {
            Ok(record) => Some(record),
            // One that says nothing is as if there were none; one that cannot be read may say anything.
            Err(Error::Output(OutputError::RunRecord { .. })) => None,
            Err(Error::Io { source, .. }) if source.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        Ok(Self {
            ledger: Ledger::read(out, LEDGER_FILE)?,
            files: record.as_ref().map_or(EditionFiles::default(), |record| record.files),
            has_record: record.is_some(),
        })
    }

    /// `true` if a run wrote the file of a path below the output folder, `/` between parts.
    pub(super) fn owns(&self, path: &str) -> bool {
        let is_of_run = path == LEDGER_FILE || path == RECORD_FILE || SEALED_FILES.contains(&path) && self.has_record;
        if is_of_run || self.ledger.file(path).is_some() {
            return true;
        }
        let number = self.files.number_of_path(path);
        number.is_some_and(|number| self.ledger.get(number).is_some()) || self.is_old() && self.would_own(path)
    }

    /// `true` if the file of a path below the output folder is there and not as a run wrote it: somebody edited or replaced
    /// it. Of a file that the ledger does not know nothing can be said, so it is `false`.
    ///
    /// # Errors
    /// As [`Folder::read`].
    pub(super) fn is_edited(&self, out: &Folder, path: &str) -> Result<bool> {
        let entry = self.files.number_of_path(path).and_then(|number| self.ledger.get(number));
        let recorded = match entry {
            Some(entry) if path.starts_with(IMAGES) => {
                return Ok(out.read(path, Kind::Picture)?.is_some_and(|bytes| !entry.is_picture(&bytes)));
            }
            Some(entry) => Some(entry.json),
            None => self.ledger.file(path),
        };
        let Some(recorded) = recorded else { return Ok(false) };
        Ok(Seal::of_file(out, path)?.is_some_and(|there| there != recorded))
    }

    /// `true` for a version that registered only the files of editions and a few of the whole collection.
    pub(super) fn is_old(&self) -> bool {
        self.has_record && self.ledger.format() < 2
    }

    /// Fails when a file of one of these paths below the output folder is there that no run wrote, unless `force` says
    /// otherwise; and when a folder has its name, whatever `force` says.
    ///
    /// # Errors
    /// [`OutputError::NotOurs`]; [`FileError::NotPlain`]; [`Error::Io`].
    pub(super) fn refuse_others(&self, out: &Folder, force: bool, paths: impl Iterator<Item = String>) -> Result<()> {
        let mut folders: HashMap<String, HashMap<OsString, What>> = HashMap::new();
        let (mut files, mut example) = (0, None);
        for path in paths {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
            if !folders.contains_key(folder) {
                let inner = if folder.is_empty() { Some(out.again()?) } else { out.folder(folder)? };
                let entries = inner.map_or(Ok(vec![]), |inner| inner.entries())?;
                folders.insert(folder.to_owned(), entries.into_iter().map(|entry| (entry.name, entry.what)).collect());
            }
            match folders[folder].get(OsStr::new(name)) {
                None => {}
                Some(What::Folder) => {
                    let (expected, found) = ("a file", "a folder");
                    return Err(Error::File(FileError::NotPlain { path: out.at(&path), found, expected }));
                }
                Some(_) if force || self.owns(&path) => {}
                Some(_) => {
                    files += 1;
                    example.get_or_insert(path);
                }
            }
        }
        match example {
            None => Ok(()),
            Some(example) => {
                Err(Error::Output(OutputError::NotOurs { path: out.path().to_path_buf(), files, example }))
            }
        }
    }

    /// The ledger with the seals of files that another command wrote since, so that a later run does not take them for edited.
    /// Metadata that was not as recorded stays known as edited where `keeps_edits` says that the new one goes on from it.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub(super) fn resealed(&self, out: &Folder, written: &BTreeMap<String, Seal>, keeps_edits: bool) -> Result<Ledger> {
        let mut ledger = self.ledger.clone();
        for (path, &json) in written {
            if keeps_edits && self.is_edited(out, path)? {
                continue;
            }
            if self.ledger.file(path).is_some() {
                ledger.put_file(path, Some(json));
            }
            let name = path.strip_prefix(JSON).and_then(|name| name.strip_prefix('/'));
            let number = name.and_then(|name| self.files.number_of_metadata(name));
            if let Some(entry) = number.and_then(|number| self.ledger.get(number)) {
                ledger.put(Entry { json, ..*entry });
            }
        }
        Ok(ledger)
    }

    /// Adds to a ledger what an older version wrote without registering it, so that it is this program's own from now on.
    ///
    /// # Errors
    /// [`crate::Error::Io`].
    pub(super) fn register_earlier(&self, out: &Folder, ledger: &mut Ledger) -> Result<()> {
        if !self.is_old() {
            return Ok(());
        }
        let is_sheet = |name: &str| [".png", ".gif"].iter().any(|extension| name.ends_with(extension));
        for folder in RESULT_FOLDERS.into_iter().filter(|folder| ![IMAGES, JSON].contains(folder)).chain([""]) {
            for name in out.names(folder)? {
                let Some(name) = name.to_str().filter(|name| !folder.is_empty() || is_sheet(name)) else { continue };
                let path = path_of(folder, name);
                let is_ours = self.would_own(&path) && ledger.file(&path).is_none();
                if is_ours && out.stamp(&path)?.is_some_and(|stamp| stamp.what == What::File) {
                    ledger.put_file(&path, Seal::of_file(out, &path)?);
                }
            }
        }
        Ok(())
    }

    /// `true` if a file is named as those of an older version were.
    fn would_own(&self, path: &str) -> bool {
        let Some((folder, name)) = path.rsplit_once('/') else { return true };
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        // Counted from 0, files for Solana have numbers of their own.
        let is_known = |number| [SOLANA_IMAGES, SOLANA_JSON].contains(&folder) || self.ledger.get(number).is_some();
        let is_derived = RESULT_FOLDERS.contains(&folder) && ![IMAGES, JSON].contains(&folder);
        is_derived && (name == COLLECTION_FILE || self.files.names.read(stem).is_some_and(is_known))
    }
}
