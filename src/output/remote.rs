//! A build in object storage: what a run finds there, writes there, and how it ends.
//!
//! An object has all of its bytes or is not there, so pictures and metadata get their final names at once, while others are
//! still rendered. Everything that names the whole collection is made in a folder of this machine and written at the end, the
//! ledger last.
//!
//! ```text
//! <address>/.simdgen-lock               names the run at work, renewed every few seconds; says that it is free otherwise
//! <address>/.simdgen-partial/journal-N  what this run has finished so far, a piece every few seconds, until the end
//! <address>/.simdgen-objects-N          the store's names for all contents, so that later runs need only a listing; N is the
//!                                       hash of the ledger, so that one is there at any moment for whichever ledger is
//! <address>/images/, json/ ..           as in a folder, byte for byte
//! ```
//!
//! A run that is killed has lost no more than what was finished since the last piece of the journal, which is rendered and
//! written again, under the same names. Nothing of a run is kept on the machine: any other can go on from there.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::layout::{JOURNAL, LEDGER_FILE, LOCK, OBJECTS, PARTIAL, PLAN_FILE, RECORD_FILE, path_of};
use super::objects::{Marks, Objects, mark_of, marks_in, marks_text, read_marks, write_mark};
use super::{Ledger, Seal};
use crate::error::StoreError;
use crate::files::{Folder, OpenFile};
use crate::store::{Access, Address, Store, StoreLock, Uploads, Version};
use crate::{Error, Result};

/// Names of what runs keep beside the results, all below the address. A run of a share of the collection has others of its
/// own; the results have the same names for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Names {
    pub(super) lock: String,
    pub(super) ledger: String,
    /// The beginning of the name of the marks of what a ledger knows, which the ledger's hash ends.
    pub(super) objects: String,
    /// The beginning of the names of the pieces of a journal, which a number ends.
    pub(super) journal: String,
}

impl Names {
    /// Those of a run of the collection.
    pub(super) fn of_build() -> Self {
        Self {
            lock: LOCK.to_owned(),
            ledger: LEDGER_FILE.to_owned(),
            objects: OBJECTS.to_owned(),
            journal: path_of(PARTIAL, &format!("{JOURNAL}-")),
        }
    }

    fn piece(&self, number: u64) -> String {
        format!("{}{number:08}", self.journal)
    }

    /// The name of the marks that go with a ledger.
    fn marks_of(&self, ledger: Seal) -> String {
        format!("{}{:016x}", self.objects, ledger.hash)
    }

    /// The number of a piece of a journal.
    fn number_of(&self, path: &str) -> Option<u64> {
        path.strip_prefix(&self.journal)?.parse().ok()
    }
}

/// A build in object storage, which this run alone may write to.
#[derive(Debug)]
pub(super) struct Remote {
    store: Store,
    names: Names,
    /// Taken for messages.
    shown: PathBuf,
    /// The objects, with the marks of what the ledger knows.
    there: Arc<Objects>,
    /// The objects, with the marks of what the journal knows.
    unfinished: Arc<Objects>,
    /// The content of the ledger that the run began with; `None` without a ledger.
    ledger: Option<Version>,
    /// The pieces of a journal that an earlier run left.
    pieces: Vec<String>,
    /// Marks that were there when the run began, of whichever ledger.
    noted: Vec<String>,
    /// The number of the last piece of any earlier run.
    earlier: u64,
    uploads: Uploads,
    journal: Arc<Journal>,
    /// Dropped last: nothing is written after it is given back.
    lock: StoreLock,
}

/// The journal of a run: what is finished, and what of it is not in the store yet.
#[derive(Debug)]
struct Journal {
    names: Names,
    progress: Arc<Progress>,
    /// The number of the last piece.
    last: Mutex<u64>,
}

/// What is finished so far. The client's threads tell it, so it does not hold the store.
#[derive(Debug, Default)]
struct Progress {
    /// The same journal on this machine, for this process.
    file: OnceLock<OpenFile>,
    state: Mutex<Finished>,
}

#[derive(Debug, Default)]
struct Finished {
    /// Lines that are in no piece yet.
    lines: String,
    /// Of all that this run wrote.
    marks: Marks,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Progress {
    /// Notes objects that are written, and the line that says so.
    fn note(&self, marks: Vec<(String, Seal)>, line: &str) {
        let mut state = locked(&self.state);
        if !line.is_empty() {
            // The journal of this machine serves this process alone, and a short one renders what is not in it again.
            self.file.get().and_then(|file| file.put(line.as_bytes()).ok());
            state.lines.push_str(line);
        }
        for (path, mark) in marks {
            if !line.is_empty() {
                write_mark(&path, mark, &mut state.lines);
            }
            state.marks.insert(path, mark);
        }
    }
}

impl Journal {
    /// Writes what is in no piece yet as a piece.
    fn flush(&self, store: &Store) -> Result<()> {
        let mut last = locked(&self.last);
        let lines = std::mem::take(&mut locked(&self.progress.state).lines);
        if lines.is_empty() {
            return Ok(());
        }
        loop {
            *last += 1;
            match store.put_new(&self.names.piece(*last), lines.as_bytes()) {
                Ok(Some(_)) => return Ok(()),
                // Of a run that lost its lock while it wrote this. What it says is right, or is seen not to be.
                Ok(None) => {}
                Err(error) => {
                    locked(&self.progress.state).lines.insert_str(0, &lines);
                    return Err(error);
                }
            }
        }
    }
}

/// What a run asks of a build in object storage.
#[derive(Clone, Copy, Debug)]
pub struct RemoteRequest<'a> {
    /// The address of the build.
    pub address: &'a Address,
    /// The way there.
    pub access: &'a Access,
    /// A folder of this machine for what the run makes, which is emptied.
    pub work: &'a Path,
    /// `true` to take over from a run that is dead.
    pub take_over: bool,
}

impl Remote {
    /// Takes a build in object storage, and fills the folder `work`, which is empty, with what says what is there: ledger, record,
    /// plan and the journal of a run that did not end.
    ///
    /// # Errors
    /// As [`Store::open`] and [`StoreLock::take`]; [`Error::Io`].
    pub(super) fn open(request: RemoteRequest<'_>, work: &Folder, watching: impl FnOnce(&str)) -> Result<Self> {
        let RemoteRequest { address, access, take_over, .. } = request;
        let (names, pace) = (Names::of_build(), access.pace);
        let store = Store::open(address, access)?;
        let mut lock = StoreLock::take(&store, &names.lock, &access.holder, pace, take_over, watching)?;
        let progress = Arc::default();
        let journal = Journal { names: names.clone(), progress, last: Mutex::new(0) };
        let journal = Arc::new(journal);
        let (pieces_of, hasty) = (Arc::clone(&journal), store.hasty());
        // What cannot be written now is written with the next piece, and at the end it is told.
        lock.renew_with(pace, move || drop(pieces_of.flush(&hasty)))?;
        let (mut listed, mut pieces, mut noted) = (HashMap::new(), vec![], vec![]);
        store.list(|object| {
            pieces.extend(names.number_of(&object.path));
            noted.extend(object.path.starts_with(&names.objects).then(|| object.path.clone()));
            listed.insert(object.path.clone().into_boxed_str(), mark_of(&object));
        })?;
        pieces.sort_unstable();
        let listed = Arc::new(listed);
        let ledger = match store.get(&names.ledger)? {
            Some((text, version)) => {
                work.write_new(LEDGER_FILE, &text)?;
                Some((Seal::of(&text), version))
            }
            None => None,
        };
        let marks = match &ledger {
            Some((seal, _)) => {
                let text = store.get(&names.marks_of(*seal))?;
                text.and_then(|(text, _)| read_marks(&String::from_utf8_lossy(&text), *seal))
            }
            None => None,
        };
        let (covered, marks) = marks.unwrap_or_default();
        for name in [RECORD_FILE, PLAN_FILE].into_iter().filter(|name| listed.contains_key(*name)) {
            if let Some((text, _)) = store.get(name)? {
                work.write_new(name, &text)?;
            }
        }
        let earlier = pieces.last().copied().unwrap_or(0).max(covered);
        *locked(&journal.last) = earlier;
        let (done, left): (Vec<u64>, Vec<u64>) = pieces.into_iter().partition(|number| *number <= covered);
        // What a run left that ended right after its ledger.
        store.remove(&done.into_iter().map(|number| names.piece(number)).collect::<Vec<_>>())?;
        let pieces: Vec<String> = left.into_iter().map(|number| names.piece(number)).collect();
        let mut unfinished = Marks::new();
        if !pieces.is_empty() {
            let file = work.make_folder(PARTIAL)?.append(JOURNAL)?;
            for name in &pieces {
                let Some((text, _)) = store.get(name)? else { continue };
                file.put(&text)?;
                unfinished.extend(marks_in(&String::from_utf8_lossy(&text)));
            }
        }
        let is_interrupted = lock.was_left || !pieces.is_empty();
        let objects = |marks| Arc::new(Objects::new(&store, &listed, marks, is_interrupted));
        let (there, unfinished) = (objects(marks), objects(unfinished));
        let (shown, uploads) = (PathBuf::from(store.address().to_string()), Uploads::new(store.clone(), access.memory));
        let ledger = ledger.map(|(_, version)| version);
        Ok(Self { store, names, shown, there, unfinished, ledger, pieces, noted, earlier, uploads, journal, lock })
    }

    /// The address, for messages.
    pub(super) fn shown(&self) -> &Path {
        &self.shown
    }

    /// The objects, by what the ledger knows of them.
    pub(super) fn there(&self) -> &Arc<Objects> {
        &self.there
    }

    /// The objects, by what the journal of an interrupted run knows of them.
    pub(super) fn unfinished(&self) -> &Arc<Objects> {
        &self.unfinished
    }

    /// Begins to write: from now on, and until the end, the store says that there is an unfinished run. What it knows of the
    /// editions of `resumed` stays; without any, all that an earlier run left is forgotten.
    ///
    /// # Errors
    /// Those of the store; [`Error::Io`].
    pub(super) fn begin(&mut self, resumed: &Ledger, journal: OpenFile) -> Result<()> {
        let _ = self.journal.progress.file.set(journal);
        let mut state = locked(&self.journal.progress.state);
        state.lines = Ledger::default().to_text();
        if !resumed.is_empty() {
            state.marks = self.unfinished.marks().clone();
        }
        drop(state);
        self.journal.flush(&self.store)?;
        match resumed.is_empty() {
            true => self.store.remove(&std::mem::take(&mut self.pieces)),
            false => Ok(()),
        }
    }

    /// Writes both files of an edition, and then its line in the journal.
    ///
    /// # Errors
    /// [`StoreError::LockLost`]; that of the first write that failed, of this edition or of others.
    pub(super) fn put_edition(&self, files: [(String, &[u8]); 2], line: &str) -> Result<()> {
        struct Edition {
            left: AtomicUsize,
            marks: Mutex<Vec<(String, Seal)>>,
            line: String,
        }
        let edition = Edition { left: AtomicUsize::new(files.len()), marks: Mutex::default(), line: line.to_owned() };
        let edition = Arc::new(edition);
        for (path, bytes) in files {
            let (edition, progress) = (Arc::clone(&edition), Arc::clone(&self.journal.progress));
            let (name, length) = (path.clone(), bytes.len() as u64);
            self.put_then(&path, bytes, move |version| {
                locked(&edition.marks).push((name, Seal { bytes: length, hash: version.mark() }));
                if edition.left.fetch_sub(1, Ordering::AcqRel) == 1 {
                    progress.note(std::mem::take(&mut locked(&edition.marks)), &edition.line);
                }
            })?;
        }
        Ok(())
    }

    /// Writes an object.
    ///
    /// # Errors
    /// As [`put_edition`](Self::put_edition).
    pub(super) fn put(&self, path: &str, bytes: &[u8]) -> Result<()> {
        let progress = Arc::clone(&self.journal.progress);
        let (name, length) = (path.to_owned(), bytes.len() as u64);
        self.put_then(path, bytes, move |version| {
            progress.note(vec![(name, Seal { bytes: length, hash: version.mark() })], "");
        })
    }

    fn put_then(&self, path: &str, bytes: &[u8], done: impl FnOnce(&Version) + Send + 'static) -> Result<()> {
        self.lock.check()?;
        self.uploads.put(path, bytes, done)
    }

    /// Waits until all that was begun is written.
    ///
    /// # Errors
    /// As [`put_edition`](Self::put_edition).
    pub(super) fn wait(&self) -> Result<()> {
        self.uploads.wait()
    }

    /// Ends a run that is not complete: what is finished is in the journal.
    pub(super) fn give_up(&self) {
        // Best effort: what is missing from it is rendered again.
        let _ = self.uploads.wait();
        if self.lock.check().is_ok() {
            let _ = self.journal.flush(&self.store.hasty());
        }
    }

    /// Ends a run: writes the files of `staged` that lie in the folder `partial`, removes objects, and writes the ledger.
    ///
    /// # Errors
    /// [`StoreError::LockLost`], [`StoreError::LedgerChanged`]; those of the store; [`Error::Io`].
    pub(super) fn commit(
        &self,
        partial: &Folder,
        staged: &[String],
        removed: &[String],
        ledger: &Ledger,
    ) -> Result<()> {
        self.wait()?;
        let mut marks = self.there.marks().clone();
        let mut last: Vec<&String> = staged.iter().collect();
        last.sort_by_key(|path| *path == RECORD_FILE);
        for path in last {
            // Others were written as they were made.
            let Some(mut file) = partial.open_file(path)? else { continue };
            let bytes = file.stamp()?.length;
            self.lock.check()?;
            let version = self.store.put_file(path, &mut file)?;
            marks.insert(path.clone(), Seal { bytes, hash: version.mark() });
        }
        self.store.remove(removed)?;
        self.journal.flush(&self.store)?;
        marks.extend(locked(&self.journal.progress.state).marks.iter().map(|(path, mark)| (path.clone(), *mark)));
        for path in removed {
            marks.remove(path);
        }
        let text = ledger.to_text();
        let journals = *locked(&self.journal.last);
        let seal = Seal::of(text.as_bytes());
        let (name, list) = (self.names.marks_of(seal), marks_text(&marks, seal, journals));
        // From here on two more writes: whoever takes the lock over after this has watched it for longer than they take.
        self.lock.renew()?;
        self.store.put(&name, list.into_bytes())?;
        let written = match &self.ledger {
            Some(old) => self.store.put_over(&self.names.ledger, text.as_bytes(), old)?,
            None => self.store.put_new(&self.names.ledger, text.as_bytes())?,
        };
        if written.is_none() {
            let address = self.store.address().at(&self.names.ledger);
            return Err(Error::Store(StoreError::LedgerChanged { address }));
        }
        let own = (self.earlier + 1..=journals).map(|number| self.names.piece(number));
        let noted = self.noted.iter().filter(|path| **path != name).cloned();
        self.store.remove(&self.pieces.iter().cloned().chain(own).chain(noted).collect::<Vec<_>>())
    }
}
