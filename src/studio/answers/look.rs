//! Answers that show the project: its state, samples, pictures, metadata and odds.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::form::{Answer, Shared, asked, png_response, work, work_json, work_text};
use crate::metadata::{MetadataWriter, Particulars};
use crate::plan::{self, Plan, dna_hash};
use crate::project::TraitId;
use crate::studio::named::{self, Named};
use crate::studio::odds::{self, Odds};
use crate::studio::refusal::Refusal;
use crate::studio::{sampling, state};

/// Editions of a sample at most.
const MOST_EDITIONS: usize = 500;

/// Editions that odds are taken from at most.
const MOST_PLANNED: usize = 10_000;

/// The largest side of a thumbnail of a trait, in pixels.
const LARGEST_THUMBNAIL: u32 = 1024;

/// The stream of events.
pub async fn events(State(app): State<Shared>) -> Response {
    let events = app.events.clone();
    events.stream(move || app.now()).into_response()
}

/// The state of everything but pictures.
pub async fn of_state(State(app): State<Shared>) -> Answer {
    work_text(app, |app| Ok(app.state())).await
}

/// What an address asks.
#[derive(Debug, Deserialize)]
pub struct AskedThumbnail {
    size: Option<u32>,
    v: Option<String>,
}

/// The picture of one trait.
pub async fn thumbnail(
    State(app): State<Shared>,
    Path(name): Path<String>,
    query: Result<Query<AskedThumbnail>, QueryRejection>,
) -> Answer {
    let AskedThumbnail { size, v } = asked(query)?;
    let png = work(app, move |app| {
        let (_, project) = app.project()?;
        let id: Option<u32> = name.strip_suffix(".png").and_then(|id| id.parse().ok());
        let id = id.filter(|id| (*id as usize) < project.traits.len());
        let id = id.ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, "the project has no such trait"))?;
        Ok(app.drawer.of_trait(&project, TraitId(id), size.unwrap_or(96).clamp(1, LARGEST_THUMBNAIL))?)
    });
    Ok(png_response(png.await?, v.is_some()))
}

/// What an address asks.
#[derive(Debug, Deserialize)]
pub struct AskedSample {
    seed: Option<String>,
    count: Option<usize>,
    lock: Option<String>,
}

/// Editions drawn by lot, of which all have the locked traits.
pub async fn sample(State(app): State<Shared>, query: Result<Query<AskedSample>, QueryRejection>) -> Answer {
    let AskedSample { seed, count, lock } = asked(query)?;
    work_json(app, move |app| {
        let (shown, project) = app.project()?;
        let count = count.unwrap_or(24);
        if count == 0 || count > MOST_EDITIONS {
            return Err(Refusal::wrong(format!("a sample has 1 to {MOST_EDITIONS} editions")));
        }
        let locks = named::ids(&lock.unwrap_or_default())?;
        let seed = seed.filter(|seed| !seed.is_empty()).unwrap_or_else(|| plan::seed_of(&project));
        let (plan, error) = match sampling::sample(&project, &seed, count, &locks) {
            Ok(plan) => (plan, None),
            Err(error) => (Plan::new(String::new()), Some(error.to_string())),
        };
        let edition = |edition: plan::Edition<'_>| {
            json!({
                "picks": edition.picks.iter().map(|id| id.0).collect::<Vec<_>>(),
                "set": edition.set.0,
                "background": edition.background.map(state::hex),
                "dna": dna_hash(&project, edition),
                "title": project.title(edition.number, edition.set, edition.picks),
            })
        };
        let editions: Vec<Value> = plan.editions().map(edition).collect();
        Ok(json!({ "revision": shown.revision, "seed": seed, "editions": editions, "error": error }))
    })
    .await
}

/// What an address asks.
#[derive(Debug, Deserialize)]
pub struct AskedPicture {
    #[serde(default)]
    set: u32,
    #[serde(default)]
    picks: String,
    #[serde(default)]
    background: String,
    size: Option<u32>,
    only: Option<String>,
    hide: Option<String>,
    v: Option<String>,
}

/// The picture of one edition, or of some of its layers.
pub async fn picture(State(app): State<Shared>, query: Result<Query<AskedPicture>, QueryRejection>) -> Answer {
    let AskedPicture { set, picks, background, size, only, hide, v } = asked(query)?;
    let png = work(app, move |app| {
        let (_, project) = app.project()?;
        let named = Named::read(&project, set, &picks, &background)?;
        let only = only.map(|only| named::ids(&only)).transpose()?;
        let hidden = named::ids(&hide.unwrap_or_default())?;
        let is_seen = |id| only.as_ref().is_none_or(|only| only.contains(&id)) && !hidden.contains(&id);
        Ok(app.drawer.edition(&project, named.edition(), size.unwrap_or(400), is_seen)?)
    });
    Ok(png_response(png.await?, v.is_some()))
}

/// What an address asks.
#[derive(Debug, Deserialize)]
pub struct AskedMetadata {
    #[serde(default)]
    set: u32,
    #[serde(default)]
    picks: String,
    #[serde(default)]
    background: String,
    number: Option<u32>,
}

/// The metadata that an edition would have.
pub async fn metadata(State(app): State<Shared>, query: Result<Query<AskedMetadata>, QueryRejection>) -> Answer {
    let AskedMetadata { set, picks, background, number } = asked(query)?;
    work_json(app, move |app| {
        let (_, project) = app.project()?;
        let mut named = Named::read(&project, set, &picks, &background)?;
        named.number = number.unwrap_or(project.first_edition);
        let mut plan = Plan::new(plan::seed_of(&project));
        plan.push(named.edition());
        let particulars = Particulars::of_plan(&project, &plan, app.request.date)?;
        let is_known = particulars.is_known(named.number);
        // What metadata tells of the file of the picture is known only when there is one.
        particulars.note_picture(named.number, b"");
        let mut text = String::new();
        MetadataWriter::new(&project).write_edition(named.edition(), &particulars, &mut text);
        let note = (!is_known).then_some("the size and hash of the picture are filled in when it is made");
        Ok(json!({ "text": text, "note": note }))
    })
    .await
}

/// What an address asks.
#[derive(Debug, Deserialize)]
pub struct AskedOdds {
    count: Option<usize>,
    seed: Option<String>,
}

/// What weights ask for, and what a plan gives.
pub async fn of_odds(State(app): State<Shared>, query: Result<Query<AskedOdds>, QueryRejection>) -> Answer {
    let AskedOdds { count, seed } = asked(query)?;
    work_json(app, move |app| {
        let (shown, project) = app.project()?;
        let count = count.unwrap_or(1000).clamp(1, MOST_PLANNED);
        let seed = seed.filter(|seed| !seed.is_empty()).unwrap_or_else(|| plan::seed_of(&project));
        Ok(match odds::odds(&project, &seed, count) {
            Ok(Odds { sampled, asked_share, got_share, reasons }) => json!({
                "project": shown.meaning(), "sampled": sampled, "asked_share": asked_share, "got_share": got_share,
                "reasons": reasons, "error": null,
            }),
            Err(error) => json!({
                "project": shown.meaning(), "sampled": 0, "asked_share": odds::asked(&project), "got_share": [],
                "reasons": [], "error": error.to_string(),
            }),
        })
    })
    .await
}
