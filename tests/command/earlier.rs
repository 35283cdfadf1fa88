//! What earlier versions left is read, resumed and updated: nothing is rendered again where nothing changed.
//!
//! `tests/earlier/make.py` made the projects and builds, one folder a version. Every folder that lies there is tested.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::command::simdgen::{files_below, simdgen, succeed};

/// Files of a build that say which version wrote them and how.
const OWN_WORDS: [&str; 2] = ["simdgen-run.json", "simdgen-editions.txt"];

/// The effort that was the default of version 0.1.0: builds of it stay up to date where it is asked for.
const OF_THEN: &str = " --effort fast";

/// A copy of what every earlier version left of a project, in a temporary folder.
fn copies(project: &str) -> Vec<tempfile::TempDir> {
    let versions = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/earlier");
    let names = fs::read_dir(&versions).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names = names.filter(|name| name.starts_with(|c: char| c.is_ascii_digit()));
    let copies: Vec<_> = names.map(|name| copy(&versions.join(name).join(project))).collect();
    assert!(!copies.is_empty(), "there is no earlier version");
    copies
}

fn copy(from: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files_below(from) {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// The files of a build by which nobody can tell who wrote them.
fn results(build: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = files_below(build);
    files.retain(|name, _| !OWN_WORDS.contains(&name.as_str()));
    files
}

/// What this version makes of the same project in another folder, and without what was kept beside it.
fn fresh(project: &Path, options: &str) -> BTreeMap<String, Vec<u8>> {
    let empty = tempfile::tempdir().unwrap();
    let pack = empty.path().join("fresh.pack");
    let out = empty.path().join("build");
    let options = format!("{OF_THEN}{options}");
    succeed(&format!("generate {{}} --quiet --pack {} --out {}{options}", pack.display(), out.display()), project);
    results(&out)
}

/// The summary of `simdgen generate`.
fn generate(project: &Path, options: &str) -> Value {
    let output = succeed(&format!("generate {{}} --json{OF_THEN}{options}"), project);
    serde_json::from_str(&output.out).unwrap()
}

/// Editions rendered, up to date, resumed and with new metadata.
fn work(summary: &Value) -> [u64; 4] {
    ["editions", "editions_kept", "editions_resumed", "metadata_rewritten"].map(|key| summary[key].as_u64().unwrap())
}

fn build(project: &tempfile::TempDir) -> PathBuf {
    project.path().join("build")
}

fn is_right(project: &tempfile::TempDir) {
    let output = succeed("verify {}/build", project.path());
    assert!(output.out.contains("nothing is wrong"), "{output:?}");
}

#[test]
fn a_finished_build_is_up_to_date() {
    for name in ["native", "nftchef", "hashlips"] {
        for project in copies(name) {
            is_right(&project);
            let before = results(&build(&project));
            for run in ["with what was kept", "again", "without a pack"] {
                if run == "without a pack" {
                    let _ = fs::remove_dir_all(project.path().join(".simdgen"));
                }
                assert_eq!(work(&generate(project.path(), "")), [0, 4, 0, 0], "{name}, {run}");
                assert!(results(&build(&project)) == before, "{name}, {run}: a file changed");
                is_right(&project);
            }
            let mut others = fresh(project.path(), "");
            others.extend(
                before
                    .iter()
                    .filter(|(name, _)| name.starts_with("pixel_images/"))
                    .map(|(n, b)| (n.clone(), b.clone())),
            );
            assert!(others == before, "{name}: this version makes other files");
        }
    }
}

/// With another default than then, pictures are made anew, and the way to keep them is told.
#[test]
fn the_default_of_then_is_told() {
    for project in copies("native") {
        let anew = succeed("generate {}", project.path());
        let told =
            "made with --effort fast, and the default is balanced: its pictures are rendered anew; --effort fast keeps";
        assert!(anew.err.contains(told), "{anew:?}");
        is_right(&project);
    }
}

#[test]
fn a_finished_build_is_read_by_every_command_that_reads_one() {
    for project in copies("native") {
        let before = results(&build(&project));
        succeed("pixelate {} --ratio 0.5", project.path());
        succeed("update-info {}", project.path());
        assert!(results(&build(&project)) == before, "the same pictures and texts give other files");
        succeed("preview {}", project.path());
        succeed("rarity {}/build", project.path());
        is_right(&project);
    }
    for project in copies("nftchef") {
        succeed("convert cardano {}", project.path());
        assert_eq!(files_below(&build(&project).join("cardano/metadata")).len(), 4);
    }
}

#[test]
fn a_finished_build_is_updated_where_the_project_changed() {
    for project in copies("native") {
        let edit = |from: &str, to: &str| {
            let path = project.path().join("simdgen.toml");
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.contains(from));
            fs::write(path, text.replace(from, to)).unwrap();
        };
        edit("Kept for later", "Read by later");
        assert_eq!(work(&generate(project.path(), "")), [0, 4, 0, 4]);
        edit("editions = 4", "editions = 6");
        assert_eq!(work(&generate(project.path(), "")), [2, 4, 0, 0]);
        edit("opacity = 0.9", "opacity = 0.8");
        assert_eq!(work(&generate(project.path(), "")), [6, 0, 0, 0]);
        is_right(&project);
        let made = results(&build(&project));
        assert!(fresh(project.path(), "").iter().all(|(name, bytes)| made.get(name) == Some(bytes)));
    }
}

#[test]
fn a_file_of_a_finished_build_that_was_edited_is_in_the_way() {
    for project in copies("hashlips") {
        fs::write(build(&project).join("json/2.json"), "{}").unwrap();
        let refused = simdgen(&["generate", project.path().to_str().unwrap()]);
        assert!(refused.code == 1 && refused.err.contains("not as simdgen wrote it"), "{refused:?}");
    }
}

#[test]
fn an_unfinished_run_is_resumed() {
    for project in copies("unfinished") {
        let refused = simdgen(&["generate", project.path().to_str().unwrap(), "--effort", "fast"]);
        assert!(refused.code == 1 && refused.err.contains("3 finished editions"), "{refused:?}");
        assert_eq!(work(&generate(project.path(), " --resume")), [3, 0, 3, 0]);
        assert!(results(&build(&project)) == fresh(project.path(), ""));
        is_right(&project);
    }
}

#[test]
fn a_commit_that_was_cut_off_is_finished() {
    for project in copies("committing") {
        assert!(build(&project).join(".simdgen-complete").is_dir());
        assert_eq!(work(&generate(project.path(), " --seed other")), [0, 4, 0, 0]);
        assert!(results(&build(&project)) == fresh(project.path(), " --seed other"));
        assert!(!build(&project).join(".simdgen-complete").exists());
        is_right(&project);
    }
}

#[test]
fn a_pack_and_a_training_are_read_or_made_again() {
    for project in copies("native") {
        let before = results(&build(&project));
        let summary = generate(project.path(), " --force");
        assert_eq!(work(&summary), [4, 0, 0, 0]);
        assert!(results(&build(&project)) == before);
        // Whatever became of the pack, it is up to date from then on.
        assert_eq!(generate(project.path(), "")["pack"]["built_because"], Value::Null, "{summary}");
        is_right(&project);
    }
}

#[test]
fn plans_are_rendered_to_the_same_pictures() {
    for project in copies("native") {
        let expected = results(&build(&project));
        for plan in ["plan.jsonl", "plan.csv", "build/plan.jsonl"] {
            let plan = format!(" --plan {}", project.path().join(plan).display());
            let made = fresh(project.path(), &plan);
            let is_same = |(name, bytes): (&String, &Vec<u8>)| expected.get(name) == Some(bytes);
            assert!(made.iter().filter(|(name, _)| *name != "plan.jsonl").all(is_same), "{plan}");
            assert!(made.len() > 12, "{plan}");
        }
        let kept = format!(" --keep {} --count 5", build(&project).display());
        let made = fresh(project.path(), &kept);
        let pictures = expected.iter().filter(|(name, _)| name.starts_with("images/"));
        assert!(pictures.into_iter().all(|(name, bytes)| made.get(name) == Some(bytes)));
        assert_eq!(made.keys().filter(|name| name.starts_with("images/")).count(), 5);
    }
}

/// A line with the check sum of a ledger's lines.
fn checked(line: &str) -> String {
    format!("{line} {:08x}\n", crc32fast::hash(format!("{line} ").as_bytes()))
}

#[test]
fn what_a_newer_version_left_is_refused_and_stays_as_it_is() {
    let newer = |text: &str| checked("# simdgen editions 4294967295") + text;
    let record = |text: &str| {
        let mut record: Value = serde_json::from_str(text).unwrap();
        record["format"] = u32::MAX.into();
        record.to_string()
    };
    type Change<'a> = &'a dyn Fn(&str) -> String;
    let files: [(&str, &str, Change<'_>); 3] = [
        ("native", "build/simdgen-editions.txt", &newer),
        ("native", "build/simdgen-run.json", &record),
        ("unfinished", "build/.simdgen-partial/journal", &newer),
    ];
    for (name, file, change) in files {
        for project in copies(name) {
            let path = project.path().join(file);
            fs::write(&path, change(&fs::read_to_string(&path).unwrap())).unwrap();
            let before = files_below(&build(&project));
            for options in ["", "--resume", "--editions=1..=2"] {
                let words = ["generate", project.path().to_str().unwrap(), options];
                let refused = simdgen(&words[..if options.is_empty() { 2 } else { 3 }]);
                let told = [path.to_str().unwrap(), "is of format 4294967295", "up to 2", "update simdgen"];
                assert!(refused.code == 1 && told.iter().all(|part| refused.err.contains(part)), "{file}: {refused:?}");
                assert!(files_below(&build(&project)) == before, "{file} {options}");
            }
        }
    }
}

#[test]
fn a_pack_and_a_training_of_a_newer_version_are_replaced() {
    for file in ["traits.pack", "traits.training"] {
        for project in copies("native") {
            let before = results(&build(&project));
            let path = project.path().join(".simdgen").join(file);
            let mut bytes = fs::read(&path).unwrap();
            bytes[8..12].fill(0xff);
            fs::write(&path, &bytes).unwrap();
            let summary = generate(project.path(), "");
            assert_eq!(work(&summary), [0, 4, 0, 0]);
            if file == "traits.pack" {
                assert!(summary["pack"]["built_because"].as_str().unwrap().contains("4294967295"), "{summary}");
            }
            assert_eq!(work(&generate(project.path(), " --force")), [4, 0, 0, 0]);
            assert!(results(&build(&project)) == before);
            assert!(fs::read(&path).unwrap() != bytes, "{file} was not replaced");
        }
    }
}
