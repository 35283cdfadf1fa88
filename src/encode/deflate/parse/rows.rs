//! The rows of a tile and the tokens that they become, for all parses: which bytes are not zero, where a row's tokens begin
//! and end.

use wide::u8x32;

use crate::encode::filter::{FilteredTile, ROW_STRIDE};

/// Zero bytes that make a run. Shorter runs are literals: a zero is among the shortest codes, and a run's match is not.
pub const MIN_ZERO_RUN: usize = 8;

const WORDS: usize = ROW_STRIDE / 64;

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

/// A set of columns of a row: those of bytes that are not zero, or those that zero runs begin at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowMask([u64; WORDS]);

impl RowMask {
    /// Returns the columns whose bytes are not zero.
    #[inline(always)]
    pub fn of(row: &[u8; ROW_STRIDE]) -> Self {
        let (halves, _) = row.as_chunks::<32>();
        let half = |at: usize| u64::from(!u8x32::new(halves[at]).simd_eq(u8x32::splat(0)).to_bitmask());
        Self(std::array::from_fn(|word| half(2 * word) | half(2 * word + 1) << 32))
    }

    /// Returns the columns from which on [`MIN_ZERO_RUN`] bytes in a row are zero, or more, if this is the set of bytes
    /// that are not.
    ///
    /// By doubling: where two neighbours are zero, then four, then eight.
    #[inline(always)]
    pub fn zero_runs(self) -> Self {
        const { assert!(MIN_ZERO_RUN == 8) };
        let mut zero = self.0.map(|word| !word);
        for step in [1, 2, 4] {
            for word in 0..WORDS {
                // Behind the row there is nothing, and so no zeros.
                let next = if word + 1 < WORDS { zero[word + 1] } else { 0 };
                zero[word] &= zero[word] >> step | next << (64 - step);
            }
        }
        Self(zero)
    }

    /// Returns the first column of the set that is not before another; [`ROW_STRIDE`] if there is none.
    #[inline(always)]
    pub fn next(&self, column: usize) -> usize {
        let mut word = column / 64;
        let mut left = self.0[word] & u64::MAX << (column % 64);
        while left == 0 {
            word += 1;
            if word == WORDS {
                return ROW_STRIDE;
            }
            left = self.0[word];
        }
        64 * word + left.trailing_zeros() as usize
    }

    /// Returns the column after the last one of the set; 0 if it is empty.
    #[inline(always)]
    pub fn end(&self) -> usize {
        let last = self.0.iter().rposition(|&word| word != 0);
        last.map_or(0, |word| 64 * (word + 1) - self.0[word].leading_zeros() as usize)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sets_are_those_of_a_search_byte_by_byte(
            pieces in prop::collection::vec((0..40usize, prop::bool::ANY), 1..40),
        ) {
            let mut row = [0; ROW_STRIDE];
            let bytes = pieces.iter().flat_map(|&(length, zero)| (0..length).map(move |i| if zero { 0 } else { 1 << (i % 8) }));
            row.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
            let mask = RowMask::of(&row);
            let runs = mask.zero_runs();
            prop_assert_eq!(mask.end(), row.iter().rposition(|&b| b != 0).map_or(0, |last| last + 1));
            for from in 0..ROW_STRIDE {
                let found = |is: &dyn Fn(usize) -> bool| (from..ROW_STRIDE).find(|&at| is(at)).unwrap_or(ROW_STRIDE);
                prop_assert_eq!(mask.next(from), found(&|at| row[at] != 0));
                let is_run = |at: usize| row[at..].len() >= MIN_ZERO_RUN && row[at..][..MIN_ZERO_RUN] == [0; MIN_ZERO_RUN];
                prop_assert_eq!(runs.next(from), found(&is_run));
            }
        }
    }
}
