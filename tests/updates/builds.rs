//! Runs the binary on a small project, and compares the builds it leaves.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use assert_cmd::cargo::CommandCargoExt;

pub use crate::command::simdgen::files_below;
use crate::command::simdgen::{Output, cache, decode};

/// A folder in memory where there is one: a run waits for the disk before it ends.
pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// Arguments separated by spaces, after `{}` is replaced by the project's folder.
fn words(arguments: &str, root: &Path) -> Vec<String> {
    arguments.split_whitespace().map(|word| word.replace("{}", root.to_str().unwrap())).collect()
}

/// The command that runs `simdgen` with such arguments.
pub fn command(arguments: &str, root: &Path) -> Command {
    let mut command = Command::cargo_bin("simdgen").unwrap();
    command.args(words(arguments, root)).env_remove("SOURCE_DATE_EPOCH").env("XDG_CACHE_HOME", cache());
    command.stdin(Stdio::null());
    command
}

pub fn simdgen(arguments: &str, root: &Path) -> Output {
    crate::command::simdgen::simdgen(&words(arguments, root))
}

/// Runs `simdgen`, which must succeed.
pub fn succeed(arguments: &str, root: &Path) -> Output {
    let output = simdgen(arguments, root);
    assert_eq!(output.code, 0, "{arguments}: {output:?}");
    output
}

/// Brings `build` up to date; adds the options that the program asks for where it refuses, and returns them.
pub fn update(options: &str, root: &Path) -> String {
    let mut asked = String::new();
    loop {
        let output = simdgen(&format!("generate {{}} {options}{asked}"), root);
        if output.code == 0 {
            return asked.trim_start().to_owned();
        }
        let way_on = ["--resume", "--force"].into_iter().find(|way| output.err.contains(way) && !asked.contains(way));
        let way_on = way_on.unwrap_or_else(|| panic!("no way on from {options}{asked}: {output:?}"));
        asked = format!("{asked} {way_on}");
    }
}

/// Says which files of two builds of the same collection are not the same.
///
/// The ledger may tell of a kept edition that it was made beside others. Where `spliced`, the bytes of a picture depend
/// on those others too; then its pixels count.
pub fn differences(build: &Path, fresh: &Path, spliced: bool) -> Vec<String> {
    let (build, fresh) = (files_below(build), files_below(fresh));
    let names: BTreeSet<&String> = build.keys().chain(fresh.keys()).collect();
    let is_same = |name: &str, one: &[u8], other: &[u8]| {
        one == other
            || name == "simdgen-editions.txt" && ledger(one, spliced) == ledger(other, spliced)
            || spliced && name.starts_with("images/") && name.ends_with(".png") && decode(one) == decode(other)
    };
    let differs = |name: &&&String| match (build.get(**name), fresh.get(**name)) {
        (Some(one), Some(other)) => !is_same(name, one, other),
        _ => true,
    };
    let told = |name: &String| match (build.contains_key(name), fresh.contains_key(name)) {
        (true, false) => format!("{name} is left over"),
        (false, true) => format!("{name} is missing"),
        _ => format!("{name} differs"),
    };
    names.iter().filter(differs).map(|name| told(name)).collect()
}

/// The lines of a ledger without what names the collection, and where `spliced` without what tells of bytes.
fn ledger(bytes: &[u8], spliced: bool) -> Vec<Vec<String>> {
    let left_out: &[usize] = if spliced { &[2, 3, 4, 7] } else { &[2, 7] };
    let fields = |line: &str| -> Vec<String> {
        let fields = line.split(' ').map(str::to_owned).enumerate();
        fields.filter(|(at, _)| line.starts_with('#') || !left_out.contains(at)).map(|(_, field)| field).collect()
    };
    String::from_utf8_lossy(bytes).lines().map(fields).collect()
}

/// Brings `build` up to date, makes `fresh`, and says what is wrong with the first: what differs, and what `verify` finds.
/// Returns the options that were asked for, too.
///
/// Nothing that the project keeps for speed is used for `fresh`: it may be what is wrong.
pub fn compare(options: &str, root: &Path) -> (String, Vec<String>) {
    let asked = update(options, root);
    for kept in ["fresh.pack", "fresh.training"] {
        fs::remove_file(root.join(kept)).ok();
    }
    fs::remove_dir_all(root.join("fresh")).ok();
    succeed(&format!("generate {{}} --out {{}}/fresh --pack {{}}/fresh.pack {options}"), root);
    let (build, fresh) = (root.join("build"), root.join("fresh"));
    let spliced = !options.contains("direct");
    let mut wrong = differences(&build, &fresh, spliced);
    // Editions that look alike are found in both.
    let [verified, same] = ["verify {}/build", "verify {}/fresh"].map(|arguments| simdgen(arguments, root));
    if (verified.code, &verified.out) != (same.code, &same.out) {
        wrong.push(format!("verify says {verified:?}"));
    }
    if spliced {
        succeed(&format!("generate {{}} --force {options}"), root);
        wrong.extend(differences(&build, &fresh, false).into_iter().map(|text| format!("forced: {text}")));
    }
    (asked, wrong)
}
