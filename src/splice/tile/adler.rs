//! Adler-32 as a sum over tiles, so that no image's bytes are read for its checksum.
//!
//! Adler-32 (RFC 1950, section 8.2) of N bytes `b` at positions `p`, modulo 65521, is
//!
//! ```text
//! s1 = 1 + sum b          s2 = N + sum (N - p) * b          checksum = s2 * 65536 + s1
//! ```
//!
//! because `s2` adds up `s1` after each byte, and byte `p` is in `s1` from then on: `N - p` times. With S bytes
//! to a filtered row, a byte at row `r` and byte `j` of a tile whose first byte is at position `base` has
//! `p = base + r*S + j`, so the tile gives
//!
//! ```text
//! sum (N - p) * b = (N - base) * sum b  -  sum (r*S + j) * b
//! ```
//!
//! Both sums are constants of the tile, wherever it stands. They are taken modulo 65521. The filter bytes
//! and the 1 and N are constants of the image's layout.

use super::code::MAX_SEGMENT;
use crate::canvas::TILE_HEIGHT;
use crate::encode::adler::ADLER_PRIME as PRIME;

/// What a tile's filtered bytes give to the checksum of any image: two sums modulo 65521.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct TileAdler {
    /// The sum of the bytes.
    pub sum: u16,
    /// The sum of `(row * stride + byte of the segment) * byte`.
    pub weighted: u16,
}

impl TileAdler {
    /// The sums of a tile's filtered rows: `width` bytes each, one every `pitch` bytes of `rows`, at most 32.
    ///
    /// `stride` is that of the image: bytes from one filtered row to the next.
    pub fn of_rows(rows: &[u8], pitch: usize, width: usize, stride: usize) -> Self {
        // A column's sum over 32 rows is below 2^13, and all of them weighted below 2^29.
        let mut columns = [0u16; MAX_SEGMENT];
        let (mut sum, mut weighted) = (0u64, 0u64);
        for (number, row) in rows.chunks(pitch).enumerate() {
            debug_assert!(number < TILE_HEIGHT);
            let row = &row[..width];
            let row_sum: u64 = row.iter().map(|&b| u32::from(b)).sum::<u32>().into();
            columns.iter_mut().zip(row).for_each(|(column, &b)| *column += u16::from(b));
            sum += row_sum;
            weighted += (number * stride) as u64 * row_sum;
        }
        let across: u32 = columns.iter().zip(0u32..).map(|(&column, j)| u32::from(column) * j).sum();
        Self { sum: (sum % PRIME) as u16, weighted: ((weighted + u64::from(across)) % PRIME) as u16 }
    }
}

impl TileAdler {
    /// The sums of this tile and one beside it as one tile; the other's first byte is `offset` bytes after this one's.
    pub fn then(self, next: Self, offset: usize) -> Self {
        let weighted = u64::from(self.weighted) + u64::from(next.weighted) + offset as u64 * u64::from(next.sum);
        Self { sum: ((u64::from(self.sum) + u64::from(next.sum)) % PRIME) as u16, weighted: (weighted % PRIME) as u16 }
    }
}

/// The constants of all images of one layout: their length, and what their filter bytes give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdlerLayout {
    /// Filtered bytes of an image.
    length: u64,
    /// An image whose pixels are all zero after filtering.
    empty: ImageAdler,
}

impl AdlerLayout {
    /// The layout of images with one filter byte for each row, from the top.
    pub fn new(stride: usize, filters: impl ExactSizeIterator<Item = u8>) -> Self {
        let length = (stride * filters.len()) as u64;
        let mut empty = ImageAdler { s1: 1, s2: length % PRIME };
        for (row, filter) in filters.enumerate() {
            let times = (length - (row * stride) as u64) % PRIME;
            empty.s1 = (empty.s1 + u64::from(filter)) % PRIME;
            empty.s2 = (empty.s2 + times * u64::from(filter)) % PRIME;
        }
        Self { length, empty }
    }

    /// An image to which no tile was added.
    pub fn begin(&self) -> ImageAdler {
        self.empty
    }

    /// Adds a band of tiles whose first row's filter byte is at position `start`.
    pub fn add_band(&self, image: &mut ImageAdler, start: usize, band: BandAdler) {
        let times = (self.length - start as u64) % PRIME;
        image.s1 = (image.s1 + band.sum) % PRIME;
        image.s2 = (image.s2 + times * (band.sum % PRIME) + PRIME - band.late % PRIME) % PRIME;
    }
}

/// The tiles of one band, summed with positions from the band's first byte.
///
/// Nothing is reduced here: 512 tiles at offsets below 2^17 stay under 2^43.
#[derive(Clone, Copy, Debug, Default)]
pub struct BandAdler {
    sum: u64,
    /// What later positions take off: the sum of position times byte.
    late: u64,
}

impl BandAdler {
    /// Adds a tile whose first byte is `offset` bytes after the band's first filter byte.
    #[inline(always)]
    pub fn add(&mut self, tile: TileAdler, offset: usize) {
        self.sum += u64::from(tile.sum);
        self.late += offset as u64 * u64::from(tile.sum) + u64::from(tile.weighted);
    }
}

/// The checksum of one image while its bands are added, in any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageAdler {
    s1: u64,
    s2: u64,
}

impl ImageAdler {
    /// The checksum as zlib stores it, most significant byte first.
    pub fn value(self) -> u32 {
        (self.s2 << 16 | self.s1) as u32
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::encode::adler::adler32;

    /// The checksum by tiles of `width` bytes and `height` rows.
    fn by_tiles(image: &[u8], stride: usize, width: usize, height: usize) -> u32 {
        let layout = AdlerLayout::new(stride, image.chunks(stride).map(|row| row[0]));
        let mut sum = layout.begin();
        let bands: Vec<&[u8]> = image.chunks(stride * height).collect();
        for (number, rows) in bands.iter().enumerate().rev() {
            let mut band = BandAdler::default();
            for offset in (1..stride).step_by(width) {
                let width = width.min(stride - offset);
                let tile: Vec<u8> = rows.chunks(stride).flat_map(|row| &row[offset..offset + width]).copied().collect();
                band.add(TileAdler::of_rows(&tile, width, width, stride), offset);
            }
            layout.add_band(&mut sum, number * stride * height, band);
        }
        sum.value()
    }

    #[test]
    fn the_largest_bytes_do_not_overflow() {
        let stride = 32_768 * 4 + 1;
        let image = vec![255; stride * 33];
        assert_eq!(by_tiles(&image, stride, MAX_SEGMENT, 32), adler32(&image));
    }

    proptest! {
        #[test]
        fn tiles_sum_to_the_plain_form(stride in 2..700usize, rows in 1..100usize, width in 1..=MAX_SEGMENT, seed: u64) {
            let mut state = seed | 1;
            let image: Vec<u8> = (0..stride * rows).map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 56) as u8
            }).collect();
            prop_assert_eq!(by_tiles(&image, stride, width, 32), adler32(&image));
        }

        #[test]
        fn a_pitch_skips_what_is_between(pitch in 1..300usize, width in 1..=MAX_SEGMENT, fill: u8) {
            let width = width.min(pitch);
            let apart: Vec<u8> = (0..pitch * 32).map(|i| if i % pitch < width { fill ^ i as u8 } else { 99 }).collect();
            let tight: Vec<u8> = apart.chunks(pitch).flat_map(|row| &row[..width]).copied().collect();
            prop_assert_eq!(
                TileAdler::of_rows(&apart, pitch, width, 1000),
                TileAdler::of_rows(&tight, width, width, 1000)
            );
        }
    }
}
