//! The fastest parse: zero runs, and literals for everything else.
//!
//! It needs no code to decide, so what it would write under any code can be counted in one pass.

use super::{RowSpan, TokenSink};
use crate::encode::filter::FilteredTile;

/// Zero bytes that are looked for at once. Shorter runs are literals: a zero is among the shortest codes, and the
/// search is one comparison of a word.
pub const MIN_ZERO_RUN: usize = 8;

/// Writes the tokens of one row.
#[inline(always)]
pub fn parse_row(tile: &FilteredTile, row: RowSpan, sink: &mut impl TokenSink) {
    let mut at = row.from;
    while at + 8 <= row.to {
        let word = tile.word(at);
        if word == 0 {
            let length = zero_run(tile, at);
            sink.zero_run(length);
            at += length;
        } else {
            // Zeros at the end of the word may begin a run: leave them for the next one.
            let count = 8 - word.leading_zeros() as usize / 8;
            sink.literals(word, count);
            at += count;
        }
    }
    if at < row.to {
        sink.literals(tile.word(at), row.to - at);
    }
}

/// Length of the zero run at a position that has [`MIN_ZERO_RUN`] zeros, in a row whose last byte is not zero.
#[inline(always)]
pub fn zero_run(tile: &FilteredTile, at: usize) -> usize {
    let mut length = MIN_ZERO_RUN;
    loop {
        let word = tile.word(at + length);
        if word != 0 {
            return length + word.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
}
