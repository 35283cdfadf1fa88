//! Metadata of a made-up project: expected texts in full, and a plain oracle over random settings.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use simdgen::metadata::{CollectionWriter, MetadataWriter, Particulars};
use simdgen::plan::{self, Edition};
use simdgen::project::{Project, Standard, TraitId};

use crate::output::sample::{edition, tiny};

fn written(project: &Project, edition: Edition<'_>, date_ms: u64) -> String {
    let mut out = String::from("kept ");
    MetadataWriter::new(project).write_edition(edition, &Particulars::dated(date_ms), &mut out);
    out.strip_prefix("kept ").unwrap().into()
}

#[test]
fn a_hashlips_file_in_full() {
    let mut project = tiny("hashlips");
    let extra =
        json!({"artist": {"name": "A", "links": [], "rate": 0.5}, "edition": "one of many", "compiler": "mine"});
    project.metadata.extra = extra.as_object().unwrap().clone();
    // The hash is that of `printf '1:Red#2.png-0:?bypassDNA=true' | sha1sum`.
    let expected = r##"{
  "name": "Tiny #7",
  "description": "Two \"words\"\nand 🐌LS",
  "image": "ipfs://x/7.png",
  "dna": "DNA",
  "edition": "one of many",
  "date": 1700000000001,
  "artist": {
    "name": "A",
    "links": [],
    "rate": 0.5
  },
  "compiler": "HashLips Art Engine",
  "attributes": [
    {
      "trait_type": "Sky",
      "value": "Red"
    },
    {
      "trait_type": "Hat",
      "value": "None"
    }
  ]
}"##;
    let expected = expected.replace("LS", "\u{2028}").replace("DNA", "79d4b1557e66a7824f7b2228bc83f78030d5c920");
    assert_eq!(written(&project, edition(7, &[TraitId(1), TraitId(2)]), 1_700_000_000_001), expected);
}

#[test]
fn a_native_file_in_full() {
    let mut project = tiny("simdgen");
    project.metadata.base_uri.clear();
    project.metadata.name.clear();
    project.metadata.description.clear();
    let head = "{\n  \"name\": \"#0\",\n  \"description\": \"\",\n  \"image\": \"0.png\",\n  \"dna\": \"";
    let dna = plan::dna_hash(&project, edition(0, &[TraitId(0), TraitId(2)]));
    let sky = "\n    {\n      \"trait_type\": \"Sky\",\n      \"value\": \"Blue\"\n    }";
    let hat = "\n    {\n      \"trait_type\": \"Hat\",\n      \"value\": \"Top \\\\ hat\"\n    }";
    let tail = "\n  ],\n  \"compiler\": \"simdgen\"\n}";
    let expected = format!("{head}{dna}\",\n  \"edition\": 0,\n  \"attributes\": [{sky}{tail}");
    assert_eq!(written(&project, edition(0, &[TraitId(0), TraitId(2)]), 5), expected);

    // A layer that is not in metadata leaves no trace, not even a comma.
    project.layers[0].in_metadata = false;
    let text = written(&project, edition(0, &[TraitId(0), TraitId(3)]), 5);
    assert!(text.ends_with(&format!("\"attributes\": [{hat}{tail}")), "{text}");
    let text = written(&project, edition(0, &[TraitId(0), TraitId(2)]), 5);
    assert!(text.ends_with("\"attributes\": [],\n  \"compiler\": \"simdgen\"\n}"), "{text}");
}

#[test]
fn a_solana_file_in_full() {
    let mut project = tiny("hashlips");
    project.metadata.standard = Standard::Solana;
    project.metadata.description = "d".into();
    project.metadata.by_standard.solana.symbol = "TN".into();
    project.metadata.by_standard.solana.seller_fee_basis_points = 500;
    project.metadata.by_standard.solana.external_url = "https://example.org".into();
    project.metadata.by_standard.solana.creators = vec![json!({"address": "7fX", "share": 100})];
    project.metadata.extra = json!({"series": 2, "image": "other.png"}).as_object().unwrap().clone();
    let expected = r#"{
  "name": "Tiny #3",
  "symbol": "TN",
  "description": "d",
  "seller_fee_basis_points": 500,
  "image": "other.png",
  "external_url": "https://example.org",
  "edition": 3,
  "series": 2,
  "attributes": [
    {
      "trait_type": "Sky",
      "value": "Blue"
    },
    {
      "trait_type": "Hat",
      "value": "Top \\ hat"
    }
  ],
  "properties": {
    "files": [
      {
        "uri": "3.png",
        "type": "image/png"
      }
    ],
    "category": "image",
    "creators": [
      {
        "address": "7fX",
        "share": 100
      }
    ]
  }
}"#;
    assert_eq!(written(&project, edition(3, &[TraitId(0), TraitId(3)]), 1), expected);
}

#[test]
fn the_array_of_all_is_indented_once_more() {
    let project = tiny("hashlips");
    let writer = MetadataWriter::new(&project);
    // Enough for several writes of the buffer.
    for count in [0_u32, 1, 2, 600] {
        let mut all = CollectionWriter::new(vec![], "list".into());
        let mut values = vec![];
        for number in 0..count {
            let mut text = String::new();
            writer.write_edition(edition(number, &[TraitId(0), TraitId(3)]), &Particulars::dated(9), &mut text);
            all.push(&text).unwrap();
            values.push(serde_json::from_str::<Value>(&text).unwrap());
        }
        let text = String::from_utf8(all.finish().unwrap()).unwrap();
        assert!(text == serde_json::to_string_pretty(&values).unwrap(), "{count} editions");
    }
}

#[test]
fn writing_into_a_grown_buffer_does_not_grow_it() {
    let project = tiny("hashlips");
    let writer = MetadataWriter::new(&project);
    let mut out = String::new();
    writer.write_edition(edition(99, &[TraitId(0), TraitId(3)]), &Particulars::dated(9), &mut out);
    let capacity = out.capacity();
    for number in 0..99 {
        out.clear();
        writer.write_edition(edition(number, &[TraitId(0), TraitId(3)]), &Particulars::dated(9), &mut out);
    }
    assert_eq!(out.capacity(), capacity);
}

/// The same file the plain way: an ordered map, filled key by key.
fn oracle(project: &Project, edition: Edition<'_>, date_ms: u64) -> String {
    let settings = &project.metadata;
    let hashlips = project.conventions.engine == "HashLips";
    let picture = format!("{}.png", edition.number);
    let mut map = Map::new();
    let mut set = |key: &str, value: Value| _ = map.insert(key.into(), value);
    let title = if settings.name.is_empty() && !hashlips { String::new() } else { format!("{} ", settings.name) };
    set("name", format!("{title}#{}", edition.number).into());
    if settings.standard == Standard::Solana {
        set("symbol", settings.by_standard.solana.symbol.as_str().into());
    }
    set("description", settings.description.as_str().into());
    if settings.standard == Standard::Solana {
        set("seller_fee_basis_points", settings.by_standard.solana.seller_fee_basis_points.into());
        set("image", picture.as_str().into());
        set("external_url", settings.by_standard.solana.external_url.as_str().into());
        set("edition", edition.number.into());
    } else {
        let bare = settings.base_uri.is_empty() && !hashlips;
        set("image", if bare { picture.clone() } else { format!("{}/{picture}", settings.base_uri) }.into());
        set("dna", plan::dna_hash(project, edition).into());
        set("edition", edition.number.into());
        if hashlips {
            set("date", date_ms.into());
        }
    }
    settings.extra.iter().for_each(|(key, value)| set(key, value.clone()));
    let attributes = edition.picks.iter().filter_map(|&pick| {
        let (t, layer) = (project.trait_(pick), project.layer(project.trait_(pick).layer));
        let listed = hashlips || (layer.in_metadata && !t.name.is_empty());
        listed.then(|| json!({"trait_type": layer.name, "value": t.name}))
    });
    set("attributes", attributes.collect());
    if settings.standard == Standard::Solana {
        let files = json!([{"uri": picture, "type": "image/png"}]);
        set(
            "properties",
            json!({"files": files, "category": "image", "creators": settings.by_standard.solana.creators}),
        );
    } else {
        set("compiler", if hashlips { "HashLips Art Engine" } else { "simdgen" }.into());
    }
    serde_json::to_string_pretty(&map).unwrap()
}

fn any_key() -> impl Strategy<Value = String> {
    let known =
        prop::sample::select(vec!["name", "image", "dna", "date", "edition", "attributes", "compiler", "properties"]);
    // Digits alone would be array indices, which JavaScript puts first; `fields` tests those.
    prop_oneof![known.prop_map(str::to_owned), "[a-z_\"\\\\\n]\\PC{0,3}"]
}

fn any_extra_value() -> impl Strategy<Value = Value> {
    prop_oneof![any::<i64>().prop_map(Value::from), any::<String>().prop_map(Value::from), Just(json!([1, {"a": []}]))]
}

proptest! {
    #[test]
    fn equals_the_plain_oracle(
        (hashlips, solana, hidden) in any::<(bool, bool, bool)>(),
        texts in prop::array::uniform6("\\PC{0,4}|[\\x00-\\x30]{0,4}"),
        extra in prop::collection::vec((any_key(), any_extra_value()), 0..6),
        (number, date_ms) in any::<(u32, u64)>(),
        picks in (0_u32..2, 2_u32..4),
    ) {
        let mut project = tiny(if hashlips { "hashlips" } else { "simdgen" });
        let [name, description, base_uri, symbol, layer, trait_name] = texts;
        project.layers[0].in_metadata = !hidden;
        project.layers[0].name = layer;
        project.traits[3].name = trait_name;
        let settings = &mut project.metadata;
        settings.standard = if solana { Standard::Solana } else { Standard::Ethereum };
        (settings.name, settings.description, settings.base_uri) = (name, description, base_uri);
        settings.by_standard.solana.symbol = symbol;
        settings.extra = extra.into_iter().collect();
        let picks = [TraitId(picks.0), TraitId(picks.1)];
        let edition = edition(number, &picks);
        prop_assert_eq!(written(&project, edition, date_ms), oracle(&project, edition, date_ms));
    }
}
