//! Real layer sets, through the real binary: every picture equals the plain oracle's.

use std::path::Path;

use crate::command::simdgen::{compare_with_oracle, succeed};
use crate::pixels::fixture::real_data;

/// Renders some editions of a set and compares them; `config` is a file of `tests/sets`, or empty.
fn check(set: &str, config: &str, editions: usize) {
    let Some(data) = real_data() else { return };
    let (root, folder) = (data.join(set), tempfile::tempdir().unwrap());
    let config = (!config.is_empty()).then(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sets").join(config));
    let mut arguments = format!("generate {} --count {editions} --pack {{}}/pack --out {{}}/out", root.display());
    if let Some(config) = &config {
        arguments += &format!(" --config {}", config.display());
    }
    succeed(&arguments, folder.path());
    let project = simdgen::dialect::open(&root, config.as_deref()).unwrap();
    assert_eq!(compare_with_oracle(&project, &folder.path().join("out")), editions);
}

#[test]
fn hashlips_sample() {
    check("hashlips-sample", "", 30);
}

#[test]
fn nouns32() {
    check("nouns32", "nouns32.toml", 300);
}

#[test]
fn lpc_male() {
    check("lpc-male", "lpc-male.toml", 10);
}

#[test]
fn catavatar() {
    check("catavatar", "catavatar.toml", 10);
}

#[test]
fn robohash() {
    check("robohash-set1", "robohash-set1.toml", 40);
}

#[test]
fn hashlips_lab() {
    check("hashlips-lab", "hashlips-lab.toml", 3);
}
