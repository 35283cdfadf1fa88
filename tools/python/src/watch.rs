//! Runs long work on a thread of its own, so that the calling thread can hear Ctrl-C and call back into Python.
//!
//! Only the interpreter's main thread runs signal handlers. The threads that work never wait for the interpreter's lock.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use pyo3::prelude::*;
use simdgen::Observer;

/// Time between two looks at signals.
const PAUSE: Duration = Duration::from_millis(50);

/// The observer of work on another thread.
pub struct Watch {
    started: Instant,
    stop: AtomicBool,
    news: Mutex<News>,
    changed: Condvar,
}

#[derive(Default)]
struct News {
    /// Editions done and in all, if that was not told yet.
    progress: Option<(usize, usize)>,
    has_ended: bool,
}

impl Observer for Watch {
    fn now(&self) -> u64 {
        self.started.elapsed().as_nanos() as u64
    }

    fn progress(&self, done: usize, total: usize) {
        self.tell(|news| news.progress = Some((done, total)));
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

impl Watch {
    fn tell(&self, change: impl FnOnce(&mut News)) {
        change(&mut self.news.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
    }

    /// Waits for news, for a moment at most.
    fn wait(&self) -> News {
        let news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        let is_quiet = |news: &mut News| news.progress.is_none() && !news.has_ended;
        let (mut news, _) =
            self.changed.wait_timeout_while(news, PAUSE, is_quiet).unwrap_or_else(PoisonError::into_inner);
        News { progress: news.progress.take(), has_ended: news.has_ended }
    }
}

/// Tells of the end, also when the work panics.
struct End<'a>(&'a Watch);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.tell(|news| news.has_ended = true);
    }
}

/// Does the work without the interpreter's lock, and calls `progress` with the editions done and in all.
///
/// # Errors
/// The exception of a signal handler, such as that of Ctrl-C, or of `progress`; the work is stopped then, and has ended.
pub fn watched<T: Send>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(&Watch) -> T + Send,
) -> PyResult<T> {
    let watch =
        Watch { started: Instant::now(), stop: AtomicBool::default(), news: Mutex::default(), changed: Condvar::new() };
    thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let _end = End(&watch);
            work(&watch)
        });
        let mut interruption = Ok(());
        loop {
            let news = py.detach(|| watch.wait());
            if interruption.is_ok() {
                interruption = py.check_signals().and_then(|()| match (progress, news.progress) {
                    (Some(call), Some(counts)) => call.call1(counts).map(drop),
                    _ => Ok(()),
                });
                watch.stop.store(interruption.is_err(), Ordering::Relaxed);
            }
            if news.has_ended {
                break;
            }
        }
        let result = py.detach(|| worker.join());
        interruption.map(|()| result.unwrap_or_else(|panic| resume_unwind(panic)))
    })
}
