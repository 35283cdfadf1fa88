//! The progress of a run, and its first error, which all threads learn of.
//!
//! Progress is told at most once in 500 ms and at most once in 20 editions, whichever is rarer; but of slow editions, which take
//! minutes for that, once in 5 s; and at its end.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::observer::Observer;
use crate::error::OutputError;
use crate::{Error, Result};

/// Nanoseconds between two updates, at least, but for the last one.
pub const PROGRESS_INTERVAL_NS: u64 = 500_000_000;

/// Editions between two updates, at least, but for the last one.
pub const PROGRESS_EDITIONS: usize = 20;

/// Nanoseconds after which an update is due as soon as any edition is finished.
pub const PROGRESS_LONGEST_NS: u64 = 5_000_000_000;

/// Counts finished editions and tells the observer now and then.
#[derive(Debug)]
pub(crate) struct Progress {
    total: usize,
    done: AtomicUsize,
    told: AtomicUsize,
    told_at: AtomicU64,
}

impl Progress {
    pub(crate) fn new(total: usize, now: u64) -> Self {
        Self { total, done: AtomicUsize::new(0), told: AtomicUsize::new(0), told_at: AtomicU64::new(now) }
    }

    /// Counts one more finished edition.
    pub(crate) fn finished(&self, now: u64, observer: &dyn Observer) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let told_at = self.told_at.load(Ordering::Relaxed);
        let (passed, news) = (now.saturating_sub(told_at), done.saturating_sub(self.told.load(Ordering::Relaxed)));
        let due = (passed >= PROGRESS_INTERVAL_NS && news >= PROGRESS_EDITIONS) || passed >= PROGRESS_LONGEST_NS;
        // Of several threads that find an update due, the one that moves the time on tells it.
        if due && self.told_at.compare_exchange(told_at, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            self.told.store(done, Ordering::Relaxed);
            observer.progress(done, self.total);
        }
    }

    /// Tells the observer of the end, unless the last update did.
    pub(crate) fn end(&self, observer: &dyn Observer) {
        let done = self.done();
        if self.told.swap(done, Ordering::Relaxed) < done {
            observer.progress(done, self.total);
        }
    }

    /// Tells the observer of the end; fails when not every edition is finished: the run was stopped, or this program is
    /// wrong.
    pub(super) fn all_finished(&self, observer: &dyn Observer) -> Result<()> {
        let (planned, done) = (self.total, self.done());
        if done == planned {
            self.end(observer);
            return Ok(());
        }
        let stopped = observer.stopped();
        Err(Error::Output(match stopped {
            true => OutputError::Stopped { done, planned },
            false => OutputError::Unfinished { planned, written: done },
        }))
    }

    /// Returns the number of finished editions.
    pub(crate) fn done(&self) -> usize {
        self.done.load(Ordering::Relaxed)
    }
}

/// The first error of any thread.
#[derive(Debug, Default)]
pub(super) struct Failure {
    failed: AtomicBool,
    error: Mutex<Option<Error>>,
}

impl Failure {
    /// Returns `true` if some thread has failed; the others finish what they hold and stop.
    pub(super) fn happened(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    /// Stores the error if it is the first.
    pub(super) fn set(&self, error: Error) {
        let mut first = self.error.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert(error);
        self.failed.store(true, Ordering::Relaxed);
    }

    /// Returns the error, if there was one.
    pub(super) fn into_result(self) -> Result<()> {
        let first = self.error.into_inner().unwrap_or_else(PoisonError::into_inner);
        first.map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::super::observer::Span;
    use super::*;

    struct Heard(Mutex<Vec<usize>>);

    impl Observer for Heard {
        fn now(&self) -> u64 {
            0
        }
        fn progress(&self, done: usize, _total: usize) {
            self.0.lock().unwrap().push(done);
        }
        fn span(&self, _span: Span) {}
    }

    #[test]
    fn updates_keep_both_bounds() {
        let heard = Heard(Mutex::new(vec![]));
        let progress = Progress::new(1000, 0);
        // 10 ms an edition: 500 ms is the rarer; then 100 ms an edition: 20 editions are.
        (1..=100).for_each(|i| progress.finished(i * 10_000_000, &heard));
        (1..=100).for_each(|i| progress.finished(1_000_000_000 + i * 100_000_000, &heard));
        assert_eq!(*heard.0.lock().unwrap(), [50, 100, 120, 140, 160, 180, 200]);
        assert_eq!(progress.done(), 200);
    }

    #[test]
    fn slow_editions_are_told_of_before_there_are_many() {
        let heard = Heard(Mutex::new(vec![]));
        let progress = Progress::new(100, 0);
        // 2 s an edition, then 7 s.
        (1..=10).for_each(|i| progress.finished(i * 2_000_000_000, &heard));
        (1..=3).for_each(|i| progress.finished(20_000_000_000 + i * 7_000_000_000, &heard));
        assert_eq!(*heard.0.lock().unwrap(), [3, 6, 9, 11, 12, 13]);
    }

    #[test]
    fn the_end_is_told_once() {
        let heard = |editions: u64, step: u64| {
            let heard = Heard(Mutex::new(vec![]));
            let progress = Progress::new(editions as usize, 0);
            (1..=editions).for_each(|i| progress.finished(i * step, &heard));
            progress.all_finished(&heard).unwrap();
            heard.0.into_inner().unwrap()
        };
        assert_eq!(heard(70, 10_000_000), [50, 70]);
        assert_eq!(heard(100, 10_000_000), [50, 100], "the last update was the end");
        assert_eq!(heard(3, 0), [3], "without a clock");
        assert_eq!(heard(0, 0), [0; 0]);
    }
}
