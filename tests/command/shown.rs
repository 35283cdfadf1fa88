//! Names act on nothing that shows or reads them: a terminal, JSON, a spreadsheet.

use std::fs;
use std::path::Path;

use simdgen::project::is_hidden;

use crate::command::simdgen::{Output, simdgen};
use crate::pixels::fixture::write_png;

/// A title for the window, a colour, another direction, no width, a line break, and what a spreadsheet calculates.
const NAMES: [&str; 6] =
    ["a\u{1b}]0;owned\u{7}b", "\u{9b}31mred", "gpj\u{202e}x", "a\u{200b}b", "x\nerror: none", "=1+1"];

fn project(root: &Path) {
    for (layer, shade) in [("Back\u{1b}[2J", 1), ("-Top", 100)] {
        for (n, name) in NAMES.iter().enumerate() {
            write_png(&root.join(format!("layers/{layer}/{name}.png")), 2, 2, &[shade + n as u8, 7, 7, 255].repeat(4));
        }
    }
    fs::write(root.join("simdgen.toml"), "[collection]\nname = \"x\\u001b[31m\"\neditions = 12\nseed = \"s\\u202e\"\n")
        .unwrap();
}

fn run(words: &[&str]) -> Output {
    let output = simdgen(words);
    for text in [&output.out, &output.err] {
        let hidden = text.chars().find(|&c| c != '\n' && is_hidden(c));
        assert_eq!(hidden, None, "{words:?}: {output:?}");
        // Nor is a name a line of its own.
        assert!(!text.lines().any(|line| line.starts_with("error: none")), "{words:?}: {text}");
    }
    output
}

#[cfg(unix)]
#[test]
fn names_are_shown_with_escapes() {
    let folder = tempfile::tempdir().unwrap();
    // The folder's own name is in most of what is said.
    let root = folder.path().join("art\u{1b}[31m");
    project(&root);
    let root = root.to_str().unwrap();
    let build = format!("{root}/build");
    for words in [
        &["check", root, "--verbose"][..],
        &["check", root, "--json"],
        &["generate", root, "--timings"],
        &["generate", root, "--json", "--force"],
        &["generate", root, "--editions", "90..=91"],
        &["generate", root, "--seed", "other\u{1b}"],
        &["inspect", root],
        &["pack", root],
        &["plan", root],
        &["rarity", root],
        &["rarity", root, "--json"],
        &["rarity", &build],
        &["preview", root],
        &["update-info", root],
        &["import", root, "--out", "-"],
        &["verify", &build, "--json"],
        &["verify", "--fast", &build],
        &["generate", "nowhere\u{1b}[2J"],
        &["generate", "--\u{1b}[31mforce"],
        &["no\u{1b}command"],
        &["man", "x\u{1b}"],
    ] {
        run(words);
    }
    let inspected = run(&["inspect", root]).out;
    for part in ["Back\\u{1b}[2J", "a\\u{1b}]0;owned\\u{7}b", "\\u{9b}31mred", "gpj\\u{202e}x", "x\\u{a}error: none"] {
        assert!(inspected.contains(part), "{part}: {inspected}");
    }
    assert!(run(&["generate", "nowhere\u{1b}[2J"]).err.contains("nowhere\\u{1b}[2J"));
    let usage = run(&["generate", "--\u{1b}[31mforce"]);
    assert!(usage.code == 2 && usage.err.contains("'--\\u{1b}[31mforce'"), "{usage:?}");
    // What is damaged is named too.
    fs::write(format!("{root}/layers/-Top/{}.png", NAMES[0]), "").unwrap();
    assert_eq!(run(&["generate", root]).code, 1);
    // JSON says the same as ever.
    let plan: Vec<serde_json::Value> =
        run(&["plan", root]).out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let shown = |line: &serde_json::Value| line["traits"]["Back\u{1b}[2J"].as_str().map(str::to_owned);
    assert!(plan[1..].iter().all(|line| NAMES.contains(&&*shown(line).unwrap())), "{plan:?}");
}

#[cfg(unix)]
#[test]
fn names_are_text_in_a_spreadsheet_and_come_back() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let root = folder.path().to_str().unwrap();
    let (plan, out) = (folder.path().join("p.csv"), folder.path().join("out"));
    run(&["plan", root, "--out", plan.to_str().unwrap()]);
    run(&["rarity", root, "--out", out.to_str().unwrap()]);
    for file in [&plan, &out.join("rarity.csv")] {
        let text = fs::read_to_string(file).unwrap();
        let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let cells: Vec<String> =
            rows.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect();
        assert!(cells.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{text}");
        assert!(["'=1+1", "'-Top"].iter().all(|name| cells.iter().any(|cell| cell == name)), "{text}");
    }
    let build = |name: &str, plan: &str| {
        let out = folder.path().join(name);
        let words = ["generate", root, "--plan", plan, "--out", out.to_str().unwrap(), "--quiet"];
        assert_eq!(run(&words).code, 0);
        let text = fs::read_to_string(out.join("plan.jsonl")).unwrap();
        text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    let expected = build("a", plan.to_str().unwrap());
    // As earlier releases wrote it, and as a spreadsheet leaves it that drops its sign for text.
    let plain = fs::read_to_string(&plan).unwrap().replace("'=1+1", "=1+1").replace("'-Top", "-Top");
    let old = folder.path().join("old.csv");
    fs::write(&old, plain).unwrap();
    assert_eq!(build("b", old.to_str().unwrap()), expected);
    assert!(expected.iter().any(|line| line.contains("=1+1")));
}
