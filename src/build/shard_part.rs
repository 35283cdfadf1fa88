//! Cuts the part of a shard out of the plan, and finds its folder.

use std::path::{Path, PathBuf};

use super::inputs::Inputs;
use super::{Shard, cut};
use crate::error::ShardError;
use crate::files::Folder;
use crate::output::layout::{SHARDS, shard_folder};
use crate::output::{OutputFolder, ShardRecord};
use crate::plan::{EditionIndex, Plan};
use crate::{Error, Result};

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
