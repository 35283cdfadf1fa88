//! An answer that says why a request is not done.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::state::with;
use crate::Error;

/// Why a request is not done: a status, and a sentence for people.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The status of the answer.
    pub status: StatusCode,
    /// The sentence.
    pub text: String,
    /// The state of the project as it is now, as JSON, where the request knew an earlier one.
    pub state: Option<String>,
}

impl Refusal {
    /// A refusal of this status.
    pub fn new(status: StatusCode, text: impl Into<String>) -> Self {
        Self { status, text: text.into(), state: None }
    }

    /// The refusal of a request that says something impossible.
    pub fn wrong(text: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, text)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = json!({ "error": self.text }).to_string();
        if let Some(state) = self.state {
            body = with("state", &state, &body);
        }
        (self.status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
    }
}
