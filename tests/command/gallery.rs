//! What is made from finished pictures: contact sheet, pixelated copies, metadata.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use simdgen::image::{MAX_PIXELS, StraightPicture, decode_png};

use crate::command::generate::small_project;
use crate::command::simdgen::{files_below, simdgen, succeed};
use crate::pixels::fixture::write_png;

/// A HashLips project of 40 x 20 pixels with a build of `count` one-coloured pictures.
fn project(count: u8) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let config = "module.exports = { namePrefix: 'P', description: 'd', baseUri: 'ipfs://x', format: { width: 40, height: 20 },\n\
                  preview: { thumbPerRow: 3, thumbWidth: 8, imageRatio: 0.5, imageName: 'sheet.png' },\n\
                  pixelFormat: { ratio: 5 / 40 },\n\
                  layerConfigurations: [{ growEditionSizeTo: 1, layersOrder: [{ name: 'A' }] }] };";
    fs::create_dir_all(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("src/config.js"), config).unwrap();
    write_png(&folder.path().join("layers/A/a.png"), 40, 20, &[9; 40 * 20 * 4]);
    for number in 1..=count {
        let pixels = colour(number).repeat(40 * 20);
        write_png(&folder.path().join(format!("build/images/{number}.png")), 40, 20, &pixels);
    }
    fs::create_dir_all(folder.path().join("build/images")).unwrap();
    fs::write(folder.path().join("build/images/notes.txt"), "not a picture").unwrap();
    folder
}

fn colour(number: u8) -> [u8; 4] {
    [number * 10, 255 - number, 77, 255]
}

fn decoded(path: &Path) -> StraightPicture {
    decode_png(&fs::read(path).unwrap(), MAX_PIXELS).unwrap()
}

#[test]
fn a_contact_sheet_has_every_picture_in_numeric_order_and_a_short_last_row() {
    let folder = project(11);
    let before = files_below(&folder.path().join("build"));
    succeed("preview {}", folder.path());
    let sheet = decoded(&folder.path().join("build/sheet.png"));
    assert_eq!((sheet.size.width(), sheet.size.height()), (3 * 8, 4 * 4));
    for (at, pixel) in sheet.rgba.as_chunks::<4>().0.iter().enumerate() {
        let (column, row) = (at % 24 / 8, at / 24 / 4);
        let number = (row * 3 + column + 1) as u8;
        let expected = if number <= 11 { colour(number) } else { [0; 4] };
        assert_eq!(*pixel, expected, "at {column}, {row}");
    }
    let mut after = files_below(&folder.path().join("build"));
    let [sheet, ledger] = ["sheet.png", "simdgen-editions.txt"].map(|name| after.remove(name));
    assert!(sheet.is_some() && ledger.is_some() && after == before, "something else changed");
    succeed("preview {} --columns 20 --thumbnail 2", folder.path());
    let sheet = decoded(&folder.path().join("build/sheet.png"));
    assert_eq!((sheet.size.width(), sheet.size.height()), (11 * 2, 1));
}

#[test]
fn a_contact_sheet_shows_what_is_chosen() {
    let folder = project(11);
    let build = folder.path().join("build");
    let first_pixels = |options: &str| -> ((u32, u32), Vec<[u8; 4]>) {
        succeed(&format!("preview {{}} {options}"), folder.path());
        let sheet = decoded(&build.join("sheet.png"));
        let (width, height) = (sheet.size.width(), sheet.size.height());
        ((width, height), sheet.rgba.as_chunks::<4>().0[..width as usize].iter().step_by(8).copied().collect())
    };
    let numbers = |numbers: &[u8]| numbers.iter().map(|number| colour(*number)).collect::<Vec<_>>();
    assert_eq!(first_pixels("--count 2"), ((16, 4), numbers(&[1, 2])));
    assert_eq!(first_pixels("--editions 4-6 --columns 3"), ((24, 4), numbers(&[4, 5, 6])));
    // 35 pixels have room for four thumbnails of eight.
    assert_eq!(first_pixels("--columns 4 --width 35").0, (32, 12));
    assert_eq!(first_pixels("--columns 2 --thumbnail 16 --count 2").0, (32, 8));

    // Of eleven editions one is red: it is the rarest.
    let entry = |number: u8| {
        let value = if number == 7 { "red" } else { "blue" };
        json!({"edition": number, "attributes": [{"trait_type": "Sky", "value": value}]})
    };
    fs::create_dir_all(build.join("json")).unwrap();
    let list: Vec<Value> = (1..=11).map(entry).collect();
    fs::write(build.join("json/_metadata.json"), json!(list).to_string()).unwrap();
    assert_eq!(first_pixels("--by rarity --count 3"), ((24, 4), numbers(&[7, 1, 2])));

    let none = simdgen(&["preview", folder.path().to_str().unwrap(), "--editions", "20..=30"]);
    assert!(none.code == 1 && none.err.contains("no edition from 20 to 30"), "{none:?}");
    let both = simdgen(&["preview", "--width", "90", "--thumbnail", "9"]);
    assert!(both.code == 2 && both.err.contains("cannot be used with"), "{both:?}");
}

#[test]
fn a_build_stands_for_its_project() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    small_project(root, true);
    succeed("generate {} --count 3", root);
    let sheet = root.join("build/preview.png");
    succeed("preview {}", root);
    let whole = fs::read(&sheet).unwrap();
    fs::remove_file(&sheet).unwrap();
    succeed("preview {}/build", root);
    assert_eq!(fs::read(&sheet).unwrap(), whole);
    for command in ["preview-gif", "pixelate", "update-info", "generate-metadata"] {
        succeed(&format!("{command} {{}}/build"), root);
    }
    assert!(!root.join("build/build").exists());
}

#[test]
fn pixelated_copies_have_blocks_of_one_colour() {
    let folder = project(2);
    let mut pixels = vec![];
    for (x, y) in (0..20u8).flat_map(|y| (0..40u8).map(move |x| (x, y))) {
        pixels.extend([x * 6, y * 12, 0, 255]);
    }
    write_png(&folder.path().join("build/images/2.png"), 40, 20, &pixels);
    succeed("pixelate {}", folder.path());
    let (old, new) =
        (decoded(&folder.path().join("build/images/2.png")), decoded(&folder.path().join("build/pixel_images/2.png")));
    assert_eq!(old.size, new.size);
    // 40 x 20 by way of 5 x 3 (20 / 8 is 2.5): columns of 8 pixels, rows of 6 or 7.
    let pixel = |picture: &StraightPicture, x: usize, y: usize| picture.rgba.as_chunks::<4>().0[y * 40 + x];
    let mut rows: Vec<[u8; 4]> = (0..20).map(|y| pixel(&new, 0, y)).collect();
    rows.dedup();
    assert_eq!(rows.len(), 3);
    for (x, y) in (0..20).flat_map(|y| (0..40).map(move |x| (x, y))) {
        assert_eq!(pixel(&new, x, y)[0], pixel(&old, x / 8 * 8 + 4, 0)[0], "at {x}, {y}");
    }
    // A second time replaces the first; one-coloured pictures stay as they are.
    succeed("pixelate {} --ratio 0.5", folder.path());
    assert_eq!(
        decoded(&folder.path().join("build/pixel_images/1.png")),
        decoded(&folder.path().join("build/images/1.png"))
    );
}

#[test]
fn metadata_is_made_of_pictures_alone() {
    let folder = project(10);
    succeed("generate-metadata {}", folder.path());
    let read = |name: &str| -> Value {
        serde_json::from_slice(&fs::read(folder.path().join("build/json").join(name)).unwrap()).unwrap()
    };
    let expected = json!({
        "name": "P #10",
        "description": "d",
        "image": "ipfs://x/10.png",
        "edition": 10,
        "date": 0,
        "attributes": [{"trait_type": "average color", "value": "rgb(100,245,77)"}],
        "compiler": "HashLips Art Engine",
    });
    assert_eq!(read("10.json"), expected);
    assert_eq!(read("_metadata.json").as_array().unwrap().len(), 10);
    assert_eq!(read("_metadata.json")[9], expected);
}

#[test]
fn metadata_made_of_pictures_alone_is_undone_by_generate() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    succeed("generate {}", folder.path());
    let json = folder.path().join("build/json");
    let before = files_below(&json);
    let output = succeed("generate-metadata {}", folder.path());
    assert!(output.err.contains("simdgen generate writes that again"), "{}", output.err);
    assert!(files_below(&json) != before);
    succeed("generate {}", folder.path());
    assert!(files_below(&json) == before);
}

#[test]
fn a_build_without_pictures_is_told() {
    let folder = project(0);
    for command in ["preview", "pixelate", "generate-metadata"] {
        let output = simdgen(&[command, folder.path().to_str().unwrap()]);
        assert_eq!(output.code, 1);
        assert!(output.err.contains("build/images") && output.err.contains("1.png"), "{}", output.err);
    }
}

/// Width, height and delay of each frame of a GIF file, in hundredths of a second, and its first pixels.
fn frames(path: &Path) -> Vec<(u16, u16, u16, [u8; 4])> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(fs::File::open(path).unwrap()).unwrap();
    let mut found = vec![];
    while let Some(frame) = decoder.read_next_frame().unwrap() {
        found.push((frame.width, frame.height, frame.delay, frame.buffer.as_chunks::<4>().0[0]));
    }
    found
}

#[test]
fn an_animation_shows_the_first_pictures_of_its_order() {
    let folder = project(12);
    let config = folder.path().join("src/config.js");
    let text = fs::read_to_string(&config).unwrap();
    let colours = |order: &str| -> Vec<[u8; 4]> {
        let keys = format!("module.exports = {{ preview_gif: {{ numberOfImages: 3, order: '{order}', delay: 250 }},");
        fs::write(&config, text.replace("module.exports = {", &keys)).unwrap();
        succeed("preview-gif {}", folder.path());
        let frames = frames(&folder.path().join("build/preview.gif"));
        assert!(frames.iter().all(|&(width, height, delay, _)| (width, height, delay) == (40, 20, 25)), "{frames:?}");
        frames.into_iter().map(|(_, _, _, pixel)| pixel).collect()
    };
    assert_eq!(colours("ASC"), [1, 2, 3].map(colour));
    assert_eq!(colours("DESC"), [12, 11, 10].map(colour));
    let mixed = colours("MIXED");
    assert_eq!(mixed, colours("MIXED"), "the order follows the seed");
    let mut distinct = mixed.clone();
    distinct.dedup();
    assert_eq!(distinct.len(), 3);
}

#[test]
fn gif_export_shows_an_edition_layer_by_layer() {
    let folder = tempfile::tempdir().unwrap();
    let config = "module.exports = { format: { width: 4, height: 2 }, gif: { export: true, delay: 500 },\n\
                  layerConfigurations: [{ growEditionSizeTo: 1, layersOrder: [{ name: 'A' }, { name: 'B' }] }] };";
    fs::create_dir_all(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("src/config.js"), config).unwrap();
    write_png(&folder.path().join("layers/A/a.png"), 4, 2, &[200, 0, 0, 255].repeat(8));
    let mut half = [0, 100, 0, 255].repeat(8);
    half[..4].copy_from_slice(&[0; 4]);
    write_png(&folder.path().join("layers/B/b.png"), 4, 2, &half);
    succeed("generate {}", folder.path());
    let frames = frames(&folder.path().join("build/gifs/1.gif"));
    assert_eq!(frames, [(4, 2, 50, [200, 0, 0, 255]), (4, 2, 50, [200, 0, 0, 255])]);
    let bytes = fs::read(folder.path().join("build/gifs/1.gif")).unwrap();
    succeed("generate {} --force", folder.path());
    assert!(fs::read(folder.path().join("build/gifs/1.gif")).unwrap() == bytes);
}
