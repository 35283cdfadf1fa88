//! Builds of version 0.1.0 stay up to date: the numbers that they keep of what pictures are made from are still given.

use std::fs;

use crate::updates::builds::{folder, succeed};
use crate::updates::files::{CONFIG, replace, write};

/// Changes of the configuration, options, and what the ledger of version 0.1.0 has as its third number, which names the
/// pictures of all editions.
type Case = (&'static [(&'static str, &'static str)], &'static str, &'static str);

const CASES: &[Case] = &[
    (&[], "--encoder direct", "72ffaf104ec259be"),
    (&[], "--encoder direct --compression high --date 5 --compiler me", "a9cf2f97fb7123a5"),
    (&[], "--effort fast", "633886ca8700804d"),
    (&[("#build_up", "[gallery.build_up]")], "--encoder direct", "c2bd99e0a3c0f3c8"),
    (
        &[("#build_up", "[gallery.build_up]\nrepeats = 2\ndelay = 70\nspeed = 30")],
        "--encoder direct",
        "2b79946cc5e1c00e",
    ),
    (&[("names = \"decimal\"\ndigits = 1", "names = \"hex\"\ndigits = 5")], "--encoder direct", "31cc07acdcdae732"),
    (
        &[("json_extension = true\npictures = \"png\"", "json_extension = false\npictures = \"jpeg\"")],
        "--encoder direct",
        "25aca0c180316d89",
    ),
    (
        &[("\"#336699\"", "\"none\""), ("resize = \"nearest\"", "resize = \"canvas-smooth\"")],
        "--encoder direct",
        "b427efef2399a6b6",
    ),
    (&[("\"#336699\"", "\"random\""), ("\nwidth = 8", "\nwidth = 9")], "--encoder direct", "ddf428c6c9ffa7df"),
    // Without a background nothing is painted last.
    (
        &[("\"#336699\"", "\"none\""), ("background_last = false", "background_last = true")],
        "--encoder direct",
        "97bbd0a26185b227",
    ),
];

/// What the ledger names the pictures of all editions by, and what it names those of each by.
fn named((edits, options, _): &Case) -> (String, Vec<String>) {
    let folder = folder();
    write(folder.path());
    let config = edits.iter().fold(CONFIG.to_owned(), |config, (from, to)| replace(&config, from, to));
    fs::write(folder.path().join("simdgen.toml"), config).unwrap();
    succeed(&format!("generate {{}} {options}"), folder.path());
    let ledger = fs::read_to_string(folder.path().join("build/simdgen-editions.txt")).unwrap();
    let lines: Vec<Vec<&str>> =
        ledger.lines().filter(|l| !l.starts_with('#')).map(|l| l.split(' ').collect()).collect();
    (lines[0][2].to_owned(), lines.iter().map(|line| line[1].to_owned()).collect())
}

#[test]
fn pictures_are_named_as_version_0_1_0_did() {
    let wrong: Vec<String> = CASES
        .iter()
        .map(|case| (case, named(case).0))
        .filter(|(case, found)| case.2 != found)
        .map(|(case, found)| format!("{case:?}: {found}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// That version gave both the same number, so a build of either kind may hold the other's pictures: one kind must be
/// rendered again.
#[test]
fn a_background_painted_last_is_not_named_as_one_painted_first() {
    let first = named(&(&[], "--encoder direct", ""));
    let last = named(&(&[("background_last = false", "background_last = true")], "--encoder direct", ""));
    assert!(first.1.iter().all(|name| !last.1.contains(name)));
}
