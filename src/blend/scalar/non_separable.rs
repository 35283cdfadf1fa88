//! Hue, saturation, color and luminosity: blend modes that look at all three colour channels.
//!
//! The helpers are those of W3C Compositing and Blending Level 1, section 10.2. They are homogeneous, so
//! instead of dividing by the alphas both colours are brought to the scale `sa * da`, which then is white.
//! The order of the operations is part of the definition, as in `real`.

use super::{div255_real, over_alpha, uncovered};
use crate::blend::channel::Channel;
use crate::canvas::PremulRgba;

/// Red, green and blue on a scale where white is some given number.
type Colour = [f32; 3];

/// One pixel; `both` is the specification's `B` for source, destination and white on one scale.
pub(super) fn pixel(s: PremulRgba, d: PremulRgba, both: impl Fn(Colour, Colour, f32) -> Colour) -> PremulRgba {
    let (sa, da) = (f32::from(s.a), f32::from(d.a));
    let white = sa * da;
    let source = [s.r, s.g, s.b].map(f32::from);
    let destination = [d.r, d.g, d.b].map(f32::from);
    let mixed = both(source.map(|v| v * da), destination.map(|v| v * sa), white);
    let colour = |k: usize| {
        let c = Channel { s: source[k], sa, d: destination[k], da };
        div255_real(uncovered(c) + mixed[k].max(0.0).min(white))
    };
    PremulRgba { r: colour(0), g: colour(1), b: colour(2), a: over_alpha(s.a, d.a) }
}

/// `B = SetLum(SetSat(Cs, Sat(Cd)), Lum(Cd))`
pub(super) fn hue(s: Colour, d: Colour, white: f32) -> Colour {
    set_lum(set_sat(s, sat(d)), lum(d), white)
}

/// `B = SetLum(SetSat(Cd, Sat(Cs)), Lum(Cd))`
pub(super) fn saturation(s: Colour, d: Colour, white: f32) -> Colour {
    set_lum(set_sat(d, sat(s)), lum(d), white)
}

/// `B = SetLum(Cs, Lum(Cd))`
pub(super) fn color(s: Colour, d: Colour, white: f32) -> Colour {
    set_lum(s, lum(d), white)
}

/// `B = SetLum(Cd, Lum(Cs))`
pub(super) fn luminosity(s: Colour, d: Colour, white: f32) -> Colour {
    set_lum(d, lum(s), white)
}

fn lum([r, g, b]: Colour) -> f32 {
    0.3 * r + 0.59 * g + 0.11 * b
}

fn least([r, g, b]: Colour) -> f32 {
    r.min(g).min(b)
}

fn greatest([r, g, b]: Colour) -> f32 {
    r.max(g).max(b)
}

fn sat(colour: Colour) -> f32 {
    greatest(colour) - least(colour)
}

/// The colour with its channels spread so that their range is `wanted` and the least is 0.
fn set_sat(colour: Colour, wanted: f32) -> Colour {
    let (lowest, range) = (least(colour), sat(colour));
    let factor = if range == 0.0 { 0.0 } else { wanted / range };
    colour.map(|v| (v - lowest) * factor)
}

/// The colour moved to the luminosity `wanted`.
fn set_lum(colour: Colour, wanted: f32, white: f32) -> Colour {
    let shift = wanted - lum(colour);
    clip(colour.map(|v| v + shift), white)
}

/// The colour pulled towards its own grey until it lies in `0..=white`.
///
/// The luminosity of a grey can come out a rounding above it. Then it is above white, or below zero, by no more than that, and
/// there is nothing to divide by.
fn clip(colour: Colour, white: f32) -> Colour {
    let (l, n, x) = (lum(colour), least(colour), greatest(colour));
    let (below, above) = (n < 0.0 && n < l, x > white && l < x);
    colour.map(|v| {
        let v = if below { l + (v - l) * l / (l - n) } else { v };
        if above { l + (v - l) * (white - l) / (x - l) } else { v }
    })
}
