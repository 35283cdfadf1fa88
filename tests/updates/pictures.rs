//! Picture files and layers change, and the build brought up to date is compared with one made anew.

use std::fs;
use std::path::Path;

use crate::updates::builds::{compare, files_below, folder, succeed};
use crate::updates::files::{CONFIG, picture, replace, write};

/// What is done to the project.
type Change = fn(&Path);

fn configure(root: &Path, from: &str, to: &str) {
    fs::write(root.join("simdgen.toml"), replace(CONFIG, from, to)).unwrap();
}

fn rename(root: &Path, from: &str, to: &str) {
    fs::rename(root.join("layers").join(from), root.join("layers").join(to)).unwrap();
}

const CHANGES: &[(&str, Change)] = &[
    ("a picture is replaced", |root| picture(&root.join("layers/Corpus/a.png"), 8, 8, 1)),
    ("a picture gets another size", |root| picture(&root.join("layers/Corpus/a.png"), 5, 9, 1)),
    ("two pictures change places", |root| {
        rename(root, "Back/a.png", "Back/t.png");
        rename(root, "Back/b.png", "Back/a.png");
        rename(root, "Back/t.png", "Back/b.png");
    }),
    ("a trait is renamed", |root| rename(root, "Mark/x.png", "Mark/xx.png")),
    ("a trait is renamed to come last", |root| rename(root, "Mark/x.png", "Mark/zz.png")),
    ("a weight in a name changes", |root| rename(root, "Mark/y#2.png", "Mark/y#9.png")),
    ("a name gets a weight", |root| rename(root, "Back/c.png", "Back/c#7.png")),
    ("a trait is added", |root| picture(&root.join("layers/Back/d.png"), 8, 8, 5)),
    ("a trait is added that comes first", |root| picture(&root.join("layers/Mark/A.png"), 8, 8, 5)),
    ("a trait is removed", |root| fs::remove_file(root.join("layers/Mark/z.png")).unwrap()),
    ("a picture of a 1/1 edition is replaced", |root| picture(&root.join("one.png"), 8, 8, 5)),
    ("a script changes", |root| {
        let script = fs::read_to_string(root.join("extra.js")).unwrap();
        fs::write(root.join("extra.js"), script.replace("Luck", "Chance")).unwrap();
    }),
    ("a layer is added", |root| {
        configure(root, "\"Mark\", \"Level\"]", "\"Mark\", \"Level\", \"NewBack\"]");
        let config = fs::read_to_string(root.join("simdgen.toml")).unwrap();
        fs::write(
            root.join("simdgen.toml"),
            replace(&config, "[[sets]]\neditions = 9", "[[layers]]\nname = \"NewBack\"\n[[sets]]\neditions = 9"),
        )
        .unwrap();
    }),
    ("a layer is removed", |root| configure(root, "\"Mark\", \"Level\"]", "\"Level\"]")),
    ("layers change places", |root| {
        configure(root, "\"Back\", \"Torso\", \"Mark\", \"Level\"]", "\"Torso\", \"Mark\", \"Back\", \"Level\"]")
    }),
];

#[test]
fn every_change_of_pictures_and_layers_is_brought_into_the_build() {
    let mut wrong = vec![];
    for (name, change) in CHANGES {
        let folder = folder();
        let root = folder.path();
        write(root);
        succeed("generate {} --encoder direct", root);
        let made = files_below(&root.join("build"));
        change(root);
        let (_, found) = compare("--encoder direct", root);
        wrong.extend(found.into_iter().map(|text| format!("{name}: {text}")));
        if made == files_below(&root.join("fresh")) {
            wrong.push(format!("{name}: changes nothing"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
