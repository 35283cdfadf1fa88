//! What the studio shows at one moment: the project as it was last read without an error, and what is wrong with it now.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::ProjectError;
use crate::files::{self, Kind};
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
    /// The text of the configuration; `None` where it cannot be read or is none.
    pub text: Option<Arc<str>>,
    /// `true` if the project's folder is there, and no other studio's.
    pub is_held: bool,
    /// What is wrong now.
    pub trouble: Option<Trouble>,
    /// Identifies all of it, to see whether anything has changed.
    fingerprint: blake3::Hash,
}

impl Shown {
    /// Before anything was read.
    pub fn nothing() -> Self {
        let fingerprint = blake3::hash(b"");
        Self { revision: 0, project: None, versions: vec![], text: None, is_held: false, trouble: None, fingerprint }
    }

    /// What is shown after the project was read once more, with whatever came of it. `is_held` becomes the field.
    pub fn after(&self, is_held: bool, read: Result<Project>) -> Self {
        let revision = self.revision + 1;
        let known = read.as_ref().ok().or(self.project.as_deref());
        let text = known.and_then(|project| text_of(&project.config));
        let mut hash = blake3::Hasher::new();
        // Comments and names of tags are no part of the project, and yet the next change is made in this text.
        hash.update(&[u8::from(is_held), u8::from(text.is_some())]);
        hash.update(blake3::hash(text.as_deref().unwrap_or_default().as_bytes()).as_bytes());
        match read {
            Ok(project) => {
                let stamps: Vec<_> = project.traits.iter().map(|t| stamp_of(t.picture.as_deref())).collect();
                hash.update(format!("{project:?}").as_bytes());
                stamps.iter().for_each(|stamp| {
                    hash.update(stamp.as_bytes());
                });
                let versions = stamps.iter().map(version_of).collect();
                Self {
                    revision,
                    project: Some(Arc::new(project)),
                    versions,
                    text,
                    is_held,
                    trouble: None,
                    fingerprint: hash.finalize(),
                }
            }
            Err(error) => {
                let trouble = Trouble::of(&error);
                let fingerprint = hash.update(trouble.text.as_bytes()).finalize();
                let (project, versions) = (self.project.clone(), self.versions.clone());
                Self { revision, project, versions, text, is_held, trouble: Some(trouble), fingerprint }
            }
        }
    }

    /// `true` if something was read, and all is as in another.
    pub fn is_same(&self, other: &Self) -> bool {
        self.revision > 0 && self.fingerprint == other.fingerprint
    }
}

/// The text of a configuration.
fn text_of(config: &Path) -> Option<Arc<str>> {
    let bytes = files::read(config, Kind::Configuration).ok()?;
    String::from_utf8(bytes).ok().map(Arc::from)
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::dialect;
    use crate::error::StudioError;
    use crate::studio::fixture::Folder;

    #[test]
    fn whatever_a_page_may_change_makes_another_revision() {
        let folder = Folder::of(&["A/a.png"]);
        let path = folder.path().join("simdgen.toml");
        folder.open("");
        let read = || dialect::open(folder.path(), None);
        let first = Shown::nothing().after(true, read());
        assert!(first.is_same(&first.after(true, read())));
        for text in ["# a comment\n", "[tags]\nrare = [\"A/a\"]\n", "[collection]\neditions = 7\n"] {
            fs::write(&path, text).unwrap();
            let after = first.after(true, read());
            assert!(!first.is_same(&after) && after.text.as_deref() == Some(text), "{text}");
        }
        fs::write(&path, "").unwrap();
        assert!(first.is_same(&first.after(true, read())));
        // Without its text the project stays, and cannot be changed.
        fs::remove_file(&path).unwrap();
        let lost = first.after(true, read());
        assert!(!first.is_same(&lost) && lost.text.is_none() && lost.is_held && lost.trouble.is_some());
        assert!(lost.project.is_some() && lost.is_same(&lost.after(true, read())));
        let root = folder.path().to_path_buf();
        let theirs = lost.after(false, Err(Error::Studio(StudioError::AlreadyOpen { root })));
        assert!(!theirs.is_held && !theirs.is_same(&lost));
    }
}
