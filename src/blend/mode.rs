//! The 26 composite modes of the HTML canvas, by name.

/// The formula that combines a source pixel with the destination under it.
///
/// The modes and names are those of `globalCompositeOperation` (W3C Compositing and Blending Level 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
#[allow(missing_docs, reason = "each variant is the mode of that name")]
pub enum BlendMode {
    #[default]
    SourceOver,
    SourceIn,
    SourceOut,
    SourceAtop,
    DestinationOver,
    DestinationIn,
    DestinationOut,
    DestinationAtop,
    Lighter,
    Copy,
    Xor,
    Multiply,
    Screen,
    Overlay,
    Darken,
    Lighten,
    ColorDodge,
    ColorBurn,
    HardLight,
    SoftLight,
    Difference,
    Exclusion,
    Hue,
    Saturation,
    Color,
    Luminosity,
}

impl BlendMode {
    /// Every mode with its canvas name.
    pub const ALL: [(Self, &'static str); 26] = [
        (Self::SourceOver, "source-over"),
        (Self::SourceIn, "source-in"),
        (Self::SourceOut, "source-out"),
        (Self::SourceAtop, "source-atop"),
        (Self::DestinationOver, "destination-over"),
        (Self::DestinationIn, "destination-in"),
        (Self::DestinationOut, "destination-out"),
        (Self::DestinationAtop, "destination-atop"),
        (Self::Lighter, "lighter"),
        (Self::Copy, "copy"),
        (Self::Xor, "xor"),
        (Self::Multiply, "multiply"),
        (Self::Screen, "screen"),
        (Self::Overlay, "overlay"),
        (Self::Darken, "darken"),
        (Self::Lighten, "lighten"),
        (Self::ColorDodge, "color-dodge"),
        (Self::ColorBurn, "color-burn"),
        (Self::HardLight, "hard-light"),
        (Self::SoftLight, "soft-light"),
        (Self::Difference, "difference"),
        (Self::Exclusion, "exclusion"),
        (Self::Hue, "hue"),
        (Self::Saturation, "saturation"),
        (Self::Color, "color"),
        (Self::Luminosity, "luminosity"),
    ];

    /// The canvas name.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The mode of a canvas name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(mode, _)| *mode)
    }

    /// `true` if a fully transparent source leaves the destination as it is, so that empty source tiles
    /// can be skipped. The five others clear what the source does not cover.
    pub fn keeps_under_transparent(self) -> bool {
        !matches!(self, Self::SourceIn | Self::SourceOut | Self::DestinationIn | Self::DestinationAtop | Self::Copy)
    }

    /// `true` if a pixel is opaque after a blend, given whether the destination is opaque before it and the source is.
    ///
    /// The alpha of each operator is that of W3C Compositing and Blending Level 1, section 9; blend modes have the alpha of
    /// source-over. No mode is left to a wildcard: a picture that is taken for opaque by mistake loses its transparency.
    pub fn is_opaque_after(self, destination: bool, source: bool) -> bool {
        match self {
            Self::Copy | Self::DestinationAtop => source,
            Self::SourceAtop => destination,
            Self::SourceIn | Self::DestinationIn => destination && source,
            Self::SourceOut | Self::DestinationOut | Self::Xor => false,
            Self::SourceOver
            | Self::DestinationOver
            | Self::Lighter
            | Self::Multiply
            | Self::Screen
            | Self::Overlay
            | Self::Darken
            | Self::Lighten
            | Self::ColorDodge
            | Self::ColorBurn
            | Self::HardLight
            | Self::SoftLight
            | Self::Difference
            | Self::Exclusion
            | Self::Hue
            | Self::Saturation
            | Self::Color
            | Self::Luminosity => destination || source,
        }
    }

    /// The parts of source and destination that are in the result.
    ///
    /// The operators have the factors of W3C Compositing and Blending Level 1, section 9. A blend mode keeps all of both: where
    /// they overlap, its colour is made of both.
    pub fn factors(self) -> (Factor, Factor) {
        use Factor::{Beside, One, Under, Zero};
        match self {
            Self::SourceOver => (One, Beside),
            Self::SourceIn => (Under, Zero),
            Self::SourceOut => (Beside, Zero),
            Self::SourceAtop => (Under, Beside),
            Self::DestinationOver => (Beside, One),
            Self::DestinationIn => (Zero, Under),
            Self::DestinationOut => (Zero, Beside),
            Self::DestinationAtop => (Beside, Under),
            Self::Copy => (One, Zero),
            Self::Xor => (Beside, Beside),
            Self::Lighter
            | Self::Multiply
            | Self::Screen
            | Self::Overlay
            | Self::Darken
            | Self::Lighten
            | Self::ColorDodge
            | Self::ColorBurn
            | Self::HardLight
            | Self::SoftLight
            | Self::Difference
            | Self::Exclusion
            | Self::Hue
            | Self::Saturation
            | Self::Color
            | Self::Luminosity => (One, One),
        }
    }

    /// The alpha of a blend of two pixels, from 0 to 1.
    pub fn alpha_of(self, source: f32, destination: f32) -> f32 {
        let alpha = match (self, self.factors()) {
            (Self::Lighter, _) => source + destination,
            (_, (Factor::One, Factor::One)) => source + destination * (1.0 - source),
            (_, (kept, left)) => source * kept.of(destination) + destination * left.of(source),
        };
        // Rounding can leave a little more than all.
        alpha.min(1.0)
    }
}

/// The part of a pixel that an operator keeps, by the alpha of the other pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    /// Nothing.
    Zero,
    /// All.
    One,
    /// As much as the other covers.
    Under,
    /// As much as the other leaves free.
    Beside,
}

impl Factor {
    /// Returns the kept part, from 0 to 1, where the other pixel has this alpha.
    pub fn of(self, other: f32) -> f32 {
        match self {
            Self::Zero => 0.0,
            Self::One => 1.0,
            Self::Under => other,
            Self::Beside => 1.0 - other,
        }
    }
}

/// A layer's opacity: 0 transparent, 255 as drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Opacity(pub u8);

impl Opacity {
    /// As drawn.
    pub const FULL: Self = Self(255);

    /// From a fraction; `None` unless it is a number from 0 to 1.
    pub fn from_fraction(fraction: f64) -> Option<Self> {
        (0.0..=1.0).contains(&fraction).then(|| Self((fraction * 255.0).round() as u8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_table_is_in_order_of_the_variants() {
        for (index, (mode, name)) in BlendMode::ALL.iter().enumerate() {
            assert_eq!(*mode as usize, index);
            assert_eq!(BlendMode::from_name(name), Some(*mode));
            assert_eq!(mode.name(), *name);
        }
    }

    #[test]
    fn opacity_outside_the_range_is_none() {
        assert_eq!(Opacity::from_fraction(1.0), Some(Opacity::FULL));
        for bad in [f64::NAN, -0.1, 1.1, f64::INFINITY] {
            assert_eq!(Opacity::from_fraction(bad), None);
        }
    }
}
