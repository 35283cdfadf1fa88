//! Porter-Duff operators and the polynomial blend modes: exact numerators in 16-bit lanes.
//!
//! A numerator is the formula times 255 * 255. No result is above 1, so no numerator is above 65025, and
//! all summands are positive, so no partial sum is either.

use wide::{u8x32, u16x16};

use super::super::channel::Channel;
use super::blocks::{Block, each_block};
use super::lanes::Halves;
use crate::canvas::{PremulPlanes, PremulPlanesMut};

/// `s * fs + d * fd` on all four channels; `fractions` gives `(fs, fd)`, 0..=255, from `(sa, da)`.
#[inline(always)]
pub(super) fn porter_duff(
    source: PremulPlanes<'_>,
    destination: PremulPlanesMut<'_>,
    fractions: impl Fn(u16x16, u16x16) -> (u16x16, u16x16),
) {
    each_block(source, destination, |s, d| {
        let (sa, da) = (Halves::split(s.a), Halves::split(d.a));
        let low = fractions(sa.low, da.low);
        let high = fractions(sa.high, da.high);
        let combine = |s: u8x32, d: u8x32| {
            let (s, d) = (Halves::split(s), Halves::split(d));
            Halves { low: s.low * low.0 + d.low * low.1, high: s.high * high.0 + d.high * high.1 }.div255_join()
        };
        Block { r: combine(s.r, d.r), g: combine(s.g, d.g), b: combine(s.b, d.b), a: combine(s.a, d.a) }
    });
}

/// The sum, capped at 255.
pub(super) fn lighter(source: PremulPlanes<'_>, destination: PremulPlanesMut<'_>) {
    each_block(source, destination, |s, d| Block {
        r: s.r.saturating_add(d.r),
        g: s.g.saturating_add(d.g),
        b: s.b.saturating_add(d.b),
        a: s.a.saturating_add(d.a),
    });
}

/// The source, whatever was there.
pub(super) fn copy(source: PremulPlanes<'_>, destination: PremulPlanesMut<'_>) {
    each_block(source, destination, |s, _| s);
}

/// `s (255 - da) + d (255 - sa) + both` on colour, source-over on alpha; `both` is the blend where source
/// and destination overlap, `255 * 255 * sa * da * B(Cd, Cs)` in fractions.
#[inline(always)]
pub(super) fn separable(
    source: PremulPlanes<'_>,
    destination: PremulPlanesMut<'_>,
    both: impl Fn(Channel<u16x16>) -> u16x16,
) {
    each_block(source, destination, |s, d| {
        let (sa, da) = (Halves::split(s.a), Halves::split(d.a));
        let numerator = |c: Channel<u16x16>| {
            let all = u16x16::splat(255);
            c.s * (all - c.da) + c.d * (all - c.sa) + both(c)
        };
        let colour = |s: u8x32, d: u8x32| {
            let (s, d) = (Halves::split(s), Halves::split(d));
            let low = numerator(Channel { s: s.low, sa: sa.low, d: d.low, da: da.low });
            let high = numerator(Channel { s: s.high, sa: sa.high, d: d.high, da: da.high });
            Halves { low, high }.div255_join()
        };
        Block { r: colour(s.r, d.r), g: colour(s.g, d.g), b: colour(s.b, d.b), a: over_alpha(s.a, d.a) }
    });
}

/// The alpha of source-over, which every blend mode has.
#[inline(always)]
pub(super) fn over_alpha(sa: u8x32, da: u8x32) -> u8x32 {
    let (under, da) = (Halves::split(!sa), Halves::split(da));
    sa + Halves { low: da.low * under.low, high: da.high * under.high }.div255_join()
}

#[inline(always)]
pub(super) fn multiply(c: Channel<u16x16>) -> u16x16 {
    c.s * c.d
}

#[inline(always)]
pub(super) fn screen(c: Channel<u16x16>) -> u16x16 {
    c.s * c.da + c.d * (c.sa - c.s)
}

#[inline(always)]
pub(super) fn darken(c: Channel<u16x16>) -> u16x16 {
    (c.s * c.da).min(c.d * c.sa)
}

#[inline(always)]
pub(super) fn lighten(c: Channel<u16x16>) -> u16x16 {
    (c.s * c.da).max(c.d * c.sa)
}

#[inline(always)]
pub(super) fn difference(c: Channel<u16x16>) -> u16x16 {
    lighten(c) - darken(c)
}

#[inline(always)]
pub(super) fn exclusion(c: Channel<u16x16>) -> u16x16 {
    c.s * (c.da - c.d) + c.d * (c.sa - c.s)
}

#[inline(always)]
pub(super) fn hard_light(c: Channel<u16x16>) -> u16x16 {
    light(c, (c.s + c.s).simd_le(c.sa))
}

#[inline(always)]
pub(super) fn overlay(c: Channel<u16x16>) -> u16x16 {
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
