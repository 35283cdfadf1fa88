//! The output folder before anything is written: the build that lies there, and the files that an interrupted run left.
//!
//! A run looks and decides here first, with the lock held; [`super::Staging`] writes. Whoever only asks what a run would do
//! looks at the same [`Contents`] without the lock, and keeps no run waiting.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use super::edition_files::EditionFolders;
use super::layout::{
    COMPLETE, JOURNAL, LEDGER_FILE, LOCK, MERGED, MERGING, PARTIAL, RECORD_FILE, RESULT_FOLDERS, SEALED_FILES, text_of,
};
use super::objects::Objects;
use super::register::Register;
use super::remote::{Remote, RemoteRequest};
use super::{Ledger, RunRecord, Seal, generation, publish};
use crate::error::OutputError;
use crate::files::{Folder, Kind, Lock};
use crate::{Error, Result};

/// An output folder that this run alone may write to.
#[derive(Debug)]
pub struct OutputFolder {
    pub(super) contents: Contents,
    pub(super) lock: Lock,
}

/// What lies in an output folder.
#[derive(Debug)]
pub struct Contents {
    pub(super) folder: Folder,
    pub(super) build: Register,
    /// The files of editions of the build.
    pub(super) there: EditionFolders,
    /// The files of editions of an interrupted run.
    pub(super) unfinished: EditionFolders,
    /// The build, where it lies in object storage: then the folder is this machine's own, for what is made of it.
    pub(super) remote: Option<Remote>,
    /// `true` if files that no run wrote are replaced and removed.
    pub(super) force: bool,
}

impl OutputFolder {
    /// Takes an output folder, creates it if needed, and finishes what a run that died during its commit began, replacing
    /// what no run wrote only with `force`, as later does all that is written into it. `None` when another run is at work there.
    ///
    /// # Errors
    /// [`crate::error::FileError::NotPlain`] where something that is read or written is a link, a device or a pipe;
    /// [`Error::Io`].
    pub fn take(path: &Path, force: bool) -> Result<Option<Self>> {
        loop {
            let folder = Folder::make(path)?;
            match generation::current(&folder, path, folder.try_lock(LOCK))? {
                Some(Some(lock)) => return Self::with(folder, lock, force).map(Some),
                Some(None) => return Ok(None),
                // A run that made a new generation of the build has put another folder here.
                None => {}
            }
        }
    }

    /// [`take`](Self::take) that waits until no other run is at work there.
    ///
    /// # Errors
    /// As [`take`](Self::take).
    pub fn wait(path: &Path, force: bool) -> Result<Self> {
        loop {
            let folder = Folder::make(path)?;
            if let Some(lock) = generation::current(&folder, path, folder.wait_for_lock(LOCK))? {
                return Self::with(folder, lock, force);
            }
        }
    }

    /// Takes a build in object storage. What it has of ledger, plan and record is copied to a folder of this machine, where
    /// files of the whole collection are made; pictures and metadata stay there. With `force`, files that no run wrote are
    /// replaced. `watching` is called with the words of another run whose lock is watched before it is taken over.
    ///
    /// # Errors
    /// Those of object storage; [`OutputError::OutputLocked`] while another run of this machine is at work there; [`Error::Io`].
    pub fn remote(request: RemoteRequest<'_>, force: bool, watching: impl FnOnce(&str)) -> Result<Self> {
        let folder = Folder::make(request.work)?;
        let address = || PathBuf::from(request.address.to_string());
        let lock = folder.try_lock(LOCK)?.ok_or_else(|| Self::is_locked(&address()))?;
        folder.remove_all_but(|entry| entry.name == LOCK)?;
        let remote = Remote::open(request, &folder, watching)?;
        let mut contents = Contents::of(folder, force)?;
        contents.there = EditionFolders::of_objects(remote.there());
        contents.unfinished = EditionFolders::of_objects(remote.unfinished());
        contents.remote = Some(remote);
        Ok(Self { contents, lock })
    }

    /// The error for a folder that another run holds.
    pub fn is_locked(path: &Path) -> Error {
        Error::Output(OutputError::OutputLocked { path: path.into() })
    }

    fn with(folder: Folder, lock: Lock, force: bool) -> Result<Self> {
        generation::remove_leftover(&folder)?;
        publish::finish_interrupted(&folder, force)?;
        // Of a merge that was killed: what it was made of is in the shards, or in the build.
        [MERGING, MERGED].into_iter().try_for_each(|left| folder.remove_folder(left).map(drop))?;
        Ok(Self { contents: Contents::of(folder, force)?, lock })
    }
}

impl Deref for OutputFolder {
    type Target = Contents;

    fn deref(&self) -> &Contents {
        &self.contents
    }
}

impl Contents {
    /// Looks at an output folder as it lies there, without its lock, and writes nothing; `None` when it is not there. With
    /// `force`, files that no run wrote are in nobody's way.
    ///
    /// # Errors
    /// As [`OutputFolder::take`]. While a run writes there, also that something is gone that was there before.
    pub fn look(path: &Path, force: bool) -> Result<Option<Self>> {
        Folder::find(path)?.map(|folder| Self::of(folder, force)).transpose()
    }

    fn of(folder: Folder, force: bool) -> Result<Self> {
        refuse_links(&folder)?;
        let build = Register::read(&folder)?;
        let there = EditionFolders::of(&folder)?;
        let unfinished = folder.folder(PARTIAL)?;
        let unfinished = unfinished.as_ref().map_or(Ok(EditionFolders::default()), EditionFolders::of)?;
        Ok(Self { folder, build, there, unfinished, remote: None, force })
    }

    /// `true` if a run died while it put its files in place, which the next one does first.
    pub fn is_half_published(&self) -> bool {
        self.folder.has(COMPLETE)
    }

    /// Its path, or its address.
    pub fn path(&self) -> &Path {
        self.remote.as_ref().map_or(self.folder.path(), Remote::shown)
    }

    /// The folder of this machine that the results lie in; `None` where they lie in object storage.
    pub fn results(&self) -> Option<&Path> {
        self.remote.is_none().then(|| self.folder.path())
    }

    /// What object storage says of the build, where it lies there.
    pub(super) fn objects(&self) -> Option<&Objects> {
        self.remote.as_ref().map(|remote| &**remote.there())
    }

    /// `true` if an interrupted run may have written files to their final names, as it does in object storage.
    pub(super) fn is_interrupted(&self) -> bool {
        self.objects().is_some_and(Objects::is_interrupted)
    }

    /// The record of the build that lies there; `None` without one.
    ///
    /// # Errors
    /// As [`RunRecord::read`].
    pub fn record(&self) -> Result<Option<RunRecord>> {
        self.has(RECORD_FILE).then(|| RunRecord::read_in(&self.folder)).transpose()
    }

    /// The editions of the build that lies there.
    pub fn ledger(&self) -> &Ledger {
        &self.build.ledger
    }

    /// The editions that an interrupted run recorded as finished.
    ///
    /// # Errors
    /// As [`Ledger::read`].
    pub fn unfinished(&self) -> Result<Ledger> {
        self.folder.folder(PARTIAL)?.map_or(Ok(Ledger::default()), |partial| Ledger::read(&partial, JOURNAL))
    }

    /// `true` if an interrupted run left something.
    pub fn has_unfinished(&self) -> bool {
        self.folder.has(PARTIAL)
    }

    /// Reads a picture of the build; `None` if there is none.
    ///
    /// # Errors
    /// As [`EditionFolders::read_picture`].
    pub fn read_picture(&self, name: &str) -> Result<Option<Vec<u8>>> {
        self.there.read_picture(name)
    }

    /// `true` if a file is there with this text.
    ///
    /// # Errors
    /// As [`Folder::read`].
    pub fn has_text(&self, name: &str, text: &str) -> Result<bool> {
        Ok(self.folder.read(name, Kind::Record)?.is_some_and(|there| there == text.as_bytes()))
    }

    /// `true` if a file is there with this seal, and known by it; for no seal, if there is none that an earlier run
    /// wrote. Of the file, only the length is looked at: what somebody edited was found before.
    ///
    /// # Errors
    /// As [`Folder::stamp`].
    pub fn has_sealed(&self, name: &str, seal: Option<Seal>) -> Result<bool> {
        if let Some(objects) = self.objects() {
            return Ok(match seal {
                Some(seal) => self.build.ledger.file(name) == Some(seal) && objects.is_as_written(name, seal.bytes),
                None => !objects.has(name) || !self.build.owns(name),
            });
        }
        let there = self.folder.stamp(name)?;
        Ok(match seal {
            Some(seal) => {
                self.build.ledger.file(name) == Some(seal) && there.is_some_and(|there| there.length == seal.bytes)
            }
            None => there.is_none() || !self.build.owns(name),
        })
    }

    /// Names in one of its folders, such as `images`, lowest first; none when there is no such folder.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn names(&self, folder: &str) -> Result<Vec<String>> {
        if let Some(objects) = self.objects() {
            return Ok(objects.names(folder));
        }
        Ok(self.folder.names(folder)?.into_iter().map(|name| name.to_string_lossy().into_owned()).collect())
    }

    /// `true` if a name is taken, also by a link that leads nowhere.
    pub(super) fn has(&self, path: impl AsRef<Path>) -> bool {
        match self.objects() {
            Some(objects) => objects.has(&text_of(path.as_ref())),
            None => self.folder.has(path),
        }
    }

    /// As [`Register::refuse_others`].
    ///
    /// # Errors
    /// As [`Register::refuse_others`].
    pub(super) fn refuse_others(&self, paths: impl Iterator<Item = String>) -> Result<()> {
        if let Some(objects) = self.objects() {
            if self.force || objects.is_interrupted() {
                return Ok(());
            }
            let mut others = paths.filter(|path| objects.has(path) && !self.build.owns(path));
            let Some(example) = others.next() else { return Ok(()) };
            let (path, files) = (self.path().to_path_buf(), 1 + others.count());
            return Err(Error::Output(OutputError::NotOurs { path, files, example }));
        }
        self.build.refuse_others(&self.folder, self.force, paths)
    }
}

/// Passes an output folder in which no result is a link, a device or a pipe: all of them are told before any work is
/// done, though none would be read or written through.
///
/// # Errors
/// [`crate::error::FileError::NotPlain`] naming the first; [`Error::Io`].
fn refuse_links(out: &Folder) -> Result<()> {
    for file in SEALED_FILES.into_iter().chain([LEDGER_FILE, RECORD_FILE]) {
        if out.stamp(file)?.is_some_and(|there| !there.what.is_plain()) {
            out.open_file(file)?;
        }
    }
    for folder in RESULT_FOLDERS {
        let Some(inner) = out.folder(folder)? else { continue };
        if let Some(other) = inner.entries()?.into_iter().find(|entry| !entry.what.is_plain()) {
            // Opening it says what it is.
            inner.open_file(&other.name)?;
        }
    }
    Ok(())
}

/// Passes an output folder that is only read, in which no result is a link, a device or a pipe.
///
/// # Errors
/// [`crate::error::FileError::NotPlain`] naming the first; [`Error::Io`].
pub fn refuse_links_in(out: &Path) -> Result<()> {
    Folder::find(out)?.map_or(Ok(()), |out| refuse_links(&out))
}
