//! The fastest parse: zero runs, and literals for all other bytes.
//!
//! It needs no code to decide, so what it would write under any code can be counted in one pass.

use super::rows::{MIN_ZERO_RUN, RowMask, RowSpan, TokenSink, literals};
use crate::encode::filter::{FilteredTile, ROW_STRIDE};

/// Writes the tokens of one row: every run of [`MIN_ZERO_RUN`] zeros and more is one, from its first zero to its last.
#[inline(always)]
pub fn parse_row(tile: &FilteredTile, row: RowSpan, nonzero: RowMask, sink: &mut impl TokenSink) {
    let start = row.from / ROW_STRIDE * ROW_STRIDE;
    let runs = nonzero.zero_runs();
    let mut at = row.from;
    loop {
        let run = start + runs.next(at - start);
        if run >= row.to {
            return literals(tile, at, row.to, sink);
        }
        literals(tile, at, run, sink);
        // The row's last byte is not zero, so the run ends before it.
        at = start + nonzero.next(run - start);
        sink.zero_run(at - run);
    }
}

/// Returns the length of the zero run at a position that has [`MIN_ZERO_RUN`] zeros, in a row whose last byte is not zero.
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::rows::each_row;
    use super::*;
    use crate::canvas::{PLANE_LEN, Samples, TILE_HEIGHT, TILE_WIDTH};
    use crate::encode::filter::FilterType;

    /// Literals as they come, and runs of so many zeros; which of the zeros at the ends were left out.
    #[derive(Debug, Default, PartialEq)]
    struct Seen {
        tokens: Vec<Result<u8, usize>>,
        ends: Vec<(usize, usize, usize)>,
    }

    impl TokenSink for Seen {
        fn literals(&mut self, word: u64, count: usize) {
            self.tokens.extend(word.to_le_bytes()[..count].iter().map(|&byte| Ok(byte)));
        }

        fn zero_run(&mut self, length: usize) {
            self.tokens.push(Err(length));
        }

        fn copy(&mut self, _: usize, _: usize) {
            unreachable!("this parse finds no matches");
        }

        fn end_row(&mut self, row: usize, leading_zeros: usize, trailing_zeros: usize) {
            self.ends.push((row, leading_zeros, trailing_zeros));
        }
    }

    /// The same byte by byte.
    fn plain(tile: &FilteredTile) -> Seen {
        let mut seen = Seen::default();
        for (number, row) in tile.rows().iter().enumerate() {
            let row = &row[..tile.segment()];
            let Some(first) = row.iter().position(|&byte| byte != 0) else { continue };
            let end = row.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
            for group in row[first..end].chunk_by(|a, b| (*a == 0) == (*b == 0)) {
                if group[0] == 0 && group.len() >= MIN_ZERO_RUN {
                    seen.tokens.push(Err(group.len()));
                } else {
                    seen.tokens.extend(group.iter().map(|&byte| Ok(byte)));
                }
            }
            seen.ends.push((number, first, row.len() - end));
        }
        seen
    }

    proptest! {
        #[test]
        fn tokens_are_those_of_a_parse_byte_by_byte(
            pieces in prop::collection::vec((1..100usize, prop::bool::ANY), 1..60),
            size in (1..=TILE_WIDTH, 1..=TILE_HEIGHT),
        ) {
            let mut plane = [0; PLANE_LEN];
            let bytes = pieces.iter().flat_map(|&(length, zero)| (0..length).map(move |i| if zero { 0 } else { i as u8 | 1 }));
            plane.iter_mut().rev().zip(bytes.cycle()).for_each(|(to, from)| *to = from);
            let mut tile = FilteredTile::new();
            for samples in Samples::ALL {
                tile.filter(&[plane, [0; PLANE_LEN], plane, plane], samples, FilterType::None, size);
                let mut seen = Seen::default();
                each_row(&tile, &mut seen, |span, mask, sink| parse_row(&tile, span, mask, sink));
                prop_assert_eq!(seen, plain(&tile));
            }
        }
    }
}
