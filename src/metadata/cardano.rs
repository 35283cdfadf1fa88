//! The two Cardano forms: CIP-25, transaction metadata under label 721, and CIP-68, the datum of the reference token.
//!
//! CIP-25 is the JSON that `cardano-cli` takes without a schema: a text has at most 64 bytes, so longer ones become lists
//! of their parts, cut between characters; there are no fractions, truth values or nulls, so those become texts; keys of
//! version 2 are bytes, written `0x` and hexadecimal. CIP-68 is the JSON of Plutus data with its detailed schema
//! (`constructor`, `fields`, `map`, `bytes`), as the CIP shows it: version 1, and nothing in the third field.

use serde_json::json;

use super::cardano_value::{ledger_value, plutus_entry, plutus_value};
use super::node::{AttributeForm, Node, Piece, literal, object, picture_type, picture_uri, text, title};
use crate::project::Project;

/// The CIP-25 form.
pub(super) fn cip25(project: &Project) -> Node {
    let settings = &project.metadata;
    let cardano = &settings.by_standard.cardano;
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
