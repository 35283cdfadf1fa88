//! Adler-32 as a sum over tiles, so that no picture's bytes are read for its checksum.
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
//! and the 1 and N are constants of the picture's layout.

use crate::canvas::TILE_HEIGHT;
use crate::encode::filter::{FilteredTile, ROW_STRIDE};

/// Largest prime below 2^16.
const PRIME: u64 = 65_521;

/// Columns added at a time.
const COLUMNS: usize = 32;

/// Rows added in 16 bits: 255 * (0 + 1 + ... + 15) = 30600 fits, with twice as many rows it would not.
const ROWS: usize = 16;

/// The part of a tile's filtered bytes in the checksum of any picture: two sums modulo 65521.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct TileAdler {
    /// The sum of the bytes.
    pub sum: u16,
    /// The sum of `(row * stride + byte of the segment) * byte`.
    pub weighted: u16,
}

impl TileAdler {
    /// Sums a tile for pictures of a given stride: bytes from one filtered row to the next.
    ///
    /// With `b` the byte at row `r` and column `j`, `sum (r * stride + j) * b` is
    /// `stride * sum r * b + sum j * (sum over r of b)`. So each column needs two sums down the rows, of `b` and of
    /// `r * b`, which have one lane a column and fit 16 bits for half a tile at a time.
    pub fn of_tile(tile: &FilteredTile, stride: usize) -> Self {
        let (mut sum, mut by_row, mut by_column) = (0, 0, 0);
        for first_row in (0..TILE_HEIGHT).step_by(ROWS) {
            let rows: &[[u8; ROW_STRIDE]; ROWS] =
                tile.rows()[first_row..].first_chunk().expect("a whole number of halves");
            if tile.nonzero_rows() >> first_row & 0xFFFF == 0 {
                continue;
            }
            for first_column in (0..tile.segment()).step_by(COLUMNS) {
                let (down, down_by_row) = column_sums(rows, first_column);
                let total: u64 = down.iter().map(|&v| u64::from(v)).sum();
                sum += total;
                by_row += total * first_row as u64 + down_by_row.iter().map(|&v| u64::from(v)).sum::<u64>();
                by_column += total * first_column as u64;
                by_column += down.iter().zip(0u64..).map(|(&v, j)| u64::from(v) * j).sum::<u64>();
            }
        }
        // At most 255 * 32 * 256 * (32 * 131073 + 256): far from 64 bits.
        Self { sum: (sum % PRIME) as u16, weighted: ((by_row * stride as u64 + by_column) % PRIME) as u16 }
    }

    /// Sums this tile and one beside it as one tile; the other's first byte is `offset` bytes after this one's.
    pub fn then(self, next: Self, offset: usize) -> Self {
        let weighted = u64::from(self.weighted) + u64::from(next.weighted) + offset as u64 * u64::from(next.sum);
        Self { sum: ((u64::from(self.sum) + u64::from(next.sum)) % PRIME) as u16, weighted: (weighted % PRIME) as u16 }
    }
}

/// Sums the bytes of each of a few columns, and its bytes times their row.
#[inline(always)]
fn column_sums(rows: &[[u8; ROW_STRIDE]; ROWS], first_column: usize) -> ([u16; COLUMNS], [u16; COLUMNS]) {
    let (mut down, mut down_by_row) = ([0; COLUMNS], [0; COLUMNS]);
    for (row, number) in rows.iter().zip(0u16..) {
        let bytes: &[u8; COLUMNS] = row[first_column % ROW_STRIDE..].first_chunk().expect("a whole number of blocks");
        for i in 0..COLUMNS {
            let byte = u16::from(bytes[i]);
            down[i] += byte;
            down_by_row[i] += byte * number;
        }
    }
    (down, down_by_row)
}

/// The constants of all pictures of one layout: their length, and what their filter bytes give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdlerLayout {
    /// Filtered bytes of a picture.
    length: u64,
    /// A picture whose pixels are all zero after filtering.
    empty: PictureAdler,
}

impl AdlerLayout {
    /// Lays out pictures with one filter byte for each row, from the top.
    pub fn new(stride: usize, filters: impl ExactSizeIterator<Item = u8>) -> Self {
        let length = (stride * filters.len()) as u64;
        let mut empty = PictureAdler { s1: 1, s2: length % PRIME };
        for (row, filter) in filters.enumerate() {
            let times = (length - (row * stride) as u64) % PRIME;
            empty.s1 = (empty.s1 + u64::from(filter)) % PRIME;
            empty.s2 = (empty.s2 + times * u64::from(filter)) % PRIME;
        }
        Self { length, empty }
    }

    /// Begins a picture, to which no tile is added yet.
    pub fn begin(&self) -> PictureAdler {
        self.empty
    }

    /// Adds a band of tiles whose first row's filter byte is at position `start`.
    pub fn add_band(&self, picture: &mut PictureAdler, start: usize, band: BandAdler) {
        let times = (self.length - start as u64) % PRIME;
        picture.s1 = (picture.s1 + band.sum) % PRIME;
        picture.s2 = (picture.s2 + times * (band.sum % PRIME) + PRIME - band.late % PRIME) % PRIME;
    }
}

/// The tiles of one band, summed with positions from the band's first byte.
///
/// Nothing is reduced here: 512 tiles at offsets below 2^17 stay under 2^43.
#[derive(Clone, Copy, Debug, Default)]
pub struct BandAdler {
    sum: u64,
    /// The sum of position times byte, which is subtracted.
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

/// The checksum of one picture while its bands are added, in any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureAdler {
    s1: u64,
    s2: u64,
}

impl PictureAdler {
    /// Returns the checksum, which zlib stores with its most significant byte first.
    pub fn value(self) -> u32 {
        (self.s2 << 16 | self.s1) as u32
    }
}

#[cfg(test)]
impl TileAdler {
    /// Sums rows of `width` bytes each, as the definition says.
    pub fn of_rows(rows: &[u8], width: usize, stride: usize) -> Self {
        let at = |i: usize| (i / width * stride + i % width) as u64;
        let sum: u64 = rows.iter().map(|&b| u64::from(b)).sum();
        let weighted: u64 = rows.iter().enumerate().map(|(i, &b)| at(i) * u64::from(b)).sum();
        Self { sum: (sum % PRIME) as u16, weighted: (weighted % PRIME) as u16 }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::canvas::{PLANE_LEN, Samples, TILE_WIDTH};
    use crate::encode::deflate::plain::adler32;
    use crate::encode::filter::FilterType;

    fn plain(tile: &FilteredTile, stride: usize) -> TileAdler {
        let rows: Vec<u8> = tile.rows().iter().flat_map(|row| &row[..tile.segment()]).copied().collect();
        TileAdler::of_rows(&rows, tile.segment(), stride)
    }

    /// The checksum by tiles of `width` bytes and `height` rows.
    fn by_tiles(picture: &[u8], stride: usize, width: usize, height: usize) -> u32 {
        let layout = AdlerLayout::new(stride, picture.chunks(stride).map(|row| row[0]));
        let mut sum = layout.begin();
        let bands: Vec<&[u8]> = picture.chunks(stride * height).collect();
        for (number, rows) in bands.iter().enumerate().rev() {
            let mut band = BandAdler::default();
            for offset in (1..stride).step_by(width) {
                let width = width.min(stride - offset);
                let tile: Vec<u8> = rows.chunks(stride).flat_map(|row| &row[offset..offset + width]).copied().collect();
                band.add(TileAdler::of_rows(&tile, width, stride), offset);
            }
            layout.add_band(&mut sum, number * stride * height, band);
        }
        sum.value()
    }

    #[test]
    fn the_largest_bytes_do_not_overflow() {
        let stride = 32_768 * 4 + 1;
        let picture = vec![255; stride * 33];
        assert_eq!(by_tiles(&picture, stride, ROW_STRIDE, 32), adler32(&picture));
        let mut tile = FilteredTile::new();
        tile.filter(&[[255; PLANE_LEN]; 4], Samples::Rgba, FilterType::None, (TILE_WIDTH, TILE_HEIGHT));
        assert_eq!(TileAdler::of_tile(&tile, stride), plain(&tile, stride));
    }

    proptest! {
        #[test]
        fn tiles_sum_to_the_plain_form(stride in 2..700usize, rows in 1..100usize, width in 1..=ROW_STRIDE, seed: u64) {
            let mut state = seed | 1;
            let picture: Vec<u8> = (0..stride * rows).map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 56) as u8
            }).collect();
            prop_assert_eq!(by_tiles(&picture, stride, width, 32), adler32(&picture));
        }

        #[test]
        fn sums_equal_the_definition(
            bytes in prop::collection::vec(any::<u8>(), PLANE_LEN),
            size in (1..=TILE_WIDTH, 1..=TILE_HEIGHT),
            width in 64usize..32_768,
            empty_from in 0..=TILE_HEIGHT,
        ) {
            let plane: [u8; PLANE_LEN] = std::array::from_fn(|i| if i < 128 + empty_from * TILE_WIDTH { bytes[i] } else { 0 });
            let mut tile = FilteredTile::new();
            for samples in Samples::ALL {
                tile.filter(&[plane; 4], samples, FilterType::None, size);
                let stride = width * samples.bytes() + 1;
                prop_assert_eq!(TileAdler::of_tile(&tile, stride), plain(&tile, stride));
            }
        }
    }
}
