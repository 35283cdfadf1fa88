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

use super::arithmetic::{Channel, div255};
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
        M::Multiply => separable(s, d, multiply),
        M::Screen => separable(s, d, screen),
        M::Overlay => separable(s, d, overlay),
        M::Darken => separable(s, d, darken),
        M::Lighten => separable(s, d, lighten),
        M::ColorDodge => separable_real(s, d, color_dodge),
        M::ColorBurn => separable_real(s, d, color_burn),
        M::HardLight => separable(s, d, hard_light),
        M::SoftLight => separable_real(s, d, soft_light),
        M::Difference => separable(s, d, difference),
        M::Exclusion => separable(s, d, exclusion),
        M::Hue => non_separable(s, d, hue),
        M::Saturation => non_separable(s, d, saturation),
        M::Color => non_separable(s, d, color),
        M::Luminosity => non_separable(s, d, luminosity),
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

/// A blend mode that treats each colour channel alone, in floats. `both` lies in `0..=sa * da`.
fn separable_real(s: PremulRgba, d: PremulRgba, both: impl Fn(Channel<f32>) -> f32) -> PremulRgba {
    let (sa, da) = (s.a, d.a);
    let colour = |s: u8, d: u8| {
        let c = Channel { s: s.into(), sa: sa.into(), d: d.into(), da: da.into() };
        div255_real(uncovered(c) + both(c))
    };
    PremulRgba { r: colour(s.r, d.r), g: colour(s.g, d.g), b: colour(s.b, d.b), a: over_alpha(sa, da) }
}

/// The part that source and destination show where the other is not.
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

// Modes that are polynomials: `255 * 255 * sa * da * B(Cd, Cs)`, exact in integers. Straight colour is `Cs = s / sa`, so
// `sa * da * Cs` is `s * da` and `sa * da * Cd * Cs` is `s * d`: the divisions cancel (section 10.1).

/// `B = Cd Cs`
fn multiply(c: Channel<u32>) -> u32 {
    c.s * c.d
}

/// `B = Cd + Cs - Cd Cs`
fn screen(c: Channel<u32>) -> u32 {
    c.s * c.da + c.d * c.sa - c.s * c.d
}

/// `B = HardLight(Cs, Cd)`: hard-light with the roles exchanged.
fn overlay(c: Channel<u32>) -> u32 {
    hard_light(Channel { s: c.d, sa: c.da, d: c.s, da: c.sa })
}

/// `B = min(Cd, Cs)`
fn darken(c: Channel<u32>) -> u32 {
    (c.s * c.da).min(c.d * c.sa)
}

/// `B = max(Cd, Cs)`
fn lighten(c: Channel<u32>) -> u32 {
    (c.s * c.da).max(c.d * c.sa)
}

/// `B = Multiply(Cd, 2 Cs)` for `Cs <= 1/2`, else `Screen(Cd, 2 Cs - 1) = 1 - 2 (1 - Cs) (1 - Cd)`
fn hard_light(c: Channel<u32>) -> u32 {
    if 2 * c.s <= c.sa { 2 * c.s * c.d } else { c.sa * c.da - 2 * (c.sa - c.s) * (c.da - c.d) }
}

/// `B = |Cd - Cs|`
fn difference(c: Channel<u32>) -> u32 {
    (c.s * c.da).abs_diff(c.d * c.sa)
}

/// `B = Cd + Cs - 2 Cd Cs`
fn exclusion(c: Channel<u32>) -> u32 {
    c.s * c.da + c.d * c.sa - 2 * c.s * c.d
}

// Modes that divide or take roots: the same in 32-bit floats. The order of the operations is part of the definition, since
// each one rounds; the vector kernels keep it. Products of three bytes are below 2^24 and so exact (section 10.1).

/// `B = 0` for `Cd = 0`, else `1` for `Cs = 1`, else `min(1, Cd / (1 - Cs))`
fn color_dodge(c: Channel<f32>) -> f32 {
    let most = c.sa * c.da;
    let room = c.sa - c.s;
    if room > 0.0 {
        (c.d * c.sa * c.sa / room).min(most)
    } else if c.d > 0.0 {
        most
    } else {
        0.0
    }
}

/// `B = 1` for `Cd = 1`, else `0` for `Cs = 0`, else `1 - min(1, (1 - Cd) / Cs)`
fn color_burn(c: Channel<f32>) -> f32 {
    let most = c.sa * c.da;
    let room = c.da - c.d;
    if c.s > 0.0 {
        most - (room * c.sa * c.sa / c.s).min(most)
    } else if room > 0.0 {
        0.0
    } else {
        most
    }
}

/// `B = Cd + (2 Cs - 1) (Cd - Cd^2)` for `Cs <= 1/2`, else `Cd + (2 Cs - 1) (D(Cd) - Cd)`, where
/// `D(x) = ((16 x - 12) x + 4) x` for `x <= 1/4`, else the square root of `x`
fn soft_light(c: Channel<f32>) -> f32 {
    let most = c.sa * c.da;
    let colour = c.d / c.da.max(1.0);
    let tilt = c.s + c.s - c.sa;
    let step = if tilt <= 0.0 {
        colour - colour * colour
    } else if colour <= 0.25 {
        ((16.0 * colour - 12.0) * colour + 4.0) * colour - colour
    } else {
        colour.sqrt() - colour
    };
    (c.d * c.sa + c.da * tilt * step).max(0.0).min(most)
}

// Modes that look at all three channels. The helpers are those of section 10.2. They are homogeneous, so instead of dividing
// by the alphas both colours are brought to the scale `sa * da`, which then is white. The order of the operations is part of
// the definition here too.

/// Red, green and blue on a scale where white is some given number.
type Colour = [f32; 3];

/// A blend mode that looks at all three colour channels. `both` is the specification's `B` for source, destination and white on one scale.
fn non_separable(s: PremulRgba, d: PremulRgba, both: impl Fn(Colour, Colour, f32) -> Colour) -> PremulRgba {
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
fn hue(s: Colour, d: Colour, white: f32) -> Colour {
    set_lum(set_sat(s, sat(d)), lum(d), white)
}

/// `B = SetLum(SetSat(Cd, Sat(Cs)), Lum(Cd))`
fn saturation(s: Colour, d: Colour, white: f32) -> Colour {
    set_lum(set_sat(d, sat(s)), lum(d), white)
}

/// `B = SetLum(Cs, Lum(Cd))`
fn color(s: Colour, d: Colour, white: f32) -> Colour {
    set_lum(s, lum(d), white)
}

/// `B = SetLum(Cd, Lum(Cs))`
fn luminosity(s: Colour, d: Colour, white: f32) -> Colour {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blend::arithmetic::MAX_NUMERATOR;

    #[test]
    fn whole_numbers_are_divided_alike_in_floats() {
        for x in 0..=MAX_NUMERATOR {
            assert_eq!(div255_real(x as f32), div255(x), "{x}");
        }
    }
}
