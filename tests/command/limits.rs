//! What the system refuses a run (space, long files, a folder, a folder of another run) stops it and loses nothing.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;

use crate::command::resume::{FEW, LONG, assert_no_half_file, project, quick_folder, start, wait_for};
use crate::command::simdgen::{files_below, simdgen, succeed};

/// Editions that a summary says an interrupted run had finished.
fn resumed(summary: &[u8]) -> u64 {
    let summary: Value = serde_json::from_slice(summary).unwrap();
    summary["editions_resumed"].as_u64().unwrap()
}

#[test]
fn a_file_size_limit_stops_a_run() {
    let folder = quick_folder();
    project(folder.path());
    succeed("generate {} --out {}/whole", folder.path());
    let whole = files_below(&folder.path().join("whole"));
    let (root, out) = (folder.path().display(), folder.path().join("out"));
    // Blocks of 512 bytes: pictures fit, the files of the whole collection do not. With the signal ignored the write
    // fails as on a full disk; else the system kills the process.
    for trap in ["trap '' XFSZ;", ""] {
        let binary = cargo_bin("simdgen");
        let script = format!("{trap} ulimit -f 90; exec {} generate {root} --out {}", binary.display(), out.display());
        let output = Command::new("sh").arg("-c").arg(script).output().unwrap();
        assert!(!output.status.success(), "{output:?}");
        assert_no_half_file(&out, &whole);
        let output = succeed("generate {} --out {}/out --resume --json", folder.path());
        assert!(resumed(output.out.as_bytes()) > 0, "{}", output.out);
        assert!(files_below(&out) == whole);
        fs::remove_dir_all(&out).unwrap();
    }
}

/// Runs on a file system of its own that is too small, and again after it grew; keeps a copy of both results. 99 is the
/// answer of a system that lets nobody mount one.
const FULL_DISK: &str = r#"
mount -t tmpfs -o size=1m none "$2" || exit 99
"$0" generate "$1" --out "$2/out"
code=$?
cp -a "$2/out" "$3/full"
mount -o remount,size=64m "$2"
"$0" generate "$1" --out "$2/out" --resume --json
cp -a "$2/out" "$3/grown"
exit $code
"#;

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_stops_a_run() {
    let folder = quick_folder();
    project(folder.path());
    // As far below the project as the other one, because the record says where the project is.
    succeed("generate {} --out {}/a/whole", folder.path());
    let whole = files_below(&folder.path().join("a/whole"));
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", FULL_DISK]).arg(cargo_bin("simdgen"));
    let output = match command.arg(folder.path()).arg(&disk).arg(folder.path()).output() {
        Ok(output) if output.status.code() == Some(1) && folder.path().join("grown").is_dir() => output,
        refused => return println!("not tried, because no file system can be mounted here: {refused:?}"),
    };
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("No space left") && text.contains("--resume"), "{text}");
    assert_no_half_file(&folder.path().join("full"), &whole);
    assert!(resumed(&output.stdout) > 0, "{output:?}");
    assert!(files_below(&folder.path().join("grown")) == whole);
}

/// Runs the binary as somebody who may not do everything; nothing when such a user cannot run it.
fn as_nobody(arguments: &[&str]) -> Option<Output> {
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout.starts_with(b"0\n");
    let mut command = Command::new(cargo_bin("simdgen"));
    if is_root {
        command.uid(65534).gid(65534);
    }
    command.args(arguments).output().ok()
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_read_only_folder_is_named_and_left_as_it_was() {
    let folder = quick_folder();
    project(folder.path());
    set_mode(folder.path(), 0o755);
    succeed("generate {} --out {}/whole", folder.path());
    let out = folder.path().join("out");
    fs::create_dir(&out).unwrap();
    set_mode(&out, 0o555);
    let open = folder.path().join("open");
    fs::create_dir(&open).unwrap();
    set_mode(&open, 0o777);
    let (root, out_text, pack) = (folder.path().to_str().unwrap(), out.to_str().unwrap(), open.join("pack"));
    let arguments = ["generate", root, "--out", out_text, "--pack", pack.to_str().unwrap()];
    let Some(refused) = as_nobody(&arguments) else { return println!("not tried: nobody may not run the binary") };
    let text = String::from_utf8_lossy(&refused.stderr);
    assert!(refused.status.code() == Some(1) && text.contains(out_text) && text.contains("ermission denied"), "{text}");
    assert_eq!(fs::read_dir(&out).unwrap().count(), 0);
    set_mode(&out, 0o755);
    succeed("generate {} --out {}/out --resume", folder.path());
    assert!(files_below(&out) == files_below(&folder.path().join("whole")));
}

#[test]
fn a_second_run_on_one_output_is_refused_and_the_first_goes_on() {
    let folder = quick_folder();
    project(folder.path());
    succeed(&format!("generate {{}} --out {{}}/whole {LONG}"), folder.path());
    let out = folder.path().join("out");
    let mut first = start(folder.path(), &out, LONG);
    wait_for(&mut first, &out, FEW, Duration::ZERO);
    let root = folder.path().to_str().unwrap();
    for arguments in [&["generate", "--force"][..], &["generate", "--resume"], &["preview"], &["update-info"]] {
        let refused = simdgen(&[&arguments[..1], &[root, "--out", out.to_str().unwrap()], &arguments[1..]].concat());
        assert_eq!(refused.code, 1, "{refused:?}");
        assert_eq!(refused.err.lines().filter(|line| line.starts_with("error: ")).count(), 1, "{refused:?}");
    }
    assert!(first.wait().unwrap().success());
    assert!(files_below(&out) == files_below(&folder.path().join("whole")));
}
