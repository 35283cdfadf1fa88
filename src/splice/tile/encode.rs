//! A composed tile to its code: filter, sums for the checksum, tokens.
//!
//! Nothing here knows where in a picture the tile will stand, only how wide the picture is: matches to earlier rows
//! and the checksum's weights depend on the stride.

use super::adler::TileAdler;
use super::code::{TileCode, TileCodeWriter};
use crate::canvas::{PLANE_LEN, Samples};
use crate::encode::deflate::{BitWriter, Geometry, Level, PairedCode, Parser, TokenSink};
use crate::encode::filter::{FilterType, FilteredTile, ROW_STRIDE};

/// Encodes one tile after another; its buffers are reused.
#[derive(Debug)]
pub struct TileEncoder {
    samples: Samples,
    geometry: Geometry,
    filtered: FilteredTile,
    parser: Parser,
    bits: BitWriter,
}

impl TileEncoder {
    /// Makes an encoder for pictures with such samples and a width in pixels.
    pub fn new(samples: Samples, width: usize) -> Self {
        Self {
            samples,
            geometry: Geometry { stride: width * samples.bytes() + 1, pixel: samples.bytes() },
            filtered: FilteredTile::new(),
            parser: Parser::default(),
            bits: BitWriter::with_room(2 * ROW_STRIDE),
        }
    }

    /// Encodes a tile of straight planes: R, G, B, A in the layout of [`PLANE_LEN`], A unused for RGB, indices in the first.
    ///
    /// `size` is how many of the tile's pixels are on the canvas, across and down.
    pub fn encode(
        &mut self,
        planes: &[[u8; PLANE_LEN]; 4],
        filter: FilterType,
        size: (usize, usize),
        level: Level,
        code: &PairedCode,
        out: &mut TileCodeWriter,
    ) -> TileCode {
        self.filtered.filter(planes, self.samples, filter, size);
        out.begin();
        if self.samples == Samples::Index {
            out.highest_index(planes[0].iter().fold(0, |highest, &index| highest.max(index)));
        }
        // Owned while it is written to, so that its counters can stay in registers.
        let mut sink = CodeSink { code, bits: std::mem::take(&mut self.bits), out };
        self.parser.parse(&self.filtered, self.geometry, level, code.code(), &mut sink);
        self.bits = sink.bits;
        out.finish(TileAdler::of_tile(&self.filtered, self.geometry.stride))
    }
}

/// Writes tokens as bits.
#[derive(Debug)]
struct CodeSink<'a> {
    code: &'a PairedCode,
    bits: BitWriter,
    out: &'a mut TileCodeWriter,
}

impl TokenSink for CodeSink<'_> {
    #[inline(always)]
    fn literals(&mut self, word: u64, count: usize) {
        let [first, rest] = self.code.literals(word, count);
        self.bits.put(first);
        self.bits.put(rest);
    }

    #[inline(always)]
    fn zero_run(&mut self, length: usize) {
        self.bits.put(self.code.code().inner_zero_run(length));
    }

    #[inline(always)]
    fn copy(&mut self, length: usize, distance: usize) {
        self.bits.put(self.code.code().match_bits(length, distance));
    }

    #[inline(always)]
    fn end_row(&mut self, row: usize, leading_zeros: usize, trailing_zeros: usize) {
        let (bytes, count) = self.bits.finish();
        self.out.row(row, leading_zeros, trailing_zeros, bytes, count);
        self.bits.clear();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::canvas::{TILE_HEIGHT, TILE_WIDTH};
    use crate::encode::deflate::Code;
    use crate::encode::deflate::plain::{BitReader, Inflate, Token};
    use crate::encode::deflate::symbols::{DISTANCES, LITERAL_LENGTHS};
    use crate::encode::filter::plain;

    const LEVELS: [Level; 4] = [Level::ZeroRuns, Level::Greedy, Level::Lazy, Level::Optimal];

    /// The rows a code stands for, decoded where the rest of the picture is noise. Every byte a match reads must be
    /// one of the tile's own.
    fn decode(tile: &TileCode, code: &Code, segment: usize, stride: usize) -> Vec<Vec<u8>> {
        let inflate = Inflate::from_header(&mut BitReader { bytes: code.header().0, at: 0 });
        let mut rows = vec![vec![0; segment]; TILE_HEIGHT];
        for row in tile.rows() {
            let mut reader = BitReader { bytes: row.bits, at: 0 };
            let mut at = row.leading_zeros;
            while reader.at < row.bit_count {
                match inflate.token(&mut reader).expect("no end of block in a row") {
                    Token::Literal(byte) => {
                        rows[row.row][at] = byte;
                        at += 1;
                    }
                    Token::Copy(length, distance) => {
                        for _ in 0..length {
                            let from = (row.row * stride + at).checked_sub(distance).expect("not above the tile");
                            let (source_row, column) = (from / stride, from % stride);
                            assert!(column < segment, "a match reads outside of the tile");
                            rows[row.row][at] = rows[source_row][column];
                            at += 1;
                        }
                    }
                }
            }
            assert_eq!((reader.at, at + row.trailing_zeros), (row.bit_count, segment));
        }
        rows
    }

    /// Planes from flat to noisy: runs of a few colours, some of them noise, repeated at odd offsets.
    fn art() -> impl Strategy<Value = Box<[[u8; PLANE_LEN]; 4]>> {
        let patch = (0..PLANE_LEN, 1..700usize, 1u8..=255, any::<u64>());
        prop::collection::vec(patch, 0..14).prop_map(|patches| {
            let mut planes = Box::new([[0; PLANE_LEN]; 4]);
            for (start, length, spread, seed) in patches {
                for (channel, plane) in planes.iter_mut().enumerate() {
                    for (i, byte) in plane.iter_mut().skip(start).take(length).enumerate() {
                        // A period of 7 to 70 pixels, as a texture has.
                        let phase = (i % (7 + seed as usize % 64)) as u64 + channel as u64;
                        let noise = (seed ^ phase).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56;
                        *byte = (seed >> 8) as u8 ^ (noise % u64::from(spread)) as u8;
                    }
                }
            }
            planes
        })
    }

    fn code() -> impl Strategy<Value = PairedCode> {
        // Zeros and matches from rare to frequent, so that every decision is taken both ways.
        (0u64..100_000, 0u64..5_000, 0u64..5_000).prop_map(|(zeros, copies, distances)| {
            let mut literal_lengths = [100; LITERAL_LENGTHS];
            literal_lengths[0] = zeros;
            literal_lengths[257..].fill(copies);
            let mut by_distance = [100; DISTANCES];
            by_distance[0] = distances;
            PairedCode::new(Code::from_counts(&literal_lengths, &by_distance))
        })
    }

    proptest! {
        #[test]
        fn every_level_decodes_to_the_filtered_rows(
            planes in art(),
            code in code(),
            size in (1..=TILE_WIDTH, 1..=TILE_HEIGHT),
            // Up to where no row above is in reach.
            extra_width in prop_oneof![0usize..100, 5_000usize..12_000],
            filter in prop::sample::select(FilterType::ALL.to_vec()),
        ) {
            let mut writer = TileCodeWriter::new();
            for samples in Samples::ALL {
                let expected = plain::filter(&planes, samples, filter, size);
                let width = size.0 + extra_width;
                let mut encoder = TileEncoder::new(samples, width);
                for level in LEVELS {
                    let tile = encoder.encode(&planes, filter, size, level, &code, &mut writer);
                    let rows = decode(&tile, code.code(), size.0 * samples.bytes(), width * samples.bytes() + 1);
                    prop_assert_eq!(&rows[..size.1], &expected[..], "{:?}", level);
                    prop_assert!(rows[size.1..].iter().flatten().all(|&byte| byte == 0));
                }
            }
        }

        #[test]
        fn an_encoder_forgets_the_last_tile(before in art(), planes in art(), code in code()) {
            let mut writer = TileCodeWriter::new();
            let size = (TILE_WIDTH, TILE_HEIGHT);
            for level in LEVELS {
                let mut fresh = TileEncoder::new(Samples::Rgb, 100);
                let mut used = TileEncoder::new(Samples::Rgb, 100);
                used.encode(&before, FilterType::Up, size, level, &code, &mut writer);
                let expected = fresh.encode(&planes, FilterType::Paeth, size, level, &code, &mut writer);
                prop_assert_eq!(used.encode(&planes, FilterType::Paeth, size, level, &code, &mut writer), expected);
            }
        }
    }

    #[test]
    fn levels_with_matches_use_them() {
        // Noise of three bytes a pixel that repeats every eight rows.
        let noise = |i: usize| ((i % (8 * TILE_WIDTH) * 4).wrapping_mul(0x9E37_79B1) >> 9) as u8;
        let planes: [[u8; PLANE_LEN]; 4] = std::array::from_fn(|c| std::array::from_fn(|i| noise(i) ^ (c * 77) as u8));
        let code = PairedCode::new(Code::from_counts(&[10; LITERAL_LENGTHS], &[10; DISTANCES]));
        let mut encoder = TileEncoder::new(Samples::Rgb, 500);
        let bits = LEVELS.map(|level| {
            let tile = encoder.encode(&planes, FilterType::None, (64, 32), level, &code, &mut TileCodeWriter::new());
            tile.rows().map(|row| row.bit_count).sum::<usize>()
        });
        let [zero_runs, greedy, lazy, optimal] = bits;
        assert!(greedy < zero_runs / 4 && lazy < greedy && optimal < greedy, "{bits:?}");
    }
}
