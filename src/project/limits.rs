//! Limits of a project: far above what people make, and low enough that every step is quick.
//!
//! One table, so that what is refused is stated. Time that grows faster than a project is bounded here or not at all.

use std::collections::HashSet;
use std::path::Path;

use super::{Project, RuleKind};
use crate::error::ProjectError;
use crate::{Error, Result};

/// The most of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The things that are counted, as messages name them.
    pub what: &'static str,
    /// The most there may be.
    pub most: usize,
}

impl Limit {
    /// Passes what is not too many.
    ///
    /// # Errors
    /// [`ProjectError::TooMany`] about the file or folder `path`.
    pub(crate) fn check(self, path: &Path, found: usize) -> Result<()> {
        let Self { what, most } = self;
        match found <= most {
            true => Ok(()),
            false => Err(Error::Project(ProjectError::TooMany { path: path.to_path_buf(), found, what, most })),
        }
    }
}

/// Editions of a project: a plan of so many takes some gigabytes.
pub const EDITIONS: Limit = Limit { what: "editions", most: 20_000_000 };
/// Layers of a project, and of one set.
pub const LAYERS: Limit = Limit { what: "layers", most: 2_000 };
/// Traits of a project, 1/1 pictures among them.
pub const TRAITS: Limit = Limit { what: "traits", most: 100_000 };
/// Layer sets.
pub const SETS: Limit = Limit { what: "layer sets", most: 2_000 };
/// Rules, after names are looked up: `same` and lists of incompatible names make one for each pair.
pub const RULES: Limit = Limit { what: "rules", most: 20_000 };
/// Rules that are looked at again and again while an edition is chosen.
pub const NEEDS: Limit = Limit { what: "rules that require traits or limit how many", most: 1_000 };
/// Traits that rules name, a trait counted once for each rule.
pub const NAMES: Limit = Limit { what: "traits named by rules", most: 1_000_000 };
/// Pairs that rules keep apart.
pub const PAIRS: Limit = Limit { what: "pairs of traits that rules keep apart", most: 50_000_000 };
/// Names that are compared with names of rules one by one: patterns, nftchef's lists, weights and values by name.
pub const COMPARISONS: Limit =
    Limit { what: "names of traits to compare with names in the configuration", most: 20_000_000 };
/// Bytes of one name in rules.
pub const NAME: Limit = Limit { what: "bytes in one name of a rule", most: 4_096 };
/// Folders inside one another within a layer.
pub const DEPTH: Limit = Limit { what: "folders inside one another", most: 64 };

/// All of them.
pub const ALL: [Limit; 11] = [EDITIONS, LAYERS, TRAITS, SETS, RULES, NEEDS, NAMES, PAIRS, COMPARISONS, NAME, DEPTH];

/// Passes a project that has not too much of anything.
///
/// # Errors
/// [`ProjectError::TooMany`].
pub(crate) fn check(project: &Project) -> Result<()> {
    let path = project.config.as_path();
    EDITIONS.check(path, project.editions())?;
    LAYERS.check(path, project.layers.len())?;
    TRAITS.check(path, project.traits.len())?;
    SETS.check(path, project.sets.len())?;
    project.sets.iter().try_for_each(|set| LAYERS.check(path, set.layers.len()))?;
    RULES.check(path, project.rules.len())?;
    let (mut needs, mut names, mut pairs) = (HashSet::new(), 0usize, 0usize);
    for rule in &project.rules {
        let (one, other) = match &rule.kind {
            RuleKind::Excludes { a, b } => {
                pairs = pairs.saturating_add(a.iter().len().saturating_mul(b.iter().len()));
                (a.iter().len(), b.iter().len())
            }
            RuleKind::Requires { when, any_of } => {
                needs.insert(rule.text.as_str());
                (when.iter().len(), any_of.iter().len())
            }
            RuleKind::AtMost { of, .. } => {
                needs.insert(rule.text.as_str());
                (of.iter().len(), 0)
            }
        };
        names = names.saturating_add(one).saturating_add(other);
    }
    NEEDS.check(path, needs.len())?;
    NAMES.check(path, names)?;
    PAIRS.check(path, pairs)
}
