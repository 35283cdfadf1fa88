//! CIP-25 as nftchef writes it: a template that NMKR Studio fills in, with the attributes as keys beside the others.

use serde_json::{Map, Value, json};

use super::attributes;

/// The file of an edition.
pub(super) fn file(edition: &Value) -> Value {
    let of = |key: &str| edition.get(key).cloned().unwrap_or_default();
    let template = json!({
        "name": of("name"),
        "image": "<ipfs_link>",
        "mediaType": "<mime_type>",
        "description": of("description"),
        "files": [{ "name": "<display_name>", "mediaType": "<mime_type>", "src": "<ipfs_link>" }],
    });
    let mut asset: Map<String, Value> = serde_json::from_value(template).unwrap_or_default();
    for attribute in attributes(edition) {
        let name = attribute.get("trait_type").and_then(Value::as_str);
        if let (Some(name), Some(value)) = (name, attribute.get("value")) {
            asset.insert(name.to_owned(), value.clone());
        }
    }
    json!({ "721": { "<policy_id>": { "<asset_name>": asset }, "version": "1.0" } })
}
