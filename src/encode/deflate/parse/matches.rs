//! Compares bytes and finds earlier places with the same four, for all levels with matches.
//!
//! A place is a position of the filtered tile, row in the high bits and column in the low, so that its distance in
//! the picture can be computed and a match stopped at the end of its row.

use super::rows::{Geometry, RowSpan};
use crate::canvas::TILE_HEIGHT;
use crate::encode::deflate::code::Code;
use crate::encode::deflate::symbols::MAX_DISTANCE;
use crate::encode::filter::{FilteredTile, ROW_STRIDE};

/// Entries of the hash tables: 4 KiB of places, a tenth of the first-level cache.
pub const HEADS: usize = 1 << HEAD_BITS;

const HEAD_BITS: u32 = 11;

/// No place.
pub const NOWHERE: u16 = u16::MAX;

/// Returns the entry for a position's four bytes.
#[inline(always)]
pub fn head(four_bytes: u32) -> usize {
    (four_bytes.wrapping_mul(0x9E37_79B1) >> (u32::BITS - HEAD_BITS)) as usize
}

/// Returns the distance of a place in the picture; `None` if no match may reach that far.
#[inline(always)]
pub fn distance(geometry: Geometry, place: usize, at: usize) -> Option<usize> {
    let rows = at / ROW_STRIDE - place / ROW_STRIDE;
    let distance = rows * geometry.stride + at % ROW_STRIDE - place % ROW_STRIDE;
    (distance <= MAX_DISTANCE).then_some(distance)
}

/// Returns the length of the longest match from an earlier place: up to `to`, and not beyond the segment of the place's
/// row. A match in the same row may overlap itself.
#[inline(always)]
pub fn longest(tile: &FilteredTile, place: usize, at: usize, to: usize) -> usize {
    let left = to - at;
    if place / ROW_STRIDE == at / ROW_STRIDE { left } else { left.min(tile.segment() - place % ROW_STRIDE) }
}

/// Returns the number of equal bytes at two positions, at most `limit`, 1 or more.
#[inline(always)]
pub fn match_length(tile: &FilteredTile, place: usize, at: usize, limit: usize) -> usize {
    let mut length = 0;
    while length < limit {
        let difference = tile.word(place + length) ^ tile.word(at + length);
        if difference != 0 {
            return (length + difference.trailing_zeros() as usize / 8).min(limit);
        }
        length += 8;
    }
    limit
}

/// Earlier places by content, latest first: the last place of each hash, and for each place the one before it.
#[derive(Clone, Debug)]
pub struct Chains {
    heads: Box<[u16; HEADS]>,
    /// By place. Not cleared: a place is in a chain only once this tile has put it there.
    before: Box<[u16; PLACES]>,
}

/// Positions of a tile.
const PLACES: usize = TILE_HEIGHT * ROW_STRIDE;

impl Default for Chains {
    fn default() -> Self {
        Self { heads: Box::new([NOWHERE; HEADS]), before: Box::new([NOWHERE; PLACES]) }
    }
}

impl Chains {
    /// Forgets the last tile.
    pub fn begin_tile(&mut self) {
        self.heads.fill(NOWHERE);
    }

    /// Adds a position, which must be behind all that were added.
    #[inline(always)]
    pub fn add(&mut self, tile: &FilteredTile, at: usize) {
        let latest = &mut self.heads[head(tile.word(at) as u32)];
        self.before[at % PLACES] = std::mem::replace(latest, at as u16);
    }

    /// Returns up to `count` places whose four bytes have the hash of those at a position, latest first.
    #[inline(always)]
    pub fn places(&self, tile: &FilteredTile, at: usize, count: usize) -> impl Iterator<Item = usize> + '_ {
        let mut next = self.heads[head(tile.word(at) as u32)];
        std::iter::from_fn(move || {
            let place = usize::from(next);
            (next != NOWHERE).then(|| {
                next = self.before[place % PLACES];
                place
            })
        })
        .take(count)
    }
}

/// The costs of a row's bytes as literals, added up, so that any stretch is a difference of two.
#[derive(Clone, Debug)]
pub struct LiteralCosts {
    /// By column: the cost of the row before it.
    before: Box<[u32; ROW_STRIDE + 1]>,
}

impl Default for LiteralCosts {
    fn default() -> Self {
        Self { before: Box::new([0; ROW_STRIDE + 1]) }
    }
}

impl LiteralCosts {
    /// Adds up a row, as far as its tokens go.
    #[inline(always)]
    pub fn begin_row(&mut self, tile: &FilteredTile, row: RowSpan, code: &Code) {
        let bytes = &tile.rows()[row.from / ROW_STRIDE];
        let mut cost = 0;
        for (column, &byte) in bytes.iter().enumerate().take((row.to - 1) % ROW_STRIDE + 1) {
            self.before[column] = cost;
            cost += code.literal_cost(byte);
            self.before[column + 1] = cost;
        }
    }

    /// Returns the bits that `length` bytes from a position of the row on take as literals.
    #[inline(always)]
    pub fn of(&self, at: usize, length: usize) -> u32 {
        let column = at % ROW_STRIDE;
        self.before[column + length] - self.before[column]
    }
}
