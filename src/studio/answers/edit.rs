//! Answers that change the project, and one that says what a rule would cost.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use serde::Deserialize;
use serde_json::{Value, json};

use super::form::{Answer, Shared, said, work_json, work_text};
use crate::studio::change::{Change, rule_place};
use crate::studio::cost;
use crate::studio::edits::{NotMade, Step};
use crate::studio::refusal::Refusal;
use crate::studio::rule::AskedRule;
use crate::studio::state::with;
use crate::studio::takeover;

/// Editions that a rule is held against at most.
const MOST_EDITIONS: usize = 10_000;

/// What a body says.
#[derive(Debug, Deserialize)]
pub struct SaidEdit {
    revision: u64,
    change: Value,
}

/// A change of the configuration.
pub async fn edit(State(app): State<Shared>, body: Result<Bytes, BytesRejection>) -> Answer {
    let SaidEdit { revision, change } = said(body)?;
    let change = Change::read(&change).map_err(Refusal::wrong)?;
    work_text(app, move |app| app.changed(app.edits.change(&app.session, revision, &change))).await
}

/// What a body says.
#[derive(Debug, Deserialize)]
pub struct SaidRevision {
    revision: u64,
}

/// The last step back.
pub async fn undo(State(app): State<Shared>, body: Result<Bytes, BytesRejection>) -> Answer {
    let SaidRevision { revision } = said(body)?;
    work_text(app, move |app| app.changed(app.edits.step(&app.session, revision, Step::Undo))).await
}

/// The step that was taken back last, again.
pub async fn redo(State(app): State<Shared>, body: Result<Bytes, BytesRejection>) -> Answer {
    let SaidRevision { revision } = said(body)?;
    work_text(app, move |app| app.changed(app.edits.step(&app.session, revision, Step::Redo))).await
}

/// What a body says.
#[derive(Debug, Deserialize)]
pub struct SaidRule {
    revision: Option<u64>,
    rule: AskedRule,
    /// The place among those of the file of the rule that it takes the place of.
    instead: Option<usize>,
    #[serde(default)]
    editions: Vec<Vec<u32>>,
}

/// What a rule would cost; nothing is written.
pub async fn rule(State(app): State<Shared>, body: Result<Bytes, BytesRejection>) -> Answer {
    let SaidRule { revision, rule, instead, editions } = said(body)?;
    work_json(app, move |app| {
        let (shown, project) = app.project()?;
        if revision.is_some_and(|revision| revision != shown.revision) {
            return app.changed(Err(NotMade::Outdated)).map(|_| Value::Null);
        }
        if editions.len() > MOST_EDITIONS {
            return Err(Refusal::wrong(format!("a rule is held against {MOST_EDITIONS} editions at most")));
        }
        let instead = instead.map(|index| {
            let place = shown.text.as_deref().and_then(|text| rule_place(&project, text, index));
            place.ok_or_else(|| Refusal::wrong(format!("there is no rule {}", index.saturating_add(1))))
        });
        Ok(json!(cost::cost(&project, &rule, instead.transpose()?, &editions)?))
    })
    .await
}

/// What a body says.
#[derive(Debug, Deserialize)]
pub struct SaidKeep {
    revision: u64,
    edition: SaidEdition,
}

/// What a body says.
#[derive(Debug, Deserialize)]
pub struct SaidEdition {
    #[serde(default)]
    set: u32,
    picks: Vec<u32>,
    background: Option<String>,
}

/// An edition that the collection is to have.
pub async fn keep(State(app): State<Shared>, body: Result<Bytes, BytesRejection>) -> Answer {
    let SaidKeep { revision, edition: SaidEdition { set, picks, background } } = said(body)?;
    work_text(app, move |app| {
        let change = Change::Keep { set, picks, background };
        let made = app.edits.change(&app.session, revision, &change);
        let kept = made.as_ref().ok().and_then(|shown| shown.project.as_ref()).map(|project| project.chosen.len());
        Ok(with("state", &app.changed(made)?, &json!({ "kept": kept }).to_string()))
    })
    .await
}

/// The configuration of another engine as `simdgen.toml`.
pub async fn take_over(State(app): State<Shared>) -> Answer {
    work_text(app, |app| {
        let lost = takeover::take_over(&app.session)?;
        Ok(with("lost", &json!(lost).to_string(), &app.state()))
    })
    .await
}
