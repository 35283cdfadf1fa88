//! Brings a picture to another size.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use crate::canvas::CanvasSize;

/// How a trait picture of another size is brought to the canvas size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resize {
    /// The nearest pixel: keeps pixel art sharp.
    Nearest,
    /// Bilinear, with support widened when shrinking.
    Smooth,
}

/// Resizes pixels of four bytes, each channel on its own.
///
/// # Errors
/// The reason, when the resizer refuses the sizes.
pub(super) fn resize(rgba: &[u8], from: CanvasSize, to: CanvasSize, way: Resize) -> Result<Vec<u8>, String> {
    let source = ImageRef::new(from.width(), from.height(), rgba, PixelType::U8x4).map_err(|e| e.to_string())?;
    let mut target = Image::new(to.width(), to.height(), PixelType::U8x4);
    let algorithm = match way {
        Resize::Nearest => ResizeAlg::Nearest,
        Resize::Smooth => ResizeAlg::Convolution(FilterType::Bilinear),
    };
    let options = ResizeOptions::new().resize_alg(algorithm).use_alpha(false);
    Resizer::new().resize(&source, &mut target, &options).map_err(|e| e.to_string())?;
    Ok(target.into_vec())
}
