//! Runs the binary, and reads back what it wrote.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use simdgen::canvas::StraightRgba;
use simdgen::compose::plain;
use simdgen::image::MAX_PIXELS;
use simdgen::plan::{self, Plan};
use simdgen::project::Project;

/// What a run printed, and its exit code.
#[derive(Debug)]
pub struct Output {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// The folder for the user's caches, so that none is made for whoever runs the tests.
pub fn cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache")
}

/// Runs `simdgen` with arguments.
pub fn simdgen<S: AsRef<OsStr>>(arguments: &[S]) -> Output {
    let mut command = Command::cargo_bin("simdgen").unwrap();
    command.args(arguments).env_remove("SOURCE_DATE_EPOCH").env("XDG_CACHE_HOME", cache());
    let output = command.output().unwrap();
    Output {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Runs `simdgen` with arguments separated by spaces, after `{}` is replaced by a path; it must succeed.
pub fn succeed(arguments: &str, path: &Path) -> Output {
    let words: Vec<String> = arguments.split(' ').map(|w| w.replace("{}", path.to_str().unwrap())).collect();
    let output = simdgen(&words);
    assert_eq!(output.code, 0, "{words:?}: {output:?}");
    output
}

/// Every file below a folder, by its path from there, without the lock that runs take turns by.
pub fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                if name != ".simdgen-lock" {
                    found.insert(name, fs::read(&path).unwrap());
                }
            }
        }
    }
    found
}

/// Decodes an 8-bit PNG with an independent decoder.
pub fn decode(png: &[u8]) -> Vec<StraightRgba> {
    let picture = lodepng::decode32(png).expect("the other decoder reads it");
    picture.buffer.iter().map(|p| StraightRgba { r: p.r, g: p.g, b: p.b, a: p.a }).collect()
}

/// Compares every picture of a build with the plain oracle; returns how many.
pub fn compare_with_oracle(project: &Project, build: &Path) -> usize {
    let plan: Plan = plan::file::read(&build.join("plan.jsonl"), project).unwrap();
    let pictures = plain::Pictures::default();
    for edition in plan.editions() {
        let name = format!("images/{}.png", edition.number);
        let written = decode(&fs::read(build.join(&name)).unwrap());
        let expected = plain::compose(project, edition, &pictures, MAX_PIXELS).unwrap();
        let differs = written.iter().zip(&expected).position(|(a, b)| a != b);
        assert!(
            written.len() == expected.len() && differs.is_none(),
            "{name}: {} pixels of {}, first difference {:?}",
            written.len(),
            expected.len(),
            differs.map(|i| (i, written[i], expected[i]))
        );
    }
    plan.len()
}
