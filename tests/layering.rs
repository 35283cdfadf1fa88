//! Holds what no compiler holds: which stage imports which, what files open with, what licences dependencies have.

mod imports;

use std::fs;
use std::path::Path;
use std::process::Command;

use self::imports::Crate;

/// Stages in the order of `src/lib.rs`; a file may import its own stage and earlier ones.
const LEVELS: &[&str] = &[
    "error",
    "choice",
    "files",
    "canvas",
    "blend",
    "parallel",
    "store",
    "encode",
    "image",
    "project",
    "dialect",
    "plan",
    "pack",
    "compose",
    "thumbnail",
    "metadata",
    "output",
    "splice",
    "render",
    "build",
    "check",
    "verify",
    "derive",
    "gallery",
    "demo",
    "guide",
    "service",
    "studio",
    "cli",
];

/// The one stage that may use each crate.
const HOMES: &[(&str, &[&str])] = &[
    ("wide", &["blend", "encode", "splice"]),
    ("memmap2", &["pack"]),
    ("fast_image_resize", &["image"]),
    ("png", &["image", "encode", "splice"]),
    ("oxipng", &["encode"]),
    ("gif", &["image", "encode"]),
    ("libdeflater", &["image", "encode"]),
    ("libjpeg_turbo_rs", &["image"]),
    ("image_webp", &["encode", "image"]),
    ("bumpalo", &["build", "compose", "splice", "render"]),
    ("mimalloc", &["main"]),
    ("clap", &["cli"]),
    ("terminal_size", &["cli"]),
    ("base64", &["gallery"]),
    ("axum", &["service", "studio"]),
    ("hyper", &["service"]),
    ("hyper_util", &["service"]),
    ("tokio", &["service", "store", "studio"]),
    ("object_store", &["store"]),
    ("reqwest", &["store"]),
    ("rustls", &["store"]),
    ("futures_util", &["store"]),
    ("tokio_stream", &["studio"]),
    ("notify", &["studio"]),
    ("toml_edit", &["studio"]),
    ("getrandom", &["studio"]),
    ("open", &["studio"]),
    ("indicatif", &["cli"]),
    ("rustix", &["files", "output"]),
    ("signal_hook", &["cli"]),
    ("rquickjs", &["dialect"]),
    ("jpeg_encoder", &["encode"]),
    ("sha3", &["metadata", "plan"]),
    ("rand_chacha", &["plan"]),
    ("unicode_normalization", &["project"]),
    ("alphanumeric_sort", &["project"]),
];

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).expect("src is readable") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// A source file without its unit tests, which come last.
fn without_tests(text: &str) -> &str {
    let tests = ["\n#[cfg(test)]\nmod ", "\n#[cfg(all(test, unix))]\nmod "];
    let start = tests.iter().filter_map(|tests| text.find(tests)).min();
    &text[..start.unwrap_or(text.len())]
}

fn sources() -> Vec<(String, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = vec![];
    files(&root, &mut found);
    found
        .iter()
        .map(|path| {
            let shown = path.strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
            let stage = shown.split(['/', '.']).next().expect("a name").to_owned();
            (shown.clone(), stage, fs::read_to_string(path).expect("text"))
        })
        .collect()
}

fn level(stage: &str) -> Option<usize> {
    LEVELS.iter().position(|l| *l == stage)
}

/// The picture of the stages that the crate's documentation opens with.
#[test]
fn the_documentation_has_the_stages_in_order() {
    let sources = sources();
    let exists = |level: &&str| sources.iter().any(|(_, stage, _)| stage == level);
    let levels: Vec<&str> = LEVELS.iter().copied().filter(exists).collect();
    let (_, _, lib) = sources.iter().find(|(file, ..)| file == "lib.rs").expect("lib.rs");
    let picture = lib.split("//! ```text\n").nth(1).and_then(|rest| rest.split("//! ```").next()).expect("a picture");
    let stages = picture.lines().filter_map(|line| line.strip_prefix("//! ")?.split_whitespace().next());
    assert_eq!(stages.collect::<Vec<_>>(), levels);
}

fn this_crate(sources: &[(String, String, String)]) -> Crate {
    Crate::new(sources.iter().map(|(file, _, text)| (&**file, &**text)))
}

#[test]
fn stages_import_one_way() {
    let forbidden = this_crate(&sources()).forbidden(LEVELS);
    assert!(forbidden.is_empty(), "{}", forbidden.join("\n"));
}

#[test]
fn files_of_a_stage_import_each_other_in_no_circle() {
    let sources = sources();
    let tree = this_crate(&sources);
    let circles: Vec<String> = tree.circles().iter().map(|circle| tree.ties(circle)).collect();
    assert!(circles.is_empty(), "files import each other in a circle:\n{}", circles.join("\n"));
}

/// What the two tests above would let through if they read less of a file.
#[test]
fn every_way_to_import_is_seen() {
    let lib = "pub mod plan; pub mod image; pub use image::format::Odd as Wrong; pub use plan::Plan; pub mod pack { }";
    for (file, text, expected) in [
        ("image/mod.rs", "use crate::plan;", "1: image may not import plan"),
        (
            "image/mod.rs",
            "\nuse crate::{Wrong,\n image::{self, format::{Format as F}}, plan::Plan};",
            "3: image may not",
        ),
        ("image/mod.rs", "use crate::{Error, plan::*};", "may not import plan"),
        ("image/mod.rs", "pub use crate::Plan as Kept;", "may not import plan"),
        ("image/mod.rs", "use super::plan as p;", "may not import plan"),
        ("image/mod.rs", "fn f() { let x: super::plan::Plan = y; }", "may not import plan"),
        ("image/mod.rs", "fn f() -> crate::\n    plan::Plan { }", "may not import plan"),
        ("image/mod.rs", "use crate::plan::Value;", "may not import plan"),
        ("image/mod.rs", "mod tests { use super::super::plan::Plan; }", "may not import plan"),
        ("image/mod.rs", "pub(crate) use simdgen::plan::Plan;", "may not import plan"),
        ("image/mod.rs", "/* /* */ use x; */ const A: char = '\"'; use crate::plan::Plan;", "may not import plan"),
        ("image/mod.rs", "const A: &str = r#\"\" \\\"#; use crate::plan::Plan;", "may not import plan"),
        ("image/format.rs", "macro_rules! f { () => { $crate::plan::draw() } }", "may not import plan"),
        ("image/format.rs", "use super::super::{plan};", "may not import plan"),
        ("plan/mod.rs", "use crate::image::Format; use crate::image::format::Odd; use crate::Later;", "no stage Later"),
        ("plan/mod.rs", "use crate::*;", "whole crate"),
        ("plan/mod.rs", "use crate as all;", "whole crate"),
        ("plan/mod.rs", "use super::*;", "whole crate"),
        ("plan/mod.rs", "use super::super::x;", "no stage x"),
        ("plan/mod.rs", "use crate::packs::Pack;", "no stage packs"),
        ("pack.rs", "", "no stage pack"),
    ] {
        let image = ("image/mod.rs", "mod format; pub use format::Format;");
        let mut files = vec![
            ("lib.rs", lib),
            image,
            ("image/format.rs", "pub struct Format;"),
            ("plan/mod.rs", "use crate::pack;"),
        ];
        files.retain(|(name, _)| *name != file);
        files.push((file, text));
        let forbidden = Crate::new(files).forbidden(&["image", "plan"]);
        assert!(forbidden.iter().any(|line| line.contains(expected)), "{text}: {forbidden:?}");
    }
}

#[test]
fn what_is_no_import_is_none() {
    for text in [
        "// use crate::plan::Plan;",
        "/// [`crate::plan::Plan`]\nstruct A;",
        "/* /* */ use crate::plan; */",
        "const A: &str = \"crate::plan \\\" crate::plan\";",
        "const A: &str = r##\"\"# crate::plan\"##;",
        "fn f<'a>(c: char) -> &'a str { match c { '\\'' | '\\u{27}' => \"crate::plan\", '\"' => \"crate::plan\" } }",
        "pub(crate) mod inner { use super::Wrong; } use std::{fs, io}; use plan::Other; use png::Decoder;",
    ] {
        let files = [("lib.rs", "pub mod plan; pub mod image;"), ("image/mod.rs", text), ("plan/mod.rs", "")];
        let forbidden = Crate::new(files).forbidden(&["image", "plan"]);
        assert!(forbidden.is_empty(), "{text}: {forbidden:?}");
    }
}

#[test]
fn circles_are_seen_however_they_are_tied() {
    let parent = "mod a; mod b; pub use a::A; pub use b::{self as second, B};";
    for (case, parent, a, b, circle) in [
        ("siblings", parent, "use super::b::B;", "use super::a::A;", true),
        ("through what the parent re-exports", parent, "use crate::s::B;", "use super::A;", true),
        ("through an alias", parent, "use super::second::B;", "use super::{A as First};", true),
        ("in code", parent, "fn f() { super::b::g() }", "fn g() { crate::s::a::f() }", true),
        ("a parent and its child", "mod a; mod b; fn g() { a::f() }", "use super::g;", "", false),
        ("with what the parent imports", "mod a; mod b; use a::A;", "use super::b;", "use super::A;", true),
        ("one way", parent, "use super::{B};", "", false),
        ("a parent that only re-exports", parent, "use super::B;", "use super::c;", false),
        ("a parent's item", "mod a; pub use a::A; pub const C: u8 = 1;", "use super::C;", "", false),
        ("tests", parent, "use super::b::B;", "#[cfg(test)]\nmod tests { use crate::s::A; }", false),
        ("a test's import", parent, "use super::b::B;", "#[cfg(test)] use super::A; fn b() {}", false),
        ("a file of tests", "mod a; #[cfg(all(test, unix))] mod b;", "use super::b::B;", "use super::a::A;", false),
    ] {
        let tree = Crate::new([("lib.rs", "pub mod s;"), ("s/mod.rs", parent), ("s/a.rs", a), ("s/b.rs", b)]);
        assert_eq!(!tree.circles().is_empty(), circle, "{case}: {:?}", tree.circles());
    }
}

#[test]
fn every_stage_has_a_level() {
    for (file, stage, _) in sources() {
        let known = level(&stage).is_some() || ["lib", "main"].contains(&stage.as_str());
        assert!(known, "src/{file}: add the stage to LEVELS here and to the list in src/lib.rs");
    }
}

#[test]
fn key_crates_stay_at_home() {
    let sources = sources();
    let tree = this_crate(&sources);
    for (file, stage, _) in &sources {
        let heads = tree.heads(file);
        for (name, homes) in HOMES {
            let is_home = homes.contains(&stage.as_str());
            assert!(is_home || !heads.contains(name), "src/{file} uses {name}, which belongs in {homes:?}");
        }
    }
    let tree = Crate::new([("a.rs", "use {std::fs, png as p}; fn f() { ::gif::g(); <wide::u16x16 as X>::y() }")]);
    assert_eq!(Vec::from_iter(tree.heads("a.rs")), ["gif", "png", "std", "wide"]);
}

#[test]
fn every_file_opens_with_its_purpose() {
    for (file, _, text) in sources() {
        assert!(text.starts_with("//! "), "src/{file} does not open with //!");
        let lines = without_tests(&text).lines().count();
        assert!(lines <= 500, "src/{file} has {lines} lines without its tests, more than 500");
    }
}

/// Names from anywhere are shown as escapes by what prints; whatever printed beside it could forget that.
#[test]
fn one_file_prints() {
    for (file, _, text) in sources().into_iter().filter(|(file, ..)| file != "cli/print.rs") {
        let words =
            ["stdout()", "stderr()", "print!", "println!", "dbg!", ".print()", ".exit()", "::parse(", "::parse_from("];
        for word in words {
            let is_clap =
                |line: &str| (!word.starts_with("::") || line.contains("Cli")) && !line.contains("use_stderr()");
            let found =
                text.lines().find(|line| line.contains(word) && is_clap(line) && !line.trim_start().starts_with("//"));
            assert!(found.is_none(), "src/{file} uses {word}: src/cli/print.rs prints");
        }
    }
}

/// Words of a text that stand by themselves, with what stands right before each.
fn words(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(is_part)?;
        let end = text[start..].find(|c| !is_part(c)).map_or(text.len(), |length| start + length);
        at = end;
        Some((&text[..start], &text[start..end]))
    })
}

/// A word by which a line of code goes to the file system without the door, if it has one.
fn way_around_the_door(line: &str) -> Option<&str> {
    const WORDS: [&str; 5] = ["OpenOptions", "read_dir", "canonicalize", "symlink_metadata", "create_dir_all"];
    let code = line.split("//").next().unwrap_or_default();
    let is_way = |before: &str, word: &str| match word {
        // Neither the kind of an entry nor an error opens one.
        "File" => !before.ends_with("What::") && !code[before.len() + word.len()..].starts_with('('),
        "fs" => before.contains("use std::{") || before.ends_with("std::") || code[before.len()..].starts_with("fs::"),
        "metadata" => before.ends_with('.') && code[before.len()..].starts_with("metadata()"),
        _ => WORDS.contains(&word),
    };
    words(code).find(|(before, word)| is_way(before, word)).map(|(_, word)| word)
}

#[test]
fn only_the_door_opens_files() {
    for (line, way) in [
        ("use std::fs;", Some("fs")),
        ("use std::{fs, io};", Some("fs")),
        ("    fs::write(&path, text)?;", Some("fs")),
        ("    let file = File::open(path)?;", Some("File")),
        ("use std::fs::{self, File as Opened};", Some("fs")),
        ("    if path.metadata()?.is_file() {", Some("metadata")),
        ("    for entry in path.read_dir()? {", Some("read_dir")),
        ("    What::File => return Err(Error::File(wrong)), // File", None),
        ("    files.metadata(number); OpenFile::put(); offs::x()", None),
    ] {
        assert_eq!(way_around_the_door(line), way, "{line}");
    }
    let sources = sources();
    let tree = this_crate(&sources);
    for (file, stage, text) in &sources {
        if stage == "files" || tree.is_test_file(file) {
            continue;
        }
        for (number, line) in without_tests(text).lines().enumerate() {
            let way = way_around_the_door(line);
            assert!(
                way.is_none(),
                "src/{file}:{}: {} goes around src/files: {line}",
                number + 1,
                way.unwrap_or_default()
            );
        }
    }
}

/// Bytes in files and keys have one order on every machine, so nothing may ask for the machine's own.
#[test]
fn nothing_depends_on_the_order_of_bytes() {
    for (file, _, text) in sources() {
        for word in ["_ne_bytes", "target_endian", "transmute", "cast_slice", "target_pointer_width"] {
            assert!(!text.contains(word), "src/{file} uses {word}: write bytes in an order that is said");
        }
    }
}

/// True when a licence expression can be met with allowed licences alone: of a choice, one is enough.
fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    let plain = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    // Nothing is nested deeper than "(A OR B) AND C", and "AND" binds closer than "OR".
    let choices = |text: &str| text.split(" OR ").any(|part| allowed.contains(&part.trim()));
    match plain.trim().strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((first, rest)) => choices(first) && rest.split(" AND ").skip(1).all(choices),
        None => plain.split(" OR ").any(|all| all.split(" AND ").all(|one| allowed.contains(&one.trim()))),
    }
}

#[test]
fn licences_of_dependencies_are_those_of_the_list() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rules: toml::Table = fs::read_to_string(root.join("deny.toml")).expect("deny.toml").parse().expect("TOML");
    let allowed: Vec<&str> =
        rules["licenses"]["allow"].as_array().expect("a list").iter().filter_map(|name| name.as_str()).collect();
    assert!(is_allowed("(MIT OR Apache-2.0) AND IJG", &allowed) && is_allowed("Zlib/GPL-3.0", &allowed));
    for refused in ["GPL-3.0", "MIT AND AGPL-3.0", "(MIT OR Apache-2.0) AND LGPL-2.1", "LGPL-2.1 OR MPL-2.0"] {
        assert!(!is_allowed(refused, &allowed), "{refused}");
    }
    let cargo = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO")).args(arguments).current_dir(root).output().expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    let version = cargo(&["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("cargo names its host");
    let metadata = cargo(&["metadata", "--format-version", "1", "--locked", "--filter-platform", host]);
    let metadata: serde_json::Value = serde_json::from_str(&metadata).expect("JSON");
    let packages = metadata["packages"].as_array().expect("a list");
    assert!(packages.len() > 50, "{} packages", packages.len());
    for package in packages {
        let licence = package["license"].as_str().unwrap_or("none named");
        assert!(is_allowed(licence, &allowed), "{} has the licence {licence}", package["name"]);
    }
}
