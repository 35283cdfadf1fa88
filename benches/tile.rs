//! One tile from composed planes to its code, by level, on flat and noisy art: `tile/<level>/<art>`.
//!
//! Also the parts that all levels share: `filter/<type>` and the sums, which an encoder cannot do without.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use simdgen::canvas::{PLANE_LEN, Samples, TILE_HEIGHT, TILE_WIDTH};
use simdgen::encode::deflate::{Code, Level, PairedCode};
use simdgen::encode::filter::{FilterType, FilteredTile};
use simdgen::splice::tile::code::TileCodeWriter;
use simdgen::splice::tile::encode::TileEncoder;

type Planes = [[u8; PLANE_LEN]; 4];

const SIZE: (usize, usize) = (TILE_WIDTH, TILE_HEIGHT);

/// Cartoon art: three flat colours with slanted edges between them.
fn flat() -> Planes {
    let colour = |x: usize, y: usize, c: usize| [200, 31, 117][((x + y / 2) / 40 + y / 20) % 3] ^ (c * 40) as u8;
    std::array::from_fn(|c| std::array::from_fn(|i| colour(i % TILE_WIDTH, i / TILE_WIDTH, c)))
}

/// Painted art: a gradient with noise in its low bits, three bits deep.
fn noisy() -> Planes {
    let noise = |i: usize| ((i as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 61) as u8;
    let shade = |i: usize, c: usize| (i / TILE_WIDTH * 3 + i % TILE_WIDTH + 60 * c) as u8;
    std::array::from_fn(|c| std::array::from_fn(|i| shade(i, c).wrapping_add(noise(3 * i + c))))
}

/// A code as a collection of such art has: the smaller a difference, the more often it comes.
fn code() -> PairedCode {
    let mut literal_lengths = [1; 286];
    for (byte, count) in literal_lengths[..256].iter_mut().enumerate() {
        let size = (byte as u8 as i8).unsigned_abs();
        *count = 40_000 / (1 + u64::from(size).pow(2));
    }
    literal_lengths[257..].fill(100);
    let mut distances = [60; 30];
    distances[0] = 1000;
    PairedCode::new(Code::from_counts(&literal_lengths, &distances))
}

fn tiles(c: &mut Criterion) {
    let (code, mut writer) = (code(), TileCodeWriter::new());
    let levels =
        [("zero-runs", Level::ZeroRuns), ("greedy", Level::Greedy), ("lazy", Level::Lazy), ("optimal", Level::Optimal)];
    for (art, planes) in [("flat", flat()), ("noisy", noisy())] {
        for samples in Samples::ALL {
            let mut encoder = TileEncoder::new(samples, 1000);
            for (name, level) in levels {
                c.bench_function(&format!("tile/{name}/{art}/{samples:?}"), |b| {
                    b.iter(|| encoder.encode(black_box(&planes), FilterType::Paeth, SIZE, level, &code, &mut writer));
                });
            }
        }
    }
}

fn filters(c: &mut Criterion) {
    let (planes, mut tile) = (noisy(), FilteredTile::new());
    for filter in FilterType::ALL {
        c.bench_function(&format!("filter/{filter:?}"), |b| {
            b.iter(|| tile.filter(black_box(&planes), Samples::Rgb, filter, SIZE));
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(std::time::Duration::from_millis(200))
        .measurement_time(std::time::Duration::from_millis(500));
    targets = tiles, filters
}
criterion_main!(benches);
