//! The changes that pages ask for, one after the other, and the steps back.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::change::{Change, apply};
use super::history::History;
use super::session::Session;
use super::shown::Shown;
use crate::Result;
use crate::dialect::Read;
use crate::error::{EditError, Error};
use crate::project::Project;

/// The steps that changed the configuration of a session's project.
#[derive(Debug, Default)]
pub struct Edits {
    /// `None` until the first change. Held while a change is made.
    history: Mutex<Option<History>>,
}

/// What the state tells of steps.
#[derive(Debug, Default)]
pub struct Steps {
    /// What the last one changed.
    pub undo: Option<String>,
    /// What the one that was undone last changes.
    pub redo: Option<String>,
}

/// Why a change is not made.
#[derive(Debug)]
pub enum NotMade {
    /// The page knows an earlier state of the project.
    Outdated,
    /// There is nothing to change now, for this reason.
    Impossible(String),
    /// Another reason.
    Failed(Error),
}

impl From<Error> for NotMade {
    fn from(error: Error) -> Self {
        match error {
            Error::Edit(EditError::Gone { .. }) => Self::Outdated,
            error => Self::Failed(error),
        }
    }
}

/// A step back or forth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Takes back the last step.
    Undo,
    /// Makes the step again that was taken back last.
    Redo,
}

impl Edits {
    fn lock(&self) -> MutexGuard<'_, Option<History>> {
        self.history.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The steps that there are for the text of what is shown. No file is read, so that all pages are told the same of a revision.
    pub fn steps(&self, shown: &Shown) -> Steps {
        // A file that cannot be read is not the one that the steps have left.
        let (Some(project), Some(text), None) = (&shown.project, &shown.text, &shown.trouble) else {
            return Steps::default();
        };
        let history = self.lock();
        let history = history.as_ref().filter(|history| history.path() == project.config);
        let label = |label: Option<&str>| label.map(str::to_owned);
        Steps {
            undo: label(history.and_then(|history| history.undo_label(text))),
            redo: label(history.and_then(|history| history.redo_label(text))),
        }
    }

    /// Makes a change of the project that a page knows by its revision, and shows it.
    ///
    /// # Errors
    /// [`NotMade`]; nothing is written then.
    pub fn change(&self, session: &Session, revision: u64, change: &Change) -> Result<Arc<Shown>, NotMade> {
        let mut history = self.lock();
        let (project, text) = known(session, revision)?;
        let history = of(&mut history, &project, &text);
        let changed = apply(&session.place, &project, &text, change)?;
        history.apply(&changed.label, &text, &changed.text)?;
        Ok(session.show(revision, Read { project: changed.project, text: Some(changed.text.into()) }))
    }

    /// Takes a step back or forth, and shows the project as it is then.
    ///
    /// # Errors
    /// As [`change`](Self::change).
    pub fn step(&self, session: &Session, revision: u64, step: Step) -> Result<Arc<Shown>, NotMade> {
        let mut history = self.lock();
        let (project, text) = known(session, revision)?;
        let history = of(&mut history, &project, &text);
        match step {
            Step::Undo => history.undo()?,
            Step::Redo => history.redo()?,
        };
        Ok(session.reload())
    }
}

/// The project of a revision with the text of its configuration, if that is what is shown, and can be changed.
fn known(session: &Session, revision: u64) -> Result<(Arc<Project>, Arc<str>), NotMade> {
    let shown = session.shown();
    let project = shown.project.clone().filter(|_| shown.revision == revision).ok_or(NotMade::Outdated)?;
    if project.config.extension().is_none_or(|ending| ending != "toml") {
        return Err(NotMade::Failed(Error::Edit(EditError::NotNative { config: project.config.clone() })));
    }
    match (&shown.text, &shown.trouble) {
        (Some(text), None) if shown.is_held => Ok((project, Arc::clone(text))),
        (_, Some(trouble)) => Err(NotMade::Impossible(trouble.text.clone())),
        (_, None) => Err(NotMade::Outdated),
    }
}

/// The steps of a project's configuration; begun anew where that is another file than before.
fn of<'h>(history: &'h mut Option<History>, project: &Project, text: &str) -> &'h mut History {
    let known = history.take().filter(|known| known.path() == project.config);
    history.insert(known.unwrap_or_else(|| History::new(&project.config, text)))
}
