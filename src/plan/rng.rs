//! Random words that mean the same for ever, on any machine, and how a plan is drawn from them.
//!
//! This is a contract: a seed must give the same collection in every later version, and another program must be able to
//! repeat it from this page alone.
//!
//! # The contract, version 1
//!
//! **Words.** The key is the SHA-256 of the bytes `simdgen seed 1`, a line feed (10), and the seed's text
//! in UTF-8, unchanged. Words come from ChaCha with 8 rounds in Bernstein's form (<https://cr.yp.to/chacha.html>):
//! 256-bit key, 64-bit block counter from 0, 64-bit stream number in the place of the nonce (low half first).
//! The key stream is read as 64-bit little-endian words, eight to a block, in order.
//!
//! **Streams.** Stream 0 shuffles edition numbers. Stream `i + 1` belongs to the edition at position `i` of
//! the plan, counted from 0 over all sets in order.
//!
//! **Uniform below `n`** (1 <= n < 2^64): take words until one, `w`, is below `floor(2^64 / n) * n`; the
//! result is `w mod n`. So at least one word is taken, also for `n` = 1.
//!
//! **Weighted pick** from a layer: traits with weight 0 are left out, the others keep the layer's order, their
//! weights are whole numbers of billionths. Take `r` uniform below the sum; the pick is the first trait at
//! which the running sum, itself included, exceeds `r`.
//!
//! **An edition** takes from its stream:
//!
//! 1. a hue, uniform below 360, whether or not the background uses it;
//! 2. up to 256 attempts, each a weighted pick for every layer of the set from the bottom up. An attempt
//!    counts if no earlier edition has the same list of traits on the layers that are compared (those
//!    without `bypass_dna`);
//! 3. if none did, the exact draw: a pick for each compared layer from the bottom up, by what is still unused
//!    above the picks made so far. If no earlier edition begins with those picks, it is a weighted pick.
//!    Else take a word `w`; the pick is the first trait with an unused combination above it at which the
//!    running sum of masses, itself included, exceeds `floor(w / 2^11) / 2^53 * total` (the last such trait, if
//!    rounding leaves none). Then the other layers, from the bottom up, by weighted pick.
//!
//! **Masses** are IEEE 754 doubles, each operation rounded to nearest. A trait's mass is its weight times the share of
//! the combinations above it that is unused; `total` is the sum of the masses of the traits that have an unused
//! combination above them, added up in trait order. The share of a list of picks is 1 if no earlier edition
//! begins with it, 0 if it is a whole combination that was used, and else the `total` at it divided by the sum
//! of the weights there (added up as whole numbers).
//!
//! Once an edition came to step 3, all later editions of sets with the same compared layers skip step 2.
//! Steps 2 and 3 give the same odds: those of the weights, given that what was drawn before is not drawn again.
//!
//! **Rules.** Where the project has rules, layers are not gone through from the bottom up but in the order of
//! choosing: first the compared layers and, among them, each other layer on which one of these depends; then the rest.
//! Both parts keep the set's own order. A layer depends on the one that it is `within` a trait of and, where it has traits
//! in reserve, on each layer before it that a rule names together with it, or on what such a layer depends on. An edition is allowed if it keeps
//! all rules and shows only traits with a weight above zero or in reserve. A weighted pick
//! from a layer is then made so: take `r` uniform below the sum of the weights of the layer's traits that are not in
//! reserve; if no allowed edition has the trait at `r` after the picks made so far, leave it out and take another `r`
//! below the sum of the others, until one stays. If none does, the same with the traits in reserve, whose weight is at
//! least a billionth. In step 3, the layers gone through are those up to the last compared
//! one, the traits of a layer are those that could be picked so after the picks before, and an "unused combination" is one
//! that an allowed edition has.
//!
//! **Growing.** In a plan that keeps editions of another, all editions of that other are earlier ones, those that are
//! drawn anew too, as they were. Those are drawn first, in the order of their positions; each takes its words from a seed of
//! its own: the seed, a line feed, `re-roll `, and the SHA-1 of the DNA that it had. The added editions follow, set
//! after set, at the positions after all others, with the lowest free numbers.
//!
//! **1/1 pictures** are not drawn. Those that are not there come after all added editions, in the project's order; each
//! takes a hue from the stream of its position. Where one has no chosen number, it takes one of the numbers of what is
//! added that are not chosen: with stream 2^64 - 2, in the same order, the number at `j`, uniform below how many are left,
//! counted from the lowest. The other added editions have the rest.
//!
//! **A single edition** of a seed, as the picture service draws it: the first edition of the plan of that seed for the project
//! with one edition, of one of its sets. Where several sets have editions, `r` is uniform below the sum of these, from stream
//! 2^64 - 3; the set is the first at which the running sum, itself included, exceeds `r`. In place of exact counts, traits have
//! weights: a counted trait its count; the others of its layer share, by their weights, what is left of the editions of the
//! sets that have the layer, in billionths rounded down, a billionth at least if any is left. 1/1 pictures and
//! chosen editions are left out. Where a trait is given, only sets with its layer count. Without rules, the edition is drawn as if it
//! were not given, and then it replaces the pick of its layer; with rules it is drawn as the only trait of its layer.
//!
//! **Exact counts** are searched for, and the search is not part of this page: with them a seed gives the same plan
//! in every run, but another version may find another.
//!
//! **Shuffling** the numbers of what is added and drawn (Fisher-Yates): for `i` from the last position down to 1, swap the numbers at `i` and
//! at `j`, uniform below `i + 1`.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The random words of one purpose: a ChaCha8 stream, read from its start.
#[derive(Clone, Debug)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// Stream `number` under a key.
    pub fn new(key: [u8; 32], number: u64) -> Self {
        let mut words = ChaCha8Rng::from_seed(key);
        words.set_stream(number);
        Self(words)
    }

    /// The next 64-bit word.
    pub fn word(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A whole number below `n`, all equally likely.
    ///
    /// # Panics
    /// If `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        // 2^64 mod n; words in the last, incomplete run of n are refused.
        let spare = n.wrapping_neg() % n;
        loop {
            let word = self.word();
            if word <= u64::MAX - spare {
                return word % n;
            }
        }
    }

    /// A number in 0 <= x < 1 with 53 random bits, the high ones of a word.
    pub fn unit(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1u64 << 53) as f64;
        (self.word() >> 11) as f64 * STEP
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Seed;

    /// draft-strombergson-chacha-test-vectors-01: TC1 (all zero) and TC2 (key 01 00 ..), 256 bits, 8 rounds.
    #[test]
    fn words_are_chacha8_by_the_published_vectors() {
        let read = |key: [u8; 32]| {
            let mut stream = Stream::new(key, 0);
            (0..8).map(|_| format!("{:016x}", stream.word().swap_bytes())).collect::<String>()
        };
        let zero = "3e00ef2f895f40d67f5bb8e81f09a5a12c840ec3ce9a7f3b181be188ef711a1e\
                    984ce172b9216f419f445367456d5619314a42a3da86b001387bfdb80e0cfe42";
        assert_eq!(read([0; 32]), zero);
        let mut key = [0; 32];
        key[0] = 1;
        let one = "cf5ee9a0494aa9613e05d5ed725b804b12f4a465ee635acc3a311de8740489ea\
                   289d04f43c7518db56eb4433e498a1238cd8464d3763ddbb9222ee3bd8fae3c8";
        assert_eq!(read(key), one);
    }

    /// The same function written out, so that the stream number and the order of words are shown, not assumed.
    fn chacha8_block(key: [u8; 32], stream: u64, counter: u64) -> [u64; 8] {
        let mut start = [0u32; 16];
        start[..4].copy_from_slice(&[0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574]);
        for (word, bytes) in start[4..12].iter_mut().zip(key.chunks_exact(4)) {
            *word = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        }
        start[12..].copy_from_slice(&[counter as u32, (counter >> 32) as u32, stream as u32, (stream >> 32) as u32]);
        let mut s = start;
        let mut quarter = |a: usize, b: usize, c: usize, d: usize| {
            for (to, from, mixed, bits) in [(a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)] {
                s[to] = s[to].wrapping_add(s[from]);
                s[mixed] = (s[mixed] ^ s[to]).rotate_left(bits);
            }
        };
        for _ in 0..4 {
            (0..4).for_each(|i| quarter(i, i + 4, i + 8, i + 12));
            (0..4).for_each(|i| quarter(i, (i + 1) % 4 + 4, (i + 2) % 4 + 8, (i + 3) % 4 + 12));
        }
        let word = |i: usize| u64::from(s[i].wrapping_add(start[i]));
        std::array::from_fn(|i| word(2 * i) | word(2 * i + 1) << 32)
    }

    #[test]
    fn streams_and_word_order_are_as_documented() {
        let key = std::array::from_fn(|i| i as u8 * 7);
        for number in [0, 1, 2, 0x0123_4567_89ab_cdef, u64::MAX] {
            let mut stream = Stream::new(key, number);
            for counter in 0..9 {
                for expected in chacha8_block(key, number, counter) {
                    assert_eq!(stream.word(), expected, "stream {number}, block {counter}");
                }
            }
        }
    }

    #[test]
    fn first_words_of_two_seeds_are_frozen() {
        let words = |seed: &str, number| {
            let mut stream = Seed::new(seed).stream(number);
            [stream.word(), stream.word(), stream.word()]
        };
        assert_eq!(words("42", 0), [0x2773_eda6_e2cd_4f5f, 0xca7a_eb61_4bb1_4480, 0xdd7d_5306_a479_961d]);
        assert_eq!(words("42", 1), [0xea17_5958_9edd_e023, 0xdb55_03ff_eb72_7095, 0xa1b8_b101_903f_89d1]);
        assert_eq!(words("", 0), [0xb1be_8065_daa8_8fc4, 0x70e4_f8d4_a722_25d1, 0x1888_c1a5_3286_ad59]);
    }

    #[test]
    fn below_refuses_the_incomplete_run_only() {
        // Checked against 128-bit arithmetic; the large n make refusals happen.
        for n in [1, 2, 3, 7, 1 << 32, (1 << 63) + 1, u64::MAX / 3 * 2, u64::MAX] {
            let (mut drawn, mut words) = (Seed::new("below").stream(n), Seed::new("below").stream(n));
            let zone = (1u128 << 64) / u128::from(n) * u128::from(n);
            for _ in 0..200 {
                let kept = std::iter::repeat_with(|| words.word()).find(|&w| u128::from(w) < zone).expect("endless");
                assert_eq!(drawn.below(n), kept % n);
            }
        }
    }

    #[test]
    fn unit_stays_below_one() {
        assert_eq!((u64::MAX >> 11) as f64 / (1u64 << 53) as f64, 1.0 - f64::EPSILON / 2.0);
        let mut stream = Seed::new("unit").stream(0);
        let mean = (0..10_000).map(|_| stream.unit()).sum::<f64>() / 10_000.0;
        assert!((mean - 0.5).abs() < 0.015, "five standard deviations: {mean}");
    }
}
