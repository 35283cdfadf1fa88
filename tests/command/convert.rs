//! nftchef's files for Solana, Cardano and Tezos, key for key.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::command::simdgen::{decode, files_below, simdgen, succeed};
use crate::pixels::fixture::write_png;

/// A generated nftchef project of three editions, numbered from 5, of 8 x 4 pixels.
pub fn project(exports: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write_png(&root.join("layers/Sky/blue#1.png"), 8, 4, &[0, 0, 200, 255].repeat(32));
    for (n, name) in ["a", "b", "c"].into_iter().enumerate() {
        let file = root.join(format!("layers/Hat/{name}#1.png"));
        write_png(&file, 8, 4, &[n as u8 * 90, 7, 9, 255].repeat(32));
    }
    let config = format!(
        "const format = {{ width: 8, height: 4, smoothing: false }};
         module.exports = {{ format, startIndex: 5, baseUri: 'ipfs://x', description: 'about', {exports}
           layerConfigurations: [{{ growEditionSizeTo: 3, namePrefix: 'Bot', layersOrder: [{{ name: 'Sky' }}, {{ name: 'Hat' }}] }}] }};"
    );
    let write = |name: &str, text: &str| {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("src/config.js", &config);
    write(
        "Solana/solana_config.js",
        "const creators = [{ address: 'W', share: 100 }];
         module.exports = { symbol: 'BOT', NFTName: 'My', description: 'sold', royaltyFee: 200, creators, external_url: '',
           baseUriPrefix: '', propertyCategory: 'image' };",
    );
    write(
        "Tezos/tezos_config.js",
        "const path = require('path');
         const { format } = require(path.join(process.cwd(), 'src/config.js'));
         const part = (f) => ({ width: parseInt(format.width * f), height: parseInt(format.height * f) });
         module.exports = { symbol: 'BOT', baseDisplayUri: 'D', baseThumbnailUri: 'T', decimals: 0, creators: ['@me'],
           isBooleanAmount: true, shouldPreferSymbol: false, rights: 'All.', royalties: { tz1a: 50 },
           size: { artifactUri: format, displayUri: part(0.75), thumbnailUri: part(0.5) } };",
    );
    succeed("generate {} --seed 1", root);
    folder
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The hat of an edition, as its own metadata has it.
fn hat(root: &Path, number: u32) -> String {
    let value = read(&root.join(format!("build/json/{number}.json")));
    value["attributes"][1]["value"].as_str().unwrap().to_owned()
}

#[test]
fn solana_files_are_counted_from_0_and_sold_by_their_own_configuration() {
    let folder = project("");
    let root = folder.path();
    succeed("convert solana {}", root);
    let expected = format!(
        r#"{{
  "name": "My Bot #6",
  "symbol": "BOT",
  "description": "sold",
  "seller_fee_basis_points": 200,
  "image": "1.png",
  "attributes": [
    {{
      "trait_type": "Sky",
      "value": "blue"
    }},
    {{
      "trait_type": "Hat",
      "value": "{}"
    }}
  ],
  "properties": {{
    "edition": 6,
    "files": [
      {{
        "uri": "1.png",
        "type": "image/png"
      }}
    ],
    "category": "image",
    "creators": [
      {{
        "address": "W",
        "share": 100
      }}
    ],
    "compiler": "HashLips Art Engine - NFTChef fork | qualifieddevs.io"
  }}
}}"#,
        hat(root, 6)
    );
    let build = root.join("build");
    assert_eq!(fs::read_to_string(build.join("solana/json/1.json")).unwrap(), expected);
    let names: Vec<String> = files_below(&build.join("solana")).into_keys().collect();
    let (images, json) =
        (["images/0.png", "images/1.png", "images/2.png"], ["json/0.json", "json/1.json", "json/2.json"]);
    assert_eq!(names, [&images[..], &json].concat());
    let picture = |name: &str| fs::read(build.join(name)).unwrap();
    assert!((0..3).all(|n| picture(&format!("solana/images/{n}.png")) == picture(&format!("images/{}.png", n + 5))));

    // What lies in the build counts, also when it was made by hand; a second time replaces the first.
    fs::write(build.join("json/5.json"), r#"{"name": "One", "edition": 5, "attributes": []}"#).unwrap();
    succeed("convert solana {}", root);
    let one = read(&build.join("solana/json/0.json"));
    assert_eq!((one["name"].as_str(), one["attributes"].as_array().map(Vec::len)), (Some("My One"), Some(0)));
}

#[test]
fn solana_files_tell_a_page_and_the_engines_type_of_jpeg() {
    let folder = project("outputJPEG: true,");
    let config = folder.path().join("Solana/solana_config.js");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("external_url: ''", "external_url: 'https://e.x'")).unwrap();
    succeed("convert solana {}", folder.path());
    let file = read(&folder.path().join("build/solana/json/0.json"));
    let keys: Vec<&str> = file.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "name",
        "symbol",
        "description",
        "seller_fee_basis_points",
        "image",
        "external_url",
        "attributes",
        "properties",
    ];
    assert_eq!(keys, expected);
    assert_eq!((file["image"].as_str(), &file["properties"]["files"][0]["type"]), (Some("0.jpg"), &"image/jpg".into()));
}

#[test]
fn cardano_files_are_templates_with_attributes_as_keys() {
    let folder = project("");
    succeed("convert cardano {}", folder.path());
    let expected = format!(
        r#"{{
  "721": {{
    "<policy_id>": {{
      "<asset_name>": {{
        "name": "Bot #7",
        "image": "<ipfs_link>",
        "mediaType": "<mime_type>",
        "description": "about",
        "files": [
          {{
            "name": "<display_name>",
            "mediaType": "<mime_type>",
            "src": "<ipfs_link>"
          }}
        ],
        "Sky": "blue",
        "Hat": "{}"
      }}
    }},
    "version": "1.0"
  }}
}}"#,
        hat(folder.path(), 7)
    );
    let cardano = folder.path().join("build/cardano");
    assert_eq!(fs::read_to_string(cardano.join("metadata/7.metadata")).unwrap(), expected);
    let names: Vec<String> = files_below(&cardano).into_keys().collect();
    assert_eq!(names, ["metadata/5.metadata", "metadata/6.metadata", "metadata/7.metadata"]);
    // They are looked after as the build is.
    succeed("verify --fast {}/build", folder.path());
    fs::write(cardano.join("metadata/6.metadata"), "{}").unwrap();
    fs::write(cardano.join("metadata/9.metadata"), "{}").unwrap();
    let output = simdgen(&["verify", "--fast", folder.path().join("build").to_str().unwrap()]);
    assert_eq!(output.code, 3, "{output:?}");
    for part in ["cardano/metadata/6.metadata has 2 bytes, not the ", "cardano/metadata/9.metadata is no edition"] {
        assert!(output.out.contains(part), "{output:?}");
    }
}

#[test]
fn tezos_files_tell_three_renditions_and_the_smaller_two_are_made() {
    let folder = project("");
    succeed("convert tezos {}", folder.path());
    let expected = format!(
        r#"{{
  "edition": 5,
  "name": "Bot #5",
  "description": "about",
  "artifactUri": "ipfs://x/5.png",
  "displayUri": "D/5.png",
  "thumbnailUri": "T/5.png",
  "decimals": 0,
  "creators": [
    "@me"
  ],
  "isBooleanAmount": true,
  "symbol": "BOT",
  "rights": "All.",
  "shouldPreferSymbol": false,
  "attributes": [
    {{
      "name": "Sky",
      "value": "blue"
    }},
    {{
      "name": "Hat",
      "value": "{}"
    }}
  ],
  "formats": [
    {{
      "mimeType": "image/png",
      "uri": "ipfs://x/5.png",
      "dimensions": {{
        "value": "8x4",
        "unit": "px"
      }}
    }},
    {{
      "mimeType": "image/png",
      "uri": "D/5.png",
      "dimensions": {{
        "value": "6x3",
        "unit": "px"
      }}
    }},
    {{
      "mimeType": "image/png",
      "uri": "T/5.png",
      "dimensions": {{
        "value": "4x2",
        "unit": "px"
      }}
    }}
  ],
  "royalties": {{
    "decimals": 3,
    "shares": {{
      "tz1a": 50
    }}
  }}
}}"#,
        hat(folder.path(), 5)
    );
    let tezos = folder.path().join("build/tezos");
    assert_eq!(fs::read_to_string(tezos.join("json/5.json")).unwrap(), expected);
    let all = read(&tezos.join("json/_metadata.json"));
    assert_eq!(all.as_array().unwrap().len(), 3);
    for (n, edition) in (5..8).enumerate() {
        assert_eq!(all[n], read(&tezos.join(format!("json/{edition}.json"))));
        let pixel = decode(&fs::read(folder.path().join(format!("build/images/{edition}.png"))).unwrap())[0];
        for (rendition, pixels) in [("displayUri", 6 * 3), ("thumbnailUri", 4 * 2)] {
            let copy = decode(&fs::read(tezos.join(format!("{rendition}/{edition}.png"))).unwrap());
            assert!(copy.len() == pixels && copy.iter().all(|p| *p == pixel), "{rendition} of {edition}");
        }
    }
}

#[test]
fn what_cannot_be_converted_is_told() {
    let folder = project("");
    fs::remove_dir_all(folder.path().join("Tezos")).unwrap();
    let root = folder.path().to_str().unwrap();
    let output = simdgen(&["convert", "tezos", root]);
    assert!(output.code == 1 && output.err.contains("Tezos/tezos_config.js"), "{output:?}");
    assert_eq!(output.err.lines().count(), 1);
    fs::write(folder.path().join("simdgen.toml"), "[collection]\neditions = 1\n").unwrap();
    let output = simdgen(&["convert", "solana", root]);
    assert!(output.code == 1 && output.err.contains("collection.standard"), "{output:?}");
    let output = simdgen(&["convert", "bitcoin", root]);
    assert!(output.code == 2 && output.err.contains("possible values: solana, cardano, tezos"), "{output:?}");
}
