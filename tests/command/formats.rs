//! Traits of every picture format, and pictures that a decoder does not survive.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::generate::small_project;
use crate::command::simdgen::{compare_with_oracle, decode, simdgen, succeed};

/// A picture of `tests/pixels/formats`, or the PNG file of its pixels.
fn stored(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pixels/formats").join(name)
}

/// Trait files of one layer, and what each holds: extensions in both cases and of any length, content that the name denies.
const FILES: [(&str, &str); 10] = [
    ("Day#2.png", "444.jpg"),
    ("Fog#1.jfif", "422.jpg"),
    ("Grey#1.jpg", "grey.jpg"),
    ("Ink#1.jpe", "cmyk.jpg"),
    ("Dusk#3.JPEG", "lossless-alpha.webp"),
    ("Night#1.webp", "lossless.webp"),
    ("Sun#1.WebP", "lossy.webp"),
    ("Rain#1.GIF", "animated.gif"),
    ("Snow#1.gif", "interlaced.gif"),
    ("Moon#1.jpg", "animated.webp"),
];

/// Writes the layer; returns the names of its traits, sorted.
fn write_layer(root: &Path) -> Vec<&'static str> {
    fs::create_dir_all(root.join("layers/Sky")).unwrap();
    for (name, content) in FILES {
        fs::copy(stored(content), root.join("layers/Sky").join(name)).unwrap();
    }
    let mut names: Vec<_> = FILES.iter().map(|(name, _)| name.split('#').next().unwrap()).collect();
    names.sort_unstable();
    names
}

/// The configurations of every dialect, of editions of the one layer.
const CONFIGS: [(&str, &str); 3] = [
    ("simdgen.toml", "[collection]\neditions = 10\n[[layers]]\nname = \"Sky\"\n"),
    (
        "src/config.js",
        "module.exports = { layerConfigurations: [{ growEditionSizeTo: 10, layersOrder: [{ name: 'Sky' }] }], \
            format: { width: 23, height: 19 }, background: { generate: false } };",
    ),
    (
        "src/config.js",
        "module.exports = { layerConfigurations: [{ growEditionSizeTo: 10, layersOrder: [{ name: 'Sky' }] }], \
            format: { width: 23, height: 19 }, background: { generate: false }, startIndex: 1 };",
    ),
];

#[test]
fn every_format_is_a_trait_in_every_dialect() {
    for (file, text) in CONFIGS {
        let folder = tempfile::tempdir().unwrap();
        let names = write_layer(folder.path());
        fs::create_dir_all(folder.path().join("src")).unwrap();
        fs::write(folder.path().join(file), text).unwrap();
        let output = succeed("generate {} --seed 1", folder.path());
        let notice = "note: of an animation only the first frame is used: layers/Sky/Moon#1.jpg, layers/Sky/Rain#1.GIF";
        assert_eq!(output.err.matches(notice).count(), 1, "{output:?}");
        let project = simdgen::dialect::open(folder.path(), None).unwrap();
        assert_eq!(compare_with_oracle(&project, &folder.path().join("build")), 10);
        let mut seen = vec![];
        for number in 1..=10 {
            let json = fs::read_to_string(folder.path().join(format!("build/json/{number}.json"))).unwrap();
            let json: serde_json::Value = serde_json::from_str(&json).unwrap();
            let name = json["attributes"][0]["value"].as_str().unwrap().to_owned();
            let (_, content) = FILES.iter().find(|(file, _)| file.starts_with(&format!("{name}#"))).unwrap();
            let picture = decode(&fs::read(folder.path().join(format!("build/images/{number}.png"))).unwrap());
            let expected = decode(&fs::read(stored(&format!("{content}.png"))).unwrap());
            for (at, (found, wanted)) in picture.iter().zip(&expected).enumerate() {
                // Soft alpha costs the colour up to half a step of the alpha on its way.
                let is_same = if wanted.a == 255 { found == wanted } else { found.a == wanted.a };
                assert!(is_same, "{name}: pixel {at} is {found:?}, not {wanted:?}");
            }
            seen.push(name);
        }
        seen.sort_unstable();
        assert_eq!(seen, names);
        let checked = succeed("verify {}/build", folder.path());
        assert!(checked.out.contains("10"), "{checked:?}");
    }
}

/// A PNG file of 4 x 2 pixels with a palette of so many bytes.
fn indexed(palette: &[u8]) -> Vec<u8> {
    let chunk = |name: &[u8], data: &[u8]| {
        let sum = crc32fast::hash(&[name, data].concat()).to_be_bytes();
        [&(data.len() as u32).to_be_bytes(), name, data, &sum].concat()
    };
    let header = [&[0, 0, 0, 4, 0, 0, 0, 2, 8, 3, 0, 0, 0][..]].concat();
    let mut rows = flate2::write::ZlibEncoder::new(vec![], flate2::Compression::fast());
    std::io::Write::write_all(&mut rows, &[0; 10]).unwrap();
    let chunks = [chunk(b"IHDR", &header), chunk(b"PLTE", palette), chunk(b"IDAT", &rows.finish().unwrap())];
    [&b"\x89PNG\r\n\x1a\n"[..], &chunks.concat(), &chunk(b"IEND", &[])].concat()
}

#[test]
fn a_palette_of_broken_colours_is_an_error_that_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    succeed("generate {} --seed 1", folder.path());
    let root = folder.path().to_str().unwrap();
    let build = folder.path().join("build");
    // In a finished picture.
    fs::write(build.join("images/3.png"), indexed(b"abcd")).unwrap();
    let verified = simdgen(&["verify", build.to_str().unwrap()]);
    assert!(verified.code == 3 && verified.out.contains("3.png is 4 x 2"), "{verified:?}");
    let shown = simdgen(&["preview", root]);
    assert!(shown.code == 1 && shown.err.contains("3.png") && shown.err.contains("PLTE"), "{shown:?}");
    // In a trait.
    for length in [4, 1, 769, 771] {
        fs::write(folder.path().join("layers/C/blue.png"), indexed(&vec![9; length])).unwrap();
        for command in ["generate", "check", "pack"] {
            let output = simdgen(&[command, root]);
            assert_eq!(output.code, 1, "{command}: {output:?}");
            for part in ["\"C\"", "blue.png", &format!("{length} bytes"), "export it again"] {
                assert!(output.err.contains(part), "{command}: {part:?} is not in {output:?}");
            }
        }
    }
}

#[test]
fn a_panic_of_a_decoder_is_an_error_that_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let trait_file = folder.path().join("layers/C/blue.png");
    // A byte each at which fuzzing made a decoder panic.
    for (name, at, value) in [("cmyk.jpg", 98, 19), ("animated.webp", 58, 16), ("animated.webp", 138, 3)] {
        let mut bytes = fs::read(stored(name)).unwrap();
        bytes[at] = value;
        fs::write(&trait_file, bytes).unwrap();
        for command in ["generate", "check", "pack"] {
            let output = simdgen(&[command, folder.path().to_str().unwrap()]);
            let errors = output.err.lines().filter(|line| line.starts_with("error: ")).count();
            assert_eq!((output.code, errors), (1, 1), "{name}: {output:?}");
            assert!(!output.err.contains("panicked"), "{name}: {output:?}");
            for part in ["\"C\"", "blue.png", "damaged", "export it again"] {
                assert!(output.err.contains(part), "{name}: {part:?} is not in {output:?}");
            }
        }
    }
}

#[test]
fn damaged_files_of_every_format_are_errors_that_name_them() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    for name in ["420.jpg", "cmyk.jpg", "lossy.webp", "lossless.webp", "plain.gif"] {
        let bytes = fs::read(stored(name)).unwrap();
        fs::write(folder.path().join("layers/C/blue.png"), &bytes[..bytes.len() / 2]).unwrap();
        let output = simdgen(&["generate", folder.path().to_str().unwrap()]);
        assert_eq!(output.code, 1, "{output:?}");
        for part in ["\"C\"", "blue.png", "again"] {
            assert!(output.err.contains(part), "{name}: {part:?} is not in {output:?}");
        }
    }
    let bytes = fs::read(stored("420.jpg")).unwrap();
    fs::write(folder.path().join("layers/C/blue.png"), bytes).unwrap();
    let output = simdgen(&["generate", folder.path().to_str().unwrap(), "--max-pixels", "1000"]);
    assert!(output.code == 1 && output.err.contains("--max-pixels"), "{output:?}");
}
