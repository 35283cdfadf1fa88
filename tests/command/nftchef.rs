//! nftchef projects from the command line: small ones in full, and what the real engine wrote rendered again.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::command::simdgen::{compare_with_oracle, decode, files_below, simdgen, succeed};
use crate::pixels::fixture::{real_data, write_png};

/// A project of 2 x 2 pictures of one colour each.
pub fn project(root: &Path, exports: &str) {
    for (name, rgba) in [
        ("Sky/day#3.png", [0, 0, 200, 128]),
        ("Sky/night#1.png", [0, 0, 40, 255]),
        ("Body/base.png", [200, 0, 0, 100]),
        ("Body/coat#5/z-1,back.png", [0, 90, 0, 200]),
        ("Body/coat#5/front.png", [0, 200, 0, 60]),
        ("Body/vest#5.png", [90, 90, 0, 255]),
    ] {
        write_png(&root.join("layers").join(name), 2, 2, &rgba.repeat(4));
    }
    fs::create_dir_all(root.join("layers/Hat")).unwrap();
    fs::write(root.join("layers/Hat/NONE#1.png"), "").unwrap();
    fs::create_dir_all(root.join("src")).unwrap();
    let config = format!(
        "const layerConfigurations = [
           {{ growEditionSizeTo: 2, namePrefix: 'Day', layersOrder: [{{ name: 'Sky', blend: 'multiply' }}, {{ name: 'Body' }}, {{ name: 'Hat' }}] }},
           {{ growEditionSizeTo: 4, resetNameIndex: true, layersOrder: [{{ name: 'Body', trait: 'Suit' }}, {{ name: 'Sky' }}] }} ];
         module.exports = {{ layerConfigurations, format: {{ width: 2, height: 2 }}, baseUri: 'u', startIndex: 3, {exports} }};"
    );
    fs::write(root.join("src/config.js"), config).unwrap();
}

/// What the engine would have recorded of four editions.
const DNA: &str = r#"[
  "3/1.1.1:z-1,z-1,back.png*0.0:day#3.png*1.0:base.png*1.1.0:front.png___hsl(120, 100%, 80%)",
  "4/0.1:night#1.png*1.0:base.png*1.2:vest#5.png___hsl(0, 100%, 80%)",
  "5/0.1.1:z-1,z-1,back.png*0.0:base.png*0.1.0:front.png*1.0:day#3.png___hsl(7, 100%, 80%)",
  "6/0.1.1:z-1,z-1,back.png*0.0:base.png*0.1.0:front.png*1.1:night#1.png___hsl(0, 100%, 80%)"
]"#;

#[test]
fn a_recorded_collection_is_rendered_again() {
    let folder = tempfile::tempdir().unwrap();
    // The rule means nothing to the engine, which chooses `base` first; here it may keep `base` out.
    project(folder.path(), "background: { generate: true }, hashImages: true, incompatible: { vest: ['base'] }");
    fs::write(folder.path().join("_dna.json"), DNA).unwrap();
    succeed("generate {} --from {}/_dna.json --date 9", folder.path());
    let build = folder.path().join("build");
    assert_eq!(fs::read_to_string(build.join("_dna.json")).unwrap(), DNA);
    let opened = simdgen::dialect::open(folder.path(), None).unwrap();
    assert_eq!(compare_with_oracle(&opened, &build), 4);

    let hash = |number: u32| -> String {
        let json: Value =
            serde_json::from_slice(&fs::read(build.join(format!("json/{number}.json"))).unwrap()).unwrap();
        json["imageHash"].as_str().unwrap().to_owned()
    };
    let third = format!(
        r#"{{
  "name": "Day #3",
  "description": "",
  "image": "u/3.png",
  "imageHash": "{}",
  "edition": 3,
  "date": 9,
  "attributes": [
    {{
      "trait_type": "Body",
      "value": "coat"
    }},
    {{
      "trait_type": "Sky",
      "value": "day"
    }},
    {{
      "trait_type": "layers",
      "value": "Body"
    }}
  ],
  "compiler": "HashLips Art Engine - NFTChef fork"
}}"#,
        hash(3)
    );
    assert_eq!(fs::read_to_string(build.join("json/3.json")).unwrap(), third);
    let sixth: Value = serde_json::from_slice(&fs::read(build.join("json/6.json")).unwrap()).unwrap();
    assert_eq!(sixth["name"], "#4", "counted from where the configuration before ended");
    assert_eq!(sixth["attributes"][0]["trait_type"], "Suit");
    let provenance: Value = serde_json::from_slice(&fs::read(build.join("_provenance.json")).unwrap()).unwrap();
    let all: String = (3..=6).map(hash).collect();
    assert_eq!(provenance["concatenatedHashString"], all);

    // From the attributes alone, without the backgrounds; and part by part.
    fs::rename(build.join("_dna.json"), folder.path().join("kept.json")).unwrap();
    fs::remove_file(folder.path().join("_dna.json")).unwrap();
    succeed("generate {} --from {}/build/json --out {}/again", folder.path());
    let strip = |text: String| text.lines().map(|l| l.split("___").next().unwrap().to_owned()).collect::<Vec<_>>();
    let again = strip(fs::read_to_string(folder.path().join("again/_dna.json")).unwrap());
    assert_eq!(again, strip(DNA.to_owned()));
    for part in ["3..=4", "5..=6"] {
        succeed(&format!("generate {{}} --from {{}}/build/json --out {{}}/parts --editions {part}"), folder.path());
    }
    assert_eq!(files_below(&folder.path().join("parts")), files_below(&folder.path().join("again")));
}

#[test]
fn choices_of_which_nothing_shows_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for name in ["Sky/day#3", "Sky/night#1", "Head/Hair#2/long#1", "Head/Hat#1/cap#1", "Head/Hat#1/NONE#1"] {
        write_png(&root.join(format!("layers/{name}.png")), 2, 2, &[name.len() as u8, 0, 0, 255].repeat(4));
    }
    fs::create_dir_all(root.join("src")).unwrap();
    let config = "module.exports = { emptyLayerName: 'NONE', format: { width: 2, height: 2 }, layerConfigurations: [
        { growEditionSizeTo: 6, layersOrder: [{ name: 'Sky' }, { name: 'Head' }] }] };";
    fs::write(root.join("src/config.js"), config).unwrap();
    succeed("generate {} --out {}/all", root);
    succeed("generate {} --from {}/all/json --out {}/dna", root);
    fs::remove_file(root.join("all/_dna.json")).unwrap();
    succeed("generate {} --from {}/all/json --out {}/attributes", root);
    for part in ["images", "json"] {
        let all = files_below(&root.join("all").join(part));
        assert_eq!(all, files_below(&root.join("dna").join(part)));
        assert_eq!(all, files_below(&root.join("attributes").join(part)));
    }
}

#[test]
fn the_clock_of_extra_attributes_stands_at_the_date() {
    let folder = tempfile::tempdir().unwrap();
    project(
        folder.path(),
        "extraAttributes: () => [{ trait_type: 'Born', value: Date.now() + (new Date() - new Date(5)) + born.getTime() }] }; \
         const born = new Date(); module.exports = { ...module.exports",
    );
    succeed("generate {} --out {}/build --date 7", folder.path());
    let first = fs::read_to_string(folder.path().join("build/json/3.json")).unwrap();
    assert!(first.contains("\"value\": 16"), "{first}");
    succeed("verify {}/build", folder.path());
}

#[test]
fn extra_attributes_follow_the_seed() {
    let folder = tempfile::tempdir().unwrap();
    project(
        folder.path(),
        "extraAttributes: () => [{ trait_type: 'Sky', value: 'never' }, { trait_type: 'Mana', value: Math.floor(Math.random() * 1e6) }]",
    );
    let values = |out: &str| -> Vec<u64> {
        let all = fs::read(folder.path().join(out).join("json/_metadata.json")).unwrap();
        let all: Vec<Value> = serde_json::from_slice(&all).unwrap();
        let mana = |edition: &Value| {
            let list = edition["attributes"].as_array().unwrap();
            assert!(list.iter().all(|a| a["value"] != "never"), "the layer's own comes first");
            list.iter().find(|a| a["trait_type"] == "Mana").unwrap()["value"].as_u64().unwrap()
        };
        all.iter().map(mana).collect()
    };
    succeed("generate {} --out {}/a --seed 1", folder.path());
    succeed("generate {} --out {}/b --seed 1 --threads 1", folder.path());
    succeed("generate {} --out {}/c --seed 2", folder.path());
    assert_eq!(values("a"), values("b"));
    assert_ne!(values("a"), values("c"));
    let mut distinct = values("a");
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), 4, "each edition draws its own");
}

#[test]
fn jpeg_files_are_written_where_the_project_says_so() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), "outputJPEG: true");
    succeed("generate {}", folder.path());
    let build = folder.path().join("build");
    assert!(fs::read(build.join("images/3.jpg")).unwrap().starts_with(b"\xff\xd8\xff"));
    let json: Value = serde_json::from_slice(&fs::read(build.join("json/3.json")).unwrap()).unwrap();
    assert_eq!(json["image"], "u/3.jpg");
    assert!(json.get("imageHash").is_none());
}

#[test]
fn what_the_project_has_not_is_named() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), "");
    let from = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).unwrap();
        let path = folder.path().to_str().unwrap().to_owned();
        simdgen(&["generate", &path, "--from", &format!("{path}/{name}")])
    };
    let output = from("_dna.json", r#"["0/0.0:dusk#3.png"]"#);
    assert!(
        output.code == 1 && output.err.contains("edition 0") && output.err.contains("0.0:dusk#3.png"),
        "{output:?}"
    );
    let attributes = r#"[{ "edition": 7, "attributes": [{ "trait_type": "Sky", "value": "dusk" }] }]"#;
    let output = from("_metadata.json", attributes);
    assert!(output.code == 1 && output.err.contains("edition 7") && output.err.contains("dusk"), "{output:?}");
}

#[test]
fn an_existing_nftchef_collection_is_rendered_again() {
    let Some(data) = real_data() else { return };
    let (project, golden) = (data.join("nftchef"), data.join("nftchef/golden"));
    let folder = tempfile::tempdir().unwrap();
    let (root, from) = (project.to_str().unwrap(), golden.join("json"));
    let command = format!("generate {root} --from {} --pack {{}}/pack --out {{}}/out", from.to_str().unwrap());
    succeed(&command, folder.path());
    let out = folder.path().join("out");
    assert_eq!(fs::read(out.join("_dna.json")).unwrap(), fs::read(golden.join("_dna.json")).unwrap());
    for edition in 0..10 {
        let picture = |folder: &Path| decode(&fs::read(folder.join(format!("images/{edition}.png"))).unwrap());
        assert!(picture(&out) == picture(&golden), "picture {edition} differs from the real engine's");
        // Key for key, but for the date, the hash of another encoder's file, and a random value.
        let text = |folder: &Path| -> Vec<String> {
            let mut json: Value =
                serde_json::from_slice(&fs::read(folder.join(format!("json/{edition}.json"))).unwrap()).unwrap();
            json["date"] = 0.into();
            json["imageHash"] = "".into();
            let last = json["attributes"].as_array().unwrap().len() - 1;
            assert_eq!(json["attributes"][last]["trait_type"], "Mana");
            json["attributes"][last]["value"] = 0.into();
            serde_json::to_string_pretty(&json).unwrap().lines().map(str::to_owned).collect()
        };
        assert_eq!(text(&out), text(&golden));
    }
    // The attributes alone say the same, but for the backgrounds.
    let metadata = golden.join("json/_metadata.json");
    let command = format!("generate {root} --from {} --pack {{}}/pack --out {{}}/b", metadata.to_str().unwrap());
    succeed(&command, folder.path());
    let items = |path: &Path| -> Vec<String> {
        let list: Vec<String> = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        list.iter().map(|line| line.split("___").next().unwrap().to_owned()).collect()
    };
    assert_eq!(items(&folder.path().join("b/_dna.json")), items(&golden.join("_dna.json")));
}

/// A trait in a folder is asked for as often as the folder.
#[test]
fn nested_layers_are_asked_for_as_often_as_what_they_are_in() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), "");
    let rarity: Value = serde_json::from_str(&succeed("rarity {} --json", folder.path()).out).unwrap();
    let asked = |layer: &str, value: &str| -> f64 {
        let is_it = |t: &&Value| t["layer"] == layer && t["trait"] == value;
        let found = rarity["traits"].as_array().unwrap().iter().find(is_it);
        found.unwrap_or_else(|| panic!("{layer}, {value}: {rarity:#}"))["asked"].as_f64().unwrap()
    };
    // Of four editions two are to have the coat, and with it both of its pictures.
    for (layer, value) in
        [("Body", "vest"), ("Body/coat/back", "coat"), ("Body/coat/front", "coat"), ("Body/coat/front", "")]
    {
        assert!((asked(layer, value) - 2.0).abs() < 0.01, "{layer}, {value}: {rarity:#}");
    }
    let shown = succeed("inspect {}", folder.path()).out;
    assert!(shown.contains("within coat of Body"), "{shown}");
}

#[test]
fn an_import_says_that_the_script_is_still_read() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), "");
    assert!(!succeed("import {} --out -", folder.path()).err.contains("extraAttributes"));
    project(folder.path(), "extraAttributes: () => [{ trait_type: 'Luck', value: 1 }]");
    let imported = succeed("import {} --out -", folder.path());
    assert!(imported.out.contains("script = \"src/config.js\""), "{}", imported.out);
    let note = imported.err.lines().find(|line| line.contains("extraAttributes()")).unwrap_or_default().to_owned();
    assert!(note.starts_with("note: src/config.js is still read") && note.contains("keep that file"), "{imported:?}");
}
