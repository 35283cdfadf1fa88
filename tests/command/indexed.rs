//! Collections of at most 256 colours: pictures with a palette, and what decides whether there is one.

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use crate::command::simdgen::{compare_with_oracle, files_below, succeed};
use crate::pixels::fixture::{Noise, real_data, write_png};

/// Pixel art of three layers with five traits each: few colours, some of them translucent, in blocks of 3 x 2 pixels.
fn pixel_art(root: &Path, opaque: bool, background: &str) {
    let (width, height) = (150, 70);
    let mut noise = Noise::new(5);
    for layer in ["A", "B", "C"] {
        for number in 0..5 {
            let mut colours: [[u8; 4]; 4] = std::array::from_fn(|_| [noise.byte(), noise.byte(), noise.byte(), 255]);
            if layer == "C" && !opaque {
                colours[3] = [200, 10, 90, 130];
            }
            let blocks: Vec<[u8; 4]> = (0..width * height)
                .map(|_| match noise.below(9) as usize {
                    block @ 0..4 => colours[block],
                    _ if layer == "A" && opaque => colours[0],
                    _ => [0; 4],
                })
                .collect();
            let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
            let rgba = pixels.flat_map(|(x, y)| blocks[(y / 2 * width + x / 3) as usize]);
            write_png(&root.join(format!("layers/{layer}/{number}.png")), width, height, &rgba.collect::<Vec<u8>>());
        }
    }
    let toml = format!(
        "[collection]\nname = \"Pixels\"\neditions = 40\n[canvas]\nwidth = {width}\nheight = {height}\n\
         background = \"{background}\"\n[[layers]]\nname = \"A\"\n[[layers]]\nname = \"B\"\n[[layers]]\nname = \"C\"\n"
    );
    fs::write(root.join("simdgen.toml"), toml).unwrap();
}

/// Colour type and number of palette colours of a file.
fn palette(png: &[u8]) -> (u8, usize) {
    let at = png.windows(4).position(|chunk| chunk == b"PLTE");
    (png[25], at.map_or(0, |at| u32::from_be_bytes(*png[at - 4..].first_chunk().unwrap()) as usize / 3))
}

fn palettes(build: &Path) -> Vec<(u8, usize)> {
    files_below(&build.join("images")).values().map(|png| palette(png)).collect()
}

#[test]
fn few_colours_are_indexed_without_loss() {
    for (opaque, background) in [(true, "none"), (false, "none"), (false, "#3344558F"), (false, "#998877")] {
        let folder = tempfile::tempdir().unwrap();
        pixel_art(folder.path(), opaque, background);
        let project = simdgen::dialect::open(folder.path(), None).unwrap();
        for effort in ["fast", "balanced", "high"] {
            let run = succeed(&format!("generate {{}} --out {{}}/{effort} --effort {effort}"), folder.path());
            let build = folder.path().join(effort);
            assert_eq!(compare_with_oracle(&project, &build), 40);
            let found = palettes(&build);
            assert!(found.iter().all(|(colour_type, _)| *colour_type == 3));
            // Pictures that are encoded whole have palettes of their own.
            if effort != "fast" && run.out.contains("encoded whole") {
                continue;
            }
            // A file has no more of the palette than it needs, and some file needs all of it.
            let all = found.iter().map(|(_, colours)| *colours).max().unwrap();
            assert!(run.out.contains(&format!("indexed, {all} colours")), "{all} in {}", run.out);
        }
        let json = succeed("generate {} --effort fast --force --json", folder.path());
        let summary: serde_json::Value = serde_json::from_str(&json.out).unwrap();
        assert!(summary["palette_colours"].as_u64().unwrap() > 10 && summary["encoder"] == "splice");
    }
}

#[test]
fn indexed_bytes_do_not_depend_on_threads_batches_memory_or_parts() {
    let folder = tempfile::tempdir().unwrap();
    pixel_art(folder.path(), false, "none");
    for effort in ["fast", "high"] {
        let build = |options: &str| {
            let out = tempfile::tempdir().unwrap();
            let common = format!("generate {{}} --force --effort {effort} --out {}", out.path().display());
            succeed(&format!("{common} {options}"), folder.path());
            files_below(out.path())
        };
        let one = build("--threads 1 --batch 1");
        for options in ["--threads 2 --batch 3 --memory 16", "--threads 8 --batch 64"] {
            assert!(build(options) == one, "{effort} {options} changes what is written");
        }
        let parts = tempfile::tempdir().unwrap();
        for range in ["1..=7", "8..=8", "9..=40"] {
            let out = parts.path().display();
            succeed(&format!("generate {{}} --out {out} --effort {effort} --editions {range}"), folder.path());
        }
        assert!(files_below(parts.path()) == one, "{effort}: parts of a plan are not the whole");
    }
}

/// Traits of one layer: black dots, strewn at random, on a colour of each trait's own.
fn dots(root: &Path, traits: u32, side: u32) {
    let mut noise = Noise::new(9);
    for number in 0..traits {
        let own = [number as u8, (number >> 8) as u8, 3, 255];
        let rgba = (0..side * side).flat_map(|_| if noise.below(2) == 0 { own } else { [0, 0, 0, 255] });
        write_png(&root.join(format!("layers/A/{number}.png")), side, side, &rgba.collect::<Vec<u8>>());
    }
    let toml = format!("[canvas]\nwidth = {side}\nheight = {side}\n[[layers]]\nname = \"A\"\n");
    fs::write(root.join("simdgen.toml"), toml).unwrap();
}

#[test]
fn a_palette_that_costs_more_than_it_saves_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    dots(folder.path(), 200, 8);
    let run = succeed("generate {} --effort fast --count 200", folder.path());
    assert!(run.out.contains("full colour"), "{}", run.out);
    assert!(palettes(&folder.path().join("build")).iter().all(|&found| found == (2, 0)));
    // What was kept of the first run says so too.
    let first = files_below(&folder.path().join("build/images"));
    succeed("generate {} --effort fast --count 200 --force", folder.path());
    assert!(files_below(&folder.path().join("build/images")) == first);
}

#[test]
fn the_whole_plan_decides() {
    // 256 traits of black dots on a colour of their own: a part of the plan has few, all of it has one too many.
    let folder = tempfile::tempdir().unwrap();
    dots(folder.path(), 256, 100);
    for (count, colour_type, colours) in [(255, 3, "indexed, 256 colours"), (256, 2, "full colour")] {
        let out = format!("{{}}/{count}");
        let whole = succeed(&format!("generate {{}} --effort fast --count {count} --out {out}"), folder.path());
        assert!(whole.out.contains(colours), "{}", whole.out);
        let part = format!("generate {{}} --effort fast --count {count} --editions 1..=2 --out {out}-part");
        assert!(succeed(&part, folder.path()).out.contains(colours));
        for build in [format!("{count}"), format!("{count}-part")] {
            let found = palettes(&folder.path().join(build));
            assert!(found.iter().all(|(found, _)| *found == colour_type));
        }
        let project = simdgen::dialect::open(folder.path(), None).unwrap();
        compare_with_oracle(&project, &folder.path().join(format!("{count}")));
    }
}

#[test]
fn random_backgrounds_are_counted() {
    // Nothing covers the canvas, so every background shows.
    let folder = tempfile::tempdir().unwrap();
    pixel_art(folder.path(), false, "random");
    for number in 5..30 {
        let copy = folder.path().join(format!("layers/A/{number}.png"));
        fs::copy(folder.path().join("layers/A/0.png"), copy).unwrap();
    }
    let project = simdgen::dialect::open(folder.path(), None).unwrap();
    for (count, colour_type) in [(3, 3), (700, 2)] {
        succeed(&format!("generate {{}} --effort fast --count {count} --out {{}}/{count}"), folder.path());
        let build = folder.path().join(count.to_string());
        assert!(palettes(&build).iter().all(|(found, _)| *found == colour_type));
        compare_with_oracle(&project, &build);
    }
}

/// Pixels of a file as RGBA.
fn rgba(file: &[u8]) -> Vec<[u8; 4]> {
    let mut decoder = png::Decoder::new(Cursor::new(file));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    pixels.as_chunks::<4>().0.to_vec()
}

/// Bytes that the `png` crate's `Balanced` makes of square opaque pixels, written as indices of a palette.
fn indexed_by_png_crate(pixels: &[[u8; 4]], palette: &[[u8; 4]]) -> usize {
    let side = pixels.len().isqrt() as u32;
    let indices: Vec<u8> =
        pixels.iter().map(|pixel| palette.iter().position(|colour| colour == pixel).unwrap() as u8).collect();
    let mut file = vec![];
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(palette.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect::<Vec<u8>>());
    encoder.set_compression(png::Compression::Balanced);
    encoder.write_header().unwrap().write_image_data(&indices).unwrap();
    file.len()
}

#[test]
fn pixel_art_is_no_larger_than_balanced_png_of_its_indices() {
    let Some(data) = real_data() else { return };
    let folder = tempfile::tempdir().unwrap();
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sets/nouns32.toml");
    let (root, config) = (data.join("nouns32"), config.display().to_string());
    let project = format!("generate {} --config {config} --pack {{}}/pack", root.display());
    for effort in ["fast", "balanced", "high"] {
        succeed(&format!("{project} --out {{}}/{effort} --effort {effort}"), folder.path());
        let files = files_below(&folder.path().join(effort).join("images"));
        let pictures: Vec<Vec<[u8; 4]>> = files.values().map(|file| rgba(file)).collect();
        let palette: Vec<[u8; 4]> = pictures.iter().flatten().copied().collect::<BTreeSet<_>>().into_iter().collect();
        assert!(palette.len() <= 256, "{} colours", palette.len());
        let ours: usize = files.values().map(Vec::len).sum();
        let theirs: usize = pictures.iter().map(|pixels| indexed_by_png_crate(pixels, &palette)).sum();
        println!("{effort}: {ours} bytes, the png crate's Balanced of the indices {theirs}");
        assert!(ours <= theirs, "{effort}: {ours} against {theirs}");
    }
}
