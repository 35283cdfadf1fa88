//! The two Cardano forms: CIP-25, transaction metadata under label 721, and CIP-68, the datum of the reference token.
//!
//! CIP-25 is the JSON that `cardano-cli` takes without a schema: a text has at most 64 bytes, so longer ones become lists
//! of their parts, cut between characters; there are no fractions, truth values or nulls, so those become texts; keys of
//! version 2 are bytes, written `0x` and hexadecimal. CIP-68 is the JSON of Plutus data with its detailed schema
//! (`constructor`, `fields`, `map`, `bytes`), as the CIP shows it: version 1, and nothing in the third field.

use serde_json::{Value, json};

use super::attributes::{AttributeForm, as_text};
use super::node::{Node, Piece, literal, object, picture_type, picture_uri, text, title};
use crate::project::Project;

/// Bytes of a text in transaction metadata (CIP-25 and the Shelley ledger specification).
const MOST_BYTES: usize = 64;

/// The CIP-25 form.
pub(super) fn cip25(project: &Project) -> Node {
    let settings = &project.metadata;
    let cardano = &settings.cardano;
    let mut fields = vec![
        (literal("name"), Node::Text(title(project))),
        (literal("image"), Node::Split(picture_uri(project))),
        (literal("mediaType"), text(picture_type(project))),
    ];
    if !settings.description.is_empty() {
        fields.push((literal("description"), Node::Split(literal(&settings.description))));
    }
    let extra = settings.extra.iter().map(|(key, value)| (literal(key), Node::Fixed(ledger_value(value))));
    fields.extend(extra);
    fields.push((literal("attributes"), Node::Attributes(AttributeForm::LedgerObject)));
    let asset = vec![Piece::Text(cardano.asset_name.clone()), Piece::Number];
    let (policy, asset, version) = if cardano.key_bytes {
        let policy = literal(&format!("0x{}", cardano.policy_id));
        (policy, vec![Piece::Text("0x".into()), Piece::Hex(asset)], 2)
    } else {
        (literal(&cardano.policy_id), asset, 1)
    };
    let policy = (policy, Node::Object(vec![(asset, Node::Object(fields))]));
    object([("721", Node::Object(vec![policy, (literal("version"), Node::Fixed(version.into()))]))])
}

/// The CIP-68 form.
pub(super) fn cip68(project: &Project) -> Node {
    let settings = &project.metadata;
    let mut entries = vec![
        entry("name", plutus_text(title(project))),
        entry("image", plutus_text(picture_uri(project))),
        entry("mediaType", Node::Fixed(plutus_value(&picture_type(project).into()))),
    ];
    if !settings.description.is_empty() {
        entries.push(entry("description", plutus_text(literal(&settings.description))));
    }
    entries.extend(settings.extra.iter().map(|(key, value)| Node::Fixed(plutus_entry(key, value))));
    entries.push(entry("attributes", object([("map", Node::Attributes(AttributeForm::PlutusMap))])));
    let metadata = object([("map", Node::Array(entries))]);
    let (version, nothing) = (json!({ "int": 1 }), json!({ "constructor": 0, "fields": [] }));
    let datum = Node::Array(vec![metadata, Node::Fixed(version), Node::Fixed(nothing)]);
    object([("constructor", Node::Fixed(0.into())), ("fields", datum)])
}

fn entry(key: &str, value: Node) -> Node {
    object([("k", Node::Fixed(plutus_value(&key.into()))), ("v", value)])
}

fn plutus_text(pieces: Vec<Piece>) -> Node {
    object([("bytes", Node::Text(vec![Piece::Hex(pieces)]))])
}

/// A key and a value of a map of Plutus data.
pub(super) fn plutus_entry(key: &str, value: &Value) -> Value {
    json!({ "k": plutus_value(&key.into()), "v": plutus_value(value) })
}

/// A JSON value as Plutus data, which has whole numbers and bytes.
fn plutus_value(value: &Value) -> Value {
    match value {
        Value::Number(number) if !number.is_f64() => json!({ "int": number }),
        Value::Array(items) => json!({ "list": items.iter().map(plutus_value).collect::<Vec<_>>() }),
        Value::Object(map) => json!({ "map": map.iter().map(|(k, v)| plutus_entry(k, v)).collect::<Vec<_>>() }),
        other => {
            let mut bytes = String::new();
            push_hex(&mut bytes, as_text(other).as_bytes());
            json!({ "bytes": bytes })
        }
    }
}

/// A JSON value as transaction metadata can hold it.
pub(super) fn ledger_value(value: &Value) -> Value {
    match value {
        Value::Number(number) if !number.is_f64() => value.clone(),
        Value::Array(items) => items.iter().map(ledger_value).collect(),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), ledger_value(value))).collect(),
        other => {
            let text = as_text(other);
            if text.len() <= MOST_BYTES { text.into() } else { split(&text).into() }
        }
    }
}

/// The parts of a text, each as long as it can be, cut between characters.
pub(super) fn split(text: &str) -> Vec<&str> {
    let mut parts = vec![];
    let mut rest = text;
    while rest.len() > MOST_BYTES {
        // A character has at most 4 bytes, so a cut is found.
        let cut = (0..=MOST_BYTES).rev().find(|&at| rest.is_char_boundary(at)).unwrap_or(0);
        let (part, after) = rest.split_at(cut);
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts
}

/// Appends the bytes of a text in hexadecimal.
pub(crate) fn push_hex(out: &mut String, bytes: &[u8]) {
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            out.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parts_are_short_and_join_to_the_text(text in "\\PC{0,200}") {
            let parts = split(&text);
            prop_assert_eq!(parts.concat(), text.as_str());
            // A character has at most 4 bytes, so a part that could have taken another one is shorter than 61.
            let full = |part: &&str| (61..=MOST_BYTES).contains(&part.len());
            let (last, others) = parts.split_last().unwrap();
            prop_assert!(others.iter().all(full) && last.len() <= MOST_BYTES, "{:?}", parts);
        }
    }
}
