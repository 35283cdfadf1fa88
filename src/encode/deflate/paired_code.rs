//! A code with the bits of every two literals in one word, which tiles are written with.
//!
//! A training tries a hundred codes and writes nothing, so this table is no part of `Code`: it is made once a run.

use super::bits::Bits;
use super::code::Code;

/// Literals by the pair: half the look-ups, shifts and additions of one by one.
///
/// 256 KiB, but the pairs of a filtered picture are few and near zero, so what is used of it stays in the second-level
/// cache at worst.
#[derive(Clone, Debug)]
pub struct PairedCode {
    code: Code,
    /// By two bytes, the first one lowest: their bits, at most 28, and a one above them that says where they end.
    pairs: Box<[u32; 1 << 16]>,
}

impl PairedCode {
    /// Tables the pairs of a code.
    pub fn new(code: Code) -> Self {
        let mut pairs: Box<[u32; 1 << 16]> =
            vec![0; 1 << 16].into_boxed_slice().try_into().expect("as long as the array");
        for (index, pair) in pairs.iter_mut().enumerate() {
            let [first, second] = (index as u16).to_le_bytes();
            let bits = code.literal(first).then(code.literal(second));
            *pair = bits.value as u32 | 1 << bits.count;
        }
        Self { code, pairs }
    }

    /// Returns the code.
    #[inline(always)]
    pub fn code(&self) -> &Code {
        &self.code
    }

    /// Returns the lowest `count` bytes of a word, 1..=8, as literals: the first four and the rest. No branch depends on
    /// the data.
    #[inline(always)]
    pub fn literals(&self, word: u64, count: usize) -> [Bits; 2] {
        debug_assert!((1..=8).contains(&count));
        let missing = 8 - count as u32;
        // What is not wanted becomes zeros; their bits come last, and are cut off.
        let word = word & u64::MAX >> (8 * missing);
        let pair = |at: u32| self.pair((word >> at) as u16);
        let (first, rest) = (pair(0).then(pair(16)), pair(32).then(pair(48)));
        let zero = self.code.literal_cost(0);
        [cut(first, missing.saturating_sub(4) * zero), cut(rest, missing.min(4) * zero)]
    }

    #[inline(always)]
    fn pair(&self, bytes: u16) -> Bits {
        let word = self.pairs[usize::from(bytes)];
        let count = word.ilog2();
        Bits { value: u64::from(word ^ 1 << count), count }
    }
}

/// Bits without the last few.
#[inline(always)]
fn cut(bits: Bits, less: u32) -> Bits {
    let count = bits.count - less;
    Bits { value: bits.value & ((1 << count) - 1), count }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::deflate::symbols::{DISTANCES, LITERAL_LENGTHS};

    #[test]
    fn pairs_are_literals_one_after_the_other() {
        // From one bit for zero to the longest codes.
        let mut counts = [0; LITERAL_LENGTHS];
        (0..256).for_each(|byte| counts[byte] = 1u64 << (20_u64.saturating_sub(byte as u64 / 3)));
        for counts in [counts, [1; LITERAL_LENGTHS]] {
            let paired = PairedCode::new(Code::from_counts(&counts, &[1; DISTANCES]));
            let literal = |byte| paired.code().literal(byte);
            for pair in 0..=u16::MAX {
                let [first, second] = pair.to_le_bytes();
                assert_eq!(paired.pair(pair), literal(first).then(literal(second)));
            }
            for start in 0..=255u8 {
                let bytes: [u8; 8] = std::array::from_fn(|i| start.wrapping_mul(i as u8 + 1));
                for count in 1..=8 {
                    let all = |bytes: &[u8]| bytes.iter().fold(Bits::default(), |all, &b| all.then(literal(b)));
                    let expected = [all(&bytes[..count.min(4)]), all(&bytes[count.min(4)..count])];
                    assert_eq!(paired.literals(u64::from_le_bytes(bytes), count), expected);
                }
            }
        }
    }
}
