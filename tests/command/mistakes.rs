//! Likely mistakes of people who type: each is told in one sentence that says what to do.

use std::fs;
use std::path::Path;

use crate::command::generate::small_project;
use crate::command::simdgen::{files_below, simdgen, succeed};

/// What a command that fails says: its first line.
fn said(words: &[&str]) -> String {
    let output = simdgen(words);
    assert!([1, 2].contains(&output.code) && output.err.starts_with("error: "), "{words:?}: {output:?}");
    output.err.lines().next().unwrap().to_owned()
}

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    folder
}

#[test]
fn numbers_that_are_none_are_told_by_what_they_may_be() {
    for (words, told) in [
        (&["preview", "--columns", "x"][..], "write a whole number, 1 or more"),
        (&["preview", "--width", "0"], "write a whole number, 1 or more"),
        (&["generate", "--count", "1.5"], "write a whole number, 1 or more"),
        (&["generate", "--threads", "many"], "write a whole number from 1 to 1024"),
        (&["generate", "--memory", "64MB"], "write a whole number, 16 or more"),
        (&["rarity", "--top", "x"], "write a whole number, 0 or more"),
        (&["generate", "--count", "5000000000"], "the largest number is 4294967295"),
        (&["generate", "--editions", "1..5"], "write 1..=5, with both ends included"),
        (&["generate", "--editions", "1:5"], "write 1..=5, with both ends included"),
        (&["generate", "--editions", "1..="], "write the last number too, as in 1..=100"),
        (&["generate", "--editions", "first"], "write an edition number, as in 5, or two, as in 1..=5"),
    ] {
        let line = said(words);
        assert!(line.contains(told) && line.contains(words[1]), "{words:?}: {line}");
    }
}

#[test]
fn a_range_may_have_a_hyphen() {
    let folder = project();
    let path = folder.path().to_str().unwrap();
    let output = simdgen(&["generate", path, "--editions", "2-4", "--json"]);
    assert_eq!(output.code, 0, "{output:?}");
    let pictures = files_below(&folder.path().join("build/images"));
    assert_eq!(pictures.into_keys().collect::<Vec<_>>(), ["2.png", "3.png", "4.png"]);
}

#[test]
fn a_file_that_is_not_there_is_told_as_that() {
    let folder = project();
    let path = folder.path().to_str().unwrap();
    for option in ["--keep", "--plan", "--from", "--config"] {
        let line = said(&["generate", path, option, "nope"]);
        assert!(line.contains("cannot read nope") && line.contains("check its spelling"), "{option}: {line}");
    }
}

#[test]
fn mistakes_in_a_configuration_are_told_with_key_and_cure() {
    let folder = project();
    let path = folder.path();
    for (text, line, told) in [
        (
            "[canvas]\nwidth = \"300\"\n",
            2,
            "width: found the text \"300\", expected a whole number, 0 or more: write 300 without",
        ),
        ("[canvas]\nwidth = 300.5\n", 2, "width: found the number 300.5, expected a whole number"),
        ("[collection]\nname = 5\n", 2, "name: found the number 5, expected a text: write \"5\" in quotation marks"),
        (
            "[collection]\nunique = \"true\"\n",
            2,
            "unique: found the text \"true\", expected true or false: write true without",
        ),
        ("[collection]\nname = Robots\n", 2, "a text stands in quotation marks"),
        ("[collection]\nname = \"Robots\n", 2, "a text has no end"),
        ("[collection]\nname = \"a\"\nname = \"b\"\n", 3, "name is there a second time: take one out"),
        ("[canvas]\nwidth = 1\n[canvas]\nheight = 1\n", 3, "canvas is there a second time"),
        ("layers = \"A\"\n", 1, "layers: found the text \"A\", expected a list"),
    ] {
        fs::write(path.join("simdgen.toml"), text).unwrap();
        let said = said(&["inspect", path.to_str().unwrap()]);
        assert!(said.contains(&format!("simdgen.toml:{line}: {told}")), "{text}: {said}");
    }
}

/// The line that says how to render a part, if there is one.
fn told_of_a_part(root: &Path, options: &str) -> Option<String> {
    let words = format!("generate {} {options}", root.display());
    let output = simdgen(&words.split(' ').collect::<Vec<_>>());
    output.err.lines().find(|line| line.contains("use --")).map(str::to_owned)
}

#[test]
fn fewer_editions_than_there_are_may_be_meant_as_a_part() {
    let folder = project();
    let root = folder.path();
    assert_eq!(told_of_a_part(root, "--count 40"), None);
    let line = told_of_a_part(root, "--count 20").unwrap();
    assert!(line.contains("use --editions 1..=20") && line.contains("of the 40 of the project"), "{line}");
    // That is what it then does.
    succeed("generate {} --editions 1..=20", root);
    // A build of more editions than the project asks for.
    succeed("generate {} --count 50 --out {}/more", root);
    let more = format!("--count 45 --out {}/more", root.display());
    let line = told_of_a_part(root, &more).unwrap();
    assert!(line.contains("use --count 50 --editions 1..=45"), "{line}");
    // Whoever has such a build, or says what else is meant, is told nothing.
    let out = format!("--count 7 --out {}/few", root.display());
    assert!(told_of_a_part(root, &out).is_some() && told_of_a_part(root, &out).is_none());
    for options in ["--count 20 --editions 1..=3 --force", "--count 20 --quiet --force", "--count 20 --json --force"] {
        assert_eq!(told_of_a_part(root, options), None, "{options}");
    }
}

#[test]
fn parts_of_a_project_lead_to_the_project() {
    let folder = project();
    let root = folder.path();
    fs::create_dir_all(root.join("src")).unwrap();
    let path = root.to_str().unwrap();
    for part in ["layers", "layers/A", "src"] {
        let part = root.join(part);
        let part = part.to_str().unwrap();
        for command in [
            "generate",
            "pack",
            "plan",
            "inspect",
            "rarity",
            "update-info",
            "preview",
            "preview-gif",
            "pixelate",
            "generate-metadata",
            "check",
            "import",
            "init",
        ] {
            let line = said(&[command, part]);
            assert!(line.contains(&format!("it lies in the project {path}")), "{command} {part}: {line}");
        }
        assert!(said(&["convert", "solana", part]).contains(&format!("it lies in the project {path}")));
        assert!(!Path::new(part).join("simdgen.toml").exists());
    }
    succeed("generate {} --count 2", root);
    for part in ["layers", "src"] {
        let line = said(&["verify", root.join(part).to_str().unwrap()]);
        assert!(line.contains(&format!("run `simdgen verify {path}/build`")), "{line}");
    }
}

#[test]
fn the_demo_leaves_projects_of_others_alone() {
    let folder = project();
    let path = folder.path().to_str().unwrap();
    let before = files_below(folder.path());
    let line = said(&["demo", path]);
    assert!(line.contains("holds simdgen.toml") && line.contains(&format!("run `simdgen generate {path}`")), "{line}");
    assert!(files_below(folder.path()) == before);

    fs::remove_file(folder.path().join("simdgen.toml")).unwrap();
    fs::create_dir_all(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("src/config.js"), "module.exports = { layerConfigurations: [] }").unwrap();
    let line = said(&["demo", path]);
    assert!(line.contains("src/config.js") && line.contains(&format!("`simdgen generate {path}`")), "{line}");
}
