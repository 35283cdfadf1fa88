//! The place of a project, and reading it there.

use std::path::PathBuf;
use std::sync::Arc;

use super::discover::{open_text, open_with_text};
use crate::Result;
use crate::project::{Overrides, Project, Root};

/// The place of a project and how it is read.
#[derive(Clone, Debug)]
pub struct Place {
    /// The project's folder.
    pub root: Root,
    /// The configuration that was named; `None` is the project's own.
    pub config: Option<PathBuf>,
    /// Settings given beside the configuration.
    pub overrides: Overrides,
}

impl Place {
    /// Reads the project.
    ///
    /// # Errors
    /// As [`open_with_text`].
    pub fn open(&self) -> Result<Read> {
        // A link on the way may lead elsewhere by now.
        let root = self.root.reopened()?;
        let (mut project, text) = open_with_text(&root, self.config.as_deref())?;
        self.overrides.apply(&mut project);
        Ok(Read { project, text: text.map(Arc::from) })
    }

    /// Reads the project as if a text stood in its `simdgen.toml`.
    ///
    /// # Errors
    /// As [`open_text`].
    pub fn open_text(&self, text: &str) -> Result<Project> {
        let mut project = open_text(&self.root, self.config.as_deref(), text)?;
        self.overrides.apply(&mut project);
        Ok(project)
    }
}

/// A project as it was read.
#[derive(Clone, Debug)]
pub struct Read {
    /// The project.
    pub project: Project,
    /// The text of `simdgen.toml` that it was read from; `None` for a project of another form.
    pub text: Option<Arc<str>>,
}
