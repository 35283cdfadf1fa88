//! `--editions` leaves the other editions of a build alone, and says where they are not what the project gives any more.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::updates::builds::{files_below, folder, simdgen, succeed};
use crate::updates::files::{replace, write};

fn change(root: &Path, from: &str, to: &str) {
    let path = root.join("simdgen.toml");
    fs::write(&path, replace(&fs::read_to_string(&path).unwrap(), from, to)).unwrap();
}

/// How many editions were rendered, were up to date, and would come out otherwise.
fn counts(options: &str, root: &Path) -> [u64; 3] {
    let output = succeed(&format!("generate {{}} --encoder direct --json {options}"), root);
    let summary: Value = serde_json::from_str(&output.out).unwrap();
    ["editions", "editions_kept", "editions_outdated"].map(|key| summary[key].as_u64().unwrap())
}

#[test]
fn editions_left_alone_that_would_come_out_otherwise_are_counted() {
    let folder = folder();
    let root = folder.path();
    write(root);
    assert_eq!(counts("", root), [15, 0, 0]);
    assert_eq!(counts("--editions 1..=2", root), [0, 15, 0]);
    change(root, "background = \"#336699\"", "background = \"#336698\"");
    // 1/1 pictures are drawn on the background as well.
    assert_eq!(counts("--editions 1..=2", root), [2, 0, 13]);
    let output = succeed("generate {} --encoder direct --editions 1..=2", root);
    assert!(output.out.contains("13 others would come out otherwise now"), "{output:?}");
    assert_eq!(counts("", root), [13, 2, 0]);
    // Metadata alone.
    change(root, "old words", "new words");
    assert_eq!(counts("--editions 1..=2", root), [0, 2, 13]);
    assert_eq!(counts("", root), [0, 15, 0]);
    assert_eq!(simdgen("verify {}/build", root).code, 0);
}

#[test]
fn editions_of_another_plan_are_not_left_beside_it() {
    for (from, to) in [("shuffle = false", "shuffle = true"), ("first_edition = 1", "first_edition = 2")] {
        let folder = folder();
        let root = folder.path();
        write(root);
        counts("", root);
        let before = files_below(&root.join("build"));
        change(root, from, to);
        let refused = simdgen("generate {} --encoder direct --editions 2..=3", root);
        assert!(refused.code == 1 && refused.err.contains(" would stay, and show other traits"), "{to}: {refused:?}");
        assert!(files_below(&root.join("build")) == before, "{to}");
        let told = counts("--editions 2..=3 --force", root);
        assert!(told[2] > 0, "{told:?}");
    }
}
