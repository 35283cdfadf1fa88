//! Files of a run appear whole or not at all, replace what they may, and survive an interruption at any step.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use simdgen::Error;
use simdgen::error::OutputError;
use simdgen::output::{EditionFiles, FileWriter, Ledger, OutputFolder, Staging};
use simdgen::project::FileNames;

/// Every file below a folder with its text, except the lock.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            if path.is_dir() {
                folders.push(path);
            } else if name != ".simdgen-lock" {
                found.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    found
}

fn files(list: &[(&str, &str)]) -> BTreeMap<String, String> {
    list.iter().map(|&(name, text)| (name.to_owned(), text.to_owned())).collect()
}

/// A run that makes these editions, each file with the same text, up to the commit.
fn run(out: &Path, editions: &[u32], text: &str) -> simdgen::Result<Staging> {
    let staging = OutputFolder::take(out)?.stage(EditionFiles::default(), &Ledger::default())?;
    let mut images = FileWriter::new(staging.images(), FileNames::default(), "png");
    let mut json = FileWriter::new(staging.json(), FileNames::default(), "json");
    for &number in editions {
        images.write(number, text.as_bytes())?;
        json.write(number, text.as_bytes())?;
    }
    staging.write_file("simdgen-run.json", text.as_bytes())?;
    Ok(staging)
}

const OLD: [(&str, &str); 5] = [
    ("images/1.png", "old"),
    ("images/2.png", "old"),
    ("json/1.json", "old"),
    ("json/2.json", "old"),
    ("simdgen-run.json", "old"),
];

const NEW: [(&str, &str); 5] = [
    ("images/2.png", "new"),
    ("images/3.png", "new"),
    ("json/2.json", "new"),
    ("json/3.json", "new"),
    ("simdgen-run.json", "new"),
];

/// `NEW` over `OLD`.
fn merged() -> BTreeMap<String, String> {
    files(&OLD).into_iter().chain(files(&NEW)).collect()
}

/// `merged` after editions 1 and 4 became obsolete.
fn without_first() -> BTreeMap<String, String> {
    merged().into_iter().filter(|(name, _)| !name.contains("/1.")).collect()
}

/// The files of these editions, which go.
fn obsolete(editions: &[u32]) -> Vec<PathBuf> {
    editions.iter().flat_map(|&number| EditionFiles::default().of_edition(number)).collect()
}

fn with_old() -> tempfile::TempDir {
    let out = tempfile::tempdir().unwrap();
    run(out.path(), &[1, 2], "old").unwrap().commit(&[]).unwrap();
    assert_eq!(tree(out.path()), files(&OLD));
    out
}

#[test]
fn nothing_has_its_final_name_before_the_commit() {
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().join("a/b");
    let staging = run(&out, &[2, 3], "new").unwrap();
    assert!(tree(&out).keys().all(|name| name.starts_with(".simdgen-partial/")), "{:?}", tree(&out));
    staging.commit(&[]).unwrap();
    assert_eq!(tree(&out), files(&NEW));
    let mut names: Vec<_> = fs::read_dir(&out).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, [".simdgen-lock", "images", "json", "simdgen-run.json"]);
}

#[test]
fn a_failure_in_the_middle_leaves_what_was_there() {
    let out = with_old();
    // Edition 3 twice: the second write fails, and the run is dropped.
    let error = run(out.path(), &[3, 4, 3], "new").unwrap_err();
    assert!(matches!(&error, Error::Io { path, .. } if path.ends_with("images/3.png")), "{error}");
    assert_eq!(tree(out.path()), files(&OLD));
    assert!(!out.path().join(".simdgen-partial").exists(), "no edition was recorded as finished");
}

#[test]
fn files_of_the_same_name_are_replaced_and_obsolete_editions_go() {
    let out = with_old();
    run(out.path(), &[2, 3], "new").unwrap().commit(&[]).unwrap();
    assert_eq!(tree(out.path()), merged());
    let out = with_old();
    run(out.path(), &[2, 3], "new").unwrap().commit(&obsolete(&[1, 4])).unwrap();
    assert_eq!(tree(out.path()), without_first());
    let empty = tempfile::tempdir().unwrap();
    fs::create_dir(empty.path().join("json")).unwrap();
    run(empty.path(), &[2, 3], "new").unwrap().commit(&obsolete(&[1])).unwrap();
    assert_eq!(tree(empty.path()), files(&NEW));
}

#[test]
fn files_of_others_stay() {
    let out = with_old();
    let others = ["images/cover.png", "images/01.png", "json/notes.txt", "mine.txt"];
    others.iter().for_each(|name| fs::write(out.path().join(name), "mine").unwrap());
    run(out.path(), &[2, 3], "new").unwrap().commit(&obsolete(&[1])).unwrap();
    let mut expected = without_first();
    expected.extend(files(&others.map(|name| (name, "mine"))));
    assert_eq!(tree(out.path()), expected);
}

#[test]
fn what_stops_a_commit_loses_nothing() {
    let out = tempfile::tempdir().unwrap();
    let staging = run(out.path(), &[2, 3], "new").unwrap();
    fs::write(out.path().join("json"), "a file where a folder should be").unwrap();
    assert!(staging.commit(&[]).is_err());
    assert!(matches!(OutputFolder::take(out.path()), Err(Error::Io { .. })));
    fs::remove_file(out.path().join("json")).unwrap();
    OutputFolder::take(out.path()).unwrap();
    assert_eq!(tree(out.path()), files(&NEW));
}

#[test]
fn leftovers_of_a_dead_run_are_removed() {
    let out = tempfile::tempdir().unwrap();
    fs::create_dir_all(out.path().join(".simdgen-partial/images")).unwrap();
    fs::write(out.path().join(".simdgen-partial/images/1.png"), "half").unwrap();
    fs::write(out.path().join(".simdgen-partial/journal"), "half a li").unwrap();
    run(out.path(), &[2, 3], "new").unwrap().commit(&[]).unwrap();
    assert_eq!(tree(out.path()), files(&NEW));
}

#[test]
fn files_beside_those_of_a_run_leave_an_interrupted_run_alone() {
    let out = tempfile::tempdir().unwrap();
    fs::create_dir_all(out.path().join(".simdgen-partial/images")).unwrap();
    fs::write(out.path().join(".simdgen-partial/images/1.png"), "whole").unwrap();
    fs::write(out.path().join(".simdgen-partial/journal"), "its line").unwrap();
    let before = tree(out.path());
    let staging = Staging::start(out.path()).unwrap();
    staging.write_file("preview.png", b"sheet").unwrap();
    staging.commit(&[]).unwrap();
    let mut after = tree(out.path());
    assert_eq!(after.remove("preview.png").as_deref(), Some("sheet"));
    assert_eq!(after, before);
}

/// The moves of a commit over older results in their order, as (from, to) below the output folder.
fn moves() -> Vec<(String, Option<String>)> {
    let mut list = vec![];
    for (folder, extension) in [("images", "png"), ("json", "json")] {
        list.extend([2, 3].map(|n| (format!("C/{folder}/{n}.{extension}"), Some(format!("{folder}/{n}.{extension}")))));
    }
    list.extend([("images/1.png".into(), None), ("json/1.json".into(), None)]);
    list.push(("C/simdgen-run.json".into(), Some("simdgen-run.json".into())));
    list.extend([("C/removals".into(), None), ("C/journal".into(), None)]);
    list
}

#[test]
fn a_commit_interrupted_anywhere_is_finished_by_the_next_run() {
    const COMPLETE: &str = ".simdgen-complete";
    for done in 0..=moves().len() {
        let out = with_old();
        let staging = run(out.path(), &[2, 3], "new").unwrap();
        fs::write(
            out.path().join(".simdgen-partial/removals"),
            "images/1.png\njson/1.json\nimages/4.png\n../mine.txt\n",
        )
        .unwrap();
        fs::rename(out.path().join(".simdgen-partial"), out.path().join(COMPLETE)).unwrap();
        for (from, to) in &moves()[..done] {
            let from = out.path().join(from.replace('C', COMPLETE));
            match to {
                Some(to) => fs::rename(from, out.path().join(to)).unwrap(),
                None => fs::remove_file(from).unwrap(),
            }
        }
        drop(staging);
        OutputFolder::take(out.path()).unwrap();
        assert_eq!(tree(out.path()), without_first(), "after {done} moves");
        assert!(!out.path().join(COMPLETE).exists());
    }
}

#[test]
fn a_second_run_on_the_folder_is_refused() {
    let out = tempfile::tempdir().unwrap();
    let first = Staging::start(out.path()).unwrap();
    let error = Staging::start(out.path()).unwrap_err();
    assert!(matches!(&error, Error::Output(OutputError::OutputLocked { path }) if path == out.path()), "{error}");
    assert!(first.images().is_dir(), "the refused run touched the other's files");
    drop(first);
    Staging::start(out.path()).unwrap();
}
