//! ERC-721 as marketplaces read it and HashLips and nftchef write it, and ERC-1155.
//!
//! Source of keys and order: `addMetadata` in `src/main.js` of the HashLips art engine (`dc4a69e`) and of nftchef
//! art-engine 2.2; before 1.0.8 HashLips put `dna` first. ERC-1155 adds `decimals`, which is 0 for what cannot be divided (ERC-1155 metadata URI JSON schema).

use super::fields::Fields;
use super::node::{AttributeForm, Node, Piece, picture_uri, text, title};
use crate::project::{DnaPlace, Project, Standard};

pub(super) fn file(project: &Project) -> Node {
    let (settings, conventions) = (&project.metadata, project.conventions);
    let mut fields = Fields::default();
    if conventions.dna_place == DnaPlace::First {
        fields.set("dna", Node::Text(vec![Piece::Dna]));
    }
    fields.set("name", Node::Text(title(project)));
    if settings.standard == Standard::Erc1155 {
        fields.set("decimals", Node::Fixed(0.into()));
    }
    fields.set("description", text(&settings.description));
    fields.set("image", Node::Text(picture_uri(project)));
    if conventions.dna_place == DnaPlace::AfterImage {
        fields.set("dna", Node::Text(vec![Piece::Dna]));
    }
    if settings.hash_pictures {
        fields.set("imageHash", Node::Text(vec![Piece::Keccak256]));
    }
    fields.set("edition", Node::Bare(Piece::Number));
    if conventions.writes_date {
        // Time of writing; it would make equal runs differ.
        fields.set("date", Node::Bare(Piece::Date));
    }
    fields.spread(&settings.extra);
    fields.set("attributes", Node::Attributes(AttributeForm::TraitType));
    fields.set_text("compiler", settings.compiler.as_deref().unwrap_or(conventions.compiler));
    fields.into_node()
}
