//! Counts of symbols, which codes are made from.
//!
//! Zero runs are counted by their length, not by their tokens, because the cheapest tokens of a run depend on the very
//! code that is sought.

use super::code::{Code, open_to_all};
use super::lengths::even_out;
use super::symbols::{
    DISTANCE_BASE, DISTANCES, END_OF_BLOCK, FIRST_LENGTH, LENGTH_BASE, LENGTH_SYMBOL, LITERAL_LENGTHS, MAX_MATCH,
    distance_symbol,
};
use super::zero_run::{PLANNED, ZeroRuns, ZeroToken};

/// Bits of a picture's header that one run of equal code lengths less may be taken to save: what is best depends on how
/// the lengths fall. Even lengths pay for small pictures only; none of these is worth anything from some 100 KB on.
const WORTH_OF_A_RUN: [u64; 6] = [0, 1, 3, 6, 10, 16];

/// Counts are shifted by so much before they are averaged.
const FINER: u32 = 8;

/// Symbols and zero runs, each with how often it occurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    literal_lengths: [u64; LITERAL_LENGTHS],
    distances: [u64; DISTANCES],
    /// By length.
    zero_runs: Box<[u64; PLANNED + 1]>,
}

impl Default for Counts {
    fn default() -> Self {
        Self { literal_lengths: [0; LITERAL_LENGTHS], distances: [0; DISTANCES], zero_runs: Box::new([0; PLANNED + 1]) }
    }
}

impl Counts {
    /// Adds a literal.
    #[inline(always)]
    pub fn literal(&mut self, byte: u8, times: u64) {
        self.literal_lengths[usize::from(byte)] += times;
    }

    /// Adds a match.
    #[inline(always)]
    pub fn copy(&mut self, length: usize, distance: usize, times: u64) {
        self.literal_lengths[usize::from(LENGTH_SYMBOL[length])] += times;
        self.distances[distance_symbol(distance)] += times;
    }

    /// Adds a zero run of any length; none if it is 0.
    #[inline(always)]
    pub fn zero_run(&mut self, mut length: usize, times: u64) {
        // As `ZeroRuns` cuts longer runs.
        while length > PLANNED {
            self.copy(MAX_MATCH, 1, times);
            length -= MAX_MATCH;
        }
        if length > 0 {
            self.zero_runs[length] += times;
        }
    }

    /// Adds other counts.
    pub fn add(&mut self, other: &Self) {
        fn add(to: &mut [u64], from: &[u64]) {
            to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
        }
        add(&mut self.literal_lengths, &other.literal_lengths);
        add(&mut self.distances, &other.distances);
        add(&mut self.zero_runs[..], &other.zero_runs[..]);
    }

    /// Returns the bits that all of it takes under a code.
    pub fn bits(&self, code: &Code) -> u64 {
        let literals = (0..=255).zip(&self.literal_lengths).map(|(byte, n)| n * u64::from(code.literal_cost(byte)));
        let lengths = self.literal_lengths[FIRST_LENGTH..].iter().zip(LENGTH_BASE);
        let lengths = lengths.map(|(n, length)| n * u64::from(code.length_cost(length.into())));
        let distances = self.distances.iter().zip(DISTANCE_BASE);
        let distances = distances.map(|(n, distance)| n * u64::from(code.distance_cost(distance.into())));
        let first = code.literal_cost(0);
        let runs = self.zero_runs.iter().enumerate().filter(|(_, n)| **n > 0);
        let runs = runs.map(|(length, n)| n * u64::from(first + code.zero_runs().cost_after_first(length)));
        literals.chain(lengths).chain(distances).chain(runs).sum()
    }

    /// Returns the best code for these counts, with zero runs written as planned.
    pub fn code(&self, runs: &ZeroRuns) -> Code {
        let (literal_lengths, distances) = self.symbols(runs);
        Code::from_counts(&literal_lengths, &distances)
    }

    /// Returns a code with matches as frequent as makes them worth a try: each length symbol up to 130 occurs once in a
    /// thousand symbols and each distance symbol once in fifty, at least.
    ///
    /// A code for a text without matches makes them so dear that no parse would take one. From once in 200 to once in
    /// 5000 the outcome of the training is the same.
    pub fn code_open_to_matches(&self, runs: &ZeroRuns) -> Code {
        let (mut literal_lengths, mut distances) = self.symbols(runs);
        let floor = literal_lengths.iter().sum::<u64>() / 1000;
        literal_lengths[FIRST_LENGTH..FIRST_LENGTH + 24].iter_mut().for_each(|count| *count = floor.max(*count));
        let floor = (distances.iter().sum::<u64>() / 50).max(floor);
        distances.iter_mut().for_each(|count| *count = floor.max(*count));
        Code::from_counts(&literal_lengths, &distances)
    }

    /// Returns the best code if the counts are those of a number of pictures, each of which has the code's header: token and
    /// header bits together are least, among codes with more or less even lengths. And the bits that all of it takes.
    ///
    /// Literals from `values` on get no code, and must never be written.
    pub fn code_of_pictures(&self, runs: &ZeroRuns, pictures: u64, values: usize) -> (Code, u64) {
        let (literal_lengths, distances) = self.symbols(runs);
        let (mut literal_lengths, distances) = open_to_all(&literal_lengths, &distances);
        literal_lengths[END_OF_BLOCK] = pictures;
        literal_lengths[values..END_OF_BLOCK].fill(0);
        let (literal_lengths, distances) = (literal_lengths.map(|n| n << FINER), distances.map(|n| n << FINER));
        let tried = WORTH_OF_A_RUN.map(|worth| {
            let worth = (worth * pictures) << FINER;
            let code = Code::from_frequencies(&even_out(&literal_lengths, worth), &even_out(&distances, worth));
            let each = code.header().1 as u64 + u64::from(code.end_of_block().count);
            (self.bits(&code) + pictures * each, code)
        });
        let (bits, code) = tried.into_iter().min_by_key(|(bits, _)| *bits).expect("there is a code");
        (code, bits)
    }

    /// Counts of symbols, those of zero runs included.
    fn symbols(&self, runs: &ZeroRuns) -> ([u64; LITERAL_LENGTHS], [u64; DISTANCES]) {
        let mut all = self.clone();
        for (length, &times) in self.zero_runs.iter().enumerate().filter(|(_, times)| **times > 0) {
            all.literal(0, times);
            for token in runs.after_first(length) {
                match token {
                    ZeroToken::Literal => all.literal(0, times),
                    ZeroToken::Copy(length) => all.copy(length, 1, times),
                }
            }
        }
        (all.literal_lengths, all.distances)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bits_are_those_of_the_tokens(
            bytes in prop::collection::vec(any::<u8>(), 0..50),
            copies in prop::collection::vec((3usize..=258, 1usize..=32_768), 0..20),
            runs in prop::collection::vec(prop_oneof![1usize..700, 700usize..100_000], 0..20),
            zeros in 0u64..10_000,
        ) {
            let (mut counts, mut other) = (Counts::default(), Counts::default());
            bytes.iter().for_each(|&byte| counts.literal(byte, 2));
            copies.iter().for_each(|&(length, distance)| other.copy(length, distance, 1));
            runs.iter().for_each(|&length| counts.zero_run(length, 3));
            counts.zero_run(0, 5);
            counts.add(&other);

            let mut literal_lengths = [100; LITERAL_LENGTHS];
            literal_lengths[0] = zeros;
            let code = Code::from_counts(&literal_lengths, &[1; DISTANCES]);
            let run = |length: usize| {
                let tokens = code.zero_runs().after_first(length).map(|token| match token {
                    ZeroToken::Literal => code.literal_cost(0),
                    ZeroToken::Copy(length) => code.match_cost(length, 1),
                });
                code.literal_cost(0) + tokens.sum::<u32>()
            };
            let expected = bytes.iter().map(|&b| 2 * code.literal_cost(b)).sum::<u32>()
                + copies.iter().map(|&(length, distance)| {
                    // Matches are counted by symbol; their extra bits depend on nothing else.
                    code.match_cost(length, distance)
                }).sum::<u32>()
                + runs.iter().map(|&length| 3 * run(length)).sum::<u32>();
            prop_assert_eq!(counts.bits(&code), u64::from(expected));
        }
    }

    #[test]
    fn small_pictures_get_a_short_header_and_large_ones_short_tokens() {
        let mut counts = Counts::default();
        (0..200u8).for_each(|byte| counts.literal(byte, 1000 + u64::from(byte.wrapping_mul(77))));
        let any = Code::from_counts(&[1; LITERAL_LENGTHS], &[1; DISTANCES]);
        let best = counts.code(any.zero_runs());
        let (large, _) = counts.code_of_pictures(any.zero_runs(), 1, 256);
        assert!(counts.bits(&large) <= counts.bits(&best) && large.header().1 <= best.header().1);
        let (small, bits) = counts.code_of_pictures(any.zero_runs(), 3000, 256);
        assert!(3 * small.header().1 < 2 * large.header().1, "{} {}", small.header().1, large.header().1);
        assert_eq!(
            bits,
            counts.bits(&small) + 3000 * (small.header().1 as u64 + u64::from(small.end_of_block().count))
        );
        let (without, _) = counts.code_of_pictures(any.zero_runs(), 3000, 200);
        assert!(without.header().1 < small.header().1 && counts.bits(&without) <= counts.bits(&small));
        assert!((200..=255).all(|byte| without.literal_cost(byte) == 0));
    }

    #[test]
    fn a_code_suits_what_was_counted() {
        let mut counts = Counts::default();
        counts.literal(7, 1000);
        counts.literal(9, 10);
        counts.zero_run(300, 1000);
        let any = Code::from_counts(&[1; LITERAL_LENGTHS], &[1; DISTANCES]);
        let code = counts.code(any.zero_runs());
        assert!(code.literal_cost(7) < code.literal_cost(9) && code.literal_cost(9) < code.literal_cost(8));
        assert!(counts.bits(&code) < counts.bits(&any) / 2);
        let open = counts.code_open_to_matches(any.zero_runs());
        assert!(open.match_cost(20, 500) < code.match_cost(20, 500));
    }
}
