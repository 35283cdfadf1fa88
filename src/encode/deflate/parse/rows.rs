//! The rows of a tile and the tokens that they become, for all parses.

use super::row_mask::RowMask;
use crate::encode::filter::{FilteredTile, ROW_STRIDE};

/// Receives tokens, to write them or only to count them.
pub trait TokenSink {
    /// Takes the lowest `count` bytes of a word, 1..=8, as literals.
    fn literals(&mut self, word: u64, count: usize);

    /// Takes a run of 1..=256 zeros that nothing before it can be extended to.
    fn zero_run(&mut self, length: usize);

    /// Takes a match of 3..=256 bytes at a distance of 1..=32768.
    fn copy(&mut self, length: usize, distance: usize);

    /// Ends a row, whose segment has so many zero bytes before and after its tokens.
    fn end_row(&mut self, row: usize, leading_zeros: usize, trailing_zeros: usize);
}

/// Positions of a [`FilteredTile`] that one row's tokens cover. The last byte is not zero.
#[derive(Clone, Copy, Debug)]
pub struct RowSpan {
    /// The first position.
    pub from: usize,
    /// The position after the last.
    pub to: usize,
}

/// The bytes of rows and pixels, which distances are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Bytes of a filtered row of the whole picture, its filter byte included.
    pub stride: usize,
    /// Bytes of a pixel.
    pub pixel: usize,
}

/// Parses every row that is not zero, from the top.
#[inline(always)]
pub(super) fn each_row<S: TokenSink>(
    tile: &FilteredTile,
    sink: &mut S,
    mut parse_row: impl FnMut(RowSpan, RowMask, &mut S),
) {
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
pub(super) fn literals(tile: &FilteredTile, mut from: usize, to: usize, sink: &mut impl TokenSink) {
    while from + 8 <= to {
        sink.literals(tile.word(from), 8);
        from += 8;
    }
    if from < to {
        sink.literals(tile.word(from), to - from);
    }
}
