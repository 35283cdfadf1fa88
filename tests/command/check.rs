//! `check` notices what is probably a mistake, says nothing of a project without, and predicts what a run costs.

use std::fs;
use std::path::Path;

use simdgen::choice::Choice;
use simdgen::splice::training::Effort;

use crate::command::generate::small_project;
use crate::command::simdgen::{Output, files_below, simdgen, succeed};
use crate::command::whole_pictures::sheets;
use crate::pixels::fixture::{Noise, rectangles, write_png};

fn check(root: &Path) -> (Output, serde_json::Value) {
    let output = simdgen(&["check", root.to_str().unwrap(), "--json"]);
    let value = serde_json::from_str(&output.out).unwrap_or_else(|_| panic!("{output:?}"));
    (output, value)
}

/// Kind and file of everything noticed.
fn noticed(value: &serde_json::Value) -> Vec<(&str, &str)> {
    let text = |value: &'_ serde_json::Value| value.as_str().unwrap().to_owned();
    let list = value["notices"].as_array().unwrap();
    assert!(list.iter().all(|n| !text(&n["text"]).is_empty()));
    list.iter().map(|n| (n["kind"].as_str().unwrap(), n["about"].as_str().unwrap())).collect()
}

#[test]
fn every_kind_of_mistake_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    small_project(root, true);
    let (output, value) = check(root);
    // Forty editions of 108 have more red ones asked for than there are.
    let is_odds = |(kind, _): &(&str, &str)| *kind == "odds";
    assert!(output.code == 0 && noticed(&value).iter().all(is_odds), "{output:?}");

    let layers = root.join("layers");
    fs::copy(layers.join("A/blue.png"), layers.join("A/azure#7.png")).unwrap();
    fs::copy(layers.join("A/red#50.png"), layers.join("A/plain.png")).unwrap();
    write_png(&layers.join("B/air#3.png"), 150, 70, &[0; 150 * 70 * 4]);
    write_png(&layers.join("B/Red#1.png"), 75, 35, &[200; 75 * 35 * 4]);
    fs::write(layers.join("C/notes.txt"), "remember").unwrap();
    fs::create_dir(layers.join("Old")).unwrap();
    fs::rename(layers.join("C/blue.png"), layers.join("C/blue@5.png")).unwrap();
    let mut noise = Noise::new(3);
    write_png(&layers.join("D/never#0.png"), 150, 70, &rectangles(&mut noise, 150, 70, false));
    write_png(&layers.join("D/mint#0.001.png"), 150, 70, &rectangles(&mut noise, 150, 70, false));
    // A profile goes between the header, which ends at byte 33, and the pixels; its check sum is of type and data.
    let path = layers.join("D/red#50.png");
    let mut png = fs::read(&path).unwrap();
    let chunk = [&b"gAMA"[..], &100_000_u32.to_be_bytes()].concat();
    let check_sum = crc32fast::hash(&chunk).to_be_bytes();
    let bytes = [&4_u32.to_be_bytes()[..], &chunk, &check_sum].concat();
    png.splice(33..33, bytes);
    fs::write(&path, png).unwrap();

    let (output, value) = check(root);
    let expected = [
        ("identical", "layers/A/blue.png"),
        ("identical", "layers/A/red#50.png"),
        ("transparent", "layers/B/air#3.png"),
        ("profile", "layers/D/red#50.png"),
        ("case-clash", "layers/B"),
        ("weight", "layers/B/blue.png"),
        ("weight", "layers/C/blue@5.png"),
        ("weight", "layers/D/blue.png"),
        ("resized", "layers/B/Red#1.png"),
        ("rare", "layers/D/mint#0.001.png"),
        ("rare", "layers/D/never#0.png"),
        ("unused", "layers/C/notes.txt"),
        ("unused", "layers/Old"),
    ];
    let found = noticed(&value);
    for notice in expected {
        assert!(found.contains(&notice), "{notice:?} is not among {found:?}");
    }
    let others = found.iter().filter(|notice| !is_odds(notice)).count();
    assert_eq!((output.code, others), (3, expected.len()), "{found:?}");
    let text = simdgen(&["check", root.to_str().unwrap()]);
    assert!(text.code == 3 && text.out.contains("problem: layers/B/air#3.png is transparent"), "{text:?}");
}

#[test]
fn what_files_say_beside_their_pixels_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let layer = folder.path().join("layers/A");
    fs::create_dir_all(&layer).unwrap();
    fs::write(folder.path().join("simdgen.toml"), "[collection]\neditions = 12\n[[layers]]\nname = \"A\"\n").unwrap();
    let stored = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/command/facts");
    let mut files: Vec<_> = fs::read_dir(stored).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in &files {
        // No two are of one name, which would be told too.
        let (stem, extension) = (file.file_stem().unwrap().display(), file.extension().unwrap().display());
        fs::copy(file, layer.join(format!("{stem}-{extension}.{extension}"))).unwrap();
    }
    write_png(&layer.join("None.png"), 8, 6, &[0; 8 * 6 * 4]);
    write_png(&layer.join("No hat.png"), 8, 6, &[0; 8 * 6 * 4]);
    write_png(&layer.join("Glass.png"), 8, 6, &[0; 8 * 6 * 4]);
    fs::copy(layer.join("upright-jpg.jpg"), layer.join("upward.jpg")).unwrap();
    let (output, value) = check(folder.path());
    // A profile of sRGB is none to tell of, whatever it is called, and neither is an upright picture.
    let expected = [
        ("transparent", "layers/A/Glass.png"),
        ("profile", "layers/A/wide-jpg.jpg"),
        ("profile", "layers/A/wide-png.png"),
        ("profile", "layers/A/wide-webp.webp"),
        ("animation", "layers/A/moving-gif.gif"),
        ("animation", "layers/A/moving-png.png"),
        ("animation", "layers/A/moving-webp.webp"),
        ("orientation", "layers/A/turned-jpg.jpg"),
        ("orientation", "layers/A/turned-png.png"),
        ("orientation", "layers/A/turned-webp.webp"),
        ("identical", "layers/A/upward.jpg"),
        ("blank", "layers/A/No hat.png"),
        ("blank", "layers/A/None.png"),
    ];
    assert_eq!(noticed(&value), expected, "{output:?}");
    assert_eq!((output.code, &value["problems"]), (3, &4.into()), "{output:?}");
    // Notes alone are no reason to stop.
    for file in ["Glass.png", "wide-jpg.jpg", "wide-png.png", "wide-webp.webp"] {
        fs::remove_file(layer.join(file)).unwrap();
    }
    let (output, value) = check(folder.path());
    assert_eq!((output.code, noticed(&value).len()), (0, 9), "{output:?}");
}

#[test]
fn too_few_combinations_are_a_problem() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let output = simdgen(&["check", folder.path().to_str().unwrap(), "--count", "109"]);
    assert!(output.code == 3 && output.out.contains("only 108 different ones"), "{output:?}");
}

#[test]
fn the_prediction_is_near_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let toml = folder.path().join("simdgen.toml");
    let text = fs::read_to_string(&toml).unwrap();
    fs::write(&toml, text.replace("editions = 40", "editions = 100")).unwrap();
    let (output, value) = check(folder.path());
    assert_eq!(output.code, 0, "{output:?}");
    let mut names: Vec<_> =
        fs::read_dir(folder.path().join(".simdgen")).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["traits.pack", "traits.pack.lock", "traits.pack.seen"]);
    assert!(value["predicted"]["image_bytes"].as_f64() > Some(0.0));
}

/// Of pictures that are spliced, with and without matches, and of sprites, which are smaller encoded whole where that is weighed.
#[test]
fn bytes_are_predicted_for_every_effort() {
    let (small, sprites) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    small_project(small.path(), true);
    let toml = small.path().join("simdgen.toml");
    let text = fs::read_to_string(&toml).unwrap();
    fs::write(&toml, text.replace("editions = 40", "editions = 100")).unwrap();
    sheets(sprites.path(), 70, None);
    for root in [small.path(), sprites.path()] {
        for effort in Effort::names() {
            let path = root.to_str().unwrap();
            let output = simdgen(&["check", path, "--json", "--effort", effort]);
            let value: serde_json::Value = serde_json::from_str(&output.out).unwrap_or_else(|_| panic!("{output:?}"));
            let predicted = value["predicted"]["image_bytes"].as_f64().unwrap();
            assert!(value["predicted"]["seconds"].as_f64().unwrap() > 0.0);
            succeed(&format!("generate {{}} --effort {effort} --force"), root);
            let real: usize = files_below(&root.join("build/images")).values().map(Vec::len).sum();
            let ratio = predicted / real as f64;
            assert!((ratio - 1.0).abs() < 0.1, "{effort} of {path}: {predicted} predicted, {real} in fact");
        }
    }
}

#[test]
fn a_folder_of_two_layers_is_told_of_once() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    fs::copy(folder.path().join("layers/A/blue.png"), folder.path().join("layers/A/azure#7.png")).unwrap();
    let toml = folder.path().join("simdgen.toml");
    let text = fs::read_to_string(&toml).unwrap();
    fs::write(&toml, format!("{text}\n[[layers]]\nname = \"Again\"\nfolder = \"A\"\n")).unwrap();
    let (_, value) = check(folder.path());
    let identical = noticed(&value).into_iter().filter(|(kind, _)| *kind == "identical").count();
    assert_eq!(identical, 1, "{value}");
}

#[test]
fn findings_that_say_the_same_are_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::write(root.join("simdgen.toml"), "[collection]\neditions = 40\n[canvas]\nwidth = 2\nheight = 2\n").unwrap();
    for n in 10..27 {
        write_png(&root.join(format!("layers/A/t{n}#1.png")), 2, 2, &[0; 16]);
        write_png(&root.join(format!("layers/B/u{n}#1.png")), 2, 2, &[n; 16]);
        fs::copy(root.join(format!("layers/B/u{n}#1.png")), root.join(format!("layers/B/v{n}#1.png"))).unwrap();
    }
    let path = root.to_str().unwrap();
    let text = simdgen(&["check", path]).out;
    let few = "problem: transparent all over: it draws nothing (17): layers/A/t10#1.png, layers/A/t11#1.png, \
               layers/A/t12#1.png and 14 more (--verbose lists all)\n";
    assert!(text.contains(few), "{text}");
    // What differs in what it says has its line.
    assert_eq!(text.lines().filter(|line| line.contains("shows the same as")).count(), 10, "{text}");
    assert!(text.contains("  and 7 more of these (--verbose lists all)\n"), "{text}");
    let all = simdgen(&["check", path, "--verbose"]).out;
    assert_eq!(all.lines().filter(|line| line.ends_with(" is transparent all over: it draws nothing")).count(), 17);
    assert!(all.lines().count() == 35 && !all.contains("--verbose"), "{all}");
    assert_eq!(noticed(&check(root).1).len(), 34);

    succeed("generate {}", root);
    for n in 1..=5 {
        fs::remove_file(root.join(format!("build/images/{n}.png"))).unwrap();
    }
    fs::write(root.join("build/images/cover.png"), "").unwrap();
    let build = root.join("build");
    let text = simdgen(&["verify", build.to_str().unwrap()]).out;
    assert!(text.contains("not there (5): images/1.png, images/2.png, images/3.png and 2 more (--verbose"), "{text}");
    assert!(text.contains("\nimages/cover.png is no edition of the plan\n"), "{text}");
    let all = simdgen(&["verify", build.to_str().unwrap(), "--verbose"]).out;
    assert!(all.contains("images/5.png is not there\n") && !all.contains("(5)"), "{all}");
}

#[test]
fn two_files_of_one_name_are_told() {
    let config = "module.exports = { network: 'eth', format: { width: 2, height: 2 }, background: { generate: false }, \
                  layerConfigurations: [{ growEditionSizeTo: 2, layersOrder: [{ name: 'A' }] }],";
    for sign in ["};", "emptyLayerName: 'NONE' };"] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for (shade, name) in (1..).zip(["Red#1.png", "Red#7.png", "Red#0.png", "Blue#1.png"]) {
            write_png(&root.join("layers/A").join(name), 2, 2, &[60 * shade; 16]);
        }
        let stored = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/command/facts/upright.jpg");
        fs::copy(stored, root.join("layers/A/Blue#2.jpg")).unwrap();
        fs::create_dir(root.join("src")).unwrap();
        fs::write(root.join("src/config.js"), format!("{config}{sign}")).unwrap();
        let (output, value) = check(root);
        let alike: Vec<String> = value["notices"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|n| n["kind"] == "alike")
            .map(|n| format!("{} {}", n["about"].as_str().unwrap(), n["text"].as_str().unwrap()))
            .collect();
        let expected = [
            "layers/A/Blue#2.jpg and Blue#1.png are both called \"Blue\", so metadata shows them as one: rename one",
            "layers/A/Red#7.png and Red#1.png are both called \"Red\", so metadata shows them as one: rename one",
        ];
        assert_eq!(alike, expected, "{output:?}");
        assert_eq!(output.code, 3);
        succeed("generate {}", root);
    }
}

#[test]
fn a_profile_of_garbage_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::write(root.join("simdgen.toml"), "[collection]\neditions = 1\n").unwrap();
    let path = root.join("layers/A/red.png");
    write_png(&path, 2, 2, &[9; 16]);
    // A stored block of zlib (RFC 1950 and 1951) around bytes that are no profile; its Adler sum is of them.
    let garbage = [0x5a_u8; 300];
    let (a, b) = garbage.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65521;
        (a, (b + a) % 65521)
    });
    let length = garbage.len() as u16;
    let head = [&[0x78, 0x01, 0x01][..], &length.to_le_bytes(), &(!length).to_le_bytes()].concat();
    let chunk = [&b"iCCPx\0\0"[..], &head, &garbage, &(b << 16 | a).to_be_bytes()].concat();
    let bytes = [&(chunk.len() as u32 - 4).to_be_bytes()[..], &chunk, &crc32fast::hash(&chunk).to_be_bytes()].concat();
    let mut png = fs::read(&path).unwrap();
    png.splice(33..33, bytes);
    fs::write(&path, png).unwrap();
    let (output, value) = check(root);
    assert_eq!((output.code, noticed(&value).len()), (0, 0), "{output:?}");
}
