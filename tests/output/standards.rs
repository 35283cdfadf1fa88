//! Every standard's file: against a schema of the standard for random settings, and by hand where a value must be exact.

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};
use simdgen::metadata::{MetadataWriter, Particulars};
use simdgen::plan::{Edition, Plan};
use simdgen::project::{Display, DisplayType, FileNames, LayerId, Project, SetId, SharedAttribute, Standard, TraitId};

use crate::output::sample::{edition, tiny};

/// A standard, and the schemas in `tests/schemas` that its files follow.
const STANDARDS: [(Standard, &[&str]); 7] = [
    (Standard::Ethereum, &["opensea"]),
    (Standard::Erc1155, &["opensea", "erc1155"]),
    (Standard::Solana, &["opensea", "sugar"]),
    (Standard::Metaplex, &["opensea", "metaplex"]),
    (Standard::Cip25, &["cip25"]),
    (Standard::Cip68, &["cip68"]),
    (Standard::Tezos, &["tzip21"]),
];

const POLICY: &str = "0123456789abcdef0123456789abcdef0123456789abcdef01234567";

fn schema(name: &str) -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas").join(format!("{name}.json"));
    let text = std::fs::read(path).unwrap();
    jsonschema::validator_for(&serde_json::from_slice(&text).unwrap()).unwrap()
}

/// Of editions whose pictures are files of the bytes "abc".
fn particulars(project: &Project, edition: Edition<'_>) -> Particulars {
    let particulars = Particulars::of_plan(project, &Plan::new(String::new()), 5).unwrap();
    particulars.note_picture(edition.number, b"abc");
    particulars
}

fn text_of(project: &Project, edition: Edition<'_>) -> String {
    let mut text = String::new();
    MetadataWriter::new(project).write_edition(edition, &particulars(project, edition), &mut text);
    text
}

fn value_of(project: &Project, edition: Edition<'_>) -> Value {
    let text = text_of(project, edition);
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(text, serde_json::to_string_pretty(&value).unwrap(), "not laid out as JSON.stringify does");
    value
}

fn of(standard: Standard) -> Project {
    let mut project = tiny("simdgen");
    project.metadata.standard = standard;
    project.metadata.by_standard.cardano.policy_id = POLICY.into();
    project.metadata.by_standard.cardano.asset_name = "Tiny".into();
    if standard == Standard::Erc1155 {
        project.metadata.file_names = FileNames { hex: true, digits: 64, json_extension: true };
    }
    project
}

/// Texts of a JSON value, keys too, that the ledger would refuse.
fn too_long(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => Some(text.as_str()).into_iter().filter(|text| text.len() > 64).collect(),
        Value::Array(items) => items.iter().flat_map(too_long).collect(),
        Value::Object(map) => {
            map.iter().flat_map(|(k, v)| too_long(v).into_iter().chain((k.len() > 66).then_some(k.as_str()))).collect()
        }
        _ => vec![],
    }
}

proptest! {
    #[test]
    fn every_file_follows_the_schema_of_its_standard(
        at in 0..STANDARDS.len(),
        texts in prop::array::uniform4("\\PC{0,40}|[\\x00-\\x30é🐌]{0,90}"),
        (creators, royal, key_bytes, hidden, numbers) in any::<(bool, bool, bool, bool, bool)>(),
        number in any::<u32>(),
        picks in (0_u32..2, 2_u32..4),
    ) {
        let (standard, schemas) = STANDARDS[at];
        let mut project = of(standard);
        let [description, base, trait_name, extra] = texts;
        project.traits[3].name = trait_name;
        project.layers[0].in_metadata = !hidden;
        if numbers {
            let display = Display { kind: Some(DisplayType::BoostNumber), max: Some(10.into()) };
            project.metadata.displays = vec![(LayerId(0), display)];
            project.metadata.values = vec![(TraitId(0), json!(7)), (TraitId(1), json!(0.5))];
        }
        let settings = &mut project.metadata;
        settings.description = description;
        settings.base_uri = format!("ipfs://{base}");
        settings.extra = json!({"note": extra, "list": [1, true, null, 1.5]}).as_object().unwrap().clone();
        settings.by_standard.solana.symbol = "TN".into();
        settings.by_standard.cardano.key_bytes = key_bytes;
        settings.attributes =
            vec![SharedAttribute { set: Some(SetId(0)), name: "Gen".into(), value: json!(2), display: Display::default() }];
        if creators {
            settings.by_standard.solana.creators = vec![json!({"address": "a", "share": 100})];
            settings.by_standard.solana.external_url = "https://example.org".into();
            (settings.by_standard.tezos.creators, settings.by_standard.tezos.tags) = (vec!["tz1a".into()], vec!["art".into()]);
            (settings.by_standard.tezos.symbol, settings.by_standard.tezos.minter) = ("TN".into(), "tz1m".into());
        }
        if royal {
            settings.by_standard.tezos.royalties = json!({"tz1a": 50}).as_object().unwrap().clone();
        }
        let picks = [TraitId(picks.0), TraitId(picks.1)];
        let value = value_of(&project, edition(number, &picks));
        for name in schemas {
            let errors: Vec<String> = schema(name).iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
            prop_assert!(errors.is_empty(), "{name}: {errors:?}\n{value:#}");
        }
        if standard == Standard::Cip25 {
            prop_assert_eq!(too_long(&value), Vec::<&str>::new());
        }
    }
}

#[test]
fn a_schema_refuses_the_other_standards_files() {
    for (at, (_, schemas)) in STANDARDS.iter().enumerate().filter(|(_, (s, _))| *s != Standard::Ethereum) {
        for (other, (standard, _)) in STANDARDS.iter().enumerate().filter(|(other, _)| *other != at) {
            let value = value_of(&of(*standard), edition(1, &[TraitId(0), TraitId(3)]));
            let last = schemas.last().unwrap();
            assert!(!schema(last).is_valid(&value), "{last} takes {:?}", STANDARDS[other].0);
        }
    }
}

#[test]
fn numbers_dates_and_boosts_are_json_numbers_in_opensea_order() {
    let mut project = of(Standard::Ethereum);
    project.traits[1].name = "1700000000".into();
    project.metadata.displays = vec![(LayerId(0), Display { kind: Some(DisplayType::Date), max: None })];
    let boost = Display { kind: Some(DisplayType::BoostPercentage), max: Some(50.into()) };
    project.metadata.attributes = vec![
        SharedAttribute { set: None, name: "Power".into(), value: json!(12.5), display: boost },
        SharedAttribute { set: Some(SetId(1)), name: "Other".into(), value: json!(1), display: Display::default() },
    ];
    let value = value_of(&project, edition(1, &[TraitId(1), TraitId(2)]));
    let expected = json!([
        {"display_type": "date", "trait_type": "Sky", "value": 1_700_000_000},
        {"display_type": "boost_percentage", "trait_type": "Power", "value": 12.5, "max_value": 50},
    ]);
    assert_eq!(value["attributes"].to_string(), expected.to_string());
}

#[test]
fn erc1155_names_pictures_by_hexadecimal_ids() {
    let value = value_of(&of(Standard::Erc1155), edition(255, &[TraitId(0), TraitId(2)]));
    assert_eq!(value["image"], format!("ipfs://x/{}ff.png", "0".repeat(62)));
    assert_eq!((&value["name"], &value["decimals"]), (&json!("Tiny #255"), &json!(0)));
}

#[test]
fn cip25_splits_long_texts_between_characters() {
    let mut project = of(Standard::Cip25);
    project.metadata.base_uri = format!("ipfs://{}", "b".repeat(54));
    // 63 bytes, then a character of two that does not fit in the first part.
    project.metadata.description = format!("{}é!", "a".repeat(63));
    project.metadata.extra = json!({"ratio": 0.5}).as_object().unwrap().clone();
    project.traits[1].name = "long ".repeat(20);
    let asset = &value_of(&project, edition(12, &[TraitId(1), TraitId(3)]))["721"][POLICY]["Tiny12"];
    // 61 bytes before the slash: 68 in all, of which 64 fit.
    assert_eq!(asset["image"], json!([format!("ipfs://{}/12", "b".repeat(54)), ".png"]));
    assert_eq!(asset["description"], json!(["a".repeat(63), "é!"]));
    assert_eq!(asset["ratio"], "0.5");
    assert_eq!(asset["attributes"]["Sky"].as_array().unwrap().len(), 2);
    assert_eq!(asset["attributes"]["Hat"], "Top \\ hat");
    assert_eq!(asset["name"], "Tiny #12");

    project.metadata.base_uri = "ipfs://x".into();
    project.metadata.by_standard.cardano.key_bytes = true;
    let label = &value_of(&project, edition(12, &[TraitId(1), TraitId(3)]))["721"];
    // The bytes of "Tiny12".
    assert_eq!(label[format!("0x{POLICY}")]["0x54696e793132"]["image"], "ipfs://x/12.png");
    assert_eq!(label["version"], 2);
}

#[test]
fn cip68_is_the_datum_of_the_proposal() {
    let mut project = of(Standard::Cip68);
    // The proposal's own example has these two.
    project.metadata.name = "SpaceBud".into();
    project.metadata.base_uri = "ipfs:/".into();
    project.metadata.description.clear();
    project.metadata.values = vec![(TraitId(0), json!(3))];
    let value = value_of(&project, edition(7, &[TraitId(0), TraitId(2)]));
    let hex = |text: &str| text.bytes().map(|b| format!("{b:02x}")).collect::<String>();
    let bytes = |text: &str| json!({"bytes": hex(text)});
    let expected = json!({"constructor": 0, "fields": [
        {"map": [
            {"k": bytes("name"), "v": bytes("SpaceBud #7")},
            {"k": bytes("image"), "v": bytes("ipfs://7.png")},
            {"k": bytes("mediaType"), "v": bytes("image/png")},
            {"k": bytes("attributes"), "v": {"map": [{"k": bytes("Sky"), "v": {"int": 3}}]}},
        ]},
        {"int": 1},
        {"constructor": 0, "fields": []},
    ]});
    assert_eq!(value, expected);
    assert_eq!(hex("SpaceBud"), "5370616365427564");
}

#[test]
fn tezos_formats_tell_size_hash_and_dimensions() {
    let project = of(Standard::Tezos);
    let value = value_of(&project, edition(7, &[TraitId(0), TraitId(2)]));
    let expected = json!([{
        "uri": "ipfs://x/7.png",
        // `printf abc | sha256sum`
        "hash": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "mimeType": "image/png",
        "fileSize": 3,
        "fileName": "7.png",
        "dimensions": {"value": "4x4", "unit": "px"},
    }]);
    assert_eq!(value["formats"], expected);
    assert_eq!(value["attributes"], json!([{"name": "Sky", "value": "Blue"}]));
}

#[test]
fn metaplex_has_no_field_that_is_on_the_chain() {
    let mut project = of(Standard::Metaplex);
    project.metadata.by_standard.solana.symbol = "TN".into();
    project.metadata.description = "d".into();
    let expected = r#"{
  "name": "Tiny #3",
  "description": "d",
  "image": "ipfs://x/3.png",
  "edition": 3,
  "attributes": [],
  "properties": {
    "files": [
      {
        "uri": "ipfs://x/3.png",
        "type": "image/png"
      }
    ],
    "category": "image"
  }
}"#;
    project.layers[0].in_metadata = false;
    assert_eq!(text_of(&project, edition(3, &[TraitId(0), TraitId(2)])), expected);
}
