//! Watches a run: the clock, the progress display, and the trace.

use std::fmt::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::print::notice;
use crate::render::{Observer, Span};

/// How progress is shown.
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
    display: Display,
    trace: Option<Mutex<Vec<Span>>>,
    stop: Arc<AtomicBool>,
}

impl Watch {
    /// Starts the clock. `is_terminal` is whether standard error is one; `stop` is set when the run is to stop.
    pub fn start(total: usize, quiet: bool, is_terminal: bool, trace: bool, stop: Arc<AtomicBool>) -> Self {
        let display = match (quiet, is_terminal) {
            (true, _) => Display::None,
            (false, false) => Display::Lines,
            (false, true) => {
                // The run says when to draw; the bar itself must not skip any of it.
                let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr_with_hz(255));
                let style = ProgressStyle::with_template("{bar:32} {human_pos}/{human_len}  {rate}  {eta} left")
                    .expect("the template is a constant");
                bar.set_style(style.with_key("rate", |state: &ProgressState, out: &mut dyn Write| {
                    let _ = write!(out, "{:.0}/s", state.per_sec());
                }));
                Display::Bar(bar)
            }
        };
        Self { started: Instant::now(), display, trace: trace.then(|| Mutex::new(vec![])), stop }
    }

    /// Ends the display; returns the time since the start.
    pub fn finish(&self) -> Duration {
        if let Display::Bar(bar) = &self.display {
            bar.finish_and_clear();
        }
        self.started.elapsed()
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
        match &self.display {
            Display::Bar(bar) => bar.set_position(done as u64),
            Display::Lines => {
                let rate = done as f64 / self.started.elapsed().as_secs_f64();
                let left = (total - done) as f64 / rate;
                notice(&format!("{done} of {total} editions, {rate:.0} a second, {left:.0} s left"));
            }
            Display::None => {}
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
