//! Makes the collection in a thread of its own, and tells pages how far it is.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use serde_json::{Value, json};

use super::events::Events;
use super::refusal::Refusal;
use super::session::Session;
use crate::build::{PredictedChanges, Report, Request, build, predict_changes, ready_pack, results_folder};
use crate::check::predict;
use crate::choice::Choice;
use crate::error::OutputError;
use crate::files::Folder;
use crate::gallery;
use crate::output::layout::{GALLERY_FILE, PARTIAL};
use crate::pack::Care;
use crate::project::{FileNames, PictureFormat, Project};
use crate::render::{Event, Observer, Span, Stage};
use crate::{Error, Result};

/// Nanoseconds since any fixed moment.
pub type Clock = fn() -> u64;

/// The build of the project, whether one runs or not.
#[derive(Debug)]
pub struct Builds {
    request: Request,
    clock: Clock,
    events: Events,
    running: Mutex<Option<Arc<Running>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// Held while a build is predicted: a sample is rendered beside the pack, by one at a time.
    predicting: Mutex<()>,
}

/// A build that runs.
#[derive(Debug)]
struct Running {
    clock: Clock,
    events: Events,
    is_stopped: AtomicBool,
    done: AtomicUsize,
    total: AtomicUsize,
    begun: AtomicU64,
    /// The number of an edition whose files are written.
    newest: AtomicU64,
    names: FileNames,
    pictures: PictureFormat,
}

/// Stands in [`Running::newest`] for no edition.
const NONE: u64 = u64::MAX;

impl Running {
    fn state(&self) -> Value {
        let (done, total) = (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed));
        let begun = self.begun.load(Ordering::Relaxed);
        let seconds = (self.clock)().saturating_sub(begun) as f64 / 1e9;
        let rate = if done == 0 || seconds <= 0.0 { None } else { Some(done as f64 / seconds) };
        let newest = self.newest.load(Ordering::Relaxed);
        json!({
            "done": done,
            "total": total,
            "rate": rate,
            "left_s": rate.map(|rate| total.saturating_sub(done) as f64 / rate),
            "newest": (newest != NONE).then_some(newest),
            "newest_file": u32::try_from(newest).ok().map(|number| format!("images/{}", self.names.picture_file(number, self.pictures))),
        })
    }

    fn tell(&self) {
        self.events.tell("progress", self.state());
    }
}

impl Observer for Running {
    fn now(&self) -> u64 {
        (self.clock)()
    }

    fn progress(&self, done: usize, total: usize) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        self.tell();
    }

    fn span(&self, span: Span) {
        if span.stage == Stage::Write {
            self.newest.store(u64::from(span.edition), Ordering::Relaxed);
        }
    }

    fn event(&self, event: Event<'_>) {
        match event {
            Event::Rendering { editions } => {
                self.total.store(editions, Ordering::Relaxed);
                self.begun.store((self.clock)(), Ordering::Relaxed);
                self.tell();
            }
            Event::Packed(report) => {
                let text = format!("{} of {} pictures were decoded", report.decoded, report.pictures);
                self.events.tell("log", json!({ "text": text }));
            }
            _ => {}
        }
    }

    fn stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }
}

impl Builds {
    /// No build runs. Of the request, everything but the plan counts.
    pub fn new(request: Request, clock: Clock, events: Events) -> Self {
        Self { request, clock, events, running: Mutex::new(None), thread: Mutex::new(None), predicting: Mutex::new(()) }
    }

    fn running(&self) -> MutexGuard<'_, Option<Arc<Running>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the page is told of the build.
    pub fn state(&self, project: Option<&Project>) -> Value {
        let running = self.running().as_ref().map(|running| running.state());
        let out = project.and_then(|project| results_folder(self.request.out.as_deref(), project).ok());
        let folder = out.as_deref().and_then(|out| Folder::find(out).ok().flatten());
        let has = |name: &str| folder.as_ref().is_some_and(|folder| folder.has(name));
        json!({
            "exists": has("images"),
            "gallery": has(GALLERY_FILE),
            "interrupted": running.is_none() && has(PARTIAL),
            "out": out.map(|out| out.display().to_string()),
            "running": running,
        })
    }

    /// The folder of the build; `None` if it is not there.
    ///
    /// # Errors
    /// As [`results_folder`]; [`Error::Io`].
    pub fn folder(&self, project: &Project) -> Result<Option<Folder>> {
        Folder::find(&results_folder(self.request.out.as_deref(), project)?)
    }

    /// Begins to make the collection of the project as it is shown.
    ///
    /// # Errors
    /// A refusal when a build runs already, and when there is no project or no thread.
    pub fn start(self: &Arc<Self>, session: &Session, resume: bool, force: bool) -> Result<(), Refusal> {
        let shown = session.shown();
        if let Some(trouble) = &shown.trouble {
            return Err(Refusal::wrong(format!("the project cannot be used now: {}", trouble.text)));
        }
        let Some(project) = shown.project.clone() else {
            return Err(Refusal::wrong("there is no project to make yet"));
        };
        let mut running = self.running();
        if running.is_some() {
            return Err(Refusal::wrong("a build is running already: stop it first, or wait for its end"));
        }
        let own = Arc::new(Running {
            clock: self.clock,
            events: self.events.clone(),
            is_stopped: AtomicBool::new(false),
            done: AtomicUsize::new(0),
            total: AtomicUsize::new(project.editions()),
            begun: AtomicU64::new((self.clock)()),
            newest: AtomicU64::new(NONE),
            names: project.metadata.file_names,
            pictures: project.pictures,
        });
        let request = Request { resume, force, ..self.request.clone() };
        let (this, observer) = (Arc::clone(self), Arc::clone(&own));
        let run = move || this.run(&project, &request, &observer);
        let thread = thread::Builder::new().name("build".to_owned()).spawn(run);
        let thread = thread.map_err(|source| Refusal::wrong(format!("the system gives no thread: {source}")))?;
        *running = Some(own);
        drop(running);
        *self.thread.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
        self.events.tell_other_state();
        Ok(())
    }

    fn run(&self, project: &Project, request: &Request, observer: &Running) {
        let made = make(project, request, observer);
        *self.running() = None;
        let told = match &made {
            Ok(report) => json!({ "ok": true, "stopped": false, "text": text(report) }),
            Err(error) => {
                let is_stopped = matches!(error, Error::Output(OutputError::Stopped { .. }));
                json!({ "ok": false, "stopped": is_stopped, "text": error.to_string() })
            }
        };
        self.events.tell("built", told);
        self.events.tell_other_state();
    }

    /// Predicts what a build of the project would do, with bytes and seconds; while one runs, only that it does.
    ///
    /// # Errors
    /// As [`predict_changes`]; those of [`predict`].
    pub fn prediction(&self, project: &Project) -> Result<Value> {
        let _predicting = self.predicting.lock().unwrap_or_else(PoisonError::into_inner);
        let made = self.predicted(project);
        // When it ends the answer is another, and what a build changes while it is looked at may be an error.
        if self.running().is_some() { Ok(json!({ "running": true })) } else { made }
    }

    fn predicted(&self, project: &Project) -> Result<Value> {
        if self.running().is_some() {
            return Ok(Value::Null);
        }
        let has_partial = self.folder(project)?.is_some_and(|folder| folder.has(PARTIAL));
        let request = Request { resume: has_partial, ..self.request.clone() };
        let observer = Timed(self.clock);
        let PredictedChanges { render, rewrite, remove, resume, up_to_date, is_half_published, plan, pack } =
            predict_changes(project, &request, &observer)?;
        let is_predicted = render > 0 && project.pictures.facts().spliced;
        let predicted = if is_predicted { Some(predict(project, &pack, &plan, &request, &observer)?) } else { None };
        let part = render as f64 / plan.len().max(1) as f64;
        let text = match (render + rewrite + remove, resume) {
            _ if is_half_published => Some(
                "A build ended while it put its files in place. The next one finishes that first, and may then have less to do."
                    .to_owned(),
            ),
            (0, 0) => Some("Everything is up to date.".to_owned()),
            (_, 0) => None,
            (_, 1) => Some("1 edition of the interrupted build is taken over.".to_owned()),
            (_, resume) => Some(format!("{resume} editions of the interrupted build are taken over.")),
        };
        Ok(json!({
            "render": render,
            "rewrite": rewrite,
            "remove": remove,
            "resume": resume,
            "up_to_date": up_to_date,
            "bytes": predicted.map(|predicted| (predicted.image_bytes as f64 * part) as u64),
            "seconds": predicted.map(|predicted| predicted.seconds * part),
            "text": text,
        }))
    }

    /// Tells the build that runs to stop: what it has begun is finished and kept.
    pub fn stop(&self) {
        if let Some(running) = &*self.running() {
            running.is_stopped.store(true, Ordering::Relaxed);
        }
    }

    /// Stops the build that runs, and waits for its end.
    pub fn end(&self) {
        self.stop();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        // A panic has ended the process already.
        thread.map(JoinHandle::join);
    }
}

/// Makes the collection, and the page of it.
fn make(project: &Project, request: &Request, observer: &Running) -> Result<Report> {
    let request = Request { plan: Some(project.plan(None, None)?), ..request.clone() };
    let report = build(project, &request, observer)?;
    if let Some(plan) = &request.plan {
        gallery::write(&report.out, request.force, || {
            let pack = ready_pack(project, &request, Care::Usual, observer)?.pack;
            gallery::of_project(project, plan, &pack, request.threads, request.memory)
        })?;
    }
    Ok(report)
}

/// Hears nothing, and knows the time.
struct Timed(Clock);

impl Observer for Timed {
    fn now(&self) -> u64 {
        (self.0)()
    }
}

/// What a build did, in a sentence.
fn text(report: &Report) -> String {
    let Report { resumed, up_to_date, metadata, removed, edits, rendered, .. } = report;
    let mut parts = vec![match rendered.editions {
        1 => "1 picture was rendered".to_owned(),
        editions => format!("{editions} pictures were rendered"),
    }];
    for (count, what) in [
        (*resumed, "were finished before"),
        (*up_to_date, "were up to date"),
        (*metadata, "got new metadata"),
        (*removed, "were removed"),
        (*edits, "edited files were left alone"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    parts.join(", ")
}
