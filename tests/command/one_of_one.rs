//! 1/1 pictures in real runs: the picture made by hand comes out as it is, with its own metadata.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::command::generate::small_project;
use crate::command::simdgen::{compare_with_oracle, decode, files_below, simdgen, succeed};
use crate::pixels::fixture::{Noise, write_png};

/// The small project with two pictures made by hand: one of the canvas' size at number 17, one smaller at any.
fn project(collection: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let mut noise = Noise::new(4);
    // As many colours as pixels: no palette, nothing recurs.
    let mut opaque = |pixels: u32| (0..pixels).flat_map(|_| [noise.byte(), noise.byte(), noise.byte(), 255]).collect();
    let founder: Vec<u8> = opaque(150 * 70);
    write_png(&folder.path().join("one-of-one/founder.png"), 150, 70, &founder);
    let dragon: Vec<u8> = opaque(75 * 35);
    write_png(&folder.path().join("dragon.png"), 75, 35, &dragon);
    let path = folder.path().join("simdgen.toml");
    let text = fs::read_to_string(&path).unwrap().replace("[collection]\n", &format!("[collection]\n{collection}\n"));
    let ones = "[[one_of_one]]\nfile = 'one-of-one/founder.png'\nname = 'The Founder'\nedition = 17\n\
                attributes = [{ name = 'Legend', value = 'yes' }, { name = 'A', value = 'gold' }]\n\
                [[one_of_one]]\nfile = 'dragon.png'\n";
    fs::write(&path, text + ones).unwrap();
    folder
}

fn json_at(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn edit(root: &Path, from: &str, to: &str) {
    let path = root.join("simdgen.toml");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from));
    fs::write(path, text.replace(from, to)).unwrap();
}

/// Whether two PNG files show the same.
fn same(a: &Path, b: &Path) -> bool {
    decode(&fs::read(a).unwrap()) == decode(&fs::read(b).unwrap())
}

#[test]
fn a_picture_made_by_hand_is_an_edition() {
    let folder = project("attributes = [{ name = 'Generation', value = 1 }]");
    let (root, build) = (folder.path(), folder.path().join("build"));
    for encoder in ["splice", "direct"] {
        succeed(&format!("generate {{}} --force --encoder {encoder}"), root);
        let project = simdgen::dialect::open(root, None).unwrap();
        assert_eq!(compare_with_oracle(&project, &build), 42);
        assert!(same(&build.join("images/17.png"), &root.join("one-of-one/founder.png")), "{encoder}");
        succeed("verify {}/build", root);
    }
    let founder = json_at(&build.join("json/17.json"));
    let own = json!([{ "trait_type": "Legend", "value": "yes" }, { "trait_type": "A", "value": "gold" }]);
    assert_eq!(
        (&founder["name"], &founder["edition"], &founder["attributes"]),
        (&"The Founder".into(), &17.into(), &own)
    );
    let all: Vec<Value> = serde_json::from_value(json_at(&build.join("json/_metadata.json"))).unwrap();
    let dragon: Vec<&Value> = all.iter().filter(|e| e["attributes"] == json!([])).collect();
    assert_eq!(dragon.len(), 1);
    assert_eq!(dragon[0]["name"], format!("Small #{}", dragon[0]["edition"]));
    let generation = json!({ "trait_type": "Generation", "value": 1 });
    let others = all.iter().filter(|e| e["attributes"].as_array().unwrap().contains(&generation));
    assert_eq!((all.len(), others.count()), (42, 40));

    // Rarity from the plan and from the metadata, a part, and what `check` says.
    for folder in ["{}", "{}/build"] {
        let rarity: Value = serde_json::from_str(&succeed(&format!("rarity {folder} --json"), root).out).unwrap();
        let find = |layer: &str, value: &str| {
            let traits = rarity["traits"].as_array().unwrap();
            traits.iter().find(|t| t["layer"] == layer && t["trait"] == value).unwrap()["editions"].clone()
        };
        assert_eq!((find("Legend", "yes"), find("A", "gold"), find("B", "")), (json!(1), json!(1), json!(2)));
        assert!(!rarity.to_string().contains("One of One"));
    }
    succeed("generate {} --out {}/part --editions 17..=17", root);
    assert!(same(&root.join("part/images/17.png"), &root.join("one-of-one/founder.png")));
    let notices: Value = serde_json::from_str(&succeed("check {} --json", root).out).unwrap();
    // Forty editions of 108 combinations cannot have their weights, 1/1 pictures or not.
    let others = notices["notices"].as_array().unwrap().iter().filter(|n| n["kind"] != "odds");
    let about: Vec<(&Value, &Value)> = others.map(|n| (&n["kind"], &n["about"])).collect();
    assert_eq!(about, [(&json!("resized"), &json!("dragon.png"))]);
}

#[test]
fn only_what_changed_is_written_again() {
    let folder = project("seed = 'x'");
    let (root, build) = (folder.path(), folder.path().join("build"));
    let run = || {
        let summary: Value = serde_json::from_str(&succeed("generate {} --json", root).out).unwrap();
        (summary["editions"].as_u64().unwrap(), summary["metadata_rewritten"].as_u64())
    };
    assert_eq!(run().0, 42);
    let before = files_below(&build.join("json"));
    edit(root, "The Founder", "The First");
    assert_eq!(run().0, 0);
    let after = files_below(&build.join("json"));
    let changed: Vec<&String> = after.keys().filter(|name| after[*name] != before[*name]).collect();
    assert_eq!(changed, ["17.json", "_metadata.json"]);
    write_png(&root.join("one-of-one/founder.png"), 150, 70, &[77, 88, 99, 255].repeat(150 * 70));
    assert_eq!(run().0, 1);
    assert!(same(&build.join("images/17.png"), &root.join("one-of-one/founder.png")));
    succeed("verify {}/build", root);
    let before = files_below(&build.join("json"));
    succeed("update-info {}", root);
    assert!(files_below(&build.join("json")) == before, "update-info leaves names that are an edition's own");
}

#[test]
fn plans_and_metadata_lead_back_to_it() {
    let folder = project("shuffle = true");
    let root = folder.path();
    succeed("generate {}", root);
    let images = |out: &str| files_below(&root.join(out).join("images"));
    for name in ["plan.csv", "plan.jsonl"] {
        succeed(&format!("plan {{}} --out {{}}/{name}"), root);
        succeed(&format!("generate {{}} --plan {{}}/{name} --out {{}}/{name}.build"), root);
        assert!(images("build") == images(&format!("{name}.build")), "{name}");
    }
    succeed("generate {} --from {}/build/json --out {}/again", root);
    assert!(images("build") == images("again"));

    // More editions beside those that are there, and a third picture among them.
    write_png(&root.join("third.png"), 150, 70, &[1, 2, 3, 255].repeat(150 * 70));
    edit(root, "file = 'dragon.png'\n", "file = 'dragon.png'\n[[one_of_one]]\nfile = 'third.png'\nedition = 43\n");
    succeed("generate {} --keep {}/build --count 50", root);
    let project = simdgen::dialect::open(root, None).unwrap();
    assert_eq!(compare_with_oracle(&project, &root.join("build")), 50);
    assert!(same(&root.join("build/images/43.png"), &root.join("third.png")));
    assert!(same(&root.join("build/images/17.png"), &root.join("one-of-one/founder.png")));
}

#[test]
fn what_is_no_png_is_one_clear_line() {
    let folder = project("");
    fs::write(folder.path().join("dragon.png"), "a JPEG, renamed").unwrap();
    let output = simdgen(&["generate", folder.path().to_str().unwrap()]);
    let errors: Vec<&str> = output.err.lines().filter(|line| line.starts_with("error: ")).collect();
    assert!(output.code == 1 && errors.len() == 1 && errors[0].contains("dragon.png"), "{output:?}");
}
