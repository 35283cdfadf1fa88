//! One band of tiles as rows of events, in the order of the stream.
//!
//! Pieces (tiles, or neighbours merged to one) are visited one after another, so that each one's memory is read once and in
//! order; what they hold is dealt out to the band's 32 rows. Zero rows are never looked at.

use crate::canvas::TILE_HEIGHT;
use crate::splice::tile::code::{RowWord, TileCode};

/// The tokens of one piece in one row.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Event {
    /// Zeros before the tokens: since the tokens before them in this row, or the row's filter byte.
    pub(super) zeros: u32,
    /// Index of its tokens' first byte in the piece's bytes.
    pub(super) at: u32,
    /// Bits of the tokens.
    pub(super) bit_count: u32,
    /// The piece: its number in the band.
    pub(super) piece: u16,
}

/// The events of a band, row by row. Its memory is reused from band to band.
#[derive(Clone, Debug, Default)]
pub(super) struct RowList {
    /// For each row as many as there are pieces.
    events: Vec<Event>,
    pieces: usize,
    rows: [RowEnd; TILE_HEIGHT],
}

#[derive(Clone, Copy, Debug, Default)]
struct RowEnd {
    /// Index after the row's last event.
    events: u32,
    /// Byte after its tokens, from the byte after the filter byte.
    byte: u32,
}

impl RowList {
    /// Starts a band of so many pieces, at most 512.
    pub(super) fn begin(&mut self, pieces: usize) {
        self.pieces = pieces;
        self.rows = std::array::from_fn(|row| RowEnd { events: (row * pieces) as u32, byte: 0 });
        self.events.resize(pieces * TILE_HEIGHT, Event::default());
    }

    /// Adds the next piece of `segment` bytes, whose first byte is `start` bytes after the filter byte.
    #[inline(always)]
    pub(super) fn add(&mut self, piece: usize, code: &TileCode, start: usize, segment: usize) {
        let blob = code.blob();
        let mut left = code.mask();
        let rows = left.count_ones() as usize;
        let mut at = 8 * rows;
        for word in &blob.as_chunks::<8>().0[..rows] {
            let word = RowWord(u64::from_le_bytes(*word));
            let end = &mut self.rows[left.trailing_zeros() as usize % TILE_HEIGHT];
            left &= left - 1;
            let first = (start + word.leading_zeros()) as u32;
            self.events[end.events as usize] = Event {
                zeros: first - end.byte,
                at: at as u32,
                bit_count: word.bit_count() as u32,
                piece: piece as u16,
            };
            *end = RowEnd { events: end.events + 1, byte: (start + segment - word.trailing_zeros()) as u32 };
            at += word.bytes();
        }
    }

    /// Returns the number of events of all rows.
    pub(super) fn len(&self) -> usize {
        (0..TILE_HEIGHT).map(|row| self.rows[row].events as usize - row * self.pieces).sum()
    }

    /// Returns the events of a row, and how many of its `width` bytes after the filter byte follow the last one's tokens.
    #[inline(always)]
    pub(super) fn row(&self, row: usize, width: usize) -> (&[Event], usize) {
        let end = self.rows[row];
        (&self.events[row * self.pieces..end.events as usize], width - end.byte as usize)
    }
}
