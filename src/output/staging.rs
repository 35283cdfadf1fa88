//! The staging folder: all files of a run are made in it, and moved to their final names at the end.
//!
//! This file is the life of that folder: begin, write, commit or stop. How files are moved, and how an
//! interrupted move is finished, is in `publish`.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::edition_files::EditionFolders;
use super::layout::{
    self, BESIDE, COLLECTION_FILE, IMAGES, JOURNAL, JSON, LEDGER_FILE, MERGING, PARTIAL, REMOVALS, RESULT_FOLDERS,
    path_of, text_of,
};
use super::publish;
use super::register::Register;
use super::remote::Remote;
use super::writer::{EditionTarget, EditionWriter, FileWriter, StagedFile, Target, Written};
use super::{Contents, Durability, EditionFiles, FILES_NAMED, Fingerprints, Ledger, OutputFolder, Seal, generation};
use crate::error::{OutputError, first_few};
use crate::files::{Entry, Folder, Lock, OpenFile, Removed, What};
use crate::metadata::CollectionWriter;
use crate::project::FileNames;
use crate::{Error, Result};

/// The files of a run that is under way.
///
/// Every finished edition has a line in the journal. Dropped, or killed, without [`commit`](Self::commit), the folder stays
/// as it is when an edition is finished, for a later run to go on from. What a killed process leaves:
///
/// - before commit: final names untouched; each file in `.simdgen-partial` is whole, or not recorded in the journal, or
///   told from a whole one by its check sums;
/// - during commit: some final names old or missing, the rest in `.simdgen-complete`; the next run finishes the commit
///   before it does anything else;
/// - after it: everything in place.
///
/// Nothing is synced while editions are written; the commit syncs all of them before it moves the first. File systems that
/// keep the order of renames (ext4, XFS, Btrfs, APFS, NTFS) so hold to the above in a power cut too: one shortly after the
/// commit can undo its last moves, and the next run does them again.
#[derive(Debug)]
pub struct Staging {
    out: Folder,
    pub(super) partial: Folder,
    /// Its name in the output folder.
    place: &'static str,
    pub(super) images: Arc<Folder>,
    pub(super) json: Arc<Folder>,
    journal: OpenFile,
    /// Names of its editions' files.
    files: EditionFiles,
    pub(super) written: Written,
    /// Files that were written and are no part of the results after all.
    taken_back: Mutex<BTreeSet<String>>,
    /// The build that was in the output folder before.
    build: Register,
    /// Object storage, where the results go there: pictures and metadata at once, the rest at the end.
    remote: Option<Remote>,
    /// `true` if edited files, and files that no run wrote, are replaced and removed.
    force: bool,
    committed: bool,
    _lock: Lock,
}

/// The end of a run.
#[derive(Debug, Default)]
pub struct Commit {
    /// The editions of the build as it is now; without them, those of the build that was there, with the metadata written
    /// since.
    pub ledger: Option<Ledger>,
    /// Files below the output folder that are no longer part of it.
    pub removed: Vec<PathBuf>,
    /// `true` if metadata that was edited before stays known as edited, because the new one goes on from it.
    pub keeps_edits: bool,
    /// Measures beyond the usual for power cuts and readers.
    pub durability: Durability,
}

impl Staging {
    /// Takes the output folder for files beside those of a run: what an interrupted run left stays. With `force`, edited
    /// files, and those that no run wrote, are replaced.
    ///
    /// # Errors
    /// Those of [`OutputFolder::take`]; [`Error::Io`].
    pub fn start(out: &Path, force: bool) -> Result<Self> {
        let folder = OutputFolder::take(out, force)?.ok_or_else(|| OutputFolder::is_locked(out))?;
        let files = folder.build.files;
        Self::begin(folder, BESIDE, files, &Ledger::default())
    }

    pub(super) fn begin(
        folder: OutputFolder,
        place: &'static str,
        files: EditionFiles,
        resumed: &Ledger,
    ) -> Result<Self> {
        let OutputFolder { contents, lock } = folder;
        let Contents { folder: out, build, force, mut remote, there: _, unfinished: _ } = contents;
        if resumed.is_empty() {
            out.remove_folder(place)?;
        }
        let partial = out.make_folder(place)?;
        let (images, json) = (Arc::new(partial.make_folder(IMAGES)?), Arc::new(partial.make_folder(JSON)?));
        // The journal that knows only what is resumed stands before the first file is deleted.
        partial.replace(JOURNAL, resumed.to_text().as_bytes(), false)?;
        remove_all_but(&partial, files, resumed)?;
        let journal = partial.append(JOURNAL)?;
        if let Some(remote) = &mut remote {
            remote.begin(resumed, partial.append(JOURNAL)?)?;
        }
        let (written, taken_back) = (Written::default(), Mutex::default());
        Ok(Self {
            out,
            partial,
            place,
            images,
            json,
            journal,
            files,
            written,
            taken_back,
            build,
            remote,
            force,
            committed: false,
            _lock: lock,
        })
    }

    /// The output folder, which holds the results after [`Self::commit`], or their address.
    pub fn out(&self) -> &Path {
        self.remote.as_ref().map_or(self.out.path(), Remote::shown)
    }

    /// The folder of this machine that the results lie in; `None` where they lie in object storage.
    pub fn results(&self) -> Option<&Path> {
        self.remote.is_none().then(|| self.out.path())
    }

    /// The pictures of the build that was there before.
    ///
    /// # Errors
    /// As [`EditionFolders::of`].
    pub(crate) fn earlier_pictures(&self) -> Result<EditionFolders> {
        match &self.remote {
            Some(remote) => Ok(EditionFolders::of_objects(remote.there())),
            None => EditionFolders::of(&self.out),
        }
    }

    /// Waits until all files that were written are in their place, which object storage takes its time for.
    ///
    /// # Errors
    /// Those of object storage.
    pub fn wait(&self) -> Result<()> {
        self.remote.as_ref().map_or(Ok(()), Remote::wait)
    }

    /// The output folder, held open.
    pub fn out_folder(&self) -> &Folder {
        &self.out
    }

    /// The path of the unfinished files.
    pub fn path(&self) -> &Path {
        self.partial.path()
    }

    /// `true` if a file is there that an earlier run wrote.
    pub fn has_own(&self, name: &str) -> bool {
        let is_there = || self.remote.as_ref().map_or_else(|| self.out.has(name), |remote| remote.there().has(name));
        self.build.owns(name) && is_there()
    }

    /// `true` if a file of the whole collection is there with this seal, and known by it. Of the file, only the length is looked
    /// at: what somebody edited was found before.
    ///
    /// # Errors
    /// As [`Folder::stamp`].
    pub fn has_sealed(&self, name: &str, seal: Seal) -> Result<bool> {
        if let Some(remote) = &self.remote {
            return Ok(self.build.ledger.file(name) == Some(seal) && remote.there().is_as_written(name, seal.bytes));
        }
        let there = self.out.stamp(name)?;
        Ok(self.build.ledger.file(name) == Some(seal) && there.is_some_and(|there| there.length == seal.bytes))
    }

    /// Makes a writer of editions for one thread, which notes them in the journal.
    pub fn edition_writer<'a>(&'a self, fingerprints: &'a Fingerprints<'a>) -> EditionWriter<'a> {
        let EditionFiles { names, pictures } = self.files;
        let writer = |folder: &Arc<Folder>, extension| {
            FileWriter::new(Target::Folder(Arc::clone(folder)), None, names, extension)
        };
        let target = match &self.remote {
            Some(remote) => EditionTarget::Store(remote, self.files),
            None => EditionTarget::Folder {
                images: writer(&self.images, pictures.extension()),
                metadata: writer(&self.json, names.of_metadata()),
                journal: &self.journal,
            },
        };
        EditionWriter::new(target, fingerprints)
    }

    /// A writer of numbered files into another folder of results, which is made when it is not there: `gifs`,
    /// `tezos/json`; or of metadata of editions that have their picture already.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn writer(&self, folder: &'static str, names: FileNames, extension: &'static str) -> Result<FileWriter<'_>> {
        debug_assert!(RESULT_FOLDERS.contains(&folder), "{folder} is never given its final name");
        let target = match &self.remote {
            Some(remote) => Target::Store(remote, folder),
            None => Target::Folder(Arc::new(self.partial.make_folder(folder)?)),
        };
        Ok(FileWriter::new(target, Some((&self.written, folder)), names, extension))
    }

    /// The editions finished so far, by this run and the one it went on from.
    ///
    /// # Errors
    /// As [`Ledger::read`].
    pub fn finished(&self) -> Result<Ledger> {
        if let Some(remote) = &self.remote {
            // What failed is told by whoever goes on writing.
            let _ = remote.wait();
        }
        Ledger::read(&self.partial, JOURNAL)
    }

    /// Creates the list of all metadata in a folder of results, to be written piece by piece.
    ///
    /// # Errors
    /// [`Error::Io`], also when it exists.
    pub fn create_list(&self, folder: &'static str) -> Result<CollectionWriter<StagedFile<'_>>> {
        debug_assert!(RESULT_FOLDERS.contains(&folder), "{folder} is never given its final name");
        self.partial.make_folder(folder)?;
        let name = path_of(folder, COLLECTION_FILE);
        let path = self.path().join(&name);
        Ok(CollectionWriter::new(self.create(name)?, path))
    }

    /// Creates the plan, to be written piece by piece.
    ///
    /// # Errors
    /// [`Error::Io`], also when it exists.
    pub fn create_plan(&self) -> Result<StagedFile<'_>> {
        self.create(layout::PLAN_FILE.to_owned())
    }

    /// Creates a file of a configured name directly in the output folder, to be written piece by piece.
    ///
    /// # Errors
    /// [`OutputError::ReservedName`] for a name of this program's own; as [`refuse_others`](Self::refuse_others).
    pub fn create_file(&self, name: &str) -> Result<StagedFile<'_>> {
        if !layout::is_free(name) {
            return Err(Error::Output(OutputError::ReservedName { name: name.to_owned() }));
        }
        // Before the work is done, not after it.
        self.refuse_others(&[name.to_owned()])?;
        self.create(name.to_owned())
    }

    fn create(&self, path: String) -> Result<StagedFile<'_>> {
        Ok(StagedFile::new(self.partial.create(&path)?, path, &self.written))
    }

    /// Writes one of the files of the whole collection.
    ///
    /// # Errors
    /// [`Error::Io`], also when this run wrote it before.
    pub fn write_file(&self, name: &'static str, bytes: &[u8]) -> Result<()> {
        debug_assert!(layout::is_result(name), "{name} is never given its final name");
        self.partial.write_new(name, bytes)?;
        self.written.note(name.to_owned(), Seal::of(bytes));
        Ok(())
    }

    /// Takes back files written so far, by their paths below the output folder: those that lie there stay.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn take_back(&self, files: &[PathBuf]) -> Result<()> {
        for file in files {
            self.partial.remove(file)?;
            self.written.forget(&text_of(file));
            self.taken_back.lock().unwrap_or_else(PoisonError::into_inner).insert(text_of(file));
        }
        Ok(())
    }

    /// Files of a folder of results that an earlier run wrote and this one did not.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn obsolete(&self, folder: &'static str) -> Result<Vec<PathBuf>> {
        let written = self.written.all();
        let paths = self.out.names(folder)?.into_iter().map(|name| path_of(folder, &name.to_string_lossy()));
        Ok(paths.filter(|path| self.build.owns(path) && !written.contains_key(path)).map(PathBuf::from).collect())
    }

    /// Fails when a file of one of these paths below the output folder was edited or is there and no run wrote it, unless
    /// `force` was asked for; and when a folder has its name, whatever was asked for.
    ///
    /// # Errors
    /// As [`refuse_edits`](Self::refuse_edits); [`OutputError::NotOurs`]; [`crate::error::FileError::NotPlain`];
    /// [`Error::Io`].
    pub fn refuse_others(&self, paths: &[String]) -> Result<()> {
        self.refuse_edits(paths.iter().map(String::as_str))?;
        self.build.refuse_others(&self.out, self.force, paths.iter().cloned())
    }

    /// Fails when a file that an earlier run wrote into one of these folders of results was edited, unless `force` was asked
    /// for: for what makes all files of a folder anew, and removes those that are left over.
    ///
    /// # Errors
    /// As [`refuse_edits`](Self::refuse_edits).
    pub fn refuse_edits_in(&self, folders: &[&str]) -> Result<()> {
        let is_in = |path: &&str| path.rsplit_once('/').is_some_and(|(folder, _)| folders.contains(&folder));
        self.refuse_edits(self.build.ledger.files().filter(is_in))
    }

    /// Fails when one of these files was edited since a run wrote it, unless `force` was asked for. A run that renders has its own
    /// way with edits ([`super::Changes::find`]).
    ///
    /// # Errors
    /// [`OutputError::ChangedSince`]; [`Error::Io`].
    fn refuse_edits<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Result<()> {
        if self.force || self.place != BESIDE {
            return Ok(());
        }
        let mut edited = vec![];
        for path in paths {
            if self.build.is_edited(&self.out, path)? {
                edited.push(path);
            }
        }
        if edited.is_empty() {
            return Ok(());
        }
        let (path, files, names) = (self.out.path().to_path_buf(), edited.len(), first_few(&edited, FILES_NAMED));
        Err(Error::Output(OutputError::ChangedSince { path, files, names }))
    }

    /// Gives everything its final name, replacing files of the same name that an earlier run wrote, and removes what is
    /// obsolete. Every other file of the output folder is left as it was. What was written is on the disk before the first
    /// file moves.
    ///
    /// # Errors
    /// [`OutputError::StagingLost`] when files of this run are gone; [`OutputError::NotOurs`] and
    /// [`OutputError::ChangedSince`] as for [`refuse_others`](Self::refuse_others), the latter also for a file to be removed;
    /// [`Error::Io`] when something cannot be moved: the results are then complete in
    /// `.simdgen-complete`, and the next run on this folder tries again.
    pub fn commit(mut self, commit: Commit) -> Result<()> {
        let Commit { ledger, removed, keeps_edits, durability } = commit;
        let removed_paths: Vec<String> = removed.iter().map(|file| text_of(file)).collect();
        if self.remote.is_none() {
            let finished = self.finished()?;
            let mut paths = vec![];
            for folder in RESULT_FOLDERS.into_iter().chain([""]) {
                let names = self.names_in(folder, &finished);
                self.count(folder, &names)?;
                paths.extend(names.into_iter().map(|name| path_of(folder, &name)));
            }
            self.refuse_others(&paths)?;
            self.refuse_edits(removed_paths.iter().map(String::as_str))?;
        }
        let mut ledger = match ledger {
            Some(ledger) => ledger,
            None => self.build.resealed(&self.out, &self.written.all(), keeps_edits)?,
        };
        for (path, &seal) in self.written.all().iter() {
            // Those of editions have their place in an entry, and those resealed stay as they are.
            if !self.is_of_edition(path, &ledger) && (!keeps_edits || ledger.file(path).is_none()) {
                ledger.put_file(path, Some(seal));
            }
        }
        self.build.register_earlier(&self.out, &mut ledger)?;
        // Metadata of pictures that were nobody's editions has its place in an entry once they are.
        let of_editions = ledger.files().filter(|path| self.is_of_edition(path, &ledger));
        let of_editions: Vec<String> = of_editions.map(str::to_owned).collect();
        of_editions.iter().for_each(|path| ledger.put_file(path, None));
        removed_paths.iter().for_each(|path| ledger.put_file(path, None));
        if let Some(remote) = &self.remote {
            let staged: Vec<String> = self.written.all().keys().cloned().collect();
            remote.commit(&self.partial, &staged, &removed_paths, &ledger)?;
            self.committed = true;
            return self.out.remove_folder(self.place).map(drop);
        }
        self.partial.write_new(LEDGER_FILE, ledger.to_text().as_bytes())?;
        self.partial.write_new(REMOVALS, publish::removals(&removed).as_bytes())?;
        self.partial.sync_below()?;
        self.out.rename(self.place, &self.out, layout::COMPLETE)?;
        self.committed = true;
        if durability.one_switch {
            return generation::publish(&self.out, durability.sync);
        }
        publish::publish(&self.out)?;
        if durability.sync { publish::sync(&self.out) } else { Ok(()) }
    }

    /// `true` for the path of a picture or metadata file of an edition that a ledger knows.
    fn is_of_edition(&self, path: &str, ledger: &Ledger) -> bool {
        self.files.number_of_path(path).is_some_and(|number| ledger.get(number).is_some())
    }

    /// The names of this run's files in a folder of results, or directly in the output folder for "", sorted.
    fn names_in(&self, folder: &str, finished: &Ledger) -> Vec<String> {
        let written = self.written.all();
        let in_folder = |path: &String| match path.rsplit_once('/') {
            Some((above, name)) => (above == folder).then(|| name.to_owned()),
            None => folder.is_empty().then(|| path.clone()),
        };
        let mut names: Vec<String> = written.keys().filter_map(in_folder).collect();
        let numbers = finished.entries().map(|entry| entry.number);
        match folder {
            IMAGES => names.extend(numbers.map(|number| self.files.picture(number))),
            JSON => names.extend(numbers.map(|number| self.files.metadata(number))),
            _ => {}
        }
        let taken_back = self.taken_back.lock().unwrap_or_else(PoisonError::into_inner);
        if !taken_back.is_empty() {
            names.retain(|name| !taken_back.contains(&path_of(folder, name)));
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Compares what lies in a folder of the staging folder with what this run wrote there: what is missing is an error, and
    /// what is not of this run is removed.
    fn count(&self, folder: &str, names: &[String]) -> Result<()> {
        let inner = if folder.is_empty() { Some(self.partial.again()?) } else { self.partial.folder(folder)? };
        let entries = inner.as_ref().map_or(Ok(vec![]), Folder::entries)?;
        let is_file = |entry: &&Entry| entry.what == What::File;
        let there: HashSet<&OsStr> = entries.iter().filter(is_file).map(|entry| entry.name.as_os_str()).collect();
        let mut lost = names.iter().filter(|name| !there.contains(OsStr::new(name)));
        if let Some(example) = lost.next() {
            let (path, files) = (self.partial.path().to_path_buf(), 1 + lost.count());
            let example = path_of(folder, example);
            return Err(Error::Output(OutputError::StagingLost { path, files, example }));
        }
        let own: HashSet<&OsStr> = names.iter().map(OsStr::new).collect();
        let others = entries.iter().filter(|entry| !own.contains(entry.name.as_os_str()));
        for other in others.filter(|entry| entry.what != What::Folder && entry.name != JOURNAL) {
            inner.as_ref().map_or(Ok(Removed::WasNotThere), |inner| inner.remove(&other.name))?;
        }
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if let Some(remote) = self.remote.as_ref().filter(|_| !self.committed) {
            remote.give_up();
        }
        let nothing_finished = || self.finished().is_ok_and(|ledger| ledger.is_empty());
        // What is merged is in the shards too.
        if !self.committed && (self.place == MERGING || nothing_finished()) {
            // Best effort: there is nobody to tell, and the next run removes it.
            let _ = self.out.remove_folder(self.place);
        }
    }
}

/// Deletes everything in a staging folder but the journal and the files of these editions.
fn remove_all_but(partial: &Folder, files: EditionFiles, resumed: &Ledger) -> Result<()> {
    for entry in partial.entries()? {
        match (&entry.what, entry.name.to_str()) {
            (What::Folder, Some(name @ (IMAGES | JSON))) => {
                let Some(folder) = partial.folder(name)? else { continue };
                folder.remove_all_but(|inner| {
                    let number = inner.name.to_str().and_then(|file| files.number_of_path(&path_of(name, file)));
                    inner.what == What::File && number.is_some_and(|number| resumed.get(number).is_some())
                })?;
            }
            (What::Folder, _) => drop(partial.remove_folder(&entry.name)?),
            (_, Some(JOURNAL)) => {}
            _ => drop(partial.remove(&entry.name)?),
        }
    }
    Ok(())
}

impl OutputFolder {
    /// Begins to write. Of the files that an interrupted run left, those of the editions of `resumed` stay and all others
    /// are deleted.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn stage(self, files: EditionFiles, resumed: &Ledger) -> Result<Staging> {
        Staging::begin(self, PARTIAL, files, resumed)
    }
}
