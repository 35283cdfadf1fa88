//! A shard: one of several parts of a plan that different machines render, each on its own.

use std::fmt;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use super::cut;
use super::inputs::Inputs;
use crate::error::ShardError;
use crate::files::Folder;
use crate::output::layout::{SHARDS, shard_folder};
use crate::output::{OutputFolder, ShardRecord};
use crate::plan::{EditionIndex, Plan};
use crate::{Error, Result};

/// The shard `number` of so many that a plan is cut into; the first is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Shard {
    number: NonZeroU32,
    of: NonZeroU32,
}

impl Shard {
    /// The most shards that a plan is cut into.
    pub const MOST: u32 = 1_000_000;

    /// Returns the shard `number` of `of`; `None` unless `number` is from 1 to `of`, and `of` is at most [`Self::MOST`].
    ///
    /// # Examples
    /// ```
    /// use simdgen::Shard;
    ///
    /// assert_eq!(Shard::new(2, 8).map(|shard| shard.to_string()), Some("2/8".to_owned()));
    /// assert_eq!(Shard::new(9, 8), None);
    /// ```
    pub fn new(number: u32, of: u32) -> Option<Self> {
        let (is_one, number, of) = (number <= of && of <= Self::MOST, NonZeroU32::new(number)?, NonZeroU32::new(of)?);
        is_one.then_some(Self { number, of })
    }

    /// Returns its number, from 1.
    pub fn number(self) -> u32 {
        self.number.get()
    }

    /// Returns the number of shards in all.
    pub fn of(self) -> u32 {
        self.of.get()
    }

    /// Returns the shard of a text such as `2/8`; `None` for any other.
    pub fn parse(text: &str) -> Option<Self> {
        let (number, of) = text.split_once('/')?;
        Self::new(number.trim().parse().ok()?, of.trim().parse().ok()?)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

/// A shard's part of a plan.
#[derive(Debug)]
pub(super) struct ShardPart {
    /// The editions, in the order of the full plan.
    pub(super) plan: Plan,
    /// What the record of the shard says of them.
    pub(super) record: ShardRecord,
}

impl ShardPart {
    /// Cuts a shard out of the full plan.
    pub(super) fn cut(inputs: &Inputs<'_>, shard: Shard) -> Self {
        let Inputs { project, full_plan, request, ready, .. } = inputs;
        let positions = cut::positions(project, &ready.pack, full_plan, request.encoder.of(project), shard);
        let indices: Vec<EditionIndex> = positions.clone().map(EditionIndex).collect();
        let record = ShardRecord {
            number: shard.number(),
            of: shard.of(),
            start: positions.start,
            end: positions.end,
            plan: full_plan.fingerprint(),
        };
        Self { plan: full_plan.pick(&indices), record }
    }

    /// Makes the shard's folder below an output folder, and returns its path.
    ///
    /// # Errors
    /// [`crate::error::FileError::NotPlain`] where a link leads elsewhere; [`crate::Error::Io`].
    pub(super) fn folder(&self, out: &Path) -> Result<PathBuf> {
        let name = shard_folder(self.record.number, self.record.of);
        Ok(Folder::make(out)?.make_folder(SHARDS)?.make_folder(name)?.path().to_path_buf())
    }

    /// Passes a shard's folder that holds nothing of another plan.
    ///
    /// # Errors
    /// [`ShardError::OfAnotherPlan`]; those of reading the record.
    pub(super) fn refuse_another_plan(&self, folder: &OutputFolder) -> Result<()> {
        let there = folder.record()?.and_then(|record| record.shard);
        match there.is_some_and(|there| there.plan != self.record.plan) {
            true => Err(Error::Shard(ShardError::OfAnotherPlan { path: folder.path().to_path_buf() })),
            false => Ok(()),
        }
    }
}
