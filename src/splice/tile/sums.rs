//! What a filtered tile gives to a picture's Adler-32: its two sums, fast.
//!
//! Separate from `adler`, which says what the sums are for: this is only about taking them in few instructions.

use crate::canvas::TILE_HEIGHT;
use crate::encode::filter::{FilteredTile, ROW_STRIDE};
use crate::splice::tile::adler::TileAdler;

/// Largest prime below 2^16.
const PRIME: u64 = 65_521;

/// Columns added at a time.
const COLUMNS: usize = 32;

/// Rows added in 16 bits: 255 * (0 + 1 + ... + 15) = 30600 fits, with twice as many rows it would not.
const ROWS: usize = 16;

/// The sums of a tile in a picture of a given stride.
///
/// With `b` the byte at row `r` and column `j`, `sum (r * stride + j) * b` is
/// `stride * sum r * b + sum j * (sum over r of b)`. So each column needs two sums down the rows, of `b` and of
/// `r * b`, which have one lane a column and fit 16 bits for half a tile at a time.
pub fn tile_sums(tile: &FilteredTile, stride: usize) -> TileAdler {
    let (mut sum, mut by_row, mut by_column) = (0, 0, 0);
    for first_row in (0..TILE_HEIGHT).step_by(ROWS) {
        let rows: &[[u8; ROW_STRIDE]; ROWS] = tile.rows()[first_row..].first_chunk().expect("a whole number of halves");
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
    TileAdler { sum: (sum % PRIME) as u16, weighted: ((by_row * stride as u64 + by_column) % PRIME) as u16 }
}

/// For each of a few columns the sum of its bytes, and of its bytes times their row.
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::canvas::{PLANE_LEN, TILE_WIDTH};
    use crate::encode::Samples;
    use crate::encode::filter::FilterType;

    /// As the definition says.
    fn plain(tile: &FilteredTile, stride: usize) -> TileAdler {
        let (mut sum, mut weighted) = (0, 0);
        for (r, row) in tile.rows().iter().enumerate() {
            for (j, &b) in row[..tile.segment()].iter().enumerate() {
                sum += u64::from(b);
                weighted += (r * stride + j) as u64 * u64::from(b);
            }
        }
        TileAdler { sum: (sum % PRIME) as u16, weighted: (weighted % PRIME) as u16 }
    }

    #[test]
    fn the_largest_bytes_do_not_overflow() {
        let mut tile = FilteredTile::new();
        tile.filter(&[[255; PLANE_LEN]; 4], Samples::Rgba, FilterType::None, (TILE_WIDTH, TILE_HEIGHT));
        assert_eq!(tile_sums(&tile, 131_073), plain(&tile, 131_073));
    }

    proptest! {
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
                prop_assert_eq!(tile_sums(&tile, stride), plain(&tile, stride));
            }
        }
    }
}
