//! Joins plainly: row by row, tile by tile, every token appended bit by bit.

use super::joiner::{Joiner, ZLIB_HEADER};
use crate::canvas::TILE_HEIGHT;
use crate::encode::deflate::{BitWriter, Bits, Code, ZeroToken};
use crate::splice::tile::adler::BandAdler;
use crate::splice::tile::code::{MAX_ROW_BITS, TileCode};
use crate::splice::tile::store::TileStore;

impl Joiner {
    /// Gives the same bytes as [`Self::join`], by the simplest loop: what the fast form is tested against.
    ///
    /// # Errors
    /// As [`Self::join`].
    ///
    /// # Panics
    /// As [`Self::join`].
    pub fn join_plain(&self, tiles: &TileStore, ids: &[u32]) -> Result<Vec<u8>, String> {
        let &Self { canvas, stride, ref grid, ref code, ref filters, ref adler, .. } = self;
        let header = &self.start(|| ids.iter().map(|&id| tiles.get(id))).header;
        assert_eq!(ids.len(), grid.len(), "one tile for each place of the grid");
        let (block_header, block_header_bits) = code.header();
        // No literal or run takes more than two bytes for each byte it stands for.
        let height = canvas.height() as usize;
        let tokens = MAX_ROW_BITS / 8 * grid.columns() * height;
        let mut writer = BitWriter::with_room(block_header.len() + 2 * stride * height + tokens + 2);
        put_bytes(&mut writer, block_header, block_header_bits);

        let mut checksum = adler.begin();
        let mut zeros = 0;
        for (band, ids) in ids.chunks(grid.columns()).enumerate() {
            let codes: Vec<&TileCode> = ids.iter().map(|&id| tiles.get(id)).collect();
            for row in 0..self.height(band) {
                if filters[band] == 0 {
                    zeros += 1;
                } else {
                    put_zeros(&mut writer, code, &mut zeros);
                    writer.put(code.literal(filters[band]));
                }
                for (column, tile) in codes.iter().enumerate() {
                    let Some(tokens) = tile.rows().find(|tokens| tokens.row == row) else {
                        zeros += self.segment(column, 1);
                        continue;
                    };
                    zeros += tokens.leading_zeros;
                    put_zeros(&mut writer, code, &mut zeros);
                    put_bytes(&mut writer, tokens.bits, tokens.bit_count);
                    zeros = tokens.trailing_zeros;
                }
            }
            let mut sums = BandAdler::default();
            codes.iter().enumerate().for_each(|(column, tile)| sums.add(tile.adler(), self.offset(column)));
            adler.add_band(&mut checksum, band * TILE_HEIGHT * stride, sums);
        }
        put_zeros(&mut writer, code, &mut zeros);
        writer.put(code.end_of_block());

        let mut file = header.start().to_vec();
        file.extend_from_slice(&ZLIB_HEADER);
        file.extend_from_slice(writer.finish().0);
        file.extend_from_slice(&checksum.value().to_be_bytes());
        header.finish(&mut file)?;
        Ok(file)
    }
}

/// Appends a run of zero bytes, if it has any, and starts the next.
fn put_zeros(writer: &mut BitWriter, code: &Code, zeros: &mut usize) {
    let length = std::mem::take(zeros);
    if length == 0 {
        return;
    }
    // A match at distance 1 needs a zero before it, and what comes before a run is never one.
    writer.put(code.literal(0));
    for token in code.zero_runs().after_first(length) {
        writer.put(match token {
            ZeroToken::Literal => code.literal(0),
            ZeroToken::Copy(length) => code.match_bits(length, 1),
        });
    }
}

fn put_bytes(writer: &mut BitWriter, bytes: &[u8], bit_count: usize) {
    for bit in 0..bit_count {
        writer.put(Bits { value: u64::from(bytes[bit / 8] >> (bit % 8) & 1), count: 1 });
    }
}
