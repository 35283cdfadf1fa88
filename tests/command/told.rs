//! What is said is true, names the thing in the words of its format, and is said once.

use std::fs;
use std::path::Path;

use crate::command::simdgen::{simdgen, succeed};
use crate::pixels::fixture::write_png;

/// Pictures of one pixel, each of its own colour, at these paths below the layers.
fn layers(root: &Path, paths: &[&str]) {
    for (index, path) in paths.iter().enumerate() {
        let (high, low) = ((index / 200) as u8, (index % 200) as u8);
        write_png(&root.join("layers").join(path), 1, 1, &[low, high, 9, 255]);
    }
}

/// A HashLips project: `orders` is the content of `layersOrder`, `more` are further keys.
fn hashlips(root: &Path, editions: u32, orders: &str, more: &str) {
    fs::create_dir_all(root.join("src")).unwrap();
    let config = format!(
        "module.exports = {{ network: 'eth', layerConfigurations: [{{ growEditionSizeTo: {editions}, layersOrder: [{orders}] }}], \
         format: {{ width: 1, height: 1 }}, background: {{ generate: false }}, {more} }};"
    );
    fs::write(root.join("src/config.js"), config).unwrap();
}

fn fails(root: &Path, arguments: &[&str]) -> String {
    let output = simdgen(&[&["generate", root.to_str().unwrap()], arguments].concat());
    assert_eq!(output.code, 1, "{output:?}");
    output.err
}

/// Kind, what it is about and text of everything that `check` finds.
fn found(root: &Path) -> Vec<(String, String, String)> {
    let output = simdgen(&["check", root.to_str().unwrap(), "--json"]);
    let value: serde_json::Value = serde_json::from_str(&output.out).unwrap_or_else(|_| panic!("{output:?}"));
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let list = value["notices"].as_array().unwrap();
    list.iter().map(|n| (text(&n["kind"]), text(&n["about"]), text(&n["text"]))).collect()
}

#[test]
fn many_notices_of_a_kind_are_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let names: Vec<String> = (1..=440).map(|n| format!("A/{n}.png")).collect();
    layers(root, &names.iter().map(String::as_str).collect::<Vec<_>>());
    layers(root, &["B/x#1.png"]);
    ["a", "b", "c", "d"].iter().for_each(|n| fs::write(root.join(format!("layers/B/{n}.txt")), "").unwrap());
    hashlips(root, 5, "{ name: 'A', z: 1, y: 1 }, { name: 'B', x: 1, w: 1 }", "q: 1");
    let notes = |more: &str| {
        let err = succeed(&format!("generate {{}} --force{more}"), root).err;
        err.lines().filter(|line| line.starts_with("note: ")).map(str::to_owned).collect::<Vec<_>>()
    };
    let said = notes("");
    assert_eq!(said.len(), 3, "{said:#?}");
    for (start, end) in [
        ("ignored, because HashLips has no such key (5): q, ", " and 2 more (--verbose lists all)"),
        ("file names without a delimiter", " (440): A/1.png, A/10.png, A/100.png and 437 more (--verbose lists all)"),
        ("left out", " (4): B/a.txt, B/b.txt, B/c.txt and 1 more (--verbose lists all)"),
    ] {
        assert!(said.iter().any(|line| line[6..].starts_with(start) && line.ends_with(end)), "{start:?}: {said:#?}");
    }
    let all = notes(" --verbose");
    assert!(all.len() == 3 && all.iter().any(|line| line.contains("A/299.png") && !line.contains("more")), "{all:#?}");
    let lost = succeed("import {} --out -", root).err;
    assert!(lost.lines().count() <= 4, "{lost}");
}

#[test]
fn names_that_look_alike_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    layers(root, &["A/Red#1.png", "A/Red #2.png", "A/E\u{301}te\u{301}#1.png", "A/\u{c9}t\u{e9}#2.png"]);
    layers(root, &["A/Dark\u{a0}Sky#1.png", "A/Dark Sky#2.png", "B/blue#1.png", "B/Blue#2.png", "B/Pale #3.png"]);
    layers(root, &["Hat/x.png", "Hat\u{200b}/y.png"]);
    hashlips(root, 1, "{ name: 'A' }, { name: 'B' }, { name: 'Hat' }, { name: 'Hat\u{200b}' }", "");
    let found = found(root);
    for (kind, about, parts) in [
        ("alike", "layers/A", ["\"Red \"", "ends with a space"]),
        ("alike", "layers/A", ["\"\u{c9}t\u{e9}\"", "accents"]),
        ("alike", "layers/A", ["\"Dark\u{a0}Sky\"", "no-break space"]),
        ("case-clash", "layers/B", ["\"blue\"", "case of letters"]),
        ("spaces", "layers/B/Pale #3.png", ["\"Pale \"", "ends with a space"]),
        ("alike", "layers/Hat\u{200b}", ["\"Hat\"", "cannot be seen"]),
    ] {
        let is_it = |(k, a, text): &&(String, String, String)| {
            k == kind && a == about && parts.iter().all(|part| text.contains(part))
        };
        assert_eq!(found.iter().filter(is_it).count(), 1, "{kind} {about} {parts:?}: {found:#?}");
    }
    assert_eq!(found.iter().filter(|(kind, ..)| kind == "alike").count(), 4, "{found:#?}");
    assert_eq!(simdgen(&["check", root.to_str().unwrap()]).code, 3);

    // A configuration that names the other of two forms is told which is there.
    hashlips(root, 1, "{ name: 'A' }, { name: 'B ' }", "");
    assert!(fails(root, &[]).contains("there is \"B\", which looks the same, but \"B \" ends with a space"));
}

#[test]
fn weights_that_cannot_come_out_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    layers(root, &["A/Red#80.png", "A/Green#10.png", "A/Blue#10.png"]);
    let names: Vec<String> = (0..50).map(|n| format!("B/b{n}#1.png")).collect();
    layers(root, &names.iter().map(String::as_str).collect::<Vec<_>>());
    hashlips(root, 100, "{ name: 'A' }, { name: 'B' }", "");
    let odds = |root: &Path| {
        let found = found(root).into_iter().filter(|(kind, ..)| kind == "odds");
        found.map(|(_, about, text)| (about, text)).collect::<Vec<_>>()
    };
    let told = odds(root);
    assert_eq!(told.len(), 3, "{told:#?}");
    let red = told.iter().find(|(about, _)| about == "layers/A/Red#80.png").unwrap();
    assert!(red.1.contains("80.0 %") && red.1.contains("50.0 %") && red.1.contains("combinations"), "{red:?}");
    let note = succeed("generate {}", root).err;
    let line =
        note.lines().find(|line| line.contains("weights that do not come out")).unwrap_or_else(|| panic!("{note}"));
    assert!(line.contains("A/Red (80.0 % asked, 50.0 % got)"), "{line}");
    // Kept editions are as they were: weights say nothing of them.
    assert!(!succeed("generate {} --keep {}/build", root).err.contains("do not come out"));

    // Few of many combinations, or the same weight for all, come out as asked.
    hashlips(root, 20, "{ name: 'A' }, { name: 'B' }", "");
    assert_eq!(odds(root), []);
    hashlips(root, 50, "{ name: 'B' }", "");
    assert_eq!(odds(root), []);
    hashlips(root, 100, "{ name: 'A', options: { bypassDNA: true } }, { name: 'B' }", "");
    fs::remove_dir_all(root.join("build")).unwrap();
    assert!(fails(root, &[]).contains("50 different ones"));
}

#[test]
fn weights_that_ask_for_none_or_may_repeat_are_no_finding() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    layers(root, &["A/Red#80.png", "A/Green#10.png", "A/Blue#10.png", "A/Gone#0.png"]);
    let names: Vec<String> = (0..10).map(|n| format!("B/b{n}#1.png")).collect();
    layers(root, &names.iter().map(String::as_str).collect::<Vec<_>>());
    let odds = |config: &str| {
        fs::write(root.join("simdgen.toml"), config).unwrap();
        let found = found(root).into_iter().filter(|(kind, ..)| kind == "odds");
        found.map(|(_, about, _)| about).collect::<Vec<_>>()
    };
    let config = "[collection]\nseed = \"1\"\neditions = 28\n";
    let told = odds(config);
    assert!(told.contains(&"layers/A/Red#80.png".to_owned()), "{told:?}");
    assert!(!told.contains(&"layers/A/Gone#0.png".to_owned()), "{told:?}");
    assert!(succeed("generate {}", root).err.contains("do not come out"));
    let repeated = format!("{config}unique = false\n");
    assert_eq!(odds(&repeated), [""; 0]);
    assert!(!succeed("generate {} --force", root).err.contains("do not come out"));
}

#[test]
fn layers_in_the_order_of_characters_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    layers(root, &["1 Sky/a.png", "2 Body/b.png", "10 Hat/c.png"]);
    let order = |root: &Path| found(root).into_iter().find(|(kind, ..)| kind == "order").map(|(.., text)| text);
    hashlips(root, 1, "{ name: '1 Sky' }, { name: '10 Hat' }, { name: '2 Body' }", "");
    assert!(order(root).is_some_and(|text| text.ends_with("1 Sky, 2 Body, 10 Hat")));
    hashlips(root, 1, "{ name: '1 Sky' }, { name: '2 Body' }, { name: '10 Hat' }", "");
    assert_eq!(order(root), None);
    // Where nobody chose the order, a run says it too.
    fs::write(root.join("simdgen.toml"), "[collection]\neditions = 1\n").unwrap();
    let note = succeed("generate {}", root).err;
    assert!(note.contains("10 before 2") && note.contains("1 Sky, 2 Body, 10 Hat"), "{note}");
}

#[test]
fn init_beside_pictures_takes_their_size_and_order() {
    for base in ["layers/", ""] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for (name, width, height) in [
            ("1 Sky/a.png", 30, 20),
            ("2 Body/b.png", 30, 20),
            ("2 Body/c.png", 40, 40),
            ("10 Hat/nested/d.png", 40, 40),
            ("10 Hat/e.PNG", 3, 3),
        ] {
            write_png(
                &root.join(format!("{base}{name}")),
                width,
                height,
                &[99; 40 * 40 * 4][..(width * height * 4) as usize],
            );
        }
        fs::write(root.join(format!("{base}10 Hat/notes.txt")), "no picture").unwrap();
        let said = succeed("init {}", root).out;
        assert!(said.contains("1 Sky, 2 Body, 10 Hat; canvas 40 x 40"), "{said}");
        let toml: toml::Table = fs::read_to_string(root.join("simdgen.toml")).unwrap().parse().unwrap();
        assert_eq!(toml["canvas"]["width"].as_integer(), Some(40));
        fs::remove_file(root.join("simdgen.toml")).unwrap();
        write_png(&root.join(format!("{base}2 Body/f.png")), 30, 20, &[7; 30 * 20 * 4]);
        assert!(succeed("init {}", root).out.contains("canvas 30 x 20"));
        succeed("generate {} --count 2", root);
        assert_eq!(fs::read(root.join("build/images/1.png")).unwrap()[16..24], [0, 0, 0, 30, 0, 0, 0, 20]);
    }
}

#[test]
fn init_makes_layers_of_folders_with_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    layers(root, &["Sky/a.png", "Hat/b.png", "__MACOSX/Sky/a.png", ".git/c.png", "Old/.cache/d.png"]);
    fs::create_dir_all(root.join("layers/Sketches")).unwrap();
    fs::write(root.join("layers/Sketches/hat.psd"), "no picture").unwrap();
    let said = succeed("init {}", root).out;
    assert!(said.contains(": Hat, Sky; canvas 1 x 1") && !said.contains("MACOSX"), "{said}");
    assert!(said.contains("left out, because no pictures are in them: Old, Sketches"), "{said}");
    succeed("generate {} --count 1", root);

    // Without pictures anywhere all are layers to fill.
    let folder = tempfile::tempdir().unwrap();
    ["Sky", "Hat", "__MACOSX"].iter().for_each(|n| fs::create_dir_all(folder.path().join("layers").join(n)).unwrap());
    assert!(succeed("init {}", folder.path()).out.contains("simdgen.toml: Hat, Sky\n"));
}

#[test]
fn init_leaves_projects_of_others_alone() {
    let refused = |root: &Path, parts: &[&str]| {
        let output = simdgen(&["init", root.to_str().unwrap()]);
        assert!(output.code == 1 && parts.iter().all(|part| output.err.contains(part)), "{parts:?}: {output:?}");
        assert!(!root.join("simdgen.toml").exists());
    };
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    layers(root, &["A/x.png"]);
    hashlips(root, 1, "{ name: 'A' }", "");
    refused(root, &["src/config.js", "simdgen import", "simdgen generate"]);

    let folder = tempfile::tempdir().unwrap();
    write_png(&folder.path().join("pictures/x.png"), 1, 1, &[9; 4]);
    fs::write(folder.path().join("config.json"), "{ \"layers\": [{ \"trait_path\": \"pictures\" }] }").unwrap();
    refused(folder.path(), &["config.json", "simdgen import"]);

    // Projects below, without layers beside them or in place of layers.
    for place in ["old", "layers/old"] {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join(place);
        layers(&inner, &["A/x.png"]);
        hashlips(&inner, 1, "{ name: 'A' }", "");
        refused(folder.path(), &[&format!("{place} is one: run `simdgen generate ")]);
    }
    #[cfg(unix)]
    {
        let folder = tempfile::tempdir().unwrap();
        layers(folder.path(), &["A/x.png", "B\\C/x.png"]);
        refused(folder.path(), &["B\\C has a backslash", "rename it"]);

        // What the system does not show may well be a layer.
        for place in ["layers/Loop", "layers/A/deeper"] {
            let folder = tempfile::tempdir().unwrap();
            layers(folder.path(), &["A/x.png"]);
            std::os::unix::fs::symlink(folder.path().join(place), folder.path().join(place)).unwrap();
            refused(folder.path(), &["cannot read", place]);
        }
    }
    // A config.js of something else is in nobody's way.
    let folder = tempfile::tempdir().unwrap();
    write_png(&folder.path().join("A/x.png"), 1, 1, &[9; 4]);
    fs::write(folder.path().join("config.js"), "module.exports = {};").unwrap();
    succeed("init {}", folder.path());
    succeed("generate {} --count 1", folder.path());
}

#[test]
fn a_layer_in_a_nested_folder_is_suggested() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    layers(root, &["Male/Hat/a.png", "Male/Body/b.png", "Female/Body/c.png", "Cat/x.png"]);
    for (name, suggestion) in [
        ("Hat", "did you mean \"Male/Hat\"?"),
        ("hat", "did you mean \"Male/Hat\"?"),
        ("Body", "did you mean \"Female/Body\" or \"Male/Body\"?"),
        ("Mael/Hat", "did you mean \"Male\"?"),
        ("Men/Hat", "did you mean \"Male/Hat\"?"),
        ("Mael/Hats", "did you mean \"Male\"?"),
        ("Male/Hats", "did you mean \"Hat\"?"),
        ("Catt", "did you mean \"Cat\"?"),
    ] {
        hashlips(root, 1, &format!("{{ name: '{name}' }}"), "");
        let error = fails(root, &[]);
        assert!(error.contains(suggestion), "{name}: {error}");
    }
    // nftchef's layers are looked for in the same way.
    hashlips(root, 1, "{ name: 'Hat' }", "emptyLayerName: 'NONE'");
    assert!(fails(root, &[]).contains("did you mean \"Male/Hat\"?"));
}

#[test]
fn errors_use_the_words_of_the_format() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    layers(root, &["A/x.png", "A/y.png"]);
    hashlips(root, 2, "{ name: 'A', options: { bypassDNA: true } }", "");
    let error = fails(root, &[]);
    assert!(error.contains("(bypassDNA)") && !error.contains("bypass_dna"), "{error}");
    for (orders, more, part) in [
        ("{ name: null }", "", "layersOrder[0] cannot be read: name is missing"),
        ("'A'", "", "expected keys and values, { .. }"),
        ("{ name: 'A' }", "format: { hexEdition: 'yes' }", "expected true or false"),
    ] {
        hashlips(root, 1, orders, more);
        let error = fails(root, &[]);
        assert!(error.contains(part), "{orders}: {error}");
    }
    fs::write(root.join("simdgen.toml"), "[collection]\neditions = 2\n[[layers]]\nname = \"A\"\nunique = false\n")
        .unwrap();
    let error = fails(root, &[]);
    assert!(error.contains("(unique = false)") && !error.contains("ypass"), "{error}");

    fs::write(root.join("simdgen.toml"), "[collection]\neditions = 2\n[[layers]]\nname = \"A\"\n").unwrap();
    fs::write(root.join("plan.jsonl"), "{\"edition\":1,\"traits\":{\"B\":\"x\"}}\n").unwrap();
    let error = fails(root, &["--plan", root.join("plan.jsonl").to_str().unwrap()]);
    assert!(error.contains("no layer \"B\" in set 1"), "{error}");
}

#[test]
fn what_json_has_no_number_for_is_null() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    layers(root, &["A/x#1.png"]);
    let extra = "extraMetadata: { a: NaN, b: { c: [Infinity, -Infinity, 1.5], d: undefined }, e: 'NaN', f: null }";
    for sign in ["", ", emptyLayerName: 'NONE'"] {
        hashlips(root, 1, "{ name: 'A' }", &format!("{extra}{sign}"));
        succeed("generate {} --force", root);
        let file = fs::read_dir(root.join("build/json")).unwrap().map(|e| e.unwrap().path());
        let file = file.into_iter().find(|path| !path.ends_with("_metadata.json")).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        let expected = serde_json::json!({ "a": null, "b": { "c": [null, null, 1.5] }, "e": "NaN", "f": null });
        for key in ["a", "b", "e", "f"] {
            assert_eq!(value.get(key), Some(&expected[key]), "{key}: {value}");
        }
        fs::remove_dir_all(root.join("build")).unwrap();
    }
    // Where a number counts, it is still named.
    hashlips(root, 1, "{ name: 'A', options: { opacity: NaN } }", "");
    assert!(fails(root, &[]).contains("NaN"));
}
