//! Answers about the build: what it would do, its start and end, and its files.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::json;

use super::form::{Answer, Shared, json_response, said, work, work_json};
use crate::files::Kind;
use crate::output::layout::{GALLERY_FILE, PARTIAL};
use crate::studio::assets::media_type;
use crate::studio::refusal::Refusal;

/// What a file of a build may do that is shown as a page: it is a stranger to the studio.
const BUILD_POLICY: &str = "sandbox allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox";

/// What a build would do.
pub async fn prediction(State(app): State<Shared>) -> Answer {
    work_json(app, |app| Ok(app.builds.prediction(&app.project()?.1)?)).await
}

/// What a body says.
#[derive(Debug, Deserialize)]
pub struct SaidBuild {
    #[serde(default)]
    resume: bool,
    #[serde(default)]
    force: bool,
}

/// The start of a build.
pub async fn start_build(State(app): State<Shared>, body: Result<Bytes, BytesRejection>) -> Answer {
    let SaidBuild { resume, force } = said(body)?;
    work_json(app, move |app| {
        app.drawer.close_pack();
        app.builds.start(&app.session, resume, force)?;
        Ok(json!({ "started": true }))
    })
    .await
}

/// The end of a build before it is finished.
pub async fn stop_build(State(app): State<Shared>) -> Answer {
    app.builds.stop();
    Ok(json_response(&json!({ "stopped": true })))
}

/// A file of the build: its page, a picture or metadata, and nothing else.
pub async fn built(State(app): State<Shared>, Path(path): Path<String>) -> Answer {
    let (name, bytes) = work(app, move |app| {
        let missing = || Refusal::new(StatusCode::NOT_FOUND, "the build has no such file");
        let parts: Vec<&str> = path.split('/').collect();
        let is_name = |name: &str| !name.is_empty() && !name.starts_with('.') && !name.contains('\\');
        let (kind, has_partial) = match parts[..] {
            [GALLERY_FILE] => (Kind::Record, false),
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
