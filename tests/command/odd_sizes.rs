//! Canvases that tiles fit badly: one pixel wide, wider than a match reaches up, one more or less than whole tiles.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use simdgen::canvas::StraightRgba;

use crate::command::simdgen::{compare_with_oracle, decode, files_below, succeed};
use crate::pixels::fixture::{Noise, rectangles, write_png};

const EDITIONS: usize = 9;

/// Width and height. From 8,192 pixels of RGBA or 10,923 of RGB on, a row is longer than a match's greatest distance.
const SIZES: [(u32, u32); 14] = [
    (1, 1),
    (1, 100),
    (100, 1),
    (2, 33),
    (63, 31),
    (64, 32),
    (65, 33),
    (127, 64),
    (129, 97),
    (1, 5_000),
    (8_191, 3),
    (8_192, 3),
    (9_000, 3),
    (11_003, 2),
];

/// Two layers of three traits: rectangles, and a texture with noise that repeats across and down. Its green changes from
/// pixel to pixel where more than 256 colours are wanted, so that pictures are not indexed unless they are tiny.
fn project(root: &Path, (width, height): (u32, u32), opaque: bool, many_colours: bool) {
    let mut noise = Noise::new(u64::from(width * 31 + height));
    for number in 0..3 {
        let flat = rectangles(&mut noise, width, height, opaque);
        write_png(&root.join(format!("layers/A/{number}.png")), width, height, &flat);
        let period: Vec<u8> = (0..4 * 7 * 5).map(|_| noise.byte()).collect();
        let cover = u32::from(noise.byte() / 4);
        let texture = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| {
            let at = (x % 7 + y % 5 * 7) as usize * 4;
            let [r, g, b, a] = [0, 1, 2, 3].map(|channel| period[at + channel]);
            let g = if many_colours { (x + 5 * y) as u8 ^ number } else { g };
            if (x / 16 + y / 8) % 64 < cover { [r, g, b, a] } else { [0; 4] }
        });
        let texture: Vec<u8> = texture.collect();
        write_png(&root.join(format!("layers/B/{number}.png")), width, height, &texture);
    }
    let toml = format!(
        "[collection]\nname = \"Odd\"\neditions = {EDITIONS}\n[canvas]\nwidth = {width}\nheight = {height}\n\
         [[layers]]\nname = \"A\"\n[[layers]]\nname = \"B\"\n"
    );
    fs::write(root.join("simdgen.toml"), toml).unwrap();
}

#[test]
fn odd_canvases_are_what_the_plain_oracle_composes() {
    let kinds = [(true, true), (true, false), (false, true), (false, false)];
    let mut met = [0; 7];
    for (size, (opaque, many_colours)) in SIZES.into_iter().flat_map(|size| kinds.map(|kind| (size, kind))) {
        let folder = tempfile::tempdir().unwrap();
        project(folder.path(), size, opaque, many_colours);
        let project = simdgen::dialect::open(folder.path(), None).unwrap();
        for effort in ["fast", "balanced", "high"] {
            let run = succeed(&format!("generate {{}} --out {{}}/{effort} --effort {effort}"), folder.path());
            assert_eq!(compare_with_oracle(&project, &folder.path().join(effort)), EDITIONS, "{size:?} {effort}");
            let first = fs::read(folder.path().join(effort).join("images/1.png")).unwrap();
            let colour_type_in_header = first[25];
            let all = files_below(&folder.path().join(effort).join("images"));
            let colours: HashSet<StraightRgba> = all.values().flat_map(|png| decode(png)).collect();
            let full = if opaque { 2 } else { 6 };
            // A palette is taken where it is possible and makes pictures smaller; the smallest are smaller without.
            let indexed = colour_type_in_header == 3 && colours.len() <= 256;
            // One that is encoded whole has a palette of its own, or is grey.
            let whole = run.out.contains("encoded whole") && [0, 3].contains(&colour_type_in_header);
            assert!(whole || indexed || colour_type_in_header == full, "{size:?}: {colour_type_in_header}");
            met[usize::from(colour_type_in_header)] += 1;
        }
    }
    assert!([2, 3, 6].iter().all(|&colour_type: &usize| met[colour_type] > 0), "{met:?}");
}
