//! The routes: which address gives what.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::assets::{self, media_type};
use super::builds::{Builds, GALLERY};
use super::events::Events;
use super::guard::{Guard, MOST_BODY};
use super::insight::Insights;
use super::pictures::Drawer;
use super::refusal::Refusal;
use super::samples::{self, MOST_EDITIONS, Named};
use super::session::Session;
use super::shown::Shown;
use super::state;
use super::takeover;
use crate::build::Request as BuildRequest;
use crate::files::Kind;
use crate::metadata::{MetadataWriter, Particulars};
use crate::output::layout::PARTIAL;
use crate::plan::{self, Plan, dna_hash};
use crate::project::{Project, TraitId};

/// How long an answer waits for the number of combinations.
const SOON: Duration = Duration::from_millis(100);

/// The largest side of a thumbnail of a trait, in pixels.
const LARGEST_THUMBNAIL: u32 = 1024;

/// What the page may load, and from where: nothing but itself.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// What a file of a build may do that is shown as a page: it is a stranger to the studio.
const BUILD_POLICY: &str = "sandbox allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox";

/// Everything that answers need.
#[derive(Debug)]
pub struct App {
    /// Who may ask.
    pub guard: Guard,
    /// The project.
    pub session: Arc<Session>,
    /// What is known of it beside.
    pub insights: Arc<Insights>,
    /// The build of it.
    pub builds: Arc<Builds>,
    /// What draws pictures.
    pub drawer: Drawer,
    /// What pages hear of.
    pub events: Events,
    /// The request that builds are made with.
    pub request: BuildRequest,
    /// Answers that are worked out at a time.
    pub permits: Semaphore,
}

type Shared = Arc<App>;

/// An answer, or why there is none.
type Answer<T = Response> = Result<T, Refusal>;

/// The router of all addresses.
pub fn router(app: &Shared) -> Router {
    let at = |path: &str| format!("/{}/{path}", app.guard.token());
    Router::new()
        .route(&at(""), get(page))
        .route(&at("page/{name}"), get(asset))
        .route(&at("build/{*path}"), get(built))
        .route(&at("api/state"), get(of_state))
        .route(&at("api/events"), get(events))
        .route(&at("api/trait/{name}"), get(thumbnail))
        .route(&at("api/sample"), get(sample))
        .route(&at("api/picture.png"), get(picture))
        .route(&at("api/metadata"), get(metadata))
        .route(&at("api/import"), post(take_over))
        .route(&at("api/rehearsal"), get(rehearsal))
        .route(&at("api/build"), post(start_build))
        .route(&at("api/stop"), post(stop_build))
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

async fn events(State(app): State<Shared>) -> Response {
    app.events.stream().into_response()
}

/// Works an answer out beside the threads that serve, a few at a time.
async fn work<T: Send + 'static>(app: Shared, answer: impl FnOnce(&App) -> Answer<T> + Send + 'static) -> Answer<T> {
    let failed = || Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "the studio is ending");
    let permit = app.permits.acquire().await.map_err(|_| failed())?;
    let worker = Arc::clone(&app);
    let done = spawn_blocking(move || answer(&worker)).await;
    drop(permit);
    done.map_err(|_| failed())?
}

/// [`work`] that gives JSON.
async fn work_json(app: Shared, answer: impl FnOnce(&App) -> Answer<Value> + Send + 'static) -> Answer {
    Ok(json_response(&work(app, answer).await?))
}

fn json_response(value: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

/// A picture, which an address with a version always gives alike.
fn png_response(png: Vec<u8>, has_version: bool) -> Response {
    let cache = if has_version { "private, max-age=86400, immutable" } else { "no-store" };
    ([(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, cache)], png).into_response()
}

/// What an address asks, as the words after its `?`.
fn asked<T>(query: Result<Query<T>, QueryRejection>) -> Answer<T> {
    query.map(|Query(asked)| asked).map_err(|rejection| Refusal::wrong(rejection.body_text()))
}

/// What a body says.
fn said<T: DeserializeOwned>(body: Result<Bytes, BytesRejection>) -> Answer<T> {
    let bytes = body.map_err(|rejection| Refusal::new(rejection.status(), rejection.body_text()))?;
    serde_json::from_slice(&bytes).map_err(|error| Refusal::wrong(format!("the request cannot be read: {error}")))
}

impl App {
    /// The state as pages get it.
    pub fn state(&self) -> Value {
        self.state_of(&self.session.shown())
    }

    fn state_of(&self, shown: &Shown) -> Value {
        let wait = if shown.project.is_some() { SOON } else { Duration::ZERO };
        let known = self.insights.of(shown.revision, wait);
        let build = self.builds.state(shown.project.as_deref());
        state::state(&self.session.place, shown, &known, build)
    }

    /// What is shown, with a project.
    fn project(&self) -> Answer<(Arc<Shown>, Arc<Project>)> {
        let shown = self.session.shown();
        match (&shown.project, &shown.trouble) {
            (Some(project), _) => Ok((Arc::clone(&shown), Arc::clone(project))),
            (None, Some(trouble)) => Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, &*trouble.text)),
            (None, None) => Err(Refusal::wrong("there is no project yet")),
        }
    }
}

async fn of_state(State(app): State<Shared>) -> Answer {
    work_json(app, |app| Ok(app.state())).await
}

#[derive(Deserialize)]
struct AskedThumbnail {
    size: Option<u32>,
    v: Option<String>,
}

async fn thumbnail(
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

#[derive(Deserialize)]
struct AskedSample {
    seed: Option<String>,
    count: Option<usize>,
    lock: Option<String>,
}

async fn sample(State(app): State<Shared>, query: Result<Query<AskedSample>, QueryRejection>) -> Answer {
    let AskedSample { seed, count, lock } = asked(query)?;
    work_json(app, move |app| {
        let (shown, project) = app.project()?;
        let count = count.unwrap_or(24);
        if count == 0 || count > MOST_EDITIONS {
            return Err(Refusal::wrong(format!("a sample has 1 to {MOST_EDITIONS} editions")));
        }
        let locks = samples::ids(&lock.unwrap_or_default())?;
        if locks.iter().any(|id| id.0 as usize >= project.traits.len()) {
            return Err(Refusal::wrong("the project has no such trait: lock it again"));
        }
        let seed = seed.filter(|seed| !seed.is_empty()).unwrap_or_else(|| plan::seed_of(&project));
        let locked = samples::locked(&project, &locks);
        let (plan, error) = match samples::sample(&locked, &seed, count) {
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

#[derive(Deserialize)]
struct AskedPicture {
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

async fn picture(State(app): State<Shared>, query: Result<Query<AskedPicture>, QueryRejection>) -> Answer {
    let AskedPicture { set, picks, background, size, only, hide, v } = asked(query)?;
    let png = work(app, move |app| {
        let (_, project) = app.project()?;
        let named = Named::read(&project, set, &picks, &background)?;
        let only = only.map(|only| samples::ids(&only)).transpose()?;
        let hidden = samples::ids(&hide.unwrap_or_default())?;
        let is_seen = |id| only.as_ref().is_none_or(|only| only.contains(&id)) && !hidden.contains(&id);
        Ok(app.drawer.edition(&project, named.edition(), size.unwrap_or(400), is_seen)?)
    });
    Ok(png_response(png.await?, v.is_some()))
}

#[derive(Deserialize)]
struct AskedMetadata {
    #[serde(default)]
    set: u32,
    #[serde(default)]
    picks: String,
    #[serde(default)]
    background: String,
    number: Option<u32>,
}

async fn metadata(State(app): State<Shared>, query: Result<Query<AskedMetadata>, QueryRejection>) -> Answer {
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

async fn take_over(State(app): State<Shared>) -> Answer {
    work_json(app, |app| {
        let lost = takeover::take_over(&app.session)?;
        let mut state = app.state();
        state["lost"] = lost.into();
        Ok(state)
    })
    .await
}

async fn rehearsal(State(app): State<Shared>) -> Answer {
    work_json(app, |app| Ok(app.builds.rehearsal(&app.project()?.1)?)).await
}

#[derive(Deserialize)]
struct SaidBuild {
    #[serde(default)]
    resume: bool,
    #[serde(default)]
    force: bool,
}

async fn start_build(State(app): State<Shared>, body: Result<Bytes, BytesRejection>) -> Answer {
    let SaidBuild { resume, force } = said(body)?;
    work_json(app, move |app| {
        app.drawer.close_pack();
        app.builds.start(&app.session, resume, force)?;
        Ok(json!({ "started": true }))
    })
    .await
}

async fn stop_build(State(app): State<Shared>) -> Answer {
    app.builds.stop();
    Ok(json_response(&json!({ "stopped": true })))
}

/// A file of the build: its page, a picture or metadata, and nothing else.
async fn built(State(app): State<Shared>, Path(path): Path<String>) -> Answer {
    let (name, bytes) = work(app, move |app| {
        let missing = || Refusal::new(StatusCode::NOT_FOUND, "the build has no such file");
        let parts: Vec<&str> = path.split('/').collect();
        let is_name = |name: &str| !name.is_empty() && !name.starts_with('.') && !name.contains('\\');
        let (kind, has_partial) = match parts[..] {
            [GALLERY] => (Kind::Record, false),
            ["images", name] if is_name(name) => (Kind::Picture, true),
            ["json", name] if is_name(name) => (Kind::Metadata, false),
            _ => return Err(missing()),
        };
        let (_, project) = app.project()?;
        let folder = app.builds.folder(&project)?.ok_or_else(missing)?;
        let mut read = folder.read(&path, kind)?;
        if read.is_none() && has_partial {
            // A build that runs has written it, and not yet put it in place.
            read = folder.read(format!("{PARTIAL}/{path}"), kind)?;
        }
        Ok((path, read.ok_or_else(missing)?))
    })
    .await?;
    let policy = (header::CONTENT_SECURITY_POLICY, BUILD_POLICY);
    Ok(([(header::CONTENT_TYPE, media_type(&name)), policy], bytes).into_response())
}
