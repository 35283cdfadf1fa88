//! `verify` finds whatever was done to a build, and nothing in one that is right.

use std::fs;
use std::path::Path;

use crate::command::generate::small_project;
use crate::command::simdgen::{simdgen, succeed};
use crate::pixels::fixture::write_png;

/// The kinds of findings, each with its file, of a build that was tampered with.
fn found(build: &Path) -> Vec<(String, String)> {
    let output = simdgen(&["verify", build.to_str().unwrap(), "--json"]);
    let report: serde_json::Value = serde_json::from_str(&output.out).unwrap_or_else(|_| panic!("{output:?}"));
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(output.code, if findings.is_empty() { 0 } else { 3 }, "{output:?}");
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    findings.iter().map(|f| (text(&f["kind"]), text(&f["file"]))).collect()
}

fn expect(build: &Path, expected: &[(&str, &str)]) {
    let found = found(build);
    let found: Vec<_> = found.iter().map(|(kind, file)| (kind.as_str(), file.as_str())).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_build_is_right_until_someone_changes_it() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), false);
    for encoder in ["splice", "direct"] {
        succeed(&format!("generate {{}} --force --encoder {encoder} --date 5"), folder.path());
        expect(&folder.path().join("build"), &[]);
    }
    let build = folder.path().join("build");
    let text = succeed("verify {}/build", folder.path());
    assert!(text.out.contains("40 pictures of 40 editions compared: nothing is wrong"), "{}", text.out);
    let sample = succeed("verify {}/build --sample 5", folder.path());
    assert!(sample.out.contains("5 pictures of 40"), "{}", sample.out);

    let original = |name: &str| fs::read(build.join(name)).unwrap();
    // One pixel of one picture, one letter of one text, a file too few and one too many.
    let mut picture = lodepng::decode32(original("images/3.png")).unwrap();
    picture.buffer[77].r ^= 1;
    picture.buffer[77].a = 255;
    lodepng::encode32_file(build.join("images/3.png"), &picture.buffer, 150, 70).unwrap();
    let json = String::from_utf8(original("json/4.json")).unwrap();
    fs::write(build.join("json/4.json"), json.replace("\"value\": \"red\"", "\"value\": \"bed\"")).unwrap();
    fs::remove_file(build.join("images/5.png")).unwrap();
    fs::write(build.join("images/41.png"), "x").unwrap();
    fs::write(build.join("images/6.png"), &original("images/7.png")[..99]).unwrap();
    let expected = [
        ("missing", "images/5.png"),
        ("extra", "images/41.png"),
        ("picture", "images/3.png"),
        ("picture", "images/6.png"),
        ("metadata", "json/4.json"),
        ("ledger", "images/3.png"),
        ("ledger", "json/4.json"),
        ("ledger", "images/6.png"),
    ];
    expect(&build, &expected);
    // What was changed the next run makes anew only when asked to, and never the file of others.
    let text = simdgen(&["verify", build.to_str().unwrap()]);
    assert!(text.code == 3 && text.out.contains("images/3.png has 1 wrong pixels, the first at (77, 0)"), "{text:?}");
    assert!(text.out.contains("images/6.png ends too early: the file is cut off\n"), "{}", text.out);
    fs::remove_file(build.join("images/41.png")).unwrap();
    let refused = simdgen(&["generate", folder.path().to_str().unwrap(), "--encoder", "direct", "--date", "5"]);
    let named = "images/3.png, images/6.png, json/4.json;";
    assert!(refused.code == 1 && refused.err.contains(named), "{refused:?}");
    succeed("generate {} --encoder direct --date 5 --force", folder.path());
    expect(&build, &[]);
}

#[test]
fn a_changed_project_shows_in_its_old_build() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    succeed("generate {}", folder.path());
    let build = folder.path().join("build");
    write_png(&folder.path().join("layers/D/red#50.png"), 150, 70, &[9; 150 * 70 * 4]);
    let pictures = found(&build);
    assert!(!pictures.is_empty() && pictures.iter().all(|(kind, _)| kind == "picture"), "{pictures:?}");
    succeed("generate {}", folder.path());
    expect(&build, &[]);
    fs::rename(folder.path().join("layers/D/red#50.png"), folder.path().join("layers/D/red#49.png")).unwrap();
    assert_eq!(found(&build)[0], ("record".to_owned(), "simdgen-run.json".to_owned()));
    fs::remove_file(folder.path().join("layers/D/red#49.png")).unwrap();
    assert_eq!(found(&build), [("plan".to_owned(), "plan.jsonl".to_owned())]);
}

#[test]
fn editions_that_are_alike_are_found_where_the_plan_does_not_say_so() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    // Two traits of one picture: other DNA, equal pixels. And a line of the plan twice under two numbers.
    fs::copy(folder.path().join("layers/D/blue.png"), folder.path().join("layers/D/green#2.5.png")).unwrap();
    let line = |edition: u32, d: &str| {
        format!("{{\"edition\": {edition}, \"traits\": {{\"A\": \"red\", \"B\": \"red\", \"D\": \"{d}\"}}}}\n")
    };
    let plan = [line(1, "blue"), line(2, "green"), line(3, "red"), line(4, "red")].concat();
    fs::write(folder.path().join("plan.jsonl"), plan).unwrap();
    succeed("generate {} --plan {}/plan.jsonl", folder.path());
    // The plan was given, so what is twice in it is meant; that two traits look alike is not.
    let build = folder.path().join("build");
    expect(&build, &[("duplicate-pixels", "images/2.png")]);
    // In a plan that says it was drawn, both are wrong.
    let record = build.join("simdgen-run.json");
    let text = fs::read_to_string(&record).unwrap();
    fs::write(&record, text.replace(",\n    \"given\": true", "")).unwrap();
    let expected = [
        ("ledger", "simdgen-run.json"),
        ("duplicate-dna", "json/4.json"),
        ("duplicate-pixels", "images/2.png"),
        ("duplicate-pixels", "images/4.png"),
    ];
    expect(&build, &expected);
}

/// Opaque pixels that differ from these and have the same CRC-32, which is linear: of 33 changes of a bit some cancel out.
fn with_the_same_sum(pixels: &[u8]) -> Vec<u8> {
    let flipped = |bits: &[usize]| {
        let mut other = pixels.to_vec();
        bits.iter().for_each(|bit| other[bit / 8] ^= 1 << (bit % 8));
        other
    };
    let own = crc32fast::hash(pixels);
    // What bits change, and which, each with a highest bit of its own.
    let mut known: Vec<(u32, Vec<usize>)> = vec![];
    for bit in (0..pixels.len() * 8).filter(|bit| bit / 8 % 4 != 3) {
        let (mut change, mut bits) = (crc32fast::hash(&flipped(&[bit])) ^ own, vec![bit]);
        for (other, of_other) in &known {
            if change ^ other < change {
                change ^= other;
                bits.extend(of_other);
            }
        }
        if change == 0 {
            return flipped(&bits);
        }
        known.push((change, bits));
        known.sort_by_key(|(change, _)| std::cmp::Reverse(*change));
    }
    panic!("so many bits have a sum in common");
}

#[test]
fn pixels_of_the_same_check_sum_are_not_taken_for_equal() {
    let folder = tempfile::tempdir().unwrap();
    let pixels = [[9, 70, 200, 255]; 16].concat();
    let others = with_the_same_sum(&pixels);
    assert!(pixels != others && crc32fast::hash(&pixels) == crc32fast::hash(&others));
    for (name, pixels) in [("a", &pixels), ("b", &others)] {
        write_png(&folder.path().join(format!("layers/A/{name}.png")), 4, 4, pixels);
    }
    fs::write(folder.path().join("simdgen.toml"), "[collection]\neditions = 2\n[[layers]]\nname = \"A\"\n").unwrap();
    succeed("generate {}", folder.path());
    expect(&folder.path().join("build"), &[]);
}

#[test]
fn a_build_elsewhere_needs_to_be_told_its_project() {
    let (folder, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    small_project(folder.path(), true);
    succeed(&format!("generate {{}} --out {}", out.path().display()), folder.path());
    let refused = simdgen(&["verify", out.path().to_str().unwrap()]);
    assert!(refused.code == 1 && refused.err.contains("--project"), "{refused:?}");
    succeed(&format!("verify {} --project {{}}", out.path().display()), folder.path());
    assert_eq!(simdgen(&["verify", folder.path().to_str().unwrap()]).code, 1);
}

/// The files that a picture of 150 x 70 can become by damage, each with what is said of it. `other` is that of another edition.
fn damaged(whole: &[u8], other: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let with = |change: &dyn Fn(&mut [lodepng::RGBA])| {
        let mut picture = lodepng::decode32(whole).unwrap();
        change(&mut picture.buffer);
        lodepng::encode32(&picture.buffer, picture.width, picture.height).unwrap()
    };
    let middle = whole.len() / 2;
    let flipped = [&whole[..middle], &[whole[middle] ^ 4], &whole[middle + 1..]].concat();
    vec![
        ("has 1 wrong pixels, the first at (0, 0)", with(&|pixels| pixels[0].g ^= 1)),
        ("has 1 wrong pixels, the first at (149, 69)", with(&|pixels| pixels[150 * 70 - 1].b ^= 128)),
        ("has 1 wrong pixels, the first at (16, 1)", with(&|pixels| pixels[150 + 16].a ^= 1)),
        ("wrong pixels", other.to_vec()),
        ("ends too early", whole[..middle].to_vec()),
        ("check sum", flipped),
        ("after its end", [whole, b"x"].concat()),
        ("is 2 x 1, not 150 x 70", lodepng::encode32(&[lodepng::RGBA::new(9, 9, 9, 9); 2], 2, 1).unwrap()),
        ("empty", vec![]),
    ]
}

/// On one thread, so that pictures that are right are decoded to the same memory before and after.
#[test]
fn every_damage_of_a_picture_is_found_alone() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), false);
    succeed("generate {} --count 9", folder.path());
    let build = folder.path().join("build");
    let picture = build.join("images/6.png");
    let (whole, other) = (fs::read(&picture).unwrap(), fs::read(build.join("images/5.png")).unwrap());
    for (part, bytes) in damaged(&whole, &other) {
        fs::write(&picture, bytes).unwrap();
        let output = simdgen(&["verify", build.to_str().unwrap(), "--threads", "1"]);
        let told: Vec<&str> = output.out.lines().filter(|line| line.contains("images/")).collect();
        assert!(output.code == 3 && told.iter().all(|line| line.contains("images/6.png")), "{part}: {output:?}");
        assert!(told.iter().any(|line| line.contains(part)), "{part}: {told:?}");
    }
    fs::write(&picture, whole).unwrap();
    expect(&build, &[]);
}

#[test]
fn a_build_of_a_part_lists_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    small_project(root, true);
    let listed = |build: &str| -> Vec<u64> {
        let list: serde_json::Value =
            serde_json::from_slice(&fs::read(root.join(build).join("json/_metadata.json")).unwrap()).unwrap();
        list.as_array().unwrap().iter().map(|edition| edition["edition"].as_u64().unwrap()).collect()
    };
    succeed("generate {} --count 9 --out {}/whole", root);
    succeed("generate {} --count 9 --out {}/part --editions 4..=6", root);
    assert_eq!(listed("part"), [4, 5, 6]);
    // The plan is the whole one, and is not written again.
    let plan = root.join("part/plan.jsonl");
    assert_eq!(fs::read(&plan).unwrap(), fs::read(root.join("whole/plan.jsonl")).unwrap());
    let stamp = || fs::metadata(&plan).unwrap().modified().unwrap();
    let before = stamp();
    succeed("generate {} --count 9 --out {}/part --editions 8..=8", root);
    assert_eq!((listed("part"), stamp()), (vec![4, 5, 6, 8], before));
    // Nothing is wrong with it, and each way of looking says how many are not there.
    for more in [&["--project", root.to_str().unwrap()][..], &["--fast"]] {
        let output = simdgen(&[&["verify", root.join("part").to_str().unwrap()], more].concat());
        assert!(output.code == 0 && output.out.contains("nothing is wrong"), "{more:?}: {output:?}");
        assert!(output.out.contains("5 editions of the plan not rendered\n"), "{more:?}: {output:?}");
    }
    // What the ledger tells of is missing when it is not there; so is the other file of one that it does not tell of.
    fs::rename(root.join("part/images/5.png"), root.join("part/images/2.png")).unwrap();
    for more in [&["--project", root.to_str().unwrap()][..], &["--fast"]] {
        let output = simdgen(&[&["verify", root.join("part").to_str().unwrap(), "--verbose"], more].concat());
        assert!(output.code == 3 && output.out.contains("images/5.png is not there"), "{more:?}: {output:?}");
        assert!(output.out.contains("json/2.json is not there"), "{more:?}: {output:?}");
        assert!(output.out.contains("does not know edition 2"), "{more:?}: {output:?}");
        assert!(output.out.contains("4 editions of the plan not rendered\n"), "{more:?}: {output:?}");
    }
    fs::rename(root.join("part/images/2.png"), root.join("part/images/5.png")).unwrap();
    // Nothing is wrong with the list, neither as it is nor as version 0.1.0 wrote it.
    for list in ["part", "whole"] {
        let text = fs::read(root.join(list).join("json/_metadata.json")).unwrap();
        fs::write(root.join("part/json/_metadata.json"), text).unwrap();
        for more in [&["--project", root.to_str().unwrap()][..], &["--fast"]] {
            let output = simdgen(&[&["verify", root.join("part").to_str().unwrap(), "--json"], more].concat());
            let report: serde_json::Value = serde_json::from_str(&output.out).unwrap();
            let wrong = report["findings"].as_array().unwrap().iter().filter(|finding| finding["kind"] == "metadata");
            assert_eq!(wrong.count(), 0, "{list} {more:?}: {}", output.out);
        }
    }
    // A list that lacks one of those that are made is wrong.
    fs::write(root.join("part/json/_metadata.json"), "[]").unwrap();
    let output = simdgen(&["verify", root.join("part").to_str().unwrap(), "--project", root.to_str().unwrap()]);
    assert!(output.out.contains("_metadata.json is not the metadata of all editions"), "{}", output.out);
}
