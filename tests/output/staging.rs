//! Files of a run appear whole or not at all, replace what they may, and survive an interruption at any step.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use simdgen::Error;
use simdgen::error::{FileError, OutputError};
use simdgen::output::layout::LEDGER_FILE;
use simdgen::output::{Commit, EditionFiles, Ledger, OutputFolder, Staging};
use simdgen::project::FileNames;

/// Every file below a folder with its text, except the lock and the ledger.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            if path.is_dir() {
                folders.push(path);
            } else if name != ".simdgen-lock" && name != LEDGER_FILE {
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
    let folder = OutputFolder::take(out, false)?.expect("nobody else is there");
    let staging = folder.stage(EditionFiles::default(), &Ledger::default())?;
    let mut images = staging.writer("images", FileNames::default(), "png")?;
    let mut json = staging.writer("json", FileNames::default(), "json")?;
    for &number in editions {
        images.write(number, text.as_bytes())?;
        json.write(number, text.as_bytes())?;
    }
    drop((images, json));
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

/// A commit after which these editions are gone.
fn without(editions: &[u32]) -> Commit {
    let files = |number: &u32| [format!("images/{number}.png"), format!("json/{number}.json")].map(PathBuf::from);
    Commit { removed: editions.iter().flat_map(files).collect(), ..Commit::default() }
}

fn with_old() -> tempfile::TempDir {
    let out = tempfile::tempdir().unwrap();
    run(out.path(), &[1, 2], "old").unwrap().commit(Commit::default()).unwrap();
    assert_eq!(tree(out.path()), files(&OLD));
    out
}

#[test]
fn nothing_has_its_final_name_before_the_commit() {
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().join("a/b");
    let staging = run(&out, &[2, 3], "new").unwrap();
    assert!(tree(&out).keys().all(|name| name.starts_with(".simdgen-partial/")), "{:?}", tree(&out));
    staging.commit(Commit::default()).unwrap();
    assert_eq!(tree(&out), files(&NEW));
    let mut names: Vec<_> = fs::read_dir(&out).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, [".simdgen-lock", "images", "json", "simdgen-editions.txt", "simdgen-run.json"]);
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
    run(out.path(), &[2, 3], "new").unwrap().commit(Commit::default()).unwrap();
    assert_eq!(tree(out.path()), merged());
    let out = with_old();
    run(out.path(), &[2, 3], "new").unwrap().commit(without(&[1, 4])).unwrap();
    assert_eq!(tree(out.path()), without_first());
    let empty = tempfile::tempdir().unwrap();
    fs::create_dir(empty.path().join("json")).unwrap();
    run(empty.path(), &[2, 3], "new").unwrap().commit(without(&[1])).unwrap();
    assert_eq!(tree(empty.path()), files(&NEW));
}

#[test]
fn files_of_others_stay() {
    let out = with_old();
    let others = ["images/cover.png", "images/01.png", "json/notes.txt", "mine.txt"];
    others.iter().for_each(|name| fs::write(out.path().join(name), "mine").unwrap());
    run(out.path(), &[2, 3], "new").unwrap().commit(without(&[1])).unwrap();
    let mut expected = without_first();
    expected.extend(files(&others.map(|name| (name, "mine"))));
    assert_eq!(tree(out.path()), expected);
}

#[test]
fn what_is_in_the_way_is_found_before_anything_moves() {
    let out = tempfile::tempdir().unwrap();
    let staging = run(out.path(), &[2, 3], "new").unwrap();
    fs::write(out.path().join("json"), "a file where a folder should be").unwrap();
    assert!(matches!(staging.commit(Commit::default()), Err(Error::File(FileError::NotPlain { .. }))));
    assert!(matches!(OutputFolder::take(out.path(), false), Err(Error::File(FileError::NotPlain { .. }))));
    assert_eq!(tree(out.path()).keys().collect::<Vec<_>>(), ["json"]);
    fs::remove_file(out.path().join("json")).unwrap();
    run(out.path(), &[2, 3], "new").unwrap().commit(Commit::default()).unwrap();
    assert_eq!(tree(out.path()), files(&NEW));
}

#[test]
fn leftovers_of_a_dead_run_are_removed() {
    let out = tempfile::tempdir().unwrap();
    fs::create_dir_all(out.path().join(".simdgen-partial/images")).unwrap();
    fs::write(out.path().join(".simdgen-partial/images/1.png"), "half").unwrap();
    fs::write(out.path().join(".simdgen-partial/journal"), "half a li").unwrap();
    run(out.path(), &[2, 3], "new").unwrap().commit(Commit::default()).unwrap();
    assert_eq!(tree(out.path()), files(&NEW));
}

#[test]
fn files_beside_those_of_a_run_leave_an_interrupted_run_alone() {
    let out = tempfile::tempdir().unwrap();
    fs::create_dir_all(out.path().join(".simdgen-partial/images")).unwrap();
    fs::write(out.path().join(".simdgen-partial/images/1.png"), "whole").unwrap();
    fs::write(out.path().join(".simdgen-partial/journal"), "its line").unwrap();
    let before = tree(out.path());
    let staging = Staging::start(out.path(), false).unwrap();
    let mut sheet = staging.create_file("preview.png").unwrap();
    sheet.write_all(b"sheet").unwrap();
    sheet.finish().unwrap();
    staging.commit(Commit::default()).unwrap();
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
        OutputFolder::take(out.path(), false).unwrap().unwrap();
        assert_eq!(tree(out.path()), without_first(), "after {done} moves");
        assert!(!out.path().join(COMPLETE).exists());
    }
}

#[test]
fn a_second_run_on_the_folder_is_refused() {
    let out = tempfile::tempdir().unwrap();
    let first = Staging::start(out.path(), false).unwrap();
    let error = Staging::start(out.path(), false).unwrap_err();
    assert!(matches!(&error, Error::Output(OutputError::OutputLocked { path }) if path == out.path()), "{error}");
    assert!(first.path().join("images").is_dir(), "the refused run touched the other's files");
    drop(first);
    Staging::start(out.path(), false).unwrap();
}

#[test]
fn a_run_does_not_end_well_without_all_of_its_files() {
    let out = with_old();
    let staging = run(out.path(), &[2, 3], "new").unwrap();
    fs::remove_file(out.path().join(".simdgen-partial/images/3.png")).unwrap();
    fs::write(out.path().join(".simdgen-partial/images/4.png"), "of somebody else").unwrap();
    let error = staging.commit(Commit::default()).unwrap_err();
    let is_told = matches!(&error, Error::Output(OutputError::StagingLost { files: 1, example, .. }) if example == "images/3.png");
    assert!(is_told, "{error}");
    assert_eq!(tree(out.path()), files(&OLD));
    run(out.path(), &[2, 3], "new").unwrap().commit(Commit::default()).unwrap();
    assert_eq!(tree(out.path()), merged());
}

#[test]
fn what_no_run_wrote_is_neither_replaced_nor_removed() {
    let out = with_old();
    fs::write(out.path().join("images/3.png"), "mine").unwrap();
    let error = run(out.path(), &[2, 3], "new").unwrap().commit(Commit::default()).unwrap_err();
    let is_told =
        matches!(&error, Error::Output(OutputError::NotOurs { files: 1, example, .. }) if example == "images/3.png");
    assert!(is_told, "{error}");
    let staging = Staging::start(out.path(), false).unwrap();
    let writer = staging.writer("images", FileNames::default(), "png").unwrap();
    drop(writer);
    assert_eq!(staging.obsolete("images").unwrap(), [PathBuf::from("images/1.png"), PathBuf::from("images/2.png")]);
    for name in ["simdgen-run.json", "plan.jsonl", ".simdgen-lock", "images", "../x"] {
        let error = staging.create_file(name).unwrap_err();
        assert!(matches!(&error, Error::Output(OutputError::ReservedName { .. })), "{error}");
    }
    fs::write(out.path().join("sheet.png"), "mine").unwrap();
    fs::create_dir(out.path().join("folder.png")).unwrap();
    assert!(matches!(staging.create_file("sheet.png").unwrap_err(), Error::Output(OutputError::NotOurs { .. })));
    drop(staging);
    let staging = Staging::start(out.path(), true).unwrap();
    assert!(matches!(staging.create_file("folder.png").unwrap_err(), Error::File(FileError::NotPlain { .. })));
    assert!(staging.create_file("sheet.png").is_ok());
}

#[cfg(target_os = "linux")]
#[test]
fn readers_see_the_build_change_in_one_step() {
    use std::os::unix::fs::MetadataExt;

    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().join("out");
    run(&out, &[1, 2], "old").unwrap().commit(Commit::default()).unwrap();
    fs::write(out.join("mine.txt"), "mine").unwrap();
    let inode = |path: &Path| fs::metadata(path).unwrap().ino();
    let (folder, kept) = (inode(&out), inode(&out.join("images/2.png")));
    let staging = run(&out, &[3], "new").unwrap();
    let durability = simdgen::output::Durability { sync: true, one_switch: true };
    staging.commit(Commit { durability, ..without(&[1]) }).unwrap();
    let expected = ["images/2.png", "images/3.png", "json/2.json", "json/3.json", "mine.txt", "simdgen-run.json"];
    assert_eq!(tree(&out).keys().collect::<Vec<_>>(), expected);
    assert_ne!(inode(&out), folder);
    assert_eq!(inode(&out.join("images/2.png")), kept);
    assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1, "nothing is left beside it");
}
