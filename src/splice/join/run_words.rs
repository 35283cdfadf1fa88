//! The bits of zero runs by length: one word each, so that most runs are one lookup and one store.
//!
//! The tokens of a run are the code's choice (`deflate::ZeroRuns`); here they are only packed.

use crate::encode::deflate::{Bits, Code, ZeroToken};

/// Runs below this are looked up: whole rows of common pictures, in 32 KiB of which a picture touches little.
const WORDS: usize = 4096;

/// Runs at least this long begin with a longest match after their first literal, whatever the code.
const LONG: usize = 1024;

/// Length of deflate's longest match.
const LONGEST: usize = 258;

/// The most bits in a word; their number is kept above them.
const ROOM: u32 = Bits::MAX;

/// Stands for a run that does not fit a word.
const TOO_LONG: u64 = u64::MAX;

/// The bits of every zero run under one code.
#[derive(Clone, Debug)]
pub(super) struct RunWords {
    /// By length: the bits, and their number from bit 56 on.
    words: Box<[u64; WORDS]>,
    code: Code,
    /// The longest matches that fit a word together, and their number.
    matches: (Bits, usize),
}

impl RunWords {
    pub(super) fn new(code: &Code) -> Self {
        let longest = code.match_bits(LONGEST, 1);
        let count = ROOM / longest.count;
        let matches = ((0..count).fold(Bits::default(), |all, _| all.then(longest)), count as usize);
        let mut words = Box::new([TOO_LONG; WORDS]);
        for (length, word) in words.iter_mut().enumerate() {
            if let Some(bits) = whole_run(code, length) {
                *word = bits.value | u64::from(bits.count) << ROOM;
            }
        }
        Self { words, code: code.clone(), matches }
    }

    /// Returns the bits of a run in one word, if they fit one: those of any run up to 259 zeros do. No zeros are no bits.
    #[inline(always)]
    pub(super) fn word(&self, length: usize) -> Option<Bits> {
        let word = *self.words.get(length)?;
        (word != TOO_LONG).then_some(Bits { value: word & ((1 << ROOM) - 1), count: (word >> ROOM) as u32 })
    }

    /// Hands over the bits of a run of any length above 0, at most 56 at a time.
    pub(super) fn for_each_part(&self, length: usize, mut part: impl FnMut(Bits)) {
        let zero = self.code.literal(0);
        part(zero);
        let mut left = length - 1;
        let (matches, count) = self.matches;
        while left >= LONG + count * LONGEST {
            part(matches);
            left -= count * LONGEST;
        }
        for token in self.code.zero_runs().after_first(left + 1) {
            part(bits_of(&self.code, token));
        }
    }

    /// Returns an upper bound on the bits of `runs` runs totalling `zeros` bytes.
    ///
    /// Each is a literal, longest matches, and a rest that one match or two literals could do.
    pub(super) fn most_bits(&self, runs: usize, zeros: usize) -> usize {
        runs * ROOM as usize + zeros / LONGEST * self.code.match_bits(LONGEST, 1).count as usize
    }
}

/// The bits of a run, if they fit a word.
fn whole_run(code: &Code, length: usize) -> Option<Bits> {
    if length == 0 {
        return Some(Bits::default());
    }
    code.zero_runs().after_first(length).try_fold(code.literal(0), |bits, token| {
        let next = bits_of(code, token);
        (bits.count + next.count <= ROOM).then(|| bits.then(next))
    })
}

fn bits_of(code: &Code, token: ZeroToken) -> Bits {
    match token {
        ZeroToken::Literal => code.literal(0),
        ZeroToken::Copy(length) => code.match_bits(length, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::splice::join::tests::codes;

    /// A string of bits, one a byte.
    fn spelled(parts: impl IntoIterator<Item = Bits>) -> Vec<u8> {
        parts.into_iter().flat_map(|bits| (0..bits.count).map(move |at| (bits.value >> at & 1) as u8)).collect()
    }

    #[test]
    fn words_and_parts_are_the_tokens_of_the_code() {
        for code in codes() {
            let runs = RunWords::new(&code);
            for length in (1..WORDS + 300).chain([10_000, 10_001, 131_073, 3_000_000]) {
                let tokens = code.zero_runs().after_first(length).map(|token| bits_of(&code, token));
                let expected = spelled([code.literal(0)].into_iter().chain(tokens));
                if let Some(word) = runs.word(length) {
                    assert_eq!(spelled([word]), expected, "{length}");
                } else {
                    assert!(length > 259, "{length}");
                }
                let mut parts = vec![];
                runs.for_each_part(length, |bits| parts.push(bits));
                assert!(parts.iter().all(|bits| bits.count <= ROOM));
                assert_eq!(spelled(parts), expected, "{length}");
                assert!(expected.len() <= runs.most_bits(1, length), "{length}");
            }
        }
    }
}
