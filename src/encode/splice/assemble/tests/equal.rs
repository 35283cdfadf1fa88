//! The fast form gives the bytes of the plain form, for tiles of any bits.

use proptest::prelude::*;

use super::{Random, assembler, codes};
use crate::canvas::{CanvasSize, TILE_HEIGHT};
use crate::encode::Samples;
use crate::encode::splice::adler::TileAdler;
use crate::encode::splice::assemble::AssembleScratch;
use crate::encode::splice::tile_code::{MAX_ROW_BITS, TileCode, TileCodeWriter};
use crate::encode::splice::tile_store::TileStore;

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
    let assembler = assembler(width, height, samples, &filters, code);
    let mut scratch = AssembleScratch::default();
    let mut out = vec![0xAA; random.below(2) * 500_000];
    let mut store = TileStore::new();
    // Later images are joined into what the earlier ones left.
    for full in fullness {
        let ids: Vec<u32> = (0..assembler.grid.len() as u32).collect();
        for &id in &ids {
            let at = assembler.grid.at(id as usize);
            store.put(id, tile(&mut random, assembler.segment(at.column), assembler.height(at.row), *full));
        }
        assembler.assemble(&store, &ids, &mut scratch, &mut out).unwrap();
        let plain = assembler.assemble_plain(&store, &ids).unwrap();
        assert!(out == plain, "{width} x {height} {samples:?} full {full} seed {seed}");
    }
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
    fn and_for_many_bands(height in 200..1281u32, full in 0..=8usize, seed: u64) {
        check(70, height, Samples::Rgb, &[full], seed);
    }
}
