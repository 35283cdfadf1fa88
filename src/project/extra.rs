//! A script that gives each edition attributes of its own, with all that it was told of its project: it runs when the
//! editions are known.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::Root;

/// A configuration that exports a function `extraAttributes`. [`of_editions`](Self::of_editions) runs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtraAttributes {
    /// The script with the answers it got, to run it again.
    pub(crate) script: RecordedScript,
}

/// One attribute of one edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtraAttribute {
    /// Its `trait_type`, if that is a text.
    pub trait_type: Option<String>,
    /// The object as `JSON.stringify(x, null, 2)` prints it.
    pub text: String,
}

/// A script to run, with what it was told of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RecordedScript {
    /// Its path, for messages.
    pub path: PathBuf,
    /// Its path as scripts see it.
    pub main: String,
    /// Its project's files.
    pub files: RecordedFiles,
}

/// The project's files as a script sees them, with the answers it got about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RecordedFiles {
    /// The project.
    pub root: Root,
    /// Every answer so far.
    pub answers: BTreeMap<(Question, String), Answer>,
    /// Bytes of the answers.
    pub bytes: usize,
}

/// A question about a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Question {
    /// Its path without links, a folder's with `/` at the end.
    Place,
    /// The text of a file.
    Text,
    /// The names in a folder by their bytes, a folder's with `/` at the end, a NUL after each.
    Names,
    /// The bytes of a file, as a number.
    Size,
}

/// `None` where there is no such thing; a sentence where it is refused.
pub(crate) type Answer = Result<Option<Arc<str>>, String>;
