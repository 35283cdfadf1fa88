//! The shards of a run, found in their folders and checked against each other: all of them, each once, one after another.
//!
//! A shard is laid out as an output folder, without the files of the whole collection; its record says which part of the plan it
//! holds.

use std::path::{Path, PathBuf};

use super::layout::{LOCK, MERGED, PARTIAL, SHARDS};
use super::{FILES_NAMED, Ledger, OutputFolder, RunRecord, ShardRecord};
use crate::error::{ShardError, first_few};
use crate::files::{Folder, What};
use crate::{Error, Result};

/// The folder of a finished shard.
#[derive(Clone, Debug)]
pub struct ShardFolder {
    /// Its path.
    pub path: PathBuf,
    /// Its part of the plan.
    pub shard: ShardRecord,
}

/// All shards of a run, in the order of the plan.
#[derive(Clone, Debug)]
pub struct Shards {
    /// The record of the first, which has all in common with those of the others but the part of the plan.
    pub record: RunRecord,
    /// Their folders.
    pub folders: Vec<ShardFolder>,
    /// `true` if they lie below the output folder, and go when they are merged.
    pub are_own: bool,
}

impl Shards {
    /// Finds the shards in some folders, or below the output folder where none is given. Each may be the folder of a shard, or one
    /// with shards below it. What a shard began that died during its commit is finished.
    ///
    /// # Errors
    /// [`ShardError`] where shards are missing, not finished or not of the same run; those of [`OutputFolder::take`] and of
    /// reading records.
    pub fn find(out: &Path, given: &[PathBuf]) -> Result<Self> {
        let are_own = given.is_empty();
        let places = if are_own { &[out.to_path_buf()] } else { given };
        let mut records = vec![];
        for place in places {
            for path in folders_at(place)? {
                let record = record_of(&path)?;
                let Some(shard) = record.shard.clone() else {
                    return Err(Error::Shard(ShardError::NotAShard { path }));
                };
                records.push((ShardFolder { path, shard }, record));
            }
        }
        records.sort_by_key(|(folder, _)| folder.shard.number);
        let Some((first, record)) = records.first().cloned() else {
            return Err(Error::Shard(ShardError::NoShards { path: out.to_path_buf() }));
        };
        for (folder, other) in &records[1..] {
            if let Some(what) = difference(&record, other) {
                let (one, other) = (first.path.clone(), folder.path.clone());
                return Err(Error::Shard(ShardError::Mixed { one, other, what }));
            }
        }
        let shards = Self { record, folders: records.into_iter().map(|(folder, _)| folder).collect(), are_own };
        shards.check_order()?;
        Ok(shards)
    }

    /// Passes shards of which each is there once, and that follow each other through the plan.
    fn check_order(&self) -> Result<()> {
        let name = |number: u32| format!("{number}/{}", self.folders[0].shard.of);
        let twice = self.folders.windows(2).find(|pair| pair[0].shard.number == pair[1].shard.number);
        if let Some([one, other]) = twice {
            let (shard, one, other) = (name(one.shard.number), one.path.clone(), other.path.clone());
            return Err(Error::Shard(ShardError::Twice { shard, one, other }));
        }
        let of = self.folders[0].shard.of;
        let is_there = |number: &u32| self.folders.binary_search_by_key(number, |folder| folder.shard.number).is_ok();
        let missing: Vec<String> = (1..=of).filter(|number| !is_there(number)).map(name).collect();
        if !missing.is_empty() {
            let (count, missing) = (missing.len(), first_few(&missing, FILES_NAMED));
            return Err(Error::Shard(ShardError::Missing { of, missing, count }));
        }
        let mut expected = 0;
        for ShardRecord { number, start, end, .. } in self.folders.iter().map(|folder| &folder.shard) {
            if *start != expected || end < start {
                return Err(Error::Shard(ShardError::NotCutAlike { shard: name(*number), found: *start, expected }));
            }
            expected = *end;
        }
        if u64::from(expected) != self.record.editions {
            let (shard, found) = (name(of), self.record.editions as u32);
            return Err(Error::Shard(ShardError::NotCutAlike { shard, found, expected }));
        }
        Ok(())
    }

    /// Ends what a merge began that was killed; `true` if the folder holds a whole build then, so that no shard is left to merge.
    /// A scheduler that starts the task of a merge again finds it done.
    ///
    /// # Errors
    /// Those of [`OutputFolder::take`] and of reading the record.
    pub fn finish_merged(out: &Path) -> Result<bool> {
        let Some(folder) = Folder::find(out)? else { return Ok(false) };
        if folder.has(SHARDS) || !folder.has(LOCK) {
            return Ok(false);
        }
        // Whoever takes the folder deletes what was merged, or brings the shards back from the generation before.
        let taken = OutputFolder::take(out, false)?.ok_or_else(|| OutputFolder::is_locked(out))?;
        if taken.folder.has(SHARDS) || taken.has_unfinished() {
            return Ok(false);
        }
        Ok(taken.record()?.is_some_and(|record| record.shard.is_none()))
    }

    /// Deletes the shards below an output folder once they are merged: all of them in one step, so that none is ever missed.
    ///
    /// # Errors
    /// Those of [`OutputFolder::take`]; [`Error::Io`].
    pub fn remove_merged(&self, out: &Path) -> Result<()> {
        if !self.are_own {
            return Ok(());
        }
        let folder = OutputFolder::wait(out, false)?;
        folder.folder.rename(SHARDS, &folder.folder, MERGED)?;
        folder.folder.remove_folder(MERGED).map(drop)
    }
}

impl ShardFolder {
    /// Reads the ledger of the shard.
    ///
    /// # Errors
    /// As [`Ledger::read`].
    pub fn ledger(&self) -> Result<Ledger> {
        Ledger::read(&Folder::open(&self.path)?, super::layout::LEDGER_FILE)
    }
}

/// The folders of shards at a path: the path itself, or those below it.
fn folders_at(path: &Path) -> Result<Vec<PathBuf>> {
    let no_shards = || Error::Shard(ShardError::NoShards { path: path.to_path_buf() });
    let folder = Folder::find(path)?.ok_or_else(no_shards)?;
    let Some(shards) = folder.folder(SHARDS)? else {
        let is_one = folder.has(super::layout::RECORD_FILE) || folder.has(PARTIAL);
        return if is_one { Ok(vec![path.to_path_buf()]) } else { Err(no_shards()) };
    };
    let folders = shards.entries()?.into_iter().filter(|entry| entry.what == What::Folder);
    Ok(folders.map(|entry| shards.at(&entry.name)).collect())
}

/// The record of a shard that is finished, and at which nobody is at work.
fn record_of(path: &Path) -> Result<RunRecord> {
    let folder = OutputFolder::take(path, false)?.ok_or_else(|| OutputFolder::is_locked(path))?;
    let not_finished = || Error::Shard(ShardError::NotFinished { path: path.to_path_buf() });
    if folder.has_unfinished() {
        return Err(not_finished());
    }
    folder.record()?.ok_or_else(not_finished)
}

/// What two records of shards differ in, in the plural; `None` if they are of the same run.
fn difference(one: &RunRecord, other: &RunRecord) -> Option<&'static str> {
    let of = |record: &RunRecord| record.shard.as_ref().map(|shard| (shard.of, shard.plan.clone()));
    let ((one_of, one_plan), (other_of, other_plan)) = (of(one)?, of(other)?);
    let RunRecord { seed, project, layers, editions, files, options, .. } = other;
    let differences = [
        (one.seed != *seed, "their seeds"),
        (one.editions != *editions, "their numbers of editions"),
        ((&one.project, &one.layers) != (project, layers), "their projects"),
        (one.options != *options, "their options"),
        (one.files != *files, "the names of their files"),
        (one_plan != other_plan, "their plans"),
        (one_of != other_of, "their numbers of shards"),
    ];
    differences.into_iter().find(|(differ, _)| *differ).map(|(_, what)| what)
}
