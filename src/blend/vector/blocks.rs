//! Walks the planes of a blend, 32 pixels at a time.
//!
//! The one place that knows about slices; a kernel is a function of two blocks. Arrays of a fixed length
//! let the compiler drop every bounds check.

use wide::u8x32;

use crate::canvas::{PremulPlanes, PremulPlanesMut};

/// Pixels a kernel takes at a time; plane lengths are multiples of it.
pub const BLOCK: usize = 32;

/// 32 pixels, a vector per channel.
#[derive(Clone, Copy)]
pub(in crate::blend) struct Block {
    pub r: u8x32,
    pub g: u8x32,
    pub b: u8x32,
    pub a: u8x32,
}

/// Replaces every block of the destination by `kernel(source, destination)`.
#[inline(always)]
pub(in crate::blend) fn each_block(
    source: PremulPlanes<'_>,
    destination: PremulPlanesMut<'_>,
    kernel: impl Fn(Block, Block) -> Block,
) {
    let len = destination.r.len();
    assert!(len.is_multiple_of(BLOCK), "planes hold whole blocks of {BLOCK} pixels, not {len} pixels");
    let (s, d) = (source, destination);
    // Compared one by one: the optimiser learns the lengths from it and drops every later bounds check.
    let equal = s.r.len() == len && s.g.len() == len && s.b.len() == len && s.a.len() == len;
    assert!(equal && d.g.len() == len && d.b.len() == len && d.a.len() == len, "planes of one blend have one length");
    debug_assert!(colour_is_at_most_alpha(s) && colour_is_at_most_alpha(d.as_ref()));

    let (sr, sg, sb, sa) = (s.r.as_chunks().0, s.g.as_chunks().0, s.b.as_chunks().0, s.a.as_chunks().0);
    let (dr, dg) = (d.r.as_chunks_mut().0, d.g.as_chunks_mut().0);
    let (db, da) = (d.b.as_chunks_mut().0, d.a.as_chunks_mut().0);
    for i in 0..len / BLOCK {
        let above = Block { r: load(sr[i]), g: load(sg[i]), b: load(sb[i]), a: load(sa[i]) };
        let below = Block { r: load(dr[i]), g: load(dg[i]), b: load(db[i]), a: load(da[i]) };
        let result = kernel(above, below);
        dr[i] = result.r.to_array();
        dg[i] = result.g.to_array();
        db[i] = result.b.to_array();
        da[i] = result.a.to_array();
    }
}

#[inline(always)]
fn load(pixels: [u8; BLOCK]) -> u8x32 {
    pixels.into()
}

/// The contract of premultiplied planes, for debug builds.
fn colour_is_at_most_alpha(planes: PremulPlanes<'_>) -> bool {
    [planes.r, planes.g, planes.b].iter().all(|plane| plane.iter().zip(planes.a).all(|(colour, alpha)| colour <= alpha))
}
