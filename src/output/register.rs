//! Which files of an output folder are this program's own: what the ledger knows, and nothing else.
//!
//! A file that is no run's is neither replaced nor removed unless the user says so. Since format 2 of the ledger every file
//! is in it; of builds that are older, files that are called as theirs are taken for theirs.

use std::io::ErrorKind;

use super::layout::{COLLECTION_FILE, IMAGES, JSON, RESULT_FOLDERS, SEALED_FILES, SOLANA_IMAGES, SOLANA_JSON, path_of};
use super::{EditionFiles, Ledger, RunRecord, Seal};
use crate::error::OutputError;
use crate::files::{Folder, What};
use crate::{Error, Result};

/// What is known of the build in an output folder.
#[derive(Clone, Debug, Default)]
pub(super) struct Register {
    /// Its ledger.
    pub(super) ledger: Ledger,
    /// What the files of its editions are called.
    pub(super) files: EditionFiles,
    /// Whether it has a record.
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
            ledger: Ledger::read(out, Ledger::FILE)?,
            files: record.as_ref().map_or(EditionFiles::default(), |record| record.files),
            has_record: record.is_some(),
        })
    }

    /// Whether a run wrote the file of a path below the output folder, `/` between parts.
    pub(super) fn owns(&self, path: &str) -> bool {
        let is_of_run =
            path == Ledger::FILE || path == RunRecord::FILE || SEALED_FILES.contains(&path) && self.has_record;
        if is_of_run || self.ledger.file(path).is_some() {
            return true;
        }
        let number = self.files.number_of_path(path);
        number.is_some_and(|number| self.ledger.get(number).is_some()) || self.is_old() && self.would_own(path)
    }

    /// Whether it is of a version that registered only the files of editions and a few of the whole collection.
    pub(super) fn is_old(&self) -> bool {
        self.has_record && self.ledger.format() < 2
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

    /// Whether a file is called as those of an older version were.
    fn would_own(&self, path: &str) -> bool {
        let Some((folder, name)) = path.rsplit_once('/') else { return true };
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        // Counted from 0, files for Solana have numbers of their own.
        let is_known = |number| [SOLANA_IMAGES, SOLANA_JSON].contains(&folder) || self.ledger.get(number).is_some();
        let is_derived = RESULT_FOLDERS.contains(&folder) && ![IMAGES, JSON].contains(&folder);
        is_derived && (name == COLLECTION_FILE || self.files.names.read(stem).is_some_and(is_known))
    }
}
