//! A run that was killed, stopped or refused by the system goes on with `--resume`, to the very bytes of an uninterrupted one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::cargo::CommandCargoExt;

use crate::command::simdgen::{files_below, simdgen, succeed};
use crate::pixels::fixture::{Noise, rectangles, write_png};

const EDITIONS: usize = 300;

/// Enough editions that a run is still in the middle when a signal sent after the first few arrives.
pub const LONG: &str = "--count 3000 --threads 1 --encoders 1 --batch 1";

/// Pictures begun when a long run is interrupted.
pub const FEW: usize = 100;

/// A folder in memory where there is one: a commit waits for the disk, and for whatever else is written to it. What a killed
/// process leaves is the same.
pub fn quick_folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// Four layers of eight traits: enough pictures for a run of some tenths of a second.
pub fn project(root: &Path) {
    let mut noise = Noise::new(5);
    for layer in ["A", "B", "C", "D"] {
        for number in 0..8 {
            let rgba = rectangles(&mut noise, 130, 90, layer == "A");
            write_png(&root.join(format!("layers/{layer}/{number}.png")), 130, 90, &rgba);
        }
    }
    let toml = format!("[collection]\neditions = {EDITIONS}\n[canvas]\nwidth = 130\nheight = 90\n");
    fs::write(root.join("simdgen.toml"), toml).unwrap();
}

pub fn start(root: &Path, out: &Path, options: &str) -> Child {
    let mut command = Command::cargo_bin("simdgen").unwrap();
    command.arg("generate").arg(root).arg("--out").arg(out).arg("--quiet").args(options.split_whitespace());
    command.env_remove("SOURCE_DATE_EPOCH").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Waits until a run has begun `count` pictures (or is over), and then a little longer.
pub fn wait_for(child: &mut Child, out: &Path, count: usize, then: Duration) {
    let deadline = Instant::now() + Duration::from_secs(30);
    let images = [".simdgen-partial/images", ".simdgen-complete/images"].map(|name| out.join(name));
    let begun = || images.iter().filter_map(|f| fs::read_dir(f).ok()).map(Iterator::count).sum::<usize>();
    while begun() < count && child.try_wait().unwrap().is_none() && !out.join("images").exists() {
        assert!(Instant::now() < deadline, "the run makes no progress");
        std::thread::sleep(Duration::from_micros(200));
    }
    std::thread::sleep(then);
}

/// No final name holds anything but the whole file.
pub fn assert_no_half_file(out: &Path, whole: &BTreeMap<String, Vec<u8>>) {
    for (name, bytes) in files_below(out) {
        assert!(name.starts_with(".simdgen-") || whole.get(&name) == Some(&bytes), "{name} is not the whole file");
    }
}

#[test]
fn a_run_killed_at_any_moment_is_resumed_to_the_same_bytes() {
    let folder = quick_folder();
    project(folder.path());
    succeed("generate {} --out {}/whole --effort balanced", folder.path());
    let whole = files_below(&folder.path().join("whole"));
    let mut noise = Noise::new(2024);
    let (mut killed, mut kept) = (0, 0);
    for round in 0..50 {
        let out = folder.path().join("out");
        // Any moment from the first picture to the commit; now and then the resumed run is killed too.
        let count = noise.below(EDITIONS as u32 + 20) as usize;
        let jitter = Duration::from_micros(u64::from(noise.below(2_000)));
        for (attempt, options) in ["--effort balanced", "--effort balanced --resume"].iter().enumerate() {
            let mut child = start(folder.path(), &out, options);
            if attempt == 0 || noise.below(3) == 0 {
                wait_for(&mut child, &out, count, jitter);
                let still_running = child.try_wait().unwrap().is_none();
                killed += usize::from(still_running);
                child.kill().unwrap();
            }
            child.wait().unwrap();
            assert_no_half_file(&out, &whole);
        }
        let arguments = ["generate", folder.path().to_str().unwrap(), "--out", out.to_str().unwrap()];
        let output = simdgen(&[&arguments[..], &["--effort", "balanced", "--resume", "--json"]].concat());
        assert_eq!(output.code, 0, "round {round}: {output:?}");
        let summary: serde_json::Value = serde_json::from_str(&output.out).unwrap();
        kept += usize::from(summary["editions"].as_u64() < Some(EDITIONS as u64));
        assert!(files_below(&out) == whole, "round {round}: killed after {count} pictures");
        fs::remove_dir_all(&out).unwrap();
    }
    assert!(killed > 20 && kept > 20, "{killed} runs were killed, {kept} resumed runs had something to keep");
}

/// Kills a run in the middle; the number of editions that it recorded.
fn killed_in_the_middle(root: &Path, out: &Path) -> usize {
    let mut child = start(root, out, LONG);
    wait_for(&mut child, out, FEW, Duration::ZERO);
    child.kill().unwrap();
    child.wait().unwrap();
    let journal = fs::read_to_string(out.join(".simdgen-partial/journal"));
    editions(&journal.expect("the run was killed before its commit")).count()
}

/// The numbers of the editions of a journal.
fn editions(journal: &str) -> impl Iterator<Item = &str> {
    journal.lines().filter(|line| !line.starts_with('#')).map(|line| line.split(' ').next().unwrap())
}

#[test]
fn files_damaged_after_the_kill_are_rendered_again() {
    let folder = quick_folder();
    project(folder.path());
    succeed(&format!("generate {{}} --out {{}}/whole {LONG}"), folder.path());
    let out = folder.path().join("out");
    let recorded = killed_in_the_middle(folder.path(), &out);
    // What a power cut leaves of a file that was recorded before its data reached the disk.
    let journal = fs::read_to_string(out.join(".simdgen-partial/journal")).unwrap();
    let numbers: Vec<&str> = editions(&journal).take(4).collect();
    let partial = out.join(".simdgen-partial");
    let image = |n: usize| partial.join(format!("images/{}.png", numbers[n]));
    fs::write(image(0), vec![0; image(0).metadata().unwrap().len() as usize]).unwrap();
    fs::write(image(1), "").unwrap();
    fs::remove_file(image(2)).unwrap();
    let text = partial.join(format!("json/{}.json", numbers[3]));
    fs::write(&text, vec![0; text.metadata().unwrap().len() as usize]).unwrap();
    let output = succeed(&format!("generate {{}} --out {{}}/out --resume --json {LONG}"), folder.path());
    let summary: serde_json::Value = serde_json::from_str(&output.out).unwrap();
    assert!(summary["editions_resumed"].as_u64().unwrap() <= recorded as u64 - 4, "{recorded}: {}", output.out);
    assert!(files_below(&out) == files_below(&folder.path().join("whole")));
}

#[test]
fn without_resume_finished_work_is_not_thrown_away_unasked() {
    let folder = quick_folder();
    project(folder.path());
    succeed(&format!("generate {{}} --out {{}}/whole {LONG}"), folder.path());
    let out = folder.path().join("out");
    killed_in_the_middle(folder.path(), &out);
    let arguments = ["generate", folder.path().to_str().unwrap(), "--out", out.to_str().unwrap()];
    let long: Vec<&str> = LONG.split(' ').collect();
    let refused = simdgen(&[&arguments[..], &long].concat());
    assert!(refused.code == 1 && refused.err.contains("--resume") && refused.err.contains("--force"), "{refused:?}");
    succeed(&format!("generate {{}} --out {{}}/out --force {LONG}"), folder.path());
    assert!(files_below(&out) == files_below(&folder.path().join("whole")));
    // A forced run that is killed goes on as well, and keeps nothing of the build it replaces.
    let mut child = start(folder.path(), &out, &format!("--force {LONG}"));
    wait_for(&mut child, &out, FEW, Duration::ZERO);
    child.kill().unwrap();
    child.wait().unwrap();
    succeed(&format!("generate {{}} --out {{}}/out --force --resume {LONG}"), folder.path());
    assert!(files_below(&out) == files_below(&folder.path().join("whole")));
    // Of an interrupted run of another seed nothing is of use, so nothing is in the way.
    let other = folder.path().join("other");
    killed_in_the_middle(folder.path(), &other);
    succeed("generate {} --out {}/other --seed 9", folder.path());
}

/// Tells a process to stop, as Ctrl-C does.
#[cfg(unix)]
fn interrupt(child: &Child) {
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
}

#[cfg(unix)]
#[test]
fn control_c_keeps_what_is_finished_and_says_how_to_go_on() {
    let folder = quick_folder();
    project(folder.path());
    let out = folder.path().join("out");
    for encoder in ["splice", "direct"] {
        succeed(&format!("generate {{}} --out {{}}/whole --force --encoder {encoder} {LONG}"), folder.path());
        let mut child = start(folder.path(), &out, &format!("--encoder {encoder} {LONG}"));
        wait_for(&mut child, &out, FEW, Duration::ZERO);
        interrupt(&child);
        let output = child.wait_with_output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(130), "{text}");
        assert!(text.contains("error: stopped after ") && text.contains(" --resume"), "{text}");
        assert_eq!(text.lines().filter(|l| l.starts_with("error: ")).count(), 1, "{text}");
        let command = text.lines().find(|line| line.trim_end().ends_with("--resume")).unwrap();
        let words: Vec<&str> = command.split_whitespace().skip(1).collect();
        let resumed = simdgen(&words);
        assert_eq!(resumed.code, 0, "{resumed:?}");
        assert!(files_below(&out) == files_below(&folder.path().join("whole")));
        fs::remove_dir_all(&out).unwrap();
    }
}
