//! The Metaplex form of both dialects.
//!
//! Source of keys and order: `addMetadata` in `src/main.js` of the HashLips art engine (`dc4a69e`), its branch
//! for Solana. There is no DNA, date or compiler in it, and images are named without a base URI.

use serde_json::Value;

use super::fields::{Fields, Part, constant, numbered, text, title};
use crate::project::Project;

pub(super) fn fields(project: &Project) -> Fields {
    let settings = &project.metadata;
    let solana = &settings.solana;

    let mut fields = Fields::default();
    fields.set("name", title(project));
    fields.set("symbol", text(&solana.symbol));
    fields.set("description", text(&settings.description));
    fields.set("seller_fee_basis_points", constant(&solana.seller_fee_basis_points.into(), 1));
    fields.set("image", numbered("", ".png"));
    fields.set("external_url", text(&solana.external_url));
    fields.set("edition", vec![Part::Number]);
    fields.spread(&settings.extra);
    fields.set("attributes", vec![Part::Attributes]);
    fields.set("properties", properties(&solana.creators));
    fields
}

/// `{files: [{uri, type}], category, creators}`, one level below the margin.
fn properties(creators: &[Value]) -> Vec<Part> {
    let mut parts = vec![Part::Text("{\n    \"files\": [\n      {\n        \"uri\": ".into())];
    parts.extend(numbered("", ".png"));
    parts.push(Part::Text(
        ",\n        \"type\": \"image/png\"\n      }\n    ],\n    \"category\": \"image\",\n    \"creators\": ".into(),
    ));
    parts.extend(constant(&creators.into(), 2));
    parts.push(Part::Text("\n  }".into()));
    parts
}
