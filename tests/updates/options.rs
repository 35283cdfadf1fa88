//! Each option of `generate` is given in turn, and the build brought up to date compared with one made anew.

use std::collections::BTreeSet;
use std::fs;

use crate::updates::builds::{compare, files_below, folder, simdgen, succeed};
use crate::updates::files::{CONFIG, replace, write};

/// An option, the arguments of the first run and of the second, and what the second asks for.
type Case = (&'static str, &'static str, &'static str, &'static str);

/// Options that change bytes. `{}/given` is a build of another seed.
const CHANGING: &[Case] = &[
    ("--config", "--encoder direct", "--encoder direct --config {}/other.toml", ""),
    ("--compiler", "--encoder direct", "--encoder direct --compiler me", ""),
    ("--dna-delimiter", "--encoder direct", "--encoder direct --dna-delimiter _", ""),
    ("--extra", "--encoder direct --extra a=1", "--encoder direct --extra a=2", ""),
    ("--seed", "--encoder direct", "--encoder direct --seed second", "--force"),
    ("--count", "--encoder direct", "--encoder direct --count 20", ""),
    ("--count", "--encoder direct", "--encoder direct --count 10", "--force"),
    ("--plan", "--encoder direct", "--encoder direct --plan {}/given/plan.jsonl", "--force"),
    ("--from", "--encoder direct", "--encoder direct --from {}/given/json", ""),
    ("--keep", "--encoder direct", "--encoder direct --keep {}/given", "--force"),
    ("--reroll", "--encoder direct --seed second", "--encoder direct --keep {}/given --reroll 2", ""),
    ("--encoder", "--encoder splice", "--encoder direct", ""),
    ("--encoder", "--encoder direct", "--encoder splice", ""),
    ("--effort", "--effort fast", "--effort balanced", ""),
    ("--effort", "--effort high", "--effort fast", ""),
    ("--effort", "--effort balanced", "--effort max", ""),
    ("--compression", "--encoder direct --compression fast", "--encoder direct --compression high", ""),
    ("--gallery", "--encoder direct", "--encoder direct --gallery", ""),
    ("--date", "--encoder direct", "--encoder direct --date 7000", ""),
];

/// Options that change no byte, each with a value.
const OTHERS: &[(&str, &str)] = &[
    ("--threads", "--threads 1"),
    ("--encoders", "--encoders 3"),
    ("--batch", "--batch 2"),
    ("--memory", "--memory 16"),
    ("--pack", "--pack {}/own.pack"),
    ("--max-pixels", "--max-pixels 4000"),
    ("--allow-links", "--allow-links"),
    ("--verbose", "--verbose"),
    ("--force", "--force"),
    ("--keep-edits", "--keep-edits"),
    ("--resume", "--resume"),
    ("--durable", "--durable"),
    ("--switch", "--switch"),
    ("--quiet", "--quiet"),
    ("--json", "--json"),
    ("--timings", "--timings"),
    ("--trace", "--trace {}/trace.json"),
];

/// Options that are about something else than how files are made.
const ASIDE: [&str; 5] = ["--out", "--editions", "--shard", "--shards", "--help"];

#[test]
fn every_option_there_is_has_a_case() {
    let folder = folder();
    let known: BTreeSet<&str> =
        CHANGING.iter().map(|case| case.0).chain(OTHERS.iter().map(|o| o.0)).chain(ASIDE).collect();
    let help = simdgen("generate --help", folder.path()).out;
    let is_name =
        |word: &str| word.strip_prefix("--").is_some_and(|w| w.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
    let option = |line: &str| {
        let line = line.trim_start();
        let line = line.split_once(", ").filter(|(short, _)| short.len() == 2).map_or(line, |(_, long)| long);
        line.split([' ', '=']).next().filter(|word| is_name(word)).map(str::to_owned)
    };
    let options: BTreeSet<String> = help.lines().filter_map(option).collect();
    let unknown: Vec<&String> = options.iter().filter(|option| !known.contains(option.as_str())).collect();
    assert!(unknown.is_empty(), "no case gives {unknown:?}");
    let gone: Vec<&&str> = known.iter().filter(|option| !options.contains(**option)).collect();
    assert!(gone.is_empty(), "{gone:?} are options no more");
}

#[test]
fn every_option_is_brought_into_the_build() {
    let mut wrong = vec![];
    for (option, before, after, asks) in CHANGING {
        let folder = folder();
        let root = folder.path();
        write(root);
        fs::write(root.join("other.toml"), replace(CONFIG, "old words", "new words")).unwrap();
        succeed("generate {} --encoder direct --seed second --out {}/given", root);
        succeed(&format!("generate {{}} {before}"), root);
        let made = files_below(&root.join("build"));
        let (asked, differences) = compare(after, root);
        wrong.extend(differences.into_iter().map(|text| format!("{option}, {before} to {after}: {text}")));
        if asked != *asks {
            wrong.push(format!("{option}, {before} to {after}: asked for {asked:?}"));
        }
        if made == files_below(&root.join("fresh")) {
            wrong.push(format!("{option} changes nothing"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn other_options_change_nothing() {
    let folder = folder();
    let root = folder.path();
    write(root);
    for encoder in ["direct", "splice"] {
        succeed(&format!("generate {{}} --force --encoder {encoder}"), root);
        let made = files_below(&root.join("build"));
        for (option, given) in OTHERS {
            succeed(&format!("generate {{}} --encoder {encoder} {given}"), root);
            assert!(files_below(&root.join("build")) == made, "{option}: the update");
            succeed(&format!("generate {{}} --encoder {encoder} {given} --out {{}}/fresh"), root);
            assert!(files_below(&root.join("fresh")) == made, "{option}: made anew");
            fs::remove_dir_all(root.join("fresh")).unwrap();
        }
    }
}
