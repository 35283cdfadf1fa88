//! What forks of the engines change: by options and keys, by datboi-1337's configuration, by names and places of files.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::command::engines::{OF_1_1, metadata, project};
use crate::command::simdgen::{simdgen, succeed};
use crate::pixels::fixture::write_png;

fn folder(exports: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), exports);
    folder
}

/// Replaces a text of the configuration.
fn reconfigure(root: &Path, from: &str, to: &str) {
    let file = root.join("src/config.js");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(file, text.replace(from, to)).unwrap();
}

#[test]
fn compiler_delimiter_and_further_keys_can_be_given() {
    let folder = folder(&format!("{OF_1_1}, extraMetadata: {{ artist: 'A' }}"));
    succeed("generate {}", folder.path());
    let plain = metadata(folder.path(), 1);
    assert_eq!(plain["compiler"], "HashLips Art Engine");
    let changes = ["--compiler", "Own Engine", "--dna-delimiter", "+", "--extra", "rank=[1]", "--extra", "note=a=b"];
    let path = folder.path().to_str().unwrap();
    let changed = simdgen(&[&["generate", path], &changes[..]].concat());
    assert_eq!(changed.code, 0, "{changed:?}");
    let first = metadata(folder.path(), 1);
    assert_eq!((&first["compiler"], &first["rank"]), (&json!("Own Engine"), &json!([1])));
    assert_eq!((&first["artist"], &first["note"]), (&json!("A"), &json!("a=b")));
    assert_ne!(first["dna"], plain["dna"]);
    // The build says what it was made with, so that it is right by itself, and wrong by anything else.
    succeed("verify {}/build", folder.path());
    let other = simdgen(&["verify", &format!("{path}/build"), "--compiler", ""]);
    assert_eq!(other.code, 3, "{other:?}");
    // The same in simdgen.toml.
    let imported = simdgen(&[&["import", path], &changes[..]].concat());
    assert!(imported.code == 0 && !imported.err.contains("lost"), "{imported:?}");
    succeed("generate {}", folder.path());
    assert_eq!(metadata(folder.path(), 1), first);
    let toml = folder.path().join("simdgen.toml");
    let text = fs::read_to_string(&toml).unwrap();
    fs::write(&toml, text.replace("\"Own Engine\"", "\"\"")).unwrap();
    succeed("generate {}", folder.path());
    assert_eq!(metadata(folder.path(), 1).get("compiler"), None);
    fs::write(&toml, text.replace("engine =", "standard = \"tezos\"\nengine =")).unwrap();
    let wrong = simdgen(&["inspect", path]);
    assert!(wrong.code == 1 && wrong.err.contains("collection.compiler"), "{wrong:?}");
    for bad in [["--extra", "x"], ["--extra", "=1"]] {
        assert_eq!(simdgen(&[&["generate", path], &bad[..]].concat()).code, 2);
    }
}

/// A configuration of datboi-1337's fork: two sets of these sizes.
fn datboi(sizes: [u32; 2], more: &str) -> tempfile::TempDir {
    let folder = folder(&format!(
        "network: 'eth', solanaMetadata: {{}}, format: {{ width: 2, height: 2, smoothing: false }}, collectionName: 'Coll', extraAttributes: [], {more}"
    ));
    let sets = format!(
        "[{{ growEditionSizeTo: {}, namePrefix: 'One', layersOrder }}, {{ growEditionSizeTo: {}, layersOrder: layersOrder.slice(0, 1) }}]",
        sizes[0], sizes[1]
    );
    reconfigure(folder.path(), "[{ growEditionSizeTo: 4, layersOrder }]", &sets);
    folder
}

#[test]
fn sizes_of_each_configuration_alone_are_known_by_their_sum() {
    for (sizes, more, expected) in [
        ([3, 2], "collectionSize: 5", Some(5)),
        ([1, 2], "collectionSize: 3", Some(3)),
        ([1, 2], "collectionSize: 2", Some(2)),
        ([3, 2], "exactWeight: false", Some(5)),
        ([3, 2], "rarity_config: { Mythic: 1 }", Some(5)),
        ([3, 2], "", None),
    ] {
        let folder = datboi(sizes, more);
        let output = simdgen(&["generate", folder.path().to_str().unwrap()]);
        let Some(expected) = expected else {
            assert!(output.code == 1 && output.err.contains("growEditionSizeTo"), "{output:?}");
            continue;
        };
        assert_eq!(output.code, 0, "{output:?}");
        assert!(output.err.contains("datboi-1337's fork"), "{}", output.err);
        let list = fs::read(folder.path().join("build/json/_metadata.json")).unwrap();
        let list: Vec<Value> = serde_json::from_slice(&list).unwrap();
        assert_eq!(list.len(), expected, "{sizes:?} {more}");
        assert_eq!(
            (&list[0]["name"], &list[expected - 1]["name"]),
            (&json!("One #1"), &json!(format!("Coll #{expected}")))
        );
    }
    let folder = datboi([3, 2], "collectionSize: 9");
    assert!(succeed("inspect {}", folder.path()).err.contains("collectionSize is 9"), "a sum that is another is told");
}

#[test]
fn words_stand_for_weights() {
    let folder = datboi(
        [2, 2],
        "collectionSize: 4, excludeFromMetadata: ['None'], rarity_config: { Mythic: 1, Epic: { ranks: [5, 15] }, Common: 100 }",
    );
    for (at, name) in ["None#common", "Halo#Epic", "Cap#Mythic"].iter().enumerate() {
        write_png(&folder.path().join(format!("layers/Sky/{name}.png")), 2, 2, &[at as u8 * 50; 16]);
    }
    let shown = succeed("inspect {}", folder.path()).out;
    for (name, weight) in [("None", "100"), ("Halo", "15"), ("Cap", "1"), ("Day", "2")] {
        let line = shown.lines().find(|line| line.trim_start().starts_with(name)).unwrap();
        assert_eq!(line.split_whitespace().nth(1), Some(weight), "{shown}");
    }
    succeed("generate {}", folder.path());
    let all = fs::read_to_string(folder.path().join("build/json/_metadata.json")).unwrap();
    assert!(all.contains("Halo") && !all.contains("\"None\""), "{all}");
    write_png(&folder.path().join("layers/Sky/Odd#Fabled.png"), 2, 2, &[3; 16]);
    let wrong = simdgen(&["inspect", folder.path().to_str().unwrap()]);
    assert!(wrong.code == 1 && wrong.err.contains("Fabled"), "{wrong:?}");
}

#[test]
fn exact_weights_are_counts() {
    let folder = folder(&format!("{OF_1_1}, exactWeight: true, collectionSize: 3"));
    write_png(&folder.path().join("layers/Hat/Bow#1.png"), 2, 2, &[7; 16]);
    let path = folder.path().to_str().unwrap();
    let wrong = simdgen(&["generate", path]);
    assert!(wrong.code == 1 && wrong.err.contains("exactWeight") && wrong.err.contains("\"Sky\""), "{wrong:?}");
    reconfigure(folder.path(), "growEditionSizeTo: 4", "growEditionSizeTo: 3");
    succeed("generate {}", folder.path());
    let values = |at: usize| {
        let mut all: Vec<String> = (1..=3)
            .map(|n| metadata(folder.path(), n)["attributes"][at]["value"].as_str().unwrap().to_owned())
            .collect();
        all.sort();
        all
    };
    assert_eq!(
        (values(0), values(1)),
        (vec!["Day".into(), "Day".into(), "Night".into()], vec!["Bow".into(), "Cap".into(), "Crown".into()])
    );
}

#[test]
fn a_file_of_nftchef_may_have_no_name() {
    let folder = folder("startIndex: 1, format: { width: 2, height: 2 }, background: { generate: false }");
    write_png(&folder.path().join("layers/Sky/#100.png"), 2, 2, &[77, 77, 77, 255].repeat(4));
    succeed("generate {} --count 6", folder.path());
    let values: Vec<Value> = (1..=6).map(|n| metadata(folder.path(), n)["attributes"][0]["value"].clone()).collect();
    assert!(values.contains(&json!("")), "{values:?}");
    succeed("verify {}/build", folder.path());
    // Plans and DNA tell it by its file.
    let json = fs::read(folder.path().join("build/json/_metadata.json")).unwrap();
    for from in ["--plan {}/build/plan.jsonl", "--from {}/build/_dna.json"] {
        succeed(&format!("generate {{}} {from} --out {{}}/again"), folder.path());
        assert_eq!(fs::read(folder.path().join("again/json/_metadata.json")).unwrap(), json);
        fs::remove_dir_all(folder.path().join("again")).unwrap();
    }
}

#[test]
fn names_and_weights_that_hashlips_takes_are_taken() {
    let folder = folder(OF_1_1);
    for (name, grey) in [("#7", 77), ("Odd#50%", 99), ("Rare#rare", 120)] {
        write_png(&folder.path().join(format!("layers/Sky/{name}.png")), 2, 2, &[grey, grey, grey, 255].repeat(4));
    }
    reconfigure(folder.path(), "growEditionSizeTo: 4", "growEditionSizeTo: 10");
    let shown = succeed("inspect {}", folder.path());
    for (name, weight) in [("#7.png", "7"), ("Odd", "1"), ("Rare", "1"), ("Day", "2")] {
        let line = shown.out.lines().find(|line| line.trim_start().starts_with(name)).unwrap();
        assert_eq!(line.split_whitespace().nth(1), Some(weight), "{}", shown.out);
    }
    let told: Vec<&str> = shown.err.lines().filter(|line| line.contains("Sky/")).collect();
    assert_eq!(told.len(), 2, "{}", shown.err);
    assert!(told[0].contains("metadata calls them \"\"") && told[0].ends_with("Sky/#7.png"), "{told:?}");
    assert!(told[1].contains("no number") && told[1].ends_with("Sky/Odd#50%.png, Sky/Rare#rare.png"), "{told:?}");
    succeed("generate {}", folder.path());
    let values: Vec<Value> = (1..=10).map(|n| metadata(folder.path(), n)["attributes"][0]["value"].clone()).collect();
    for value in ["", "Odd", "Rare", "Day", "Night"] {
        assert!(values.contains(&json!(value)), "{value}: {values:?}");
    }
    succeed("verify {}/build", folder.path());
    let json = fs::read(folder.path().join("build/json/_metadata.json")).unwrap();
    for from in ["--plan {}/build/plan.jsonl", "--from {}/build/json"] {
        succeed(&format!("generate {{}} {from} --out {{}}/again"), folder.path());
        assert_eq!(fs::read(folder.path().join("again/json/_metadata.json")).unwrap(), json, "{from}");
        fs::remove_dir_all(folder.path().join("again")).unwrap();
    }
    for bad in ["Odd#-5", "Odd#Infinity"] {
        let file = folder.path().join(format!("layers/Sky/{bad}.png"));
        write_png(&file, 2, 2, &[3; 16]);
        let wrong = simdgen(&["inspect", folder.path().to_str().unwrap()]);
        assert!(wrong.code == 1 && wrong.err.contains(bad), "{wrong:?}");
        fs::remove_file(file).unwrap();
    }
}

#[test]
fn values_are_taken_as_javascript_takes_them() {
    let of = |background: &str| {
        let folder = folder(&format!(
            "network: 'eth', namePrefix: 5, format: {{ width: 2, height: 2 }}, background: {background}, shuffleLayerConfigurations: 1"
        ));
        reconfigure(folder.path(), "name: 'Hat'", "name: 'Hat', options: { bypassDNA: 'false' }");
        folder
    };
    for background in ["{ generate: false, brightness: 80, default: 7 }", "{ generate: 0, static: 'no' }"] {
        let folder = of(background);
        // Without hats there are two, and four are asked for.
        let output = simdgen(&["generate", folder.path().to_str().unwrap(), "--count", "2"]);
        assert_eq!(output.code, 0, "{output:?}");
        assert_eq!(metadata(folder.path(), 1)["name"], "5 #1");
        let short = simdgen(&["generate", folder.path().to_str().unwrap(), "--out", "unused"]);
        assert_eq!(short.code, 1, "{short:?}");
    }
    let folder = of("{ generate: true, brightness: 80 }");
    let wrong = simdgen(&["inspect", folder.path().to_str().unwrap()]);
    assert!(wrong.code == 1 && wrong.err.contains("background.brightness is 80"), "{wrong:?}");
}

#[test]
fn layers_may_lie_in_another_folder() {
    for dir in ["'art'", "'./art/'", "`${process.cwd()}/art`", "require('path').join(process.cwd(), 'art')"] {
        let folder = folder(&format!("{OF_1_1}, layersDir: {dir}, buildDir: 'out'"));
        fs::rename(folder.path().join("layers"), folder.path().join("art")).unwrap();
        succeed("generate {}", folder.path());
        assert_eq!(metadata(folder.path(), 4)["name"], "Mine #4", "{dir}");
    }
    let folder = folder(&format!("{OF_1_1}, layersDir: '../art'"));
    let wrong = simdgen(&["generate", folder.path().to_str().unwrap()]);
    let parts = ["layersDir", "move that folder into the project", "--allow-links"];
    assert!(wrong.code == 1 && parts.iter().all(|part| wrong.err.contains(part)), "{wrong:?}");
}

#[test]
fn projects_below_a_folder_are_named() {
    let told = |below: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        below.iter().for_each(|name| project(&folder.path().join(name), OF_1_1));
        // No project: a web page has a config.js as well.
        fs::create_dir_all(folder.path().join("web/src")).unwrap();
        fs::write(folder.path().join("web/src/config.js"), "export default {};").unwrap();
        let output = simdgen(&["generate", folder.path().to_str().unwrap()]);
        assert_eq!(output.code, 1, "{output:?}");
        output.err
    };
    assert!(told(&["data"]).contains("data is one: run `simdgen generate "));
    assert!(told(&["a/b/art"]).contains("a/b/art is one"));
    for (name, text) in [
        ("src/config.js", "module.exports = { layersDir: 'art', layerConfigurations: [] };"),
        ("config.json", "{ \"layers\": [{ \"name\": \"A\", \"trait_path\": \"pictures\" }] }"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        let line = simdgen(&["generate", folder.path().to_str().unwrap()]).err;
        assert!(line.contains("mine is one"), "{name}: {line}");
    }
    let several = told(&["one", "two", "deep/three"]);
    assert!(
        ["one", "two", "deep/three"].iter().all(|name| several.contains(name)) && !several.contains("web"),
        "{several}"
    );
    let many = told(&["a", "b", "c", "d", "e", "f", "g"]);
    assert!(many.contains("and 2 more"), "{many}");
    for far in [&["node_modules/x"][..], &[".hidden"], &["a/b/c/d"], &[]] {
        let line = told(far);
        assert!(line.contains("give the folder that has the configuration"), "{line}");
    }
}
