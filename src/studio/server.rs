//! The addresses: which gives what, and what every answer says of how far it may be trusted.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::answers::form::{Answer, Shared};
use super::answers::{edit, look, make, pixels};
use super::assets::{self, media_type};
use super::guard::MOST_BODY;
use super::refusal::Refusal;

/// What the page may load, and from where: nothing but itself.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// The router of all addresses.
pub fn router(app: &Shared) -> Router {
    let at = |path: &str| format!("/{}/{path}", app.guard.token());
    Router::new()
        .route(&at(""), get(page))
        .route(&at("page/{name}"), get(asset))
        .route(&at("build/{*path}"), get(make::built))
        .route(&at("api/state"), get(look::of_state))
        .route(&at("api/events"), get(look::events))
        .route(&at("api/trait/{name}"), get(look::thumbnail))
        .route(&at("api/sample"), get(look::sample))
        .route(&at("api/picture.png"), get(look::picture))
        .route(&at("api/pixels"), post(pixels::pixels))
        .route(&at("api/metadata"), get(look::metadata))
        .route(&at("api/odds"), get(look::of_odds))
        .route(&at("api/edit"), post(edit::edit))
        .route(&at("api/undo"), post(edit::undo))
        .route(&at("api/redo"), post(edit::redo))
        .route(&at("api/rule"), post(edit::rule))
        .route(&at("api/keep"), post(edit::keep))
        .route(&at("api/import"), post(edit::take_over))
        .route(&at("api/prediction"), get(make::prediction))
        .route(&at("api/build"), post(make::start_build))
        .route(&at("api/stop"), post(make::stop_build))
        .fallback(nothing)
        .method_not_allowed_fallback(not_so)
        .layer(DefaultBodyLimit::max(MOST_BODY))
        .layer(from_fn_with_state(Arc::clone(app), guarded))
        .with_state(Arc::clone(app))
}

/// Passes only requests of the studio's own page, and says of every answer how far it may be trusted.
async fn guarded(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let target = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let mut response = match app.guard.check(request.method(), &target, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    let headers = response.headers_mut();
    let mut default = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(header::CACHE_CONTROL, "no-store");
    default(header::CONTENT_SECURITY_POLICY, PAGE_POLICY);
    default(header::REFERRER_POLICY, "same-origin");
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    response
}

async fn nothing() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "the studio has nothing at this address")
}

async fn not_so() -> Refusal {
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "this address is asked in another way")
}

async fn page() -> Response {
    ([(header::CONTENT_TYPE, media_type("index.html"))], assets::INDEX).into_response()
}

async fn asset(Path(name): Path<String>) -> Answer {
    let content =
        assets::find(&name).ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, "the page has no such file"))?;
    Ok(([(header::CONTENT_TYPE, media_type(&name))], content).into_response())
}
