//! The output folder before anything is written: what lies there, and what an interrupted run left.
//!
//! Apart from staging so that a run can look and decide first, with the lock held.

use std::fs;
use std::path::{Path, PathBuf};

use super::lock::Lock;
use super::publish::{self, FOLDERS};
use super::{Entry, Ledger, Staging, intact};
use crate::{Error, Result};

/// An output folder that this run alone may write to.
///
/// ```text
/// <out>/.simdgen-lock       held while this value or its staging lives; empty, stays behind
/// <out>/.simdgen-partial/   images/, json/, single files and the journal, until commit
/// <out>/.simdgen-complete/  the same during commit
/// <out>/images/, json/      final names: only complete files of complete runs
/// ```
#[derive(Debug)]
pub struct OutputFolder {
    path: PathBuf,
    lock: Lock,
}

impl OutputFolder {
    /// Takes an output folder, creates it if needed, and finishes what a run that died during its commit began.
    ///
    /// # Errors
    /// [`crate::error::OutputError::OutputLocked`] when another run is at work there; [`Error::Io`].
    pub fn take(path: &Path) -> Result<Self> {
        fs::create_dir_all(path).map_err(Error::io("create", path))?;
        let lock = Lock::take(path)?;
        publish::finish_interrupted(path)?;
        Ok(Self { path: path.into(), lock })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The editions of the build that lies there.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn ledger(&self) -> Result<Ledger> {
        Ledger::read(&self.path.join(Ledger::FILE))
    }

    /// Whether the files of an edition of the build are there: the picture as long as recorded, the metadata as recorded.
    pub fn has(&self, entry: &Entry) -> bool {
        intact::is_there(&self.path.join("images"), &self.path.join("json"), entry)
    }

    /// The editions that an interrupted run recorded as finished.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn unfinished(&self) -> Result<Ledger> {
        Ledger::read(&Staging::journal_in(&Staging::folder_in(&self.path)))
    }

    /// Whether the files of an edition of the interrupted run are whole: both are read.
    pub fn is_intact(&self, entry: &Entry) -> bool {
        let partial = Staging::folder_in(&self.path);
        intact::is_intact(&partial.join("images"), &partial.join("json"), entry)
    }

    /// Names in `images/` and `json/`, lowest first.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn names(&self) -> Result<[Vec<String>; 2]> {
        let mut lists = [vec![], vec![]];
        for (folder, list) in FOLDERS.iter().zip(&mut lists) {
            let names = publish::names_in(&self.path.join(folder))?;
            list.extend(names.into_iter().map(|name| name.to_string_lossy().into_owned()));
            list.sort();
        }
        Ok(lists)
    }

    /// Begins to write. Of what an interrupted run left, the files of these editions are kept and all others deleted.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn stage(self, kept: &Ledger) -> Result<Staging> {
        Staging::begin(self.path, self.lock, kept)
    }
}
