//! The fuzz entries, on their seeds and on inputs from a fixed random seed: valid files with some damage, and bytes without
//! sense.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

#[path = "../tools/fuzz/entries/mod.rs"]
mod entries;

use std::fs;
use std::path::Path;

use crate::pixels::fixture::Noise;

/// Calls an entry with all its seeds; returns those that are valid, which is all but those once found by fuzzing.
fn seeds<T>(entry: fn(&[u8]) -> T, target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/fuzz/seeds").join(target);
    let mut seeds: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|file| (file.file_name().to_string_lossy().into_owned(), fs::read(file.path()).unwrap()))
        .collect();
    seeds.sort();
    for (_, bytes) in &seeds {
        entry(bytes);
    }
    seeds.retain(|(name, _)| !name.starts_with("found-"));
    assert!(!seeds.is_empty());
    seeds
}

/// Calls an entry with bytes without sense of up to a length.
fn senseless<T>(entry: fn(&[u8]) -> T, times: u64, longest: u32) {
    for seed in 0..times {
        let mut noise = Noise::new(seed + 1);
        let length = noise.below(longest + 1);
        let bytes: Vec<u8> = (0..length).map(|_| noise.byte()).collect();
        entry(&bytes);
    }
}

/// Calls an entry with seeds in which pieces were replaced, left out and said twice. Some must be read, and some not.
fn damaged(entry: fn(&[u8]) -> bool, times: u64, target: &str) {
    let seeds = seeds(entry, target);
    for (name, seed) in &seeds {
        assert!(entry(seed), "{target}/{name} is not read");
    }
    let mut read = 0;
    for (number, (_, seed)) in (0..times).zip(seeds.iter().cycle()) {
        let mut noise = Noise::new(number + 1);
        let mut bytes = seed.to_vec();
        for _ in 0..noise.below(4) {
            let from = noise.below(bytes.len() as u32 + 1) as usize;
            let to = (from + noise.below(12) as usize).min(bytes.len());
            let piece: Vec<u8> = match noise.below(4) {
                0 => vec![],
                1 => (from..to).map(|_| noise.byte()).collect(),
                2 => bytes[from..to].repeat(2),
                _ => b"0123456789-.e\"[{,\n#"[noise.below(19) as usize..][..1].to_vec(),
            };
            bytes.splice(from..to, piece);
        }
        read += u64::from(entry(&bytes));
    }
    assert!((times / 8..times).contains(&read), "{read} of {times} were read");
}

#[test]
fn splice() {
    seeds(entries::splice, "splice");
    senseless(entries::splice, 1_000, 700);
}

#[test]
fn train() {
    seeds(entries::train, "train");
    senseless(entries::train, 200, 700);
}

#[test]
fn decode_png() {
    senseless(entries::decode_png, 2_000, 300);
    damaged(entries::decode_png, 3_000, "decode_png");
}

#[test]
fn decode_picture() {
    for start in [
        &b"\xff\xd8\xff\xe0"[..],
        b"GIF89a",
        b"RIFF\x40\0\0\0WEBPVP8 ",
        b"RIFF\x40\0\0\0WEBPVP8L",
        b"RIFF\x40\0\0\0WEBPVP8X",
    ] {
        for seed in 0..200 {
            let mut noise = Noise::new(seed + 1);
            let length = noise.below(300);
            let senseless: Vec<u8> = (0..length).map(|_| noise.byte()).collect();
            entries::decode_picture(&[start, &senseless].concat());
        }
    }
    damaged(entries::decode_picture, 3_000, "decode_picture");
}

#[test]
fn pack() {
    seeds(entries::pack, "pack");
    senseless(entries::pack, 1_000, 30);
}

#[test]
fn plan_file() {
    damaged(entries::plan_file, 3_000, "plan_file");
    senseless(entries::plan_file, 500, 100);
}

#[test]
fn config() {
    damaged(entries::config, 2_000, "config");
    senseless(entries::config, 200, 100);
}

#[test]
fn config_json() {
    damaged(entries::config_json, 1_000, "config_json");
}

#[test]
fn hashlips_config() {
    damaged(entries::hashlips_config, 1_000, "hashlips_config");
}

#[test]
fn names() {
    damaged(entries::names, 1_000, "names");
}

#[test]
fn existing() {
    damaged(entries::existing, 3_000, "existing");
    senseless(entries::existing, 500, 100);
}

#[test]
fn kept() {
    damaged(entries::kept, 3_000, "kept");
    senseless(entries::kept, 500, 400);
}
