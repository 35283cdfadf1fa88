//! `simdgen import`: a project read through the simdgen.toml that is written gives the same files.

use std::fs;
use std::path::Path;

use crate::command::simdgen::{files_below, simdgen, succeed};
use crate::pixels::fixture::{real_data, write_png};

/// Everything that a build holds but the record of how it was run.
fn build(project: &Path, arguments: &str) -> std::collections::BTreeMap<String, Vec<u8>> {
    let out = tempfile::tempdir().unwrap();
    let (root, to) = (project.to_str().unwrap(), out.path().join("build"));
    let command = format!("generate {root} {arguments} --date 5 --pack {{}}/pack --out {}", to.display());
    succeed(&command, out.path());
    let mut files = files_below(&to);
    // The record names the configuration, and the ledger has its seal.
    files.remove("simdgen-run.json");
    let ledger = files.get_mut("simdgen-editions.txt").unwrap();
    let is_of_record = |line: &&[u8]| line.starts_with(b"# file simdgen-run.json ");
    *ledger = ledger.split(|&byte| byte == b'\n').filter(|line| !is_of_record(line)).collect::<Vec<_>>().join(&b'\n');
    assert!(files.keys().any(|name| name.starts_with("images/")), "{:?}", files.keys());
    files
}

/// A project with every kind of file that is made.
fn rich(root: &Path) {
    for (name, rgba) in [
        ("Sky/day#3.png", [0, 0, 200, 128]),
        ("Sky/night#1.png", [0, 0, 40, 255]),
        ("Body/base.png", [200, 0, 0, 100]),
        ("Body/coat#5/z-1,back.png", [0, 90, 0, 200]),
        ("Body/coat#5/front.png", [0, 200, 0, 60]),
        ("Body/coat#5/pin#1.png", [7, 200, 90, 255]),
        ("Body/coat#5/NONE#2.png", [7, 200, 90, 255]),
        ("Body/vest#5?blend=multiply&opacity=40.png", [90, 90, 0, 255]),
    ] {
        write_png(&root.join("layers").join(name), 2, 2, &rgba.repeat(4));
    }
    fs::create_dir_all(root.join("src")).unwrap();
    let config = "module.exports = {
        layerConfigurations: [
          { growEditionSizeTo: 4, namePrefix: 'Day', layersOrder: [{ name: 'Sky', blend: 'multiply' }, { name: 'Body' }] },
          { growEditionSizeTo: 7, resetNameIndex: true, layersOrder: [{ name: 'Body', trait: 'Suit', opacity: 0.7 }, { name: 'Sky' }] } ],
        format: { width: 2, height: 2 }, baseUri: 'u', startIndex: 3, hashImages: true, emptyLayerName: 'NONE',
        background: { generate: true }, incompatible: { night: ['pin'] }, forcedCombinations: { day: ['coat'] },
        extraAttributes: () => [{ trait_type: 'Luck', value: Math.floor(Math.random() * 1e6) }] };";
    fs::write(root.join("src/config.js"), config).unwrap();
}

#[test]
fn a_nested_project_gives_the_same_files() {
    let folder = tempfile::tempdir().unwrap();
    rich(folder.path());
    let before = build(folder.path(), "--threads 2");
    let said = succeed("import {}", folder.path());
    assert!(!said.err.contains("lost"), "{}", said.err);
    assert!(folder.path().join("simdgen.toml").is_file());
    assert!(build(folder.path(), "--threads 2") == before);
    assert!(before.contains_key("_dna.json") && before.contains_key("_provenance.json"), "{:?}", before.keys());
    // The collection can be rendered from its metadata as well.
    fs::write(folder.path().join("_dna.json"), &before["_dna.json"]).unwrap();
    let from = format!("--from {}", folder.path().join("_dna.json").display());
    let again = build(folder.path(), &from);
    let is_picture = |name: &&String| name.starts_with("images/");
    assert!(before.keys().filter(is_picture).all(|name| again[name] == before[name]));
}

#[test]
fn a_file_that_is_there_is_kept_unless_forced() {
    let folder = tempfile::tempdir().unwrap();
    rich(folder.path());
    let path = folder.path().to_str().unwrap();
    let file = folder.path().join("simdgen.toml");
    fs::write(&file, "mine").unwrap();
    let refused = simdgen(&["import", path]);
    assert!(refused.code == 1 && refused.err.contains("--force"), "{refused:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    let shown = succeed("import {} --out -", folder.path()).out;
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    succeed("import {} --force", folder.path());
    assert_eq!(fs::read_to_string(&file).unwrap(), shown);
}

/// Links the layers of a real set into a folder, imports it there, and compares some editions.
fn real(set: &str, editions: &str) {
    let Some(data) = real_data() else { return };
    let folder = tempfile::tempdir().unwrap();
    let copy = |from: &Path, to: &Path| {
        for (name, bytes) in files_below(from) {
            fs::create_dir_all(to.join(&name).parent().unwrap()).unwrap();
            fs::write(to.join(name), bytes).unwrap();
        }
    };
    for part in ["layers", "src"] {
        copy(&data.join(set).join(part), &folder.path().join(part));
    }
    let plan = |folder: &Path| succeed("plan {}", folder).out;
    let (before, pictures) = (plan(folder.path()), build(folder.path(), editions));
    let said = succeed("import {}", folder.path());
    assert!(!said.err.contains("lost"), "{}", said.err);
    assert_eq!(plan(folder.path()), before);
    assert!(build(folder.path(), editions) == pictures);
}

#[test]
fn the_hashlips_sample_is_the_same() {
    real("hashlips-sample", "--editions 1..=4");
}

#[test]
fn the_nftchef_sample_is_the_same() {
    real("nftchef", "--editions 4..=7");
}
