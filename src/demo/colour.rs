//! One colour of a drawing: straight RGBA in `f32`, each channel 0..=1, sRGB values as written.

/// A straight colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colour {
    r: f32,
    g: f32,
    b: f32,
    a: f32,
}

/// The opaque colour `0xRRGGBB`.
pub const fn rgb(hex: u32) -> Colour {
    let [_, r, g, b] = hex.to_be_bytes();
    Colour { r: r as f32 / 255.0, g: g as f32 / 255.0, b: b as f32 / 255.0, a: 1.0 }
}

impl Colour {
    /// Nothing.
    pub const CLEAR: Self = Self { r: 0.0, g: 0.0, b: 0.0, a: 0.0 };

    /// The colour with its alpha multiplied by `by`.
    pub const fn faded(self, by: f32) -> Self {
        Self { a: self.a * by, ..self }
    }

    /// From this colour at `t` = 0 to `other` at 1.
    pub fn mix(self, other: Self, t: f32) -> Self {
        let blend = |a: f32, b: f32| a + (b - a) * t;
        Self {
            r: blend(self.r, other.r),
            g: blend(self.g, other.g),
            b: blend(self.b, other.b),
            a: blend(self.a, other.a),
        }
    }

    /// Source-over of straight colours.
    pub fn over(self, under: Self) -> Self {
        let kept = under.a * (1.0 - self.a);
        let a = self.a + kept;
        if a <= 0.0 {
            return Self::CLEAR;
        }
        let blend = |s: f32, u: f32| (s * self.a + u * kept) / a;
        Self { r: blend(self.r, under.r), g: blend(self.g, under.g), b: blend(self.b, under.b), a }
    }

    /// 8 bits a channel, rounded to nearest; 0, 0, 0, 0 when alpha rounds to 0.
    pub fn to_bytes(self) -> [u8; 4] {
        // A float cast saturates: no channel wraps.
        let byte = |channel: f32| (channel * 255.0 + 0.5) as u8;
        match byte(self.a) {
            0 => [0; 4],
            a => [byte(self.r), byte(self.g), byte(self.b), a],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_round_trip() {
        for hex in [0x000000, 0xFFFFFF, 0x123456, 0xFEDCBA] {
            let [r, g, b, a] = rgb(hex).to_bytes();
            assert_eq!((u32::from_be_bytes([0, r, g, b]), a), (hex, 255));
        }
        assert_eq!(rgb(0xFFFFFF).faded(0.001).to_bytes(), [0; 4]);
    }

    #[test]
    fn over_keeps_straight_colour() {
        let half = rgb(0xFF0000).faded(0.5);
        assert_eq!(half.over(Colour::CLEAR).to_bytes(), [255, 0, 0, 128]);
        assert_eq!(half.over(rgb(0x0000FF)).to_bytes(), [128, 0, 128, 255]);
        assert_eq!(rgb(0x00FF00).over(half), rgb(0x00FF00));
    }
}
