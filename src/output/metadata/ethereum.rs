//! The ERC-721 form, as marketplaces read it and HashLips writes it.
//!
//! Source of keys and order: `addMetadata` in `src/main.js` of the HashLips art engine (`dc4a69e`).

use super::fields::{Fields, Part, numbered, text, title};
use crate::project::{Dialect, Project};

pub(super) fn fields(project: &Project) -> Fields {
    let settings = &project.metadata;
    let native = project.dialect == Dialect::Native;
    let folder = if native && settings.base_uri.is_empty() { String::new() } else { format!("{}/", settings.base_uri) };

    let mut fields = Fields::default();
    fields.set("name", title(project));
    fields.set("description", text(&settings.description));
    fields.set("image", numbered(&folder, ".png"));
    fields.set("dna", vec![Part::Text("\"".into()), Part::Dna, Part::Text("\"".into())]);
    fields.set("edition", vec![Part::Number]);
    if !native {
        // Time of writing; it would make equal runs differ.
        fields.set("date", vec![Part::Date]);
    }
    fields.spread(&settings.extra);
    fields.set("attributes", vec![Part::Attributes]);
    fields.set("compiler", text(if native { "simdgen" } else { "HashLips Art Engine" }));
    fields
}
