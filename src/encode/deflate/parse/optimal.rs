//! The dearest parse, for tiles that many pictures use: the cheapest way through a row, by dynamic programming.
//!
//! From each byte on, literals and matches lead to later bytes; the cost of reaching each byte is the least over all
//! ways there. Matches are tried one byte, one pixel and one row back, which flat and repeating art is full of, and at
//! two places by content; more places gain under 1 % and cost as much again.

use super::matches::{Chains, distance, longest, match_length};
use super::rows::{Geometry, RowSpan, TokenSink, literals};
use crate::encode::deflate::code::Code;
use crate::encode::deflate::symbols::{MAX_DISTANCE, MIN_MATCH};
use crate::encode::filter::{FilteredTile, ROW_STRIDE};

/// Places tried by content.
const PLACES: usize = 2;

/// In a run of one byte this long, no matches are looked for inside of it.
const LONG_RUN: usize = 64;

/// From a match this long, only its last lengths are tried, where they are longer than what was tried before.
const LONG: usize = 48;

/// Number of last lengths tried.
const LAST_LENGTHS: usize = 8;

/// The last step of the cheapest way to a byte: its length, 1 for a literal, and above it its distance.
type Step = u32;

const STEP_LENGTH_BITS: u32 = 16;

/// Earlier places, and the row at hand.
#[derive(Clone, Debug)]
pub struct Optimal {
    chains: Chains,
    /// By bytes from the start of the tokens: the least cost of getting there.
    cost: Box<[u32; ROW_STRIDE + 1]>,
    step: Box<[Step; ROW_STRIDE + 1]>,
    /// The cheapest way, from its end.
    way: Vec<Step>,
}

impl Default for Optimal {
    fn default() -> Self {
        Self {
            chains: Chains::default(),
            cost: Box::new([0; ROW_STRIDE + 1]),
            step: Box::new([0; ROW_STRIDE + 1]),
            way: Vec::with_capacity(ROW_STRIDE),
        }
    }
}

impl Optimal {
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
        let bytes = row.to - row.from;
        self.cost[1..=bytes].fill(u32::MAX);
        let mut in_run = 0;
        for done in 0..bytes {
            let at = row.from + done;
            let cost = self.cost[done] + code.literal_cost(tile.byte(at));
            if cost < self.cost[done + 1] {
                (self.cost[done + 1], self.step[done + 1]) = (cost, 1);
            }
            if in_run > 0 {
                in_run -= 1;
            } else if bytes - done >= MIN_MATCH {
                let run = self.relax_matches(tile, row, at, geometry, code);
                in_run = if run >= LONG_RUN { run - 1 } else { 0 };
            }
        }
        self.send(tile, row, sink);
    }

    /// Tries all matches at a position; gives the length of the one at distance 1.
    #[inline(always)]
    fn relax_matches(
        &mut self,
        tile: &FilteredTile,
        row: RowSpan,
        at: usize,
        geometry: Geometry,
        code: &Code,
    ) -> usize {
        let left = row.to - at;
        let (done, column) = (at - row.from, at % ROW_STRIDE);
        let mut reached = MIN_MATCH - 1;
        let run = if column >= 1 { match_length(tile, at - 1, at, left) } else { 0 };
        self.relax(done, run, 1, &mut reached, code);
        if column >= geometry.pixel {
            let length = match_length(tile, at - geometry.pixel, at, left);
            self.relax(done, length, geometry.pixel, &mut reached, code);
        }
        if at >= ROW_STRIDE && geometry.stride <= MAX_DISTANCE {
            let length = match_length(tile, at - ROW_STRIDE, at, left);
            self.relax(done, length, geometry.stride, &mut reached, code);
        }
        if left < 4 {
            return run;
        }
        let mut found = [(0, 0); PLACES];
        for (found, place) in found.iter_mut().zip(self.chains.places(tile, at, PLACES)) {
            let Some(distance) = distance(geometry, place, at) else { break };
            let limit = longest(tile, place, at, row.to);
            *found = (match_length(tile, place, at, limit), distance);
        }
        for (length, distance) in found {
            self.relax(done, length, distance, &mut reached, code);
        }
        self.chains.add(tile, at);
        run
    }

    /// Lets a match lead to the bytes that no earlier match from here reached; those came at smaller cost.
    #[inline(always)]
    fn relax(&mut self, done: usize, length: usize, distance: usize, reached: &mut usize, code: &Code) {
        if length <= *reached {
            return;
        }
        let shortest = if length > LONG { (*reached + 1).max(length - LAST_LENGTHS) } else { *reached + 1 };
        *reached = length;
        let start = self.cost[done] + code.distance_cost(distance);
        let costs = self.cost[done + shortest..=done + length].iter_mut();
        let steps = self.step[done + shortest..=done + length].iter_mut();
        for ((cost, step), length) in costs.zip(steps).zip(shortest..) {
            let with = start + code.length_cost(length);
            if with < *cost {
                (*cost, *step) = (with, length as Step | (distance as Step) << STEP_LENGTH_BITS);
            }
        }
    }

    /// Walks the cheapest way back from the end, then sends it from the start.
    fn send(&mut self, tile: &FilteredTile, row: RowSpan, sink: &mut impl TokenSink) {
        self.way.clear();
        let mut done = row.to - row.from;
        while done > 0 {
            let step = self.step[done];
            self.way.push(step);
            done -= (step & 0xFFFF) as usize;
        }
        let (mut at, mut sent) = (row.from, row.from);
        for step in self.way.iter().rev() {
            let (length, distance) = ((step & 0xFFFF) as usize, (step >> STEP_LENGTH_BITS) as usize);
            if distance > 0 {
                literals(tile, sent, at, sink);
                sink.copy(length, distance);
                sent = at + length;
            }
            at += length;
        }
        literals(tile, sent, row.to, sink);
    }
}
