//! Tests of joining: the fast form against the plain one, and files against decoders.
//!
//! Tiles here come from a coder of literals only, so that nothing but joining is tested.

mod decode;
mod equal;

use super::Joiner;
use crate::canvas::{CanvasSize, ColourType, Samples, StraightRgba};
use crate::encode::deflate::Code;
use crate::encode::png::PngHeader;

/// Codes of different character: nothing known, flat pictures, noise, and matches that are dear.
pub(super) fn codes() -> Vec<Code> {
    let nothing = ([0; 286], [0; 30]);
    let mut flat = nothing;
    flat.0[0] = 5_000;
    flat.0[1..20].fill(100);
    flat.0[257] = 900;
    flat.0[285] = 70_000;
    flat.1[0] = 50_000;
    let mut noise = nothing;
    noise.0[..256].fill(1_000);
    let mut dear = nothing;
    dear.0[0] = 1 << 40;
    dear.0[270] = 1 << 30;
    dear.1[29] = 1 << 40;
    [nothing, flat, noise, dear].map(|(literals, distances)| Code::from_counts(&literals, &distances)).to_vec()
}

/// Joins pictures of a size; indices are of all the colours of [`colour`].
pub(super) fn joiner(width: u32, height: u32, samples: Samples, filters: &[u8], code: Code) -> Joiner {
    let canvas = CanvasSize::new(width, height).unwrap();
    let colour_type = match samples {
        Samples::Rgb => ColourType::Rgb,
        Samples::Rgba => ColourType::Rgba,
        Samples::Index => return Joiner::indexed(canvas, &std::array::from_fn::<_, 256, _>(colour), filters, code),
    };
    Joiner::new(PngHeader::new(canvas, colour_type), filters, code)
}

/// The colour of an index: a few are translucent.
pub(super) fn colour(index: usize) -> StraightRgba {
    let index = index as u8;
    StraightRgba { r: index, g: index.wrapping_mul(7), b: 3, a: if index < 9 { 20 * index } else { 255 } }
}

/// A stream of numbers, the same from the same seed.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below a bound (splitmix64).
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ mixed >> 31) % bound as u64) as usize
    }
}
