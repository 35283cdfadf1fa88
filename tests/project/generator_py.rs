//! Projects of nft-generator-py: a JSON file with values, files and weights.

use serde_json::{Value, json};
use simdgen::Error;
use simdgen::dialect;
use simdgen::error::ProjectError;
use simdgen::plan;
use simdgen::project::{LayerId, Project, RuleKind, TraitSet};

use crate::assert_fails;
use crate::project::folder::{Folder, layer_names, traits};

fn pictures() -> Folder {
    Folder::of(&[
        "trait-layers/backgrounds/blue.png",
        "trait-layers/backgrounds/red.png",
        "trait-layers/logos/logo.png",
    ])
}

/// A configuration with every key; two values share a file.
fn config() -> Value {
    json!({
        "layers": [
            {
                "name": "Background",
                "values": ["Blue", "Red"],
                "trait_path": "./trait-layers/backgrounds",
                "filename": ["blue", "red"],
                "weights": [99.5, 0.5]
            },
            {
                "name": "Logo",
                "values": ["Snake", "Snake 2", "Snake 3"],
                "trait_path": "./trait-layers/logos",
                "filename": ["logo", "logo", "logo"],
                "weights": [33.333333333333336, 33.333333333333336, 33.333333333333336]
            }
        ],
        "incompatibilities": [
            { "layer": "Background", "value": "Blue", "incompatible_with": ["Snake 2", "Red"] },
            { "layer": "Logo", "value": "Snake 3", "incompatible_with": ["Red"] }
        ],
        "baseURI": "ipfs://x",
        "name": "Snakes #",
        "description": "Many snakes."
    })
}

fn open(config: &Value) -> Result<Project, Error> {
    let folder = pictures();
    folder.write("config.json", config.to_string());
    folder.open()
}

fn changed(pointer: &str, value: Value) -> Value {
    let mut config = config();
    *config.pointer_mut(pointer).expect("a key") = value;
    config
}

/// The names of traits.
fn names<'p>(project: &'p Project, set: &TraitSet) -> Vec<&'p str> {
    set.iter().map(|id| project.trait_(id).name.as_str()).collect()
}

/// Every rule in a line.
fn rules(project: &Project) -> Vec<String> {
    let line = |kind: &RuleKind| match kind {
        RuleKind::Excludes { a, b } => format!("{:?} excludes {:?}", names(project, a), names(project, b)),
        RuleKind::Requires { when, any_of } => {
            format!("{:?} requires {:?}", names(project, when), names(project, any_of))
        }
        RuleKind::AtMost { .. } => unreachable!("the tool has none"),
    };
    project.rules.iter().map(|rule| line(&rule.kind)).collect()
}

#[test]
fn every_key_is_read() {
    let folder = pictures();
    folder.write("config.json", format!("\u{feff}{}", config()));
    let project = folder.open().expect("opens");
    assert_eq!(layer_names(&project, 0), ["Background", "Logo"]);
    assert_eq!(traits(&project, 0), ["0:Blue=99.5", "1:Red=0.5"]);
    assert_eq!(traits(&project, 1), ["0:Snake=33.333333333", "1:Snake 2=33.333333333", "2:Snake 3=33.333333333"]);
    let files: Vec<_> = project.traits_of(LayerId(1)).map(|(_, t)| t.picture.clone().expect("drawn")).collect();
    assert!(files.iter().all(|file| *file == folder.path().join("trait-layers/logos/logo.png")), "{files:?}");
    let expected = [r#"["Blue"] excludes ["Snake 2"]"#, r#"["Snake 3"] excludes ["Red"]"#];
    assert_eq!(rules(&project), expected, "a value of the same layer excludes itself");
    assert_eq!((project.conventions.key, project.first_edition, project.editions()), ("simdgen", 0, 100));
    let metadata = &project.metadata;
    let texts = [&metadata.name, &metadata.description, &metadata.base_uri];
    assert_eq!(texts, ["Snakes", "Many snakes.", "ipfs://x"]);
    assert_eq!(project.notices.lines().len(), 1, "{:?}", project.notices);
    assert!(project.notices.lines()[0].contains("nft-generator-py"), "{:?}", project.notices);
}

#[test]
fn it_is_found_by_its_keys_and_given_by_name() {
    let folder = pictures();
    folder.write("config.json", r#"{ "layers": [{ "folder_name": "a" }] }"#);
    assert_fails!(folder.open(), Error::Project(ProjectError::NoConfig { .. }), "config.json");
    folder.write("art.json", config().to_string());
    let art = folder.path().join("art.json");
    let project = dialect::open(folder.path(), Some(&art)).expect("opens");
    assert_eq!((project.layers.len(), &project.config), (2, &art));
}

#[test]
fn it_is_asked_before_the_names_of_folders_and_after_a_configuration_of_ours() {
    let folder = Folder::of(&["0_Face/oval.png", "1_Eyes/big.png"]);
    let layers = |folder: &Folder| folder.open().expect("opens").layers.len();
    folder.write("config.json", r#"{ "layers": "of something else" }"#);
    assert_eq!(layers(&folder), 2, "NiftyKit's");
    let eyes =
        json!([{ "name": "Eyes", "values": ["Big"], "trait_path": "1_Eyes", "filename": ["big"], "weights": [100] }]);
    folder.write("config.json", json!({ "layers": eyes }).to_string());
    assert_eq!(layers(&folder), 1);
    folder.write("simdgen.toml", "[files]\nlayers = ''");
    assert_eq!(layers(&folder), 2);
}

#[test]
fn a_value_that_stands_in_is_drawn_only_there() {
    let stand_in = json!({ "value": "None", "filename": "./trait-layers/logos/logo" });
    let mut config = config();
    config["incompatibilities"][0]["default"] = stand_in.clone();
    config["incompatibilities"][1]["default"] = stand_in;
    // Every layer with a value that is hit gets one: the second is about the background, whose folder has no such file.
    assert_fails!(
        open(&config),
        Error::Project(ProjectError::ConfigValue { .. }),
        "incompatibilities[1].default.filename",
        "\"trait-layers/backgrounds\""
    );
    config["incompatibilities"][1] = json!({ "layer": "Background", "value": "Red",
        "incompatible_with": ["Snake", "Snake 3"], "default": { "value": "None" } });
    let project = open(&config).expect("opens");
    assert_eq!(traits(&project, 1)[3], "3:None=66.666666666", "the larger of both parts");
    let expected = [
        r#"["Blue"] excludes ["Snake 2"]"#,
        r#"["Red"] excludes ["Snake", "Snake 3"]"#,
        r#"["None"] requires ["Blue", "Red"]"#,
    ];
    assert_eq!(rules(&project), expected);
    config["incompatibilities"] = json!([{ "layer": "Background", "value": "Red",
        "incompatible_with": ["Snake"], "default": { "value": "Nothing" } }]);
    let project = open(&config).expect("opens");
    let (_, nothing) = project.traits_of(LayerId(1)).last().expect("traits");
    assert_eq!((nothing.name.as_str(), nothing.picture.as_ref()), ("Nothing", None));
    config["incompatibilities"][0]["default"]["value"] = "Snake 2".into();
    let project = open(&config).expect("opens");
    assert_eq!(rules(&project), [r#"["Red"] excludes ["Snake"]"#]);
    assert!(project.notices.lines().iter().any(|line| line.contains("\"Snake 2\"")), "{:?}", project.notices);
}

/// The tool draws all layers by their weights, and then puts the value in: as often as both come together.
#[test]
fn a_value_that_stands_in_comes_as_often_as_the_tool_puts_it_in() {
    let layer = |name: &str, values: Vec<String>, weights: Vec<f64>| {
        let filename = vec!["logo"; values.len()];
        json!({ "name": name, "values": values, "trait_path": "trait-layers/logos", "filename": filename, "weights": weights })
    };
    let values = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let sky = layer("Sky", values(&["Blue", "Red"]), vec![60.0, 40.0]);
    let logo = layer("Logo", values(&["S1", "S2", "S3"]), vec![50.0, 30.0, 20.0]);
    // So that there are many more editions than are asked for.
    let words = layer("Word", (0..10_000).map(|n| n.to_string()).collect(), vec![0.01; 10_000]);
    for (layers, at) in [([&sky, &logo, &words], [0, 1]), ([&logo, &sky, &words], [1, 0])] {
        let mut project = open(&json!({ "layers": layers, "incompatibilities": [{ "layer": "Sky", "value": "Red",
            "incompatible_with": ["S2"], "default": { "value": "None", "filename": "logo" } }] }))
        .expect("opens");
        project.sets[0].editions = 3000;
        let plan = plan::draw(&project, "s").expect("draws");
        let share = |sky: &str, logo: &str| {
            let name = |edition: &plan::Edition<'_>, at: usize| project.trait_(edition.picks[at]).name.clone();
            let has = |e: &plan::Edition<'_>| name(e, at[0]) == sky && name(e, at[1]) == logo;
            plan.editions().filter(has).count() * 100 / 3000
        };
        let near = |expected: usize, found: usize| assert!(expected.abs_diff(found) <= 2, "{expected} %, {found} %");
        near(30, share("Blue", "S1"));
        near(18, share("Blue", "S2"));
        near(20, share("Red", "S1"));
        near(12, share("Red", "None"));
        assert_eq!(share("Red", "S2") + share("Blue", "None"), 0);
    }
}

#[test]
fn what_says_nothing_is_a_notice() {
    let mut config = changed("/layers/0/weights", json!([1, 2]));
    config["baseURl"] = "x".into();
    config["layers"][1]["weight"] = 1.into();
    config["incompatibilities"][0]["layers"] = 1.into();
    config["incompatibilities"][1]["default"] = json!({ "value": "Blue", "file": "blue" });
    config["name"] = "Snake".into();
    let notices = open(&config).expect("opens").notices.lines().join("\n");
    for part in [
        "because nft-generator-py has no such key: baseURl (did you mean \"baseURI\"?)",
        "layers[1].weight (did you mean \"weights\"?)",
        "incompatibilities[0].layers (did you mean \"layer\"?)",
        "incompatibilities[1].default.file",
        "layers[0].weights add up to 3 and not to 100",
        "name is \"Snake\", and editions are called \"Snake #0\"",
    ] {
        assert!(notices.contains(part), "{part:?} is not in: {notices}");
    }
}

#[test]
fn mistakes_are_named_by_file_and_key() {
    let long = "9".repeat(30);
    for (pointer, value, parts) in [
        ("/layers", json!([]), ["layers is missing or empty", "lowest first"]),
        ("/layers", json!({}), ["layers cannot be read", "a list"]),
        ("/layers/0", json!({ "name": "A" }), ["layers[0] cannot be read", "values"]),
        ("/layers/0/name", json!(""), ["layers[0].name", "is \"\""]),
        ("/layers/1/name", json!("Background"), ["layers[1].name", "of its own"]),
        ("/layers/0/values", json!([]), ["layers[0].values", "is empty"]),
        ("/layers/0/values", json!(["Red", "Red"]), ["layers[0].values[1]", "second time"]),
        ("/layers/0/values/1", json!(7), ["layers[0].values[1]", "expected a text"]),
        ("/layers/0/trait_path", json!("../secret"), ["layers[0].trait_path", "outside"]),
        ("/layers/0/trait_path", json!("/etc"), ["layers[0].trait_path", "relative"]),
        ("/layers/0/filename", json!(["blue"]), ["layers[0].filename", "has 1 entries, and values has 2"]),
        ("/layers/0/filename/1", json!("../../red"), ["layers[0].filename[1]", "outside"]),
        ("/layers/0/weights", json!([1, 2, 97]), ["layers[0].weights", "has 3 entries"]),
        ("/layers/0/weights/0", json!(-5), ["layers[0].weights[0]", "below 0"]),
        ("/layers/0/weights/0", json!("5"), ["layers[0].weights[0]", "number"]),
        ("/layers/0/weights/0", json!(long.parse::<f64>().expect("a number")), ["layers[0].weights[0]", "largest"]),
        ("/incompatibilities/0/layer", json!("Backround"), ["incompatibilities[0].layer", "\"Background\""]),
        ("/incompatibilities/1/value", json!("Snale 3"), ["incompatibilities[1].value", "\"Snake 3\""]),
        ("/incompatibilities/0/incompatible_with/1", json!("Rad"), ["[0].incompatible_with[1]", "\"Red\""]),
        ("", json!([]), ["its content cannot be read", "layers"]),
    ] {
        let folder = pictures();
        folder.write("config.json", config().to_string());
        let path = folder.path().join("art.json");
        folder.write("art.json", changed(pointer, value).to_string());
        let opened = dialect::open(folder.path(), Some(&path));
        assert_fails!(opened, Error::Project(ProjectError::ConfigValue { .. }), "art.json", parts[0], parts[1]);
    }
    let folder = pictures();
    folder.write("config.json", "{\n\"layers\": [\n{ \"trait_path\": \"a\", } ] }");
    assert_fails!(folder.open(), Error::Project(ProjectError::ConfigSyntax { line: 3, .. }), "config.json:3");
}

#[test]
fn files_that_are_missing_have_a_neighbour() {
    assert_fails!(
        open(&changed("/layers/0/filename/1", json!("rad"))),
        Error::Project(ProjectError::TraitMissing { .. }),
        "\"Background\"",
        "rad.png",
        "\"red.png\""
    );
    assert_fails!(
        open(&changed("/layers/0/trait_path", json!("trait-layers/background"))),
        Error::Project(ProjectError::LayerFolder { .. }),
        "\"backgrounds\""
    );
}

#[cfg(unix)]
#[test]
fn nothing_outside_of_the_project_is_read() {
    use std::os::unix::fs::symlink;
    let outside = pictures();
    outside.write("config.json", config().to_string());
    let folder = pictures();
    symlink(outside.path().join("config.json"), folder.path().join("config.json")).expect("linked");
    assert_fails!(folder.open(), Error::Project(ProjectError::Refused { .. }), "config.json", "outside");
    std::fs::remove_file(folder.path().join("config.json")).expect("there");
    folder.write("config.json", config().to_string());
    folder.open().expect("its own");
    let red = "trait-layers/backgrounds/red.png";
    std::fs::remove_file(folder.path().join(red)).expect("there");
    symlink(outside.path().join(red), folder.path().join(red)).expect("linked");
    assert_fails!(folder.open(), Error::Project(ProjectError::Refused { .. }), "red.png", "outside");
}
