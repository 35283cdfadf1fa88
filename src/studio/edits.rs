//! The changes that pages ask for, one after the other, and the steps back.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::change::{Change, InText, WrittenRule, apply, in_text, written_rules};
use super::history::History;
use super::session::Session;
use super::shown::Shown;
use crate::Result;
use crate::dialect::traits_tagged;
use crate::error::{EditError, Error};
use crate::project::Project;

/// The steps that changed the configuration of a session's project.
#[derive(Debug, Default)]
pub struct Edits {
    /// `None` until the first change. Held while a change is made.
    history: Mutex<Option<History>>,
    /// The revision that the last change has led to, and the text of which it shows the project.
    last: Mutex<Option<(u64, String)>>,
}

/// What the state tells of the configuration's text.
#[derive(Debug, Default)]
pub struct Told {
    /// What the last step changed.
    pub undo: Option<String>,
    /// What the step that was undone last changes.
    pub redo: Option<String>,
    /// The rules as they are written.
    pub rules: Vec<WrittenRule>,
    /// The traits that have each tag.
    pub tagged: BTreeMap<String, Vec<u32>>,
    /// What else the text alone says.
    pub in_text: InText,
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

    /// What is told of the text of the configuration of what is shown. Nothing else is read, so that all pages are told the
    /// same of a revision.
    pub fn told(&self, shown: &Shown) -> Told {
        let Some(project) = shown.project.as_deref() else { return Told::default() };
        let Some(text) = shown.text.as_deref().filter(|_| is_native(project)) else {
            return Told { rules: written_rules(project, None), ..Told::default() };
        };
        let history = self.lock();
        let history = history.as_ref().filter(|history| history.path() == project.config);
        let label = |label: Option<&str>| label.map(str::to_owned);
        Told {
            undo: label(history.and_then(|history| history.undo_label(text))),
            redo: label(history.and_then(|history| history.redo_label(text))),
            rules: written_rules(project, Some(text)),
            tagged: tagged(project, text),
            in_text: in_text(project, text),
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
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let is_read = last.as_ref().is_some_and(|last| last.0 == revision && *last.1 == *text);
        let changed = apply(&session.place, &project, &text, is_read, change)?;
        history.apply(&changed.label, &text, &changed.text)?;
        let shown = session.show(revision, changed.project);
        *last = Some((shown.revision, changed.text));
        Ok(shown)
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

/// The traits of each tag of a configuration.
fn tagged(project: &Project, text: &str) -> BTreeMap<String, Vec<u32>> {
    let all = traits_tagged(project, text).unwrap_or_default();
    all.into_iter().map(|(tag, traits)| (tag, traits.iter().map(|id| id.0).collect())).collect()
}

/// The project of a revision with the text of its configuration, if that is what is shown, and can be changed.
fn known(session: &Session, revision: u64) -> Result<(Arc<Project>, Arc<str>), NotMade> {
    let shown = session.shown();
    let project = shown.project.clone().filter(|_| shown.revision == revision).ok_or(NotMade::Outdated)?;
    if !is_native(&project) {
        return Err(NotMade::Failed(Error::Edit(EditError::NotNative { config: project.config.clone() })));
    }
    match (&shown.text, &shown.trouble) {
        (Some(text), _) if shown.is_held => Ok((project, Arc::clone(text))),
        (_, Some(trouble)) => Err(NotMade::Impossible(trouble.text.clone())),
        (_, None) => Err(NotMade::Outdated),
    }
}

fn is_native(project: &Project) -> bool {
    project.config.extension().is_some_and(|ending| ending == "toml")
}

/// The steps of a project's configuration; begun anew where that is another file than before.
fn of<'h>(history: &'h mut Option<History>, project: &Project, text: &str) -> &'h mut History {
    let known = history.take().filter(|known| known.path() == project.config);
    history.insert(known.unwrap_or_else(|| History::new(&project.config, text)))
}
