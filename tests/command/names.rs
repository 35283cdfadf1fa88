//! Names that people give: letters of both cases, dashes, spaces, emoji, `%`, `#`, `\`, and folders of other tools.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::command::simdgen::{compare_with_oracle, decode, files_below, simdgen, succeed};
use crate::pixels::fixture::{real_data, write_png};

/// Writes pictures of 2 x 2, each of another colour.
fn pictures(root: &Path, names: &[&str]) {
    for (n, name) in names.iter().enumerate() {
        write_png(&root.join(name), 2, 2, &[n as u8 * 20 + 5, 99, 200, 255].repeat(4));
    }
}

/// How often each value of an attribute is in a build.
fn values(build: &Path, name: &str) -> BTreeMap<String, usize> {
    let all: Vec<Value> = serde_json::from_slice(&fs::read(build.join("json/_metadata.json")).unwrap()).unwrap();
    let mut found = BTreeMap::new();
    for attribute in all.iter().flat_map(|edition| edition["attributes"].as_array().unwrap()) {
        if attribute["trait_type"] == name {
            *found.entry(attribute["value"].as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    found
}

/// Every edition once, in every dialect: the values are the names before the weight.
#[test]
fn odd_names_are_ordinary_names() {
    let files = ["Hat#1", "hat#2", "dark-red#5", "50% off#2", "a  b#1", "\u{1f3a9}#3", "naïve (1)#1", "R&D's #4"];
    let expected = ["50% off", "Hat", "R&D's ", "a  b", "dark-red", "hat", "naïve (1)", "\u{1f3a9}"];
    let hashlips = "module.exports = { format: { width: 2, height: 2 }, layerConfigurations: [\n\
                    { growEditionSizeTo: 8, layersOrder: [{ name: 'Top hat \u{1f3a9}-50%' }] }] };";
    let nftchef = hashlips.replace("format:", "startIndex: 1, format:");
    let native = "[collection]\neditions = 8\n";
    for (config, text) in [("src/config.js", hashlips), ("src/config.js", &nftchef), ("simdgen.toml", native)] {
        let folder = tempfile::tempdir().unwrap();
        let paths = files.map(|file| format!("layers/Top hat \u{1f3a9}-50%/{file}.png"));
        pictures(folder.path(), &paths.each_ref().map(String::as_str));
        fs::create_dir_all(folder.path().join("src")).unwrap();
        fs::write(folder.path().join(config), text).unwrap();
        succeed("generate {}", folder.path());
        let build = folder.path().join("build");
        let found = values(&build, "Top hat \u{1f3a9}-50%");
        assert_eq!(found.keys().collect::<Vec<_>>(), expected.each_ref(), "{config}");
        assert!(found.values().all(|&count| count == 1), "{found:?}");
        let project = simdgen::dialect::open(folder.path(), None).unwrap();
        assert_eq!(compare_with_oracle(&project, &build), 8);
        // A plan goes through a spreadsheet and comes back.
        succeed("plan {} --out {}/plan.csv", folder.path());
        succeed("generate {} --plan {}/plan.csv --out {}/again", folder.path());
        let metadata = |out: &str| fs::read(folder.path().join(out).join("json/_metadata.json")).unwrap();
        assert!(metadata("build") == metadata("again"));
    }
}

#[test]
fn a_second_delimiter_is_read_as_the_dialect_does() {
    for (config, text, name) in [
        ("simdgen.toml", "[collection]\neditions = 1\n", "a#b"),
        ("config.js", "exports.layerConfigurations = [{ growEditionSizeTo: 1, layersOrder: [{ name: 'A' }] }];", "a"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        pictures(folder.path(), &["layers/A/a#b#10.png"]);
        fs::write(folder.path().join(config), text).unwrap();
        succeed("generate {}", folder.path());
        assert_eq!(values(&folder.path().join("build"), "A").into_keys().collect::<Vec<_>>(), [name]);
    }
}

#[test]
fn a_windows_path_is_answered_with_the_other_slash() {
    for exports in ["", "exports.startIndex = 1;"] {
        let folder = tempfile::tempdir().unwrap();
        pictures(folder.path(), &["layers/female/hair/a#1.png"]);
        let order = "layersOrder: [{ name: 'female\\\\hair' }]";
        let text = format!("exports.layerConfigurations = [{{ growEditionSizeTo: 1, {order} }}]; {exports}");
        fs::write(folder.path().join("config.js"), text).unwrap();
        let output = simdgen(&["generate", folder.path().to_str().unwrap()]);
        let errors: Vec<&str> = output.err.lines().filter(|line| line.starts_with("error: ")).collect();
        assert!(output.code == 1 && errors.len() == 1, "{output:?}");
        assert!(errors[0].contains("female\\hair") && errors[0].contains("\"/\""), "{errors:?}");
    }
}

#[test]
fn a_folder_of_niftykit_needs_no_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let files = ["0_Face/Oval__r3.png", "0_Face/Round.png", "9_Eyes/Big#2.png", "10_Hat_tall/None__r0.5.png"];
    pictures(folder.path(), &files);
    let output = succeed("inspect {}", folder.path());
    assert!(output.err.contains("NiftyKit"), "{output:?}");
    succeed("generate {} --count 2", folder.path());
    // A second time: what the first wrote is no layer.
    succeed("generate {} --count 2 --force", folder.path());
    let build = folder.path().join("build");
    assert_eq!(values(&build, "Face").into_keys().collect::<Vec<_>>(), ["Oval", "Round"]);
    let project = simdgen::dialect::open(folder.path(), None).unwrap();
    let layers: Vec<&str> = project.layers.iter().map(|layer| layer.name.as_str()).collect();
    assert_eq!(layers, ["Face", "Eyes", "Hat_tall"], "10 is above 9");
    let weights: Vec<String> = project.traits.iter().map(|t| format!("{}={}", t.name, t.weight)).collect();
    assert_eq!(weights, ["Oval=3", "Round=1", "Big=2", "None=0.5"]);
}

#[test]
fn a_folder_of_nftool_needs_no_configuration() {
    let folder = tempfile::tempdir().unwrap();
    pictures(
        folder.path(),
        &["layers/00-Sky/5-Haunted-Mansion.png", "layers/00-Sky/2-Day.png", "layers/01-Hat_/3-Cap.png"],
    );
    let output = succeed("generate {} --count 4", folder.path());
    assert!(output.err.contains("nftool"), "{output:?}");
    let build = folder.path().join("build");
    assert_eq!(values(&build, "Sky"), BTreeMap::from([("Day".to_owned(), 2), ("Haunted-Mansion".to_owned(), 2)]));
    assert_eq!(values(&build, "Hat"), BTreeMap::from([("Cap".to_owned(), 2)]));
    pictures(folder.path(), &["layers/00-Sky/Night.png"]);
    let output = simdgen(&["generate", folder.path().to_str().unwrap(), "--force"]);
    assert!(output.code == 1 && output.err.contains("Night.png") && output.err.contains("1-Night.png"), "{output:?}");
}

#[test]
fn numbered_folders_alone_are_of_no_tool() {
    let folder = tempfile::tempdir().unwrap();
    pictures(folder.path(), &["layers/0-sky/bg-cool.png", "layers/1-hat/hat-cap.png"]);
    let output = simdgen(&["generate", folder.path().to_str().unwrap()]);
    assert!(output.code == 1 && output.err.contains("simdgen init") && !output.err.contains("weight"), "{output:?}");
}

/// The pictures of a trait are at their own heights, whatever comes between.
#[test]
fn a_folder_of_hashlips_lab_needs_no_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        "layers/Body__z20/Grey__w5.png",
        "layers/Sky__z10/Blue.png",
        "layers/Prop__z50/Bag.png",
        "layers/Prop__z50/Bag__z-35__w3.png",
        "layers/Prop__z50/Stick__w1.png",
    ];
    pictures(folder.path(), &files);
    // The body covers the left half: behind it the bag is not seen.
    write_png(&folder.path().join(files[0]), 2, 2, &[[1, 2, 3, 255], [0; 4], [1, 2, 3, 255], [0; 4]].concat());
    write_png(&folder.path().join(files[2]), 2, 2, &[[0; 4], [0; 4], [0; 4], [7, 7, 7, 255]].concat());
    write_png(&folder.path().join(files[3]), 2, 2, &[9, 9, 9, 255].repeat(4));
    let output = succeed("generate {} --count 2", folder.path());
    assert!(output.err.contains("HashLips Lab"), "{output:?}");
    let build = folder.path().join("build");
    assert_eq!(values(&build, "Prop"), BTreeMap::from([("Bag".to_owned(), 1), ("Stick".to_owned(), 1)]));
    let project = simdgen::dialect::open(folder.path(), None).unwrap();
    let layers: Vec<&str> = project.layers.iter().map(|layer| layer.name.as_str()).collect();
    assert_eq!(layers, ["Sky", "Body", "Prop", "Prop/Bag"]);
    assert_eq!(compare_with_oracle(&project, &build), 2);
    let plan = simdgen::plan::file::read(&build.join("plan.jsonl"), &project).unwrap();
    for edition in plan.editions() {
        let [.., prop, front] = edition.picks else { panic!("four layers") };
        let (is_bag, has_front) = (project.trait_(*prop).name == "Bag", project.trait_(*front).picture.is_some());
        assert_eq!(is_bag, has_front, "the front is drawn with the bag only");
    }
    succeed("verify {}/build", folder.path());
    succeed("generate {} --from {}/build/json --out {}/again", folder.path());
    assert!(files_below(&folder.path().join("again/images")) == files_below(&build.join("images")));
    let all: Vec<Value> = serde_json::from_slice(&fs::read(build.join("json/_metadata.json")).unwrap()).unwrap();
    let has_bag = |edition: &&Value| edition["attributes"].as_array().unwrap().iter().any(|a| a["value"] == "Bag");
    let bag = all.iter().find(has_bag).unwrap();
    let picture = decode(&fs::read(build.join(format!("images/{}.png", bag["edition"]))).unwrap());
    let reds: Vec<u8> = picture.iter().map(|pixel| pixel.r).collect();
    assert_eq!(reds, [1, 9, 1, 7], "body over the bag's back, its front over all");
}

#[test]
fn the_layers_of_hashlips_lab_render_as_they_are() {
    let Some(data) = real_data() else { return };
    let folder = tempfile::tempdir().unwrap();
    let set = data.join("hashlips-lab");
    let command = format!("generate {} --count 2 --pack {{}}/pack --out {{}}/out", set.to_str().unwrap());
    succeed(&command, folder.path());
    let project = simdgen::dialect::open(&set, None).unwrap();
    assert_eq!((project.sets[0].layers.len(), project.canvas.to_string().as_str()), (9, "2048 x 2048"));
    assert_eq!(compare_with_oracle(&project, &folder.path().join("out")), 2);
}

/// Two values share a picture, two exclude each other from both sides, and one stands in for another.
#[test]
fn a_configuration_of_nft_generator_py_renders() {
    let folder = tempfile::tempdir().unwrap();
    pictures(folder.path(), &["art/sky/blue.png", "art/sky/red.png", "art/logo/snake.png", "art/logo/none.png"]);
    write_png(&folder.path().join("art/text/dot.png"), 2, 2, &[[0; 4], [9, 9, 9, 255], [0; 4], [3, 3, 3, 90]].concat());
    // Many words share one picture, so that there are enough editions to count.
    let words: Vec<String> = (0..500).map(|n| format!("Word {n}")).collect();
    let config = json!({
        "layers": [
            { "name": "Sky", "values": ["Blue", "Red"], "trait_path": "./art/sky", "filename": ["blue", "red"],
              "weights": [60, 40] },
            { "name": "Logo", "values": ["Snake", "Snake 2", "Snake 3"], "trait_path": "./art/logo",
              "filename": ["snake", "snake", "snake"], "weights": [50, 30, 20] },
            { "name": "Text", "values": words, "trait_path": "./art/text", "filename": vec!["dot"; 500],
              "weights": vec![0.2; 500] }
        ],
        "incompatibilities": [
            { "layer": "Sky", "value": "Blue", "incompatible_with": ["Word 0"] },
            { "layer": "Text", "value": "Word 0", "incompatible_with": ["Blue"] },
            { "layer": "Sky", "value": "Red", "incompatible_with": ["Snake 2"],
              "default": { "value": "No logo", "filename": "./art/logo/none" } }
        ],
        "baseURI": "ipfs://x", "name": "Snakes #", "description": "", "extra": 1
    });
    fs::write(folder.path().join("config.json"), config.to_string()).unwrap();
    let output = succeed("generate {} --count 400 --seed s", folder.path());
    for part in ["nft-generator-py", "no such key: extra"] {
        assert!(output.err.contains(part), "{output:?}");
    }
    let build = folder.path().join("build");
    let project = simdgen::dialect::open(folder.path(), None).unwrap();
    assert_eq!(compare_with_oracle(&project, &build), 400);
    let all: Vec<Value> = serde_json::from_slice(&fs::read(build.join("json/_metadata.json")).unwrap()).unwrap();
    assert_eq!((&all[0]["name"], &all[0]["image"]), (&json!("Snakes #0"), &json!("ipfs://x/0.png")));
    let has = |edition: &Value, value: &str| {
        edition["attributes"].as_array().unwrap().iter().any(|attribute| attribute["value"] == value)
    };
    let both = |a: &str, b: &str| all.iter().filter(|edition| has(edition, a) && has(edition, b)).count();
    assert_eq!((both("Blue", "Word 0"), both("Red", "Snake 2"), both("Blue", "No logo")), (0, 0, 0));
    // Of 400: 40 % are red, and 30 % of those have another logo instead of theirs.
    let (red, no_logo) = (all.iter().filter(|e| has(e, "Red")).count(), both("Red", "No logo"));
    assert!((130..=190).contains(&red) && (34..=62).contains(&no_logo), "{red} red, {no_logo} without a logo");
    // What `import` writes is the same project.
    let before = fs::read(build.join("plan.jsonl")).unwrap();
    let said = succeed("import {}", folder.path());
    assert!(!said.err.contains("lost"), "{}", said.err);
    succeed("plan {} --count 400 --seed s --out {}/again.jsonl", folder.path());
    assert!(fs::read(folder.path().join("again.jsonl")).unwrap() == before);
}

#[test]
fn a_mistake_in_a_configuration_of_nft_generator_py_is_one_line() {
    let folder = tempfile::tempdir().unwrap();
    pictures(folder.path(), &["art/sky/blue.png"]);
    let layer = |file: &str| {
        json!({ "layers": [{ "name": "Sky", "values": ["Blue"], "trait_path": "art/sky", "filename": [file],
            "weights": [100] }] })
    };
    let path = folder.path().join("my.json");
    let arguments = ["generate", folder.path().to_str().unwrap(), "--config", path.to_str().unwrap(), "--count", "1"];
    for (config, parts) in [
        (layer("bleu"), ["\"Sky\"", "bleu.png", "\"blue.png\""]),
        (layer("../../blue"), ["my.json", "layers[0].filename[0]", "outside"]),
        (json!({}), ["my.json", "layers", "missing"]),
    ] {
        fs::write(&path, config.to_string()).unwrap();
        let output = simdgen(&arguments);
        let errors: Vec<&str> = output.err.lines().filter(|line| line.starts_with("error: ")).collect();
        assert!(output.code == 1 && errors.len() == 1, "{output:?}");
        assert!(parts.iter().all(|part| errors[0].contains(part)), "{parts:?}: {errors:?}");
    }
    fs::write(&path, layer("blue").to_string()).unwrap();
    assert_eq!(simdgen(&arguments).code, 0);
}
