//! Counts the tokens that a band of the sample editions would be written as, without writing them.
//!
//! A band is a row of tiles. Its distinct tiles are parsed once each and weighted with how often they occur; the zero
//! runs that join across tiles are added up along every pixel row of every edition, as joining does.

use crate::canvas::{PLANE_LEN, Samples};
use crate::encode::deflate::{Code, Counts, Geometry, Level, Parser, TokenSink};
use crate::encode::filter::{FilterType, FilteredTile};

/// One band of the sample editions.
#[derive(Clone, Copy, Debug)]
pub struct SampleBand<'a> {
    /// The distinct tiles.
    pub tiles: &'a [SampleTile<'a>],
    /// Indices of `tiles`: for each edition in turn, its tiles from the left.
    pub order: &'a [u32],
    /// Tiles across.
    pub columns: usize,
    /// Pixel rows of the band that are on the canvas.
    pub height: usize,
}

/// A composed tile.
#[derive(Clone, Copy, Debug)]
pub struct SampleTile<'a> {
    /// Straight R, G, B, A planes in the layout of [`PLANE_LEN`]; A is not used for RGB, the first holds indices.
    pub planes: &'a [[u8; PLANE_LEN]; 4],
    /// Pixels of it across that are on the canvas.
    pub width: usize,
}

/// Counts bands; its buffers are reused.
#[derive(Debug)]
pub struct Surveyor {
    samples: Samples,
    geometry: Geometry,
    filtered: FilteredTile,
    parser: Parser,
}

impl Surveyor {
    /// Makes a surveyor for pictures with such samples and a width in pixels.
    pub fn new(samples: Samples, width: usize) -> Self {
        let geometry = Geometry { stride: width * samples.bytes() + 1, pixel: samples.bytes() };
        Self { samples, geometry, filtered: FilteredTile::new(), parser: Parser::default() }
    }

    /// Counts the tokens of a band with one filter at one level. The code decides which matches are taken.
    pub fn count(&mut self, band: &SampleBand<'_>, filter: FilterType, level: Level, code: &Code) -> Counts {
        let mut weights = vec![0; band.tiles.len()];
        band.order.iter().for_each(|&tile| weights[tile as usize] += 1);
        let mut counts = Counts::default();
        let mut edges = Vec::with_capacity(band.tiles.len() * band.height);
        for (tile, times) in band.tiles.iter().zip(weights) {
            self.filtered.filter(tile.planes, self.samples, filter, (tile.width, band.height));
            let start = edges.len();
            edges.resize(start + band.height, Edges { leading: self.filtered.segment(), trailing: 0 });
            let mut sink = CountSink { counts: &mut counts, times, edges: &mut edges[start..] };
            self.parser.parse(&self.filtered, self.geometry, level, code, &mut sink);
        }
        self.joined_runs(band, filter, &edges, &mut counts);
        counts
    }

    /// Adds what is between the tokens: filter bytes, and the zero runs that reach over borders of tiles.
    ///
    /// A filter byte of 0 is part of the run around it, any other ends it. Runs are taken to end with the band.
    fn joined_runs(&self, band: &SampleBand<'_>, filter: FilterType, edges: &[Edges], counts: &mut Counts) {
        for edition in band.order.chunks_exact(band.columns) {
            let mut run = 0;
            for row in 0..band.height {
                if filter == FilterType::None {
                    run += 1;
                } else {
                    counts.zero_run(std::mem::take(&mut run), 1);
                    counts.literal(filter.byte(), 1);
                }
                for &tile in edition {
                    let Edges { leading, trailing } = edges[tile as usize * band.height + row];
                    run += leading;
                    if leading < band.tiles[tile as usize].width * self.samples.bytes() {
                        counts.zero_run(std::mem::replace(&mut run, trailing), 1);
                    }
                }
            }
            counts.zero_run(run, 1);
        }
    }
}

/// Zero bytes at both ends of a row of a tile. Where the row is zero, all of it is leading.
#[derive(Clone, Copy, Debug)]
struct Edges {
    leading: usize,
    trailing: usize,
}

/// Counts tokens, and notes the zeros around them.
#[derive(Debug)]
struct CountSink<'a> {
    counts: &'a mut Counts,
    times: u64,
    edges: &'a mut [Edges],
}

impl TokenSink for CountSink<'_> {
    #[inline(always)]
    fn literals(&mut self, word: u64, count: usize) {
        word.to_le_bytes()[..count].iter().for_each(|&byte| self.counts.literal(byte, self.times));
    }

    #[inline(always)]
    fn zero_run(&mut self, length: usize) {
        self.counts.zero_run(length, self.times);
    }

    #[inline(always)]
    fn copy(&mut self, length: usize, distance: usize) {
        self.counts.copy(length, distance, self.times);
    }

    #[inline(always)]
    fn end_row(&mut self, row: usize, leading: usize, trailing: usize) {
        self.edges[row] = Edges { leading, trailing };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::canvas::TILE_WIDTH;
    use crate::encode::deflate::{PairedCode, ZeroToken};
    use crate::splice::tile::code::{TileCode, TileCodeWriter};
    use crate::splice::tile::encode::TileEncoder;

    /// Bits of a zero run of any length.
    fn run_bits(code: &Code, length: usize) -> usize {
        let tokens = code.zero_runs().after_first(length).map(|token| match token {
            ZeroToken::Literal => code.literal_cost(0),
            ZeroToken::Copy(length) => code.match_cost(length, 1),
        });
        (code.literal_cost(0) + tokens.sum::<u32>()) as usize
    }

    /// Bits of a band when its encoded tiles are put together byte by byte.
    fn joined_bits(band: &SampleBand<'_>, codes: &[TileCode], filter: FilterType, pixel: usize, code: &Code) -> usize {
        let mut bits = 0;
        for edition in band.order.chunks(band.columns) {
            let mut zeros = 0;
            let mut end_run = |zeros: &mut usize| {
                bits += if *zeros > 0 { run_bits(code, std::mem::take(zeros)) } else { 0 };
            };
            for row in 0..band.height {
                if filter == FilterType::None {
                    zeros += 1;
                } else {
                    end_run(&mut zeros);
                }
                for &tile in edition {
                    match codes[tile as usize].rows().find(|r| r.row == row) {
                        None => zeros += band.tiles[tile as usize].width * pixel,
                        Some(row) => {
                            zeros += row.leading_zeros;
                            end_run(&mut zeros);
                            zeros = row.trailing_zeros;
                        }
                    }
                }
            }
            end_run(&mut zeros);
            let rows = edition.iter().flat_map(|&tile| codes[tile as usize].rows());
            bits += rows.map(|row| row.bit_count).sum::<usize>();
            if filter != FilterType::None {
                bits += band.height * code.literal_cost(filter.byte()) as usize;
            }
        }
        bits
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn counts_are_what_is_written(
            seeds in prop::collection::vec((any::<u64>(), 0..=64u32), 1..4),
            order in prop::collection::vec(0u32..3, 6),
            height in 1..=32usize,
        ) {
            let planes: Vec<[[u8; PLANE_LEN]; 4]> = seeds.iter().map(|&(seed, zeros)| {
                std::array::from_fn(|c| std::array::from_fn(|i| {
                    // Longer and shorter stretches of one colour, with a texture in some of them.
                    let noise = (seed ^ (i as u64 / 23 % 50)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                    if (noise >> 40) % 64 < u64::from(zeros) { 0 } else { (noise >> (8 * c)) as u8 ^ (i % 5) as u8 }
                }))
            }).collect();
            let tiles: Vec<SampleTile<'_>> = planes.iter().map(|planes| SampleTile { planes, width: TILE_WIDTH }).collect();
            let order: Vec<u32> = order.into_iter().map(|tile| tile % tiles.len() as u32).collect();
            let band = SampleBand { tiles: &tiles, order: &order, columns: 3, height };
            let code = Counts::default().code_open_to_matches(&crate::encode::deflate::ZeroRuns::new(1, |_| 9));
            let paired = PairedCode::new(code.clone());
            let mut writer = TileCodeWriter::new();
            for samples in Samples::ALL {
                let (mut surveyor, mut encoder) = (Surveyor::new(samples, 192), TileEncoder::new(samples, 192));
                for filter in FilterType::ALL {
                    for level in [Level::ZeroRuns, Level::Greedy, Level::Lazy, Level::Optimal] {
                        let codes: Vec<TileCode> = planes
                            .iter()
                            .map(|p| encoder.encode(p, filter, (TILE_WIDTH, height), level, &paired, &mut writer))
                            .collect();
                        let counted = surveyor.count(&band, filter, level, &code).bits(&code) as usize;
                        prop_assert_eq!(counted, joined_bits(&band, &codes, filter, samples.bytes(), &code));
                    }
                }
            }
        }
    }
}
