//! Choosing the tokens of a tile's rows: four levels of effort over one kind of sink.
//!
//! A row's tokens cover what lies between its leading and trailing zeros; the zeros around are joined with those of
//! the neighbours by whoever assembles a picture. Matches reach back to the same tile only: `k` rows up is a distance
//! of `k` strides, whatever lies between.

mod greedy;
mod lazy;
mod matches;
mod optimal;
mod zero_runs;

use super::code::Code;
use crate::encode::filter::{FilteredTile, ROW_STRIDE};
use greedy::Greedy;
use lazy::Lazy;
use optimal::Optimal;
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
            Level::ZeroRuns => each_row(tile, sink, |span, sink| zero_runs::parse_row(tile, span, sink)),
            Level::Greedy => {
                self.greedy.begin_tile();
                each_row(tile, sink, |span, sink| self.greedy.parse_row(tile, span, geometry, code, sink));
            }
            Level::Lazy => {
                self.lazy.begin_tile();
                each_row(tile, sink, |span, sink| self.lazy.parse_row(tile, span, geometry, code, sink));
            }
            Level::Optimal => {
                self.optimal.begin_tile();
                each_row(tile, sink, |span, sink| self.optimal.parse_row(tile, span, geometry, code, sink));
            }
        }
    }
}

#[inline(always)]
fn each_row<S: TokenSink>(tile: &FilteredTile, sink: &mut S, mut parse_row: impl FnMut(RowSpan, &mut S)) {
    let mut left = tile.nonzero_rows();
    while left != 0 {
        let row = left.trailing_zeros() as usize;
        left &= left - 1;
        let start = row * ROW_STRIDE;
        let leading = leading_zeros(tile, start);
        let trailing = trailing_zeros(&tile.rows()[row], tile.segment());
        parse_row(RowSpan { from: start + leading, to: start + tile.segment() - trailing }, sink);
        sink.end_row(row, leading, trailing);
    }
}

/// Zero bytes at the start of a row that is not zero.
#[inline(always)]
fn leading_zeros(tile: &FilteredTile, start: usize) -> usize {
    let mut at = start;
    loop {
        let word = tile.word(at);
        if word != 0 {
            return at - start + word.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
}

/// Zero bytes at the end of a row's segment; what is behind the segment is zero.
#[inline(always)]
fn trailing_zeros(row: &[u8; ROW_STRIDE], segment: usize) -> usize {
    let (words, _) = row.as_chunks();
    let mut end = segment.div_ceil(8);
    while end > 0 {
        let word = u64::from_le_bytes(words[end - 1]);
        if word != 0 {
            return segment - (8 * end - word.leading_zeros() as usize / 8);
        }
        end -= 1;
    }
    segment
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
