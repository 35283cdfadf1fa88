//! What takes longer to know of a project than to show it: how many combinations there are, and what is probably a mistake.
//!
//! A thread works it out after every change, and pages hear of it when it is known.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::events::Events;
use super::shown::{Shown, Trouble};
use crate::Result;
use crate::build::Request;
use crate::check::{self, Notice, SeenPictures};
use crate::plan::{self, Plan, SetGroup};

/// What is known of a project: of its latest revision, or where that is not worked out yet, of the one before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// The revision that `capacity` is of.
    pub revision: u64,
    /// The project that `capacity` is of, as [`Shown::project_hash`] has it.
    project: Option<blake3::Hash>,
    /// Counts up whenever more is known.
    pub count: u64,
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
    /// Held by the thread that works: one at a time, so that changes that follow each other leave the processor to the page.
    kept: Mutex<Kept>,
}

/// What was worked out last, and need not be again.
#[derive(Debug, Default)]
struct Kept {
    /// A plan of the whole project of this hash, or why there is none.
    planned: Option<(blake3::Hash, Result<Plan, String>)>,
    /// The pictures as they were.
    seen: SeenPictures,
}

impl Insights {
    /// Nothing known. Of the request, `threads`, `memory` and `max_pixels` count.
    pub fn new(request: Request, events: Events) -> Self {
        let (wanted, known, changed) = (AtomicU64::new(0), Mutex::default(), Condvar::new());
        Self { request, events, wanted, known, changed, missed: AtomicBool::new(false), kept: Mutex::default() }
    }

    /// Begins to look at what is shown from now on.
    pub fn look_at(self: &Arc<Self>, shown: &Arc<Shown>) {
        self.wanted.store(shown.revision, Ordering::Relaxed);
        let mut known = self.lock();
        if known.project == Some(shown.project_hash) {
            // Only pictures are others, or words that the project does not have.
            known.revision = shown.revision;
        }
        drop(known);
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

    /// The count of what is known now.
    pub fn count(&self) -> u64 {
        self.lock().count
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self, shown: &Shown) {
        let Some(project) = shown.project.as_deref() else { return };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let Kept { planned, seen } = &mut *kept;
        if self.is_late(shown.revision) {
            return;
        }
        let hash = shown.project_hash;
        let drawn = match planned.take().filter(|(of, _)| *of == hash) {
            Some((_, drawn)) => drawn,
            None => {
                let capacity = plan::capacity(project);
                let fits: Result<()> = capacity.iter().try_for_each(|group| group.check(project));
                if !self.put(shown.revision, |known| (known.capacity, known.project) = (Some(capacity), Some(hash))) {
                    return;
                }
                fits.and_then(|()| plan::draw(project, &plan::seed_of(project))).map_err(|error| error.to_string())
            }
        };
        let found = check::check_settings(project, drawn.as_ref().ok()).unwrap_or_default();
        let no_plan = drawn.as_ref().err().cloned();
        *planned = Some((hash, drawn));
        if !self.put(shown.revision, |known| (known.no_plan, known.of_settings) = (no_plan, found)) {
            return;
        }
        let (found, trouble) = match check::check_pictures(project, &self.request, seen) {
            Ok(found) => (found, None),
            Err(error) => (vec![], Some(Trouble::of(&error))),
        };
        self.put(shown.revision, |known| (known.of_pictures, known.trouble) = (found, trouble));
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
        let is_other = before.no_plan != known.no_plan
            || before.trouble != known.trouble
            || (&before.of_settings, &before.of_pictures) != (&known.of_settings, &known.of_pictures);
        let is_told = is_other || self.missed.swap(false, Ordering::Relaxed);
        known.count += u64::from(is_told);
        let count = known.count;
        drop(known);
        self.changed.notify_all();
        if is_told {
            self.events.tell_state(revision, count);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Instant;

    use super::*;
    use crate::studio::fixture::{Folder, HEADER};

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

    #[test]
    fn what_is_known_of_a_project_stays_known_when_only_a_picture_changes() {
        let folder = Folder::of(&["A/a.png", "A/b.png"]);
        folder.open("");
        let shown = Shown::nothing().after(true, folder.place().open());
        fs::write(folder.path().join("layers/A/a.png"), [HEADER, b"other"].concat()).unwrap();
        let other = shown.after(true, folder.place().open());
        folder.open("[collection]\neditions = 2\n");
        let last = other.after(true, folder.place().open());
        assert!(!shown.is_same(&other) && shown.project_hash == other.project_hash);
        assert_ne!(last.project_hash, other.project_hash);
        let insights = Arc::new(Insights::new(Request::default(), Events::new()));
        let shown = Arc::new(shown);
        insights.look_at(&shown);
        assert!(insights.of(shown.revision, Duration::from_secs(60)).capacity.is_some());
        // At once, while the thread has not yet begun.
        let kept = insights.kept.lock().unwrap();
        insights.look_at(&Arc::new(other));
        assert!(insights.of(2, Duration::ZERO).capacity.is_some());
        insights.look_at(&Arc::new(last));
        assert!(insights.of(3, Duration::ZERO).capacity.is_none());
        drop(kept);
        assert!(insights.of(3, Duration::from_secs(60)).capacity.is_some());
    }
}
