//! Watches a run: the clock, the progress display, the trace, and what a run tells.

use std::fmt::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::print::{Notes, is_watched, notice, notices};
use super::rate::Rate;
use super::stop;
use crate::pack::BuildReport;
use crate::render::{Event, Observer, Span};

/// A display of progress.
#[derive(Debug)]
enum Display {
    /// A bar with rate and time left.
    Bar(ProgressBar),
    /// A line now and then.
    Lines,
    /// Nothing.
    None,
}

/// The command line's observer of a run.
#[derive(Debug)]
pub struct Watch {
    started: Instant,
    notes: Notes,
    /// `true` if progress is shown.
    progress: bool,
    /// `true` if Ctrl-C stops the run, once it renders.
    listens: bool,
    /// The spans of a trace, if one is wanted.
    trace: Option<Mutex<Vec<Span>>>,
    /// How what is rendered is shown, and how fast it is.
    display: OnceLock<(Display, Mutex<Rate>)>,
    stop: Arc<AtomicBool>,
}

impl Watch {
    /// Starts the clock. `notes` say how much is told of events; progress is not shown.
    pub fn new(notes: Notes) -> Self {
        let (started, display, stop) = (Instant::now(), OnceLock::new(), Arc::default());
        Self { started, notes, progress: false, listens: false, trace: None, display, stop }
    }

    /// The same, which stops at Ctrl-C once it renders, shows progress unless it is to be quiet, and keeps spans for a trace if one
    /// is wanted.
    pub fn of_run(self, quiet: bool, trace: bool) -> Self {
        Self { progress: !quiet, listens: true, trace: trace.then(Mutex::default), ..self }
    }

    /// Starts the clock, and the display of the progress of `simdgen verify` unless it is to be quiet.
    pub fn of_verify(total: usize, quiet: bool) -> Self {
        let watch = Self { progress: !quiet, ..Self::new(Notes::None) };
        watch.begin(total);
        watch
    }

    fn begin(&self, total: usize) {
        let display = match (self.progress, is_watched()) {
            (false, _) => Display::None,
            (true, false) => Display::Lines,
            (true, true) => {
                // The run says when to draw; the bar itself must not skip any of it.
                let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr_with_hz(255));
                let style = ProgressStyle::with_template("{bar:32} {human_pos}/{human_len}  {msg}")
                    .expect("the template is a constant");
                bar.set_style(style);
                Display::Bar(bar)
            }
        };
        // A run renders once.
        let _ = self.display.set((display, Mutex::new(Rate::new(self.started.elapsed()))));
    }

    /// Ends the display.
    pub fn finish(&self) {
        if let Some((Display::Bar(bar), _)) = self.display.get() {
            bar.finish_and_clear();
        }
    }

    /// The trace so far, as the Trace Event Format's complete events ("ph":"X", times in microseconds).
    pub fn trace_json(&self, thread_names: &[String]) -> String {
        let mut events: Vec<String> = vec![];
        for (thread, name) in thread_names.iter().enumerate() {
            events.push(format!(
                r#"{{"name":"thread_name","ph":"M","pid":1,"tid":{thread},"args":{{"name":"{name}"}}}}"#
            ));
        }
        let spans = self.trace.as_ref().map(|t| t.lock().unwrap_or_else(|p| p.into_inner()));
        for span in spans.iter().flat_map(|spans| spans.iter()) {
            let mut event = String::new();
            let (start, length) = (span.start as f64 / 1e3, (span.end - span.start) as f64 / 1e3);
            let _ = write!(
                event,
                r#"{{"name":"{}","ph":"X","pid":1,"tid":{},"ts":{start:.3},"dur":{length:.3},"args":{{"edition":{}}}}}"#,
                span.stage.name(),
                span.thread,
                span.edition
            );
            events.push(event);
        }
        format!("{{\"traceEvents\":[\n{}\n]}}\n", events.join(",\n"))
    }
}

impl Observer for Watch {
    fn now(&self) -> u64 {
        self.started.elapsed().as_nanos() as u64
    }

    fn progress(&self, done: usize, total: usize) {
        let Some((display, rate)) = self.display.get() else { return };
        let mut rate = rate.lock().unwrap_or_else(PoisonError::into_inner);
        rate.mark(self.started.elapsed(), done);
        let told = rate.told(total.saturating_sub(done)).unwrap_or_default();
        match display {
            Display::Bar(bar) => {
                bar.set_message(told);
                bar.set_position(done as u64);
            }
            // What was made is told next.
            Display::Lines if done == total => {}
            Display::Lines => notice(&format!("{done} of {total} editions, {told}")),
            Display::None => {}
        }
    }

    fn event(&self, event: Event<'_>) {
        let quiet = self.notes == Notes::None;
        match event {
            Event::Packed(BuildReport { reason: Some(reason), decoded, pictures, .. }) if !quiet => {
                notice(&format!("packed {decoded} of {pictures} pictures: {reason}"));
            }
            Event::Pictures(list) => notices(list, "note", self.notes),
            Event::Waiting { out } if !quiet => {
                notice(&format!("waiting for another run that writes to {}", out.display()));
            }
            Event::TakingOver { holder } if !quiet => {
                notice(&format!("watching whether another run is alive: {holder}"));
            }
            Event::Rendering { editions } => {
                if self.listens
                    && let Err(error) = stop::listen(&self.stop)
                {
                    notice(&format!("note: {error}"));
                }
                self.begin(editions);
            }
            Event::Rendered => self.finish(),
            Event::Unlisted { pictures } => notice(&format!(
                "note: {pictures} pictures are not rendered yet; _metadata.json tells of its pictures, so it lists the others"
            )),
            Event::Interrupted { finished, planned, out } => stop::say_how_to_go_on(finished, planned, out),
            _ => {}
        }
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn span(&self, span: Span) {
        if let Some(trace) = &self.trace {
            trace.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(span);
        }
    }
}
