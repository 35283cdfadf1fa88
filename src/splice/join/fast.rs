//! Joins fast: band by band, first listed, then appended while the next band's tiles are on their way from memory.

use std::borrow::Borrow;

use super::bit_joiner::{BitJoiner, MARGIN};
use super::joiner::{Joiner, Piece, Start};
use super::row_list::RowList;
use crate::canvas::{CanvasSize, TILE_HEIGHT, TILE_WIDTH};
use crate::encode::deflate::Bits;
use crate::splice::tile::adler::BandAdler;
use crate::splice::tile::code::TileCode;
use crate::splice::tile::store::TileStore;

/// The widest grid: a canvas of the longest side.
const MAX_COLUMNS: usize = (CanvasSize::MAX_SIDE as usize).div_ceil(TILE_WIDTH);

/// Bytes of a cache line.
const LINE: usize = 64;

/// The scratch memory of joining; one for each thread, reused from picture to picture.
#[derive(Clone, Debug, Default)]
pub struct JoinScratch {
    rows: RowList,
}

impl Joiner {
    /// Joins one picture: `ids` has the tile of every place of the grid.
    ///
    /// `out` is replaced by the file. Hand it back uncleared for the next picture: bytes that are there already
    /// need not be zeroed before they are overwritten, and nothing is allocated once it has the size of the
    /// largest.
    ///
    /// # Errors
    /// If the compressed pixels are longer than a PNG chunk can be, 2 GiB.
    ///
    /// # Panics
    /// If `ids` has another length than the grid, or names a tile that is not in the store.
    pub fn join(
        &self,
        tiles: &TileStore,
        ids: &[u32],
        scratch: &mut JoinScratch,
        out: &mut Vec<u8>,
    ) -> Result<(), String> {
        assert_eq!(ids.len(), self.grid.len(), "one tile for each place of the grid");
        let columns = self.grid.columns();
        let pieces = |band: usize| {
            let ids = ids[band * columns..][..columns].iter().enumerate();
            ids.map(|(column, &id)| Piece { column, columns: 1, code: tiles.get(id) })
        };
        self.join_pieces(pieces, scratch, out)
    }

    /// Joins one picture from the code of the tile at every place of the grid, in order; `out` as [`Self::join`] takes it.
    ///
    /// # Errors
    /// As [`Self::join`].
    ///
    /// # Panics
    /// If there is not one code for each place of the grid.
    pub fn join_codes<C: Borrow<TileCode>>(
        &self,
        codes: &[C],
        scratch: &mut JoinScratch,
        out: &mut Vec<u8>,
    ) -> Result<(), String> {
        assert_eq!(codes.len(), self.grid.len(), "one tile for each place of the grid");
        let columns = self.grid.columns();
        let pieces = |band: usize| {
            let codes = codes[band * columns..][..columns].iter().enumerate();
            codes.map(|(column, code)| Piece { column, columns: 1, code: code.borrow() })
        };
        self.join_pieces(pieces, scratch, out)
    }

    /// Joins one picture, of which `pieces_of` gives the pieces of each band, from the left, which cover it.
    ///
    /// # Errors
    /// As [`Self::join`].
    pub(super) fn join_pieces<'a, Pieces: ExactSizeIterator<Item = Piece<'a>>>(
        &self,
        pieces_of: impl Fn(usize) -> Pieces,
        scratch: &mut JoinScratch,
        out: &mut Vec<u8>,
    ) -> Result<(), String> {
        let Self { grid, code, filters, adler, runs, .. } = self;
        let Start { header, bytes, end } =
            self.start(|| (0..grid.bands()).flat_map(&pieces_of).map(|piece| piece.code));
        let (rows, stride) = (&mut scratch.rows, self.stride);
        grow(out, bytes.len());
        out[..bytes.len()].copy_from_slice(bytes);
        let mut place = *end;

        let mut checksum = adler.begin();
        let mut blobs: [&[u8]; MAX_COLUMNS] = [&[]; MAX_COLUMNS];
        // Of the next band: asked for while this one is appended.
        let mut coming: [&[u8]; MAX_COLUMNS] = [&[]; MAX_COLUMNS];
        // Zeros that end what was appended, not appended yet.
        let mut zeros = 0;
        for (band, &filter) in filters.iter().enumerate() {
            let (mut sums, mut token_bytes) = (BandAdler::default(), 0);
            let pieces = pieces_of(band);
            rows.begin(pieces.len());
            for ((number, piece), blob) in pieces.enumerate().zip(&mut blobs) {
                let offset = self.offset(piece.column);
                sums.add(piece.code.adler(), offset);
                *blob = piece.code.blob();
                token_bytes += blob.len();
                rows.add(number, piece.code, offset - 1, self.segment(piece.column, piece.columns));
            }
            adler.add_band(&mut checksum, band * TILE_HEIGHT * stride, sums);
            let mut to_come = 0;
            if band + 1 < grid.bands() {
                for (piece, blob) in pieces_of(band + 1).zip(&mut coming) {
                    *blob = piece.code.blob();
                    to_come += 1;
                }
            }

            let height = self.height(band);
            let filter = if filter == 0 { Bits::default() } else { code.literal(filter) };
            let most_bits = 8 * token_bytes
                + height * filter.count as usize
                + runs.most_bits(rows.len() + height, zeros + height * stride);
            grow(out, place.last_byte() + most_bits / 8 + MARGIN);
            let mut bits = BitJoiner::new(out, place);
            for row in 0..height {
                let (events, zeros_after) = rows.row(row, stride - 1);
                coming[..to_come].iter().for_each(|tile| prefetch(tile, row));
                if filter.count == 0 {
                    zeros += 1;
                } else {
                    bits = bits.put_run(runs, zeros);
                    bits.put(filter);
                    zeros = 0;
                }
                for event in events {
                    bits = bits.put_run(runs, zeros + event.zeros as usize);
                    bits.copy(&blobs[usize::from(event.piece)][event.at as usize..], event.bit_count as usize);
                    zeros = 0;
                }
                zeros += zeros_after;
            }
            place = bits.stop();
        }
        let end = code.end_of_block();
        grow(out, place.last_byte() + (runs.most_bits(1, zeros) + end.count as usize) / 8 + MARGIN);
        let mut bits = BitJoiner::new(out, place);
        bits = bits.put_run(runs, zeros);
        bits.put(end);
        let place = bits.stop();

        out.truncate(place.last_byte() + 1);
        out.extend_from_slice(&checksum.value().to_be_bytes());
        header.finish(out)
    }
}

/// Makes room for so many bytes; their contents do not matter.
fn grow(out: &mut Vec<u8>, length: usize) {
    if out.len() < length {
        out.resize(length, 0);
    }
}

/// Asks for a part of a tile's bytes before they are read: all rows of a full band together ask for all of the tile.
///
/// A band reads each of its tiles once, from wherever it lies in memory. Waiting for that was a quarter of the time of joining
/// (catavatar: 32 ns a row without, 24 ns with). It goes by the row, because asking for everything at once waits for the queue
/// of loads under way, which is a dozen long.
#[inline(always)]
fn prefetch(tile: &[u8], row: usize) {
    let part = tile.len() / TILE_HEIGHT + 1;
    for at in (row * part..(row + 1) * part).step_by(LINE) {
        tile.get(at).into_iter().for_each(line);
    }
}

/// Asks for the cache line of a byte. The safe twin, for other processors, does nothing: no byte of a picture depends on it.
#[cfg(all(target_arch = "x86_64", not(miri)))]
#[expect(unsafe_code, reason = "the instruction takes a raw pointer; see the invariant at the block")]
#[inline(always)]
fn line(byte: &u8) {
    use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
    // SAFETY: a prefetch changes nothing that a program can see and cannot fault, whatever the address; this one is that of
    // a byte behind a reference. The instruction is part of SSE, which every x86-64 processor has.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(byte).cast()) }
}

#[cfg(not(all(target_arch = "x86_64", not(miri))))]
#[inline(always)]
fn line(_: &u8) {}
