//! A request to its answer: addresses, headers, limits.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::task::block_in_place;

use super::super::ask::Ask;
use super::super::current::Current;
use super::super::refusal::{Refusal, Why};
use super::super::tag::Tag;
use super::metrics::{KINDS, Metrics};
use super::{Clock, Entry, Log};
use crate::choice::Choice;

/// Requests that wait for their turn to have tiles encoded, for each that is worked on; more are refused.
const WAITING: usize = 32;

/// Bytes of an address at most.
const MOST_ADDRESS: usize = 8 << 10;

/// Everything that answers need.
#[derive(Debug)]
pub(super) struct App {
    pub(super) current: Current,
    pub(super) metrics: Metrics,
    pub(super) log: Log,
    pub(super) clock: Clock,
    /// Seconds for which an answer may be kept by others.
    pub(super) max_age: u32,
    /// Turns for what takes longer than joining a picture.
    pub(super) turns: Semaphore,
    /// Requests that wait for a turn or have one.
    pub(super) waiting: AtomicUsize,
    /// The same at most.
    pub(super) most_waiting: usize,
    /// Bytes of answers that are being sent.
    pub(super) sending: Arc<AtomicUsize>,
    /// The same at most.
    pub(super) most_sending: usize,
}

/// The number of requests that may wait for so many turns.
pub(super) fn most_waiting(turns: usize) -> usize {
    turns * WAITING
}

/// The body of an answer, counted for as long as a part of it is not sent.
struct Sending {
    bytes: Arc<Vec<u8>>,
    sending: Arc<AtomicUsize>,
}

impl AsRef<[u8]> for Sending {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        self.sending.fetch_sub(self.bytes.len(), Ordering::Relaxed);
    }
}

/// What is answered, before headers that all answers have.
struct Answer {
    kind: usize,
    status: StatusCode,
    media_type: &'static str,
    tag: Option<Tag>,
    body: Bytes,
}

impl Answer {
    fn text(status: StatusCode, media_type: &'static str, text: impl Into<Bytes>) -> Self {
        Self { kind: KINDS.len() - 1, status, media_type, tag: None, body: text.into() }
    }

    fn refusal(kind: usize, status: StatusCode, text: &str) -> Self {
        let body = format!("{}\n", json!({ "error": text }));
        Self { kind, ..Self::text(status, "application/json", body) }
    }
}

/// Answers a request, counts it, and tells the log.
pub(super) async fn answer(State(app): State<Arc<App>>, request: Request) -> Response {
    let begun = (app.clock)();
    let in_flight = InFlight::new(&app.metrics);
    let (request, _body) = request.into_parts();
    let answer = app.answer(&request).await;
    drop(in_flight);
    let took = (app.clock)().saturating_sub(begun);
    let (status, bytes) = (answer.status.as_u16(), answer.body.len());
    app.metrics.count(answer.kind, status, took, bytes);
    app.log.note(&app.metrics, || Entry {
        method: request.method.to_string(),
        target: request.uri.to_string(),
        status,
        bytes,
        nanoseconds: took,
    });
    app.response(answer)
}

/// Counts a request for as long as it is worked on, also if its client goes away meanwhile.
struct InFlight<'a>(&'a Metrics);

impl<'a> InFlight<'a> {
    fn new(metrics: &'a Metrics) -> Self {
        metrics.in_flight.fetch_add(1, Ordering::Relaxed);
        Self(metrics)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Counts a request for as long as it waits for a turn or has one.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    /// Joins those that wait; `None` if there are too many.
    fn new(waiting: &'a AtomicUsize, most: usize) -> Option<Self> {
        let own = Self(waiting);
        (waiting.fetch_add(1, Ordering::Relaxed) < most).then_some(own)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl App {
    async fn answer(&self, request: &Parts) -> Answer {
        let Parts { method, uri, headers, .. } = request;
        let other = KINDS.len() - 1;
        if *method != Method::GET && *method != Method::HEAD {
            return Answer::refusal(other, StatusCode::METHOD_NOT_ALLOWED, "pictures are asked for with GET or HEAD");
        }
        let (path, query) = (uri.path(), uri.query());
        if path.len() + query.map_or(0, str::len) > MOST_ADDRESS {
            let text = format!("the address is longer than {MOST_ADDRESS} bytes: shorten it");
            return Answer::refusal(other, StatusCode::URI_TOO_LONG, &text);
        }
        match path {
            "/healthz" => return Answer::text(StatusCode::OK, "text/plain; charset=utf-8", "ok\n"),
            "/metrics" => {
                let sending = self.sending.load(Ordering::Relaxed);
                let text = self.metrics.text(&self.current.counts, &self.current.loaded(), sending);
                return Answer::text(StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", text);
            }
            _ => {}
        }
        let (kind, answered) = match Ask::read(path, query) {
            Ok(ask) => (ask.format as usize, self.picture(&ask, headers).await),
            Err(refusal) => (other, Err(refusal)),
        };
        answered.map(|answer| Answer { kind, ..answer }).unwrap_or_else(|refusal| {
            let status = match refusal.why {
                Why::Nothing => StatusCode::NOT_FOUND,
                Why::Wrong => StatusCode::BAD_REQUEST,
                Why::Forbidden => StatusCode::CONFLICT,
                Why::Busy => StatusCode::SERVICE_UNAVAILABLE,
                Why::Failed => StatusCode::INTERNAL_SERVER_ERROR,
            };
            Answer::refusal(kind, status, &refusal.text)
        })
    }

    /// Draws a picture: at once if its tiles are there, else when it is its turn.
    async fn picture(&self, ask: &Ask, headers: &HeaderMap) -> Result<Answer, Refusal> {
        let busy = || Refusal::new(Why::Busy, "there is too much to do at the moment: ask again in a second");
        if self.sending.load(Ordering::Relaxed) > self.most_sending {
            return Err(busy());
        }
        let is_known = |tag: Tag| names(headers, tag);
        let loaded = self.current.loaded();
        // Joining takes a few tenths of a millisecond: less than handing it to another thread would be worth.
        let reply = match loaded.answer(ask, is_known, false)? {
            Some(reply) => reply,
            None => {
                let _waiting = Waiting::new(&self.waiting, self.most_waiting).ok_or_else(busy)?;
                let _turn = self.turns.acquire().await.map_err(|_| busy())?;
                let worked = block_in_place(|| loaded.answer(ask, is_known, true))?;
                worked.ok_or_else(|| Refusal::new(Why::Failed, "the picture was not made"))?
            }
        };
        let media_type = *ask.format.facts();
        let tag = Some(reply.tag);
        let Some(bytes) = reply.bytes else {
            return Ok(Answer { kind: 0, status: StatusCode::NOT_MODIFIED, media_type, tag, body: Bytes::new() });
        };
        self.sending.fetch_add(bytes.len(), Ordering::Relaxed);
        let body = Bytes::from_owner(Sending { bytes, sending: Arc::clone(&self.sending) });
        Ok(Answer { kind: 0, status: StatusCode::OK, media_type, tag, body })
    }

    fn response(&self, answer: Answer) -> Response {
        let Answer { status, media_type, tag, body, .. } = answer;
        let mut response = Body::from(body).into_response();
        *response.status_mut() = status;
        let headers = response.headers_mut();
        let mut fixed = |name: HeaderName, value: &'static str| {
            headers.insert(name, HeaderValue::from_static(value));
        };
        if status != StatusCode::NOT_MODIFIED {
            fixed(header::CONTENT_TYPE, media_type);
        }
        fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        // Pictures are there to be shown on pages of other sites.
        fixed(HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");
        match status {
            StatusCode::SERVICE_UNAVAILABLE => fixed(header::RETRY_AFTER, "1"),
            StatusCode::METHOD_NOT_ALLOWED => fixed(header::ALLOW, "GET, HEAD"),
            _ => {}
        }
        let own = |text: String| HeaderValue::try_from(text).expect("digits and letters");
        match tag {
            Some(tag) => {
                headers.insert(header::ETAG, own(format!("\"{tag}\"")));
                headers.insert(header::CACHE_CONTROL, own(format!("public, max-age={}", self.max_age)));
            }
            None => fixed(header::CACHE_CONTROL, "no-store"),
        }
        response
    }
}

/// Returns `true` if a request names the tag of an answer that its client has (RFC 9110, 13.1.2).
fn names(headers: &HeaderMap, tag: Tag) -> bool {
    let mut listed = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).peekable();
    if listed.peek().is_none() {
        return false;
    }
    let own = format!("\"{tag}\"");
    listed.flat_map(|list| list.split(',')).map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::Format;

    #[test]
    fn a_tag_is_found_in_a_list() {
        let tag = Tag::new(blake3::hash(b"a"));
        let has = |values: &[String]| {
            let mut headers = HeaderMap::new();
            values.iter().for_each(|value| {
                headers.append(header::IF_NONE_MATCH, value.parse().unwrap());
            });
            names(&headers, tag)
        };
        let own = format!("\"{tag}\"");
        for known in [
            vec![own.clone()],
            vec!["*".into()],
            vec![format!("W/{own}")],
            vec!["\"x\"".into(), format!("\"y\" ,{own}")],
        ] {
            assert!(has(&known), "{known:?}");
        }
        for other in
            [vec![], vec![tag.to_string()], vec![own.to_uppercase()], vec![format!("\"x{tag}\"")], vec!["".into()]]
        {
            assert!(!has(&other), "{other:?}");
        }
    }

    #[test]
    fn kinds_are_the_formats_and_others() {
        assert!(Format::names().eq(KINDS[..KINDS.len() - 1].iter().copied()));
    }

    #[test]
    fn no_more_wait_than_may() {
        let waiting = AtomicUsize::new(0);
        let one = Waiting::new(&waiting, 2).unwrap();
        let other = Waiting::new(&waiting, 2).unwrap();
        assert!(Waiting::new(&waiting, 2).is_none() && waiting.load(Ordering::Relaxed) == 2);
        drop((one, other));
        assert_eq!(waiting.into_inner(), 0);
    }
}
