//! The symbols of deflate: how a match's length and distance split into a symbol and extra bits.
//!
//! The tables are those of RFC 1951, section 3.2.5.

/// Literal and length symbols: 256 literals, the end of the block, 29 lengths.
pub const LITERAL_LENGTHS: usize = 286;

/// Distance symbols.
pub const DISTANCES: usize = 30;

/// The symbol that ends a block.
pub const END_OF_BLOCK: usize = 256;

/// The first length symbol.
pub const FIRST_LENGTH: usize = 257;

/// Shortest match.
pub const MIN_MATCH: usize = 3;

/// Longest match.
pub const MAX_MATCH: usize = 258;

/// Farthest match.
pub const MAX_DISTANCE: usize = 32_768;

/// Shortest length of each length symbol, counted from symbol 257. The last one means exactly 258.
pub const LENGTH_BASE: [u16; 29] =
    [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

/// Extra bits of each length symbol, counted from symbol 257.
pub const LENGTH_EXTRA: [u8; 29] =
    [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

/// Nearest distance of each distance symbol.
pub const DISTANCE_BASE: [u16; DISTANCES] = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
    8193, 12289, 16385, 24577,
];

/// Extra bits of each distance symbol.
pub const DISTANCE_EXTRA: [u8; DISTANCES] =
    [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

/// The length symbol, 257..=285, of each length 3..=258, by length. 258 is always symbol 285: that 284 with all extra
/// bits set would say the same is an accident of the format, which some decoders do not accept.
pub const LENGTH_SYMBOL: [u16; MAX_MATCH + 1] = {
    let mut symbols = [0; MAX_MATCH + 1];
    let (mut length, mut index) = (MIN_MATCH, 0);
    while length <= MAX_MATCH {
        if index + 1 < LENGTH_BASE.len() && length >= LENGTH_BASE[index + 1] as usize {
            index += 1;
        }
        symbols[length] = (FIRST_LENGTH + index) as u16;
        length += 1;
    }
    symbols
};

/// The distance symbol, 0..=29, of a distance 1..=32768.
///
/// From distance 5 on, each power of two of `distance - 1` has two symbols, told apart by the bit after the highest.
#[inline]
pub fn distance_symbol(distance: usize) -> usize {
    debug_assert!((1..=MAX_DISTANCE).contains(&distance));
    let above = (distance - 1) as u32;
    if above < 4 {
        return above as usize;
    }
    let highest = above.ilog2();
    (2 * highest + (above >> (highest - 1) & 1)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_lies_in_its_symbol() {
        for (length, symbol) in LENGTH_SYMBOL.into_iter().enumerate().skip(MIN_MATCH) {
            let index = usize::from(symbol) - FIRST_LENGTH;
            let extra = length - LENGTH_BASE[index] as usize;
            assert!(extra < 1 << LENGTH_EXTRA[index], "{length}");
        }
        assert_eq!(LENGTH_SYMBOL[MAX_MATCH], 285);
    }

    #[test]
    fn every_distance_lies_in_its_symbol() {
        for distance in 1..=MAX_DISTANCE {
            let symbol = distance_symbol(distance);
            let extra = distance - DISTANCE_BASE[symbol] as usize;
            assert!(extra < 1 << DISTANCE_EXTRA[symbol], "{distance}");
        }
    }
}
