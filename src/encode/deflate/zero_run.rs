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

/// Low bits of a packed cost that say which token a run begins with: [`MAX_MATCH`] less its length, so that on a tie the
/// longer token is the lesser. Fewer tokens decode faster.
const TOKEN_BITS: u32 = 9;

/// A packed cost above any that a run can have, and low enough to be added to.
const NEVER: u32 = 1 << 30;

/// The cheapest tokens of every zero run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZeroRuns {
    /// For each number of zeros that are left what they cost in bits, and below it, in [`TOKEN_BITS`], the first token.
    plan: Box<[u32; PLANNED]>,
}

impl ZeroRuns {
    /// Plans runs from the cost in bits of a literal zero and of a match at distance 1 of each length, each below 1000.
    ///
    /// The cheapest way begins with the token that leaves the least cost with its own. A training plans under a hundred
    /// codes, so this is one pass over two slices for each run, which the compiler turns into vectors.
    pub fn new(literal: u32, copy: impl Fn(usize) -> u32) -> Self {
        // From the longest token down: as the run's rest gets longer, its first token gets shorter.
        let tokens: [u32; MAX_MATCH] = std::array::from_fn(|shorter| match MAX_MATCH - shorter {
            1 => literal << TOKEN_BITS | shorter as u32,
            length @ MIN_MATCH.. => copy(length) << TOKEN_BITS | shorter as u32,
            _ => NEVER,
        });
        let mut plan = Box::new([0; PLANNED]);
        let mut costs = [0; PLANNED];
        for left in 1..PLANNED {
            let rests = &costs[left.saturating_sub(MAX_MATCH)..left];
            let ways = rests.iter().zip(&tokens[MAX_MATCH - rests.len()..]).map(|(rest, token)| rest + token);
            plan[left] = ways.fold(NEVER, u32::min);
            costs[left] = plan[left] >> TOKEN_BITS << TOKEN_BITS;
        }
        Self { plan }
    }

    /// Returns the bits of the tokens after the first literal zero of a run of `length` zeros; 1..=600.
    #[inline]
    pub fn cost_after_first(&self, length: usize) -> u32 {
        self.plan[length - 1] >> TOKEN_BITS
    }

    /// Returns the tokens after the first literal zero of a run of `length` zeros, 1 or more.
    #[inline]
    pub fn after_first(&self, length: usize) -> impl Iterator<Item = ZeroToken> + '_ {
        let mut left = length - 1;
        std::iter::from_fn(move || {
            let token = match left {
                0 => 0,
                1..PLANNED => MAX_MATCH - (self.plan[left] as usize & ((1 << TOKEN_BITS) - 1)),
                _ => MAX_MATCH,
            };
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
    use proptest::prelude::*;

    use super::*;

    fn covered(token: ZeroToken) -> usize {
        match token {
            ZeroToken::Literal => 1,
            ZeroToken::Copy(length) => length,
        }
    }

    /// The plain form: the cost of every run, and its first token, 1 for a literal; the longer one on a tie.
    fn plain(literal: u32, copy: impl Fn(usize) -> u32) -> Vec<(u32, usize)> {
        let mut plan: Vec<(u32, usize)> = vec![(0, 0)];
        for left in 1..PLANNED {
            let mut best = (plan[left - 1].0 + literal, 1);
            for length in MIN_MATCH..=left.min(MAX_MATCH) {
                let cost = plan[left - length].0 + copy(length);
                if cost <= best.0 {
                    best = (cost, length);
                }
            }
            plan.push(best);
        }
        plan
    }

    proptest! {
        #[test]
        fn plans_are_the_plain_ones(literal in 1u32..20, copies in prop::collection::vec(1u32..40, 1..260)) {
            let copy = |length: usize| copies[length % copies.len()];
            let runs = ZeroRuns::new(literal, copy);
            for (left, &(cost, first)) in plain(literal, copy).iter().enumerate() {
                prop_assert_eq!(runs.cost_after_first(left + 1), cost);
                prop_assert_eq!(runs.after_first(left + 1).next().map_or(0, covered), first);
            }
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
