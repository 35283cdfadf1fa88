//! One band of tiles as rows of events, in the order of the stream.
//!
//! Tiles are visited one after another, so that each one's memory is read once and in order; what they hold is
//! dealt out to the band's 32 rows. A tile's zero rows are never looked at.

use crate::canvas::TILE_HEIGHT;
use crate::encode::splice::tile_code::{MAX_ROW_BITS, RowWord, TileCode};

/// An event has 16 bits for places in a tile's bytes.
const _: () = assert!(TILE_HEIGHT * (4 + MAX_ROW_BITS / 8) <= u16::MAX as usize);

/// One tile's tokens in one row.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Event {
    /// Zeros before the tokens: since the tokens before them in this row, or the row's filter byte.
    pub(super) zeros: u32,
    /// The tile.
    pub(super) column: u16,
    /// Where its tokens begin in the tile's bytes.
    pub(super) at: u16,
    /// Bits of the tokens.
    pub(super) bit_count: u16,
}

/// The events of a band, row by row. Memory is kept from band to band.
#[derive(Clone, Debug, Default)]
pub(super) struct RowList {
    /// As many for each row as there are columns.
    events: Vec<Event>,
    columns: usize,
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
    /// Starts a band of so many tiles, at most 512.
    pub(super) fn begin(&mut self, columns: usize) {
        self.columns = columns;
        self.rows = std::array::from_fn(|row| RowEnd { events: (row * columns) as u32, byte: 0 });
        self.events.resize(columns * TILE_HEIGHT, Event::default());
    }

    /// Adds the tile of the next column, whose first byte is `start` bytes after the filter byte.
    #[inline(always)]
    pub(super) fn add(&mut self, column: usize, tile: &TileCode, start: usize, segment: usize) {
        let blob = tile.blob();
        let mut left = tile.mask();
        let rows = left.count_ones() as usize;
        let mut at = 4 * rows;
        for word in &blob.as_chunks::<4>().0[..rows] {
            let word = RowWord(u32::from_le_bytes(*word));
            let end = &mut self.rows[left.trailing_zeros() as usize % TILE_HEIGHT];
            left &= left - 1;
            let first = (start + word.leading_zeros()) as u32;
            self.events[end.events as usize] = Event {
                zeros: first - end.byte,
                column: column as u16,
                at: at as u16,
                bit_count: word.bit_count() as u16,
            };
            *end = RowEnd { events: end.events + 1, byte: (start + segment - word.trailing_zeros()) as u32 };
            at += word.bytes();
        }
    }

    /// Events of all rows.
    pub(super) fn len(&self) -> usize {
        (0..TILE_HEIGHT).map(|row| self.rows[row].events as usize - row * self.columns).sum()
    }

    /// The events of a row, and how many of its `width` bytes after the filter byte follow the last one's tokens.
    #[inline(always)]
    pub(super) fn row(&self, row: usize, width: usize) -> (&[Event], usize) {
        let end = self.rows[row];
        (&self.events[row * self.columns..end.events as usize], width - end.byte as usize)
    }
}
