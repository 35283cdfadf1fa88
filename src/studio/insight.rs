//! What takes longer to know of a project than to show it: how many combinations there are, and what is probably a mistake.
//!
//! A thread works it out after every change, and pages hear of it when it is known.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::json;

use super::events::Events;
use super::shown::{Shown, Trouble};
use crate::build::Request;
use crate::check::{self, Notice};
use crate::plan::{self, SetGroup};
use crate::project::Project;
use crate::{Error, Result};

/// What is known of a project: of its latest revision, or where that is not worked out yet, of the one before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// The revision that `capacity` is of.
    pub revision: u64,
    /// The combinations, once they are counted.
    pub capacity: Option<Vec<SetGroup>>,
    /// Why there is no plan of all editions, if that is so.
    pub no_plan: Option<String>,
    /// What was found in weights, names and files.
    pub of_settings: Vec<Notice>,
    /// What was found in pictures.
    pub of_pictures: Vec<Notice>,
    /// The first picture that cannot be used.
    pub trouble: Option<Trouble>,
}

/// Works out what is known of the latest revision.
#[derive(Debug)]
pub struct Insights {
    request: Request,
    events: Events,
    wanted: AtomicU64,
    known: Mutex<Known>,
    changed: Condvar,
    /// A page got a state without what is being worked out.
    missed: AtomicBool,
    /// The state of the pictures that were looked at last; held by the thread that looks at them.
    pictures: Mutex<Option<blake3::Hash>>,
}

impl Insights {
    /// Nothing known. Of the request, `threads`, `memory` and `max_pixels` count.
    pub fn new(request: Request, events: Events) -> Self {
        let (wanted, known, changed) = (AtomicU64::new(0), Mutex::default(), Condvar::new());
        Self { request, events, wanted, known, changed, missed: AtomicBool::new(false), pictures: Mutex::new(None) }
    }

    /// Begins to look at what is shown from now on.
    pub fn look_at(self: &Arc<Self>, shown: &Arc<Shown>) {
        self.wanted.store(shown.revision, Ordering::Relaxed);
        let (this, shown) = (Arc::clone(self), Arc::clone(shown));
        // Without a thread nothing more is known than before.
        let _ = thread::Builder::new().name("insight".to_owned()).spawn(move || this.work(&shown));
    }

    /// What is known of a revision; its combinations are waited for a little.
    pub fn of(&self, revision: u64, at_most: Duration) -> Known {
        let is_missing = |known: &mut Known| known.revision != revision;
        let waited = self.changed.wait_timeout_while(self.lock(), at_most, is_missing);
        let (known, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if known.revision != revision {
            self.missed.store(true, Ordering::Relaxed);
            return Known { capacity: None, ..known.clone() };
        }
        known.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self, shown: &Shown) {
        let Some(project) = shown.project.as_deref() else { return };
        let capacity = plan::capacity(project);
        let fits: Result<()> = capacity.iter().try_for_each(|group| group.check(project));
        if !self.put(shown.revision, |known| known.capacity = Some(capacity)) {
            return;
        }
        let drawn = fits.and_then(|()| plan::draw(project, &plan::seed_of(project)));
        let no_plan = drawn.as_ref().err().map(ToString::to_string);
        let found = check::check_settings(project, drawn.as_ref().ok()).unwrap_or_default();
        self.put(shown.revision, |known| (known.no_plan, known.of_settings) = (no_plan, found));
        let mut last = self.pictures.lock().unwrap_or_else(PoisonError::into_inner);
        let state = state_of_pictures(project, &shown.versions);
        if last.as_ref() == Some(&state) || self.is_late(shown.revision) {
            return;
        }
        let checked = check::check_pictures(project, &self.request);
        // A file that was gone for a moment may be back as it was.
        let is_lasting = !matches!(checked, Err(Error::Io { .. }));
        let (found, trouble) = match checked {
            Ok(found) => (found, None),
            Err(error) => (vec![], Some(Trouble::of(&error))),
        };
        if self.put(shown.revision, |known| (known.of_pictures, known.trouble) = (found, trouble)) {
            *last = Some(state).filter(|_| is_lasting);
        }
    }

    /// `true` if the project has changed since a revision.
    fn is_late(&self, revision: u64) -> bool {
        self.wanted.load(Ordering::Relaxed) != revision
    }

    /// Says what is known from now on; `false` if the project has changed since. Pages hear of it where it is other than
    /// what they may have got.
    fn put(&self, revision: u64, change: impl FnOnce(&mut Known)) -> bool {
        let mut known = self.lock();
        if self.is_late(revision) {
            return false;
        }
        let before = known.clone();
        change(&mut known);
        known.revision = revision;
        let is_other =
            before != Known { revision: before.revision, capacity: before.capacity.clone(), ..known.clone() };
        drop(known);
        self.changed.notify_all();
        if is_other || self.missed.swap(false, Ordering::Relaxed) {
            self.events.tell("state", json!({ "revision": revision }));
        }
        true
    }
}

/// Identifies everything that decides what is found in pictures.
fn state_of_pictures(project: &Project, versions: &[u64]) -> blake3::Hash {
    let mut hash = blake3::Hasher::new();
    hash.update(format!("{:?} {:?}", project.canvas, project.resize).as_bytes());
    for (t, version) in project.traits.iter().zip(versions) {
        // Names say what is meant to be empty.
        hash.update(format!("{} {} {version}\n", t.layer.0, t.name).as_bytes());
    }
    hash.finalize()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Instant;

    use super::*;
    use crate::dialect;
    use crate::studio::fixture::Folder;

    #[test]
    fn a_picture_that_was_gone_for_a_moment_is_looked_at_again() {
        let folder = Folder::of(&["A/a.png"]);
        folder.open("");
        let shown = Arc::new(Shown::nothing().after(true, folder.place().open()));
        let insights = Arc::new(Insights::new(Request::default(), Events::new()));
        let said = |shown: &Arc<Shown>, is_so: &dyn Fn(&str) -> bool| {
            insights.look_at(shown);
            let begun = Instant::now();
            loop {
                let known = insights.of(shown.revision, Duration::ZERO);
                if known.revision == shown.revision && known.trouble.as_ref().is_some_and(|t| is_so(&t.text)) {
                    return;
                }
                assert!(begun.elapsed() < Duration::from_secs(60), "{known:?}");
                thread::sleep(Duration::from_millis(1));
            }
        };
        let (path, aside) = (folder.path().join("layers/A/a.png"), folder.path().join("aside"));
        fs::rename(&path, &aside).unwrap();
        said(&shown, &|text| text.contains("cannot read"));
        fs::rename(&aside, &path).unwrap();
        // With the same stamps as before; the picture is a header alone, which is another trouble.
        said(&shown, &|text| !text.contains("cannot read"));
    }
}
