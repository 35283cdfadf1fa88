//! One Huffman code for literals, lengths and distances: its bits, its costs, and the block header that declares it.
//!
//! A collection has one such code, trained once; because every picture uses it, the bits of a tile can be used in all.
//! Every symbol that a tile may need has a code, so that any tile can be written, trained on or not.

use super::bits::Bits;
use super::header::block_header;
use super::lengths::{canonical_codes, limited_lengths};
use super::symbols::{
    DISTANCE_BASE, DISTANCE_EXTRA, DISTANCES, END_OF_BLOCK, FIRST_LENGTH, LENGTH_BASE, LENGTH_EXTRA, LENGTH_SYMBOL,
    LITERAL_LENGTHS, MAX_MATCH, MIN_MATCH, distance_symbol,
};
use super::zero_run::{ZeroRuns, ZeroToken};
use crate::encode::filter::ROW_STRIDE;

/// The longest code. Deflate allows 15; at 14 four literals fit one [`super::BitWriter::put`], and the symbols
/// that would get 15 bits are too rare for the difference to show.
pub const MAX_CODE_BITS: u32 = 14;

/// A symbol is taken to occur at least once in this many, so that one the sample lacks does not cost the longest code.
const RAREST_LITERAL_LENGTH: u64 = 60_000;

/// A distance is taken to occur at least once in this many.
const RAREST_DISTANCE: u64 = 20_000;

/// Up to 24 bits in the low part of a word, their number above: small tables stay in the first-level cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
struct Packed(u32);

impl Packed {
    fn new(bits: Bits) -> Self {
        debug_assert!(bits.count <= 24);
        Self(bits.value as u32 | bits.count << 24)
    }

    #[inline(always)]
    fn bits(self) -> Bits {
        Bits { value: u64::from(self.0 & 0xFF_FFFF), count: self.0 >> 24 }
    }
}

/// A complete code of deflate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    literals: [Packed; 256],
    /// By match length: the code with its extra bits.
    lengths: [Packed; MAX_MATCH + 1],
    /// By distance symbol: the code without extra bits.
    distances: [Packed; DISTANCES],
    end_of_block: Bits,
    literal_costs: [u8; 256],
    length_costs: [u8; MAX_MATCH + 1],
    /// By distance symbol, extra bits included.
    distance_costs: [u8; DISTANCES],
    zero_runs: ZeroRuns,
    /// By length: the tokens of a whole zero run.
    inner_runs: Box<[Bits; ROW_STRIDE + 1]>,
    header: (Vec<u8>, usize),
}

impl Code {
    /// Returns the best code for symbols that occur so often: 256 literals, the end of the block and 29 lengths; 30 distances.
    pub fn from_counts(literal_lengths: &[u64; LITERAL_LENGTHS], distances: &[u64; DISTANCES]) -> Self {
        let (mut literal_lengths, distances) = open_to_all(literal_lengths, distances);
        // It occurs once a picture, whatever the counts say.
        literal_lengths[END_OF_BLOCK] = 1;
        Self::from_frequencies(&literal_lengths, &distances)
    }

    /// Returns the best code for such frequencies, of which only the proportions matter; none for symbols of frequency 0, which
    /// must not be written.
    pub(super) fn from_frequencies(literal_lengths: &[u64; LITERAL_LENGTHS], distances: &[u64; DISTANCES]) -> Self {
        Self::from_lengths(&limited_lengths(literal_lengths, MAX_CODE_BITS), &limited_lengths(distances, MAX_CODE_BITS))
    }

    /// Returns the code with such lengths, if a tile of bytes below `values` can be written with it: both trees complete, no
    /// length over [`MAX_CODE_BITS`], and no symbol absent but literals from `values` (1..=256) on.
    pub fn from_lengths_checked(
        literal_lengths: &[u8; LITERAL_LENGTHS],
        distances: &[u8; DISTANCES],
        values: usize,
    ) -> Option<Self> {
        let complete = |lengths: &[u8]| {
            let fits = lengths.iter().all(|&length| u32::from(length) <= MAX_CODE_BITS);
            let used = lengths.iter().filter(|&&length| length > 0);
            fits && used.map(|length| 1u32 << (MAX_CODE_BITS - u32::from(*length))).sum::<u32>() == 1 << MAX_CODE_BITS
        };
        let needed = [&literal_lengths[..values], &literal_lengths[END_OF_BLOCK..], distances].concat();
        let needed = !needed.contains(&0);
        (needed && complete(literal_lengths) && complete(distances))
            .then(|| Self::from_lengths(literal_lengths, distances))
    }

    /// Returns the code lengths of all symbols, 0 where there is no code.
    pub fn lengths(&self) -> ([u8; LITERAL_LENGTHS], [u8; DISTANCES]) {
        let literal_length = |symbol: usize| match symbol {
            0..END_OF_BLOCK => self.literal_costs[symbol],
            END_OF_BLOCK => self.end_of_block.count as u8,
            _ => {
                let index = symbol - FIRST_LENGTH;
                self.length_costs[LENGTH_BASE[index] as usize] - LENGTH_EXTRA[index]
            }
        };
        (std::array::from_fn(literal_length), std::array::from_fn(|s| self.distance_costs[s] - DISTANCE_EXTRA[s]))
    }

    fn from_lengths(literal_lengths: &[u8; LITERAL_LENGTHS], distance_lengths: &[u8; DISTANCES]) -> Self {
        let codes = canonical_codes(literal_lengths);
        let symbol = |s: usize| Bits { value: codes[s].into(), count: literal_lengths[s].into() };
        let literals: [Packed; 256] = std::array::from_fn(|byte| Packed::new(symbol(byte)));
        let lengths: [Packed; MAX_MATCH + 1] = std::array::from_fn(|length| {
            if length < MIN_MATCH {
                return Packed::default();
            }
            let index = LENGTH_SYMBOL[length] as usize - FIRST_LENGTH;
            let extra = (length - LENGTH_BASE[index] as usize) as u64;
            Packed::new(symbol(FIRST_LENGTH + index).then(Bits { value: extra, count: LENGTH_EXTRA[index].into() }))
        });
        let codes = canonical_codes(distance_lengths);
        let distances: [Packed; DISTANCES] =
            std::array::from_fn(|s| Packed::new(Bits { value: codes[s].into(), count: distance_lengths[s].into() }));

        let literal_costs = literals.map(|l| l.bits().count as u8);
        let length_costs = lengths.map(|l| l.bits().count as u8);
        let nearest = distances[0].bits();
        let zero = literals[0].bits();
        let zero_runs =
            ZeroRuns::new(zero.count, |length| u32::from(length_costs[length]) + u32::from(distance_lengths[0]));
        let run = |length: usize| {
            zero_runs.after_first(length).fold(zero, |bits, token| {
                bits.then(match token {
                    ZeroToken::Literal => zero,
                    ZeroToken::Copy(length) => lengths[length].bits().then(nearest),
                })
            })
        };
        let mut inner_runs = Box::new([Bits::default(); ROW_STRIDE + 1]);
        (1..=ROW_STRIDE).for_each(|length| inner_runs[length] = run(length));
        Self {
            literals,
            lengths,
            distances,
            end_of_block: symbol(END_OF_BLOCK),
            literal_costs,
            length_costs,
            distance_costs: std::array::from_fn(|s| distance_lengths[s] + DISTANCE_EXTRA[s]),
            inner_runs,
            zero_runs,
            header: block_header(literal_lengths, distance_lengths),
        }
    }

    /// Returns the bits of a literal, at most [`MAX_CODE_BITS`].
    #[inline(always)]
    pub fn literal(&self, byte: u8) -> Bits {
        self.literals[usize::from(byte)].bits()
    }

    /// Returns the bits of a match, at most 46. Length 3..=258, distance 1..=32768.
    #[inline(always)]
    pub fn match_bits(&self, length: usize, distance: usize) -> Bits {
        let symbol = distance_symbol(distance);
        let extra = (distance - DISTANCE_BASE[symbol] as usize) as u64;
        self.lengths[length]
            .bits()
            .then(self.distances[symbol].bits())
            .then(Bits { value: extra, count: DISTANCE_EXTRA[symbol].into() })
    }

    /// Returns the bits of a zero run inside a row of a tile, 1..=256 zeros: at most 48, because one literal and one match can
    /// always do it.
    #[inline(always)]
    pub fn inner_zero_run(&self, length: usize) -> Bits {
        self.inner_runs[length]
    }

    /// Returns the cheapest tokens of zero runs of any length.
    pub fn zero_runs(&self) -> &ZeroRuns {
        &self.zero_runs
    }

    /// Returns the bits that end the block.
    pub fn end_of_block(&self) -> Bits {
        self.end_of_block
    }

    /// Returns the number of bits that a literal takes.
    #[inline(always)]
    pub fn literal_cost(&self, byte: u8) -> u32 {
        self.literal_costs[usize::from(byte)].into()
    }

    /// Returns the number of bits that a match takes.
    #[inline(always)]
    pub fn match_cost(&self, length: usize, distance: usize) -> u32 {
        self.length_cost(length) + self.distance_cost(distance)
    }

    /// Returns the length's part of [`Self::match_cost`].
    #[inline(always)]
    pub fn length_cost(&self, length: usize) -> u32 {
        self.length_costs[length].into()
    }

    /// Returns the distance's part of [`Self::match_cost`].
    #[inline(always)]
    pub fn distance_cost(&self, distance: usize) -> u32 {
        self.distance_costs[distance_symbol(distance)].into()
    }

    /// Returns the header of the one block of a picture, and its length in bits: last block, dynamic Huffman code, this code.
    pub fn header(&self) -> (&[u8], usize) {
        (&self.header.0, self.header.1)
    }
}

/// The counts of literals and lengths and those of distances, none so low that its symbol would get no code.
pub(super) fn open_to_all(
    literal_lengths: &[u64; LITERAL_LENGTHS],
    distances: &[u64; DISTANCES],
) -> ([u64; LITERAL_LENGTHS], [u64; DISTANCES]) {
    (at_least(literal_lengths, RAREST_LITERAL_LENGTH), at_least(distances, RAREST_DISTANCE))
}

/// The counts, none below one in `rarest`.
fn at_least<const N: usize>(counts: &[u64; N], rarest: u64) -> [u64; N] {
    let floor = (counts.iter().sum::<u64>() / rarest).max(1);
    counts.map(|count| count.max(floor))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::plain::{Token, bytes_of, inflate_block};
    use super::*;
    use crate::encode::deflate::bits::BitWriter;

    /// Counts of very different sizes, zeros among them.
    fn count() -> impl Strategy<Value = u64> {
        (0u32..34, any::<u64>()).prop_map(|(bits, value)| value & ((1 << bits) - 1))
    }

    fn kraft(lengths: impl IntoIterator<Item = u8>) -> u32 {
        lengths.into_iter().map(|length| 1 << (MAX_CODE_BITS - u32::from(length))).sum()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20))]

        #[test]
        fn a_stream_with_every_symbol_decodes(
            literal_lengths in prop::collection::vec(count(), LITERAL_LENGTHS),
            distances in prop::collection::vec(count(), DISTANCES),
        ) {
            let code = Code::from_counts(
                &literal_lengths.try_into().expect("as many as asked for"),
                &distances.try_into().expect("as many as asked for"),
            );
            let ends = [code.end_of_block.count as u8];
            let symbols = LENGTH_BASE.iter().zip(LENGTH_EXTRA).map(|(&base, extra)| code.length_costs[base as usize] - extra);
            prop_assert_eq!(kraft(code.literal_costs.into_iter().chain(ends).chain(symbols)), 1 << MAX_CODE_BITS);
            prop_assert_eq!(kraft(code.distances.map(|d| d.bits().count as u8)), 1 << MAX_CODE_BITS);

            let literals = (0..=255).cycle().take(MAX_DISTANCE_TEST).map(Token::Literal);
            let matches = (MIN_MATCH..=MAX_MATCH).map(|length| Token::Copy(length, 1 + length * 127))
                .chain(DISTANCE_BASE.map(|distance| Token::Copy(5, distance.into())))
                .chain([Token::Copy(258, 32_768)]);
            let tokens: Vec<Token> = literals.chain(matches).collect();
            let mut writer = BitWriter::with_room(200_000);
            let (header, count) = code.header();
            for bit in 0..count {
                writer.put(Bits { value: u64::from(header[bit / 8] >> (bit % 8) & 1), count: 1 });
            }
            let mut cost = count;
            for token in &tokens {
                let (bits, expected) = match *token {
                    Token::Literal(byte) => (code.literal(byte), code.literal_cost(byte)),
                    Token::Copy(length, distance) => (code.match_bits(length, distance), code.match_cost(length, distance)),
                };
                prop_assert_eq!(bits.count, expected);
                cost += expected as usize;
                writer.put(bits);
            }
            prop_assert_eq!(writer.finish().1, cost);
            writer.put(code.end_of_block());
            let stream = writer.finish().0;
            prop_assert_eq!(&inflate_block(stream), &tokens);

            // A decoder that is not ours.
            let mut bytes = vec![];
            let mut decoder = flate2::read::DeflateDecoder::new(stream);
            std::io::Read::read_to_end(&mut decoder, &mut bytes).expect("a valid stream");
            prop_assert_eq!(bytes, bytes_of(&tokens));
        }

        #[test]
        fn inner_zero_runs_are_their_tokens(zeros in count(), copies in count()) {
            let mut literal_lengths = [1; LITERAL_LENGTHS];
            (literal_lengths[0], literal_lengths[270]) = (zeros, copies);
            let code = Code::from_counts(&literal_lengths, &[1; DISTANCES]);
            for length in 1..=ROW_STRIDE {
                let mut writer = BitWriter::with_room(100);
                writer.put(code.literal(0));
                code.zero_runs().after_first(length).for_each(|token| writer.put(match token {
                    ZeroToken::Literal => code.literal(0),
                    ZeroToken::Copy(length) => code.match_bits(length, 1),
                }));
                let mut joined = BitWriter::with_room(100);
                joined.put(code.inner_zero_run(length));
                prop_assert_eq!(joined.finish(), writer.finish());
            }
        }
    }

    /// As many literals as the farthest match reaches back over.
    const MAX_DISTANCE_TEST: usize = 32_768;

    #[test]
    fn a_code_without_counts_has_every_symbol() {
        let code = Code::from_counts(&[0; LITERAL_LENGTHS], &[0; DISTANCES]);
        assert!((0..=255).all(|byte| code.literal_cost(byte) > 0));
        assert!((3..=258).all(|length| code.length_cost(length) > 0));
    }
}
