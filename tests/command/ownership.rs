//! What simdgen did not write it neither replaces nor removes, and what it wrote and no longer plans it removes.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use assert_cmd::cargo::CommandCargoExt;

use crate::command::edits::{edit, project};
use crate::command::simdgen::{Output, files_below, simdgen, succeed};

/// Runs a command that has to fail with an error that has these words, and to change nothing in the build.
fn refused(root: &Path, line: &str, told: &[&str]) -> Output {
    let before = files_below(&root.join("build"));
    let words: Vec<&str> =
        line.split(' ').map(|word| if word == "{}" { root.to_str().unwrap() } else { word }).collect();
    let output = simdgen(&words);
    assert_eq!(output.code, 1, "{line}: {output:?}");
    assert!(told.iter().all(|told| output.err.contains(told)), "{line}: {output:?}");
    assert!(files_below(&root.join("build")) == before, "{line} changed something");
    output
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn files_of_another_engine_stay_whatever_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let (root, build) = (folder.path(), folder.path().join("build"));
    project(root, "");
    for (name, text) in [("json/_metadata.json", "[]"), ("plan.jsonl", "mine"), ("pixel_images/1.png", "mine")] {
        let path = build.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    refused(root, "generate {} --editions 1..=1", &["2 files, such as json/_metadata.json"]);
    fs::remove_file(build.join("json/_metadata.json")).unwrap();
    refused(root, "generate {}", &["1 file, such as plan.jsonl", "not written by simdgen", "--force"]);
    fs::remove_file(build.join("plan.jsonl")).unwrap();
    succeed("generate {}", root);
    refused(root, "pixelate {}", &["1 file, such as pixel_images/1.png"]);
    fs::write(build.join("pixel_images/9.png"), "mine").unwrap();
    succeed("pixelate {} --force", root);
    assert_eq!(fs::read(build.join("pixel_images/9.png")).unwrap(), b"mine");
    assert_ne!(fs::read(build.join("pixel_images/1.png")).unwrap(), b"mine");
    succeed("pixelate {}", root);
    fs::write(build.join("preview.png"), "mine").unwrap();
    refused(root, "preview {}", &["preview.png"]);
    succeed("preview {} --force", root);
    succeed("preview {}", root);
}

#[test]
fn edited_copies_and_sheets_stay_until_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let (root, build) = (folder.path(), folder.path().join("build"));
    project(root, "");
    succeed("generate {}", root);
    for (command, file) in [("preview {}", "preview.png"), ("pixelate {}", "pixel_images/3.png")] {
        succeed(command, root);
        succeed(command, root);
        fs::write(build.join(file), "edited").unwrap();
        refused(root, command, &[file, "was changed since", "--force"]);
        succeed(&format!("{command} --force"), root);
        assert_ne!(fs::read(build.join(file)).unwrap(), b"edited");
    }
}

#[test]
fn edited_metadata_of_editions_stays_until_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let (root, build) = (folder.path(), folder.path().join("build"));
    project(root, "description = 'plain'\n");
    succeed("generate {}", root);
    succeed("generate-metadata {}", root);
    succeed("generate-metadata {}", root);
    let made = files_below(&build);
    edit(&build.join("json/3.json"), "plain", "my own");
    refused(
        root,
        "generate-metadata {}",
        &["1 file in ", "was changed since", ": json/3.json;", "--force to replace it"],
    );
    fs::write(build.join("json/5.json"), "{}").unwrap();
    let named = ": json/3.json, json/5.json;";
    refused(root, "generate-metadata {}", &["2 files in ", "were changed since", named, "--force to replace them"]);
    // What does not touch it goes on.
    for command in ["preview {}", "pixelate {}", "rarity {} --out {}/build"] {
        succeed(command, root);
        assert_eq!(fs::read(build.join("json/5.json")).unwrap(), b"{}");
    }
    succeed("generate-metadata {} --force", root);
    let after = files_below(&build);
    assert!(made.iter().filter(|(name, _)| name.starts_with("json/")).all(|(name, bytes)| after[name] == *bytes));
    succeed("generate-metadata {}", root);
    edit(&build.join("json/_metadata.json"), "plain", "my own");
    refused(root, "generate-metadata {}", &["1 file in ", ": json/_metadata.json;"]);
    fs::remove_file(build.join("json/_metadata.json")).unwrap();
    succeed("generate-metadata {}", root);
    // An edit that update-info goes on from is one still.
    edit(&build.join("json/2.json"), "plain", "my own");
    edit(&root.join("simdgen.toml"), "plain", "other");
    edit(&build.join("json/2.json"), "{", "{\"rank\": 7,");
    succeed("update-info {}", root);
    assert!(fs::read_to_string(build.join("json/2.json")).unwrap().contains("rank"));
    refused(root, "generate-metadata {}", &["1 file in ", ": json/2.json;"]);
}

#[test]
fn edited_copies_that_are_left_over_stay_until_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let (root, build) = (folder.path(), folder.path().join("build"));
    project(root, "");
    succeed("generate {}", root);
    succeed("pixelate {}", root);
    fs::write(build.join("pixel_images/6.png"), "edited").unwrap();
    // Its picture goes, and with it the copy.
    fs::remove_file(build.join("images/6.png")).unwrap();
    refused(root, "pixelate {}", &["1 file in ", ": pixel_images/6.png;"]);
    succeed("pixelate {} --force", root);
    assert!(!build.join("pixel_images/6.png").exists());
    succeed("pixelate {}", root);
}

#[test]
fn metadata_of_pictures_that_become_editions_is_no_edit() {
    let folder = tempfile::tempdir().unwrap();
    let (root, build) = (folder.path(), folder.path().join("build"));
    project(root, "description = 'plain'\n");
    fs::create_dir_all(build.join("images")).unwrap();
    for number in 1..=6 {
        fs::copy(root.join("layers/Back/a.png"), build.join(format!("images/{number}.png"))).unwrap();
    }
    succeed("generate-metadata {}", root);
    succeed("generate {} --force", root);
    assert_eq!(succeed("verify {}/build --fast", root).code, 0);
    edit(&root.join("simdgen.toml"), "plain", "other");
    succeed("generate {}", root);
    assert_eq!(succeed("verify {}/build", root).code, 0);
}

#[test]
fn an_unfinished_commit_that_came_along_touches_nothing_of_others() {
    let folder = tempfile::tempdir().unwrap();
    let (root, build) = (folder.path(), folder.path().join("build"));
    project(root, "");
    fs::create_dir_all(build.join("images")).unwrap();
    fs::create_dir_all(build.join(".simdgen-complete/images")).unwrap();
    for (name, text) in [("thesis.doc", "mine"), ("images/7.png", "mine"), ("images/8.png", "mine")] {
        fs::write(build.join(name), text).unwrap();
    }
    fs::write(build.join(".simdgen-complete/images/8.png"), "evil").unwrap();
    fs::write(build.join(".simdgen-complete/removals"), "images/7.png\nthesis.doc\n").unwrap();
    refused(root, "generate {}", &["3 files, such as images/7.png", "not written by simdgen"]);
    refused(root, "preview {}", &["such as"]);
    // A removal alone, over a good build.
    fs::remove_dir_all(&build).unwrap();
    succeed("generate {}", root);
    fs::write(build.join("thesis.doc"), "mine").unwrap();
    fs::create_dir(build.join(".simdgen-complete")).unwrap();
    fs::write(build.join(".simdgen-complete/removals"), "thesis.doc\n").unwrap();
    refused(root, "preview {}", &["thesis.doc"]);
}

#[test]
fn sheets_have_no_name_of_the_builds_own() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), "");
    succeed("generate {}", folder.path());
    for name in ["simdgen-run.json", "simdgen-editions.txt", "plan.jsonl"] {
        let toml = format!("[collection]\neditions = 6\nseed = 'chosen'\n[gallery]\nsheet = '{name}'\n");
        fs::write(folder.path().join("simdgen.toml"), toml).unwrap();
        let output = simdgen(&["preview", folder.path().to_str().unwrap()]);
        assert!(output.code == 1 && output.err.contains(name), "{output:?}");
    }
}

#[test]
fn animations_go_with_the_setting_that_asked_for_them() {
    let folder = tempfile::tempdir().unwrap();
    let (root, build) = (folder.path(), folder.path().join("build"));
    project(root, "[gallery.build_up]\n");
    succeed("generate {}", root);
    assert_eq!(names(&build.join("gifs")).len(), 6);
    fs::write(build.join("gifs/7.gif"), "mine").unwrap();
    project(root, "");
    succeed("generate {}", root);
    assert_eq!(names(&build.join("gifs")), ["7.gif"]);
}

#[test]
fn files_are_called_by_one_rule_in_one_build() {
    let folder = tempfile::tempdir().unwrap();
    let (root, build) = (folder.path(), folder.path().join("build"));
    project(root, "");
    succeed("generate {}", root);
    project(root, "[files]\ndigits = 3\n");
    refused(root, "generate {} --editions 1..=1 --force", &["images/2.png", "without --editions"]);
    succeed("generate {}", root);
    assert_eq!(names(&build.join("images"))[0], "001.png");
    assert_eq!(names(&build.join("images")).len(), 6);
    assert_eq!(succeed("verify {}/build", root).code, 0);
}

#[test]
fn a_run_with_nothing_to_do_writes_nothing() {
    use std::time::{Duration, SystemTime};

    let folder = tempfile::tempdir().unwrap();
    let (root, build) = (folder.path(), folder.path().join("build"));
    project(root, "");
    succeed("generate {}", root);
    let long_ago = SystemTime::now() - Duration::from_secs(1000);
    let files = files_below(&build);
    for name in files.keys() {
        fs::File::options().write(true).open(build.join(name)).unwrap().set_modified(long_ago).unwrap();
    }
    succeed("generate {}", root);
    succeed("generate {} --editions 2..=3", root);
    for name in files.keys() {
        assert_eq!(fs::metadata(build.join(name)).unwrap().modified().unwrap(), long_ago, "{name} was written");
    }
    // A file of the whole collection that is gone is made again, and nothing else.
    fs::remove_file(build.join("plan.jsonl")).unwrap();
    succeed("generate {}", root);
    assert!(files_below(&build) == files);
    assert_eq!(fs::metadata(build.join("images/1.png")).unwrap().modified().unwrap(), long_ago);
}

#[test]
fn parts_into_one_folder_wait_for_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    project(root, "");
    let held = fs::create_dir(root.join("build")).and_then(|()| fs::File::create(root.join("build/.simdgen-lock")));
    let held = held.unwrap();
    held.lock().unwrap();
    let start = |part: &str| {
        let mut command = Command::cargo_bin("simdgen").unwrap();
        command.arg("generate").arg(root).args(["--editions", part]).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    };
    let runs: Vec<_> = ["1..=2", "3..=4", "5..=6"].into_iter().map(start).collect();
    assert_eq!(simdgen(&["generate", root.to_str().unwrap()]).code, 1, "a run of all does not wait");
    drop(held);
    for run in runs {
        let output = run.wait_with_output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
    assert_eq!(succeed("verify {}/build", root).code, 0);
    assert_eq!(names(&root.join("build/images")).len(), 6);
}

#[cfg(unix)]
#[test]
fn what_a_build_brings_along_leads_nowhere_and_replaces_no_lock() {
    use std::os::unix::fs::{MetadataExt, symlink};

    let folder = tempfile::tempdir().unwrap();
    let (root, build) = (folder.path(), folder.path().join("build"));
    project(root, "");
    let victim = root.join("victim");
    fs::write(&victim, "mine").unwrap();
    fs::create_dir_all(build.join(".simdgen-partial")).unwrap();
    for name in ["journal.new", "simdgen-run.json", "removals"] {
        symlink(&victim, build.join(".simdgen-partial").join(name)).unwrap();
    }
    symlink(&victim, build.join(".simdgen-partial/.journal.1-0.simdgen-tmp")).unwrap();
    succeed("generate {} --resume", root);
    assert_eq!(fs::read(&victim).unwrap(), b"mine");

    let lock = fs::metadata(build.join(".simdgen-lock")).unwrap().ino();
    fs::create_dir(build.join(".simdgen-complete")).unwrap();
    fs::write(build.join(".simdgen-complete/.simdgen-lock"), "").unwrap();
    succeed("generate {}", root);
    assert_eq!(fs::metadata(build.join(".simdgen-lock")).unwrap().ino(), lock);
    assert_eq!(names(&build)[0], ".simdgen-lock");
}

#[test]
fn folders_where_files_go_are_found_before_rendering() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    project(root, "");
    for name in ["plan.jsonl", "images/3.png", "simdgen-run.json"] {
        fs::create_dir_all(root.join("build").join(name)).unwrap();
        let output = simdgen(&["generate", root.to_str().unwrap(), "--force"]);
        assert!(output.code == 1 && output.err.contains(name), "{output:?}");
        assert!(!root.join("build/.simdgen-partial").exists(), "{name} was found after work had begun");
        fs::remove_dir(root.join("build").join(name)).unwrap();
    }
    edit(&root.join("simdgen.toml"), "chosen", "other");
    succeed("generate {}", root);
}

#[cfg(target_os = "linux")]
#[test]
fn a_switch_of_builds_keeps_what_is_there() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    project(root, "");
    succeed("generate {}", root);
    let (build, notes) = (root.join("build"), root.join("build/notes"));
    fs::create_dir(&notes).unwrap();
    fs::write(notes.join("mine.txt"), "mine").unwrap();
    for private in [&build, &notes] {
        fs::set_permissions(private, fs::Permissions::from_mode(0o700)).unwrap();
    }
    let modified = fs::metadata(&notes).unwrap().modified().unwrap();
    edit(&root.join("simdgen.toml"), "editions = 6", "editions = 6\ndescription = 'new'");
    succeed("generate {} --switch --durable", root);
    assert_eq!(fs::read(notes.join("mine.txt")).unwrap(), b"mine");
    for private in [&build, &notes] {
        assert_eq!(fs::metadata(private).unwrap().permissions().mode() & 0o777, 0o700);
    }
    assert_eq!(fs::metadata(&notes).unwrap().modified().unwrap(), modified);
    assert_eq!(succeed("verify {}/build", root).code, 0);
    assert!(names(root).iter().all(|name| !name.contains("simdgen-next")));
    // A folder that somebody else called so stays, and is in the way of a switch alone.
    let other = root.join(".build.simdgen-next");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("notes"), "mine").unwrap();
    succeed("generate {} --force", root);
    let output = simdgen(&["generate", root.to_str().unwrap(), "--force", "--switch"]);
    assert!(output.code == 1 && output.err.contains(".build.simdgen-next"), "{output:?}");
    assert_eq!(fs::read(other.join("notes")).unwrap(), b"mine");
    // An empty one holds nothing that could be lost: it is what a kill leaves.
    fs::remove_file(other.join("notes")).unwrap();
    succeed("generate {} --force --switch", root);
    assert!(!other.exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_switch_loses_nothing_that_is_written_meanwhile_and_others_wait_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    project(root, "");
    succeed("generate {}", root);
    let build = root.join("build");
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..600 {
                fs::write(build.join(format!("w{number}.txt")), "mine").unwrap();
            }
        });
        for _ in 0..4 {
            succeed("generate {} --switch --force", root);
        }
    });
    assert_eq!(names(&build).iter().filter(|name| name.starts_with('w')).count(), 600);
    fs::remove_dir_all(&build).unwrap();
    let start = |part: &str| {
        let mut command = Command::cargo_bin("simdgen").unwrap();
        command.arg("generate").arg(root).args(["--switch", "--editions", part]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let runs: Vec<_> = ["1..=2", "3..=4", "5..=6"].into_iter().map(start).collect();
    for run in runs {
        let output = run.wait_with_output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
    assert_eq!(names(&build.join("images")).len(), 6);
}
