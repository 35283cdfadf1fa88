//! Metadata: one JSON file an edition, and one with all of them.
//!
//! The text is byte for byte what the HashLips art engine writes with `JSON.stringify(x, null, 2)`. Most of
//! it is the same for every edition, so it is rendered once per project ([`MetadataWriter::new`]); an
//! edition then costs a few copies and one SHA-1.

mod collection;
mod ethereum;
mod fields;
mod json;
mod solana;

use std::fmt::Write;
use std::ops::Range;

pub use collection::{COLLECTION_FILE, CollectionWriter};

use crate::plan::{self, Edition};
use crate::project::{Attribute, Dialect, Layer, Project, Standard, Trait};
use fields::Part;

/// Writes the metadata of editions of one project; shared by all threads.
#[derive(Debug)]
pub struct MetadataWriter<'a> {
    project: &'a Project,
    parts: Vec<Part>,
    /// The attribute objects of all traits, each with a comma before it.
    attributes: String,
    /// Where each trait's object is in `attributes`; empty for one that metadata leaves out.
    of_trait: Vec<Range<usize>>,
}

impl<'a> MetadataWriter<'a> {
    /// Renders what all editions share.
    pub fn new(project: &'a Project) -> Self {
        let fields = match project.metadata.standard {
            Standard::Ethereum => ethereum::fields(project),
            Standard::Solana => solana::fields(project),
        };
        let mut attributes = String::new();
        let of_trait = project
            .traits
            .iter()
            .map(|t| {
                let start = attributes.len();
                let layer = project.layer(t.layer);
                if is_listed(project.dialect, layer, t) {
                    push_attribute(&mut attributes, layer, t);
                }
                start..attributes.len()
            })
            .collect();
        Self { project, parts: fields.into_parts(), attributes, of_trait }
    }

    /// Appends the file of one edition, without a newline at the end. Allocates only to grow `out`.
    ///
    /// `date_ms` is in milliseconds since 1970. Only HashLips projects in Ethereum's form show it; what other
    /// projects write depends on project and edition alone.
    ///
    /// # Panics
    /// When the edition is not one of the project's (see [`plan::Plan::fits`]).
    pub fn write_edition(&self, edition: Edition<'_>, date_ms: u64, out: &mut String) {
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Number => push_number(out, u64::from(edition.number)),
                Part::Dna => plan::write_dna_hash(self.project, edition, out),
                Part::Date => push_number(out, date_ms),
                Part::Attributes => self.push_attributes(out, edition),
            }
        }
    }

    fn push_attributes(&self, out: &mut String, edition: Edition<'_>) {
        let start = out.len();
        for pick in edition.drawn(self.project) {
            let object = &self.attributes[self.of_trait[pick.0 as usize].clone()];
            // The first object's comma gives way to the bracket.
            let first = out.len() == start && !object.is_empty();
            out.push_str(if first { "[" } else { "" });
            out.push_str(if first { &object[1..] } else { object });
        }
        out.push_str(if out.len() == start { "[]" } else { "\n  ]" });
    }
}

/// Whether a trait is an attribute. HashLips lists every layer, and has no way to say otherwise.
fn is_listed(dialect: Dialect, layer: &Layer, t: &Trait) -> bool {
    match (&t.attribute, dialect) {
        (Attribute::Hidden, _) => false,
        (Attribute::Own { .. }, _) | (_, Dialect::HashLips) => true,
        _ => layer.in_metadata && !t.name.is_empty(),
    }
}

fn push_attribute(out: &mut String, layer: &Layer, t: &Trait) {
    let (trait_type, value, display_type) = match &t.attribute {
        Attribute::Own { trait_type, value, display_type } => (trait_type, value, display_type.as_ref()),
        _ => (&layer.name, &t.name, None),
    };
    out.push_str(",\n    {\n      \"trait_type\": ");
    json::push_string(out, trait_type);
    out.push_str(",\n      \"value\": ");
    json::push_string(out, value);
    if let Some(display_type) = display_type {
        out.push_str(",\n      \"display_type\": ");
        json::push_string(out, display_type);
    }
    out.push_str("\n    }");
}

fn push_number(out: &mut String, number: u64) {
    write!(out, "{number}").expect("a String takes any text");
}
