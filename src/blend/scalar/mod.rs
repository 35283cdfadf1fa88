//! The oracle: every blend mode, one pixel at a time, written to be read.
//!
//! It is the definition of the program's pixels: the vector kernels equal it byte for byte, and checking a
//! finished run uses it. Speed does not matter here.
//!
//! The contract. Pixels are premultiplied, 8 bits a channel. The formulas are those of W3C Compositing and
//! Blending Level 1, sections 9 and 10, multiplied out for premultiplied colour. A blend
//! 1. scales the source by the opacity, rounded (full opacity changes nothing),
//! 2. computes each channel's numerator, the formula times 255 * 255, without rounding where it is a
//!    polynomial, in 32-bit floats where it divides or takes roots,
//! 3. divides by 255 and rounds to nearest, once.
//!
//! Colour stays at most alpha: its numerator is at most alpha's, and both are rounded alike.

mod integer;
mod non_separable;
mod real;

use super::channel::Channel;
use super::div255::div255;
use super::{BlendMode, Opacity};
use crate::canvas::{PremulPlanes, PremulPlanesMut, PremulRgba};

/// Blends `source` into `destination`, pixel by pixel. All eight planes have one length; any length will do.
///
/// # Panics
/// When a source plane is shorter than the destination.
pub fn blend(mode: BlendMode, opacity: Opacity, source: PremulPlanes<'_>, destination: PremulPlanesMut<'_>) {
    debug_assert_eq!(source.len(), destination.as_ref().len());
    for i in 0..destination.r.len() {
        let above = PremulRgba { r: source.r[i], g: source.g[i], b: source.b[i], a: source.a[i] };
        let below = PremulRgba { r: destination.r[i], g: destination.g[i], b: destination.b[i], a: destination.a[i] };
        let result = blend_pixel(mode, opacity, above, below);
        destination.r[i] = result.r;
        destination.g[i] = result.g;
        destination.b[i] = result.b;
        destination.a[i] = result.a;
    }
}

/// One pixel of `source`, at some opacity, over or otherwise combined with one of `destination`.
pub fn blend_pixel(mode: BlendMode, opacity: Opacity, source: PremulRgba, destination: PremulRgba) -> PremulRgba {
    use BlendMode as M;
    debug_assert!(is_premultiplied(source) && is_premultiplied(destination));
    let s = at_opacity(source, opacity);
    let d = destination;
    let (sa, da) = (u32::from(s.a), u32::from(d.a));
    match mode {
        M::SourceOver => porter_duff(s, d, 255, 255 - sa),
        M::SourceIn => porter_duff(s, d, da, 0),
        M::SourceOut => porter_duff(s, d, 255 - da, 0),
        M::SourceAtop => porter_duff(s, d, da, 255 - sa),
        M::DestinationOver => porter_duff(s, d, 255 - da, 255),
        M::DestinationIn => porter_duff(s, d, 0, sa),
        M::DestinationOut => porter_duff(s, d, 0, 255 - sa),
        M::DestinationAtop => porter_duff(s, d, 255 - da, sa),
        M::Lighter => each_channel(s, d, u8::saturating_add),
        M::Copy => s,
        M::Xor => porter_duff(s, d, 255 - da, 255 - sa),
        M::Multiply => separable(s, d, integer::multiply),
        M::Screen => separable(s, d, integer::screen),
        M::Overlay => separable(s, d, integer::overlay),
        M::Darken => separable(s, d, integer::darken),
        M::Lighten => separable(s, d, integer::lighten),
        M::ColorDodge => separable_real(s, d, real::color_dodge),
        M::ColorBurn => separable_real(s, d, real::color_burn),
        M::HardLight => separable(s, d, integer::hard_light),
        M::SoftLight => separable_real(s, d, real::soft_light),
        M::Difference => separable(s, d, integer::difference),
        M::Exclusion => separable(s, d, integer::exclusion),
        M::Hue => non_separable::pixel(s, d, non_separable::hue),
        M::Saturation => non_separable::pixel(s, d, non_separable::saturation),
        M::Color => non_separable::pixel(s, d, non_separable::color),
        M::Luminosity => non_separable::pixel(s, d, non_separable::luminosity),
    }
}

/// The contract of a premultiplied pixel.
fn is_premultiplied(pixel: PremulRgba) -> bool {
    pixel.r.max(pixel.g).max(pixel.b) <= pixel.a
}

/// Step 1: the source times the opacity, on all four channels.
fn at_opacity(s: PremulRgba, opacity: Opacity) -> PremulRgba {
    let scale = |v: u8| div255(u32::from(v) * u32::from(opacity.0));
    PremulRgba { r: scale(s.r), g: scale(s.g), b: scale(s.b), a: scale(s.a) }
}

fn each_channel(s: PremulRgba, d: PremulRgba, combine: impl Fn(u8, u8) -> u8) -> PremulRgba {
    PremulRgba { r: combine(s.r, d.r), g: combine(s.g, d.g), b: combine(s.b, d.b), a: combine(s.a, d.a) }
}

/// A Porter-Duff operator: `s * fs + d * fd`, with fractions of 255.
fn porter_duff(s: PremulRgba, d: PremulRgba, fs: u32, fd: u32) -> PremulRgba {
    each_channel(s, d, |s, d| div255(u32::from(s) * fs + u32::from(d) * fd))
}

/// A blend mode that treats each colour channel alone, in integers.
///
/// `both` is what shows where source and destination overlap: `sa * da * B(Cd, Cs)`, with `B` and the straight
/// colours `Cd`, `Cs` as in the specification.
fn separable(s: PremulRgba, d: PremulRgba, both: impl Fn(Channel<u32>) -> u32) -> PremulRgba {
    let (sa, da) = (s.a, d.a);
    let colour = |s: u8, d: u8| {
        let c = Channel { s: s.into(), sa: sa.into(), d: d.into(), da: da.into() };
        div255(c.s * (255 - c.da) + c.d * (255 - c.sa) + both(c))
    };
    PremulRgba { r: colour(s.r, d.r), g: colour(s.g, d.g), b: colour(s.b, d.b), a: over_alpha(sa, da) }
}

/// The same in floats. `both` lies in `0..=sa * da`.
fn separable_real(s: PremulRgba, d: PremulRgba, both: impl Fn(Channel<f32>) -> f32) -> PremulRgba {
    let (sa, da) = (s.a, d.a);
    let colour = |s: u8, d: u8| {
        let c = Channel { s: s.into(), sa: sa.into(), d: d.into(), da: da.into() };
        div255_real(uncovered(c) + both(c))
    };
    PremulRgba { r: colour(s.r, d.r), g: colour(s.g, d.g), b: colour(s.b, d.b), a: over_alpha(sa, da) }
}

/// What source and destination show where the other is not.
fn uncovered(c: Channel<f32>) -> f32 {
    c.s * (255.0 - c.da) + c.d * (255.0 - c.sa)
}

/// The alpha of source-over, which every blend mode has.
fn over_alpha(sa: u8, da: u8) -> u8 {
    div255(u32::from(sa) * 255 + u32::from(da) * (255 - u32::from(sa)))
}

/// Step 3 for floats, 0..=65025: equal to [`div255`] for whole numbers. Positive, so the cast is a floor.
fn div255_real(x: f32) -> u8 {
    (x / 255.0 + 0.5) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blend::div255::MAX_NUMERATOR;

    #[test]
    fn whole_numbers_are_divided_alike_in_floats() {
        for x in 0..=MAX_NUMERATOR {
            assert_eq!(div255_real(x as f32), div255(x), "{x}");
        }
    }
}
