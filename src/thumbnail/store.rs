//! The traits in memory: read at first use, again when their file changes, and forgotten when there are too many.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hashbrown::HashMap;

use super::trait_thumbnail::TraitThumbnail;
use crate::canvas::CanvasSize;
use crate::error::PictureError;
use crate::files::{self, Stamp};
use crate::image::{MAX_PIXELS, PremulPicture, Resize, load_picture};
use crate::pack::Pack;
use crate::parallel::on_threads;
use crate::project::{Project, TraitId};
use crate::{Error, Result};

/// What thumbnails may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the traits that are held; what is in use beyond that is held for as long as it is used.
    pub memory: usize,
    /// Largest picture to decode, in pixels.
    pub max_pixels: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory: 256 << 20, max_pixels: MAX_PIXELS }
    }
}

/// The traits of a project at one size, for any number of threads.
///
/// Nothing is kept of the project but the size of its canvas, so that it may change between two calls.
#[derive(Debug)]
pub struct Thumbnails {
    canvas: CanvasSize,
    size: CanvasSize,
    limits: Limits,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    of_file: HashMap<PathBuf, Entry>,
    bytes: usize,
    /// Counts uses, to tell which entry was used last.
    now: u64,
}

#[derive(Debug)]
struct Entry {
    made_of: MadeOf,
    thumbnail: Arc<TraitThumbnail>,
    used: u64,
}

/// All that decides a thumbnail beside the size of the canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct MadeOf {
    stamp: Stamp,
    resize: Resize,
}

/// The size of a canvas whose longest side is brought to at most `longest` pixels, never larger than it is; with the ratio of
/// its sides as near as whole pixels come to it.
pub fn reduced_size(canvas: CanvasSize, longest: u32) -> CanvasSize {
    if canvas.width().max(canvas.height()) <= longest { canvas } else { scaled_size(canvas, longest) }
}

/// The size of a canvas whose longer side is to have so many pixels; a side has one at least.
pub fn scaled_size(canvas: CanvasSize, longest: u32) -> CanvasSize {
    let side = canvas.width().max(canvas.height());
    let scaled = |length: u32| {
        let doubled = 2 * u64::from(length) * u64::from(longest);
        ((doubled + u64::from(side)) / (2 * u64::from(side))).max(1) as u32
    };
    CanvasSize::new(scaled(canvas.width()), scaled(canvas.height())).unwrap_or(canvas)
}

impl Thumbnails {
    /// Prepares thumbnails for projects of a canvas size, with the longest side at most `longest` pixels ([`reduced_size`]).
    pub fn new(canvas: CanvasSize, longest: u32, limits: Limits) -> Self {
        Self { canvas, size: reduced_size(canvas, longest), limits, held: Mutex::default() }
    }

    /// The reduced size.
    pub fn size(&self) -> CanvasSize {
        self.size
    }

    /// The thumbnail of a trait, from memory as long as its file is the one that was read; `None` for one that draws nothing.
    ///
    /// # Errors
    /// [`Error::Picture`] or [`Error::Io`] for a picture that cannot be loaded.
    ///
    /// # Panics
    /// If the project's canvas is not the one that these thumbnails were made for.
    pub fn of_trait(&self, project: &Project, id: TraitId) -> Result<Option<Arc<TraitThumbnail>>> {
        self.get(project, None, id)
    }

    /// The same, where a picture whose content an open pack has is taken from it, which saves decoding.
    ///
    /// # Errors
    /// As [`Self::of_trait`].
    ///
    /// # Panics
    /// As [`Self::of_trait`].
    pub fn of_packed(&self, project: &Project, pack: &Pack, id: TraitId) -> Result<Option<Arc<TraitThumbnail>>> {
        self.get(project, Some(pack), id)
    }

    /// Loads traits on several threads. Pictures whose content an open pack has are taken from it, which saves decoding.
    ///
    /// # Errors
    /// As [`Self::of_trait`], of the first trait that fails; the others are loaded.
    ///
    /// # Panics
    /// As [`Self::of_trait`].
    pub fn load(&self, project: &Project, pack: Option<&Pack>, ids: &[TraitId], threads: usize) -> Result<()> {
        let mut ids: Vec<TraitId> = ids.to_vec();
        // Traits of one file are one thumbnail.
        ids.sort_by_key(|&id| project.trait_(id).picture.as_deref());
        ids.dedup_by_key(|id| project.trait_(*id).picture.as_deref());
        on_threads(threads, ids.len(), |at| self.get(project, pack, ids[at]).map(drop)).into_iter().collect()
    }

    fn get(&self, project: &Project, pack: Option<&Pack>, id: TraitId) -> Result<Option<Arc<TraitThumbnail>>> {
        assert_eq!(project.canvas, self.canvas, "thumbnails are of one canvas");
        let Some(path) = project.trait_(id).picture.as_deref() else { return Ok(None) };
        // Before it is read: a file that changes meanwhile differs from this at the next look.
        let made_of = MadeOf { stamp: files::stamp(path)?, resize: project.resize };
        if let Some(thumbnail) = self.held().find(path, made_of) {
            return Ok(Some(thumbnail));
        }
        let layer = &project.layer(project.trait_(id).layer).name;
        let packed = match pack {
            Some(pack) => pack.picture_of_file(path, project.canvas, project.resize)?,
            None => None,
        };
        let whole = match packed {
            Some(picture) => picture,
            None => load_picture(path, layer, project.canvas, project.resize, self.limits.max_pixels)?.0,
        };
        let small = self.reduced(whole).map_err(|source| Error::Picture {
            layer: layer.clone(),
            path: path.to_owned(),
            source,
        })?;
        let thumbnail = Arc::new(TraitThumbnail::new(&small));
        self.held().keep(path, Entry { made_of, thumbnail: thumbnail.clone(), used: 0 }, self.limits.memory);
        Ok(Some(thumbnail))
    }

    fn reduced(&self, picture: PremulPicture) -> Result<PremulPicture, PictureError> {
        picture.resized(self.size, Resize::Smooth)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn find(&mut self, path: &Path, made_of: MadeOf) -> Option<Arc<TraitThumbnail>> {
        self.now += 1;
        let entry = self.of_file.get_mut(path).filter(|entry| entry.made_of == made_of)?;
        entry.used = self.now;
        Some(entry.thumbnail.clone())
    }

    /// Keeps an entry in place of the file's last one, and forgets those that were not used for longest.
    fn keep(&mut self, path: &Path, entry: Entry, memory: usize) {
        self.now += 1;
        self.bytes += entry.thumbnail.bytes();
        let before = self.of_file.insert(path.to_owned(), Entry { used: self.now, ..entry });
        self.bytes -= before.map_or(0, |before| before.thumbnail.bytes());
        if self.bytes <= memory {
            return;
        }
        // Half is made free at once, so that the order is not asked for at every trait.
        let mut uses: Vec<(u64, PathBuf)> = self.of_file.iter().map(|(path, e)| (e.used, path.clone())).collect();
        uses.sort_unstable();
        for (_, path) in uses {
            if self.bytes <= memory / 2 {
                break;
            }
            self.bytes -= self.of_file.remove(&path).map_or(0, |entry| entry.thumbnail.bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_keep_the_ratio_and_never_grow() {
        let reduced = |width, height, longest| {
            let size = reduced_size(CanvasSize::new(width, height).unwrap(), longest);
            (size.width(), size.height())
        };
        assert_eq!(reduced(1000, 1000, 256), (256, 256));
        assert_eq!(reduced(832, 1344, 128), (79, 128));
        assert_eq!(reduced(24, 24, 256), (24, 24));
        assert_eq!(reduced(32_768, 1, 64), (64, 1));
        assert_eq!(reduced(3, 2, 1), (1, 1));
    }
}
