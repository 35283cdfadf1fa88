//! What the studio shows at one moment: the project as it was last read without an error, and what is wrong with it now.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::ProjectError;
use crate::files;
use crate::project::Project;
use crate::{Error, Result};

/// What is wrong with a project's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The message, as the command line prints it.
    pub text: String,
    /// The file that it is about.
    pub file: Option<PathBuf>,
    /// The line of it, from 1.
    pub line: Option<usize>,
}

impl Trouble {
    /// The trouble that an error tells of.
    pub fn of(error: &Error) -> Self {
        let (file, line) = match error {
            Error::Io { path, .. } | Error::Picture { path, .. } => (Some(path), None),
            Error::Project(ProjectError::ConfigSyntax { path, line, .. }) => (Some(path), Some(*line)),
            Error::Project(
                ProjectError::ConfigValue { path, .. }
                | ProjectError::ConfigTime { path }
                | ProjectError::ConfigMemory { path }
                | ProjectError::Unreadable { path }
                | ProjectError::TooMany { path, .. }
                | ProjectError::TraitName { file: path, .. }
                | ProjectError::TraitMissing { file: path, .. }
                | ProjectError::TraitFormat { file: path, .. }
                | ProjectError::EmptyLayer { folder: path, .. }
                | ProjectError::LayerFolder { folder: path, .. }
                | ProjectError::CanvasFrom { file: path, .. },
            ) => (Some(path), None),
            _ => (None, None),
        };
        Self { text: error.to_string(), file: file.cloned(), line }
    }
}

/// The project at one moment.
#[derive(Debug)]
pub struct Shown {
    /// Counts up with every change of anything that the page shows.
    pub revision: u64,
    /// The project as it was last read without an error; `None` before the first time.
    pub project: Option<Arc<Project>>,
    /// What tells the pictures of the traits apart from what they were, by trait.
    pub versions: Vec<u64>,
    /// What is wrong now.
    pub trouble: Option<Trouble>,
    /// Identifies all of it, to see whether anything has changed.
    fingerprint: blake3::Hash,
}

impl Shown {
    /// Before anything was read.
    pub fn nothing() -> Self {
        Self { revision: 0, project: None, versions: vec![], trouble: None, fingerprint: blake3::hash(b"") }
    }

    /// What is shown after the project was read once more, with whatever came of it.
    pub fn after(&self, read: Result<Project>) -> Self {
        let revision = self.revision + 1;
        match read {
            Ok(project) => {
                let stamps: Vec<_> = project.traits.iter().map(|t| stamp_of(t.picture.as_deref())).collect();
                let mut hash = blake3::Hasher::new();
                hash.update(format!("{project:?}").as_bytes());
                stamps.iter().for_each(|stamp| {
                    hash.update(stamp.as_bytes());
                });
                let versions = stamps.iter().map(version_of).collect();
                Self {
                    revision,
                    project: Some(Arc::new(project)),
                    versions,
                    trouble: None,
                    fingerprint: hash.finalize(),
                }
            }
            Err(error) => {
                let trouble = Trouble::of(&error);
                let fingerprint = blake3::hash(trouble.text.as_bytes());
                let (project, versions) = (self.project.clone(), self.versions.clone());
                Self { revision, project, versions, trouble: Some(trouble), fingerprint }
            }
        }
    }

    /// `true` if something was read, and all is as in another.
    pub fn is_same(&self, other: &Self) -> bool {
        self.revision > 0 && self.fingerprint == other.fingerprint
    }
}

/// Identifies the state of a picture's file without reading it.
fn stamp_of(picture: Option<&Path>) -> blake3::Hash {
    let mut hash = blake3::Hasher::new();
    if let Some(path) = picture {
        hash.update(path.as_os_str().as_encoded_bytes());
        if let Ok(stamp) = files::stamp(path) {
            for number in [stamp.length, stamp.modified, stamp.changed, stamp.inode] {
                hash.update(&number.to_le_bytes());
            }
        }
    }
    hash.finalize()
}

/// A short form of a stamp, for the address of a picture.
fn version_of(stamp: &blake3::Hash) -> u64 {
    stamp.as_bytes().first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}
