//! The project that is served now. It is read again when it changes, and a change that cannot be used leaves the last good one.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::loaded::{Counts, Loaded};
use crate::build::Request;
use crate::dialect::Place;
use crate::files;
use crate::project::Project;
use crate::{Error, Result};

/// What became of a change of the project.
#[derive(Debug)]
pub enum Change {
    /// It is served from now on.
    Served,
    /// It cannot be used, and what was served before still is.
    Refused(Error),
}

/// The project that is served now.
#[derive(Debug)]
pub struct Current {
    place: Place,
    request: Request,
    loaded: RwLock<Arc<Loaded>>,
    seen: Mutex<Seen>,
    /// What was found and made so far.
    pub counts: Arc<Counts>,
}

/// The states of the project's files.
#[derive(Debug)]
struct Seen {
    /// The state that was tried last, served or not.
    tried: blake3::Hash,
    /// The state that was there at the last look.
    last: blake3::Hash,
    /// The last message about what cannot be read at all.
    told: String,
}

impl Current {
    /// Reads a project for the first time.
    ///
    /// # Errors
    /// As [`Place::open`] and [`Loaded::new`].
    pub fn open(place: Place, request: Request) -> Result<Self> {
        let project = place.open()?.project;
        let state = state_of(&project);
        let counts = Arc::new(Counts::default());
        let loaded = Loaded::new(project, &request, Arc::clone(&counts))?;
        let seen = Mutex::new(Seen { tried: state, last: state, told: String::new() });
        Ok(Self { place, request, loaded: RwLock::new(Arc::new(loaded)), seen, counts })
    }

    /// Returns what is served now.
    pub fn loaded(&self) -> Arc<Loaded> {
        Arc::clone(&self.loaded.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Looks at the project's files, and reads them if they changed and were still for as long as between two looks: programs
    /// write a file in several steps. Returns what became of a change.
    pub fn look(&self) -> Option<Change> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let project = match self.place.open() {
            Ok(read) => read.project,
            Err(error) => {
                let text = error.to_string();
                let is_new = seen.told != text;
                seen.told = text;
                return is_new.then_some(Change::Refused(error));
            }
        };
        let state = state_of(&project);
        let is_still = seen.last == state;
        let was_told = !std::mem::take(&mut seen.told).is_empty();
        seen.last = state;
        if seen.tried == state {
            // What was there before a mistake is back.
            return was_told.then_some(Change::Served);
        }
        if !is_still {
            return None;
        }
        seen.tried = state;
        Some(match Loaded::new(project, &self.request, Arc::clone(&self.counts)) {
            Ok(loaded) => {
                *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(loaded);
                Change::Served
            }
            Err(error) => Change::Refused(error),
        })
    }
}

/// Identifies all that a project says, and the state of its pictures' files, which are not read.
fn state_of(project: &Project) -> blake3::Hash {
    let mut hash = blake3::Hasher::new();
    hash.update(format!("{project:?}").as_bytes());
    for path in project.traits.iter().filter_map(|t| t.picture.as_deref()) {
        let stamp = files::stamp(path).ok();
        hash.update(format!("{stamp:?}").as_bytes());
    }
    hash.finalize()
}
