//! Holds trait pictures for the plain compositor: each is loaded when it is first drawn, and shared by all threads.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use super::rows::{Rgba, shown};
use crate::Result;
use crate::canvas::CanvasSize;
use crate::image::{Decoding, PremulPicture, load_picture};
use crate::project::{Layer, Project};

/// A cache of trait pictures. One that is not held any more stays with those who draw it.
#[derive(Debug)]
pub struct Pictures {
    loaded: RwLock<Loaded>,
    /// Bytes that may be held.
    budget: usize,
}

/// The pictures that are held.
#[derive(Debug, Default)]
struct Loaded {
    pictures: HashMap<PathBuf, Arc<Shown>>,
    bytes: usize,
}

/// A trait picture of the canvas's size.
#[derive(Debug)]
pub(super) struct Shown {
    picture: PremulPicture,
    /// Of each row, the part from the first pixel that is not clear to the last.
    parts: Vec<Range<u32>>,
}

impl Shown {
    fn new(picture: PremulPicture) -> Self {
        let rows = (0..picture.size().height() as usize).map(|y| pixels(&picture, y));
        Self { parts: rows.map(shown).collect(), picture }
    }

    /// Returns one row of premultiplied pixels.
    pub(super) fn row(&self, y: usize) -> &[Rgba] {
        pixels(&self.picture, y)
    }

    /// Returns the part of a row outside of which all is clear.
    pub(super) fn part(&self, y: usize) -> Range<usize> {
        let Range { start, end } = self.parts[y];
        start as usize..end as usize
    }

    /// Returns the bytes that one of this size takes.
    fn bytes(size: CanvasSize) -> usize {
        size.pixels() * size_of::<Rgba>() + parts_bytes(size)
    }
}

fn pixels(picture: &PremulPicture, y: usize) -> &[Rgba] {
    picture.row(y).as_chunks().0
}

fn parts_bytes(size: CanvasSize) -> usize {
    size.height() as usize * size_of::<Range<u32>>()
}

impl Default for Pictures {
    fn default() -> Self {
        Self::within(usize::MAX)
    }
}

impl Pictures {
    /// Makes a cache that holds at most so many bytes; with 0 every edition decodes its own pictures.
    pub fn within(budget: usize) -> Self {
        Self { loaded: RwLock::default(), budget }
    }

    /// Returns the picture of a trait. Where a further one does not fit, those that are held make room for it.
    pub(super) fn get(&self, path: &Path, layer: &Layer, project: &Project, max_pixels: u64) -> Result<Arc<Shown>> {
        if let Some(shown) = self.loaded.read().unwrap_or_else(PoisonError::into_inner).pictures.get(path) {
            return Ok(Arc::clone(shown));
        }
        let (picture, _) = load_picture(path, &layer.name, project.canvas, project.resize, max_pixels)?;
        let shown = Arc::new(Shown::new(picture));
        let bytes = Shown::bytes(project.canvas);
        if bytes <= self.budget {
            let mut loaded = self.loaded.write().unwrap_or_else(PoisonError::into_inner);
            if loaded.bytes.saturating_add(bytes) > self.budget {
                *loaded = Loaded::default();
            }
            // Another thread may have loaded it meanwhile.
            if loaded.pictures.insert(path.to_owned(), Arc::clone(&shown)).is_none() {
                loaded.bytes += bytes;
            }
        }
        Ok(shown)
    }

    /// Returns the bytes that composing an edition takes beside the cache: the canvas, and the largest picture while it is
    /// decoded and resized, or drawn after the cache let go of it.
    pub fn working_bytes(project: &Project, max_pixels: u64) -> u64 {
        let canvas = project.canvas.pixels() as u64 * size_of::<Rgba>() as u64;
        let paths: BTreeSet<&Path> = project.traits.iter().filter_map(|t| t.picture.as_deref()).collect();
        let of_picture = |path| {
            let Decoding { bytes, pixels } = Decoding::of_file(path, max_pixels);
            bytes + if pixels == canvas { 0 } else { canvas }
        };
        let picture = paths.into_iter().map(of_picture).max().unwrap_or(0);
        canvas + picture + parts_bytes(project.canvas) as u64
    }
}
