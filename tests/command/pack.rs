//! The trait pack on disk: damaged in any place, copied along, forged, and in the way.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use assert_cmd::cargo::cargo_bin;

use crate::command::generate::small_project;
use crate::command::simdgen::{Output, files_below, simdgen, succeed};
use crate::pixels::fixture::write_png;

const RED: [u8; 4] = [255, 0, 0, 255];
const BLUE: [u8; 4] = [0, 0, 255, 255];

/// Two traits of a few pixels each, one opaque, one not: two tiles, and a pack that is small beside them.
fn tiny_project(root: &Path) {
    for (name, alpha) in [("A", 255), ("B", 90)] {
        write_png(&root.join(format!("layers/L/{name}.png")), 3, 2, &[9, 80, 200, alpha].repeat(6));
    }
    let toml = "[collection]\nname = \"X\"\neditions = 2\nseed = \"a\"\n[[layers]]\nname = \"L\"\n";
    fs::write(root.join("simdgen.toml"), toml).unwrap();
}

/// One trait of one colour, in a collection of one.
fn plain_project(root: &Path, colour: [u8; 4]) {
    write_png(&root.join("layers/L/A.png"), 8, 8, &colour.repeat(64));
    let toml = "[collection]\nname = \"X\"\neditions = 1\nseed = \"a\"\n[[layers]]\nname = \"L\"\n";
    fs::write(root.join("simdgen.toml"), toml).unwrap();
}

/// Runs with a cache folder of its own, as another user or on another machine.
fn elsewhere(arguments: &[&str], cache: &Path) -> Output {
    let output = Command::new(cargo_bin("simdgen")).args(arguments).env("XDG_CACHE_HOME", cache).output().unwrap();
    Output {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Copies a folder as `cp -r` does: content and names, no times.
fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files_below(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn pictures(root: &Path) -> BTreeMap<String, Vec<u8>> {
    files_below(&root.join("build/images"))
}

/// Where the tables of a pack begin.
fn planes_end(pack: &[u8]) -> usize {
    u64::from_le_bytes(pack[36..44].try_into().unwrap()) as usize
}

#[test]
fn a_pack_with_any_damage_gives_the_right_pictures() {
    let folder = tempfile::tempdir().unwrap();
    tiny_project(folder.path());
    succeed("generate {}", folder.path());
    let right = pictures(folder.path());
    let good = fs::read(folder.path().join(".simdgen/traits.pack")).unwrap();
    let tables = planes_end(&good);
    let flipped = |at: usize, bit: usize| {
        let mut bad = good.clone();
        bad[at] ^= 1 << bit;
        bad
    };
    // Every byte of header and tables, and of each tile some in all its planes.
    let places = (0..128).chain((128..tables).step_by(211)).chain(tables..good.len());
    let lengths = [0, 1, 127, 128, 129, tables - 1, tables, tables + 1, good.len() - 1];
    let cut = lengths.map(|length| (format!("cut to {length}"), good[..length].to_vec()));
    let cases: Vec<(String, Vec<u8>)> =
        places.map(|at| (format!("byte {at}"), flipped(at, at % 8))).chain(cut).collect();
    assert!(cases.len() > 300, "{}", cases.len());
    std::thread::scope(|scope| {
        for share in 0..2 {
            let (cases, right) = (&cases, &right);
            scope.spawn(move || {
                let folder = tempfile::tempdir().unwrap();
                tiny_project(folder.path());
                succeed("generate {}", folder.path());
                let pack = folder.path().join(".simdgen/traits.pack");
                for (number, (what, bytes)) in cases.iter().enumerate().skip(share).step_by(2) {
                    fs::write(&pack, bytes).unwrap();
                    let encoder = if number % 16 < 2 { "splice" } else { "direct" };
                    let run = succeed(&format!("generate {{}} --force --encoder {encoder}"), folder.path());
                    assert!(run.err.contains("traits.pack is "), "{what}: {}", run.err);
                    if encoder == "splice" {
                        assert!(pictures(folder.path()) == *right, "{what}");
                    } else {
                        succeed("verify {}/build", folder.path());
                    }
                    assert_eq!(fs::read(&pack).unwrap().len(), cases[0].1.len(), "{what}");
                }
            });
        }
    });
}

#[test]
fn a_damaged_tile_is_found_by_every_command_that_shows_it() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    succeed("generate {}", folder.path());
    let right = pictures(folder.path());
    let pack = folder.path().join(".simdgen/traits.pack");
    let good = fs::read(&pack).unwrap();
    for arguments in [
        "generate {} --force",
        "generate {} --force --effort high",
        "generate {} --editions 1..=3 --force",
        "pack {}",
        "check {}",
    ] {
        let mut bad = good.clone();
        (128..planes_end(&good)).step_by(1000).for_each(|at| bad[at] ^= 4);
        fs::write(&pack, bad).unwrap();
        let told = succeed(arguments, folder.path()).err;
        assert!(told.contains("traits.pack is damaged: tile"), "{arguments}: {told}");
        assert!(fs::read(&pack).unwrap() == good, "{arguments}");
        if arguments == "generate {} --force" {
            assert!(pictures(folder.path()) == right);
        }
    }
}

#[test]
fn what_is_no_file_in_place_of_the_pack_is_named() {
    let folder = tempfile::tempdir().unwrap();
    tiny_project(folder.path());
    let named = folder.path().join("own.pack");
    for path in [folder.path().join(".simdgen/traits.pack"), named.clone()] {
        fs::create_dir_all(&path).unwrap();
        let mut arguments = vec!["generate", folder.path().to_str().unwrap()];
        if path == named {
            arguments.extend(["--pack", path.to_str().unwrap()]);
        }
        let refused = simdgen(&arguments);
        assert_eq!(refused.code, 1, "{refused:?}");
        assert!(refused.err.contains(path.to_str().unwrap()) && refused.err.contains("not a file"), "{}", refused.err);
        fs::remove_dir(&path).unwrap();
    }
    #[cfg(unix)]
    if Command::new("mkfifo").arg(&named).status().is_ok_and(|status| status.success()) {
        let refused = simdgen(&["generate", folder.path().to_str().unwrap(), "--pack", named.to_str().unwrap()]);
        assert!(refused.code == 1 && refused.err.contains("a pipe"), "{refused:?}");
    }
}

#[test]
fn a_picture_that_changed_behind_its_length_and_time_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("layers/L/A.png");
    let long_ago = std::time::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let paint = |colour: [u8; 4]| {
        plain_project(folder.path(), colour);
        fs::File::options().write(true).open(&picture).unwrap().set_modified(long_ago).unwrap();
        fs::metadata(&picture).unwrap().len()
    };
    let length = paint(RED);
    succeed("generate {}", folder.path());
    // Colours of one length when they are compressed.
    for (colour, options) in [(BLUE, " --force"), (RED, " --force"), (BLUE, ""), (RED, " --editions 1 --force")] {
        assert_eq!(paint(colour), length, "the test is about equal lengths");
        if options.is_empty() && cfg!(not(unix)) {
            continue;
        }
        succeed(&format!("generate {{}}{options}"), folder.path());
        succeed("verify {}/build", folder.path());
    }
}

#[test]
fn a_copied_project_decodes_nothing_and_is_known_from_then_on() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("first"), folder.path().join("second"));
    small_project(&first, true);
    succeed("generate {}", &first);
    copy(&first, &second);
    let seen = second.join(".simdgen/traits.pack.seen");
    let copied = fs::read(&seen).unwrap();
    // Files younger than this are always read: a coarse clock could hide a second change.
    sleep(Duration::from_millis(2100));
    let again = succeed("generate {}", &second);
    assert!(again.out.contains("no picture had to be rendered") && !again.err.contains("packed"), "{again:?}");
    let renewed = fs::read(&seen).unwrap();
    assert!(renewed != copied);
    assert!(succeed("inspect {}", &second).out.contains("up to date"));
    // A start that reads pictures says what it has seen of them.
    fs::File::options().write(true).open(&seen).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
    succeed("generate {}", &second);
    assert!(fs::read(&seen).unwrap() == renewed);
    assert_eq!(fs::metadata(&seen).unwrap().modified().unwrap(), std::time::UNIX_EPOCH);
}

#[test]
fn what_was_seen_may_be_damaged_or_gone() {
    let folder = tempfile::tempdir().unwrap();
    tiny_project(folder.path());
    succeed("generate {}", folder.path());
    let seen = folder.path().join(".simdgen/traits.pack.seen");
    let good = fs::read(&seen).unwrap();
    for at in (0..good.len()).step_by(5).map(Some).chain([None]) {
        let mut bad = good.clone();
        match at {
            Some(at) => bad[at] ^= 1,
            None => bad.clear(),
        }
        fs::write(&seen, bad).unwrap();
        let run = succeed("generate {}", folder.path());
        assert!(run.out.contains("no picture had to be rendered") && !run.err.contains("packed"), "{at:?}: {run:?}");
        assert!(fs::read(&seen).unwrap().len() == good.len());
    }
    fs::remove_file(&seen).unwrap();
    assert!(!succeed("generate {}", folder.path()).err.contains("packed"));
}

/// A pack that says of blue pixels that they are those of a red picture, with hashes that fit.
fn forged_pack(red: &Path, blue: &Path) -> Vec<u8> {
    let hash = |root: &Path| blake3::hash(&fs::read(root.join("layers/L/A.png")).unwrap()).as_bytes()[..16].to_vec();
    let mut pack = fs::read(blue.join(".simdgen/traits.pack")).unwrap();
    let tables = planes_end(&pack);
    let at = tables + pack[tables..].windows(16).position(|bytes| bytes == hash(blue)).expect("it is in the tables");
    pack[at..at + 16].copy_from_slice(&hash(red));
    let mut sum = blake3::Hasher::new();
    sum.update(&pack[..112]).update(&blake3::hash(&pack[tables..]).as_bytes()[..16]);
    let sum = sum.finalize();
    pack[112..128].copy_from_slice(&sum.as_bytes()[..16]);
    pack
}

#[test]
fn a_pack_that_came_with_a_project_is_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let (red, blue, cache) = (folder.path().join("red"), folder.path().join("blue"), folder.path().join("cache"));
    plain_project(&red, RED);
    plain_project(&blue, BLUE);
    let run = |root: &Path, more: &[&str]| {
        let output = elsewhere(&[&["generate", root.to_str().unwrap()], more].concat(), &cache);
        assert_eq!(output.code, 0, "{output:?}");
        output.err
    };
    run(&blue, &[]);
    run(&red, &[]);
    let forged = forged_pack(&red, &blue);
    let pack = red.join(".simdgen/traits.pack");
    // As it is unpacked beside what was seen of another file, and with nothing beside it.
    for removes_seen in [false, true] {
        fs::write(&pack, &forged).unwrap();
        if removes_seen {
            fs::remove_file(red.join(".simdgen/traits.pack.seen")).unwrap();
        }
        let told = run(&red, &["--force"]);
        assert!(told.contains("packed 1 of 1 pictures") && told.contains("was not built here"), "{told}");
        succeed("verify {}/build", &red);
        assert!(!run(&red, &["--force"]).contains("packed"));
    }
    // Who names a file vouches for it.
    let named = folder.path().join("named.pack");
    fs::write(&named, &forged).unwrap();
    assert!(!run(&red, &["--force", "--pack", named.to_str().unwrap()]).contains("packed"));
    assert_eq!(simdgen(&["verify", red.join("build").to_str().unwrap()]).code, 3, "the test is about wrong pixels");
    // A pack with nothing wrong is not known either on another machine, and is the same when it was built there.
    let (copied, other) = (folder.path().join("copied"), folder.path().join("other"));
    copy(&blue, &copied);
    let told = elsewhere(&["generate", copied.to_str().unwrap()], &other);
    assert!(told.code == 0 && told.err.contains("was not built here"), "{told:?}");
    assert!(told.out.contains("no picture had to be rendered"), "{told:?}");
    assert!(
        fs::read(blue.join(".simdgen/traits.pack")).unwrap() == fs::read(copied.join(".simdgen/traits.pack")).unwrap()
    );
}

#[test]
fn what_killed_runs_leave_of_the_training_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let left = folder.path().join(".simdgen/traits.training.4711.tmp");
    fs::create_dir(folder.path().join(".simdgen")).unwrap();
    for _ in 0..2 {
        fs::write(&left, "half of it").unwrap();
        succeed("generate {} --force", folder.path());
        assert!(!left.exists() && folder.path().join(".simdgen/traits.training").exists());
    }
}

#[cfg(unix)]
#[test]
fn packing_does_without_threads_that_cannot_start() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;

    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let pack = folder.path().join("open/traits.pack");
    for path in [folder.path(), pack.parent().unwrap()] {
        fs::create_dir_all(path).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
    }
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout.starts_with(b"0\n");
    let mut command = Command::new("sh");
    if is_root {
        // A user without processes of their own: the limit counts all of a user's.
        command.uid(64_321).gid(64_321);
    }
    let script =
        "ulimit -u 1 2>/dev/null || ulimit -p 1 || exit 127; exec \"$0\" pack \"$1\" --pack \"$2\" --threads 8";
    command.args(["-c", script]).arg(cargo_bin("simdgen")).arg(folder.path()).arg(&pack);
    let Ok(output) = command.output() else { return println!("not tried: that user may not run anything here") };
    let text = String::from_utf8_lossy(&output.stderr);
    if output.status.code().is_some_and(|code| code == 126 || code == 127) {
        return println!("not tried: {text}");
    }
    assert!(output.status.success(), "{text}");
    succeed(&format!("generate {{}} --pack {}", pack.display()), folder.path());
    succeed("verify {}/build", folder.path());
}
