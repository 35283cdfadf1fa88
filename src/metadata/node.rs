//! A metadata file as a tree whose texts may differ between editions.
//!
//! Each standard builds one such tree for a project; `layout` turns it into JSON text.

use serde_json::Value;

use crate::choice::Choice;
use crate::project::Project;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A text that all files have.
    Text(String),
    /// The edition's number.
    Number,
    /// The title, where sets or 1/1 pictures have their own.
    Title,
    /// The number as file names have it.
    Id,
    /// Its DNA hash.
    Dna,
    /// The date in milliseconds.
    Date,
    /// Bytes of the picture's file.
    FileSize,
    /// SHA-256 of the picture's file in hexadecimal.
    Sha256,
    /// Keccak-256 of the picture's file in hexadecimal.
    Keccak256,
    /// The value of the layer of this name.
    Trait(String),
    /// The bytes of a text in hexadecimal.
    Hex(Vec<Self>),
}

/// The form of the list of attributes in a standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AttributeForm {
    /// `[{display_type?, trait_type, value, max_value?}]`: OpenSea and Metaplex.
    TraitType,
    /// `[{name, value}]`, all texts: TZIP-21.
    NameValue,
    /// `{layer: value}`.
    Object,
    /// `{layer: value}` as Cardano's ledger takes it: texts of at most 64 bytes, no fractions.
    LedgerObject,
    /// `[{k, v}]` of Plutus data: CIP-68.
    PlutusMap,
}

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// A value that all files have.
    Fixed(Value),
    /// A text.
    Text(Vec<Piece>),
    /// A number; of a trait, whatever its value is.
    Bare(Piece),
    /// A text, or the list of its parts when it has more than 64 bytes.
    Split(Vec<Piece>),
    /// The edition's traits.
    Attributes(AttributeForm),
    /// A list.
    Array(Vec<Self>),
    /// Keys and values in order.
    Object(Vec<(Vec<Piece>, Self)>),
}

/// An object of keys that are the same in every file.
pub(super) fn object<const N: usize>(fields: [(&str, Node); N]) -> Node {
    Node::Object(fields.into_iter().map(|(key, node)| (literal(key), node)).collect())
}

/// A text that is the same in every file.
pub(super) fn text(value: &str) -> Node {
    Node::Fixed(value.into())
}

/// The pieces of a text that is the same in every file.
pub(super) fn literal(value: &str) -> Vec<Piece> {
    vec![Piece::Text(value.into())]
}

/// The edition's title, "Robots #7".
pub(super) fn title(project: &Project) -> Vec<Piece> {
    if project.has_own_titles() {
        return vec![Piece::Title];
    }
    let name = &project.metadata.name;
    let bare = project.conventions.bare_titles && name.is_empty();
    let before = if bare { "#".into() } else { format!("{name} #") };
    vec![Piece::Text(before), Piece::Number]
}

/// The name of the picture's file.
pub(super) fn picture_name(project: &Project) -> Vec<Piece> {
    vec![Piece::Id, Piece::Text(format!(".{}", project.pictures.extension()))]
}

/// The URI of the picture.
pub(super) fn picture_uri(project: &Project) -> Vec<Piece> {
    let base = &project.metadata.base_uri;
    let bare = project.conventions.bare_image && base.is_empty();
    let folder = if bare { vec![] } else { literal(&format!("{base}/")) };
    [folder, picture_name(project)].concat()
}

/// Media type of the pictures.
pub(super) fn picture_type(project: &Project) -> &'static str {
    project.pictures.facts().media_type
}
