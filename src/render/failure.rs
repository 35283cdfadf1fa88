//! The first error of a run: the run ends with it, and all threads learn that there is one.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::{Error, Result};

/// Set once by whichever thread fails first.
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
        let mut first = self.error.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        first.get_or_insert(error);
        self.failed.store(true, Ordering::Relaxed);
    }

    /// Returns the error, if there was one.
    pub(super) fn into_result(self) -> Result<()> {
        let first = self.error.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
        first.map_or(Ok(()), Err)
    }
}
