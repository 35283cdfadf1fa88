//! One encoded tile: the token bits of its rows, ready to be shifted into any picture that shows it.
//!
//! Neighbouring tiles that were joined have the same form, as one wide tile.
//!
//! All of it is one allocation, because joining reads tiles in an order no cache can guess: a word for
//! each row that has tokens, then the bits of these rows, then room so that whole blocks may be copied.
//! Rows that are zero throughout take no space and no time.

use crate::canvas::{CanvasSize, TILE_HEIGHT};
use crate::encode::filter::ROW_STRIDE;
use crate::splice::tile::adler::TileAdler;

/// The most token bits of a row: 16 a byte, above any literal (15) and any match (48 for 3 bytes).
pub const MAX_ROW_BITS: usize = 16 * ROW_STRIDE;

/// The most bytes of a row of joined tiles: the widest canvas, with pixels of 4 bytes.
const MAX_ROW: usize = 4 * CanvasSize::MAX_SIDE as usize;

/// Bytes of a row that are copied at least: one word that takes the carry, and one block.
pub(crate) const FIRST_COPY: usize = 8 + BLOCK;

/// Bytes of every further copy.
pub(crate) const BLOCK: usize = 64;

/// Token bits the first copy is good for: it starts up to eight bits into its first word.
pub(crate) const FIRST_COPY_BITS: usize = FIRST_COPY * 8 - 8;

/// Bytes that copying a row of so many bits reads from where the row starts.
pub(super) fn copied(bit_count: usize) -> usize {
    FIRST_COPY + bit_count.saturating_sub(FIRST_COPY_BITS).div_ceil(BLOCK * 8) * BLOCK
}

/// The encoded form of one tile under one Huffman code and one filter. It knows no position.
///
/// ```text
/// one u64 for each non-zero row, from the top:  bit count 24 | leading zeros 20 | trailing zeros 20
/// the bits of these rows, each from a whole byte, the last byte filled up with zero bits
/// room
/// one byte: the highest palette index of the tile's pixels, 0 where there is no palette
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct TileCode {
    /// The layout above; empty where every row is zero.
    blob: Box<[u8]>,
    /// Bit `r` is set when row `r` has a byte that is not zero.
    mask: u32,
    adler: TileAdler,
}

/// The tokens of one row of a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowCode<'a> {
    /// Row of the tile, from 0.
    pub row: usize,
    /// Zero bytes of the segment before the first token, which are no part of the bits.
    pub leading_zeros: usize,
    /// Zero bytes after the last token, likewise.
    pub trailing_zeros: usize,
    /// The bits, the first one lowest, then whatever follows them in the tile, with room for whole copies.
    pub bits: &'a [u8],
    /// Number of bits, 1 or more: at most [`MAX_ROW_BITS`] for one tile.
    pub bit_count: usize,
}

impl TileCode {
    /// Returns the rows that have tokens, one bit each, row 0 lowest.
    #[inline]
    pub fn mask(&self) -> u32 {
        self.mask
    }

    /// Returns the tile's part in the checksum of a picture.
    #[inline]
    pub fn adler(&self) -> TileAdler {
        self.adler
    }

    /// Returns the bytes held outside this struct.
    #[inline]
    pub fn heap_bytes(&self) -> usize {
        self.blob.len()
    }

    /// Returns the highest palette index of the tile's pixels; 0 if there is no palette or every row is zero.
    ///
    /// The highest of a picture is that of its tiles all the same: every filter predicts from pixels that are not higher
    /// than the highest of them, so a tile of zeros has no index that none of its neighbours has.
    #[inline]
    pub fn highest_index(&self) -> u8 {
        self.blob.last().copied().unwrap_or(0)
    }

    /// The whole allocation, for the fast form of joining.
    #[inline]
    pub(crate) fn blob(&self) -> &[u8] {
        &self.blob
    }

    /// Returns the rows that have tokens, from the top.
    pub fn rows(&self) -> impl Iterator<Item = RowCode<'_>> {
        let (words, _) = self.blob.as_chunks::<8>();
        let mut at = 8 * self.mask.count_ones() as usize;
        (0..TILE_HEIGHT).filter(|row| self.mask >> row & 1 == 1).zip(words).map(move |(row, word)| {
            let word = RowWord(u64::from_le_bytes(*word));
            let bits = &self.blob[at..];
            at += word.bytes();
            RowCode {
                row,
                leading_zeros: word.leading_zeros(),
                trailing_zeros: word.trailing_zeros(),
                bits,
                bit_count: word.bit_count(),
            }
        })
    }
}

/// A row's word in the blob.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowWord(pub(crate) u64);

/// Each field of a word has room for the widest row.
const _: () = assert!(MAX_ROW < 1 << 20 && 16 * MAX_ROW < 1 << 24);

impl RowWord {
    fn new(bit_count: usize, leading_zeros: usize, trailing_zeros: usize) -> Self {
        Self(bit_count as u64 | (leading_zeros as u64) << 24 | (trailing_zeros as u64) << 44)
    }

    /// Token bits.
    #[inline(always)]
    pub(crate) fn bit_count(self) -> usize {
        (self.0 & 0xFF_FFFF) as usize
    }

    /// Bytes that the bits take in the blob.
    #[inline(always)]
    pub(crate) fn bytes(self) -> usize {
        self.bit_count().div_ceil(8)
    }

    /// Zero bytes before the first token.
    #[inline(always)]
    pub(crate) fn leading_zeros(self) -> usize {
        (self.0 >> 24 & 0xF_FFFF) as usize
    }

    /// Zero bytes after the last token.
    #[inline(always)]
    pub(crate) fn trailing_zeros(self) -> usize {
        (self.0 >> 44) as usize
    }
}

/// Collects the rows of one tile after another; its buffers are reused.
#[derive(Clone, Debug, Default)]
pub struct TileCodeWriter {
    words: Vec<u64>,
    bits: Vec<u8>,
    /// Bytes from the first row's bits to the end of what copying any row reads.
    reach: usize,
    mask: u32,
    highest_index: u8,
}

impl TileCodeWriter {
    /// Makes a writer with empty buffers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts a tile, forgetting rows that were not finished.
    pub fn begin(&mut self) {
        self.words.clear();
        self.bits.clear();
        (self.reach, self.mask, self.highest_index) = (0, 0, 0);
    }

    /// Notes the highest palette index of the tile's pixels.
    pub fn highest_index(&mut self, index: u8) {
        self.highest_index = index;
    }

    /// Adds the tokens of a row that has at least one byte that is not zero; rows come from the top.
    ///
    /// `bits` holds `bit_count` bits, the first one lowest; what is above them is ignored. They stand for
    /// the segment without its first `leading_zeros` and last `trailing_zeros` bytes.
    ///
    /// # Panics
    /// If rows are out of order, or `bit_count` is 0, not in `bits`, or more than the widest canvas has at 16 bits a byte;
    /// or when the zeros leave no byte of such a row.
    pub fn row(&mut self, row: usize, leading_zeros: usize, trailing_zeros: usize, bits: &[u8], bit_count: usize) {
        assert!(row < TILE_HEIGHT && self.mask >> row == 0, "rows come once each, from the top");
        assert!((1..=16 * MAX_ROW).contains(&bit_count), "a row has at least one token, and 16 bits a byte at most");
        assert!(leading_zeros + trailing_zeros < MAX_ROW, "a row of zeros is left out");
        self.mask |= 1 << row;
        self.words.push(RowWord::new(bit_count, leading_zeros, trailing_zeros).0);
        self.reach = self.reach.max(self.bits.len() + copied(bit_count));
        self.bits.extend_from_slice(&bits[..bit_count.div_ceil(8)]);
        // So that tiles of equal tokens are equal.
        if let (Some(last), used @ 1..) = (self.bits.last_mut(), bit_count % 8) {
            *last &= (1 << used) - 1;
        }
    }

    /// Ends the tile, in one allocation of the exact size; without one if all rows are zero.
    pub fn finish(&mut self, adler: TileAdler) -> TileCode {
        if self.words.is_empty() {
            return TileCode { adler, ..TileCode::default() };
        }
        let length = 8 * self.words.len() + self.reach;
        let mut blob = Vec::with_capacity(length + 1);
        blob.extend(self.words.iter().flat_map(|word| word.to_le_bytes()));
        blob.extend_from_slice(&self.bits);
        blob.resize(length, 0);
        blob.push(self.highest_index);
        TileCode { blob: blob.into_boxed_slice(), mask: self.mask, adler }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_tile_of_zeros_holds_nothing() {
        let mut writer = TileCodeWriter::new();
        writer.begin();
        let code = writer.finish(TileAdler::default());
        assert_eq!((code.mask(), code.heap_bytes(), code.rows().count()), (0, 0, 0));
    }

    #[test]
    #[should_panic(expected = "from the top")]
    fn rows_out_of_order_are_refused() {
        let mut writer = TileCodeWriter::new();
        writer.row(3, 0, 0, &[1], 1);
        writer.row(3, 0, 0, &[1], 1);
    }

    proptest! {
        #[test]
        fn rows_come_back(
            rows in prop::collection::btree_map(
                0..TILE_HEIGHT,
                (0..ROW_STRIDE, prop::collection::vec(any::<u8>(), 1..=MAX_ROW_BITS / 8), 0..8usize),
                0..=TILE_HEIGHT,
            ),
            highest: u8,
        ) {
            let mut writer = TileCodeWriter::new();
            writer.row(31, 1, 1, &[255; 9], 72);
            writer.begin();
            for (row, (leading, bits, unused)) in &rows {
                writer.row(*row, *leading, (255 - leading) / 2, bits, bits.len() * 8 - unused);
            }
            writer.highest_index(highest);
            let code = writer.finish(TileAdler::default());
            prop_assert_eq!(code.highest_index(), if rows.is_empty() { 0 } else { highest });
            prop_assert_eq!(code.mask().count_ones() as usize, rows.len());
            prop_assert_eq!(code.rows().count(), rows.len());
            for (found, (row, (leading, bits, unused))) in code.rows().zip(&rows) {
                let mut expected = bits.clone();
                *expected.last_mut().unwrap() &= 255 >> unused;
                prop_assert_eq!((found.row, found.leading_zeros, found.trailing_zeros), (*row, *leading, (255 - leading) / 2));
                prop_assert_eq!(found.bit_count, bits.len() * 8 - unused);
                prop_assert_eq!(&found.bits[..bits.len()], expected);
                prop_assert!(found.bits.len() >= copied(found.bit_count));
            }
        }
    }
}
