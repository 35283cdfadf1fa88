//! Pixels and planes of pixels, straight or premultiplied: different types, so that neither is taken for the other; and the
//! samples that a file has of a pixel.

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
    /// Returns the bytes of a pixel: 3 or 4.
    pub fn bytes(self) -> usize {
        match self {
            Self::Rgb => 3,
            Self::Rgba => 4,
        }
    }
}

/// The bytes of a pixel in a file: one for each channel of a colour, or one index into a palette.
///
/// A picture of either [`ColourType`] can be written with indices when its collection has few colours.
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

    /// Returns the bytes of a pixel: 3, 4 or 1.
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

/// Declares planes, borrowed and mutable: one slice for each channel, all of one length. Kernels see planes and nothing else.
macro_rules! planes {
    ($(#[$doc:meta])* $name:ident, $(#[$doc_mut:meta])* $name_mut:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'a> {
            /// Red.
            pub r: &'a [u8],
            /// Green.
            pub g: &'a [u8],
            /// Blue.
            pub b: &'a [u8],
            /// Alpha.
            pub a: &'a [u8],
        }

        $(#[$doc_mut])*
        #[derive(Debug)]
        pub struct $name_mut<'a> {
            /// Red.
            pub r: &'a mut [u8],
            /// Green.
            pub g: &'a mut [u8],
            /// Blue.
            pub b: &'a mut [u8],
            /// Alpha.
            pub a: &'a mut [u8],
        }

        impl $name<'_> {
            /// Returns the pixels in each plane.
            pub fn len(&self) -> usize {
                debug_assert!([self.g.len(), self.b.len(), self.a.len()] == [self.r.len(); 3]);
                self.r.len()
            }

            /// `true` if there is no pixel.
            pub fn is_empty(&self) -> bool {
                self.r.is_empty()
            }
        }

        impl $name_mut<'_> {
            /// Lends the planes read only.
            pub fn as_ref(&self) -> $name<'_> {
                $name { r: self.r, g: self.g, b: self.b, a: self.a }
            }

            /// Lends the planes for a shorter time.
            pub fn reborrow(&mut self) -> $name_mut<'_> {
                $name_mut { r: self.r, g: self.g, b: self.b, a: self.a }
            }
        }
    };
}

planes! {
    /// Premultiplied pixels: at every index, colour is at most alpha.
    PremulPlanes,
    /// Premultiplied pixels, to write.
    PremulPlanesMut
}

planes! {
    /// Straight pixels, as PNG stores them.
    StraightPlanes,
    /// Straight pixels, to write.
    StraightPlanesMut
}
