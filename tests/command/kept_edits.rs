//! `--keep-edits` keeps what still holds: nothing of a build contradicts the rest of it afterwards.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::command::dealt_anew;
use crate::command::edits::{edit, list, project, refused};
use crate::command::simdgen::{Output, files_below, simdgen, succeed};

const RANKED: [&str; 2] = ["\"attributes\": [", "\"rank\": 7, \"attributes\": ["];

/// A project with a finished build.
fn finished() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), "unique = false\n");
    succeed("generate {}", folder.path());
    folder
}

/// A run that stops and changes nothing.
fn stopped(root: &Path, options: &str) -> Output {
    let before = files_below(&root.join("build"));
    let output = refused(root, options);
    assert!(files_below(&root.join("build")) == before, "{options}");
    output
}

#[test]
fn edits_of_editions_that_are_drawn_again_stop_the_run() {
    for name in ["json/2.json", "images/2.png"] {
        let folder = tempfile::tempdir().unwrap();
        let (root, build) = (folder.path(), folder.path().join("build"));
        dealt_anew::project(root, true);
        succeed("generate {}", root);
        let path = build.join(name);
        let whole = fs::read(&path).unwrap();
        match name {
            "json/2.json" => edit(&path, RANKED[0], RANKED[1]),
            _ => fs::write(&path, [&whole[..], b"mine"].concat()).unwrap(),
        }
        let keep = format!("--keep {} --keep-edits --reroll ", build.display());
        let output = stopped(root, &(keep.clone() + "2"));
        assert!(output.err.contains(&format!(": {name};")) && output.err.contains("1 edited file in "), "{output:?}");
        // So does a plan that deals it other traits.
        let plan = fs::read_to_string(build.join("plan.jsonl")).unwrap();
        let swapped = plan.replace("\"A\"", "\"?\"").replace("\"C\"", "\"A\"").replace("\"?\"", "\"C\"");
        fs::write(root.join("other.jsonl"), swapped).unwrap();
        stopped(root, &format!("--keep-edits --plan {}", root.join("other.jsonl").display()));
        // Others may be drawn again.
        succeed("generate {} --keep {}/build --reroll 3 --keep-edits", root);
        assert!(fs::read(&path).unwrap() != whole);
    }
}

#[test]
fn edits_of_editions_whose_trait_was_renamed_stop_the_run() {
    let folder = finished();
    let root = folder.path();
    edit(&root.join("build/json/1.json"), RANKED[0], RANKED[1]);
    let metadata: Value = serde_json::from_slice(&fs::read(root.join("build/json/1.json")).unwrap()).unwrap();
    let worn = metadata["attributes"][0]["value"].as_str().unwrap();
    fs::rename(root.join(format!("layers/Back/{worn}.png")), root.join(format!("layers/Back/{worn}2.png"))).unwrap();
    let output = stopped(root, "--keep-edits");
    assert!(output.err.contains(": json/1.json;"), "{output:?}");
    fs::rename(root.join(format!("layers/Back/{worn}2.png")), root.join(format!("layers/Back/{worn}.png"))).unwrap();
    succeed("generate {} --keep-edits", root);
}

#[test]
fn the_list_has_what_edited_files_say() {
    let folder = finished();
    let (root, build) = (folder.path(), folder.path().join("build"));
    edit(&build.join("json/2.json"), RANKED[0], RANKED[1]);
    succeed("generate {} --count 8 --keep-edits", root);
    let listed = list(&build);
    assert_eq!((listed.len(), &listed[1]["rank"]), (8, &7.into()));
    assert_eq!(listed.iter().filter(|entry| entry.get("rank").is_some()).count(), 1);
    // Parts that do not touch it leave it in the list as well.
    succeed("generate {} --count 8 --editions 3..=4", root);
    assert_eq!(list(&build), listed);
    // What is no metadata cannot be listed.
    fs::write(build.join("json/2.json"), "mine").unwrap();
    let output = simdgen(&["generate", root.to_str().unwrap(), "--count", "8", "--keep-edits"]);
    assert!(output.code == 1 && output.err.contains("2.json: is no JSON"), "{output:?}");
}

#[test]
fn an_edited_list_stops_a_run_that_changes_editions() {
    let folder = finished();
    let (root, build) = (folder.path(), folder.path().join("build"));
    for name in ["json/2.json", "json/_metadata.json"] {
        edit(&build.join(name), RANKED[0], RANKED[1]);
    }
    let edited = fs::read(build.join("json/_metadata.json")).unwrap();
    succeed("generate {} --keep-edits", root);
    assert!(fs::read(build.join("json/_metadata.json")).unwrap() == edited);
    let output = stopped(root, "--count 8 --keep-edits");
    assert!(output.err.contains("_metadata.json is not as simdgen wrote it") && output.err.contains("delete it"));
    fs::remove_file(build.join("json/_metadata.json")).unwrap();
    succeed("generate {} --count 8 --keep-edits", root);
    let listed = list(&build);
    assert!(listed.len() == 8 && listed[1]["rank"] == 7 && listed[2].get("rank").is_none());
}

/// Takes the seals of the files of the whole collection out of a ledger, which earlier releases did not write.
fn without_seals_of_the_whole(build: &Path) {
    let ledger = build.join("simdgen-editions.txt");
    let text = fs::read_to_string(&ledger).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with("# file ")).map(|line| format!("{line}\n"));
    fs::write(&ledger, lines.collect::<String>()).unwrap();
}

#[test]
fn an_edited_list_of_an_earlier_release_stops_the_run() {
    let folder = finished();
    let (root, build) = (folder.path(), folder.path().join("build"));
    let list = build.join("json/_metadata.json");
    let whole = fs::read_to_string(&list).unwrap();
    without_seals_of_the_whole(&build);
    let minified = serde_json::from_str::<Value>(&whole).unwrap().to_string();
    for edited in [whole.replacen("#3", "Mine", 1), whole.replace("\n  {}", ""), format!("{whole}\n{{}}"), minified] {
        if edited == whole {
            continue;
        }
        fs::write(&list, &edited).unwrap();
        assert!(stopped(root, "").err.contains(": json/_metadata.json;"));
        for _ in 0..2 {
            succeed("generate {} --keep-edits", root);
            assert!(fs::read_to_string(&list).unwrap() == edited);
        }
        without_seals_of_the_whole(&build);
    }
    // Other texts of the project are no edits, and neither is a list that is not there.
    fs::write(&list, &whole).unwrap();
    edit(&root.join("simdgen.toml"), "seed", "description = 'new'\nseed");
    succeed("generate {}", root);
    without_seals_of_the_whole(&build);
    fs::remove_file(&list).unwrap();
    succeed("generate {}", root);
    assert_eq!(succeed("verify {}/build", root).code, 0);
}

#[test]
fn a_part_of_an_earlier_release_is_no_edit() {
    let folder = tempfile::tempdir().unwrap();
    let (root, build) = (folder.path(), folder.path().join("build"));
    project(root, "");
    succeed("generate {} --editions 2..=3", root);
    without_seals_of_the_whole(&build);
    succeed("generate {} --editions 4", root);
    without_seals_of_the_whole(&build);
    succeed("generate {}", root);
    assert_eq!(succeed("verify {}/build", root).code, 0);
}

#[test]
fn a_part_does_not_shrink_a_larger_build() {
    let folder = finished();
    let root = folder.path();
    succeed("generate {} --count 9", root);
    let before = files_below(&root.join("build"));
    for options in [&[][..], &["--editions", "5"], &["--editions", "5", "--keep-edits"]] {
        let output = simdgen(&[&["generate", root.to_str().unwrap()], options].concat());
        assert!(
            output.code == 1 && output.err.contains("3 editions of ") && output.err.contains("such as 7"),
            "{output:?}"
        );
        assert!(files_below(&root.join("build")) == before);
    }
    succeed("generate {} --count 9 --editions 5", root);
    assert!(files_below(&root.join("build")) == before);
}

#[test]
fn update_info_reaches_editions_that_the_list_lacks() {
    let folder = finished();
    let (root, build) = (folder.path(), folder.path().join("build"));
    let path = build.join("json/_metadata.json");
    let mut entries = list(&build);
    entries.truncate(4);
    fs::write(&path, serde_json::to_string_pretty(&entries).unwrap()).unwrap();
    edit(&root.join("simdgen.toml"), "seed", "description = 'new'\nseed");
    let output = succeed("update-info {}", root);
    assert!(output.out.contains("6 metadata files updated"), "{output:?}");
    assert!(output.err.contains("2 editions are not in _metadata.json, such as 5"), "{output:?}");
    let listed = list(&build);
    assert!(listed.len() == 6 && listed.iter().all(|entry| entry["description"] == "new"));
    assert!(fs::read_to_string(build.join("json/6.json")).unwrap().contains("\"new\""));
}

#[test]
fn one_is_counted_as_one() {
    let folder = finished();
    let root = folder.path();
    succeed("generate {} --count 7", root);
    let output = simdgen(&["generate", root.to_str().unwrap()]);
    assert!(output.err.contains("error: 1 edition of ") && output.err.contains(" is not in this plan"), "{output:?}");
    edit(&root.join("simdgen.toml"), "editions = 6", "editions = 1");
    succeed("generate {} --force", root);
    assert!(succeed("verify {}/build", root).out.contains("1 picture of 1 edition compared"));
    assert!(succeed("update-info {}", root).out.starts_with("1 metadata file updated in "));
    assert!(succeed("rarity {}/build", root).out.starts_with("1 edition\n"));
}
