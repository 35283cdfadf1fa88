//! Hue, saturation, color and luminosity: three channels at once, in 32-bit floats.
//!
//! The oracle's operations in the oracle's order, as in `real`.

use wide::{f32x8, u8x32};

use super::super::channel::Channel;
use super::blocks::{Block, each_block};
use super::integer::over_alpha;
use super::lanes::Quarters;
use super::real::uncovered;
use crate::canvas::{PremulPlanes, PremulPlanesMut};

/// Red, green and blue of eight pixels, on a scale where white is some `white` of their own.
type Colour = [f32x8; 3];

/// As the oracle's `non_separable`; `both` gets source, destination and their white.
#[inline(always)]
pub(super) fn non_separable(
    source: PremulPlanes<'_>,
    destination: PremulPlanesMut<'_>,
    both: impl Fn(Colour, Colour, f32x8) -> Colour,
) {
    each_block(source, destination, |s, d| {
        let (sa, da) = (Quarters::split(s.a).0, Quarters::split(d.a).0);
        let split = |block: Block| [block.r, block.g, block.b].map(|plane| Quarters::split(plane).0);
        let (sources, destinations) = (split(s), split(d));
        let mut numerators = sources;
        for i in 0..4 {
            let (s, d) = (sources.map(|plane| plane[i]), destinations.map(|plane| plane[i]));
            let white = sa[i] * da[i];
            let mixed = both(s.map(|v| v * da[i]), d.map(|v| v * sa[i]), white);
            for k in 0..3 {
                let c = Channel { s: s[k], sa: sa[i], d: d[k], da: da[i] };
                numerators[k][i] = uncovered(c) + mixed[k].fast_max(f32x8::ZERO).fast_min(white);
            }
        }
        let [r, g, b]: [u8x32; 3] = numerators.map(|plane| Quarters(plane).div255_join());
        Block { r, g, b, a: over_alpha(s.a, d.a) }
    });
}

#[inline(always)]
pub(super) fn hue(s: Colour, d: Colour, white: f32x8) -> Colour {
    set_lum(set_sat(s, sat(d)), lum(d), white)
}

#[inline(always)]
pub(super) fn saturation(s: Colour, d: Colour, white: f32x8) -> Colour {
    set_lum(set_sat(d, sat(s)), lum(d), white)
}

#[inline(always)]
pub(super) fn color(s: Colour, d: Colour, white: f32x8) -> Colour {
    set_lum(s, lum(d), white)
}

#[inline(always)]
pub(super) fn luminosity(s: Colour, d: Colour, white: f32x8) -> Colour {
    set_lum(d, lum(s), white)
}

#[inline(always)]
fn lum([r, g, b]: Colour) -> f32x8 {
    f32x8::splat(0.3) * r + f32x8::splat(0.59) * g + f32x8::splat(0.11) * b
}

#[inline(always)]
fn least([r, g, b]: Colour) -> f32x8 {
    r.fast_min(g).fast_min(b)
}

#[inline(always)]
fn greatest([r, g, b]: Colour) -> f32x8 {
    r.fast_max(g).fast_max(b)
}

#[inline(always)]
fn sat(colour: Colour) -> f32x8 {
    greatest(colour) - least(colour)
}

#[inline(always)]
fn set_sat(colour: Colour, wanted: f32x8) -> Colour {
    let (lowest, range) = (least(colour), sat(colour));
    let grey = range.simd_eq(f32x8::ZERO);
    let factor = grey.select(f32x8::ZERO, wanted / grey.select(f32x8::ONE, range));
    colour.map(|v| (v - lowest) * factor)
}

#[inline(always)]
fn set_lum(colour: Colour, wanted: f32x8, white: f32x8) -> Colour {
    let shift = wanted - lum(colour);
    clip(colour.map(|v| v + shift), white)
}

#[inline(always)]
fn clip(colour: Colour, white: f32x8) -> Colour {
    let (l, n, x) = (lum(colour), least(colour), greatest(colour));
    let (below, above) = (n.simd_lt(f32x8::ZERO) & n.simd_lt(l), x.simd_gt(white) & l.simd_lt(x));
    let (rise, fall) = (below.select(l - n, f32x8::ONE), above.select(x - l, f32x8::ONE));
    colour.map(|v| {
        let v = below.select(l + (v - l) * l / rise, v);
        above.select(l + (v - l) * (white - l) / fall, v)
    })
}
