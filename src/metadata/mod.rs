//! Metadata: one JSON file an edition, and one with all of them.
//!
//! The text is laid out byte for byte as `JSON.stringify(x, null, 2)` does it, which for a HashLips project gives that
//! engine's own files. Each standard is a tree of keys and values, built by a file here and named in `tree`; most of it is the
//! same for every edition, so it is laid out once per project ([`MetadataWriter::new`]), and an edition then costs a few copies
//! and one SHA-1.

mod attributes;
mod cardano;
pub(crate) mod cardano_value;
mod collection;
mod ethereum;
pub(crate) mod existing;
mod fields;
mod fill;
pub(crate) mod json;
mod layout;
mod node;
mod particulars;
mod solana;
mod template;
mod tezos;

pub use collection::{COLLECTION_FILE, CollectionWriter};
pub use existing::Editions;
pub(crate) use existing::Existing;
pub(crate) use json::value_text;
pub use particulars::Particulars;

use crate::plan::Edition;
use crate::project::{Project, SetId, Standard, Template, TraitId};
use layout::Part;
use node::{Node, Piece};

/// Writes the metadata of editions of one project; shared by all threads.
#[derive(Debug)]
pub struct MetadataWriter<'a> {
    project: &'a Project,
    parts: Vec<Part>,
}

impl<'a> MetadataWriter<'a> {
    /// Lays out what all editions share.
    ///
    /// # Panics
    /// When the standard is [`Standard::Template`] and there is none: whoever made the project set both.
    pub fn new(project: &'a Project) -> Self {
        Self { project, parts: layout::lay_out(project, &tree(project)) }
    }

    /// Appends the file of one edition, without a newline at the end. Allocates only to grow `out`, and for Cardano.
    ///
    /// # Panics
    /// When the edition is not one of the project's (see [`crate::plan::Plan::fits`]), or its picture is needed and
    /// missing.
    pub fn write_edition(&self, edition: Edition<'_>, particulars: &Particulars, out: &mut String) {
        let scene = fill::Scene { project: self.project, edition, particulars };
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Piece(piece) => scene.push_escaped(piece, out),
                Part::Bare(piece) => scene.push_bare(piece, out),
                Part::Split(pieces, depth) => scene.push_split(pieces, *depth, out),
                Part::Attributes(list) => {
                    list.push(self.project, edition, particulars.extra(edition.number), out);
                }
            }
        }
    }
}

/// The value that metadata shows for a trait, as text; `None` if it leaves the trait out.
pub fn shown_text(project: &Project, id: TraitId) -> Option<String> {
    project.shown_value(id).map(|value| json::as_text(&value))
}

/// The attributes of a 1/1 picture, name and value; none for other traits.
pub fn own_texts(project: &Project, id: TraitId) -> Vec<(&str, String)> {
    let own = project.one_of_one(id).map_or(&[][..], |one| &one.attributes);
    own.iter().map(|own| (own.name.as_str(), json::as_text(&own.value))).collect()
}

/// The attributes that all editions of a set have beside those of their traits, name and value.
pub fn shared_texts(project: &Project, set: SetId) -> Vec<(&str, String)> {
    project.shared_attributes(set).map(|shared| (shared.name.as_str(), json::as_text(&shared.value))).collect()
}

/// The file of a project's standard.
///
/// # Panics
/// When that is [`Standard::Template`] and there is none: whoever made the project set both.
fn tree(project: &Project) -> Node {
    match project.metadata.standard {
        Standard::Ethereum | Standard::Erc1155 => ethereum::file(project),
        Standard::Solana => solana::sugar(project),
        Standard::Metaplex => solana::metaplex(project),
        Standard::Cip25 => cardano::cip25(project),
        Standard::Cip68 => cardano::cip68(project),
        Standard::Tezos => tezos::file(project),
        Standard::Template => {
            let template: &Template = project.metadata.by_standard.template.as_ref().expect("set with the standard");
            template::file(project, template)
        }
    }
}

/// `true` if metadata has the size or a hash of pictures.
fn tells_pictures(project: &Project) -> bool {
    needs_picture(&tree(project))
}

fn needs_picture(node: &Node) -> bool {
    let piece = |piece: &Piece| matches!(piece, Piece::FileSize | Piece::Sha256 | Piece::Keccak256);
    match node {
        Node::Fixed(_) | Node::Attributes(_) => false,
        Node::Text(pieces) | Node::Split(pieces) => pieces.iter().any(piece),
        Node::Bare(one) => piece(one),
        Node::Array(nodes) => nodes.iter().any(needs_picture),
        Node::Object(fields) => fields.iter().any(|(key, node)| key.iter().any(piece) || needs_picture(node)),
    }
}
