//! Draws editions and traits small, in memory, as the page asks for them.

use std::sync::{Mutex, PoisonError};

use super::shown::Shown;
use crate::canvas::{CanvasSize, ColourType};
use crate::compose::plain::{Pictures, compose};
use crate::encode::{Compression, PictureFormat};
use crate::image::{Resize, load_picture};
use crate::plan::Edition;
use crate::project::{Project, TraitId};
use crate::{Error, Result};

/// The longest side of a picture that is drawn for the page, in pixels.
pub const LONGEST: u32 = 4096;

/// Draws pictures of one project after the other.
#[derive(Debug)]
pub struct Drawer {
    max_pixels: u64,
    /// Caches of earlier pictures, by revision and size.
    idle: Mutex<Vec<((u64, CanvasSize), Pictures)>>,
}

/// A canvas of which the longest side has at most so many pixels, with its proportions; 0 is as large as it may be.
pub fn reduced(canvas: CanvasSize, longest: u32) -> Result<CanvasSize> {
    let (width, height) = (canvas.width(), canvas.height());
    let most = if longest == 0 { LONGEST } else { longest.min(LONGEST) };
    let side = width.max(height);
    if side <= most {
        return Ok(canvas);
    }
    let part = |length: u32| (u64::from(length) * u64::from(most)).div_ceil(u64::from(side)).max(1) as u32;
    CanvasSize::new(part(width), part(height))
}

impl Drawer {
    /// Nothing drawn yet.
    pub fn new(max_pixels: u64) -> Self {
        Self { max_pixels, idle: Mutex::default() }
    }

    /// An edition as a PNG file, with the traits that are to be seen.
    ///
    /// # Errors
    /// [`Error::Picture`] for a picture that cannot be used; [`Error::Io`].
    pub fn edition(
        &self,
        shown: &Shown,
        project: &Project,
        edition: Edition<'_>,
        longest: u32,
        is_seen: impl Fn(TraitId) -> bool,
    ) -> Result<Vec<u8>> {
        let size = reduced(project.canvas, longest)?;
        let mut small = project.clone();
        if size != project.canvas {
            (small.canvas, small.resize) = (size, Resize::Smooth);
        }
        for &pick in edition.picks.iter().filter(|pick| !is_seen(**pick)) {
            small.traits[pick.0 as usize].picture = None;
        }
        let key = (shown.revision, size);
        let mut pictures = self.take(key);
        let pixels = compose(&small, edition, &mut pictures, self.max_pixels);
        self.give(key, pictures);
        png(size, pixels?.iter().flat_map(|p| [p.r, p.g, p.b, p.a]).collect())
    }

    /// The picture of a trait as a PNG file; of one that draws nothing, a single clear pixel.
    ///
    /// # Errors
    /// As [`edition`](Self::edition).
    pub fn trait_(&self, project: &Project, id: TraitId, longest: u32) -> Result<Vec<u8>> {
        let t = project.trait_(id);
        let Some(path) = &t.picture else { return png(CanvasSize::new(1, 1)?, vec![0; 4]) };
        let size = reduced(project.canvas, longest)?;
        let resize = if size == project.canvas { project.resize } else { Resize::Smooth };
        let (picture, _) = load_picture(path, &project.layer(t.layer).name, size, resize, self.max_pixels)?;
        let (width, height) = (size.width() as usize, size.height() as usize);
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let straight = pixels.map(|(x, y)| crate::blend::unpremultiply_pixel(picture.pixel(x, y)));
        png(size, straight.flat_map(|p| [p.r, p.g, p.b, p.a]).collect())
    }

    fn take(&self, key: (u64, CanvasSize)) -> Pictures {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|((revision, _), _)| *revision == key.0);
        match idle.iter().position(|(known, _)| *known == key) {
            Some(at) => idle.swap_remove(at).1,
            None => Pictures::within(256 << 20),
        }
    }

    fn give(&self, key: (u64, CanvasSize), pictures: Pictures) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push((key, pictures));
    }
}

/// The PNG file of straight pixels.
fn png(size: CanvasSize, rgba: Vec<u8>) -> Result<Vec<u8>> {
    let mut file = vec![];
    PictureFormat::Png
        .encode(size, ColourType::Rgba, Compression::Fast, &rgba, &mut file)
        .map_err(|reason| Error::Encode { what: format!("a picture of {size} pixels"), reason })?;
    Ok(file)
}
