//! Holds the architecture: a stage imports only from stages above it in the list of `src/lib.rs`.

use std::fs;
use std::path::Path;

/// Stages in the order of `src/lib.rs`; a file may import its own stage and earlier ones.
const LEVELS: &[&str] = &[
    "error", "canvas", "blend", "project", "plan", "pack", "compose", "encode", "output", "run", "check", "verify",
    "gallery", "demo", "cli",
];

/// The one stage that may use each crate.
const HOMES: &[(&str, &[&str])] = &[
    ("wide", &["blend", "encode"]),
    ("memmap2", &["pack"]),
    ("fast_image_resize", &["pack"]),
    ("png", &["pack", "encode"]),
    ("gif", &["encode"]),
    ("bumpalo", &["compose", "run"]),
    ("mimalloc", &["main"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("rustix", &["output"]),
    ("signal_hook", &["cli"]),
    ("rquickjs", &["project"]),
    ("jpeg_encoder", &["encode"]),
    ("sha3", &["output"]),
    ("rand_chacha", &["plan"]),
];

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).expect("src is readable") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<(String, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = vec![];
    files(&root, &mut found);
    found
        .iter()
        .map(|path| {
            let shown = path.strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
            let stage = shown.split(['/', '.']).next().expect("a name").to_owned();
            (shown.clone(), stage, fs::read_to_string(path).expect("text"))
        })
        .collect()
}

fn level(stage: &str) -> Option<usize> {
    LEVELS.iter().position(|l| *l == stage)
}

#[test]
fn stages_import_one_way() {
    for (file, stage, text) in sources() {
        let Some(own) = level(&stage) else { continue };
        for (number, line) in text.lines().enumerate() {
            let Some(rest) = line.split("crate::").nth(1) else { continue };
            let target: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if let Some(other) = level(&target) {
                assert!(other <= own, "src/{file}:{}: {stage} may not import {target}", number + 1);
            }
        }
    }
}

#[test]
fn every_stage_has_a_level() {
    for (file, stage, _) in sources() {
        let known = level(&stage).is_some() || ["lib", "main"].contains(&stage.as_str());
        assert!(known, "src/{file}: add the stage to LEVELS here and to the list in src/lib.rs");
    }
}

#[test]
fn key_crates_stay_at_home() {
    for (file, stage, text) in sources() {
        for (name, homes) in HOMES {
            let used = text.lines().any(|line| {
                let line = line.trim_start();
                !line.starts_with("//") && line.contains(&format!("{name}::")) && !line.contains(&format!("::{name}::"))
            });
            assert!(!used || homes.contains(&stage.as_str()), "src/{file} uses {name}, which belongs in {homes:?}");
        }
    }
}

#[test]
fn every_file_opens_with_its_purpose() {
    for (file, _, text) in sources() {
        assert!(text.starts_with("//! "), "src/{file} does not open with //!");
        assert!(text.lines().count() <= 400, "src/{file} is longer than 400 lines");
    }
}
