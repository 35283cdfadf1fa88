//! The plain compositor: one edition, pixel by pixel, layer by layer, without tiles, skips or vectors.
//!
//! It is the oracle for the fast way and does the whole job by itself. It prizes being easy to check over speed.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::Result;
use crate::blend::{premultiply_pixel, scalar, unpremultiply_pixel};
use crate::canvas::{PremulRgba, StraightRgba};
use crate::pack::{PremulPicture, load_picture};
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
    let ground = edition.background.map_or(PremulRgba::default(), premultiply_pixel);
    let mut canvas = vec![ground; project.canvas.pixels()];
    let width = project.canvas.width() as usize;
    for (&layer, &pick) in project.set(edition.set).layers.iter().zip(edition.picks) {
        let layer = project.layer(layer);
        let Some(path) = &project.trait_(pick).picture else { continue };
        if !pictures.loaded.contains_key(path) {
            let (picture, _) = load_picture(path, &layer.name, project.canvas, project.resize, max_pixels)?;
            pictures.loaded.insert(path.clone(), picture);
        }
        let picture = &pictures.loaded[path];
        for (index, pixel) in canvas.iter_mut().enumerate() {
            let source = picture.pixel(index % width, index / width);
            *pixel = scalar::blend_pixel(layer.blend, layer.opacity, source, *pixel);
        }
    }
    let held: usize = pictures.loaded.values().map(|picture| picture.size().pixels() * 4).sum();
    if held > pictures.budget {
        pictures.loaded.clear();
    }
    Ok(canvas.into_iter().map(unpremultiply_pixel).collect())
}
