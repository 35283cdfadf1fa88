//! A plain inflate for one dynamic-Huffman block, bit by bit, that gives tokens, and the check sum of a zlib stream: what tests
//! compare writers with.

use std::collections::HashMap;

use super::lengths::canonical_codes;
use super::symbols::{
    DISTANCE_BASE, DISTANCE_EXTRA, DISTANCES, END_OF_BLOCK, FIRST_LENGTH, LENGTH_BASE, LENGTH_EXTRA, LITERAL_LENGTHS,
};

/// A literal, or a match of a length and a distance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    Literal(u8),
    Copy(usize, usize),
}

/// The bytes that tokens stand for.
pub fn bytes_of(tokens: &[Token]) -> Vec<u8> {
    let mut bytes = vec![];
    for token in tokens {
        match *token {
            Token::Literal(byte) => bytes.push(byte),
            Token::Copy(length, distance) => (0..length).for_each(|_| bytes.push(bytes[bytes.len() - distance])),
        }
    }
    bytes
}

/// Reads bits, lowest first.
#[derive(Debug)]
pub struct BitReader<'a> {
    pub bytes: &'a [u8],
    /// Bits read.
    pub at: usize,
}

impl BitReader<'_> {
    pub fn bits(&mut self, count: u8) -> usize {
        (0..count).map(|i| self.bit() << i).sum()
    }

    fn bit(&mut self) -> usize {
        let bit = self.bytes[self.at / 8] >> (self.at % 8) & 1;
        self.at += 1;
        usize::from(bit)
    }

    fn symbol(&mut self, code: &SymbolCode) -> usize {
        let mut value = 0;
        for length in 1..=15 {
            value |= (self.bit() as u16) << (length - 1);
            if let Some(&symbol) = code.get(&(length, value)) {
                return symbol;
            }
        }
        panic!("no such code");
    }
}

/// Symbols by length and bits of their codes.
type SymbolCode = HashMap<(u8, u16), usize>;

fn symbol_code<const N: usize>(lengths: &[u8; N]) -> SymbolCode {
    let codes = canonical_codes(lengths);
    (0..N).filter(|&s| lengths[s] > 0).map(|s| ((lengths[s], codes[s]), s)).collect()
}

/// The codes that a block header declares.
#[derive(Debug)]
pub struct Inflate {
    literal_lengths: SymbolCode,
    distances: SymbolCode,
}

impl Inflate {
    pub fn from_header(reader: &mut BitReader) -> Self {
        assert_eq!((reader.bits(1), reader.bits(2)), (1, 2), "the last block, dynamic codes");
        let counts = (reader.bits(5) + 257, reader.bits(5) + 1, reader.bits(4) + 4);
        assert_eq!((counts.0, counts.1), (LITERAL_LENGTHS, DISTANCES));
        let mut code_lengths = [0; 19];
        for symbol in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15].into_iter().take(counts.2) {
            code_lengths[symbol] = reader.bits(3) as u8;
        }
        let code = symbol_code(&code_lengths);
        let mut lengths: Vec<u8> = vec![];
        while lengths.len() < LITERAL_LENGTHS + DISTANCES {
            let (repeated, times) = match reader.symbol(&code) {
                16 => (lengths[lengths.len() - 1], reader.bits(2) + 3),
                17 => (0, reader.bits(3) + 3),
                18 => (0, reader.bits(7) + 11),
                length => (length as u8, 1),
            };
            lengths.extend(vec![repeated; times]);
        }
        let (literal_lengths, distances) = lengths.split_at(LITERAL_LENGTHS);
        Self {
            literal_lengths: symbol_code::<LITERAL_LENGTHS>(literal_lengths.try_into().expect("split there")),
            distances: symbol_code::<DISTANCES>(distances.try_into().expect("the right number")),
        }
    }

    /// The next token, or nothing at the end of the block.
    pub fn token(&self, reader: &mut BitReader) -> Option<Token> {
        let symbol = reader.symbol(&self.literal_lengths);
        if symbol < END_OF_BLOCK {
            return Some(Token::Literal(symbol as u8));
        }
        let index = symbol.checked_sub(FIRST_LENGTH)?;
        let length = usize::from(LENGTH_BASE[index]) + reader.bits(LENGTH_EXTRA[index]);
        let symbol = reader.symbol(&self.distances);
        Some(Token::Copy(length, usize::from(DISTANCE_BASE[symbol]) + reader.bits(DISTANCE_EXTRA[symbol])))
    }
}

/// Every token of a block.
pub fn inflate_block(bytes: &[u8]) -> Vec<Token> {
    let mut reader = BitReader { bytes, at: 0 };
    let inflate = Inflate::from_header(&mut reader);
    std::iter::from_fn(|| inflate.token(&mut reader)).collect()
}

/// Adler-32 as it is defined (RFC 1950, section 8.2).
pub fn adler32(bytes: &[u8]) -> u32 {
    const PRIME: u64 = 65_521;
    let (s1, s2) = bytes.iter().fold((1, 0), |(s1, s2), &byte| {
        let s1 = (s1 + u64::from(byte)) % PRIME;
        (s1, (s2 + s1) % PRIME)
    });
    (s2 << 16 | s1) as u32
}

#[test]
fn known_checksum() {
    assert_eq!(adler32(b"Wikipedia"), 0x11E6_0398);
}
