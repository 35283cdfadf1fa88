//! Pictures that repeat themselves across tiles: every effort but `fast` encodes them whole where that makes them smaller.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::command::simdgen::{compare_with_oracle, files_below, succeed};
use crate::pixels::fixture::{Noise, write_png};

/// Traits that show a piece of noise of so many pixels a side, over and over; each in so many colours of its own, if that is said.
pub fn sheets(root: &Path, piece: u32, colours: Option<u32>) {
    let (mut noise, side) = (Noise::new(5), 256);
    for trait_name in ["a", "b", "c", "d"] {
        let any = |noise: &mut Noise| [noise.byte(), noise.byte(), noise.byte()];
        let table: Option<Vec<[u8; 3]>> = colours.map(|count| (0..count).map(|_| any(&mut noise)).collect());
        let pixels: Vec<[u8; 3]> = (0..piece * piece)
            .map(|_| match &table {
                Some(table) => table[noise.below(table.len() as u32) as usize],
                None => any(&mut noise),
            })
            .collect();
        let rgba = (0..side).flat_map(|y| (0..side).map(move |x| (x, y))).flat_map(|(x, y)| {
            let [r, g, b] = pixels[(x % piece + y % piece * piece) as usize];
            [r, g, b, 255]
        });
        write_png(&root.join(format!("layers/Sheet/{trait_name}.png")), side, side, &rgba.collect::<Vec<u8>>());
    }
    fs::write(root.join("simdgen.toml"), "[collection]\neditions = 4\n[[layers]]\nname = \"Sheet\"\n").unwrap();
}

/// Whether pictures were encoded whole, and their bytes.
fn generate(root: &Path, more: &str) -> (bool, u64) {
    let output = succeed(&format!("generate {{}} --json --force {more}"), root);
    let summary: Value = serde_json::from_str(&output.out).unwrap();
    (summary["encoded_whole"].as_bool().unwrap(), summary["image_bytes"].as_u64().unwrap())
}

#[test]
fn sheets_are_encoded_whole_at_every_effort_but_fast() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    // Seventy pixels are more than a tile is wide or high, and seventy rows less than deflate's window.
    sheets(root, 70, None);
    let (fast_is_whole, fast) = generate(root, "--effort fast");
    let (high_is_whole, high) = generate(root, "--effort high");
    assert!(!fast_is_whole && high_is_whole && high < fast, "{high} {fast}");
    assert_eq!(generate(root, "--effort balanced"), (true, high));
    let project = simdgen::dialect::open(root, None).unwrap();
    assert_eq!(compare_with_oracle(&project, &root.join("build")), 4);
    // What was found is kept, and the same whatever renders it.
    let before = files_below(&root.join("build/images"));
    for more in ["--threads 1", "--batch 1 --threads 3", "--editions 1..=4"] {
        assert_eq!(generate(root, &format!("--effort high {more}")), (true, high));
        assert_eq!(files_below(&root.join("build/images")), before, "{more}");
    }
    let said = succeed("generate {} --force --effort high", root).out;
    assert!(said.contains("encoded whole"), "{said}");
}

#[test]
fn pictures_that_are_no_smaller_whole_are_spliced() {
    let folder = tempfile::tempdir().unwrap();
    sheets(folder.path(), 256, None);
    for effort in ["balanced", "high"] {
        assert!(!generate(folder.path(), &format!("--effort {effort}")).0, "{effort}");
    }
}

/// Bit depth, colour type and number of palette colours of a file.
fn kind(png: &[u8]) -> (u8, u8, usize) {
    let at = png.windows(4).position(|chunk| chunk == b"PLTE");
    (png[24], png[25], at.map_or(0, |at| u32::from_be_bytes(*png[at - 4..].first_chunk().unwrap()) as usize / 3))
}

#[test]
fn each_whole_picture_of_few_colours_has_a_palette_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    sheets(root, 70, Some(3));
    let project = simdgen::dialect::open(root, None).unwrap();
    for how in ["--effort high", "--encoder direct --compression small", "--encoder direct --compression smaller"] {
        generate(root, how);
        assert_eq!(compare_with_oracle(&project, &root.join("build")), 4);
        let files = files_below(&root.join("build/images"));
        for file in files.values() {
            let (depth, colour_type, colours) = kind(file);
            assert!((depth == 2 || depth == 8) && (colour_type, colours) == (3, 3), "{how}: {:?}", kind(file));
        }
        generate(root, &format!("{how} --threads 3 --batch 1"));
        assert!(files_below(&root.join("build/images")) == files, "{how}: threads and batches change bytes");
    }
}
