//! Files of joined tiles give their pixels in independent decoders, and keep clear of what readers stumble over.

use std::io::{Cursor, Read};

use super::{Random, codes, colour, joiner};
use crate::canvas::{Samples, TILE_HEIGHT, TILE_WIDTH};
use crate::encode::deflate::plain::{Token, adler32, inflate_block};
use crate::encode::deflate::symbols::{
    DISTANCE_BASE, DISTANCE_EXTRA, DISTANCES, LENGTH_BASE, LENGTH_EXTRA, MAX_DISTANCE, MAX_MATCH,
};
use crate::encode::deflate::{BitWriter, Code};
use crate::splice::join::JoinScratch;
use crate::splice::tile::adler::TileAdler;
use crate::splice::tile::code::{TileCode, TileCodeWriter};
use crate::splice::tile::store::TileStore;

/// Encodes the rows of a tile as literals, all but their outer zeros.
fn literals(rows: &[&[u8]], highest_index: u8, code: &Code, stride: usize) -> TileCode {
    let mut writer = TileCodeWriter::new();
    writer.begin();
    for (number, row) in rows.iter().enumerate() {
        let Some(leading) = row.iter().position(|&b| b != 0) else { continue };
        let trailing = row.iter().rev().position(|&b| b != 0).unwrap();
        let mut bits = BitWriter::with_room(1000);
        row[leading..row.len() - trailing].iter().for_each(|&byte| bits.put(code.literal(byte)));
        let (bytes, bit_count) = bits.finish();
        writer.row(number, leading, trailing, bytes, bit_count);
    }
    let width = rows[0].len();
    writer.highest_index(highest_index);
    writer.finish(TileAdler::of_rows(&rows.concat(), width, stride))
}

/// The PNG filters as the specification has them (section 9.2): the filtered byte, or the pixel's from it.
fn predicted(filter: u8, left: u8, up: u8, corner: u8) -> u8 {
    let paeth = || {
        let (a, b, c) = (i32::from(left), i32::from(up), i32::from(corner));
        let p = a + b - c;
        let [pa, pb, pc] = [a, b, c].map(|x| (p - x).abs());
        if pa <= pb && pa <= pc {
            left
        } else if pb <= pc {
            up
        } else {
            corner
        }
    };
    match filter {
        0 => 0,
        1 => left,
        2 => up,
        3 => ((u16::from(left) + u16::from(up)) / 2) as u8,
        _ => paeth(),
    }
}

/// Filtered rows with their filter bytes.
fn filtered(pixels: &[u8], row_bytes: usize, bpp: usize, filters: &[u8]) -> Vec<u8> {
    let at = |row: usize, byte: usize, up: usize, left: usize| match (row.checked_sub(up), byte.checked_sub(left)) {
        (Some(row), Some(byte)) => pixels[row * row_bytes + byte],
        _ => 0,
    };
    let row = |row: usize| {
        let filter = filters[row / TILE_HEIGHT];
        let byte = move |byte: usize| {
            let predicted = predicted(filter, at(row, byte, 0, bpp), at(row, byte, 1, 0), at(row, byte, 1, bpp));
            at(row, byte, 0, 0).wrapping_sub(predicted)
        };
        std::iter::once(filter).chain((0..row_bytes).map(byte))
    };
    (0..pixels.len() / row_bytes).flat_map(row).collect()
}

/// One picture made of tiles, by both forms of joining.
struct Made {
    file: Vec<u8>,
    pixels: Vec<u8>,
    filtered: Vec<u8>,
}

fn make(width: u32, height: u32, samples: Samples, filters: &[u8], code: &Code, noise: usize) -> Made {
    let mut random = Random::new(u64::from(width * 7 + height));
    let joiner = joiner(width, height, samples, filters, code.clone());
    let (stride, bpp) = (joiner.stride, joiner.bytes_per_pixel);
    let mut value = 0;
    let pixels: Vec<u8> = (0..height as usize * (stride - 1))
        .map(|_| {
            if random.below(100) < noise {
                value = random.below(256) as u8;
            }
            value
        })
        .collect();
    let filtered = filtered(&pixels, stride - 1, bpp, filters);
    let mut store = TileStore::new();
    let ids: Vec<u32> = (0..joiner.grid.len() as u32).collect();
    for &id in &ids {
        let at = joiner.grid.at(id as usize);
        let first = at.column * TILE_WIDTH * bpp;
        let segment = first..first + joiner.segment(at.column, 1);
        let lines = at.row * TILE_HEIGHT..at.row * TILE_HEIGHT + joiner.height(at.row);
        let highest = lines.clone().flat_map(|y| &pixels[y * (stride - 1)..][segment.clone()]).max().unwrap();
        let rows: Vec<&[u8]> = lines.map(|y| &filtered[y * stride + 1..][segment.clone()]).collect();
        store.put(id, literals(&rows, *highest, code, stride));
    }
    let mut file = vec![];
    joiner.join(&store, &ids, &mut JoinScratch::default(), &mut file).unwrap();
    assert!(file == joiner.join_plain(&store, &ids).unwrap(), "{width} x {height}");
    Made { file, pixels, filtered }
}

/// The chunks of a file: their types and data.
fn chunks(file: &[u8]) -> Vec<([u8; 4], &[u8])> {
    let mut rest = &file[8..];
    let mut found = vec![];
    while !rest.is_empty() {
        let length = u32::from_be_bytes(*rest.first_chunk().unwrap()) as usize;
        found.push((*rest[4..].first_chunk().unwrap(), &rest[8..8 + length]));
        rest = &rest[12 + length..];
    }
    found
}

fn check(width: u32, height: u32, samples: Samples, filters: &[u8], code: &Code, noise: usize) {
    let made = make(width, height, samples, filters, code, noise);
    let shown = format!("{width} x {height} {samples:?} {filters:?}");

    let mut decoder = png::Decoder::new(Cursor::new(&made.file));
    decoder.ignore_checksums(false);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    reader.finish().unwrap();
    assert!(pixels == made.pixels, "the png crate: {shown}");

    let mut decoder = zune_png::PngDecoder::new(zune_png::zune_core::bytestream::ZCursor::new(&made.file));
    let decoded = decoder.decode_raw().unwrap();
    let chunks = chunks(&made.file);
    let types: Vec<_> = chunks.iter().map(|c| &c.0).collect();
    if samples == Samples::Index {
        let channels = decoded.len() / made.pixels.len();
        let colours = made.pixels.iter().map(|&index| colour(index.into()));
        let expected = colours.flat_map(|c| [c.r, c.g, c.b, c.a].into_iter().take(channels));
        assert!(decoded.into_iter().eq(expected), "zune-png: {shown}");
        assert_eq!(types, [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"], "{shown}");
        let used = usize::from(*made.pixels.iter().max().unwrap()) + 1;
        assert_eq!((chunks[1].1.len(), chunks[2].1.len()), (3 * used, used.min(9)), "{shown}");
    } else {
        assert!(decoded == made.pixels, "zune-png: {shown}");
        assert_eq!(types, [b"IHDR", b"IDAT", b"IEND"], "one IDAT: {shown}");
    }
    let stream = chunks[chunks.len() - 2].1;
    assert_eq!(stream[0], 0x78, "deflate with a window of 32 KiB");
    assert_eq!(u16::from_be_bytes([stream[0], stream[1]]) % 31, 0, "RFC 1950's check of the two bytes");
    let mut inflated = vec![];
    flate2::read::ZlibDecoder::new(stream).read_to_end(&mut inflated).unwrap();
    assert!(inflated == made.filtered, "zlib: {shown}");
    assert_eq!(stream[stream.len() - 4..], adler32(&made.filtered).to_be_bytes(), "{shown}");

    // The only matches here are those of zero runs.
    let tokens = inflate_block(&stream[2..]);
    assert!(tokens.iter().all(|t| !matches!(t, Token::Copy(_, distance) if *distance != 1)), "{shown}");
}

#[test]
fn files_decode_to_their_pixels() {
    for (number, code) in codes().iter().enumerate() {
        for (width, height) in [(1, 1), (64, 32), (65, 33), (200, 97), (333, 70)] {
            for samples in Samples::ALL {
                let bands = (height as usize).div_ceil(TILE_HEIGHT);
                for first in 0..5 {
                    let filters: Vec<u8> = (0..bands).map(|band| ((first + band * number) % 5) as u8).collect();
                    check(width, height, samples, &filters, code, [0, 1, 10, 100][(first + number) % 4]);
                }
            }
        }
    }
}

#[test]
fn rows_longer_than_the_window_decode() {
    let code = &codes()[1];
    check(8200, 34, Samples::Rgba, &[4, 0], code, 1);
    check(11_000, 3, Samples::Rgb, &[0], code, 0);
}

/// A run of zeros goes on through all tiles and rows, so that blank art does not pay for the borders of tiles.
#[test]
fn blank_pictures_are_one_run_or_one_a_row() {
    let (width, height) = (1000, 700);
    for samples in Samples::ALL {
        let stride = width * samples.bytes() + 1;
        for (filter, runs, length) in [(0, 1, height * stride), (2, height, stride - 1)] {
            let made = make(width as u32, height as u32, samples, &[filter; 22], &codes()[1], 0);
            let tokens = inflate_block(&chunks(&made.file).iter().find(|c| &c.0 == b"IDAT").unwrap().1[2..]);
            let filter_bytes = if filter == 0 { 0 } else { height };
            // A literal, then matches of 258 bytes and a rest.
            assert!(tokens.len() <= filter_bytes + runs * (2 + length / MAX_MATCH), "{samples:?} {}", tokens.len());
        }
    }
}

/// Some readers refuse trees that are not complete, and all refuse trees that are more than that.
#[test]
fn both_trees_are_complete() {
    const WHOLE: u32 = 1 << 15;
    for code in codes() {
        let lengths =
            LENGTH_BASE.iter().zip(LENGTH_EXTRA).map(|(&l, extra)| code.length_cost(l.into()) - u32::from(extra));
        let literals = (0..=255).map(|byte| code.literal_cost(byte)).chain([code.end_of_block().count]);
        assert_eq!(literals.chain(lengths).map(|bits| WHOLE >> bits).sum::<u32>(), WHOLE);
        let distances =
            (0..DISTANCES).map(|s| code.distance_cost(DISTANCE_BASE[s].into()) - u32::from(DISTANCE_EXTRA[s]));
        assert_eq!(distances.map(|bits| WHOLE >> bits).sum::<u32>(), WHOLE);
    }
}

/// Length 258 has a symbol of its own, 285; as 284 with extra bits 31 it is refused by some readers.
#[test]
fn the_longest_match_is_symbol_285() {
    for code in codes() {
        let distance = code.distance_cost(1);
        let symbol_284 = code.length_cost(257) - 5;
        let bits = |length| code.match_bits(length, 1).value & ((1 << symbol_284) - 1);
        assert_eq!(bits(257), bits(227), "both are symbol 284");
        assert_ne!(bits(257), bits(MAX_MATCH));
        assert_eq!(code.match_bits(MAX_MATCH, 1).count, code.length_cost(MAX_MATCH) + distance);
        assert!(code.match_bits(MAX_MATCH, MAX_DISTANCE).count <= 56);
    }
}
