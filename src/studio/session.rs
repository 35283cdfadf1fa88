//! The project on disk as the studio sees it: what was last read without an error, and what is wrong with it now.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::events::Events;
use super::hold::Hold;
use super::insight::Insights;
use super::shown::Shown;
use crate::Result;
use crate::dialect;
use crate::project::{Overrides, Project, Root};

/// The place of a project and how it is read.
#[derive(Clone, Debug)]
pub struct Place {
    /// The project's folder.
    pub root: Root,
    /// The configuration that was named; `None` is the project's own.
    pub config: Option<PathBuf>,
    /// Settings given beside the configuration.
    pub overrides: Overrides,
}

impl Place {
    /// Reads the project.
    ///
    /// # Errors
    /// As [`dialect::open_with_text`].
    pub fn open(&self) -> Result<Read> {
        // A link on the way may lead elsewhere by now.
        let root = self.root.reopened()?;
        let (mut project, text) = dialect::open_with_text(&root, self.config.as_deref())?;
        self.overrides.apply(&mut project);
        Ok(Read { project, text: text.map(Arc::from) })
    }

    /// Reads the project as if a text stood in its `simdgen.toml`.
    ///
    /// # Errors
    /// As [`dialect::open_text`].
    pub fn open_text(&self, text: &str) -> Result<Project> {
        let mut project = dialect::open_text(&self.root, self.config.as_deref(), text)?;
        self.overrides.apply(&mut project);
        Ok(project)
    }
}

/// A project as it was read.
#[derive(Clone, Debug)]
pub struct Read {
    /// The project.
    pub project: Project,
    /// The text of `simdgen.toml` that it was read from; `None` for a project of another form.
    pub text: Option<Arc<str>>,
}

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
