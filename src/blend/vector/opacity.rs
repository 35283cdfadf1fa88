//! A layer's opacity: the source is scaled once, then blended as drawn.
//!
//! Kept out of the kernels, so that each mode has one form; the scaled source passes through a buffer small
//! enough to stay in the first-level cache.

use wide::{u8x32, u16x16};

use super::super::Opacity;
use super::blocks::{BLOCK, Block, each_block};
use super::lanes::Halves;
use crate::canvas::{PremulPlanes, PremulPlanesMut};

/// Pixels scaled at a time: four planes of it are 2 KiB.
const PIECE: usize = 16 * BLOCK;

/// Calls `blend` with pieces of the source, scaled by `opacity`, and of the destination.
pub(super) fn with_scaled(
    opacity: Opacity,
    source: PremulPlanes<'_>,
    destination: PremulPlanesMut<'_>,
    blend: impl Fn(PremulPlanes<'_>, PremulPlanesMut<'_>),
) {
    let mut buffer = [[0; PIECE]; 4];
    let len = destination.r.len();
    for start in (0..len).step_by(PIECE) {
        let range = start..len.min(start + PIECE);
        let [r, g, b, a] = buffer.each_mut().map(|plane| &mut plane[..range.len()]);
        let piece = PremulPlanes {
            r: &source.r[range.clone()],
            g: &source.g[range.clone()],
            b: &source.b[range.clone()],
            a: &source.a[range.clone()],
        };
        scale_planes(opacity, piece, PremulPlanesMut { r, g, b, a });
        blend(
            PremulPlanes { r, g, b, a },
            PremulPlanesMut {
                r: &mut destination.r[range.clone()],
                g: &mut destination.g[range.clone()],
                b: &mut destination.b[range.clone()],
                a: &mut destination.a[range],
            },
        );
    }
}

/// `round(s * opacity / 255)` on all four channels.
fn scale_planes(opacity: Opacity, source: PremulPlanes<'_>, scaled: PremulPlanesMut<'_>) {
    let fraction = u16x16::splat(u16::from(opacity.0));
    let fraction = Halves { low: fraction, high: fraction };
    each_block(source, scaled, |s, _| Block {
        r: scale(s.r, fraction),
        g: scale(s.g, fraction),
        b: scale(s.b, fraction),
        a: scale(s.a, fraction),
    });
}

/// `round(v * fraction / 255)` for fractions 0..=255.
#[inline(always)]
pub(in crate::blend) fn scale(bytes: u8x32, fraction: Halves) -> u8x32 {
    let v = Halves::split(bytes);
    Halves { low: v.low * fraction.low, high: v.high * fraction.high }.div255_join()
}
