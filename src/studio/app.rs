//! Everything that answers need, and what several of them say.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use tokio::sync::Semaphore;

use super::builds::Builds;
use super::edits::{Edits, NotMade};
use super::events::Events;
use super::guard::Guard;
use super::insight::Insights;
use super::pictures::Drawer;
use super::refusal::Refusal;
use super::session::Session;
use super::shown::Shown;
use super::state;
use crate::Error;
use crate::build::Request;
use crate::error::EditError;
use crate::project::Project;

/// How long an answer waits for the number of combinations.
const SOON: Duration = Duration::from_millis(100);

/// Everything that answers need.
#[derive(Debug)]
pub struct App {
    /// Who may ask.
    pub guard: Guard,
    /// The project.
    pub session: Arc<Session>,
    /// What is known of it beside.
    pub insights: Arc<Insights>,
    /// The changes of it.
    pub edits: Edits,
    /// The build of it.
    pub builds: Arc<Builds>,
    /// What draws pictures.
    pub drawer: Drawer,
    /// What pages hear of.
    pub events: Events,
    /// The request that builds are made with.
    pub request: Request,
    /// Answers that are worked out at a time.
    pub permits: Semaphore,
}

impl App {
    /// The state as pages get it, as JSON.
    pub fn state(&self) -> String {
        self.state_of(&self.session.shown())
    }

    /// The revision that is shown, and the count of what is known of it: a state has at least as much.
    pub fn now(&self) -> (u64, u64) {
        // The later one first: what is told of it meanwhile is heard.
        let known = self.insights.count();
        (self.session.shown().revision, known)
    }

    /// The state of what was shown.
    fn state_of(&self, shown: &Shown) -> String {
        let wait = if shown.project.is_some() { SOON } else { Duration::ZERO };
        let known = self.insights.of(shown.revision, wait);
        let build = self.builds.state(shown.project.as_deref());
        state::state(&self.session.place, shown, &known, &self.edits.steps(shown), build)
    }

    /// The state after a change.
    ///
    /// # Errors
    /// A refusal that says why it is not made, with the state as it is now where the page knew another.
    pub fn changed(&self, made: Result<Arc<Shown>, NotMade>) -> Result<String, Refusal> {
        let text = match made {
            Ok(shown) => return Ok(self.state_of(&shown)),
            Err(NotMade::Failed(error)) if !matches!(error, Error::Edit(EditError::ChangedOutside { .. })) => {
                return Err(error.into());
            }
            Err(NotMade::Impossible(text)) => return Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, text)),
            Err(NotMade::Failed(error)) => error.to_string(),
            Err(NotMade::Outdated) => {
                "the project has changed meanwhile: look at it as it is now, and try again".to_owned()
            }
        };
        let state = self.state_of(&self.session.reload());
        Err(Refusal { state: Some(state), ..Refusal::new(StatusCode::CONFLICT, text) })
    }

    /// What is shown, with a project.
    ///
    /// # Errors
    /// A refusal while there is none.
    pub fn project(&self) -> Result<(Arc<Shown>, Arc<Project>), Refusal> {
        let shown = self.session.shown();
        match (&shown.project, &shown.trouble) {
            (Some(project), _) => Ok((Arc::clone(&shown), Arc::clone(project))),
            (None, Some(trouble)) => Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, &*trouble.text)),
            (None, None) => Err(Refusal::wrong("there is no project yet")),
        }
    }
}
