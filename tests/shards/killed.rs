//! Shards and merges that are killed at any moment are run again, and the result is the same.

use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use super::{assert_is_one_run, of_many, render};
use crate::updates::builds::{command, folder, simdgen, succeed};

/// Runs a command, and kills it after a time; `true` if it ended by itself before.
fn killed_after(arguments: &str, root: &std::path::Path, time: Duration) -> bool {
    let mut run = command(arguments, root).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    thread::sleep(time);
    if let Some(status) = run.try_wait().unwrap() {
        assert!(status.success(), "{arguments}: {status:?}");
        return true;
    }
    run.kill().unwrap();
    run.wait().unwrap();
    false
}

#[test]
fn a_merge_that_is_killed_at_any_moment_is_made_again() {
    let folder = folder();
    let root = folder.path();
    of_many(root, 400);
    let start = Instant::now();
    render(root, 1..=3, 3, "");
    succeed("merge {}/parts", root);
    assert_is_one_run(root, "");
    for switch in ["", " --switch"] {
        render(root, 1..=3, 3, "");
        // Later and later, until one ends; a merge of so little takes no longer than rendering did.
        let step = (start.elapsed() / 400).max(Duration::from_millis(1));
        let mut time = step;
        while !killed_after(&format!("merge {{}}/parts{switch}"), root, time) {
            time += step;
            assert!(time < Duration::from_secs(60), "a merge never ends");
        }
        assert_is_one_run(root, "");
    }
}

#[test]
fn a_shard_that_is_killed_is_run_again_alone() {
    let folder = folder();
    let root = folder.path();
    of_many(root, 400);
    render(root, [1, 3], 3, "");
    let mut time = Duration::from_millis(5);
    while !killed_after("generate {} --out {}/parts --shard 2/3 --resume", root, time) {
        // It may have been killed when all was in place.
        if simdgen("merge {}/parts", root).code == 0 {
            return assert_is_one_run(root, "");
        }
        time += Duration::from_millis(20);
    }
    succeed("merge {}/parts", root);
    assert_is_one_run(root, "");
}
