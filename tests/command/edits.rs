//! Files of a build that somebody edited are neither replaced nor deleted unasked.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::command::simdgen::{Output, files_below, simdgen, succeed};
use crate::pixels::fixture::write_png;

/// A trait whose right half is transparent on the top layer.
pub fn picture(root: &Path, name: &str, shade: u8) {
    let right = if name.starts_with("Top") { 0 } else { 255 };
    write_png(&root.join(format!("layers/{name}.png")), 2, 2, &[shade, 9, 200, 255, shade, 99, 20, right].repeat(2));
}

/// Six editions of two layers, of 2 x 2 pixels each, with a chosen seed.
pub fn project(root: &Path, collection: &str) {
    for (n, name) in ["Back/a", "Back/b", "Back/c", "Top/d", "Top/e"].iter().enumerate() {
        picture(root, name, n as u8 * 50);
    }
    let toml = format!("[collection]\neditions = 6\nseed = 'chosen'\n{collection}");
    fs::write(root.join("simdgen.toml"), toml).unwrap();
}

pub fn refused(root: &Path, options: &str) -> Output {
    let words = ["generate", root.to_str().unwrap()].into_iter().chain(options.split_whitespace());
    let output = simdgen(&words.collect::<Vec<_>>());
    assert_eq!(output.code, 1, "{output:?}");
    assert!(output.err.contains("--keep-edits") && output.err.contains("--force"), "{output:?}");
    output
}

pub fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(path, text.replace(from, to)).unwrap();
}

pub fn number(output: &Output, key: &str) -> u64 {
    serde_json::from_str::<Value>(&output.out).unwrap()[key].as_u64().unwrap()
}

/// The entries of `_metadata.json`.
pub fn list(build: &Path) -> Vec<Value> {
    serde_json::from_slice(&fs::read(build.join("json/_metadata.json")).unwrap()).unwrap()
}

#[test]
fn edited_metadata_stops_a_run_and_stays_where_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let (root, build) = (folder.path(), folder.path().join("build"));
    project(root, "");
    succeed("generate {}", root);
    let whole = files_below(&build);
    edit(&build.join("json/2.json"), "\"attributes\": [", "\"rank\": 7, \"attributes\": [");
    let edited = files_below(&build);
    for options in ["", "--editions 2", "--resume", "--encoder direct"] {
        let output = refused(root, options);
        assert!(output.err.contains("1 file in ") && output.err.contains("json/2.json;"), "{output:?}");
        assert!(files_below(&build) == edited, "{options}");
    }
    // Parts that do not touch it may be made.
    succeed("generate {} --editions 3..=4", root);
    for _ in 0..2 {
        let output = succeed("generate {} --keep-edits --json", root);
        assert_eq!((number(&output, "files_edited"), number(&output, "metadata_rewritten")), (1, 0));
        // All stays but the list, which has the edit, and the ledger, which has the list's seal.
        let after = files_below(&build);
        let differ =
            after.iter().filter(|(name, bytes)| edited.get(*name) != Some(bytes)).map(|(name, _)| name.as_str());
        assert_eq!(differ.collect::<Vec<_>>(), ["json/_metadata.json", "simdgen-editions.txt"]);
        assert!(after.len() == edited.len() && list(&build)[1]["rank"] == 7);
    }
    assert!(succeed("generate {} --keep-edits", root).out.contains("1 edited file was left alone"));
    refused(root, "");
    let found = simdgen(&["verify", build.to_str().unwrap()]);
    assert!(found.code == 3 && found.out.contains("json/2.json was changed after it was made"), "{found:?}");
    // Another description: all others are written anew.
    edit(&root.join("simdgen.toml"), "seed", "description = 'new'\nseed");
    assert!(refused(root, "").err.contains(": json/2.json;"));
    let output = succeed("generate {} --keep-edits --json", root);
    assert_eq!((number(&output, "files_edited"), number(&output, "metadata_rewritten")), (1, 5));
    assert!(files_below(&build)["json/2.json"] == edited["json/2.json"]);
    assert!(refused(root, "").err.contains(": json/2.json;"));
    edit(&root.join("simdgen.toml"), "description = 'new'\n", "");
    succeed("generate {} --force", root);
    assert!(files_below(&build) == whole);
    // What is gone was not edited.
    fs::remove_file(build.join("json/2.json")).unwrap();
    fs::remove_file(build.join("images/3.png")).unwrap();
    succeed("generate {}", root);
    assert!(files_below(&build) == whole);
}

#[test]
fn replaced_pictures_stop_a_run_that_would_draw_them() {
    let folder = tempfile::tempdir().unwrap();
    let (root, build) = (folder.path(), folder.path().join("build"));
    project(root, "");
    succeed("generate {}", root);
    let mine = vec![7; 5000];
    fs::write(build.join("images/4.png"), &mine).unwrap();
    let output = refused(root, "");
    assert!(output.err.contains(": images/4.png;"), "the metadata is as it was: {output:?}");
    succeed("generate {} --keep-edits", root);
    assert!(fs::read(build.join("images/4.png")).unwrap() == mine);
    // One of the same length is noticed where it would be drawn anew.
    let length = fs::metadata(build.join("images/5.png")).unwrap().len() as usize;
    fs::write(build.join("images/5.png"), &mine[..length]).unwrap();
    for (name, shade) in [("Back/a", 11), ("Back/b", 12), ("Back/c", 13)] {
        picture(root, name, shade);
    }
    let output = refused(root, "");
    assert!(output.err.contains("2 files in ") && output.err.contains("images/4.png, images/5.png;"), "{output:?}");
    let output = succeed("generate {} --keep-edits --json", root);
    assert_eq!((number(&output, "editions"), number(&output, "files_edited")), (4, 2));
    for (number, length) in [(4, mine.len()), (5, length)] {
        assert!(fs::read(build.join(format!("images/{number}.png"))).unwrap() == mine[..length]);
    }
    assert!(refused(root, "").err.contains("2 files in "));
    succeed("generate {} --force", root);
    assert_eq!(succeed("verify {}/build", root).code, 0);
}

#[test]
fn a_picture_is_drawn_anew_beside_its_edited_metadata() {
    let folder = tempfile::tempdir().unwrap();
    let (root, build) = (folder.path(), folder.path().join("build"));
    project(root, "hash_pictures = true\n");
    succeed("generate {}", root);
    let before = files_below(&build);
    fs::write(build.join("json/1.json"), "{\"name\": \"mine\"}").unwrap();
    for (name, shade) in [("Top/d", 11), ("Top/e", 12)] {
        picture(root, name, shade);
    }
    assert!(refused(root, "").err.contains(": json/1.json;"));
    succeed("generate {} --keep-edits", root);
    let after = files_below(&build);
    assert_eq!(after["json/1.json"], b"{\"name\": \"mine\"}");
    assert!(before["images/1.png"] != after["images/1.png"] && before["json/2.json"] != after["json/2.json"]);
    assert!(refused(root, "").err.contains(": json/1.json;"));
    fs::remove_file(build.join("json/1.json")).unwrap();
    succeed("generate {}", root);
    assert_eq!(succeed("verify {}/build", root).code, 0);
}

#[test]
fn files_of_the_whole_collection_are_kept_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let (root, build) = (folder.path(), folder.path().join("build"));
    project(root, "engine = 'nftchef'\nhash_pictures = true\n");
    succeed("generate {}", root);
    for name in ["json/_metadata.json", "_dna.json", "_provenance.json"] {
        let path = build.join(name);
        let whole = fs::read(&path).unwrap();
        let edited = [&whole[..], b"\n{}\n"].concat();
        fs::write(&path, &edited).unwrap();
        assert!(refused(root, "").err.contains(&format!(": {name};")), "{name}");
        for _ in 0..2 {
            succeed("generate {} --keep-edits", root);
            assert!(fs::read(&path).unwrap() == edited, "{name}");
        }
        assert!(refused(root, "").err.contains(&format!(": {name};")), "{name}");
        fs::write(&path, &whole).unwrap();
        succeed("generate {}", root);
    }
    // The same plan in other words is not an edit, and neither is the plan that is to be rendered.
    let plan = fs::read_to_string(build.join("plan.jsonl")).unwrap();
    fs::write(build.join("plan.jsonl"), format!("{plan}\n\n")).unwrap();
    succeed("generate {}", root);
    let plan = plan.replace("\"Top\":\"d\"", "\"Top\":\"e\"");
    fs::write(build.join("plan.jsonl"), plan).unwrap();
    // Kept, it would contradict the pictures.
    let edited = files_below(&build);
    for options in ["", "--keep-edits"] {
        let output = refused(root, options);
        let way = format!("--plan {}", build.join("plan.jsonl").display());
        assert!(output.err.contains(&way) && files_below(&build) == edited, "{output:?}");
    }
    succeed("generate {} --plan {}/build/plan.jsonl", root);
}

#[test]
fn files_under_names_of_before_are_not_deleted_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let (root, build) = (folder.path(), folder.path().join("build"));
    project(root, "");
    succeed("generate {}", root);
    fs::write(build.join("images/3.png"), "mine").unwrap();
    fs::write(build.join("json/4.json"), "mine").unwrap();
    let toml = fs::read_to_string(root.join("simdgen.toml")).unwrap();
    fs::write(root.join("simdgen.toml"), format!("{toml}\n[files]\ndigits = 3\n")).unwrap();
    let output = refused(root, "");
    assert!(output.err.contains("2 files in ") && output.err.contains("images/3.png, json/4.json;"), "{output:?}");
    succeed("generate {} --keep-edits", root);
    for name in ["images/3.png", "json/4.json"] {
        assert_eq!(fs::read(build.join(name)).unwrap(), b"mine");
    }
    assert!(build.join("images/003.png").is_file() && !build.join("images/2.png").exists());
    // Now they are nobody's, and in nobody's way.
    succeed("generate {}", root);
}

#[test]
fn files_of_other_programs_are_not_replaced_by_a_part() {
    let folder = tempfile::tempdir().unwrap();
    let (root, build) = (folder.path(), folder.path().join("build"));
    project(root, "");
    fs::create_dir_all(build.join("images")).unwrap();
    fs::write(build.join("images/2.png"), "not ours").unwrap();
    let told = "has 1 file, such as images/2.png, that was not written by simdgen";
    let output = simdgen(&["generate", root.to_str().unwrap(), "--editions", "1..=3"]);
    assert!(output.code == 1 && output.err.contains(told), "{output:?}");
    succeed("generate {} --editions 3..=6", root);
    succeed("generate {} --editions 1..=3 --keep-edits", root);
    assert_eq!(fs::read(build.join("images/2.png")).unwrap(), b"not ours");
    assert!(build.join("images/1.png").is_file());
}

#[test]
fn what_other_commands_write_is_no_edit() {
    let folder = tempfile::tempdir().unwrap();
    let (root, build) = (folder.path(), folder.path().join("build"));
    project(root, "base_uri = 'ipfs://OLD'\n");
    succeed("generate {}", root);
    edit(&root.join("simdgen.toml"), "OLD", "NEW");
    succeed("update-info {}", root);
    assert_eq!(succeed("verify {}/build", root).code, 0);
    let output = succeed("generate {} --json", root);
    assert_eq!((number(&output, "editions"), number(&output, "metadata_rewritten")), (0, 0));
    succeed("generate-metadata {}", root);
    let output = succeed("generate {} --json", root);
    assert_eq!((number(&output, "editions"), number(&output, "metadata_rewritten")), (0, 6));
    // An edit that update-info goes on from is still one.
    edit(&build.join("json/5.json"), "\"attributes\": [", "\"rank\": 7, \"attributes\": [");
    edit(&root.join("simdgen.toml"), "NEW", "NEWER");
    succeed("update-info {}", root);
    assert!(refused(root, "").err.contains(": json/5.json;"));
    let text = fs::read_to_string(build.join("json/5.json")).unwrap();
    assert!(text.contains("NEWER") && text.contains("rank"), "{text}");
}

#[test]
fn a_build_of_before_there_were_seals_of_the_whole_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let (root, build) = (folder.path(), folder.path().join("build"));
    project(root, "");
    succeed("generate {}", root);
    let ledger = build.join("simdgen-editions.txt");
    let text = fs::read_to_string(&ledger).unwrap();
    let earlier: String = text
        .lines()
        .filter(|l| !["# file ", "# simdgen "].iter().any(|s| l.starts_with(s)))
        .map(|l| format!("{l}\n"))
        .collect();
    assert!(earlier.len() < text.len());
    fs::write(&ledger, earlier).unwrap();
    succeed("generate {}", root);
    assert_eq!(fs::read_to_string(&ledger).unwrap(), text);
}

#[test]
fn many_edits_are_counted_and_the_first_named() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), "");
    succeed("generate {}", folder.path());
    for number in 1..=6 {
        fs::write(folder.path().join(format!("build/images/{number}.png")), "mine").unwrap();
    }
    let output = refused(folder.path(), "");
    let errors: Vec<&str> = output.err.lines().filter(|line| line.starts_with("error: ")).collect();
    let named = "images/1.png, images/2.png, images/3.png, images/4.png, images/5.png and 1 more;";
    assert!(errors.len() == 1 && errors[0].contains("6 files in ") && errors[0].contains(named), "{output:?}");
    let both = simdgen(&["generate", folder.path().to_str().unwrap(), "--force", "--keep-edits"]);
    assert_eq!(both.code, 2, "{both:?}");
}
