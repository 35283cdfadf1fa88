//! Joining of encoded tiles to PNG files: time for each non-zero row of a tile, and for each byte of output.
//!
//! Tiles are synthetic, in sizes and numbers as real collections have them: `flat` has few rows of few bits,
//! `noisy` has every row full. Throughput in elements is non-zero rows; the names ending in `bytes` are the same
//! work counted in bytes of files.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use simdgen::canvas::{CanvasSize, ColourType, TILE_HEIGHT, TileGrid};
use simdgen::encode::deflate::Code;
use simdgen::encode::png::PngHeader;
use simdgen::splice::join::{JoinScratch, Joiner, MergedBand};
use simdgen::splice::tile::adler::TileAdler;
use simdgen::splice::tile::code::{TileCode, TileCodeWriter};
use simdgen::splice::tile::store::TileStore;

/// Different tiles for each place of the grid.
const VARIANTS: usize = 16;

/// Images joined in turn.
const IMAGES: usize = 64;

/// A kind of picture: rows of 100 that are not zero, and bits of a row from and to.
struct Kind {
    name: &'static str,
    full: usize,
    bits: (usize, usize),
}

const KINDS: [Kind; 2] =
    [Kind { name: "flat", full: 15, bits: (30, 250) }, Kind { name: "noisy", full: 85, bits: (100, 600) }];

/// A number below a bound, from a seeded stream (splitmix64).
fn below(state: &mut u64, bound: usize) -> usize {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mixed = (*state ^ *state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((mixed ^ mixed >> 31) % bound as u64) as usize
}

fn tile(random: &mut u64, kind: &Kind, segment: usize, height: usize) -> TileCode {
    let mut writer = TileCodeWriter::new();
    writer.begin();
    // Neighbouring rows are alike: all of a tile's rows are zero more often than chance has it.
    let full = if below(random, 100) < kind.full * 2 { kind.full.max(50) } else { kind.full / 4 };
    for row in 0..height {
        if below(random, 100) >= full {
            continue;
        }
        let bit_count = kind.bits.0 + below(random, kind.bits.1 - kind.bits.0);
        let bits: Vec<u8> = (0..bit_count.div_ceil(8)).map(|_| below(random, 256) as u8).collect();
        let leading = below(random, segment / 2);
        writer.row(row, leading, below(random, segment / 2), &bits, bit_count);
    }
    writer.finish(TileAdler { sum: below(random, 65_521) as u16, weighted: below(random, 65_521) as u16 })
}

/// A code as flat pictures have it: runs are cheap.
fn code() -> Code {
    let (mut literals, mut distances) = ([40; 286], [1; 30]);
    literals[0] = 3_000;
    literals[1..8].fill(500);
    literals[249..256].fill(500);
    literals[285] = 6_000;
    distances[0] = 9_000;
    Code::from_counts(&literals, &distances)
}

fn join(criterion: &mut Criterion) {
    for side in [512, 1080] {
        for kind in &KINDS {
            let canvas = CanvasSize::new(side, side).expect("a valid size");
            let grid = TileGrid::new(canvas);
            let mut random = 7;
            let mut store = TileStore::new();
            for place in 0..grid.len() {
                let (segment, height) = (grid.width_of(grid.at(place)) * 3, grid.height_of(grid.at(place)));
                for variant in 0..VARIANTS {
                    store.put((place * VARIANTS + variant) as u32, tile(&mut random, kind, segment, height));
                }
            }
            let images: Vec<Vec<u32>> = (0..IMAGES)
                .map(|_| (0..grid.len()).map(|p| (p * VARIANTS + below(&mut random, VARIANTS)) as u32).collect())
                .collect();
            let rows = images.iter().flatten().map(|&id| u64::from(store.get(id).mask().count_ones())).sum::<u64>();
            let filters: Vec<u8> = (0..side as usize).step_by(TILE_HEIGHT).map(|_| 2).collect();
            let joiner = Joiner::new(PngHeader::new(canvas, ColourType::Rgb), &filters, code());
            let (mut scratch, mut out) = (JoinScratch::default(), vec![]);
            let mut all = |out: &mut Vec<u8>| -> usize {
                let join = |ids: &Vec<u32>| {
                    joiner.join(&store, ids, &mut scratch, out).expect("small images");
                    out.len()
                };
                images.iter().map(join).sum()
            };
            let bytes = all(&mut out) as u64;
            let mut group = criterion.benchmark_group(format!("join/{}/{side}", kind.name));
            group.sample_size(20).measurement_time(std::time::Duration::from_secs(2));
            group.throughput(Throughput::Elements(rows));
            group.bench_function(BenchmarkId::new("fast", "rows"), |b| b.iter(|| all(&mut out)));
            let window: Vec<u32> = images[..4].concat().repeat(IMAGES / 4);
            let merge = |band| MergedBand::new(&joiner, &store, window.chunks_exact(grid.len()), band, usize::MAX / 2);
            let merged: Vec<MergedBand> = (0..grid.bands()).map(merge).collect();
            let rows = (IMAGES as u64 / 4)
                * images[..4].iter().flatten().map(|&id| u64::from(store.get(id).mask().count_ones())).sum::<u64>();
            let mut scratch = JoinScratch::default();
            group.throughput(Throughput::Elements(rows));
            group.bench_function(BenchmarkId::new("merged, four images over and over", "rows"), |b| {
                b.iter(|| {
                    (0..IMAGES).for_each(|image| {
                        joiner.join_merged(&store, &merged, image, &mut scratch, &mut out).expect("small images");
                    });
                });
            });
            group.throughput(Throughput::Bytes(bytes));
            group.bench_function(BenchmarkId::new("fast", "bytes"), |b| b.iter(|| all(&mut out)));
            group.throughput(Throughput::Elements(rows / IMAGES as u64));
            group.bench_function(BenchmarkId::new("plain", "rows"), |b| {
                b.iter(|| joiner.join_plain(&store, &images[0]));
            });
            group.finish();
        }
    }
}

criterion_group!(benches, join);
criterion_main!(benches);
