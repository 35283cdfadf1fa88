//! The fast form of [`super::scalar`]: the same formulas over 32 pixels at a time, through `wide`.
//!
//! `blocks` walks the planes, `lanes` widens bytes and narrows results, `forms` has what modes share, and the formulas
//! of the modes are here. Every mode gives the oracle's bytes exactly; `blend/tests.rs` compares them.

mod blocks;
mod forms;
mod lanes;
mod opacity;

use wide::{f32x8, u16x16};

use self::forms::{Colour, copy, lighter, non_separable, porter_duff, separable, separable_real, source_over};
use super::arithmetic::Channel;
use super::{BlendMode, Opacity};
use crate::canvas::{PremulPlanes, PremulPlanesMut};

pub use blocks::BLOCK;
pub(super) use lanes::{Halves, Quarters};
pub(super) use opacity::scale;

/// Blends `source` into `destination`, pixel by pixel: the fast form, equal to [`super::scalar::blend`].
///
/// All eight planes have one length, a multiple of [`BLOCK`] pixels. Pixels are premultiplied: colour is at
/// most alpha, before and after.
///
/// # Panics
/// When the lengths are not as said.
pub fn blend(mode: BlendMode, opacity: Opacity, source: PremulPlanes<'_>, destination: PremulPlanesMut<'_>) {
    if opacity == Opacity::FULL {
        blend_full(mode, source, destination);
    } else {
        opacity::with_scaled(opacity, source, destination, |source, destination| blend_full(mode, source, destination));
    }
}

/// One line a mode; the formulas are those of the oracle.
fn blend_full(mode: BlendMode, source: PremulPlanes<'_>, destination: PremulPlanesMut<'_>) {
    use BlendMode as M;
    let (s, d) = (source, destination);
    let none = u16x16::splat(0);
    let all = u16x16::splat(255);
    match mode {
        M::SourceOver => source_over(s, d),
        M::SourceIn => porter_duff(s, d, |_, da| (da, none)),
        M::SourceOut => porter_duff(s, d, |_, da| (all - da, none)),
        M::SourceAtop => porter_duff(s, d, |sa, da| (da, all - sa)),
        M::DestinationOver => porter_duff(s, d, |_, da| (all - da, all)),
        M::DestinationIn => porter_duff(s, d, |sa, _| (none, sa)),
        M::DestinationOut => porter_duff(s, d, |sa, _| (none, all - sa)),
        M::DestinationAtop => porter_duff(s, d, |sa, da| (all - da, sa)),
        M::Lighter => lighter(s, d),
        M::Copy => copy(s, d),
        M::Xor => porter_duff(s, d, |sa, da| (all - da, all - sa)),
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

// Modes that are polynomials.

#[inline(always)]
fn multiply(c: Channel<u16x16>) -> u16x16 {
    c.s * c.d
}

#[inline(always)]
fn screen(c: Channel<u16x16>) -> u16x16 {
    c.s * c.da + c.d * (c.sa - c.s)
}

#[inline(always)]
fn darken(c: Channel<u16x16>) -> u16x16 {
    (c.s * c.da).min(c.d * c.sa)
}

#[inline(always)]
fn lighten(c: Channel<u16x16>) -> u16x16 {
    (c.s * c.da).max(c.d * c.sa)
}

#[inline(always)]
fn difference(c: Channel<u16x16>) -> u16x16 {
    lighten(c) - darken(c)
}

#[inline(always)]
fn exclusion(c: Channel<u16x16>) -> u16x16 {
    c.s * (c.da - c.d) + c.d * (c.sa - c.s)
}

#[inline(always)]
fn hard_light(c: Channel<u16x16>) -> u16x16 {
    light(c, (c.s + c.s).simd_le(c.sa))
}

#[inline(always)]
fn overlay(c: Channel<u16x16>) -> u16x16 {
    light(c, (c.d + c.d).simd_le(c.da))
}

/// Multiply by twice the colour where `dark`, else screen. In lanes where a form overflows 16 bits the other
/// one is chosen.
#[inline(always)]
fn light(c: Channel<u16x16>, dark: u16x16) -> u16x16 {
    let multiplied = c.s * c.d;
    let screened = (c.sa - c.s) * (c.da - c.d);
    dark.select(multiplied + multiplied, c.sa * c.da - (screened + screened))
}

// Modes that divide or take roots.

#[inline(always)]
fn color_dodge(c: Channel<f32x8>) -> f32x8 {
    let most = c.sa * c.da;
    let room = c.sa - c.s;
    let raised = (c.d * c.sa * c.sa / room.fast_max(f32x8::ONE)).fast_min(most);
    let full = c.d.simd_gt(f32x8::ZERO).select(most, f32x8::ZERO);
    room.simd_gt(f32x8::ZERO).select(raised, full)
}

#[inline(always)]
fn color_burn(c: Channel<f32x8>) -> f32x8 {
    let most = c.sa * c.da;
    let room = c.da - c.d;
    let lowered = most - (room * c.sa * c.sa / c.s.fast_max(f32x8::ONE)).fast_min(most);
    let none = room.simd_gt(f32x8::ZERO).select(f32x8::ZERO, most);
    c.s.simd_gt(f32x8::ZERO).select(lowered, none)
}

#[inline(always)]
fn soft_light(c: Channel<f32x8>) -> f32x8 {
    let number = f32x8::splat;
    let most = c.sa * c.da;
    let colour = c.d / c.da.fast_max(f32x8::ONE);
    let tilt = c.s + c.s - c.sa;
    let darker = colour - colour * colour;
    let polynomial = ((number(16.0) * colour - number(12.0)) * colour + number(4.0)) * colour;
    let lighter = colour.simd_gt(number(0.25)).select(colour.sqrt(), polynomial) - colour;
    let change = c.da * tilt * tilt.simd_gt(f32x8::ZERO).select(lighter, darker);
    (c.d * c.sa + change).fast_max(f32x8::ZERO).fast_min(most)
}

// Modes that look at all three channels.

#[inline(always)]
fn hue(s: Colour, d: Colour, white: f32x8) -> Colour {
    set_lum(set_sat(s, sat(d)), lum(d), white)
}

#[inline(always)]
fn saturation(s: Colour, d: Colour, white: f32x8) -> Colour {
    set_lum(set_sat(d, sat(s)), lum(d), white)
}

#[inline(always)]
fn color(s: Colour, d: Colour, white: f32x8) -> Colour {
    set_lum(s, lum(d), white)
}

#[inline(always)]
fn luminosity(s: Colour, d: Colour, white: f32x8) -> Colour {
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
