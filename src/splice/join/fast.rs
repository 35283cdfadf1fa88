//! Joining, the fast form: band by band, first listed, then appended while the next band's tiles are on their way from memory.

use super::bit_joiner::{BitJoiner, MARGIN, Place};
use super::prefetch::prefetch;
use super::{AssembleScratch, Assembler, Piece, Start, ZLIB_HEADER};
use crate::canvas::{CanvasSize, TILE_HEIGHT, TILE_WIDTH};
use crate::encode::deflate::{Bits, Code};
use crate::encode::png::PngHeader;
use crate::splice::tile::adler::BandAdler;

/// The widest grid: a canvas of the longest side.
const MAX_COLUMNS: usize = (CanvasSize::MAX_SIDE as usize).div_ceil(TILE_WIDTH);

/// `pieces_of` gives those of a band, from the left, which cover it.
pub(super) fn assemble<'a, Pieces: ExactSizeIterator<Item = Piece<'a>>>(
    assembler: &Assembler,
    pieces_of: impl Fn(usize) -> Pieces,
    scratch: &mut AssembleScratch,
    out: &mut Vec<u8>,
) -> Result<(), String> {
    let Assembler { grid, code, filters, adler, runs, .. } = assembler;
    let Start { header, bytes, end } =
        assembler.start(|| (0..grid.rows()).flat_map(&pieces_of).map(|piece| piece.code));
    let (rows, stride) = (&mut scratch.rows, assembler.stride);
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
            let offset = assembler.offset(piece.column);
            sums.add(piece.code.adler(), offset);
            *blob = piece.code.blob();
            token_bytes += blob.len();
            rows.add(number, piece.code, offset - 1, assembler.segment(piece.column, piece.columns));
        }
        adler.add_band(&mut checksum, band * TILE_HEIGHT * stride, sums);
        let mut to_come = 0;
        if band + 1 < grid.rows() {
            for (piece, blob) in pieces_of(band + 1).zip(&mut coming) {
                *blob = piece.code.blob();
                to_come += 1;
            }
        }

        let height = assembler.height(band);
        let filter = if filter == 0 { Bits::default() } else { code.literal(filter) };
        let bits = 8 * token_bytes
            + height * filter.count as usize
            + runs.most_bits(rows.len() + height, zeros + height * stride);
        grow(out, place.last_byte() + bits / 8 + MARGIN);
        let mut joiner = BitJoiner::new(out, place);
        for row in 0..height {
            let (events, zeros_after) = rows.row(row, stride - 1);
            coming[..to_come].iter().for_each(|tile| prefetch(tile, row));
            if filter.count == 0 {
                zeros += 1;
            } else {
                joiner = joiner.put_run(runs, zeros);
                joiner.put(filter);
                zeros = 0;
            }
            for event in events {
                joiner = joiner.put_run(runs, zeros + event.zeros as usize);
                joiner.copy(&blobs[usize::from(event.piece)][event.at as usize..], event.bit_count as usize);
                zeros = 0;
            }
            zeros += zeros_after;
        }
        place = joiner.stop();
    }
    let end = code.end_of_block();
    grow(out, place.last_byte() + (runs.most_bits(1, zeros) + end.count as usize) / 8 + MARGIN);
    let mut joiner = BitJoiner::new(out, place);
    joiner = joiner.put_run(runs, zeros);
    joiner.put(end);
    let place = joiner.stop();

    out.truncate(place.last_byte() + 1);
    out.extend_from_slice(&checksum.value().to_be_bytes());
    header.finish(out)
}

/// Makes sure of so many bytes; what they hold does not matter.
fn grow(out: &mut Vec<u8>, length: usize) {
    if out.len() < length {
        out.resize(length, 0);
    }
}

/// What files with a header begin with.
pub(super) fn start(header: PngHeader, code: &Code) -> Start {
    let (block_header, bit_count) = code.header();
    let mut bytes = header.start().to_vec();
    bytes.extend_from_slice(&ZLIB_HEADER);
    let place = Place::after(&bytes);
    bytes.resize(bytes.len() + block_header.len() + MARGIN, 0);
    let mut joiner = BitJoiner::new(&mut bytes, place);
    for (number, &byte) in block_header.iter().enumerate() {
        joiner.put(Bits { value: byte.into(), count: (bit_count - 8 * number).min(8) as u32 });
    }
    let end = joiner.stop();
    bytes.truncate(end.last_byte() + 1);
    Start { header, bytes, end }
}
