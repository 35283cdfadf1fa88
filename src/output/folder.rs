//! The output folder before anything is written: what lies there, and what an interrupted run left.
//!
//! Apart from staging so that a run can look and decide first, with the lock held.

use std::fs;
use std::path::{Path, PathBuf};

use super::lock::Lock;
use super::publish;
use super::{EditionFiles, Entry, JsonSeal, Ledger, Staging, intact};
use crate::{Error, Result};

/// An output folder that this run alone may write to.
///
/// ```text
/// <out>/.simdgen-lock       held while this value or its staging lives; empty, stays behind
/// <out>/.simdgen-partial/   images/, json/, gifs/, single files and the journal, until commit
/// <out>/.simdgen-beside/    the same of what is made of finished pictures
/// <out>/.simdgen-complete/  either during commit
/// <out>/images/, json/ ..   final names: only complete files of complete runs
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

    /// Whether the picture of an edition of the build is there, as long as recorded.
    pub fn has_picture(&self, files: EditionFiles, entry: &Entry) -> bool {
        intact::has_picture(&self.path, files, entry)
    }

    /// Whether an edition of the build has this metadata.
    pub fn has_metadata(&self, files: EditionFiles, number: u32, json: JsonSeal) -> bool {
        intact::has_metadata(&self.path, files, number, json)
    }

    /// The editions that an interrupted run recorded as finished.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn unfinished(&self) -> Result<Ledger> {
        Ledger::read(&Staging::journal_in(&Staging::folder_in(&self.path)))
    }

    /// Where an interrupted run left its files, if there was one.
    pub fn unfinished_path(&self) -> PathBuf {
        Staging::folder_in(&self.path)
    }

    /// Whether the files of an edition of the interrupted run are whole: both are read.
    pub fn is_intact(&self, files: EditionFiles, entry: &Entry) -> bool {
        intact::is_intact(&self.unfinished_path(), files, entry)
    }

    /// Names in one of its folders, such as `images`, lowest first; none when there is no such folder.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn names(&self, folder: &str) -> Result<Vec<String>> {
        let names = publish::names_in(&self.path.join(folder))?;
        let mut names: Vec<String> = names.into_iter().map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        Ok(names)
    }

    /// Begins to write. Of what an interrupted run left, the files of these editions are kept and all others deleted.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn stage(self, files: EditionFiles, kept: &Ledger) -> Result<Staging> {
        let partial = Staging::folder_in(&self.path);
        Staging::begin(self.path, partial, self.lock, files, kept)
    }

    /// Begins to write files beside those of a run, and leaves alone what an interrupted run left.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn stage_beside(self) -> Result<Staging> {
        let beside = self.path.join(".simdgen-beside");
        Staging::begin(self.path, beside, self.lock, EditionFiles::default(), &Ledger::default())
    }
}
