//! Many writes at a time, beside the threads that make what is written.
//!
//! A write is begun as soon as there is room for it, and whoever has more to write waits until there is: the bytes of all
//! writes under way are bounded, and so is their number. The first write that fails is told to everyone who writes
//! after it.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::{Store, Version};
use crate::error::StoreError;
use crate::{Error, Result};

/// Writes under way at a time: at 50 ms each, over a thousand a second.
const MOST: usize = 64;

/// Writes to one store.
#[derive(Debug)]
pub struct Uploads {
    store: Store,
    shared: Arc<Shared>,
    memory: usize,
}

/// What writers and the client share. It does not hold the store: the client's own threads must not be the last to have it.
#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    bytes: usize,
    writes: usize,
    failure: Option<StoreError>,
    /// The most bytes under way so far.
    highest: usize,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits as long as `wait` says.
    fn wait(&self, wait: impl FnMut(&mut State) -> bool) -> MutexGuard<'_, State> {
        self.changed.wait_while(self.state(), wait).unwrap_or_else(PoisonError::into_inner)
    }
}

impl Uploads {
    /// Makes writes to a store, which hold so many bytes together; one alone may hold more.
    pub fn new(store: Store, memory: usize) -> Self {
        Self { store, shared: Arc::default(), memory }
    }

    /// Begins a write once there is room; `done` is called with the content when it is written.
    ///
    /// # Errors
    /// That of the first write that failed, of this one or of others.
    pub fn put(&self, path: &str, bytes: &[u8], done: impl FnOnce(&Version) + Send + 'static) -> Result<()> {
        let length = bytes.len();
        let mut state = self.shared.wait(|state| {
            let is_full = state.writes >= MOST || state.bytes + length > self.memory;
            state.failure.is_none() && state.writes > 0 && is_full
        });
        if let Some(failure) = &state.failure {
            return Err(Error::Store(failure.clone()));
        }
        state.writes += 1;
        state.bytes += length;
        state.highest = state.highest.max(state.bytes);
        drop(state);
        let shared = Arc::clone(&self.shared);
        let ended = move |written: Result<Version>| {
            if let Ok(version) = &written {
                done(version);
            }
            let mut state = shared.state();
            state.writes -= 1;
            state.bytes -= length;
            if let Err(Error::Store(failure)) = written {
                state.failure.get_or_insert(failure);
            }
            shared.changed.notify_all();
        };
        let begun = self.store.begin_put(path, bytes.to_vec(), ended);
        // Then nobody calls `ended`.
        begun.inspect_err(|_| {
            let mut state = self.shared.state();
            state.writes -= 1;
            state.bytes -= length;
            self.shared.changed.notify_all();
        })
    }

    /// Waits until all writes have ended.
    ///
    /// # Errors
    /// That of the first write that failed.
    pub fn wait(&self) -> Result<()> {
        let state = self.shared.wait(|state| state.writes > 0);
        state.failure.clone().map_or(Ok(()), |failure| Err(Error::Store(failure)))
    }

    /// The most bytes that were under way together.
    pub fn highest(&self) -> usize {
        self.shared.state().highest
    }
}
