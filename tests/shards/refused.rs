//! Shards that do not belong together, or are not as they were written, are not merged, and nothing is changed.

use std::fs;
use std::path::Path;

use super::{assert_is_one_run, folder_of, native, reconfigure, refused, render};
use crate::updates::builds::{files_below, folder, simdgen, succeed};

fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files_below(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// The first file of a folder of a shard.
fn first(shard: &Path, folder: &str) -> std::path::PathBuf {
    let mut names: Vec<_> = fs::read_dir(shard.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    names.swap_remove(0)
}

#[test]
fn a_shard_that_is_missing_or_there_twice_is_told() {
    let folder = folder();
    let root = folder.path();
    native(root);
    fs::create_dir(root.join("parts")).unwrap();
    assert!(refused(root, "").contains("there are no shards"));
    render(root, [1, 3], 3, "");
    assert!(refused(root, "").contains("of 3 shards, 2/3 is missing"));
    render(root, [2], 3, "");
    copy(&folder_of(root, 2, 3), &root.join("copy"));
    let twice = refused(root, "{}/parts {}/copy");
    assert!(twice.contains("shard 2/3 is both"), "{twice}");
    // One of another number of shards.
    render(root, [1], 4, "");
    let mixed = refused(root, "");
    assert!(mixed.contains("their numbers of shards differ"), "{mixed}");
    fs::remove_dir_all(folder_of(root, 1, 4)).unwrap();
    succeed("merge {}/parts", root);
    assert_is_one_run(root, "");
}

#[test]
fn a_shard_of_another_run_is_told() {
    for (options, told) in
        [("--seed other", "their seeds"), ("--effort fast", "their options"), ("--count 14", "their numbers")]
    {
        let folder = folder();
        let root = folder.path();
        native(root);
        render(root, [1], 2, "");
        render(root, [2], 2, options);
        let text = refused(root, "");
        assert!(text.contains(told) && text.contains("differ"), "{options}: {text}");
        // It holds another plan, or nothing that stays.
        let again = simdgen("generate {} --out {}/parts --shard 2/2", root);
        if again.code != 0 {
            assert!(again.err.contains("shard of another plan") && again.err.contains("--force"), "{again:?}");
            render(root, [2], 2, "--force");
        }
        succeed("merge {}/parts", root);
        assert_is_one_run(root, "");
    }
}

#[test]
fn a_whole_build_is_no_shard() {
    let folder = folder();
    let root = folder.path();
    native(root);
    render(root, [1, 2], 2, "");
    succeed("generate {}", root);
    assert!(refused(root, "{}/build").contains("is a whole build and holds no shards"));
    assert!(refused(root, "{}/layers").contains("there are no shards"));
    assert!(refused(root, "{}/nowhere").contains("there are no shards"));
}

#[test]
fn a_shard_that_did_not_end_is_told() {
    let folder = folder();
    let root = folder.path();
    native(root);
    render(root, [1], 2, "");
    let second = folder_of(root, 2, 2);
    fs::create_dir_all(second.join(".simdgen-partial")).unwrap();
    let output = simdgen("merge {}/parts", root);
    assert!(
        output.code == 1 && output.err.contains("is not finished") && output.err.contains("--resume"),
        "{output:?}"
    );
    render(root, [2], 2, "--resume");
    succeed("merge {}/parts", root);
    assert_is_one_run(root, "");
}

#[test]
fn a_file_that_is_not_as_written_is_told_and_made_again() {
    for (kind, damage) in [("images", 0), ("json", 0), ("images", 1), ("json", 1), ("images", 2), ("json", 2)] {
        let folder = folder();
        let root = folder.path();
        native(root);
        render(root, 1..=3, 3, "");
        let path = first(&folder_of(root, 2, 3), kind);
        let mut bytes = fs::read(&path).unwrap();
        match damage {
            0 => {
                let middle = bytes.len() / 2;
                bytes[middle] ^= 1;
                fs::write(&path, bytes).unwrap();
            }
            1 => fs::write(&path, &bytes[1..]).unwrap(),
            _ => fs::remove_file(&path).unwrap(),
        }
        let text = refused(root, "");
        let name = format!("{kind}/{}", path.file_name().unwrap().to_str().unwrap());
        assert!(text.contains(&name) && text.contains("2-of-3") && text.contains("not as written"), "{text}");
        fs::remove_file(&path).ok();
        render(root, [2], 3, "");
        succeed("merge {}/parts", root);
        assert_is_one_run(root, "");
    }
}

#[test]
fn a_project_that_changed_since_is_told() {
    for (from, to) in [
        ("old words", "new words"),
        ("background = \"#336699\"", "background = \"#336698\""),
        ("none = 2", "none = 3"),
        ("digits = 1", "digits = 4"),
    ] {
        let folder = folder();
        let root = folder.path();
        native(root);
        render(root, 1..=2, 2, "");
        reconfigure(root, from, to);
        let text = refused(root, "");
        assert!(text.contains("not what the project gives now"), "{to}: {text}");
    }
    // So is a picture that changed.
    let folder = folder();
    let root = folder.path();
    native(root);
    render(root, 1..=2, 2, "");
    crate::updates::files::picture(&root.join("layers/Back/a.png"), 8, 8, 4711);
    assert!(refused(root, "").contains("not what the project gives now, such as edition"));
}

#[test]
fn shards_are_not_merged_into_another_build() {
    let folder = folder();
    let root = folder.path();
    native(root);
    succeed("generate {} --out {}/parts --seed other", root);
    render(root, 1..=2, 2, "");
    assert!(refused(root, "").contains("with another seed"));
    succeed("merge {}/parts --force", root);
    assert_is_one_run(root, "");
    // Into the same build it is as any run.
    render(root, 1..=2, 2, "");
    succeed("merge {}/parts --switch", root);
    assert_is_one_run(root, "");
    // Edits are not lost.
    fs::write(root.join("parts/json/1.json"), "{\"edition\": 1}").unwrap();
    render(root, 1..=2, 2, "");
    assert!(refused(root, "").contains("json/1.json"));
}

#[test]
fn a_whole_run_leaves_shards_alone() {
    let folder = folder();
    let root = folder.path();
    native(root);
    render(root, 1..=2, 2, "");
    let shards = files_below(&root.join("parts"));
    succeed("generate {} --out {}/parts --seed other", root);
    succeed("generate {} --out {}/parts --seed other --count 17 --switch", root);
    assert!(files_below(&root.join("parts/.simdgen-shards")).len() == shards.len());
    succeed("merge {}/parts --force", root);
    assert_is_one_run(root, "");
}

#[test]
fn shards_are_not_mixed_with_editions() {
    let folder = folder();
    let root = folder.path();
    native(root);
    for options in ["--shard 1/2 --editions 1..=2", "--shard 1/2 --gallery", "--shard 0/2", "--shard 3/2", "--shards 2"]
    {
        assert_eq!(simdgen(&format!("generate {{}} {options}"), root).code, 2, "{options}");
    }
    assert!(!root.join("build").exists());
}
