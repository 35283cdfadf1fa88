//! Fills in the parts of a file for one edition; `layout` makes the parts once a project.

use std::fmt::Write;

use serde_json::Value;

use super::cardano_value::{push_hex, split};
use super::json::{self, as_text};
use super::node::Piece;
use super::particulars::{Particulars, PictureFile};
use crate::plan::{self, Edition};
use crate::project::{Project, TraitId};

/// An edition and its particulars.
pub(super) struct Scene<'a> {
    pub project: &'a Project,
    pub edition: Edition<'a>,
    pub particulars: &'a Particulars,
}

impl Scene<'_> {
    /// Appends a piece as it stands between the quotes of a JSON text.
    pub(super) fn push_escaped(&self, piece: &Piece, out: &mut String) {
        match piece {
            Piece::Text(text) => json::push_escaped(out, text),
            Piece::Trait(layer) => json::push_escaped(out, &self.trait_text(layer)),
            Piece::Title => json::push_escaped(out, &self.title()),
            // Digits need no escapes.
            digits => self.push_raw(digits, out),
        }
    }

    /// Appends a piece as a JSON value.
    pub(super) fn push_bare(&self, piece: &Piece, out: &mut String) {
        match piece {
            Piece::Trait(layer) => json::push_value(out, &self.trait_value(layer).unwrap_or_else(|| "".into()), 0),
            number => self.push_raw(number, out),
        }
    }

    /// Appends a text, or the list of its parts that begins `depth` levels from the margin.
    pub(super) fn push_split(&self, pieces: &[Piece], depth: usize, out: &mut String) {
        let text = self.raw(pieces);
        match split(&text).as_slice() {
            [short] => json::push_string(out, short),
            parts => json::push_value(out, &parts.iter().map(|&part| Value::from(part)).collect(), depth),
        }
    }

    fn push_raw(&self, piece: &Piece, out: &mut String) {
        let number = u64::from(self.edition.number);
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Number => push_number(out, number),
            Piece::Id => {
                let names = self.project.metadata.file_names;
                names.write(self.edition.number, out).expect("a String takes any text");
            }
            Piece::Title => out.push_str(&self.title()),
            Piece::Dna => plan::write_dna_hash(self.project, self.edition, out),
            Piece::Date => push_number(out, self.particulars.date_ms),
            Piece::FileSize => push_number(out, self.picture().bytes),
            Piece::Sha256 => push_hex(out, &self.picture().sha256),
            Piece::Keccak256 => push_hex(out, &self.picture().keccak256),
            Piece::Trait(layer) => out.push_str(&self.trait_text(layer)),
            Piece::Hex(pieces) => push_hex(out, self.raw(pieces).as_bytes()),
        }
    }

    fn raw(&self, pieces: &[Piece]) -> String {
        let mut text = String::new();
        pieces.iter().for_each(|piece| self.push_raw(piece, &mut text));
        text
    }

    fn picture(&self) -> PictureFile {
        self.particulars
            .picture(self.edition.number)
            .expect("a picture's bytes are noted before its metadata is written")
    }

    fn title(&self) -> String {
        self.project.title(self.edition.number, self.edition.set, self.edition.picks)
    }

    fn trait_text(&self, layer: &str) -> String {
        self.trait_value(layer).map_or_else(String::new, |value| as_text(&value))
    }

    /// The value that a layer, or an attribute of this name that a 1/1 picture has, shows in metadata.
    fn trait_value(&self, name: &str) -> Option<Value> {
        let of_layer = |pick: &&TraitId| self.project.layer(self.project.trait_(**pick).layer).name == name;
        let shown = self.edition.picks.iter().filter(of_layer).find_map(|&pick| self.project.shown_value(pick));
        let own = || {
            let one = self.project.one_of_one(*self.edition.picks.first()?)?;
            one.attributes.iter().find(|own| own.name == name).map(|own| own.value.clone())
        };
        shown.or_else(own)
    }
}

fn push_number(out: &mut String, number: u64) {
    write!(out, "{number}").expect("a String takes any text");
}
