//! Every name that `simdgen.toml` takes for a setting with named values is in the documentation, and read as that value.

use std::fs;
use std::path::Path;

use simdgen::choice::Choice;
use simdgen::image::Resize;
use simdgen::project::{AnimationOrder, DisplayType, PictureFormat, Standard};

/// The text of the README and of all pages of the guide.
fn documentation() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = fs::read_dir(root.join("src/guide")).into_iter().flatten();
    let pages =
        pages.map(|page| page.expect("an entry").path()).filter(|path| path.extension().is_some_and(|e| e == "md"));
    let files = pages.chain([root.join("README.md")]);
    files.map(|path| fs::read_to_string(path).expect("text")).collect()
}

/// The names that no row of a table of the documentation has, of the row that names the key.
fn missing<T: Choice>(documentation: &str, key: &str) -> Vec<String> {
    let rows = || documentation.lines().filter(|line| line.starts_with('|'));
    let is_there = |name: &str| rows().any(|row| row.contains(&format!("`\"{name}\"`")));
    assert!(rows().any(|row| row.contains(key)), "no row of a table is about {key}");
    T::names().filter(|name| !is_there(name)).map(|name| format!("{key} = \"{name}\"")).collect()
}

#[test]
fn every_name_is_documented() {
    let text = documentation();
    let missing = [
        missing::<Standard>(&text, "`collection.standard`"),
        missing::<Resize>(&text, "`canvas.resize`"),
        missing::<PictureFormat>(&text, "`files.pictures`"),
        missing::<DisplayType>(&text, "`layers[].display`"),
        missing::<AnimationOrder>(&text, "`gallery.slide_show`"),
    ];
    assert!(missing.concat().is_empty(), "not in the documentation: {missing:?}");
}
