//! The project on disk as the studio sees it: what was last read without an error, and what is wrong with it now.

use std::sync::{Arc, Mutex, PoisonError};

use super::events::Events;
use super::hold::Hold;
use super::insight::Insights;
use super::shown::Shown;
use crate::dialect::{Place, Read};

/// The project that the studio shows, and what was last read of it.
#[derive(Debug)]
pub struct Session {
    /// Where the project is.
    pub place: Place,
    hold: Hold,
    events: Events,
    insights: Arc<Insights>,
    shown: Mutex<Arc<Shown>>,
    /// Held while the project is read, so that what was read later is shown later.
    reading: Mutex<()>,
}

impl Session {
    /// Reads a project that is held for the first time. One that cannot be used is shown with what is wrong with it.
    pub fn new(place: Place, hold: Hold, events: Events, insights: Arc<Insights>) -> Self {
        let shown = Mutex::new(Arc::new(Shown::nothing()));
        let session = Self { place, hold, events, insights, shown, reading: Mutex::new(()) };
        session.reload();
        session
    }

    /// `true` if the project's path leads to the folder that was read last.
    pub fn is_in_place(&self) -> bool {
        self.hold.is_of(&self.place.root)
    }

    /// What is shown now.
    pub fn shown(&self) -> Arc<Shown> {
        Arc::clone(&self.shown.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the project again, and tells all pages if anything is other than it was. Returns what is shown from now on.
    pub fn reload(&self) -> Arc<Shown> {
        let _reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        self.tell(&self.shown(), None)
    }

    /// Shows a project that was read when `revision` was shown. Where another is shown by now, it is read again, as what was read
    /// may be older.
    pub fn show(&self, revision: u64, read: Read) -> Arc<Shown> {
        let _reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.shown();
        let read = (before.revision == revision).then_some(read);
        self.tell(&before, read)
    }

    /// Shows what was read, or what is read now, and tells all pages if anything is other than it was.
    fn tell(&self, before: &Arc<Shown>, read: Option<Read>) -> Arc<Shown> {
        let held = self.hold.take(&self.place.root);
        let is_held = held.is_ok();
        let after = before.after(is_held, held.and_then(|()| read.map_or_else(|| self.place.open(), Ok)));
        if before.is_same(&after) {
            return Arc::clone(before);
        }
        let after = Arc::new(after);
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&after);
        self.insights.look_at(&after);
        self.events.tell_state(after.revision, 0);
        after
    }
}
