//! What the studio shows at one moment: the project as it was last read without an error, and what is wrong with it now.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::change::{InText, in_text};
use super::listed;
use crate::dialect::Read;
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
    /// The text of `simdgen.toml` that the project was read from; `None` for one of another form.
    pub text: Option<Arc<str>>,
    /// What only the text says, once it was asked for.
    in_text: OnceLock<InText>,
    /// All layers and traits as pages get them, once they were asked for.
    layers: OnceLock<String>,
    /// `true` if the project's folder is there, and no other studio's.
    pub is_held: bool,
    /// What is wrong now.
    pub trouble: Option<Trouble>,
    /// Identifies the project without what its pictures show: what is drawn of it and counted in it depends on nothing else.
    pub project_hash: blake3::Hash,
    /// Identifies all of it, to see whether anything has changed.
    fingerprint: blake3::Hash,
}

impl Shown {
    /// Before anything was read.
    pub fn nothing() -> Self {
        Self {
            revision: 0,
            project: None,
            versions: vec![],
            text: None,
            in_text: OnceLock::new(),
            layers: OnceLock::new(),
            is_held: false,
            trouble: None,
            project_hash: blake3::hash(b""),
            fingerprint: blake3::hash(b""),
        }
    }

    /// What is shown after the project was read once more, with whatever came of it. `is_held` becomes the field.
    pub fn after(&self, is_held: bool, read: Result<Read>) -> Self {
        let revision = self.revision + 1;
        let mut hash = blake3::Hasher::new();
        // Comments and names of tags are no part of the project, and yet the next change is made in this text.
        let text = read.as_ref().map_or(&self.text, |read| &read.text);
        hash.update(&[u8::from(is_held), u8::from(text.is_some())]);
        hash.update(blake3::hash(text.as_deref().unwrap_or_default().as_bytes()).as_bytes());
        match read {
            Ok(Read { project, text }) => {
                let stamps: Vec<_> = project.traits.iter().map(|t| stamp_of(t.picture.as_deref())).collect();
                let project_hash = blake3::hash(format!("{project:?}").as_bytes());
                hash.update(project_hash.as_bytes());
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
                    project_hash,
                    fingerprint: hash.finalize(),
                    ..Self::nothing()
                }
            }
            Err(error) => {
                let trouble = Trouble::of(&error);
                let fingerprint = hash.update(trouble.text.as_bytes()).finalize();
                Self {
                    revision,
                    project: self.project.clone(),
                    versions: self.versions.clone(),
                    text: self.text.clone(),
                    is_held,
                    trouble: Some(trouble),
                    project_hash: self.project_hash,
                    fingerprint,
                    ..Self::nothing()
                }
            }
        }
    }

    /// What only the text of the configuration says, which is looked at once.
    pub fn in_text(&self) -> &InText {
        self.in_text.get_or_init(|| match &self.project {
            Some(project) => in_text(project, self.text.as_deref()),
            None => InText::default(),
        })
    }

    /// All layers and traits as pages get them, as JSON, which is written once.
    pub fn layers(&self) -> &str {
        self.layers.get_or_init(|| match &self.project {
            Some(project) => listed::layers(project, &self.versions, self.in_text()),
            None => "[]".to_owned(),
        })
    }

    /// A short form of [`project_hash`](Self::project_hash), for pages.
    pub fn meaning(&self) -> String {
        self.project_hash.to_hex()[..16].to_owned()
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::error::StudioError;
    use crate::studio::fixture::Folder;

    #[test]
    fn whatever_a_page_may_change_makes_another_revision() {
        let folder = Folder::of(&["A/a.png"]);
        let path = folder.path().join("simdgen.toml");
        folder.open("");
        let place = folder.place();
        let read = || place.open();
        let first = Shown::nothing().after(true, read());
        assert!(first.is_same(&first.after(true, read())));
        for text in ["# a comment\n", "[tags]\nrare = [\"A/a\"]\n", "[collection]\neditions = 7\n"] {
            fs::write(&path, text).unwrap();
            let after = first.after(true, read());
            assert!(!first.is_same(&after) && after.text.as_deref() == Some(text), "{text}");
        }
        fs::write(&path, "").unwrap();
        assert!(first.is_same(&first.after(true, read())));
        // Where the text cannot be read any more the project stays, with the text that it was read from.
        fs::write(&path, "[collection\n").unwrap();
        let lost = first.after(true, read());
        assert!(!first.is_same(&lost) && lost.text == first.text && lost.is_held && lost.trouble.is_some());
        assert!(lost.project.is_some() && lost.is_same(&lost.after(true, read())));
        let root = folder.path().to_path_buf();
        let theirs = lost.after(false, Err(Error::Studio(StudioError::AlreadyOpen { root })));
        assert!(!theirs.is_held && !theirs.is_same(&lost));
    }
}
