//! The plain compositor: one edition, pixel by pixel, layer by layer, without tiles, skips or vectors.
//!
//! It is the oracle for the fast way and does the whole job by itself. It prizes being easy to check over speed.

use std::collections::HashMap;
use std::path::PathBuf;

use super::stack::Ground;
use crate::Result;
use crate::blend::{BlendMode, Opacity, premultiply_pixel, scalar, unpremultiply_pixel};
use crate::canvas::{PremulRgba, StraightRgba};
use crate::image::{PremulPicture, load_picture};
use crate::plan::Edition;
use crate::project::Project;

/// Trait pictures as the plain compositor wants them: loaded on first use, whole, kept for the next edition.
#[derive(Debug)]
pub struct Pictures {
    loaded: HashMap<PathBuf, PremulPicture>,
    /// Bytes that may be kept.
    budget: usize,
}

impl Default for Pictures {
    fn default() -> Self {
        Self::within(usize::MAX)
    }
}

impl Pictures {
    /// Pictures of which at most this many bytes are kept after an edition; with 0 every edition decodes its own.
    pub fn within(budget: usize) -> Self {
        Self { loaded: HashMap::new(), budget }
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
    let canvas = compose_premultiplied(project, edition, pictures, max_pixels, |_| {})?;
    Ok(straight(&canvas))
}

/// Composes an edition, and gives the picture as it is after each layer, in the form of [`compose`]; a layer that draws
/// nothing is passed over.
///
/// # Errors
/// Those of [`compose`].
pub fn compose_steps(
    project: &Project,
    edition: Edition<'_>,
    pictures: &mut Pictures,
    max_pixels: u64,
    mut step: impl FnMut(Vec<StraightRgba>),
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
    mut step: impl FnMut(&[PremulRgba]),
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
        if !pictures.loaded.contains_key(path) {
            let (picture, _) = load_picture(path, &layer.name, project.canvas, project.resize, max_pixels)?;
            pictures.loaded.insert(path.clone(), picture);
        }
        let picture = &pictures.loaded[path];
        for (index, pixel) in canvas.iter_mut().enumerate() {
            let source = picture.pixel(index % width, index / width);
            *pixel = scalar::blend_pixel(style.blend, style.opacity, source, *pixel);
        }
        step(&canvas);
    }
    let held: usize = pictures.loaded.values().map(|picture| picture.size().pixels() * 4).sum();
    if held > pictures.budget {
        pictures.loaded.clear();
    }
    for pixel in &mut canvas {
        *pixel = scalar::blend_pixel(BlendMode::DestinationOver, Opacity::FULL, last, *pixel);
    }
    Ok(canvas)
}
