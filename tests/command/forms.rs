//! Every form of pictures, metadata and file names is verified, left alone when nothing changed, and resumed.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::command::generate::small_project;
use crate::command::nftchef;
use crate::command::simdgen::{files_below, simdgen, succeed};

/// Runs `verify --json`; the kinds of findings and their files.
fn findings(build: &Path) -> Vec<(String, String)> {
    let output = simdgen(&["verify", build.to_str().unwrap(), "--json"]);
    let report: Value = serde_json::from_str(&output.out).unwrap_or_else(|_| panic!("{output:?}"));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    report["findings"].as_array().unwrap().iter().map(|f| (text(&f["kind"]), text(&f["file"]))).collect()
}

fn generate(root: &Path, options: &str) -> Value {
    let output = succeed(format!("generate {{}} --json {options}").trim_end(), root);
    serde_json::from_str(&output.out).unwrap()
}

/// What a run leaves that is killed when all editions but the last are finished.
fn interrupted(build: &Path) -> PathBuf {
    let out = build.parent().unwrap().join("interrupted");
    let partial = out.join(".simdgen-partial");
    fs::create_dir_all(&partial).unwrap();
    for (name, bytes) in files_below(build).iter().filter(|(name, _)| name.contains('/') && !name.contains('_')) {
        let path = partial.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let ledger = fs::read_to_string(build.join("simdgen-editions.txt")).unwrap();
    let last = ledger.trim_end().rfind('\n').unwrap();
    fs::write(partial.join("journal"), &ledger[..=last]).unwrap();
    out
}

/// Generates, verifies, updates and resumes a project of so many editions.
fn assert_trusted(root: &Path, editions: u64) {
    let build = root.join("build");
    assert_eq!(generate(root, "")["editions"], editions);
    assert_eq!(findings(&build), []);
    let whole = files_below(&build);
    let again = generate(root, "");
    assert_eq!([&again["editions"], &again["metadata_rewritten"], &again["editions_kept"]], [0, 0, editions]);
    assert!(files_below(&build) == whole);
    let out = interrupted(&build);
    let resumed = generate(root, &format!("--resume --out {}", out.display()));
    assert_eq!([&resumed["editions_resumed"], &resumed["editions"]], [editions - 1, 1]);
    let mut resumed = files_below(&out);
    // The record says where the project is, seen from the build: from here the same.
    assert_eq!(resumed.remove("simdgen-run.json").as_ref(), whole.get("simdgen-run.json"));
    assert!(resumed.iter().all(|(name, bytes)| whole[name] == *bytes) && resumed.len() + 1 == whole.len());
    fs::remove_dir_all(&out).unwrap();
}

fn rewrite(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn metadata_of_every_standard_is_trusted() {
    let policy = "[collection.cardano]\npolicy_id = \"00000000000000000000000000000000000000000000000000000000\"\n";
    for (standard, more) in [
        ("erc1155", ""),
        ("solana", ""),
        ("metaplex", ""),
        ("cip25", policy),
        ("cip68", ""),
        ("tezos", "first_edition = 0\n"),
        ("template", "template = \"form.json\"\n"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        small_project(folder.path(), true);
        let template = "{\"n\": \"{{number}}\", \"hash\": \"{{sha256}}\", \"attributes\": \"{{attributes}}\"}";
        fs::write(folder.path().join("form.json"), template).unwrap();
        let (keys, tables) = if more.starts_with('[') { ("", more) } else { (more, "") };
        let toml = folder.path().join("simdgen.toml");
        rewrite(
            &toml,
            "[canvas]",
            &format!("standard = \"{standard}\"\nbase_uri = \"ipfs://CID\"\n{keys}{tables}[canvas]"),
        );
        assert_trusted(folder.path(), 40);
    }
}

#[test]
fn jpeg_hashes_scripts_and_dna_lists_are_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let script = "extraAttributes: () => [{ trait_type: 'Mana', value: Math.floor(Math.random() * 1e6) }]";
    nftchef::project(folder.path(), &format!("outputJPEG: true, hashImages: true, {script}"));
    assert_trusted(folder.path(), 4);
    let build = folder.path().join("build");
    // One bit of a JPEG file, a hash, and a DNA.
    let whole = ["images/4.jpg", "_dna.json"].map(|name| (build.join(name), fs::read(build.join(name)).unwrap()));
    let mut picture = fs::read(build.join("images/4.jpg")).unwrap();
    let middle = picture.len() - 5;
    picture[middle] ^= 1;
    fs::write(build.join("images/4.jpg"), picture).unwrap();
    rewrite(&build.join("_dna.json"), "3/", "30/");
    let found = findings(&build);
    for expected in [("picture", "images/4.jpg"), ("metadata", "json/4.json"), ("metadata", "_dna.json")] {
        assert!(found.iter().any(|(kind, file)| (kind.as_str(), file.as_str()) == expected), "{expected:?}: {found:?}");
    }
    assert!(found.contains(&("metadata".to_owned(), "_provenance.json".to_owned())), "{found:?}");
    // As PNG every picture is another, and no JPEG file stays; one that may have been edited is not deleted unasked.
    rewrite(&folder.path().join("src/config.js"), "outputJPEG: true", "outputJPEG: false");
    let refused = simdgen(&["generate", folder.path().to_str().unwrap()]);
    assert!(refused.code == 1 && refused.err.contains(": images/4.jpg, _dna.json;"), "{refused:?}");
    whole.iter().for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
    assert_eq!(generate(folder.path(), "")["editions"], 4);
    assert_eq!(findings(&build), []);
    let names: Vec<String> = files_below(&build.join("images")).into_keys().collect();
    assert_eq!(names, ["3.png", "4.png", "5.png", "6.png"]);
    // Hashes of pictures that nobody asks for any more would be those of other pictures one day.
    rewrite(&folder.path().join("src/config.js"), "hashImages: true", "hashImages: false");
    assert!(build.join("_provenance.json").exists());
    generate(folder.path(), "");
    assert!(!build.join("_provenance.json").exists() && build.join("_dna.json").exists());
    assert_eq!(findings(&build), []);
}

#[test]
fn files_called_otherwise_replace_those_of_before() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let toml = folder.path().join("simdgen.toml");
    rewrite(&toml, "[canvas]", "[files]\nnames = \"hex\"\ndigits = 1\njson_extension = false\n[canvas]");
    assert_trusted(folder.path(), 40);
    let build = folder.path().join("build");
    assert!(build.join("images/a.png").is_file() && build.join("json/28").is_file());
    fs::write(build.join("images/cover.png"), "mine").unwrap();
    rewrite(&toml, "names = \"hex\"\ndigits = 1\njson_extension = false\n", "digits = 2\n");
    assert_eq!(generate(folder.path(), "")["editions"], 40);
    assert_eq!(findings(&build), [("extra".to_owned(), "images/cover.png".to_owned())]);
    assert!(build.join("images/10.png").is_file() && !build.join("images/a.png").exists());
}

#[test]
fn a_picture_drawn_in_another_order_or_way_is_rendered_again() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let toml = folder.path().join("simdgen.toml");
    generate(folder.path(), "--seed 1");
    rewrite(&toml, "opacity = 0.7", "opacity = 0.6");
    assert_eq!(generate(folder.path(), "--seed 1")["editions"], 40);
    assert_eq!(findings(&folder.path().join("build")), []);
}
