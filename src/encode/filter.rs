//! The five PNG filters over one tile: composed planes in, filtered and interleaved rows out.
//!
//! A filter predicts each byte from its neighbours to the left, above and above left, and keeps the difference. A
//! tile's planes carry the one pixel of halo that takes, so a tile is filtered without its neighbours. The filters are
//! those of the PNG specification (third edition, section 9).

use crate::blend::{interleave_rgb, interleave_rgba};
use crate::canvas::{HALO_LEFT_LEN, PLANE_LEN, Samples, StraightPlanes, TILE_HEIGHT, TILE_WIDTH};

/// Bytes from one row of a [`FilteredTile`] to the next: a full row of four bytes a pixel. With a power of two, row
/// and column of a position are bit fields of it.
pub const ROW_STRIDE: usize = 4 * TILE_WIDTH;

const TILE_BYTES: usize = TILE_HEIGHT * ROW_STRIDE;

/// The filter of a row, by the number that stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum FilterType {
    /// The bytes as they are.
    None,
    /// Minus the byte of the pixel to the left.
    Sub,
    /// Minus the byte above.
    Up,
    /// Minus half the sum of left and above, rounded down.
    Average,
    /// Minus whichever of left, above and above left is nearest to left + above - above left.
    Paeth,
}

impl FilterType {
    /// All five, in order of their numbers.
    pub const ALL: [Self; 5] = [Self::None, Self::Sub, Self::Up, Self::Average, Self::Paeth];

    /// Returns the number that stands before a row.
    pub fn byte(self) -> u8 {
        self as u8
    }
}

/// The filtered bytes of one tile, interleaved.
///
/// Row `r` starts at `r` * [`ROW_STRIDE`]; what it does not use is zero, and so are rows that are not on the canvas.
#[derive(Clone, Debug)]
pub struct FilteredTile {
    /// The rows and room to read a word at the last byte.
    bytes: Box<[u8; TILE_BYTES + 8]>,
    segment: usize,
    nonzero_rows: u32,
}

impl FilteredTile {
    /// Makes a tile of no pixels.
    pub fn new() -> Self {
        Self { bytes: Box::new([0; TILE_BYTES + 8]), segment: 0, nonzero_rows: 0 }
    }

    /// Returns the bytes of a row: 1, 3 or 4 times the tile's width on the canvas.
    #[inline]
    pub fn segment(&self) -> usize {
        self.segment
    }

    /// Returns a mask: bit `r` is set if row `r` has a byte that is not zero.
    #[inline]
    pub fn nonzero_rows(&self) -> u32 {
        self.nonzero_rows
    }

    /// Returns all rows, [`ROW_STRIDE`] bytes each.
    #[inline]
    pub fn rows(&self) -> &[[u8; ROW_STRIDE]; TILE_HEIGHT] {
        let (rows, _) = self.bytes.as_chunks();
        rows.try_into().expect("the buffer has this many rows")
    }

    /// Returns the byte at a position, `row * ROW_STRIDE + column`.
    #[inline(always)]
    pub fn byte(&self, at: usize) -> u8 {
        self.bytes[at % TILE_BYTES]
    }

    /// Returns eight bytes from a position on, the first one lowest. It may run into the next row.
    #[inline(always)]
    pub fn word(&self, at: usize) -> u64 {
        debug_assert!(at < TILE_BYTES);
        // The remainder costs a mask and saves the compiler a bounds check.
        let bytes = self.bytes[at % TILE_BYTES..].first_chunk().expect("there is room behind every position");
        u64::from_le_bytes(*bytes)
    }

    /// Filters a tile of straight planes, replacing what was here.
    ///
    /// `planes` are R, G, B, A in the layout of [`PLANE_LEN`]; A is not used for RGB, and the first holds the indices if
    /// there are such. `size` is how many of the tile's pixels are on the canvas, across and down.
    pub fn filter(
        &mut self,
        planes: &[[u8; PLANE_LEN]; 4],
        samples: Samples,
        filter: FilterType,
        size: (usize, usize),
    ) {
        self.segment = size.0 * samples.bytes();
        match filter {
            FilterType::None => self.apply(planes, samples, size, |_, _, _| 0),
            FilterType::Sub => self.apply(planes, samples, size, |left, _, _| left),
            FilterType::Up => self.apply(planes, samples, size, |_, up, _| up),
            FilterType::Average => self.apply(planes, samples, size, average),
            FilterType::Paeth => self.apply(planes, samples, size, paeth),
        }
    }

    #[inline(always)]
    fn apply(
        &mut self,
        planes: &[[u8; PLANE_LEN]; 4],
        samples: Samples,
        size: (usize, usize),
        predict: impl Fn(u8, u8, u8) -> u8 + Copy,
    ) {
        match samples {
            Samples::Rgb => {
                let [r, g, b, _] = planes;
                self.fill([r, g, b], size, predict, |[r, g, b], out| {
                    interleave_rgb(r, g, b, &mut out[..3 * TILE_WIDTH])
                });
            }
            Samples::Rgba => {
                self.fill(planes.each_ref(), size, predict, |[r, g, b, a], out| {
                    interleave_rgba(StraightPlanes { r, g, b, a }, out);
                });
            }
            Samples::Index => {
                self.fill([&planes[0]], size, predict, |[indices], out| out[..TILE_WIDTH].copy_from_slice(indices));
            }
        }
    }

    #[inline(always)]
    fn fill<const CHANNELS: usize>(
        &mut self,
        planes: [&[u8; PLANE_LEN]; CHANNELS],
        (width, height): (usize, usize),
        predict: impl Fn(u8, u8, u8) -> u8 + Copy,
        interleave: impl Fn(&[[u8; TILE_WIDTH]; CHANNELS], &mut [u8; ROW_STRIDE]),
    ) {
        let on_canvas: [u8; TILE_WIDTH] = std::array::from_fn(|x| if x < width { 0xFF } else { 0 });
        let (rows, _) = self.bytes.as_chunks_mut::<ROW_STRIDE>();
        self.nonzero_rows = 0;
        for (row, out) in rows.iter_mut().enumerate() {
            if row >= height {
                out.fill(0);
                continue;
            }
            let filtered = planes.map(|plane| filter_row(plane, row, &on_canvas, predict));
            let any = filtered.as_flattened().iter().fold(0, |any, byte| any | byte);
            if any == 0 {
                out.fill(0);
                continue;
            }
            self.nonzero_rows |= 1 << row;
            interleave(&filtered, out);
            out[CHANNELS * TILE_WIDTH..].fill(0);
        }
    }
}

impl Default for FilteredTile {
    fn default() -> Self {
        Self::new()
    }
}

/// One row of one plane, zero where `on_canvas` is.
#[inline(always)]
fn filter_row(
    plane: &[u8; PLANE_LEN],
    row: usize,
    on_canvas: &[u8; TILE_WIDTH],
    predict: impl Fn(u8, u8, u8) -> u8,
) -> [u8; TILE_WIDTH] {
    let (above, current) = (line(plane, row), line(plane, row + 1));
    let (left, above_left) = (left_of(plane, row + 1), left_of(plane, row));
    std::array::from_fn(|x| current[x].wrapping_sub(predict(left[x], above[x], above_left[x])) & on_canvas[x])
}

/// A line of a plane; line 0 is the row above the tile.
#[inline(always)]
fn line(plane: &[u8; PLANE_LEN], line: usize) -> &[u8; TILE_WIDTH] {
    plane[HALO_LEFT_LEN + line * TILE_WIDTH..].first_chunk().expect("a tile has so many lines")
}

/// The pixels to the left of a line's: the halo's, then all of the line but its last.
///
/// Read one byte early and mended with masks, which stays in registers. Put together in memory it would be read back
/// before it is written out, and Sub took 3.4 times as long as Up; now both take 0.24 us a tile (x86-64-v3).
#[inline(always)]
fn left_of(plane: &[u8; PLANE_LEN], line: usize) -> [u8; TILE_WIDTH] {
    let early: &[u8; TILE_WIDTH] =
        plane[HALO_LEFT_LEN - 1 + line * TILE_WIDTH..].first_chunk().expect("a tile has so many lines");
    let halo = plane[line];
    std::array::from_fn(|x| early[x] & !FIRST[x] | halo & FIRST[x])
}

/// All ones at the first pixel.
const FIRST: [u8; TILE_WIDTH] = {
    let mut first = [0; TILE_WIDTH];
    first[0] = 0xFF;
    first
};

/// Half the sum, rounded down, within 8 bits: what both have, and half of what only one has.
#[inline(always)]
pub(super) fn average(left: u8, up: u8, _: u8) -> u8 {
    (left & up) + ((left ^ up) >> 1)
}

/// The Paeth predictor within 8 bits.
///
/// With `c` above left and `p = left + up - c`, the distances of left, up and `c` from `p` are `|up - c|`, `|left - c|`
/// and `|up - c + left - c|`. When the two differences have one sign the third is their sum and `c` is never the nearest;
/// else it is how far apart they are. On a tie left comes before up and up before `c`.
#[inline(always)]
pub(super) fn paeth(left: u8, up: u8, c: u8) -> u8 {
    // Written with minima and maxima because those are what the compiler has instructions for.
    let (to_left, to_up) = (up.max(c) - up.min(c), left.max(c) - left.min(c));
    let (near, far) = (to_left.min(to_up), to_left.max(to_up));
    let one_sign = (up.max(c) == up) == (left.max(c) == left);
    let to_c = if one_sign { u8::MAX } else { far - near };
    let nearest = if near == to_left { left } else { up };
    if to_c < near { c } else { nearest }
}

/// The specification's own form, byte by byte with wide integers: the oracle.
#[cfg(test)]
pub(crate) mod plain {
    use super::*;

    /// The prediction, as section 9.2 and 9.4 of the PNG specification write it.
    pub fn predict(filter: FilterType, a: u8, b: u8, c: u8) -> u8 {
        let (wide_a, wide_b, wide_c) = (i32::from(a), i32::from(b), i32::from(c));
        match filter {
            FilterType::None => 0,
            FilterType::Sub => a,
            FilterType::Up => b,
            FilterType::Average => ((wide_a + wide_b) / 2) as u8,
            FilterType::Paeth => {
                let p = wide_a + wide_b - wide_c;
                let (pa, pb, pc) = ((p - wide_a).abs(), (p - wide_b).abs(), (p - wide_c).abs());
                if pa <= pb && pa <= pc {
                    a
                } else if pb <= pc {
                    b
                } else {
                    c
                }
            }
        }
    }

    /// One byte of a tile's plane; row and column may be -1, the halo.
    pub fn pixel(plane: &[u8; PLANE_LEN], row: isize, column: isize) -> u8 {
        let line = (row + 1) as usize;
        if column < 0 { plane[line] } else { plane[HALO_LEFT_LEN + line * TILE_WIDTH + column as usize] }
    }

    /// The rows of a filtered tile, without padding.
    pub fn filter(
        planes: &[[u8; PLANE_LEN]; 4],
        samples: Samples,
        filter: FilterType,
        (width, height): (usize, usize),
    ) -> Vec<Vec<u8>> {
        let byte = |row: isize, column: isize, channel: usize| {
            let at = |row, column| pixel(&planes[channel], row, column);
            let predicted = predict(filter, at(row, column - 1), at(row - 1, column), at(row - 1, column - 1));
            at(row, column).wrapping_sub(predicted)
        };
        let row = |row: usize| {
            let bytes = (0..width * samples.bytes()).map(|i| (i / samples.bytes(), i % samples.bytes()));
            bytes.map(|(column, channel)| byte(row as isize, column as isize, channel)).collect()
        };
        (0..height).map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn predictors_equal_the_specification_for_all_inputs() {
        for (left, up) in (0..=255).flat_map(|left| (0..=255).map(move |up| (left, up))) {
            assert_eq!(average(left, up, 0), plain::predict(FilterType::Average, left, up, 0));
            for above_left in 0..=255 {
                let expected = plain::predict(FilterType::Paeth, left, up, above_left);
                assert_eq!(paeth(left, up, above_left), expected, "{left} {up} {above_left}");
            }
        }
    }

    fn assert_equals_plain(tile: &FilteredTile, expected: &[Vec<u8>]) {
        for (row, bytes) in tile.rows().iter().enumerate() {
            let expected = expected.get(row).map_or(&[][..], |row| row);
            assert!(bytes.starts_with(expected) && bytes[expected.len()..].iter().all(|&b| b == 0), "row {row}");
            assert_eq!(tile.nonzero_rows() >> row & 1 == 1, expected.iter().any(|&b| b != 0), "row {row}");
        }
    }

    #[test]
    fn every_size_equals_the_specification() {
        // One buffer throughout: what an earlier tile left must not show.
        let mut tile = FilteredTile::new();
        let noise = |i: usize| (i.wrapping_mul(0x9E37_79B1) >> 13) as u8;
        let planes: [[u8; PLANE_LEN]; 4] =
            std::array::from_fn(|c| std::array::from_fn(|i| if i % 640 < 320 { noise(4 * i + c) } else { 7 }));
        for samples in Samples::ALL {
            for filter in FilterType::ALL {
                for width in 1..=TILE_WIDTH {
                    for height in [1, 2, 31, 32] {
                        tile.filter(&planes, samples, filter, (width, height));
                        assert_eq!(tile.segment(), width * samples.bytes());
                        assert_equals_plain(&tile, &plain::filter(&planes, samples, filter, (width, height)));
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_tile_equals_the_specification(
            planes in prop::collection::vec(any::<u8>(), 4 * PLANE_LEN),
            flat in 0u8..=255,
            (width, height) in (1..=TILE_WIDTH, 1..=TILE_HEIGHT),
        ) {
            // Bytes at or below the limit become equal, from all different to all the same.
            let planes: [[u8; PLANE_LEN]; 4] =
                std::array::from_fn(|c| std::array::from_fn(|i| planes[c * PLANE_LEN + i].max(flat)));
            let mut tile = FilteredTile::new();
            for samples in Samples::ALL {
                for filter in FilterType::ALL {
                    tile.filter(&planes, samples, filter, (width, height));
                    assert_equals_plain(&tile, &plain::filter(&planes, samples, filter, (width, height)));
                }
            }
        }
    }
}
