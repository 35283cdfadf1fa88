//! The ways to bring a picture to another size, one line each in [`Resize::ALL`].
//!
//! Those of the canvas are in `canvas_resize`; the filters are those of the `fast_image_resize` crate.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use super::canvas_resize;
use crate::canvas::CanvasSize;
use crate::choice::{Choice, choice};
use crate::error::PictureError;

choice! {
    /// The way in which a trait picture of another size is brought to the canvas size. The position is its number in packs and
    /// fingerprints: add at the end.
    #[derive(Default)]
    pub enum Resize: () {
        #[default]
        Nearest = ("nearest", "The pixel under each pixel's centre: keeps pixel art sharp"),
        Smooth = ("smooth", "Bilinear, with support widened when shrinking"),
        Lanczos3 = ("lanczos3", "Lanczos with three lobes: the sharpest, with slight halos at hard edges"),
        Mitchell = ("mitchell", "Mitchell and Netravali's cubic: nearly as sharp, hardly any halos"),
        CanvasNearest = ("canvas-nearest", "As node-canvas draws with smoothing off (HashLips' default)"),
        CanvasSmooth = ("canvas-smooth", "As node-canvas draws with smoothing on (nftchef's default)"),
    }
}

/// The code that does a way's work.
enum Method {
    Filter(ResizeAlg),
    Canvas(canvas_resize::Filter),
}

impl Resize {
    /// Its number in packs and fingerprints.
    pub fn code(self) -> u32 {
        self as u32
    }

    /// The way of a number; `None` if there is none.
    pub fn from_code(code: u32) -> Option<Self> {
        Some(Self::ALL.get(usize::try_from(code).ok()?)?.0)
    }

    fn method(self) -> Method {
        match self {
            Self::Nearest => Method::Filter(ResizeAlg::Nearest),
            Self::Smooth => Method::Filter(ResizeAlg::Convolution(FilterType::Bilinear)),
            Self::Lanczos3 => Method::Filter(ResizeAlg::Convolution(FilterType::Lanczos3)),
            Self::Mitchell => Method::Filter(ResizeAlg::Convolution(FilterType::Mitchell)),
            Self::CanvasNearest => Method::Canvas(canvas_resize::Filter::Nearest),
            Self::CanvasSmooth => Method::Canvas(canvas_resize::Filter::Good),
        }
    }
}

/// Resizes pixels of four bytes, each channel on its own. Filters with negative lobes may leave colour above alpha.
///
/// # Errors
/// [`PictureError::NotResized`] when the resizer refuses the sizes.
pub(super) fn resize(rgba: &[u8], from: CanvasSize, to: CanvasSize, way: Resize) -> Result<Vec<u8>, PictureError> {
    let algorithm = match way.method() {
        Method::Filter(algorithm) => algorithm,
        Method::Canvas(filter) => return Ok(canvas_resize::resize(rgba, from, to, filter)),
    };
    let refused = |found: String| PictureError::NotResized { found };
    let source = ImageRef::new(from.width(), from.height(), rgba, PixelType::U8x4);
    let source = source.map_err(|error| refused(error.to_string()))?;
    let mut target = Image::new(to.width(), to.height(), PixelType::U8x4);
    let options = ResizeOptions::new().resize_alg(algorithm).use_alpha(false);
    Resizer::new().resize(&source, &mut target, &options).map_err(|error| refused(error.to_string()))?;
    Ok(target.into_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_packs_are_positions() {
        for (index, (way, ..)) in Resize::ALL.iter().enumerate() {
            assert_eq!((way.code() as usize, Resize::from_code(way.code())), (index, Some(*way)));
        }
        assert_eq!(Resize::from_code(6), None);
    }
}
