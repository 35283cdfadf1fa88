//! The engines whose projects are configured in JavaScript: a line of [`ENGINES`] for each.

use std::path::Path;

use super::script::{self, Engine};
use super::{hashlips, nftchef};
use crate::Result;
use crate::project::{Conventions, Project, Root};

/// All engines, the last asked first; the first takes whatever no other recognises.
const ENGINES: &[Engine] = &[hashlips::ENGINE, nftchef::ENGINE];

/// Reads the project at `root` with the JavaScript configuration `config`, by the engine that recognises it.
pub(super) fn open(root: &Root, config: &Path) -> Result<Project> {
    script::open(root, config, ENGINES)
}

/// All conventions that `engine` in `simdgen.toml` can name.
pub(super) fn all_conventions() -> impl Iterator<Item = &'static Conventions> {
    std::iter::once(&Conventions::SIMDGEN).chain(ENGINES.iter().flat_map(|engine| engine.conventions))
}

/// The conventions of an engine by its name as `engine` in `simdgen.toml`: "simdgen", "hashlips", "nftchef".
pub fn conventions(key: &str) -> Option<&'static Conventions> {
    all_conventions().find(|conventions| conventions.key == key)
}
