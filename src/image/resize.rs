//! The ways to bring a picture to another size, one line each in [`Resize::ALL`].
//!
//! Those of the canvas are in `canvas_resize`; the filters are those of the `fast_image_resize` crate.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use super::canvas_resize;
use crate::canvas::CanvasSize;

/// How a trait picture of another size is brought to the canvas size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resize {
    /// The pixel under each pixel's centre: keeps pixel art sharp.
    Nearest,
    /// Bilinear, with support widened when shrinking.
    Smooth,
    /// Lanczos with three lobes: the sharpest, with slight halos at hard edges.
    Lanczos3,
    /// Mitchell and Netravali's cubic: nearly as sharp, hardly any halos.
    Mitchell,
    /// As node-canvas draws with smoothing off (HashLips' default).
    CanvasNearest,
    /// As node-canvas draws with smoothing on (nftchef's default).
    CanvasSmooth,
}

/// What does the work of a way.
enum Method {
    Filter(ResizeAlg),
    Canvas(canvas_resize::Filter),
}

impl Resize {
    /// Every way with its name in configurations. The position is its number in packs and fingerprints: add at the end.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Nearest, "nearest"),
        (Self::Smooth, "smooth"),
        (Self::Lanczos3, "lanczos3"),
        (Self::Mitchell, "mitchell"),
        (Self::CanvasNearest, "canvas-nearest"),
        (Self::CanvasSmooth, "canvas-smooth"),
    ];

    /// The names alone.
    pub const NAMES: [&'static str; Self::ALL.len()] = {
        let mut names = [""; Self::ALL.len()];
        let mut at = 0;
        while at < names.len() {
            names[at] = Self::ALL[at].1;
            at += 1;
        }
        names
    };

    /// The way of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(way, _)| *way)
    }

    /// Its name in configurations.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

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
/// The reason, when the resizer refuses the sizes.
pub(super) fn resize(rgba: &[u8], from: CanvasSize, to: CanvasSize, way: Resize) -> Result<Vec<u8>, String> {
    let algorithm = match way.method() {
        Method::Filter(algorithm) => algorithm,
        Method::Canvas(filter) => return Ok(canvas_resize::resize(rgba, from, to, filter)),
    };
    let source = ImageRef::new(from.width(), from.height(), rgba, PixelType::U8x4).map_err(|e| e.to_string())?;
    let mut target = Image::new(to.width(), to.height(), PixelType::U8x4);
    let options = ResizeOptions::new().resize_alg(algorithm).use_alpha(false);
    Resizer::new().resize(&source, &mut target, &options).map_err(|e| e.to_string())?;
    Ok(target.into_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_of_the_variants() {
        for (index, (way, name)) in Resize::ALL.iter().enumerate() {
            assert_eq!((*way as usize, way.name(), Resize::from_name(name)), (index, *name, Some(*way)));
            assert_eq!(Resize::from_code(way.code()), Some(*way));
        }
        assert_eq!((Resize::from_name("Nearest"), Resize::from_code(6)), (None, None));
    }
}
