//! The header of a dynamic-Huffman block: the code lengths, themselves run-length and Huffman coded.
//!
//! The format is that of RFC 1951, section 3.2.7. A picture pays for it once: up to 130 bytes, less where neighbouring
//! symbols have equal lengths.

use super::bits::{BitWriter, Bits};
use super::lengths::{canonical_codes, limited_lengths};
use super::symbols::{DISTANCES, LITERAL_LENGTHS};

/// The order in which the lengths of the code-length code are sent, so that rare ones come last and can be left out.
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// "The last length 3 to 6 times more", with two extra bits.
const REPEAT: usize = 16;

/// "No code 3 to 10 times", with three extra bits.
const ABSENT: usize = 17;

/// "No code 11 to 138 times", with seven extra bits.
const ABSENT_LONG: usize = 18;

/// The header of a last block with these code lengths, 0 for no code; its bytes and its length in bits.
pub fn block_header(literal_lengths: &[u8; LITERAL_LENGTHS], distances: &[u8; DISTANCES]) -> (Vec<u8>, usize) {
    let lengths: Vec<u8> = literal_lengths.iter().chain(distances).copied().collect();
    let tokens = run_length_tokens(&lengths);
    let mut counts = [0; ORDER.len()];
    tokens.iter().for_each(|&(symbol, _)| counts[symbol] += 1);
    let code_lengths = limited_lengths(&counts, 7);
    let codes = canonical_codes(&code_lengths);
    let sent = ORDER.iter().rposition(|&symbol| code_lengths[symbol] > 0).map_or(4, |last| (last + 1).max(4));

    // Each length takes at most 7 + 2 bits.
    let mut writer = BitWriter::with_room(lengths.len() * 2);
    let mut put = |value: usize, count: u32| writer.put(Bits { value: value as u64, count });
    put(1, 1); // the last block
    put(2, 2); // dynamic Huffman codes
    put(LITERAL_LENGTHS - 257, 5);
    put(DISTANCES - 1, 5);
    put(sent - 4, 4);
    ORDER[..sent].iter().for_each(|&symbol| put(code_lengths[symbol].into(), 3));
    for (symbol, extra) in tokens {
        put(codes[symbol].into(), code_lengths[symbol].into());
        match symbol {
            REPEAT => put(extra, 2),
            ABSENT => put(extra, 3),
            ABSENT_LONG => put(extra, 7),
            _ => {}
        }
    }
    let (bytes, bits) = writer.finish();
    (bytes.to_vec(), bits)
}

/// Lengths as symbols of the code-length code, with the extra bits of repeats and gaps.
fn run_length_tokens(lengths: &[u8]) -> Vec<(usize, usize)> {
    let mut tokens = vec![];
    for run in lengths.chunk_by(|a, b| a == b) {
        if run[0] == 0 {
            absent_tokens(run.len(), &mut tokens);
            continue;
        }
        let length = (usize::from(run[0]), 0);
        tokens.push(length);
        let mut left = run.len() - 1;
        while left >= 3 {
            // 7 and 8 left split evenly: 6 and a rest below 3 would spell the rest out.
            let repeat = if left == 7 || left == 8 { 4 } else { left.min(6) };
            tokens.push((REPEAT, repeat - 3));
            left -= repeat;
        }
        tokens.extend(std::iter::repeat_n(length, left));
    }
    tokens
}

/// A stretch of symbols without codes.
fn absent_tokens(mut left: usize, tokens: &mut Vec<(usize, usize)>) {
    while left >= 11 {
        let absent = left.min(138);
        tokens.push((ABSENT_LONG, absent - 11));
        left -= absent;
    }
    if left >= 3 {
        tokens.push((ABSENT, left - 3));
        left = 0;
    }
    tokens.extend(std::iter::repeat_n((0, 0), left));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn run_length_tokens_spell_the_lengths() {
        for (run, length) in (1..160).flat_map(|run| [(run, 8), (run, 0)]) {
            let mut lengths = vec![3];
            lengths.extend(vec![length; run]);
            lengths.push(9);
            let mut spelt: Vec<u8> = vec![];
            for (symbol, extra) in run_length_tokens(&lengths) {
                match symbol {
                    REPEAT => spelt.extend(vec![spelt[spelt.len() - 1]; extra + 3]),
                    ABSENT => spelt.extend(vec![0; extra + 3]),
                    ABSENT_LONG => spelt.extend(vec![0; extra + 11]),
                    length => spelt.push(length as u8),
                }
            }
            assert_eq!(spelt, lengths);
        }
    }
}
