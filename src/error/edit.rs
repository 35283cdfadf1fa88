//! Errors in changing a project in the studio.

use std::path::PathBuf;

/// A reason why a change is not made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// The project has no `simdgen.toml`.
    #[error(
        "{} is shown as it is, and not changed here: import the project first, which writes a simdgen.toml that means the \
         same",
        config.display()
    )]
    NotNative {
        /// The configuration, or the folder whose names say all.
        config: PathBuf,
    },
    /// The change is about something that the project does not have, or has no more.
    #[error("there is no {what}: the project has changed meanwhile; look at it again, then repeat the change")]
    Gone {
        /// The missing thing: "layer 7".
        what: String,
    },
    /// A value of the change is not possible.
    #[error("{what} {problem}")]
    Value {
        /// The subject: "the weight of Hat/Crown".
        what: String,
        /// The found and expected values, as a predicate.
        problem: String,
    },
    /// `simdgen.toml` has no words for the change.
    #[error("{what} cannot be changed here: {problem}")]
    Unsaid {
        /// The subject: "the weight of Hat/Crown".
        what: String,
        /// The obstacle and the remedy, as clauses.
        problem: String,
    },
    /// The change would change more than it is about.
    #[error(
        "{what} cannot be changed alone: {also} would change with it; edit simdgen.toml by hand, where you see both"
    )]
    Reaches {
        /// The subject: "the weight of Hat/Crown".
        what: String,
        /// What else would change: "the canvas".
        also: String,
    },
    /// The file was changed by another program since it was read.
    #[error(
        "{} was changed by another program meanwhile, and nothing was written over it: look at it as it is now, then repeat \
         the change",
        path.display()
    )]
    ChangedOutside {
        /// The file.
        path: PathBuf,
    },
    /// There is no step to undo or redo.
    #[error("there is nothing to {step}")]
    NoStep {
        /// "undo" or "redo".
        step: &'static str,
    },
    /// No set has the layers of all locked traits.
    #[error("no edition has {traits} together, because no set has all of these layers: unlock one")]
    LocksApart {
        /// The locked traits: "\"Hat/Crown\" and \"Horns/Red\"".
        traits: String,
    },
    /// Rules forbid the locked traits.
    #[error("no edition can have {traits} and keep {rules}: unlock one, or change a rule")]
    LocksContradict {
        /// The locked traits.
        traits: String,
        /// Rules of which none can be left out, as written.
        rules: String,
    },
}
