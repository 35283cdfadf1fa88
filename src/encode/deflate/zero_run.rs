//! Runs of zero bytes: the cheapest tokens for a run of any length under a given code.
//!
//! A filtered picture is mostly zeros, and a run of them is always a literal zero followed by some mix of literals and
//! matches at distance 1. Which mix is cheapest depends on the code alone, so it is a table.

use super::symbols::{MAX_MATCH, MIN_MATCH};

/// Up to so many zeros after the first are planned exactly; more are first cut down by longest matches.
///
/// Long enough that the cut changes nothing that matters: the rest of a cut run still has two longest matches in it.
pub const PLANNED: usize = 2 * MAX_MATCH + 84;

/// A part of a zero run, after the literal zero that begins it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZeroToken {
    /// A literal zero.
    Literal,
    /// A match of this length, 3..=258, at distance 1.
    Copy(usize),
}

/// The cheapest tokens of every zero run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZeroRuns {
    /// The length of the first token for each number of zeros that are left, 1 for a literal.
    first: Box<[u16; PLANNED]>,
    /// What they cost in bits.
    cost: Box<[u32; PLANNED]>,
}

impl ZeroRuns {
    /// Plans runs from the cost in bits of a literal zero and of a match at distance 1 of each length.
    pub fn new(literal: u32, copy: impl Fn(usize) -> u32) -> Self {
        let copies: [u32; MAX_MATCH + 1] = std::array::from_fn(|n| if n < MIN_MATCH { 0 } else { copy(n) });
        let mut first = Box::new([0; PLANNED]);
        let mut cost = Box::new([0u32; PLANNED]);
        for left in 1..PLANNED {
            (cost[left], first[left]) = (cost[left - 1] + literal, 1);
            for length in MIN_MATCH..=left.min(MAX_MATCH) {
                let with = cost[left - length] + copies[length];
                // On a tie the longer token: fewer of them decode faster.
                if with <= cost[left] {
                    (cost[left], first[left]) = (with, length as u16);
                }
            }
        }
        Self { first, cost }
    }

    /// Bits of what follows the first literal zero of a run of `length` zeros; 1..=600.
    #[inline]
    pub fn cost_after_first(&self, length: usize) -> u32 {
        self.cost[length - 1]
    }

    /// What follows the first literal zero of a run of `length` zeros, 1 or more.
    #[inline]
    pub fn after_first(&self, length: usize) -> impl Iterator<Item = ZeroToken> + '_ {
        let mut left = length - 1;
        std::iter::from_fn(move || {
            let token = if left < PLANNED { usize::from(self.first[left]) } else { MAX_MATCH };
            left -= token;
            match token {
                0 => None,
                1 => Some(ZeroToken::Literal),
                _ => Some(ZeroToken::Copy(token)),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(token: ZeroToken) -> usize {
        match token {
            ZeroToken::Literal => 1,
            ZeroToken::Copy(length) => length,
        }
    }

    #[test]
    fn tokens_cover_every_run() {
        for (literal, copy) in [(1, 20), (8, 9), (14, 30)] {
            let runs = ZeroRuns::new(literal, |_| copy);
            for length in (1..2000).chain([1_000_000]) {
                assert_eq!(1 + runs.after_first(length).map(covered).sum::<usize>(), length);
            }
        }
    }

    #[test]
    fn short_runs_are_as_cheap_as_trying_everything() {
        // Costs that make odd splits pay: only some lengths are cheap.
        let copy = |length: usize| [9, 4, 7][length % 3] + length as u32 / 5;
        let runs = ZeroRuns::new(3, copy);
        fn least(left: usize, copy: &dyn Fn(usize) -> u32) -> u32 {
            let copies = (3..=left).map(|length| copy(length) + least(left - length, copy));
            let literal = (left > 0).then(|| 3 + least(left - 1, copy));
            copies.chain(literal).min().unwrap_or(0)
        }
        for length in 1..20 {
            let cost: u32 = runs.after_first(length).map(|t| if covered(t) == 1 { 3 } else { copy(covered(t)) }).sum();
            assert_eq!(cost, least(length - 1, &copy), "{length}");
            assert_eq!(cost, runs.cost_after_first(length), "{length}");
        }
    }
}
