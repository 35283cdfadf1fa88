//! Attributes that a script gives each edition: nftchef's `extraAttributes`.
//!
//! An engine belongs to one thread, so a project keeps the script's texts instead.

use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::engine;
use crate::Result;
use crate::dialect::problem::Problem;
use crate::project::extra::RecordedScript;
use crate::project::{ExtraAttribute, ExtraAttributes, Root};

/// The function's name.
pub(in crate::dialect) const KEY: &str = "extraAttributes";

impl ExtraAttributes {
    /// Reads the script at `path`, which must export a function `extraAttributes`, for the project at `root`.
    pub(in crate::dialect) fn read(root: &Root, path: &Path) -> Result<Self> {
        root.check(path)?;
        let (exported, script) = engine::evaluate(RecordedScript::read(root, path)?, vec![])?;
        if exported.keys.iter().any(|key| key == KEY) {
            return Ok(Self { script });
        }
        let problem = "is not exported: write module.exports = { extraAttributes: () => [..] }";
        Err(Problem::new(KEY, problem).in_config(path))
    }

    /// The attributes of editions, in the order of the numbers.
    ///
    /// The function is called once for each edition. `Math.random` starts anew for each, from a SHA-256 of `seed` and the
    /// edition's number, and the script's clock stands at `date_ms`; so what it gives follows from those.
    ///
    /// # Errors
    /// [`ConfigTime`](crate::error::ProjectError::ConfigTime) when a thousand calls take longer than 2 s,
    /// [`ConfigMemory`](crate::error::ProjectError::ConfigMemory) when all give too much,
    /// [`ConfigSyntax`](crate::error::ProjectError::ConfigSyntax) when one throws or returns no list.
    pub fn of_editions(
        &self,
        seed: &str,
        date_ms: u64,
        numbers: impl Iterator<Item = u32>,
    ) -> Result<Vec<Vec<ExtraAttribute>>> {
        let states = numbers.map(|number| state(seed, number)).collect();
        let mut editions = vec![];
        engine::extra_attributes(&self.script, date_ms, states, |text| {
            // Written by `sandbox.js`: what is not of this form is not written.
            let lists: Vec<Vec<(Value, String)>> = serde_json::from_str(&text).unwrap_or_default();
            let read = |(trait_type, text): (Value, String)| ExtraAttribute {
                trait_type: trait_type.as_str().map(str::to_owned),
                text,
            };
            editions.extend(lists.into_iter().map(|list| list.into_iter().map(read).collect::<Vec<_>>()));
        })?;
        Ok(editions)
    }
}

/// The state that `Math.random` starts from for an edition.
fn state(seed: &str, number: u32) -> [u32; 4] {
    let mut hash = Sha256::new_with_prefix("simdgen extra attributes 1\n");
    hash.update(number.to_le_bytes());
    hash.update(seed);
    let bytes = hash.finalize();
    let (words, _) = bytes.as_chunks::<4>();
    [0, 1, 2, 3].map(|i| u32::from_le_bytes(words[i]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_editions_get_is_bounded() {
        let attributes = |length: usize, editions: u32| {
            let text = format!("exports.extraAttributes = () => [{{ trait_type: 'A', value: 'x'.repeat({length}) }}]");
            let folder = tempfile::tempdir().expect("a temporary folder");
            let path = folder.path().join("config.js");
            std::fs::write(&path, text).expect("written");
            let extra = ExtraAttributes::read(&folder.path().to_path_buf().into(), &path).expect("reads");
            extra.of_editions("seed", 0, 0..editions)
        };
        assert_eq!(attributes(100, 4000).expect("little is fine").len(), 4000);
        // Five megabytes for each thousand editions: no list is too much, or takes long, but all of them are.
        let error = attributes(5_000, 16_000).expect_err("eighty megabytes").to_string();
        assert!(error.contains("64 MiB"), "{error}");
    }
}
