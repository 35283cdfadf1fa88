//! Color-dodge, color-burn and soft-light: they divide or take roots, so they compute in 32-bit floats.
//!
//! Every operation is the oracle's, in its order, and IEEE 754 rounds each the same way in a lane as in a
//! register (multiply-and-add is never fused), so the bytes are equal too.

use wide::{f32x8, u8x32};

use super::super::channel::Channel;
use super::blocks::{Block, each_block};
use super::integer::over_alpha;
use super::lanes::Quarters;
use crate::canvas::{PremulPlanes, PremulPlanesMut};

/// As the integer form; `both` must stay within `0..=sa * da`.
#[inline(always)]
pub(super) fn separable(
    source: PremulPlanes<'_>,
    destination: PremulPlanesMut<'_>,
    both: impl Fn(Channel<f32x8>) -> f32x8,
) {
    each_block(source, destination, |s, d| {
        let (sa, da) = (Quarters::split(s.a).0, Quarters::split(d.a).0);
        let colour = |s: u8x32, d: u8x32| {
            let (s, d) = (Quarters::split(s).0, Quarters::split(d).0);
            let mut numerators = s;
            for (i, numerator) in numerators.iter_mut().enumerate() {
                let c = Channel { s: s[i], sa: sa[i], d: d[i], da: da[i] };
                *numerator = uncovered(c) + both(c);
            }
            Quarters(numerators).div255_join()
        };
        Block { r: colour(s.r, d.r), g: colour(s.g, d.g), b: colour(s.b, d.b), a: over_alpha(s.a, d.a) }
    });
}

/// What source and destination show where the other is not: `s (255 - da) + d (255 - sa)`.
#[inline(always)]
pub(super) fn uncovered(c: Channel<f32x8>) -> f32x8 {
    let all = f32x8::splat(255.0);
    c.s * (all - c.da) + c.d * (all - c.sa)
}

#[inline(always)]
pub(super) fn color_dodge(c: Channel<f32x8>) -> f32x8 {
    let most = c.sa * c.da;
    let room = c.sa - c.s;
    let raised = (c.d * c.sa * c.sa / room.fast_max(f32x8::ONE)).fast_min(most);
    let full = c.d.simd_gt(f32x8::ZERO).select(most, f32x8::ZERO);
    room.simd_gt(f32x8::ZERO).select(raised, full)
}

#[inline(always)]
pub(super) fn color_burn(c: Channel<f32x8>) -> f32x8 {
    let most = c.sa * c.da;
    let room = c.da - c.d;
    let lowered = most - (room * c.sa * c.sa / c.s.fast_max(f32x8::ONE)).fast_min(most);
    let none = room.simd_gt(f32x8::ZERO).select(f32x8::ZERO, most);
    c.s.simd_gt(f32x8::ZERO).select(lowered, none)
}

#[inline(always)]
pub(super) fn soft_light(c: Channel<f32x8>) -> f32x8 {
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
