//! Files of a run appear whole or not at all, replace what they may, and survive an interruption at any step.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use simdgen::Error;
use simdgen::error::OutputError;
use simdgen::output::{FileWriter, Replace, Staging};
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
fn run(out: &Path, replace: Replace, editions: &[u32], text: &str) -> simdgen::Result<Staging> {
    let staging = Staging::begin(out, replace)?;
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

fn with_old() -> tempfile::TempDir {
    let out = tempfile::tempdir().unwrap();
    run(out.path(), Replace::Refuse, &[1, 2], "old").unwrap().commit().unwrap();
    assert_eq!(tree(out.path()), files(&OLD));
    out
}

#[test]
fn nothing_has_its_final_name_before_the_commit() {
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().join("a/b");
    let staging = run(&out, Replace::Refuse, &[2, 3], "new").unwrap();
    assert!(tree(&out).keys().all(|name| name.starts_with(".simdgen-partial/")), "{:?}", tree(&out));
    staging.commit().unwrap();
    assert_eq!(tree(&out), files(&NEW));
    let mut names: Vec<_> = fs::read_dir(&out).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, [".simdgen-lock", "images", "json", "simdgen-run.json"]);
}

#[test]
fn a_failure_in_the_middle_leaves_what_was_there() {
    for replace in [Replace::All, Replace::Merge] {
        let out = with_old();
        // Edition 3 twice: the second write fails, and the run is dropped.
        let error = run(out.path(), replace, &[3, 4, 3], "new").unwrap_err();
        assert!(matches!(&error, Error::Io { path, .. } if path.ends_with("images/3.png")), "{error}");
        assert_eq!(tree(out.path()), files(&OLD));
        assert!(!out.path().join(".simdgen-partial").exists());
    }
}

#[test]
fn refuse_says_what_is_there() {
    let out = with_old();
    fs::remove_dir_all(out.path().join("images")).unwrap();
    let error = Staging::begin(out.path(), Replace::Refuse).unwrap_err();
    assert!(
        matches!(&error, Error::Output(OutputError::OutputNotEmpty { path, entries: 2, example }) if path.ends_with("json") && example == "1.json")
    );
    let text = error.to_string();
    assert!(text.contains("holds 2 entries, such as \"1.json\"") && text.contains("--force"), "{text}");
    // Empty folders are no results.
    fs::remove_dir_all(out.path().join("json")).unwrap();
    fs::create_dir_all(out.path().join("json")).unwrap();
    run(out.path(), Replace::Refuse, &[2, 3], "new").unwrap().commit().unwrap();
    assert_eq!(tree(out.path()), files(&NEW));
}

#[test]
fn refuse_does_not_replace_what_came_during_the_run() {
    let out = tempfile::tempdir().unwrap();
    let staging = run(out.path(), Replace::Refuse, &[2, 3], "new").unwrap();
    fs::create_dir(out.path().join("json")).unwrap();
    fs::write(out.path().join("json/mine"), "mine").unwrap();
    assert!(staging.commit().is_err());
    assert_eq!(fs::read_to_string(out.path().join("json/mine")).unwrap(), "mine");
    // Nothing of the run is lost either: it waits until it may be moved.
    fs::remove_dir_all(out.path().join("json")).unwrap();
    assert!(matches!(
        Staging::begin(out.path(), Replace::Refuse),
        Err(Error::Output(OutputError::OutputNotEmpty { .. }))
    ));
    assert_eq!(tree(out.path()), files(&NEW));
}

#[test]
fn force_clears_what_stopped_an_earlier_commit() {
    let out = tempfile::tempdir().unwrap();
    let staging = run(out.path(), Replace::Refuse, &[2, 3], "new").unwrap();
    fs::create_dir(out.path().join("json")).unwrap();
    fs::write(out.path().join("json/mine"), "mine").unwrap();
    assert!(staging.commit().is_err());
    assert!(matches!(Staging::begin(out.path(), Replace::Merge), Err(Error::Io { .. })));
    Staging::begin(out.path(), Replace::All).unwrap();
    assert_eq!(tree(out.path()), files(&NEW));
}

#[test]
fn all_replaces_everything() {
    let out = with_old();
    run(out.path(), Replace::All, &[2, 3], "new").unwrap().commit().unwrap();
    assert_eq!(tree(out.path()), files(&NEW));
}

#[test]
fn all_leaves_a_folder_alone_that_the_run_did_not_use() {
    let out = with_old();
    let staging = Staging::begin(out.path(), Replace::All).unwrap();
    FileWriter::new(staging.json(), FileNames::default(), "json").write(9, b"new").unwrap();
    staging.commit().unwrap();
    let mut expected = files(&OLD);
    expected.retain(|name, _| !name.starts_with("json/"));
    expected.insert("json/9.json".into(), "new".into());
    assert_eq!(tree(out.path()), expected);
}

#[test]
fn merge_replaces_single_files() {
    let out = with_old();
    run(out.path(), Replace::Merge, &[2, 3], "new").unwrap().commit().unwrap();
    assert_eq!(tree(out.path()), merged());
    let empty = tempfile::tempdir().unwrap();
    run(empty.path(), Replace::Merge, &[2, 3], "new").unwrap().commit().unwrap();
    assert_eq!(tree(empty.path()), files(&NEW));
}

#[test]
fn leftovers_of_a_dead_run_are_removed() {
    let out = tempfile::tempdir().unwrap();
    fs::create_dir_all(out.path().join(".simdgen-partial/images")).unwrap();
    fs::write(out.path().join(".simdgen-partial/images/1.png"), "half").unwrap();
    run(out.path(), Replace::Refuse, &[2, 3], "new").unwrap().commit().unwrap();
    assert_eq!(tree(out.path()), files(&NEW));
}

/// The moves of a commit in their order, as (from, to) below the output folder.
fn moves(replace: Replace) -> Vec<(String, String)> {
    let mut list = vec![];
    for (folder, extension) in [("images", "png"), ("json", "json")] {
        match replace {
            Replace::Merge => list
                .extend([2, 3].map(|n| (format!("C/{folder}/{n}.{extension}"), format!("{folder}/{n}.{extension}")))),
            _ => list.extend([
                (folder.to_owned(), format!("C/replaced-{folder}")),
                (format!("C/{folder}"), folder.to_owned()),
            ]),
        }
    }
    list.push(("C/simdgen-run.json".into(), "simdgen-run.json".into()));
    list
}

#[test]
fn a_commit_interrupted_anywhere_is_finished_by_the_next_run() {
    for (replace, name) in [(Replace::All, ".simdgen-complete-all"), (Replace::Merge, ".simdgen-complete-merge")] {
        for done in 0..=moves(replace).len() {
            let out = with_old();
            let staging = run(out.path(), replace, &[2, 3], "new").unwrap();
            fs::rename(out.path().join(".simdgen-partial"), out.path().join(name)).unwrap();
            for (from, to) in &moves(replace)[..done] {
                let [from, to] = [from, to].map(|p| out.path().join(p.replace('C', name)));
                fs::rename(from, to).unwrap();
            }
            drop(staging);
            Staging::begin(out.path(), Replace::Merge).unwrap();
            let expected = if replace == Replace::All { files(&NEW) } else { merged() };
            assert_eq!(tree(out.path()), expected, "{replace:?} after {done} moves");
        }
    }
}

#[test]
fn a_second_run_on_the_folder_is_refused() {
    let out = tempfile::tempdir().unwrap();
    let first = Staging::begin(out.path(), Replace::Refuse).unwrap();
    let error = Staging::begin(out.path(), Replace::All).unwrap_err();
    assert!(matches!(&error, Error::Output(OutputError::OutputLocked { path }) if path == out.path()), "{error}");
    assert!(first.images().is_dir(), "the refused run touched the other's files");
    drop(first);
    Staging::begin(out.path(), Replace::Refuse).unwrap();
}
