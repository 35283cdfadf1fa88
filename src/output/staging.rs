//! All files of a run are made in a folder of their own, and moved to their final names at the end.
//!
//! This file is the life of that folder: begin, write, commit or give up. How files are moved, and how an
//! interrupted move is finished, is in `publish`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::file_writer::write_new;
use super::lock::Lock;
use super::publish::{self, FOLDERS};
use crate::error::OutputError;
use crate::{Error, Result};

/// What happens to results that are in the output folder already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replace {
    /// They are kept and the run is refused.
    Refuse,
    /// They are kept until the run is complete, then deleted (`--force`).
    All,
    /// Files of the same name are replaced, others stay (`--editions`).
    Merge,
}

/// The files of a run that is under way.
///
/// ```text
/// <out>/.simdgen-lock         held while this value lives; empty, stays behind
/// <out>/.simdgen-partial/     images/, json/, pixel_images/, gifs/ and single files, until commit
/// <out>/.simdgen-complete-*   the same during commit
/// <out>/images/, json/ ..     final names: only complete files of complete runs
/// ```
///
/// Dropped without [`commit`](Self::commit), it deletes what was made. What a killed process leaves:
///
/// - before commit: final names untouched; the next run deletes `.simdgen-partial`;
/// - during commit: some final names old or missing, the rest in `.simdgen-complete-*`, where the replaced
///   folders are too; the next run finishes the commit before it does anything else;
/// - after it: everything in place.
///
/// Nothing is synced to the disk: that holds for a process that dies, not for a machine that loses power.
/// After a power cut, run again with `--force`; the output is the same.
#[derive(Debug)]
pub struct Staging {
    out: PathBuf,
    partial: PathBuf,
    images: PathBuf,
    json: PathBuf,
    pixel_images: PathBuf,
    gifs: PathBuf,
    replace: Replace,
    committed: bool,
    _lock: Lock,
}

impl Staging {
    const FOLDER: &str = ".simdgen-partial";

    /// Takes the output folder, creates it if needed, and tidies up after a run that died.
    ///
    /// # Errors
    /// [`OutputError::OutputLocked`] when another run is at work there; [`OutputError::OutputNotEmpty`] with
    /// [`Replace::Refuse`] when `images/` or `json/` holds anything; [`Error::Io`].
    pub fn begin(out: &Path, replace: Replace) -> Result<Self> {
        fs::create_dir_all(out).map_err(Error::io("create", out))?;
        let lock = Lock::take(out)?;
        publish::finish_interrupted(out, replace)?;
        let partial = out.join(Self::FOLDER);
        remove_folder(&partial)?;
        if replace == Replace::Refuse {
            FOLDERS.iter().try_for_each(|folder| refuse_if_filled(&out.join(folder)))?;
        }
        let staging = Self {
            out: out.into(),
            images: partial.join("images"),
            json: partial.join("json"),
            pixel_images: partial.join("pixel_images"),
            gifs: partial.join("gifs"),
            partial,
            replace,
            committed: false,
            _lock: lock,
        };
        for folder in [&staging.images, &staging.json, &staging.pixel_images, &staging.gifs] {
            fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
        }
        Ok(staging)
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

    /// Where pixelated copies of pictures are written.
    pub fn pixel_images(&self) -> &Path {
        &self.pixel_images
    }

    /// Where animations of single editions are written.
    pub fn gifs(&self) -> &Path {
        &self.gifs
    }

    /// Creates a file beside `images` and `json`, to be written piece by piece.
    ///
    /// # Errors
    /// [`Error::Io`], also when the file exists.
    pub fn create_file(&self, name: &str) -> Result<fs::File> {
        debug_assert!(!name.contains(['/', '\\']), "{name} is not a plain file name");
        let path = self.partial.join(name);
        fs::File::create_new(&path).map_err(Error::io("create", path))
    }

    /// Writes a single file that will lie directly in the output folder, replacing one of that name.
    ///
    /// # Errors
    /// [`Error::Io`], also when this run wrote it before.
    pub fn write_file(&self, name: &str, bytes: &[u8]) -> Result<()> {
        debug_assert!(!name.contains(['/', '\\']), "{name} is not a plain file name");
        write_new(&self.partial.join(name), bytes)
    }

    /// Gives everything its final name. A folder in which this run wrote nothing is left as it was.
    ///
    /// # Errors
    /// [`Error::Io`] when something cannot be moved. The results are then complete in `.simdgen-complete-*`,
    /// and the next run on this folder tries again.
    pub fn commit(mut self) -> Result<()> {
        let complete = publish::complete_folder(&self.out, self.replace);
        fs::rename(&self.partial, &complete).map_err(Error::io("rename", &self.partial))?;
        self.committed = true;
        publish::publish(&self.out, &complete, self.replace)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.committed {
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

/// Fails when a folder exists and is not empty.
fn refuse_if_filled(folder: &Path) -> Result<()> {
    let names = publish::names_in(folder)?;
    match names.iter().min() {
        None => Ok(()),
        Some(first) => Err(Error::Output(OutputError::OutputNotEmpty {
            path: folder.into(),
            entries: names.len(),
            example: first.to_string_lossy().into_owned(),
        })),
    }
}
