//! Holds the demo project: its pictures, and that nothing of the user's is ever overwritten.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};
use simdgen::Error;
use simdgen::demo::{DemoReport, init, write};

/// Every file below a folder with its bytes, by path relative to it with `/` between parts.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut found, mut open) = (BTreeMap::new(), vec![folder.to_path_buf()]);
    while let Some(inner) = open.pop() {
        for entry in fs::read_dir(inner).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let shown = path.strip_prefix(folder).expect("below it").to_string_lossy().replace('\\', "/");
                found.insert(shown, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

/// Straight RGBA of a demo picture.
fn decode(png: &[u8]) -> Vec<u8> {
    let mut decoder = zune_png::PngDecoder::new(std::io::Cursor::new(png));
    let pixels = decoder.decode().expect("a valid PNG").u8().expect("8 bits");
    assert_eq!(decoder.dimensions(), Some((512, 512)));
    assert_eq!(pixels.len(), 512 * 512 * 4, "RGBA");
    pixels
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The demo, drawn once into a new folder for all tests: what was reported and the files.
static DEMO: LazyLock<(DemoReport, BTreeMap<String, Vec<u8>>)> = LazyLock::new(|| {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path().join("new/demo");
    let report = write(&folder).expect("written");
    (report, contents(&folder))
});

/// A folder with the demo in it, to change.
fn copy_of_the_demo() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, bytes) in &DEMO.1 {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, bytes).expect("written");
    }
    folder
}

#[test]
fn it_is_large_enough_and_small_enough() {
    let (report, files) = &*DEMO;
    assert!(report.layers >= 6 && report.traits >= 30, "{report:?}");
    assert_eq!((report.written, report.kept), (report.traits + 2, 0));
    assert_eq!(files.len(), report.written, "a temporary file was left");
    let bytes: usize = files.values().map(Vec::len).sum();
    assert!(bytes < 3_000_000, "{bytes} bytes");
}

#[test]
fn pictures_have_soft_edges_on_opaque_skies() {
    for (path, png) in DEMO.1.iter().filter(|(path, _)| path.ends_with(".png")) {
        let alphas: Vec<u8> = decode(png).chunks_exact(4).map(|pixel| pixel[3]).collect();
        if path.starts_with("layers/Sky/") {
            assert!(alphas.iter().all(|a| *a == 255), "{path} is not opaque");
        } else {
            assert!(alphas.contains(&0), "{path} has no transparent pixel");
            assert!(alphas.iter().any(|a| (1..255).contains(a)), "{path} has no soft edge");
            assert!(alphas.iter().filter(|a| **a > 64).count() > 100, "{path} is all but empty");
        }
        let name = path.rsplit('/').next().expect("a name").trim_end_matches(".png");
        let (_, weight) = name.split_once('#').expect("a weight");
        assert!(weight.parse::<u32>().expect("a whole number") > 0, "{path}");
    }
}

/// The first bytes of the SHA-256 of some traits' pixels, chosen to use every kind of shape and paint.
const FROZEN: [(&str, &str); 6] = [
    ("layers/Sky/Aurora#4.png", "cb25b80793ee8882"),
    ("layers/Starlight/Rose Nebula#10.png", "5b8e4f185bab7cd0"),
    ("layers/Surface/Marble#8.png", "5e2acd2304910109"),
    ("layers/Ring/Pebbles#8.png", "da6d332e94aa06f6"),
    ("layers/Topper/Cottage#7.png", "91c25416b2e94bf4"),
    ("layers/Companion/Rocket#12.png", "9b4f8fc12a4985bd"),
];

/// Pixels are drawn with operations whose results IEEE 754 fixes, so these hold on every machine.
#[test]
fn pixels_are_the_same_everywhere() {
    let files = &DEMO.1;
    let found = FROZEN.map(|(path, _)| (path, hex(&Sha256::digest(decode(&files[path]))[..8])));
    assert_eq!(found.each_ref().map(|(path, digest)| (*path, digest.as_str())), FROZEN);
}

#[test]
fn a_second_run_changes_nothing() {
    let copy = copy_of_the_demo();
    let (folder, report) = (copy.path(), &DEMO.0);
    fs::write(folder.join("layers/Eyes/Round#20.png"), "edited").expect("written");
    fs::write(folder.join("layers/Eyes/Mine#1.png"), "added").expect("written");
    fs::remove_file(folder.join("layers/Topper/Crown#3.png")).expect("deleted");
    let before = contents(folder);
    let again = write(folder).expect("nothing to do");
    assert_eq!(again, DemoReport { written: 0, kept: report.written - 1, ..*report });
    assert_eq!(contents(folder), before);
}

#[test]
fn an_interrupted_run_is_completed() {
    let (report, complete) = &*DEMO;
    let copy = copy_of_the_demo();
    let folder = copy.path();
    for lost in ["simdgen.toml", "README.txt", "layers/Companion/Comet#10.png"] {
        fs::remove_file(folder.join(lost)).expect("deleted");
    }
    fs::remove_dir_all(folder.join("layers/Ring")).expect("deleted");
    fs::write(folder.join("layers/Companion/.Comet#10.png.99999-4.simdgen-tmp"), "half").expect("written");
    fs::write(folder.join("layers/Eyes/Round#20.png"), "edited meanwhile").expect("written");

    let again = write(folder).expect("completed");
    assert_eq!(again.written + again.kept, report.written);
    assert_eq!(again.written, 8);
    let mut after = contents(folder);
    assert_eq!(after.insert("layers/Eyes/Round#20.png".into(), vec![]).as_deref(), Some(&b"edited meanwhile"[..]));
    after.insert("layers/Eyes/Round#20.png".into(), complete["layers/Eyes/Round#20.png"].clone());
    assert!(after == *complete, "not the same files");
}

#[test]
fn a_folder_in_use_is_refused_untouched() {
    for other in ["notes.md", "README.txt", "layers/Sky/Mine.png", "layers/Hat/Red.png", "src/config.js"] {
        let temporary = tempfile::tempdir().expect("a folder");
        let path = temporary.path().join(other);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(&path, "mine").expect("written");
        match write(temporary.path()) {
            Err(Error::DemoFolderInUse { found, .. }) => assert!(Path::new(other).starts_with(&found), "{found:?}"),
            result => panic!("{other}: {result:?}"),
        }
        assert_eq!(contents(temporary.path()), BTreeMap::from([(other.to_owned(), b"mine".to_vec())]));
    }
}

#[test]
fn init_makes_an_empty_project_once() {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path().join("mine");
    let report = init(&folder).expect("made");
    assert!(!report.found);
    for layer in &report.layers {
        assert!(folder.join("layers").join(layer).join("hint.txt").is_file(), "{layer}");
    }
    let before = contents(&folder);
    assert!(matches!(init(&folder), Err(Error::ProjectExists { .. })));
    assert_eq!(contents(&folder), before);
}

#[test]
fn init_takes_folders_that_are_there_in_the_order_of_their_numbers() {
    let temporary = tempfile::tempdir().expect("a folder");
    let layers = temporary.path().join("layers");
    for name in ["b \"quoted\"", "10 Hat", "2 Body", "Zebra", ".git"] {
        fs::create_dir_all(layers.join(name)).expect("made");
    }
    fs::write(layers.join("0 note.txt"), "not a folder").expect("written");
    let report = init(temporary.path()).expect("made");
    assert!(report.found);
    assert_eq!(report.layers, ["2 Body", "10 Hat", "Zebra", "b \"quoted\""]);
    let table: toml::Table =
        fs::read_to_string(temporary.path().join("simdgen.toml")).expect("text").parse().expect("valid TOML");
    let names: Vec<_> = table["layers"].as_array().expect("layers").iter().map(|l| l["name"].as_str()).collect();
    assert_eq!(names, report.layers.iter().map(|name| Some(name.as_str())).collect::<Vec<_>>());
    assert_eq!(contents(temporary.path()).len(), 2);
}
