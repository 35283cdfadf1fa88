//! Projects of the nftchef art engine: recognised, and not read yet.

mod sign;

pub(super) use sign::sign;

use super::Project;
use super::script::Script;
use crate::error::ProjectError;
use crate::{Error, Result};

/// The keys that are read.
pub(super) const READ: &[&str] = &[];

/// Says that the project cannot be read.
pub(super) fn open(script: &Script<'_>, found: String) -> Result<Project> {
    Err(Error::Project(ProjectError::NftchefProject { path: script.path.to_path_buf(), found }))
}
