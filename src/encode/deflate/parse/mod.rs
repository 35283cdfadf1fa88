//! Choosing the tokens of a tile's rows: four levels of effort over one kind of sink.
//!
//! A row's tokens cover what lies between its leading and trailing zeros; the zeros around are joined with those of
//! the neighbours by whoever assembles a picture. Matches reach back to the same tile only: `k` rows up is a distance
//! of `k` strides, whatever lies between.

mod greedy;
mod lazy;
mod matches;
mod optimal;
mod row_mask;
mod zero_runs;

use super::code::Code;
use crate::encode::filter::{FilteredTile, ROW_STRIDE};
use greedy::Greedy;
use lazy::Lazy;
use optimal::Optimal;
use row_mask::RowMask;
pub use zero_runs::MIN_ZERO_RUN;

/// How much work goes into a tile's tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// Zero runs and literals.
    ZeroRuns,
    /// The last place with the same four bytes, where that is cheaper than literals.
    Greedy,
    /// The best of eight such places, put off by a byte where the next match gains more.
    Lazy,
    /// The cheapest way through the row among matches one pixel, one byte and one row back and two by content.
    Optimal,
}

/// Where tokens go: they are written, or only counted.
pub trait TokenSink {
    /// The lowest `count` bytes of a word, 1..=8, as literals.
    fn literals(&mut self, word: u64, count: usize);

    /// A run of zeros that nothing before it can be extended to, 1..=256.
    fn zero_run(&mut self, length: usize);

    /// A match of 3..=256 bytes at a distance of 1..=32768.
    fn copy(&mut self, length: usize, distance: usize);

    /// The row is complete; so many zero bytes of its segment are before and after its tokens.
    fn end_row(&mut self, row: usize, leading_zeros: usize, trailing_zeros: usize);
}

/// Positions of a [`FilteredTile`] that one row's tokens cover. The last byte is not zero.
#[derive(Clone, Copy, Debug)]
pub struct RowSpan {
    /// The first.
    pub from: usize,
    /// Behind the last.
    pub to: usize,
}

/// What distances are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Bytes of a filtered row of the whole picture, its filter byte included.
    pub stride: usize,
    /// Bytes of a pixel.
    pub pixel: usize,
}

/// Parses tiles; it keeps the tables that the levels need.
#[derive(Clone, Debug, Default)]
pub struct Parser {
    greedy: Greedy,
    lazy: Lazy,
    optimal: Optimal,
}

impl Parser {
    /// Sends the tokens of every row that is not zero to a sink.
    pub fn parse(
        &mut self,
        tile: &FilteredTile,
        geometry: Geometry,
        level: Level,
        code: &Code,
        sink: &mut impl TokenSink,
    ) {
        match level {
            Level::ZeroRuns => {
                each_row(tile, sink, |span, nonzero, sink| zero_runs::parse_row(tile, span, nonzero, sink))
            }
            Level::Greedy => {
                self.greedy.begin_tile();
                each_row(tile, sink, |span, _, sink| self.greedy.parse_row(tile, span, geometry, code, sink));
            }
            Level::Lazy => {
                self.lazy.begin_tile();
                each_row(tile, sink, |span, _, sink| self.lazy.parse_row(tile, span, geometry, code, sink));
            }
            Level::Optimal => {
                self.optimal.begin_tile();
                each_row(tile, sink, |span, _, sink| self.optimal.parse_row(tile, span, geometry, code, sink));
            }
        }
    }
}

#[inline(always)]
fn each_row<S: TokenSink>(tile: &FilteredTile, sink: &mut S, mut parse_row: impl FnMut(RowSpan, RowMask, &mut S)) {
    let mut left = tile.nonzero_rows();
    while left != 0 {
        let row = left.trailing_zeros() as usize;
        left &= left - 1;
        let nonzero = RowMask::of(&tile.rows()[row]);
        let (first, end) = (nonzero.next(0), nonzero.end());
        let start = row * ROW_STRIDE;
        parse_row(RowSpan { from: start + first, to: start + end }, nonzero, sink);
        sink.end_row(row, first, tile.segment() - end);
    }
}

/// Sends a stretch of bytes as literals.
#[inline(always)]
fn literals(tile: &FilteredTile, mut from: usize, to: usize, sink: &mut impl TokenSink) {
    while from + 8 <= to {
        sink.literals(tile.word(from), 8);
        from += 8;
    }
    if from < to {
        sink.literals(tile.word(from), to - from);
    }
}
