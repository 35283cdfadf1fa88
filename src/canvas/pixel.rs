//! One pixel, straight or premultiplied: two types, so that neither is taken for the other.

/// A pixel as PNG stores it: colour not multiplied by alpha, 8 bits a channel, sRGB bytes as found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct StraightRgba {
    /// Red, 0..=255.
    pub r: u8,
    /// Green, 0..=255.
    pub g: u8,
    /// Blue, 0..=255.
    pub b: u8,
    /// Alpha, 0 transparent, 255 opaque.
    pub a: u8,
}

/// A pixel whose colour is multiplied by its alpha: every colour channel is at most `a`.
///
/// `blend::premultiply` establishes that bound; every blend mode keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct PremulRgba {
    /// Red times alpha, 0..=a.
    pub r: u8,
    /// Green times alpha, 0..=a.
    pub g: u8,
    /// Blue times alpha, 0..=a.
    pub b: u8,
    /// Alpha, 0 transparent, 255 opaque.
    pub a: u8,
}

/// The samples of an output pixel, in PNG's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColourType {
    /// Red, green, blue: for pictures that are opaque everywhere.
    Rgb,
    /// Red, green, blue, straight alpha.
    Rgba,
}

impl ColourType {
    /// Bytes of a pixel: 3 or 4.
    pub fn bytes(self) -> usize {
        match self {
            Self::Rgb => 3,
            Self::Rgba => 4,
        }
    }
}
