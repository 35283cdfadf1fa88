//! Keys of `simdgen.toml` that are about metadata and names of output files.

use std::fs;

use serde_json::json;
use simdgen::Error;
use simdgen::error::ProjectError;
use simdgen::project::{Display, DisplayType, FileNames, LayerId, Project, SetId, SharedAttribute, Standard, TraitId};

use crate::assert_fails;
use crate::project::folder::Folder;

fn folder() -> Folder {
    Folder::of(&["layers/Level/1.png", "layers/Level/2.png", "layers/Hat/Cap.png"])
}

const LAYERS: &str = "[[layers]]\nname = 'Level'\n[[layers]]\nname = 'Hat'\n";

fn open(text: &str) -> simdgen::Result<Project> {
    folder().open_toml(text)
}

#[test]
fn values_displays_and_attributes_are_read() {
    let project = open(
        "[[layers]]\nname = 'Level'\ndisplay = 'boost_number'\nmax_value = 9\nvalues = { 2 = 2.5 }\n\
         [[layers]]\nname = 'Hat'\nvalues = { Cap = 'Bowler' }\n\
         [collection]\nattributes = [{ name = 'Gen', value = 1 }]\n\
         [[sets]]\neditions = 1\n[[sets]]\neditions = 2\n\
         attributes = [{ name = 'Drop', value = 1700000000, display = 'date' }]",
    )
    .expect("opens");
    let metadata = &project.metadata;
    let boost = Display { kind: Some(DisplayType::BoostNumber), max: Some(9.into()) };
    assert_eq!(metadata.displays, [(LayerId(0), boost)]);
    assert_eq!(metadata.values, [(TraitId(1), json!(2.5)), (TraitId(2), json!("Bowler"))]);
    let value =
        |id: u32| metadata.value(TraitId(id), project.traits[id as usize].layer, &project.traits[id as usize].name);
    assert_eq!([0, 1, 2].map(value), [json!(1), json!(2.5), json!("Bowler")]);
    // The plan goes by file names still.
    assert_eq!(project.traits[2].name, "Cap");
    let date = Display { kind: Some(DisplayType::Date), max: None };
    assert_eq!(
        metadata.attributes,
        [
            SharedAttribute { set: None, name: "Gen".into(), value: json!(1), display: Display::default() },
            SharedAttribute { set: Some(SetId(1)), name: "Drop".into(), value: json!(1_700_000_000), display: date },
        ]
    );
}

#[test]
fn values_that_do_not_fit_are_named() {
    for (text, parts) in [
        ("[[layers]]\nname = 'Hat'\ndisplay = 'number'", ["display of layer \"Hat\"", "values = { \"Cap\" = 1 }"]),
        ("[[layers]]\nname = 'Hat'\nvalues = { Cup = 'a' }", ["names \"Cup\"", "did you mean \"Cap\"?"]),
        ("[[layers]]\nname = 'Hat'\nvalues = { Cap = [1] }", ["values of layer \"Hat\".Cap", "type array"]),
        ("[[layers]]\nname = 'Hat'\nmax_value = 3", ["max_value", "only for layers with display"]),
        ("[collection]\nattributes = [{ name = 'Hat', value = 1 }]", ["collection.attributes", "\"Hat\""]),
        ("[collection]\nattributes = [{ name = 'a', value = 'x', display = 'date' }]", ["value of \"a\"", "\"x\""]),
        ("[collection.tezos]\nroyalties = { a = 600, b = 600 }", ["collection.tezos.royalties", "thousandths"]),
        ("[collection.cardano]\nversion = 3", ["collection.cardano.version", "1 or 2"]),
        ("[files]\ndigits = 65", ["files.digits", "65"]),
    ] {
        assert_fails!(open(text), Error::Project(ProjectError::ConfigValue { .. }), parts[0], parts[1]);
    }
}

#[test]
fn file_names_follow_the_standard_unless_given() {
    let names = |text: &str| open(text).expect("opens").metadata.file_names;
    let hex = FileNames { hex: true, digits: 64, json_extension: true };
    assert_eq!(names("[collection]\nstandard = 'erc1155'"), hex);
    assert_eq!(names("[files]\nnames = 'hex'\ndigits = 4"), FileNames { digits: 4, ..hex });
    let plain = names("[files]\ndigits = 5\njson_extension = false\nnames = 'decimal'");
    assert_eq!(plain, FileNames { hex: false, digits: 5, json_extension: false });
    assert_eq!(names(""), FileNames::default());
}

#[test]
fn cardano_is_refused_what_it_cannot_hold() {
    let policy = "0".repeat(56);
    let good = format!(
        "[collection]\nname = 'A b-1'\nstandard = 'cip25'\nbase_uri = 'ipfs://x'\ncardano.policy_id = '{policy}'\n{LAYERS}"
    );
    assert_eq!(open(&good).expect("opens").metadata.by_standard.cardano.asset_name, "Ab1");
    for (from, to, parts) in [
        ("ipfs://x", "x", ["collection.base_uri", "ipfs://CID"]),
        (policy.as_str(), "00", ["collection.cardano.policy_id", "56"]),
        ("'A b-1'", &format!("'{}'", "é".repeat(31)), ["collection.name", "64"]),
        (
            "cardano.policy_id",
            "cardano.asset_name = 'abcdefghijabcdefghijabcdefghij'\ncardano.policy_id",
            ["asset_name", "33 bytes"],
        ),
        (LAYERS, &format!("[[layers]]\nname = '{}'\nfolder = 'Hat'", "n".repeat(65)), ["layers[].name", "65 bytes"]),
    ] {
        assert_fails!(
            open(&good.replace(from, to)),
            Error::Project(ProjectError::ConfigValue { .. }),
            parts[0],
            parts[1]
        );
    }
}

#[test]
fn a_template_is_read_and_checked() {
    let folder = folder();
    let config = "[collection]\nstandard = 'template'\ntemplate = 'nft.json'";
    assert_fails!(
        folder.open_toml(config),
        Error::Project(ProjectError::ConfigValue { .. }),
        "nft.json",
        "cannot be read"
    );
    for (text, part) in [("{", "is no JSON"), (r#"{"a": "{{traits.Hut}}"}"#, "did you mean {{traits.Hat}}?")] {
        fs::write(folder.path().join("nft.json"), text).expect("writes");
        assert_fails!(folder.open_toml(config), Error::Project(ProjectError::ConfigValue { .. }), "nft.json", part);
    }
    fs::write(folder.path().join("nft.json"), r#"{"a": "{{traits.Hat}}"}"#).expect("writes");
    let metadata = folder.open_toml(config).expect("opens").metadata;
    assert_eq!(metadata.standard, Standard::Template);
    assert!(metadata.by_standard.template.is_some());
    for (text, part) in [("standard = 'template'", "is missing"), ("template = 'nft.json'", "only for")] {
        let text = format!("[collection]\n{text}");
        assert_fails!(
            folder.open_toml(&text),
            Error::Project(ProjectError::ConfigValue { .. }),
            "collection.template",
            part
        );
    }
}
