//! The fast form gives the bytes of the plain form, for tiles of any bits.

use proptest::prelude::*;

use super::{Random, codes, joiner};
use crate::canvas::{CanvasSize, Samples, TILE_HEIGHT};
use crate::splice::join::{JoinScratch, MergedBand};
use crate::splice::tile::adler::TileAdler;
use crate::splice::tile::code::{MAX_ROW_BITS, TileCode, TileCodeWriter};
use crate::splice::tile::store::TileStore;

/// A tile of random rows; `full` of 8 rows have tokens.
fn tile(random: &mut Random, segment: usize, height: usize, full: usize) -> TileCode {
    let mut writer = TileCodeWriter::new();
    writer.begin();
    for row in 0..height {
        if random.below(8) >= full {
            continue;
        }
        let bit_count = match random.below(10) {
            0 => 1 + random.below(9),
            1 => 1 + random.below(MAX_ROW_BITS),
            2 => 560 + random.below(24),
            _ => 30 + random.below(570),
        };
        let bits: Vec<u8> = (0..bit_count.div_ceil(8)).map(|_| random.below(256) as u8).collect();
        let leading = [0, random.below(segment)][random.below(2)];
        let trailing = [0, random.below(segment - leading)][random.below(2)];
        writer.row(row, leading, trailing, &bits, bit_count);
    }
    writer.highest_index(random.below(256) as u8);
    writer.finish(TileAdler { sum: random.below(65_521) as u16, weighted: random.below(65_521) as u16 })
}

fn check(width: u32, height: u32, samples: Samples, fullness: &[usize], seed: u64) {
    let mut random = Random::new(seed);
    let codes = codes();
    let code = codes[random.below(codes.len())].clone();
    let bands = (height as usize).div_ceil(TILE_HEIGHT);
    let one = random.below(5) as u8;
    let mixed = random.below(2) == 0;
    let filters: Vec<u8> = (0..bands).map(|_| if mixed { random.below(5) as u8 } else { one }).collect();
    let joiner = joiner(width, height, samples, &filters, code);
    let mut scratch = JoinScratch::default();
    let mut out = vec![0xAA; random.below(2) * 500_000];
    let mut store = TileStore::new();
    // Later pictures are joined into what the earlier ones left.
    for full in fullness {
        let ids: Vec<u32> = (0..joiner.grid.len() as u32).collect();
        for &id in &ids {
            let at = joiner.grid.at(id as usize);
            store.put(id, tile(&mut random, joiner.segment(at.column, 1), joiner.height(at.row), *full));
        }
        joiner.join(&store, &ids, &mut scratch, &mut out).unwrap();
        let plain = joiner.join_plain(&store, &ids).unwrap();
        assert!(out == plain, "{width} x {height} {samples:?} full {full} seed {seed}");
    }
}

/// Editions of few variants of each tile, merged, and some of them joined plain. Returns how many bytes merged tiles took.
fn check_merged(width: u32, height: u32, samples: Samples, variants: usize, room: usize, seed: u64) -> usize {
    const EDITIONS: usize = 400;
    let mut random = Random::new(seed);
    let codes = codes();
    let code = codes[random.below(codes.len())].clone();
    let filters: Vec<u8> = (0..(height as usize).div_ceil(TILE_HEIGHT)).map(|_| random.below(5) as u8).collect();
    let joiner = joiner(width, height, samples, &filters, code);
    let grid = joiner.grid;
    let mut store = TileStore::new();
    for place in 0..grid.len() {
        let (at, full) = (grid.at(place), random.below(9));
        for variant in 0..variants {
            let tile = tile(&mut random, joiner.segment(at.column, 1), joiner.height(at.row), full);
            store.put((place * variants + variant) as u32, tile);
        }
    }
    let mut ids: Vec<u32> = vec![];
    for _ in 0..EDITIONS {
        // Neighbours mostly go together, as they do in one trait.
        let trait_ = random.below(variants);
        ids.extend((0..grid.len()).map(|place| {
            let variant = if random.below(100) == 0 { random.below(variants) } else { trait_ };
            (place * variants + variant) as u32
        }));
    }
    let bands: Vec<MergedBand> = (0..grid.bands())
        .map(|band| MergedBand::new(&joiner, &store, ids.chunks_exact(grid.len()), band, room))
        .collect();
    let (mut scratch, mut out) = (JoinScratch::default(), vec![]);
    for (edition, ids) in ids.chunks_exact(grid.len()).enumerate().step_by(23) {
        joiner.join_merged(&store, &bands, edition, &mut scratch, &mut out).unwrap();
        let plain = joiner.join_plain(&store, ids).unwrap();
        assert!(out == plain, "{width} x {height} {samples:?} edition {edition} seed {seed}");
    }
    let held: Vec<usize> = bands.iter().map(MergedBand::bytes).collect();
    assert!(held.iter().all(|&bytes| bytes <= room), "{held:?} of {room}");
    held.iter().sum()
}

#[test]
fn neighbours_merge_where_they_recur_and_there_is_room() {
    assert!(check_merged(400, 70, Samples::Rgb, 2, usize::MAX / 2, 3) > 10_000);
    assert_eq!(check_merged(400, 70, Samples::Rgb, 2, 100, 3), 0);
    assert_eq!(check_merged(400, 70, Samples::Rgb, 200, usize::MAX / 2, 3), 0);
    check_merged(CanvasSize::MAX_SIDE, 1, Samples::Rgba, 1, usize::MAX / 2, 3);
}

#[test]
fn the_widest_canvas() {
    check(CanvasSize::MAX_SIDE, 33, Samples::Rgba, &[1, 8], 1);
}

#[test]
fn nothing_but_zeros() {
    for height in [1, 32, 33, 1280] {
        (0..8).for_each(|seed| check(1000, height, Samples::Rgb, &[0], seed));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn fast_gives_the_bytes_of_plain(
        width in 1..300u32,
        height in 1..200u32,
        samples in prop::sample::select(Samples::ALL.to_vec()),
        fullness in prop::collection::vec(0..=8usize, 1..4),
        seed: u64,
    ) {
        check(width, height, samples, &fullness, seed);
    }

    #[test]
    fn merged_gives_the_bytes_of_plain(
        width in 1..700u32,
        height in 1..70u32,
        samples in prop::sample::select(Samples::ALL.to_vec()),
        variants in 1..6usize,
        room in prop_oneof![Just(usize::MAX / 2), 0..200_000usize],
        seed: u64,
    ) {
        check_merged(width, height, samples, variants, room, seed);
    }

    #[test]
    fn and_for_many_bands(height in 200..1281u32, full in 0..=8usize, seed: u64) {
        check(70, height, Samples::Rgb, &[full], seed);
    }
}
