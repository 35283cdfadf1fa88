//! Input that is too much, too deep, too large or not text: an error that names it, never a crash and never for ever.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use simdgen::project::limits;

use crate::command::simdgen::{Output, simdgen};
use crate::pixels::fixture::write_png;

const COLLECTION: &str = "[collection]\nname = 'X'\nseed = 'a'\neditions = 2\n";
const CANVAS: &str = "[canvas]\nwidth = 8\nheight = 8\n";

/// A project folder with two layers of two traits, and what is to be tried on it.
struct Tried(tempfile::TempDir);

impl Tried {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (shade, name) in ["A/T0", "A/T1", "B/T0", "B/T1"].iter().enumerate() {
            write_png(&folder.path().join(format!("layers/{name}.png")), 8, 8, &[shade as u8 * 50 + 50; 256]);
        }
        Self(folder)
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// A configuration in JavaScript, with a statement before what it exports and keys in it.
    fn script(&self, before: &str, more: &str) {
        let sets = "layerConfigurations: [{ growEditionSizeTo: 2, layersOrder: [{ name: 'A' }, { name: 'B' }] }]";
        let text = format!("{before}\nmodule.exports = {{ format: {{ width: 8, height: 8 }}, {sets}, {more} }};");
        self.write("src/config.js", text);
    }

    /// Says what a command said, which must be an error of ours that has `part` in it.
    fn refuses(&self, command: &str, more: &[&str], part: &str) -> Output {
        let output = simdgen(&[&[command, self.root().to_str().unwrap()], more].concat());
        let errors = output.err.lines().filter(|line| line.starts_with("error: ")).count();
        assert!(output.code == 1 && errors == 1 && output.err.contains(part), "{part:?}: {output:?}");
        output
    }
}

/// What is nested deeper than any parser goes ends in an error that names the file, at every depth.
#[test]
fn deep_nesting_is_an_error() {
    for depth in [200, 100_000] {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        let tried = Tried::new();
        for text in [
            format!("{COLLECTION}{CANVAS}x = {open}{close}"),
            format!("{COLLECTION}{CANVAS}x = {}1{}", "{ a = ".repeat(depth), "}".repeat(depth)),
            format!("a{} = 1", ".a".repeat(depth)),
            format!("[a{}]", ".a".repeat(depth)),
            format!("{COLLECTION}{CANVAS}[collection.extra]\nx = {open}{close}"),
        ] {
            tried.write("simdgen.toml", text);
            tried.refuses("plan", &[], "simdgen.toml:");
        }
        tried.write("simdgen.toml", format!("{COLLECTION}standard = 'template'\ntemplate = 't.json'\n{CANVAS}"));
        tried.write("t.json", format!("{open}'{{{{name}}}}'{close}"));
        tried.refuses("generate", &["-q"], "t.json");
        tried.write("simdgen.toml", format!("{COLLECTION}{CANVAS}"));
        for (name, text) in [
            ("plan.jsonl", format!("{{\"simdgen_plan\":1}}\n{{\"edition\":1,\"x\":{open}{close}}}\n")),
            ("plan.ndjson", open.clone()),
            ("plan.csv", format!("edition,A\n1,{}\n", "\"".repeat(depth + 1))),
        ] {
            let path = tried.write(name, text);
            tried.refuses("generate", &["-q", "--plan", path.to_str().unwrap()], name);
        }
        tried.write("md/1.json", format!("{{\"edition\":1,\"attributes\":[],\"x\":{open}{close}}}"));
        tried.refuses("generate", &["-q", "--from", tried.root().join("md").to_str().unwrap()], "1.json");
        fs::remove_file(tried.root().join("simdgen.toml")).unwrap();
        let json = tried.write("config.json", format!("{{\"layers\":{open}{close}}}"));
        tried.refuses("plan", &["--config", json.to_str().unwrap()], "config.json");
        for (before, more) in [
            (format!("const a = {open}{close};"), "extraMetadata: { a }"),
            (format!("let a = 1; for (let i = 0; i < {depth}; i++) a = [a];"), "extraMetadata: { a }"),
            (format!("const a = JSON.parse('['.repeat({depth}) + ']'.repeat({depth}));"), "extraMetadata: { a }"),
        ] {
            tried.script(&before, more);
            tried.refuses("plan", &[], "config.js");
        }
    }
    let tried = Tried::new();
    for before in [
        format!("/{}{}/.test('a');", "(".repeat(100_000), ")".repeat(100_000)),
        "const f = n => n ? f(n - 1) + 1 : 0; f(1000000);".to_owned(),
        "const a = {}; a.a = a; JSON.stringify(a);".to_owned(),
    ] {
        tried.script(&before, "");
        tried.refuses("plan", &[], "config.js");
    }
}

/// What would take memory without end is refused before it is taken.
#[test]
fn large_numbers_are_refused_before_work_starts() {
    let tried = Tried::new();
    for before in [
        "JSON.stringify(new Array(4e9));",
        "new Array(4294967295).fill(1);",
        "'x'.repeat(2 ** 29);",
        "new Uint8Array(2 ** 31);",
        "Array.from({ length: 4294967295 });",
        "'a'.padEnd(2 ** 30);",
        "10n ** 100000000n;",
        "throw { toString() { throw 1; } };",
        "throw Symbol();",
    ] {
        tried.script(before, "");
        tried.refuses("plan", &[], "config.js");
    }
    fs::remove_file(tried.root().join("src/config.js")).unwrap();
    for (editions, canvas) in [
        ("editions = 4294967295", CANVAS),
        ("editions = 20000001\nunique = false", CANVAS),
        ("editions = 99999999999999999999", CANVAS),
        ("editions = 2", "[canvas]\nwidth = 4294967295\nheight = 1\n"),
        ("editions = 2", "[canvas]\nwidth = 0\nheight = 0\n"),
        ("editions = 2", "[canvas]\nwidth = 99999999999999999999\nheight = 8\n"),
    ] {
        tried.write("simdgen.toml", format!("[collection]\n{editions}\n{canvas}"));
        let output = simdgen(&["generate", tried.root().to_str().unwrap(), "-q"]);
        assert!(output.code == 1 && output.err.starts_with("error: "), "{output:?}");
        assert!(!tried.root().join("build/images").exists());
    }
}

/// Names that are not Unicode: of the project, of results, plans and configurations they work; a layer or trait has none.
#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_unicode_work_or_are_named() {
    use std::os::unix::ffi::OsStringExt;

    let bad = |start: &str, end: &str| OsString::from_vec([start.as_bytes(), &[0xff, 0xfe], end.as_bytes()].concat());
    let place = Tried::new();
    let root = place.root().join(bad("project", ""));
    let write = |root: &Path| {
        for (shade, name) in ["A/T0", "A/T1"].iter().enumerate() {
            write_png(&root.join(format!("layers/{name}.png")), 8, 8, &[shade as u8 * 50 + 50; 256]);
        }
        fs::write(root.join("simdgen.toml"), format!("{COLLECTION}{CANVAS}")).unwrap();
    };
    write(&root);
    let run = |command: &str, more: &[(&str, &Path)]| {
        let mut words: Vec<OsString> = vec![command.into(), root.clone().into()];
        more.iter().for_each(|(option, path)| words.extend([(*option).into(), path.as_os_str().to_owned()]));
        simdgen(&words)
    };
    let (out, again) = (place.root().join(bad("out", "")), place.root().join(bad("again", "")));
    let third = place.root().join(bad("third", ""));
    let (plan, json) = (place.root().join(bad("plan", ".jsonl")), out.join("json"));
    for (command, more) in [
        ("generate", &[][..]),
        ("inspect", &[]),
        ("check", &[]),
        ("preview", &[]),
        ("rarity", &[]),
        ("generate", &[("--out", out.as_path())]),
        ("plan", &[("--out", &plan)]),
        ("generate", &[("--plan", &plan), ("--out", &again)]),
        ("generate", &[("--from", &json), ("--out", &third)]),
        ("generate", &[("--config", &root.join("simdgen.toml"))]),
    ] {
        let output = run(command, more);
        assert_eq!(output.code, 0, "{command} {more:?}: {output:?}");
    }
    let verified = simdgen(&[OsString::from("verify"), out.into(), "--project".into(), root.clone().into()]);
    assert_eq!(verified.code, 0, "{verified:?}");
    let started = simdgen(&[OsString::from("init"), place.root().join(bad("new", "")).into()]);
    assert_eq!(started.code, 0, "{started:?}");
    for (more, part) in [
        (("--config", place.root().join(bad("none", ".toml"))), "none"),
        (("--config", place.root().join(bad("none.", ""))), "none."),
        (("--plan", place.root().join(bad("plan.", ""))), "plan."),
    ] {
        let output = run("generate", &[(more.0, &more.1)]);
        assert!(output.code == 1 && output.err.contains(part), "{output:?}");
    }
    for name in ["layers/A/T", "layers/L"] {
        let path = root.join(bad(name, if name.ends_with('T') { ".png" } else { "/x.png" }));
        write_png(&path, 8, 8, &[9; 256]);
        let output = run("generate", &[]);
        assert!(output.code == 1 && output.err.contains(name) && output.err.contains("rename it"), "{output:?}");
        fs::remove_file(&path).unwrap();
    }
}

/// A file of many traits, for limits that are reached by naming them often.
fn many(tried: &Tried, layer: &str) {
    for number in 0..600 {
        tried.write(&format!("layers/{layer}/T{number}.png"), b"");
    }
}

/// A project that goes past a limit by one or a little.
fn beyond(limit: limits::Limit) -> Tried {
    let tried = Tried::new();
    let mut text = format!("{COLLECTION}{CANVAS}");
    let layers = |text: &mut String, names: &mut dyn Iterator<Item = usize>| {
        names.for_each(|name| *text += &format!("[[layers]]\nname = 'L{name}'\nfolder = 'A'\n"));
    };
    match limit {
        limits::LAYERS => layers(&mut text, &mut (0..=limit.most)),
        limits::EDITIONS => text = text.replace("editions = 2", "editions = 20000001"),
        limits::SETS => text += &"[[sets]]\neditions = 1\n".repeat(limit.most + 1),
        limits::RULES => text += &"[[rules]]\ntrait = 'A/T0'\nexcludes = 'B/T0'\n".repeat(limit.most + 1),
        limits::NEEDS => {
            for number in 0..=limit.most {
                text += &format!("[[rules]]\nat_most = {}\nof = 'A/T0'\n", number + 1);
            }
        }
        limits::NAME => text += &format!("[[rules]]\ntrait = 'A/{}'\nexcludes = 'B'\n", "*".repeat(limit.most)),
        limits::TRAITS => {
            many(&tried, "A");
            layers(&mut text, &mut (0..limit.most / 600 + 1));
        }
        limits::NAMES => {
            many(&tried, "A");
            text += &"[[rules]]\nat_most = 1\nof = 'A'\n".repeat(limit.most / 600 + 1);
        }
        limits::PAIRS => {
            ["A", "B"].iter().for_each(|layer| many(&tried, layer));
            text += &"[[rules]]\ntrait = 'A'\nexcludes = 'B'\n".repeat(limit.most / 360_000 + 1);
        }
        limits::COMPARISONS => {
            ["A", "B"].iter().for_each(|layer| many(&tried, layer));
            text += &"[[rules]]\ntrait = 'A/*'\nexcludes = 'B/*'\n".repeat(limit.most / 2_400 + 1);
        }
        limits::DEPTH => {
            tried.write(&format!("layers/A/{}T.png", "d/".repeat(limit.most)), b"");
            tried.script("", "startIndex: 1");
            return tried;
        }
        other => panic!("{other:?} has no case: add one"),
    }
    tried.write("simdgen.toml", text);
    tried
}

/// Each limit of the table is reached, and what is refused says which and how many there may be.
#[test]
fn every_limit_is_told() {
    for limit in limits::ALL {
        let output = beyond(limit).refuses("plan", &[], limit.what);
        assert!(output.err.contains(&format!("at most {}", limit.most)), "{output:?}");
    }
}

/// One line of a script may ask for more layers than could be read in a day.
#[test]
fn a_script_that_lists_a_layer_without_end_is_refused() {
    let tried = Tried::new();
    for nftchef in ["", "startIndex: 1"] {
        let sets = "layerConfigurations: [{ growEditionSizeTo: 1, layersOrder: new Array(1e5).fill({ name: 'A' }) }]";
        tried.write(
            "src/config.js",
            format!("module.exports = {{ {sets}, format: {{ width: 8, height: 8 }}, {nftchef} }}"),
        );
        tried.refuses("plan", &[], "100000 layers");
    }
}
