//! One run at a time: an object that names the run at work, renewed while it works.
//!
//! Every write of it is conditional, so of two runs that want it one gets it. It is renewed every few seconds. A run that was
//! killed leaves it as it was; whoever wants to go on from there first watches it for a while, by its own sense of time and
//! nobody's clock, and takes it over if it was not renewed. A run that was only slow finds its lock lost at its next renewal,
//! and stops. The object stays behind when a run ends, and says that it is free.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::{Store, Version};
use crate::error::StoreError;
use crate::{Error, Result};

/// The time between two renewals, and for how long another run's lock is watched before it is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Between two renewals.
    pub renew: Duration,
    /// Without a renewal, after which a run is taken for dead: several renewals.
    pub watch: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { renew: Duration::from_secs(5), watch: Duration::from_secs(20) }
    }
}

/// A lock that this run holds, and gives back when it is dropped.
#[derive(Debug)]
pub struct StoreLock {
    held: Arc<Held>,
    renewer: Option<(Sender<()>, JoinHandle<()>)>,
    /// `true` if a run that did not end was there before.
    pub was_left: bool,
}

#[derive(Debug)]
struct Held {
    store: Store,
    name: String,
    holder: String,
    /// Locked while it is renewed, which may take long.
    state: Mutex<State>,
    /// Set when it was found to be another run's.
    lost: OnceLock<StoreError>,
}

#[derive(Debug)]
struct State {
    version: Version,
    renewals: u64,
}

/// The first line of the object.
const FIRST_LINE: &str = "simdgen lock 1";

/// The second line of one that nobody holds.
const FREE: &str = "free";

/// The text of the object. No two are equal, since a store may know contents by their bytes alone.
fn text(second: &str, holder: &str, renewals: u64) -> String {
    format!("{FIRST_LINE}\n{second}\n{holder}\n{renewals}\n")
}

/// The text of a lock that is held, and who holds it; `None` for one that is free.
fn holder_of(text: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(text);
    let mut lines = text.lines();
    match (lines.next(), lines.next(), lines.next()) {
        (Some(FIRST_LINE), Some(FREE), _) => None,
        (Some(FIRST_LINE), Some(_), Some(holder)) => Some(holder.chars().filter(|c| !c.is_control()).collect()),
        // Of another version, or damaged.
        _ => Some("a run that this version of simdgen does not know".to_owned()),
    }
}

impl StoreLock {
    /// Takes the lock of a name for a run. With `take_over`, that of a run that is dead is taken over, after watching it;
    /// `watching` is called with its holder before that.
    ///
    /// # Errors
    /// [`StoreError::Locked`], [`StoreError::LockAlive`], [`StoreError::NoConditions`]; those of the store.
    pub fn take(
        store: &Store,
        name: &str,
        holder: &str,
        pace: Pace,
        take_over: bool,
        watching: impl FnOnce(&str),
    ) -> Result<Self> {
        let held = text("held", holder, 0);
        let address = || store.address().to_string();
        if let Some(version) = store.put_new(name, held.as_bytes())? {
            // A store that ignores the condition would let two runs mix.
            if store.put_new(name, text("held", holder, 1).as_bytes())?.is_some() {
                return Err(Error::Store(StoreError::NoConditions { address: address() }));
            }
            return Self::hold(store, name, holder, version, false);
        }
        let Some((there, version)) = store.get(name)? else { return Err(locked(store, "one that has just ended")) };
        let other = holder_of(&there);
        if let Some(other) = &other {
            if !take_over {
                return Err(locked(store, other));
            }
            watching(other);
            thread::sleep(pace.watch);
            if store.get(name)?.is_some_and(|(_, now)| now != version) {
                let (address, holder) = (address(), other.clone());
                return Err(Error::Store(StoreError::LockAlive { address, holder }));
            }
        }
        match store.put_over(name, held.as_bytes(), &version)? {
            Some(version) => Self::hold(store, name, holder, version, other.is_some()),
            None => Err(locked(store, "one that began at the same moment")),
        }
    }

    fn hold(store: &Store, name: &str, holder: &str, version: Version, was_left: bool) -> Result<Self> {
        let (name, holder) = (name.to_owned(), holder.to_owned());
        let state = Mutex::new(State { version, renewals: 1 });
        let held = Arc::new(Held { store: store.clone(), name, holder, state, lost: OnceLock::new() });
        Ok(Self { held, renewer: None, was_left })
    }

    /// Renews the lock from now on, and calls `each_time` after every renewal.
    ///
    /// # Errors
    /// [`StoreError::Refused`] if the system gives no thread.
    pub fn renew_with(&mut self, pace: Pace, mut each_time: impl FnMut() + Send + 'static) -> Result<()> {
        let held = Arc::clone(&self.held);
        let (stop, stopped) = mpsc::channel();
        let renew = move || {
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(pace.renew) {
                // What failed for another reason than another run is tried again next time. A patient request would keep a
                // run that ends waiting.
                if held.renew(&held.store.hasty()).is_ok() {
                    each_time();
                }
            }
        };
        let refused = |error: std::io::Error| {
            let (address, reason) = (self.held.store.address().to_string(), error.to_string());
            Error::Store(StoreError::Refused { address, reason })
        };
        let thread = thread::Builder::new().name("lock".to_owned()).spawn(renew).map_err(refused)?;
        self.renewer = Some((stop, thread));
        Ok(())
    }

    /// Passes if the lock was not lost as far as is known.
    ///
    /// # Errors
    /// [`StoreError::LockLost`].
    pub fn check(&self) -> Result<()> {
        self.held.lost.get().map_or(Ok(()), |lost| Err(Error::Store(lost.clone())))
    }

    /// Renews the lock now, so that it is certainly held.
    ///
    /// # Errors
    /// [`StoreError::LockLost`]; those of the store.
    pub fn renew(&self) -> Result<()> {
        self.held.renew(&self.held.store)
    }

    /// Ends renewing.
    fn end_renewing(&mut self) {
        if let Some((stop, thread)) = self.renewer.take() {
            drop(stop);
            // A panic of it ended the process.
            let _ = thread.join();
        }
    }
}

impl Drop for StoreLock {
    fn drop(&mut self) {
        self.end_renewing();
        let state = self.held.state();
        if self.held.lost.get().is_none() {
            let free = text(FREE, &self.held.holder, state.renewals);
            // Best effort: what is left is taken over as that of a dead run.
            let _ = self.held.store.hasty().put_over(&self.held.name, free.as_bytes(), &state.version);
        }
    }
}

impl Held {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Renews it by requests of `store`.
    fn renew(&self, store: &Store) -> Result<()> {
        let mut state = self.state();
        if let Some(lost) = self.lost.get() {
            return Err(Error::Store(lost.clone()));
        }
        let text = text("held", &self.holder, state.renewals);
        if let Some(version) = store.put_over(&self.name, text.as_bytes(), &state.version)? {
            state.version = version;
            state.renewals += 1;
            return Ok(());
        }
        let there = store.get(&self.name)?;
        let holder =
            there.and_then(|(text, _)| holder_of(&text)).unwrap_or_else(|| "one that has ended since".to_owned());
        let lost = StoreError::LockLost { address: self.store.address().to_string(), holder };
        Err(Error::Store(self.lost.get_or_init(|| lost).clone()))
    }
}

fn locked(store: &Store, holder: &str) -> Error {
    let (address, holder) = (store.address().to_string(), holder.to_owned());
    Error::Store(StoreError::Locked { address, holder })
}

#[cfg(test)]
#[cfg(feature = "store")]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Instant;

    use super::*;
    use crate::store::fixture::{in_memory, with_slow_patience};

    const PACE: Pace = Pace { renew: Duration::from_millis(20), watch: Duration::from_millis(200) };

    fn take(store: &Store, holder: &str, take_over: bool) -> Result<StoreLock> {
        StoreLock::take(store, "lock", holder, PACE, take_over, |_| {})
    }

    #[test]
    fn one_run_has_it_until_it_ends() {
        let store = in_memory("s3://nft/drop");
        let first = take(&store, "first", false).unwrap();
        assert!(!first.was_left);
        let error = take(&store, "second", false).unwrap_err();
        assert!(matches!(&error, Error::Store(StoreError::Locked { holder, .. }) if holder == "first"), "{error}");
        drop(first);
        let second = take(&store, "second", false).unwrap();
        assert!(!second.was_left);
        second.renew().unwrap();
    }

    #[test]
    fn of_many_that_want_it_one_gets_it() {
        let store = in_memory("s3://nft/drop");
        // At first there is no lock, later that of a dead run.
        for (round, take_over) in [(0, false), (1, true)] {
            let got = AtomicUsize::new(0);
            let locks: Vec<_> = thread::scope(|scope| {
                let runs: Vec<_> = (0..8)
                    .map(|run| {
                        let (store, got) = (&store, &got);
                        scope.spawn(move || {
                            let lock = take(store, &format!("run {round}.{run}"), take_over);
                            got.fetch_add(usize::from(lock.is_ok()), Ordering::Relaxed);
                            // It dies without giving it back.
                            lock.map(std::mem::forget)
                        })
                    })
                    .collect();
                runs.into_iter().map(|run| run.join().unwrap()).collect()
            });
            assert_eq!(got.into_inner(), 1, "{locks:?}");
        }
    }

    #[test]
    fn a_lock_that_is_renewed_is_not_taken_over_and_one_that_is_not_is() {
        let store = in_memory("s3://nft/drop");
        let mut alive = take(&store, "alive", false).unwrap();
        alive.renew_with(PACE, || {}).unwrap();
        let error = take(&store, "second", true).unwrap_err();
        assert!(matches!(&error, Error::Store(StoreError::LockAlive { .. })), "{error}");
        // It hangs: nothing renews it.
        alive.end_renewing();
        let second = take(&store, "second", true).unwrap();
        assert!(second.was_left);
        assert!(alive.check().is_ok());
        let error = alive.renew().unwrap_err();
        assert!(matches!(&error, Error::Store(StoreError::LockLost { holder, .. }) if holder == "second"), "{error}");
        assert!(alive.check().is_err());
        // What lost it does not give it back.
        drop(alive);
        second.renew().unwrap();
    }

    #[test]
    fn a_run_is_renewed_and_ends_while_patient_requests_hang() {
        let (store, patient) = with_slow_patience("s3://nft/drop");
        let mut lock = take(&store, "run", false).unwrap();
        patient.config_mut(|config| {
            config.wait_put_per_call = Duration::from_secs(60);
            config.wait_get_per_call = Duration::from_secs(60);
        });
        let (start, there) = (Instant::now(), || store.hasty().get("lock").unwrap().unwrap());
        let (_, before) = there();
        lock.renew_with(PACE, || {}).unwrap();
        while there().1 == before {
            assert!(start.elapsed() < Duration::from_secs(30), "it is not renewed");
            thread::sleep(PACE.renew);
        }
        drop(lock);
        assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
        assert_eq!(holder_of(&there().0), None);
    }
}
