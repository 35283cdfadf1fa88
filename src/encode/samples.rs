//! What the bytes of a pixel are in a file: channels of a colour, or one index into a palette.
//!
//! Separate from [`ColourType`], which says what composed pixels are: a picture of either type can be written with indices
//! when its collection has few colours.

use crate::canvas::ColourType;

/// The samples of a pixel, one byte each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Samples {
    /// Red, green, blue.
    Rgb,
    /// Red, green, blue, straight alpha.
    Rgba,
    /// An index into the palette that stands before the pixels.
    Index,
}

impl Samples {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Rgb, Self::Rgba, Self::Index];

    /// Bytes of a pixel: 3, 4 or 1.
    pub fn bytes(self) -> usize {
        match self {
            Self::Rgb => 3,
            Self::Rgba => 4,
            Self::Index => 1,
        }
    }
}

impl From<ColourType> for Samples {
    fn from(colour: ColourType) -> Self {
        match colour {
            ColourType::Rgb => Self::Rgb,
            ColourType::Rgba => Self::Rgba,
        }
    }
}
