//! Shards that start at the same moment share one pack and its training, and do not spoil them.

use std::fs;
use std::process::Stdio;

use super::{assert_is_one_run, native, of_many};
use crate::updates::builds::{command, files_below, folder, simdgen, succeed};

#[test]
fn shards_that_start_together_share_what_is_prepared() {
    for prepared in [false, true] {
        let folder = folder();
        let root = folder.path();
        of_many(root, 300);
        if prepared {
            let output = succeed("prepare {}", root);
            assert!(
                output.out.contains("traits.pack: packed") && output.out.contains("traits.training: trained"),
                "{output:?}"
            );
        }
        let kept = ["traits.pack", "traits.training"].map(|name| root.join(".simdgen").join(name));
        let before: Vec<_> = kept.iter().map(|path| fs::read(path).ok()).collect();
        let runs: Vec<_> = (1..=5)
            .map(|number| {
                let mut run = command(&format!("generate {{}} --out {{}}/parts --shard {number}/5"), root);
                run.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
            })
            .collect();
        for run in runs {
            let output = run.wait_with_output().unwrap();
            assert!(output.status.success(), "{output:?}");
        }
        let after: Vec<_> = kept.iter().map(|path| fs::read(path).ok()).collect();
        assert!(!prepared || before == after, "a shard only reads what is prepared");
        succeed("merge {}/parts", root);
        assert_is_one_run(root, "");
    }
}

#[test]
fn of_two_runs_of_a_shard_the_second_is_refused() {
    let folder = folder();
    let root = folder.path();
    native(root);
    let held = root.join("parts/.simdgen-shards/1-of-2");
    fs::create_dir_all(&held).unwrap();
    let lock = fs::File::create(held.join(".simdgen-lock")).unwrap();
    lock.lock().unwrap();
    let output = simdgen("generate {} --out {}/parts --shard 1/2", root);
    assert!(output.code == 1 && output.err.contains("another run is writing"), "{output:?}");
    succeed("generate {} --out {}/parts --shard 2/2", root);
    let output = simdgen("merge {}/parts", root);
    assert!(output.code == 1 && output.err.contains("another run is writing"), "{output:?}");
}

#[test]
fn shards_of_other_folders_and_file_systems_are_taken_and_stay() {
    let (folder, other) = (folder(), tempfile::tempdir().unwrap());
    let root = folder.path();
    native(root);
    for number in 1..=3 {
        let out = if number == 2 { other.path().join("out") } else { root.join(format!("out{number}")) };
        succeed(&format!("generate {{}} --out {} --shard {number}/3", out.display()), root);
    }
    let there = files_below(other.path());
    let shards = format!("{{}}/out1 {}/out/.simdgen-shards/2-of-3 {{}}/out3", other.path().display());
    succeed(&format!("merge {{}}/parts {shards}"), root);
    assert_is_one_run(root, "");
    assert!(files_below(other.path()) == there);
    // Nothing of them is the build's: a change of one is not a change of the other's record.
    succeed("verify {}/parts --fast", root);
}

#[test]
fn prepare_says_what_it_wrote() {
    let folder = folder();
    let root = folder.path();
    native(root);
    let first = succeed("prepare {} --effort high", root).out;
    assert!(first.contains("traits.pack: packed") && first.contains("trained for 15 editions"), "{first}");
    let again = succeed("prepare {} --effort high", root).out;
    assert!(again.contains("traits.pack: up to date"), "{again}");
    let max = succeed("prepare {} --effort max", root).out;
    assert!(max.contains("nothing to train for 15 editions: each picture encoded whole"), "{max}");
}
