//! What takes longer to know of a project than to show it: how many combinations there are, and what is probably a mistake.
//!
//! A thread works it out after every change, and pages hear of it when it is known.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::json;

use super::events::Events;
use super::shown::{Shown, Trouble};
use crate::Result;
use crate::build::Request;
use crate::check::{self, Notice};
use crate::plan::{self, SetGroup};
use crate::project::Project;

/// What is known of one revision so far.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The revision.
    pub revision: u64,
    /// The combinations, once they are counted.
    pub capacity: Option<Vec<SetGroup>>,
    /// Why there is no plan of all editions, if that is so.
    pub no_plan: Option<String>,
    /// What was found; pictures are looked at last.
    pub findings: Vec<Notice>,
    /// The first picture that cannot be used.
    pub trouble: Option<Trouble>,
}

/// What was found in the pictures of one state of all of them.
type OfPictures = (blake3::Hash, Vec<Notice>, Option<Trouble>);

/// Works out what is known of the latest revision.
#[derive(Debug)]
pub struct Insights {
    request: Request,
    events: Events,
    wanted: AtomicU64,
    known: Mutex<Known>,
    changed: Condvar,
    /// What was found last; held by the thread that looks at pictures.
    pictures: Mutex<Option<OfPictures>>,
}

impl Insights {
    /// Nothing known. Of the request, `threads`, `memory` and `max_pixels` count.
    pub fn new(request: Request, events: Events) -> Self {
        let (wanted, known, changed) = (AtomicU64::new(0), Mutex::default(), Condvar::new());
        Self { request, events, wanted, known, changed, pictures: Mutex::new(None) }
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
        let (known, _) =
            self.changed.wait_timeout_while(self.lock(), at_most, is_missing).unwrap_or_else(PoisonError::into_inner);
        if known.revision == revision { known.clone() } else { Known::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self, shown: &Shown) {
        let is_late = || self.wanted.load(Ordering::Relaxed) != shown.revision;
        let Some(project) = shown.project.as_deref().filter(|_| !is_late()) else { return };
        let capacity = plan::capacity(project);
        let fits: Result<()> = capacity.iter().try_for_each(|group| group.check(project));
        let first = Known { revision: shown.revision, capacity: Some(capacity), ..Known::default() };
        self.put(first.clone());
        if is_late() {
            return;
        }
        let drawn = fits.and_then(|()| plan::draw(project, &plan::seed_of(project)));
        let no_plan = drawn.as_ref().err().map(ToString::to_string);
        let mut findings = check::check_settings(project, drawn.as_ref().ok()).unwrap_or_default();
        let second = Known { no_plan, findings: findings.clone(), ..first };
        self.put(second.clone());
        let mut of_pictures = self.pictures.lock().unwrap_or_else(PoisonError::into_inner);
        if is_late() {
            return;
        }
        let state = state_of_pictures(project, &shown.versions);
        let trouble = match &*of_pictures {
            Some((known, found, trouble)) if *known == state => {
                findings.extend_from_slice(found);
                trouble.clone()
            }
            _ => {
                let looked = check::check_pictures(project, &self.request);
                let (found, trouble) = looked.map_or_else(|e| (vec![], Some(Trouble::of(&e))), |found| (found, None));
                findings.extend_from_slice(&found);
                *of_pictures = Some((state, found, trouble.clone()));
                trouble
            }
        };
        check::sort(&mut findings);
        self.put(Known { findings, trouble, ..second });
    }

    /// Says what is known from now on, unless it is of a project that has changed since.
    fn put(&self, known: Known) {
        let revision = known.revision;
        if self.wanted.load(Ordering::Relaxed) == revision {
            *self.lock() = known;
            self.changed.notify_all();
            self.events.tell("state", json!({ "revision": revision }));
        }
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
