//! Planes to interleaved bytes, the order PNG rows have.
//!
//! Three bytes a pixel is where byte shuffles pay: on x86-64-v3, 15 % less time than the plain loop as the
//! compiler vectorises it (`benches/blend.rs`, 2176 pixels). For four bytes a pixel the compiler's own code, given
//! arrays instead of slices, is as fast a pixel as that, so the plain loop stays.

use wide::bytemuck::cast;
use wide::u8x32;

use crate::canvas::StraightPlanes;

/// Pixels shuffled at a time, in two halves of 16 that do not mix.
const BLOCK: usize = 32;

/// Bytes those pixels become.
const BLOCK_RGB: usize = 3 * BLOCK;

/// Writes `r g b r g b ...`; `out` is three times as long as each plane, which may have any length.
///
/// # Panics
/// When the lengths are not as said.
pub fn interleave_rgb(r: &[u8], g: &[u8], b: &[u8], out: &mut [u8]) {
    let len = r.len();
    assert!(g.len() == len && b.len() == len && out.len() == 3 * len, "three planes of one length become {len} pixels");

    let (r, r_rest) = r.as_chunks::<BLOCK>();
    let (g, g_rest) = g.as_chunks::<BLOCK>();
    let (b, b_rest) = b.as_chunks::<BLOCK>();
    let (out, out_rest) = out.split_at_mut(r.len() * BLOCK_RGB);
    for (((out, r), g), b) in out.as_chunks_mut::<BLOCK_RGB>().0.iter_mut().zip(r).zip(g).zip(b) {
        *out = block_rgb(*r, *g, *b);
    }
    for (((pixel, r), g), b) in out_rest.as_chunks_mut().0.iter_mut().zip(r_rest).zip(g_rest).zip(b_rest) {
        *pixel = [*r, *g, *b];
    }
}

/// Writes `r g b a r g b a ...`; `out` is four times as long as each plane, which may have any length.
///
/// # Panics
/// When the lengths are not as said.
pub fn interleave_rgba(planes: StraightPlanes<'_>, out: &mut [u8]) {
    let StraightPlanes { r, g, b, a } = planes;
    let len = r.len();
    let equal = g.len() == len && b.len() == len && a.len() == len;
    assert!(equal && out.len() == 4 * len, "four planes of one length become {len} pixels");
    for ((((pixel, r), g), b), a) in out.as_chunks_mut().0.iter_mut().zip(r).zip(g).zip(b).zip(a) {
        *pixel = [*r, *g, *b, *a];
    }
}

/// 32 pixels.
///
/// 16 pixels of a channel go to 16 different places modulo 16, so one shuffle a channel puts every byte into
/// its place within some output vector of 16; which of the three vectors it belongs to, the masks say.
#[inline(always)]
fn block_rgb(r: [u8; BLOCK], g: [u8; BLOCK], b: [u8; BLOCK]) -> [u8; BLOCK_RGB] {
    let place = |plane: [u8; BLOCK], order: [u8; 16]| u8x32::from(plane).swizzle_half_relaxed(cast([order, order]));
    let (r, g, b) = (place(r, ORDERS[0]), place(g, ORDERS[1]), place(b, ORDERS[2]));
    let (first, second): (u8x32, u8x32) = (cast([EVERY_THIRD[0]; 2]), cast([EVERY_THIRD[1]; 2]));
    let vectors = [
        first.select(r, second.select(g, b)),
        first.select(g, second.select(b, r)),
        first.select(b, second.select(r, g)),
    ];
    let [[a0, b0], [a1, b1], [a2, b2]]: [[[u8; 16]; 2]; 3] = cast(vectors);
    cast([a0, a1, a2, b0, b1, b2])
}

/// For each channel, which of 16 pixels goes to each place: pixel `i` to place `3 i + channel` modulo 16.
const ORDERS: [[u8; 16]; 3] = {
    let mut orders = [[0; 16]; 3];
    let mut n = 0;
    while n < 48 {
        orders[n % 3][n % 16] = (n / 3) as u8;
        n += 1;
    }
    orders
};

/// All ones at places 0, 3, 6, ... and at places 1, 4, 7, ...
const EVERY_THIRD: [[u8; 16]; 2] = {
    let mut masks = [[0; 16]; 2];
    let mut place = 0;
    while place < 16 {
        if place % 3 < 2 {
            masks[place % 3][place] = 0xFF;
        }
        place += 1;
    }
    masks
};

#[cfg(test)]
mod tests {
    use super::*;

    /// A plane in which no two neighbouring blocks are alike, different for each `salt`.
    fn plane(len: usize, salt: usize) -> Vec<u8> {
        (0..len).map(|i| ((i * 7 + salt * 61) ^ (i >> 5)) as u8).collect()
    }

    #[test]
    fn every_length_equals_pixel_by_pixel() {
        for len in 0..=200 {
            let [r, g, b, a] = [1, 2, 3, 4].map(|salt| plane(len, salt));

            let mut rgb = vec![0; 3 * len];
            interleave_rgb(&r, &g, &b, &mut rgb);
            let expected: Vec<u8> = (0..len).flat_map(|i| [r[i], g[i], b[i]]).collect();
            assert_eq!(rgb, expected, "{len}");

            let mut rgba = vec![0; 4 * len];
            interleave_rgba(StraightPlanes { r: &r, g: &g, b: &b, a: &a }, &mut rgba);
            let expected: Vec<u8> = (0..len).flat_map(|i| [r[i], g[i], b[i], a[i]]).collect();
            assert_eq!(rgba, expected, "{len}");
        }
    }
}
