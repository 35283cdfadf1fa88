//! Every number of shards, encoder, effort and kind of project gives the bytes of one run.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{assert_is_one_run, folder_of, hashlips, native, nftchef, of_many, render};
use crate::updates::builds::{files_below, folder, simdgen, succeed};

/// Renders each number of shards, merges them and compares; a run of the whole then finds nothing to do.
fn compare(write: fn(&Path), numbers: &[u32], options: &str) {
    let folder = folder();
    let root = folder.path();
    write(root);
    for &of in numbers {
        // The order of shards does not matter.
        render(root, (1..=of).rev(), of, options);
        assert!(!root.join("parts/images").exists());
        succeed("merge {}/parts", root);
        assert_is_one_run(root, options);
        let merged = files_below(&root.join("parts"));
        let output = succeed(&format!("generate {{}} --out {{}}/parts --json {options}"), root);
        let summary: Value = serde_json::from_str(&output.out).unwrap();
        assert_eq!((&summary["editions"], &summary["metadata_rewritten"]), (&0.into(), &0.into()), "{options}");
        assert!(files_below(&root.join("parts")) == merged, "{options}: the run after the merge changes it");
        let verified = simdgen("verify {}/parts", root);
        let same = simdgen("verify {}/whole", root);
        assert_eq!((verified.code, verified.out), (same.code, same.out));
        fs::remove_dir_all(root.join("parts")).unwrap();
    }
}

#[test]
fn shards_of_each_encoder_are_one_run() {
    compare(native, &[1, 2, 3, 7], "--encoder direct");
    compare(native, &[2, 3], "--encoder direct --compression high");
}

#[test]
fn shards_of_each_effort_are_one_run() {
    for effort in ["fast", "balanced", "high", "max"] {
        compare(native, &[1, 2, 3, 7], &format!("--effort {effort}"));
    }
}

#[test]
fn more_shards_than_editions_leave_some_empty() {
    compare(native, &[20], "");
}

#[test]
fn shards_of_other_engines_are_one_run() {
    // Animations, hashes of pictures in metadata, the list of all of them, DNA.
    compare(hashlips, &[1, 3], "--seed first");
    compare(nftchef, &[1, 3], "--seed first");
    compare(nftchef, &[2], "--seed first --encoder direct");
}

#[test]
fn shards_of_many_editions_are_one_run() {
    // Tiles that recur often get more work, whichever shard shows them.
    compare(|root| of_many(root, 700), &[3], "");
    compare(|root| of_many(root, 700), &[4], "--count 333 --seed other");
}

#[test]
fn shards_of_a_given_plan_are_one_run() {
    let folder = folder();
    let root = folder.path();
    native(root);
    succeed("plan {} --seed third --out {}/given.csv", root);
    succeed("plan {} --seed third --out {}/given.jsonl", root);
    for plan in ["given.csv", "given.jsonl"] {
        let options = format!("--plan {}/{plan}", root.display());
        render(root, 1..=3, 3, &options);
        succeed("merge {}/parts", root);
        assert_is_one_run(root, &options);
        for made in ["parts", "whole"] {
            fs::remove_dir_all(root.join(made)).unwrap();
        }
    }
}

#[test]
fn settings_of_the_command_line_are_those_of_the_shards() {
    let options = "--compiler me --dna-delimiter _ --extra a=[1] --date 7000";
    compare(native, &[2], options);
}

#[test]
fn a_shard_is_up_to_date_or_repairs_itself() {
    let folder = folder();
    let root = folder.path();
    native(root);
    render(root, 1..=2, 2, "");
    let made = files_below(&root.join("parts"));
    let rendered = |options: &str| {
        let output = succeed(&format!("generate {{}} --out {{}}/parts --shard 2/2 --json {options}"), root);
        serde_json::from_str::<Value>(&output.out).unwrap()["editions"].as_u64().unwrap()
    };
    assert_eq!(rendered(""), 0);
    let picture = fs::read_dir(folder_of(root, 2, 2).join("images")).unwrap().next().unwrap().unwrap().path();
    fs::remove_file(picture).unwrap();
    assert_eq!(rendered(""), 1);
    assert!(files_below(&root.join("parts")) == made);
    assert!(rendered("--force") > 1);
    assert!(files_below(&root.join("parts")) == made);
}

#[test]
fn a_shard_renders_again_what_was_made_beside_other_pictures() {
    let folder = folder();
    let root = folder.path();
    native(root);
    render(root, 1..=2, 2, "");
    // The plan is the same, and so are most pictures, but all of them are encoded as learned from others.
    crate::updates::files::picture(&root.join("layers/Back/a.png"), 8, 8, 4711);
    render(root, 1..=2, 2, "");
    succeed("merge {}/parts", root);
    assert_is_one_run(root, "");
}
