//! An earlier build of the same project is brought up to date: only what changed is written again.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use simdgen::plan;

use crate::command::generate::small_project;
use crate::command::simdgen::{compare_with_oracle, files_below, simdgen, succeed};
use crate::pixels::fixture::write_png;

/// When each file of the editions was written.
fn times(build: &Path) -> BTreeMap<String, SystemTime> {
    let names = files_below(build).into_keys().filter(|name| name.contains('/') && !name.contains('_'));
    names.map(|name| (name.clone(), build.join(&name).metadata().unwrap().modified().unwrap())).collect()
}

/// The files of editions that are not the same file as before.
fn rewritten(before: &BTreeMap<String, SystemTime>, build: &Path) -> Vec<String> {
    let after = times(build);
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    after.into_iter().filter(|(name, time)| before[name] != *time).map(|(name, _)| name).collect()
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from));
    fs::write(path, text.replace(from, to)).unwrap();
}

fn json(output: &str, key: &str) -> u64 {
    serde_json::from_str::<serde_json::Value>(output).unwrap()[key].as_u64().unwrap()
}

#[test]
fn a_changed_trait_renders_the_editions_that_show_it() {
    for encoder in ["--encoder splice", "--encoder direct"] {
        let folder = tempfile::tempdir().unwrap();
        let build = folder.path().join("build");
        small_project(folder.path(), true);
        succeed(&format!("generate {{}} {encoder}"), folder.path());
        let before = times(&build);
        write_png(&folder.path().join("layers/D/green#2.5.png"), 150, 70, &[99; 150 * 70 * 4]);
        let project = simdgen::dialect::open(folder.path(), None).unwrap();
        let plan = plan::file::read(&build.join("plan.jsonl"), &project).unwrap();
        let shown: Vec<u32> = plan
            .editions()
            .filter(|e| {
                e.picks.iter().any(|&pick| {
                    project.trait_(pick).file_name == "green#2.5.png"
                        && project.layer(project.trait_(pick).layer).name == "D"
                })
            })
            .map(|e| e.number)
            .collect();
        assert!(!shown.is_empty() && shown.len() < 40);
        let output = succeed(&format!("generate {{}} {encoder} --json"), folder.path());
        assert_eq!(json(&output.out, "editions"), shown.len() as u64);
        assert_eq!(json(&output.out, "editions_kept"), 40 - shown.len() as u64);
        let mut expected: Vec<String> =
            shown.iter().flat_map(|n| [format!("images/{n}.png"), format!("json/{n}.json")]).collect();
        expected.sort();
        assert_eq!(rewritten(&before, &build), expected);
        assert_eq!(compare_with_oracle(&project, &build), 40);
        // Once more: nothing is left to do. Forced: the bytes are those of a new build.
        let output = succeed(&format!("generate {{}} {encoder} --json"), folder.path());
        assert_eq!((json(&output.out, "editions"), json(&output.out, "editions_kept")), (0, 40));
        succeed(&format!("generate {{}} {encoder} --force"), folder.path());
        succeed(&format!("generate {{}} {encoder} --out {{}}/new"), folder.path());
        let images = |build: &str| files_below(&folder.path().join(build).join("images"));
        assert!(images("build") == images("new"));
    }
}

#[test]
fn changed_words_rewrite_metadata_alone() {
    let folder = tempfile::tempdir().unwrap();
    let build = folder.path().join("build");
    small_project(folder.path(), true);
    succeed("generate {} --seed 3", folder.path());
    let before = times(&build);
    edit(&folder.path().join("simdgen.toml"), "\"Small\"", "\"Tiny\"");
    let output = succeed("generate {} --seed 3 --json", folder.path());
    assert_eq!((json(&output.out, "editions"), json(&output.out, "metadata_rewritten")), (0, 40));
    assert!(rewritten(&before, &build).iter().all(|name| name.starts_with("json/")));
    succeed("generate {} --seed 3 --out {}/new", folder.path());
    for place in ["images", "json"] {
        let of = |build: &str| files_below(&folder.path().join(build).join(place));
        assert!(of("build") == of("new"), "{place}");
    }
}

#[test]
fn changed_weights_render_the_editions_that_come_out_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let build = folder.path().join("build");
    small_project(folder.path(), true);
    succeed("generate {} --seed 3", folder.path());
    let images = files_below(&build.join("images"));
    let from = folder.path().join("layers/D/red#50.png");
    fs::rename(&from, folder.path().join("layers/D/red#30.png")).unwrap();
    let output = succeed("generate {} --seed 3 --json", folder.path());
    let project = simdgen::dialect::open(folder.path(), None).unwrap();
    assert_eq!(compare_with_oracle(&project, &build), 40);
    let changed = files_below(&build.join("images")).iter().filter(|(name, png)| images[*name] != **png).count();
    assert!(changed < 40 && json(&output.out, "editions") == changed as u64, "{changed}: {output:?}");
}

#[test]
fn more_editions_are_added_and_fewer_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    succeed("generate {} --count 12", folder.path());
    let output = succeed("generate {} --count 20 --json", folder.path());
    assert_eq!((json(&output.out, "editions"), json(&output.out, "editions_kept")), (8, 12));
    let refused = simdgen(&["generate", folder.path().to_str().unwrap(), "--count", "3"]);
    assert!(refused.code == 1 && refused.err.contains("17 editions"), "{refused:?}");
    fs::write(folder.path().join("build/images/cover.png"), "mine").unwrap();
    fs::write(folder.path().join("build/images/21.png"), "mine").unwrap();
    let refused = simdgen(&["generate", folder.path().to_str().unwrap(), "--count", "21"]);
    assert!(refused.code == 1 && refused.err.contains("21.png"), "{refused:?}");
    let output = succeed("generate {} --count 3 --force --json", folder.path());
    assert_eq!(json(&output.out, "editions_deleted"), 17);
    let images: Vec<_> = files_below(&folder.path().join("build/images")).into_keys().collect();
    assert_eq!(images, ["1.png", "2.png", "21.png", "3.png", "cover.png"], "files of others stay");
}

#[test]
fn files_that_are_gone_are_rendered_again_and_those_cut_short_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let build = folder.path().join("build");
    small_project(folder.path(), true);
    succeed("generate {}", folder.path());
    let whole = files_below(&build);
    fs::remove_file(build.join("images/7.png")).unwrap();
    fs::write(build.join("json/9.json"), "{").unwrap();
    // It may as well have been edited.
    let refused = simdgen(&["generate", folder.path().to_str().unwrap()]);
    assert!(refused.code == 1 && refused.err.contains("json/9.json"), "{refused:?}");
    fs::remove_file(build.join("json/9.json")).unwrap();
    let output = succeed("generate {} --json", folder.path());
    assert_eq!((json(&output.out, "editions"), json(&output.out, "metadata_rewritten")), (1, 1));
    assert!(files_below(&build) == whole);
}

#[test]
fn results_of_another_seed_or_without_a_record_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let project = folder.path().to_str().unwrap();
    succeed("generate {} --seed 1", folder.path());
    let refused = simdgen(&["generate", project, "--seed", "2"]);
    assert!(refused.code == 1 && refused.err.contains("another seed"), "{refused:?}");
    let other = tempfile::tempdir().unwrap();
    small_project(other.path(), true);
    edit(&other.path().join("simdgen.toml"), "name = \"D\"", "name = \"E\"\nfolder = \"D\"");
    let out = format!("{project}/build");
    let refused = simdgen(&["generate", other.path().to_str().unwrap(), "--seed", "1", "--out", &out]);
    assert!(refused.code == 1 && refused.err.contains("another project"), "{refused:?}");
    fs::remove_file(folder.path().join("build/simdgen-editions.txt")).unwrap();
    let refused = simdgen(&["generate", project, "--seed", "1"]);
    assert!(refused.code == 1 && refused.err.contains("not empty"), "{refused:?}");
    succeed("generate {} --seed 1 --force", folder.path());
}
