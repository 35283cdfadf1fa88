//! The high parse: the best of eight earlier places, put off by a byte where the next byte's match gains more.
//!
//! A match's gain is what it saves against literals, in bits under the code that will write it, so a long match far
//! away does not beat a shorter one near by without reason.

use super::matches::{Chains, LiteralCosts, distance, longest, match_length};
use super::rows::{Geometry, RowSpan, TokenSink, literals};
use super::zero_runs::zero_run;
use crate::encode::deflate::code::Code;
use crate::encode::deflate::symbols::MIN_MATCH;
use crate::encode::filter::FilteredTile;

/// Places tried for a match.
const PLACES: usize = 8;

/// A match this long is taken without looking for a longer one.
const LONG: usize = 64;

/// A match this long is taken without trying the next byte.
const NOT_PUT_OFF: usize = 32;

/// Number of bytes of a match that are remembered as places.
const REMEMBERED: usize = 24;

/// A match and the bits it saves; none where the gain is 0.
#[derive(Clone, Copy, Debug, Default)]
struct Match {
    length: usize,
    distance: usize,
    gain: u32,
}

/// Earlier places, and the costs of the row at hand.
#[derive(Clone, Debug, Default)]
pub struct Lazy {
    chains: Chains,
    costs: LiteralCosts,
}

impl Lazy {
    /// Forgets the last tile.
    pub fn begin_tile(&mut self) {
        self.chains.begin_tile();
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
        self.costs.begin_row(tile, row, code);
        let (mut at, mut sent) = (row.from, row.from);
        let mut put_off: Option<Match> = None;
        while at + 4 <= row.to {
            if put_off.is_none() && at + 8 <= row.to && tile.word(at) == 0 {
                literals(tile, sent, at, sink);
                let length = zero_run(tile, at);
                sink.zero_run(length);
                at += length;
                sent = at;
                continue;
            }
            let found = put_off.take().unwrap_or_else(|| self.find(tile, at, row.to, geometry, code));
            if found.gain == 0 {
                at += 1;
                continue;
            }
            if found.length < NOT_PUT_OFF && at + 5 <= row.to {
                let next = self.find(tile, at + 1, row.to, geometry, code);
                if next.gain > found.gain + 1 {
                    put_off = Some(next);
                    at += 1;
                    continue;
                }
            }
            literals(tile, sent, at, sink);
            sink.copy(found.length, found.distance);
            // The byte after the match's first is already there if it was tried.
            let tried = if found.length < NOT_PUT_OFF { 2 } else { 1 };
            for place in at + tried..at + found.length.min(REMEMBERED) {
                self.chains.add(tile, place);
            }
            at += found.length;
            sent = at;
        }
        literals(tile, sent, row.to, sink);
    }

    /// The match with the greatest gain at a position, which is then remembered as a place.
    #[inline(always)]
    fn find(&mut self, tile: &FilteredTile, at: usize, to: usize, geometry: Geometry, code: &Code) -> Match {
        let mut best = Match::default();
        for place in self.chains.places(tile, at, PLACES) {
            let Some(distance) = distance(geometry, place, at) else { break };
            let limit = longest(tile, place, at, to);
            if best.length >= limit || tile.byte(place + best.length) != tile.byte(at + best.length) {
                continue;
            }
            let length = match_length(tile, place, at, limit);
            if length < MIN_MATCH || length <= best.length {
                continue;
            }
            let gain = self.costs.of(at, length).saturating_sub(code.match_cost(length, distance));
            if gain > best.gain {
                best = Match { length, distance, gain };
            }
            if length >= LONG || length == to - at {
                break;
            }
        }
        self.chains.add(tile, at);
        best
    }
}
