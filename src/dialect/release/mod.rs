//! Compares a project's `src/main.js` with all that the two engines ever had: which release it is, or what it changes.
//!
//! A project carries the engine along, and many change it. Its text is looked at and never run; what it changes does not
//! happen here, so the user hears of it.

mod changes;
mod text;

use std::io::Read;

use changes::PATH;
pub(super) use changes::Release;

use crate::files;
use crate::project::{Conventions, Root};

/// A project's `src/main.js`, compared with the releases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MainScript {
    /// The release it is or is made from; `None` when it has little of any.
    pub release: Option<Release>,
    text: String,
    /// The functions of that release, and whether the script has them as they were; `None` for a release as it was.
    own: Option<Vec<(&'static str, bool)>>,
}

impl MainScript {
    /// Its changes, as a notice; `None` for a release as it was. `read_as` are the conventions of the engine that the
    /// project is read as.
    pub(super) fn changes(&self, read_as: &Conventions) -> Option<String> {
        Some(changes::line(&self.text, (read_as, self.release), self.own.as_ref()?))
    }

    /// Returns `true` if the script has a piece of code, however it is written.
    pub(super) fn has(&self, code: &str) -> bool {
        text::plain(&self.text).contains(&text::plain(code))
    }
}

/// Every version of `src/main.js` in the history of the engines, and every version of each of its functions.
///
/// Source: HashLips/hashlips_art_engine up to `v1.1.2_patch_v5`, nftchef/art-engine `main` and
/// `nested-folder-structure`. `tools/releases.py` writes it.
const TABLE: &str = include_str!("table.txt");

/// The longest script that is looked at, in bytes; that of any release has less than 32 KiB.
const LONGEST: u64 = 1 << 20;

/// A release is made from when a script has at least one of so many of its functions as they were.
const SHARED: usize = 3;

/// The `src/main.js` of a project, compared with the releases; `None` if it has none that can be read.
pub(super) fn of_project(root: &Root) -> Option<MainScript> {
    let path = root.join(PATH);
    let mut bytes = vec![];
    // What is elsewhere or cannot be read is not looked at: nothing depends on it but what is told.
    if !path.is_file() || root.check(&path).is_err() {
        return None;
    }
    files::open(&path).ok()?.take(LONGEST).read_to_end(&mut bytes).ok()?;
    Some(compare(&String::from_utf8_lossy(&bytes), TABLE))
}

/// Compares a script with a table of the form of [`TABLE`].
fn compare(script: &str, table: &'static str) -> MainScript {
    let lines = |kind: &'static str| {
        table.lines().filter_map(move |line| line.strip_prefix(kind)).map(|line| line.split(' ').collect::<Vec<_>>())
    };
    let hash = text::hash(script);
    if let Some(line) = lines("release ").find(|line| line[3] == hash) {
        let release = Release { engine: line[0], version: line[1] };
        return MainScript { release: Some(release), text: script.to_owned(), own: None };
    }
    let functions = text::functions(script);
    let hashes: Vec<(&str, String)> = functions.iter().map(|(name, text)| (*name, text::hash(text))).collect();
    let has = |name: &str, hash: &str| hashes.iter().any(|(own, full)| *own == name && full.starts_with(hash));
    let of = |release: Release| {
        lines("function ")
            .filter(move |line| line[0] == release.engine && line[3].split(',').any(|v| v == release.version))
    };
    let shared = |release: Release| of(release).filter(|line| has(line[1], line[2])).count();
    let releases = lines("release ").map(|line| Release { engine: line[0], version: line[1] });
    // Of equals the last, which is the latest.
    let nearest = releases.max_by_key(|release| shared(*release));
    let nearest = nearest.filter(|release| {
        let names: std::collections::BTreeSet<&str> = of(*release).map(|line| line[1]).collect();
        shared(*release) * SHARED >= names.len()
    });
    let own = nearest.map_or(vec![], |release| {
        let mut own: Vec<(&'static str, bool)> = vec![];
        for line in of(release) {
            match own.iter_mut().find(|(name, _)| *name == line[1]) {
                Some((_, is_same)) => *is_same |= has(line[1], line[2]),
                None => own.push((line[1], has(line[1], line[2]))),
            }
        }
        own
    });
    MainScript { release: nearest, text: script.to_owned(), own: Some(own) }
}
