//! The plain compositor: one edition, pixel by pixel, layer by layer, without tiles, skips or vectors.
//!
//! It is the oracle for the fast way and does the whole job by itself. It prizes being easy to check over speed.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::stack::Ground;
use crate::Result;
use crate::blend::{BlendMode, Opacity, premultiply_pixel, scalar, unpremultiply_pixel};
use crate::canvas::{PremulRgba, StraightRgba};
use crate::image::{Decoding, PremulPicture, load_picture};
use crate::plan::Edition;
use crate::project::{Layer, Project};

/// A cache of trait pictures: each is loaded on first use and held for the next edition.
#[derive(Debug)]
pub struct Pictures {
    loaded: HashMap<PathBuf, PremulPicture>,
    /// Bytes that may be held after an edition.
    budget: usize,
    /// Bytes that are held.
    held: usize,
}

impl Default for Pictures {
    fn default() -> Self {
        Self::within(usize::MAX)
    }
}

impl Pictures {
    /// Makes a cache that holds at most so many bytes after an edition; with 0 every edition decodes its own pictures.
    pub fn within(budget: usize) -> Self {
        Self { loaded: HashMap::new(), budget, held: 0 }
    }

    fn clear(&mut self) {
        self.loaded.clear();
        self.held = 0;
    }

    /// The picture of a trait. Those that another layer needs no more make room for it.
    fn get(&mut self, path: &Path, layer: &Layer, project: &Project, max_pixels: u64) -> Result<&PremulPicture> {
        if !self.loaded.contains_key(path) {
            let bytes = project.canvas.pixels() * 4;
            if self.held.saturating_add(bytes) > self.budget {
                self.clear();
            }
            let (picture, _) = load_picture(path, &layer.name, project.canvas, project.resize, max_pixels)?;
            self.held += bytes;
            self.loaded.insert(path.to_owned(), picture);
        }
        Ok(&self.loaded[path])
    }

    /// Returns the bytes that composing an edition takes beside the cache: the canvas, and the largest picture while it is
    /// decoded and resized.
    pub fn working_bytes(project: &Project, max_pixels: u64) -> u64 {
        let canvas = project.canvas.pixels() as u64 * 4;
        let paths: BTreeSet<&Path> = project.traits.iter().filter_map(|t| t.picture.as_deref()).collect();
        let of_picture = |path| {
            let Decoding { bytes, pixels } = Decoding::of_file(path, max_pixels);
            bytes + if pixels == canvas { 0 } else { canvas }
        };
        canvas + paths.into_iter().map(of_picture).max().unwrap_or(0)
    }
}

/// Composes an edition: `width * height` straight pixels, rows from the top.
///
/// # Errors
/// [`crate::Error::Picture`] or [`crate::Error::Io`] for a trait that cannot be loaded.
pub fn compose(
    project: &Project,
    edition: Edition<'_>,
    pictures: &mut Pictures,
    max_pixels: u64,
) -> Result<Vec<StraightRgba>> {
    let canvas = compose_premultiplied(project, edition, pictures, max_pixels, |_| Ok(()))?;
    // In place: both kinds of pixels have four bytes.
    Ok(canvas.into_iter().map(unpremultiply_pixel).collect())
}

/// Composes an edition, and gives the picture as it is after each layer, in the form of [`compose`]; a layer that draws
/// nothing is passed over.
///
/// # Errors
/// Those of [`compose`], and of `step`.
pub fn compose_steps(
    project: &Project,
    edition: Edition<'_>,
    pictures: &mut Pictures,
    max_pixels: u64,
    mut step: impl FnMut(Vec<StraightRgba>) -> Result<()>,
) -> Result<()> {
    compose_premultiplied(project, edition, pictures, max_pixels, |canvas| step(straight(canvas))).map(|_| ())
}

fn straight(canvas: &[PremulRgba]) -> Vec<StraightRgba> {
    canvas.iter().copied().map(unpremultiply_pixel).collect()
}

fn compose_premultiplied(
    project: &Project,
    edition: Edition<'_>,
    pictures: &mut Pictures,
    max_pixels: u64,
    mut step: impl FnMut(&[PremulRgba]) -> Result<()>,
) -> Result<Vec<PremulRgba>> {
    let drawn = || edition.drawn(project).filter(|&pick| project.trait_(pick).picture.is_some());
    let clear = PremulRgba::default();
    let (first, last) = match Ground::of(project, edition.background, drawn().map(|pick| project.style(pick).blend)) {
        Ground::Colour(colour) => (premultiply_pixel(colour), clear),
        Ground::Under { colour, .. } => (clear, premultiply_pixel(colour)),
        _ => (clear, clear),
    };
    let mut canvas = vec![first; project.canvas.pixels()];
    let width = project.canvas.width() as usize;
    for pick in drawn() {
        let (layer, style) = (project.layer(project.trait_(pick).layer), project.style(pick));
        let Some(path) = &project.trait_(pick).picture else { continue };
        let picture = pictures.get(path, layer, project, max_pixels)?;
        for (index, pixel) in canvas.iter_mut().enumerate() {
            let source = picture.pixel(index % width, index / width);
            *pixel = scalar::blend_pixel(style.blend, style.opacity, source, *pixel);
        }
        step(&canvas)?;
    }
    if pictures.held > pictures.budget {
        pictures.clear();
    }
    for pixel in &mut canvas {
        *pixel = scalar::blend_pixel(BlendMode::DestinationOver, Opacity::FULL, last, *pixel);
    }
    Ok(canvas)
}
