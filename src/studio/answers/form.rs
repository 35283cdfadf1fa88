//! The forms of requests and answers.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::Query;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::task::spawn_blocking;

use crate::studio::app::App;
use crate::studio::refusal::Refusal;

/// What all answers share.
pub type Shared = Arc<App>;

/// An answer, or why there is none.
pub type Answer<T = Response> = Result<T, Refusal>;

/// Works an answer out beside the threads that serve, a few at a time.
///
/// # Errors
/// Those of `answer`; a refusal when the studio ends.
pub async fn work<T: Send + 'static>(
    app: Shared,
    answer: impl FnOnce(&App) -> Answer<T> + Send + 'static,
) -> Answer<T> {
    let failed = || Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "the studio is ending");
    let permit = app.permits.acquire().await.map_err(|_| failed())?;
    let worker = Arc::clone(&app);
    let done = spawn_blocking(move || answer(&worker)).await;
    drop(permit);
    done.map_err(|_| failed())?
}

/// [`work`] that gives JSON.
///
/// # Errors
/// As [`work`].
pub async fn work_json(app: Shared, answer: impl FnOnce(&App) -> Answer<Value> + Send + 'static) -> Answer {
    Ok(json_response(&work(app, answer).await?))
}

/// [`work`] that gives the text of JSON.
///
/// # Errors
/// As [`work`].
pub async fn work_text(app: Shared, answer: impl FnOnce(&App) -> Answer<String> + Send + 'static) -> Answer {
    Ok(text_response(work(app, answer).await?))
}

/// An answer of JSON.
pub fn json_response(value: &Value) -> Response {
    text_response(value.to_string())
}

fn text_response(json: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], json).into_response()
}

/// A picture, which an address with a version always gives alike.
pub fn png_response(png: Vec<u8>, has_version: bool) -> Response {
    let cache = if has_version { "private, max-age=86400, immutable" } else { "no-store" };
    ([(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, cache)], png).into_response()
}

/// What an address asks, as the words after its `?`.
///
/// # Errors
/// A refusal for words that are missing or wrong.
pub fn asked<T>(query: Result<Query<T>, QueryRejection>) -> Answer<T> {
    query.map(|Query(asked)| asked).map_err(|rejection| Refusal::wrong(rejection.body_text()))
}

/// What a body says.
///
/// # Errors
/// A refusal for one that is too long, or says something else.
pub fn said<T: DeserializeOwned>(body: Result<Bytes, BytesRejection>) -> Answer<T> {
    let bytes = body.map_err(|rejection| Refusal::new(rejection.status(), rejection.body_text()))?;
    serde_json::from_slice(&bytes).map_err(|error| Refusal::wrong(format!("the request cannot be read: {error}")))
}
