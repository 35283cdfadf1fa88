//! The reason why a picture is not drawn, in words for whoever asked.

use crate::Error;
use crate::error::{EditError, PlanError};

/// The kind of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// There is nothing at the address.
    Nothing,
    /// The address says something that the project does not have.
    Wrong,
    /// The rules of the project forbid what is asked.
    Forbidden,
    /// There is too much to do at the moment.
    Busy,
    /// The service failed.
    Failed,
}

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its kind.
    pub why: Why,
    /// The reason and the remedy, as a sentence without a full stop.
    pub text: String,
}

impl Refusal {
    /// Makes a refusal of a kind.
    pub fn new(why: Why, text: impl Into<String>) -> Self {
        Self { why, text: text.into() }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error {
            Error::Edit(EditError::LocksContradict { traits, rules }) => {
                Self::new(Why::Forbidden, format!("no picture shows {traits} and keeps {rules}: leave one out"))
            }
            Error::Edit(EditError::LocksApart { traits }) => Self::new(
                Why::Forbidden,
                format!("no picture shows {traits} together, because no set has all of these layers: leave one out"),
            ),
            Error::Edit(EditError::Value { problem, .. }) => {
                Self::new(Why::Wrong, format!("the traits {}", problem.replace("lock one", "give one")))
            }
            Error::Plan(
                PlanError::PlanUnknownLayer { .. }
                | PlanError::PlanUnknownTrait { .. }
                | PlanError::PlanAmbiguousTrait { .. }
                | PlanError::PlanLayerTwice { .. },
            ) => Self::new(Why::Wrong, error.to_string()),
            Error::Plan(PlanError::RulesContradict { .. }) => Self::new(Why::Forbidden, error.to_string()),
            // Other messages name paths of this machine.
            _ => Self::new(Why::Failed, "the picture cannot be drawn: look at the log of the service"),
        }
    }
}
