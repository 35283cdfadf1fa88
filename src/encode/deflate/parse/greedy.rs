//! The balanced parse: at each byte the last place with the same four bytes, taken where the match costs less than
//! its literals.

use super::matches::{HEADS, NOWHERE, distance, head, longest, match_length};
use super::rows::{Geometry, RowSpan, TokenSink, literals};
use super::zero_runs::zero_run;
use crate::encode::deflate::code::Code;
use crate::encode::filter::FilteredTile;

/// Shortest match: what the hash covers.
const MIN_LENGTH: usize = 4;

/// The last place of each hash.
#[derive(Clone, Debug)]
pub struct Greedy {
    heads: Box<[u16; HEADS]>,
}

impl Default for Greedy {
    fn default() -> Self {
        Self { heads: Box::new([NOWHERE; HEADS]) }
    }
}

impl Greedy {
    /// Forgets the last tile.
    pub fn begin_tile(&mut self) {
        self.heads.fill(NOWHERE);
    }

    /// Writes the tokens of one row.
    #[inline(always)]
    pub fn parse_row(
        &mut self,
        tile: &FilteredTile,
        row: RowSpan,
        geometry: Geometry,
        code: &Code,
        sink: &mut impl TokenSink,
    ) {
        // Literals are sent in one go when something else comes.
        let (mut at, mut sent) = (row.from, row.from);
        while at + MIN_LENGTH <= row.to {
            let word = tile.word(at);
            if word == 0 && at + 8 <= row.to {
                literals(tile, sent, at, sink);
                let length = zero_run(tile, at);
                sink.zero_run(length);
                at += length;
                sent = at;
                continue;
            }
            let entry = &mut self.heads[head(word as u32)];
            let place = usize::from(std::mem::replace(entry, at as u16));
            let same_bytes = place != usize::from(NOWHERE) && tile.word(place) as u32 == word as u32;
            if same_bytes && let Some((length, distance)) = worthwhile(tile, place, at, row.to, geometry, code) {
                literals(tile, sent, at, sink);
                sink.copy(length, distance);
                at += length;
                sent = at;
                // What repeats once repeats again: remember the end of the match too.
                if at < row.to {
                    self.heads[head(tile.word(at - 1) as u32)] = (at - 1) as u16;
                }
                continue;
            }
            at += 1;
        }
        literals(tile, sent, row.to, sink);
    }
}

/// The match from a place with the same four bytes, if it costs less than its literals.
#[inline(always)]
fn worthwhile(
    tile: &FilteredTile,
    place: usize,
    at: usize,
    to: usize,
    geometry: Geometry,
    code: &Code,
) -> Option<(usize, usize)> {
    let distance = distance(geometry, place, at)?;
    let limit = longest(tile, place, at, to);
    if limit < MIN_LENGTH {
        return None;
    }
    let length = match_length(tile, place, at, limit);
    let cost = code.match_cost(length, distance);
    let mut literals = 0;
    for byte in at..at + length {
        literals += code.literal_cost(tile.byte(byte));
        if literals > cost {
            return Some((length, distance));
        }
    }
    None
}
