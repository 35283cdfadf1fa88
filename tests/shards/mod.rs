//! Shards of a plan, rendered by processes of their own, are merged to the bytes of one run.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod environment;
mod equal;
mod killed;
mod refused;
mod together;

use std::fs;
use std::path::{Path, PathBuf};

use crate::updates::builds::{files_below, simdgen, succeed};
use crate::updates::engines;
use crate::updates::files::{CONFIG, picture, replace, write};

/// Writes the project of most tests: 15 editions of two sets, one of them a picture of its own, and a script.
fn native(root: &Path) {
    write(root);
}

/// Writes a HashLips project with an animation for each edition.
fn hashlips(root: &Path) {
    engines::write(root);
    configure(root, &replace(engines::HASHLIPS, "export: false", "export: true"));
}

/// Writes an nftchef project whose metadata has the hashes of the pictures, and which lists them all.
fn nftchef(root: &Path) {
    engines::write(root);
    configure(root, &replace(engines::NFTCHEF, "hashImages: false", "hashImages: true"));
}

fn configure(root: &Path, config: &str) {
    fs::create_dir_all(root.join("src")).unwrap();
    fs::write(root.join("src/config.js"), config).unwrap();
}

/// Writes a project of so many editions.
fn of_many(root: &Path, editions: u32) {
    for layer in ["A", "B", "C"] {
        for number in 0..9 {
            picture(
                &root.join(format!("layers/{layer}/{number}.png")),
                40,
                40,
                u64::from(layer.as_bytes()[0]) * 9 + number,
            );
        }
    }
    let layers = ["A", "B", "C"].map(|layer| format!("[[layers]]\nname = \"{layer}\"\n")).concat();
    let text = format!(
        "[collection]\nname = \"X\"\nseed = \"a\"\neditions = {editions}\n[canvas]\nwidth = 40\nheight = 40\n{layers}"
    );
    fs::write(root.join("simdgen.toml"), text).unwrap();
}

/// Renders some shards into `parts`.
fn render(root: &Path, shards: impl IntoIterator<Item = u32>, of: u32, options: &str) {
    for number in shards {
        succeed(&format!("generate {{}} --out {{}}/parts --shard {number}/{of} {options}"), root);
    }
}

/// The folder of a shard.
fn folder_of(root: &Path, number: u32, of: u32) -> PathBuf {
    root.join(format!("parts/.simdgen-shards/{number}-of-{of}"))
}

/// Makes the same in one run, and compares every byte.
fn assert_is_one_run(root: &Path, options: &str) {
    let whole = root.join("whole");
    if !whole.exists() {
        // Nothing that the shards learned or kept is used for it.
        succeed(&format!("generate {{}} --out {{}}/whole --pack {{}}/whole.pack {options}"), root);
    }
    let (parts, whole) = (files_below(&root.join("parts")), files_below(&whole));
    let names = |files: &std::collections::BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&parts), names(&whole));
    let differs = whole.iter().find(|(name, bytes)| parts[*name] != **bytes);
    assert_eq!(differs.map(|(name, _)| name), None, "{options}");
}

/// The error of a merge of `parts` with more arguments, which must change nothing.
fn refused(root: &Path, more: &str) -> String {
    let before = files_below(&root.join("parts"));
    let output = simdgen(&format!("merge {{}}/parts {more}"), root);
    assert_eq!(output.code, 1, "{output:?}");
    let after = files_below(&root.join("parts"));
    assert!(before == after, "the merge changed {:?}", changed(&before, &after));
    output.err
}

fn changed(
    before: &std::collections::BTreeMap<String, Vec<u8>>,
    after: &std::collections::BTreeMap<String, Vec<u8>>,
) -> Vec<String> {
    let names = before.keys().chain(after.keys());
    names.filter(|name| before.get(*name) != after.get(*name)).cloned().collect()
}

/// The configuration of the native project with one change.
fn reconfigure(root: &Path, from: &str, to: &str) {
    fs::write(root.join("simdgen.toml"), replace(CONFIG, from, to)).unwrap();
}
