//! A problem with a value of a configuration, in one form for every dialect.

use std::path::Path;

use crate::Error;
use crate::error::ProjectError;

/// A key of a configuration, and what is wrong with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    /// The key with those it is under, `sets[0].layers`; empty where the caller knows it.
    pub key: String,
    /// The predicate of the key: what was found, what was expected and what to do, as `is 0: make it 1 or more`.
    pub text: String,
}

impl Problem {
    /// A problem with the value of `key`.
    pub(super) fn new(key: impl Into<String>, text: impl Into<String>) -> Self {
        Self { key: key.into(), text: text.into() }
    }

    /// A problem with a value whose key the caller knows and adds by [`at`](Self::at).
    pub(super) fn of_value(text: impl Into<String>) -> Self {
        Self::new("", text)
    }

    /// The problem as one with the value of `key`.
    pub(super) fn at(self, key: impl Into<String>) -> Self {
        Self { key: key.into(), ..self }
    }

    /// The error for a value of the configuration `path`.
    pub(super) fn in_config(self, path: &Path) -> Error {
        let Self { key, text: problem } = self;
        Error::Project(ProjectError::ConfigValue { path: path.to_path_buf(), key, problem })
    }
}
