//! What is wrong is said in one line that names it, with the right exit code, and nothing is left half-written.

use std::fs;
use std::path::Path;

use crate::command::generate::small_project;
use crate::command::simdgen::{files_below, simdgen};

fn fails(root: &Path, more: &[&str], code: i32, parts: &[&str]) {
    let mut arguments = vec!["generate", root.to_str().unwrap()];
    arguments.extend(more);
    let output = simdgen(&arguments);
    assert_eq!(output.code, code, "{output:?}");
    for part in parts {
        assert!(output.err.contains(part), "{part:?} is not in: {}", output.err);
    }
    if code == 1 {
        assert!(output.err.lines().filter(|l| l.starts_with("error: ")).count() == 1, "{}", output.err);
    }
    assert!(!root.join("build/images").exists(), "a failed run leaves no pictures");
    assert!(!root.join("build/.simdgen-partial").exists(), "a failed run cleans up");
}

#[test]
fn usage_errors_exit_with_2() {
    let folder = tempfile::tempdir().unwrap();
    fails(folder.path(), &["--count", "0"], 2, &["--count"]);
    fails(folder.path(), &["--threads", "x"], 2, &["--threads"]);
    fails(folder.path(), &["--editions", "9..=3"], 2, &["--editions"]);
    assert_eq!(simdgen::<&str>(&["frobnicate"]).code, 2);
}

#[test]
fn a_folder_without_project_says_what_was_looked_for() {
    let folder = tempfile::tempdir().unwrap();
    fails(folder.path(), &[], 1, &["simdgen.toml", "src/config.js"]);
    fails(&folder.path().join("nowhere"), &[], 1, &["nowhere"]);
    let file = folder.path().join("simdgen.toml");
    fs::write(&file, "").unwrap();
    fails(&file, &[], 1, &["simdgen.toml", "a file", "run `simdgen generate "]);
}

#[test]
fn a_missing_layer_names_the_nearest_folder() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    fs::rename(folder.path().join("layers/B"), folder.path().join("layers/b")).unwrap();
    fails(folder.path(), &[], 1, &["\"B\"", "\"b\""]);
}

#[test]
fn what_the_system_refuses_comes_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    fails(folder.path(), &["--plan", "absent.jsonl"], 1, &["absent.jsonl", "check its spelling"]);
    let project = folder.path().join("simdgen.toml");
    let wide: Vec<u8> = fs::read_to_string(&project).unwrap().encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(&project, [&[0xFF, 0xFE][..], &wide].concat()).unwrap();
    fails(folder.path(), &[], 1, &["simdgen.toml", "save it as UTF-8"]);
}

#[test]
fn a_broken_trait_names_file_layer_and_reason() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let file = folder.path().join("layers/C/blue.png");
    let good = fs::read(&file).unwrap();
    for (bytes, reason) in [(&b""[..], "empty"), (&good[..90], "cut off"), (b"<html>", "not a PNG")] {
        fs::write(&file, bytes).unwrap();
        fails(folder.path(), &[], 1, &["\"C\"", "blue.png", reason]);
    }
}

#[test]
fn weights_that_make_no_sense_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let file = folder.path().join("layers/C/blue.png");
    fs::copy(&file, folder.path().join("layers/C/pink#5o.png")).unwrap();
    fails(folder.path(), &[], 1, &["pink#5o.png", "5o"]);
    fs::remove_file(folder.path().join("layers/C/pink#5o.png")).unwrap();
    for name in ["red#50", "green#2.5", "blue"] {
        let stem = name.split('#').next().unwrap();
        fs::rename(
            folder.path().join(format!("layers/A/{name}.png")),
            folder.path().join(format!("layers/A/{stem}#0.png")),
        )
        .unwrap();
    }
    fails(folder.path(), &[], 1, &["\"A\""]);
}

#[test]
fn more_than_there_is_says_how_many_there_are() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    fails(folder.path(), &["--count", "109"], 1, &["109", "108"]);
    fails(folder.path(), &["--editions", "500..=600"], 1, &["500", "40"]);
}

#[test]
fn a_file_where_the_output_folder_should_be_stays() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    fs::write(folder.path().join("taken"), b"").unwrap();
    let out = folder.path().join("taken");
    fails(folder.path(), &["--out", out.to_str().unwrap()], 1, &["taken"]);
    assert_eq!(files_below(folder.path()).get("taken").map(Vec::len), Some(0));
}

#[test]
fn a_canvas_too_large_for_memory_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let config = folder.path().join("simdgen.toml");
    let large = fs::read_to_string(&config).unwrap().replace("= 150", "= 32768").replace("= 70", "= 32768");
    fs::write(&config, large).unwrap();
    fails(folder.path(), &[], 1, &["32768 x 32768", "1073741824", "--max-pixels"]);
}

#[test]
fn hostile_configurations_are_stopped() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("src")).unwrap();
    fs::create_dir_all(folder.path().join("layers/A")).unwrap();
    let config = folder.path().join("src/config.js");
    for (script, part) in [
        ("while (true) {}", "2 s"),
        ("const a = []; for (;;) a.push(new Array(100000).fill(1));", "64 MiB"),
        ("require('fs').readFileSync('/etc/passwd')", "fs"),
        ("const x = ;", "config.js"),
        (
            "module.exports = { layerConfigurations: [{ growEditionSizeTo: 5, layersOrder: [{ name: 'A', options: { opacity: NaN } }] }] }",
            "opacity",
        ),
    ] {
        fs::write(&config, script).unwrap();
        fails(folder.path(), &[], 1, &[part]);
    }
}
