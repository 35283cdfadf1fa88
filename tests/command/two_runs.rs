//! Several runs at once on one project, and what a killed one leaves: nobody sees half a pack.

use std::fs;
use std::process::{Command, Stdio};

use assert_cmd::cargo::CommandCargoExt;

use crate::command::generate::small_project;
use crate::command::simdgen::{compare_with_oracle, succeed};

#[test]
fn of_several_runs_one_builds_the_pack_and_the_others_wait() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let start = || {
        let mut command = Command::cargo_bin("simdgen").unwrap();
        command.arg("pack").arg(folder.path()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let runs: Vec<_> = (0..6).map(|_| start()).collect();
    let decoded = runs.into_iter().map(|run| {
        let output = run.wait_with_output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        let (before, _) = text.split_once(" decoded)").unwrap();
        before.rsplit_once('(').unwrap().1.parse::<usize>().unwrap()
    });
    assert_eq!(decoded.sum::<usize>(), 12, "each of 12 pictures is decoded by one run");
}

#[test]
fn what_a_killed_pack_build_leaves_is_removed_and_the_pack_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let hidden = folder.path().join(".simdgen");
    fs::create_dir(&hidden).unwrap();
    for name in ["traits.pack.tmp", "traits.pack.4711.tmp"] {
        fs::write(hidden.join(name), "half a pack").unwrap();
    }
    succeed("generate {}", folder.path());
    let mut names: Vec<_> = fs::read_dir(&hidden).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["traits.pack", "traits.pack.lock", "traits.pack.seen", "traits.training"]);
    let project = simdgen::dialect::open(folder.path(), None).unwrap();
    assert_eq!(compare_with_oracle(&project, &folder.path().join("build")), 40);
}
