//! `simdgen init`: what it makes of folders, and what it says of those it leaves out.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

use crate::command::simdgen::{cache, simdgen, succeed};
use crate::pixels::fixture::write_png;

fn pictures(root: &Path, names: &[&str]) {
    for name in names {
        write_png(&root.join(name), 2, 2, &[90; 16]);
    }
}

fn settings(root: &Path) -> toml::Table {
    fs::read_to_string(root.join("simdgen.toml")).unwrap().parse().unwrap()
}

#[test]
fn the_collection_is_called_as_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("Space \"Cats\"");
    succeed("init {}", &root);
    assert_eq!(settings(&root)["collection"]["name"].as_str(), Some("Space \"Cats\""));
    // Without a folder it is the current one.
    let root = folder.path().join("here");
    pictures(&root, &["Sky/a.png", "Hat/b.png"]);
    let mut command = Command::cargo_bin("simdgen").unwrap();
    let output = command.arg("init").current_dir(&root).env("XDG_CACHE_HOME", cache()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(settings(&root)["collection"]["name"].as_str(), Some("here"));
    succeed("generate {} --count 1", &root);
}

#[test]
fn pictures_in_no_layer_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    pictures(root, &["layers/Sky/a.png", "layers/loose.png", "layers/b.png", "layers/Hats/Caps/red.png", "logo.png"]);
    let said = succeed("init {}", root).out;
    assert!(said.contains(": Sky; canvas 2 x 2\n") || said.contains(": Sky; canvas 2 x 2,"), "{said}");
    assert!(said.contains("no folder of a layer holds them: layers/b.png, layers/loose.png;"), "{said}");
    assert!(said.contains("these lie further down: Hats/Caps;"), "{said}");
    succeed("generate {} --count 1", root);

    let folder = tempfile::tempdir().unwrap();
    pictures(folder.path(), &["a.png", "b.png", "c.png", "d.png"]);
    let said = succeed("init {}", folder.path()).out;
    assert!(said.contains("no folder of a layer holds them: a.png, b.png, c.png and 1 more;"), "{said}");
}

#[test]
fn layers_further_down_are_found_or_named() {
    for (names, place, listed) in [
        (&["art/Sky/a.png", "art/Hat/b.png"][..], "art", ["Hat", "Sky"]),
        (&["layers/set/Sky/a.png", "layers/set/Hat/b.png"], "layers/set", ["Hat", "Sky"]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        pictures(root, names);
        let said = succeed("init {}", root).out;
        assert!(said.contains(&format!("(in {place})")), "{said}");
        let table = settings(root);
        assert_eq!(table["files"]["layers"].as_str(), Some(place));
        assert_eq!([0, 1].map(|at| table["layers"][at]["name"].as_str().unwrap()), listed);
        succeed("generate {} --count 1", root);
    }
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    pictures(root, &["layers/Cats/Hat/a.png", "layers/Dogs/Hat/b.png"]);
    let output = simdgen(&["init", root.to_str().unwrap()]);
    let told = format!("in Cats/Hat, Dogs/Hat: run `simdgen init {}", root.join("layers/Cats").display());
    assert!(output.code == 1 && output.err.contains(&told), "{output:?}");
    assert!(!root.join("simdgen.toml").exists());
    succeed("init {}/layers/Cats", root);
    succeed("generate {}/layers/Cats --count 1", root);
}

#[test]
fn names_without_weights_are_taken_whole() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    pictures(root, &["layers/Ape/Ape #A.png", "layers/Ape/Ape #B.png", "layers/Sky/Blue.png"]);
    let said = succeed("init {}", root).out;
    assert!(said.contains("no file name has a weight after #"), "{said}");
    assert_eq!(settings(root)["files"]["weight_delimiter"].as_str(), Some(""));
    succeed("generate {} --count 2", root);
    fs::remove_file(root.join("simdgen.toml")).unwrap();
    pictures(root, &["layers/Sky/Red#5.png"]);
    assert!(!succeed("init {}", root).out.contains("weight_delimiter"));
    assert!(settings(root).get("files").is_none());
}
