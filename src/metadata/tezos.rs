//! TZIP-21, Tezos' rich metadata, with size, hash, type and dimensions of the picture.
//!
//! Source of the keys: the schema of TZIP-21. One picture serves as artifact, display and thumbnail. Royalties are as
//! objkt reads them: shares in thousandths.

use serde_json::json;

use super::fields::Fields;
use super::node::{AttributeForm, Node, Piece, object, picture_name, picture_type, picture_uri, text, title};
use crate::project::Project;

pub(super) fn file(project: &Project) -> Node {
    let (settings, tezos) = (&project.metadata, &project.metadata.by_standard.tezos);
    let uri = || Node::Text(picture_uri(project));
    let mut fields = Fields::default();
    fields.set("name", Node::Text(title(project)));
    fields.set_text("symbol", &tezos.symbol);
    fields.set("description", text(&settings.description));
    fields.set("decimals", Node::Fixed(0.into()));
    fields.set("isBooleanAmount", Node::Fixed(true.into()));
    fields.set("artifactUri", uri());
    fields.set("displayUri", uri());
    fields.set("thumbnailUri", uri());
    fields.set_text("minter", &tezos.minter);
    fields.set_texts("creators", &tezos.creators);
    fields.set_texts("tags", &tezos.tags);
    fields.set_text("rights", &tezos.rights);
    fields.spread(&settings.extra);
    fields.set("attributes", Node::Attributes(AttributeForm::NameValue));
    let (width, height) = (project.canvas.width(), project.canvas.height());
    let format = object([
        ("uri", uri()),
        ("hash", Node::Text(vec![Piece::Sha256])),
        ("mimeType", text(picture_type(project))),
        ("fileSize", Node::Bare(Piece::FileSize)),
        ("fileName", Node::Text(picture_name(project))),
        ("dimensions", Node::Fixed(json!({ "value": format!("{width}x{height}"), "unit": "px" }))),
    ]);
    fields.set("formats", Node::Array(vec![format]));
    if !tezos.royalties.is_empty() {
        fields.set("royalties", Node::Fixed(json!({ "decimals": 3, "shares": tezos.royalties })));
    }
    fields.into_node()
}
