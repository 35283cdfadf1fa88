//! The two Metaplex forms: with the fields that Sugar and older programs read, and as of today.
//!
//! Source of keys and order of the first: `addMetadata` in `src/main.js` of the HashLips art engine (`dc4a69e`), its
//! branch for Solana. There is no DNA, date or compiler in it, and images are named without a base URI. The second is
//! the non-fungible standard of the Metaplex documentation: symbol, fee and creators are on the chain only.

use super::fields::Fields;
use super::node::{AttributeForm, Node, Piece, object, picture_name, picture_type, picture_uri, text, title};
use crate::project::Project;

pub(super) fn sugar(project: &Project) -> Node {
    let settings = &project.metadata;
    let solana = &settings.by_standard.solana;
    let mut fields = Fields::default();
    fields.set("name", Node::Text(title(project)));
    fields.set("symbol", text(&solana.symbol));
    fields.set("description", text(&settings.description));
    fields.set("seller_fee_basis_points", Node::Fixed(solana.seller_fee_basis_points.into()));
    fields.set("image", Node::Text(picture_name(project)));
    fields.set("external_url", text(&solana.external_url));
    fields.set("edition", Node::Bare(Piece::Number));
    fields.spread(&settings.extra);
    fields.set("attributes", Node::Attributes(AttributeForm::TraitType));
    let creators = Node::Fixed(solana.creators.as_slice().into());
    let properties =
        [("files", picture_files(project, picture_name(project))), ("category", text("image")), ("creators", creators)];
    fields.set("properties", object(properties));
    fields.set_text("compiler", settings.compiler.as_deref().unwrap_or_default());
    fields.into_node()
}

pub(super) fn metaplex(project: &Project) -> Node {
    let settings = &project.metadata;
    let mut fields = Fields::default();
    fields.set("name", Node::Text(title(project)));
    fields.set("description", text(&settings.description));
    fields.set("image", Node::Text(picture_uri(project)));
    fields.set_text("external_url", &settings.by_standard.solana.external_url);
    fields.set("edition", Node::Bare(Piece::Number));
    fields.spread(&settings.extra);
    fields.set("attributes", Node::Attributes(AttributeForm::TraitType));
    fields.set(
        "properties",
        object([("files", picture_files(project, picture_uri(project))), ("category", text("image"))]),
    );
    fields.set_text("compiler", settings.compiler.as_deref().unwrap_or_default());
    fields.into_node()
}

fn picture_files(project: &Project, uri: Vec<Piece>) -> Node {
    Node::Array(vec![object([("uri", Node::Text(uri)), ("type", text(picture_type(project)))])])
}
