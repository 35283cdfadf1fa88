//! All files of a run are made in a folder of their own, and moved to their final names at the end.
//!
//! This file is the life of that folder: begin, write, commit or stop. How files are moved, and how an
//! interrupted move is finished, is in `publish`.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::file_writer::write_new;
use super::lock::Lock;
use super::publish::{self, FOLDERS};
use super::sync::sync_below;
use super::{EditionFiles, JsonSeal, Ledger, OutputFolder};
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
    out: PathBuf,
    partial: PathBuf,
    images: PathBuf,
    json: PathBuf,
    journal: File,
    committed: bool,
    _lock: Lock,
}

impl Staging {
    /// Where the files of an unfinished run of an output folder are.
    pub(super) fn folder_in(out: &Path) -> PathBuf {
        out.join(".simdgen-partial")
    }

    /// The journal of a staging folder.
    pub(super) fn journal_in(partial: &Path) -> PathBuf {
        partial.join("journal")
    }

    /// Takes the output folder for files beside those of a run: what an interrupted run left stays.
    ///
    /// # Errors
    /// Those of [`OutputFolder::take`] and [`OutputFolder::stage_beside`].
    pub fn start(out: &Path) -> Result<Self> {
        OutputFolder::take(out)?.stage_beside()
    }

    pub(super) fn begin(
        out: PathBuf,
        partial: PathBuf,
        lock: Lock,
        files: EditionFiles,
        kept: &Ledger,
    ) -> Result<Self> {
        if kept.is_empty() {
            remove_folder(&partial)?;
        }
        let [images, json] = ["images", "json"].map(|folder| partial.join(folder));
        for folder in [&images, &json] {
            fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
        }
        let journal = Self::journal_in(&partial);
        // The journal that knows only what is kept stands before the first file is deleted.
        let rewritten = partial.join("journal.new");
        fs::write(&rewritten, if kept.is_empty() { String::new() } else { kept.to_text() })
            .map_err(Error::io("write", &rewritten))?;
        fs::rename(&rewritten, &journal).map_err(Error::io("rename", &rewritten))?;
        remove_all_but(&partial, files, kept)?;
        let journal = File::options().append(true).open(&journal).map_err(Error::io("open", &journal))?;
        Ok(Self { out, partial, images, json, journal, committed: false, _lock: lock })
    }

    /// The output folder, which holds the results after [`Self::commit`].
    pub fn out(&self) -> &Path {
        &self.out
    }

    /// Where the pictures of this run are written.
    pub fn images(&self) -> &Path {
        &self.images
    }

    /// Where its metadata files are written.
    pub fn json(&self) -> &Path {
        &self.json
    }

    /// The journal, open for appending.
    pub(super) fn journal(&self) -> &File {
        &self.journal
    }

    /// The path of the journal.
    pub(super) fn journal_path(&self) -> PathBuf {
        Self::journal_in(&self.partial)
    }

    /// The editions finished so far, by this run and the one it went on from.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn finished(&self) -> Result<Ledger> {
        Ledger::read(&self.journal_path())
    }

    /// Where the files of another of the output's folders are written, made when it is not there: `pixel_images`, `gifs`.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn folder(&self, name: &str) -> Result<PathBuf> {
        debug_assert!(FOLDERS.contains(&name), "{name} is never given its final name");
        let folder = self.partial.join(name);
        fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
        Ok(folder)
    }

    /// Creates a file beside `images` and `json`, to be written piece by piece.
    ///
    /// # Errors
    /// [`Error::Io`], also when the file exists.
    pub fn create_file(&self, name: &str) -> Result<File> {
        debug_assert!(!name.contains(['/', '\\']), "{name} is not a plain file name");
        let path = self.partial.join(name);
        File::create_new(&path).map_err(Error::io("create", path))
    }

    /// Writes a single file that will lie directly in the output folder, replacing one of that name.
    ///
    /// # Errors
    /// [`Error::Io`], also when this run wrote it before.
    pub fn write_file(&self, name: &str, bytes: &[u8]) -> Result<()> {
        debug_assert!(!name.contains(['/', '\\']), "{name} is not a plain file name");
        write_new(&self.partial.join(name), bytes)
    }

    /// The seal of a file written so far, by its path below the output folder; `None` when this run did not write it.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn seal(&self, file: &str) -> Result<Option<JsonSeal>> {
        JsonSeal::of_file(&self.partial.join(file))
    }

    /// Takes back files written so far, by their paths below the output folder: those that lie there stay.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn take_back(&self, files: &[PathBuf]) -> Result<()> {
        for path in files.iter().map(|file| self.partial.join(file)).filter(|path| path.is_file()) {
            fs::remove_file(&path).map_err(Error::io("remove", &path))?;
        }
        Ok(())
    }

    /// Files of editions that lie in the output folder, in folders that this writes to, and that this did not write.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn obsolete(&self, names: FileNames) -> Result<Vec<PathBuf>> {
        let mut found = vec![];
        for folder in FOLDERS {
            let new: HashSet<OsString> = publish::names_in(&self.partial.join(folder))?.into_iter().collect();
            if new.is_empty() {
                continue;
            }
            let is_numbered = |name: &OsString| {
                Path::new(name).file_stem().and_then(OsStr::to_str).is_some_and(|stem| names.read(stem).is_some())
            };
            let old = publish::names_in(&self.out.join(folder))?;
            found.extend(
                old.into_iter()
                    .filter(|name| is_numbered(name) && !new.contains(name))
                    .map(|name| Path::new(folder).join(name)),
            );
        }
        Ok(found)
    }

    /// Gives everything its final name, replacing files of the same name, and deletes these files below the output folder.
    /// Every other file of it is left as it was. What was written is on the disk before the first file moves.
    ///
    /// # Errors
    /// [`Error::Io`] when something cannot be moved. The results are then complete in `.simdgen-complete`,
    /// and the next run on this folder tries again.
    pub fn commit(mut self, removed: &[PathBuf]) -> Result<()> {
        write_new(&publish::removals_in(&self.partial), publish::removals(removed).as_bytes())?;
        sync_below(&self.partial)?;
        let complete = publish::complete_folder(&self.out);
        fs::rename(&self.partial, &complete).map_err(Error::io("rename", &self.partial))?;
        self.committed = true;
        publish::publish(&self.out, &complete)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        let nothing_finished = || self.finished().is_ok_and(|ledger| ledger.is_empty());
        if !self.committed && nothing_finished() {
            // Best effort: there is nobody to tell, and the next run removes it.
            let _ = fs::remove_dir_all(&self.partial);
        }
    }
}

fn remove_folder(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(Error::io("remove", path)(e)),
        _ => Ok(()),
    }
}

/// Deletes everything in a staging folder but the journal and the files of these editions.
fn remove_all_but(partial: &Path, files: EditionFiles, kept: &Ledger) -> Result<()> {
    for folder in FOLDERS {
        for name in publish::names_in(&partial.join(folder))? {
            let number = name.to_str().and_then(|name| match folder {
                "images" => files.number_of_picture(name),
                "json" => files.number_of_metadata(name),
                _ => None,
            });
            if number.is_none_or(|number| kept.get(number).is_none()) {
                let path = partial.join(folder).join(name);
                fs::remove_file(&path).map_err(Error::io("remove", &path))?;
            }
        }
    }
    for name in publish::names_in(partial)? {
        let path = partial.join(&name);
        if name != "journal" && !path.is_dir() {
            fs::remove_file(&path).map_err(Error::io("remove", &path))?;
        }
    }
    Ok(())
}
