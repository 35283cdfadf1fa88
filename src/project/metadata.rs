//! Settings of metadata files beside the traits, and the names of output files.
//!
//! No stage before metadata reads them.

use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use super::{ByStandard, ExtraAttributes, LayerId, SetId, Standard, TraitId};
use crate::choice::choice;
use crate::encode::PictureFormat;

/// Settings of metadata files beside the traits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MetadataSettings {
    /// The metadata standard.
    pub standard: Standard,
    /// Editions are called "`name` #N".
    pub name: String,
    /// The same text in every file.
    pub description: String,
    /// The text before `/N.png` in `image`.
    pub base_uri: String,
    /// Further top-level keys, in order; they may overwrite earlier ones.
    pub extra: Map<String, Value>,
    /// The name of the program in Ethereum's and Solana's files, in place of the engine's; empty leaves the key out.
    pub compiler: Option<String>,
    /// The text between the items of a DNA text, in place of the engine's.
    pub dna_delimiter: Option<String>,
    /// The settings that only some standards read.
    pub by_standard: ByStandard,
    /// The names of an edition's files.
    pub file_names: FileNames,
    /// The display of some layers' values.
    pub displays: Vec<(LayerId, Display)>,
    /// Values that stand instead of the names of some traits: texts and numbers.
    pub values: Vec<(TraitId, Value)>,
    /// Attributes that are no layers, after those that are.
    pub attributes: Vec<SharedAttribute>,
    /// `true` if metadata has the hash of each picture's file (nftchef `hashImages`).
    pub hash_pictures: bool,
    /// A script that gives editions further attributes (nftchef `extraAttributes`).
    pub extra_attributes: Option<ExtraAttributes>,
}

impl MetadataSettings {
    /// The display of a layer's values.
    pub fn display(&self, layer: LayerId) -> Display {
        self.displays.iter().find(|(id, _)| *id == layer).map(|(_, display)| display.clone()).unwrap_or_default()
    }

    /// The value of a trait of this name: its own, or what stands instead of it; a number where numbers are shown.
    pub fn value(&self, id: TraitId, layer: LayerId, name: &str) -> Value {
        match self.values.iter().find(|(known, _)| *known == id) {
            Some((_, value)) => value.clone(),
            None if self.display(layer).kind.is_some() => {
                name.parse().map_or_else(|_| name.into(), |number: Number| Value::Number(number))
            }
            None => name.into(),
        }
    }
}

/// The display of an attribute's values in a marketplace (OpenSea's metadata standards).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Display {
    /// `display_type`; values are then numbers.
    pub kind: Option<DisplayType>,
    /// `max_value`.
    pub max: Option<Number>,
}

choice! {
    /// The `display_type` of an attribute.
    pub enum DisplayType: () {
        Number = ("number", "A number"),
        BoostNumber = ("boost_number", "A number that adds to something"),
        BoostPercentage = ("boost_percentage", "The same in percent"),
        Date = ("date", "A day: seconds since 1970"),
    }
}

/// An attribute that is the same for all editions, or for those of a set; or one that a 1/1 picture has.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedAttribute {
    /// The set it is for; `None` for all.
    pub set: Option<SetId>,
    /// Its `trait_type`.
    pub name: String,
    /// A text or a number.
    pub value: Value,
    /// Its display in marketplaces.
    pub display: Display,
}

choice! {
    /// The form of the numbers in names of files.
    pub enum Numerals: () {
        Decimal = ("decimal", "To the base of 10"),
        Hex = ("hex", "To the base of 16, in lower case"),
    }
}

/// The names of an edition's files, without their extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileNames {
    /// Hexadecimal, in lower case, instead of decimal.
    pub hex: bool,
    /// Shorter numbers get zeros in front.
    pub digits: u8,
    /// `true` if metadata files end in `.json`.
    pub json_extension: bool,
}

impl Default for FileNames {
    fn default() -> Self {
        Self { hex: false, digits: 1, json_extension: true }
    }
}

impl FileNames {
    /// Digits of an id in ERC-1155's file names; the most there can be.
    pub const MOST_DIGITS: u8 = 64;

    /// Writes the name of an edition's files.
    ///
    /// # Errors
    /// Only those of `out`.
    pub fn write(self, number: u32, out: &mut impl Write) -> fmt::Result {
        let width = usize::from(self.digits);
        if self.hex { write!(out, "{number:0width$x}") } else { write!(out, "{number:0width$}") }
    }

    /// The number of the edition that a file of this name, without extension, is of.
    pub fn read(self, name: &str) -> Option<u32> {
        let number = u32::from_str_radix(name, if self.hex { 16 } else { 10 }).ok()?;
        let mut own = String::new();
        self.write(number, &mut own).expect("a String takes any text");
        (own == name).then_some(number)
    }

    /// The name of an edition's metadata file.
    pub fn metadata_file(self, number: u32) -> String {
        self.file(number, self.of_metadata())
    }

    /// The name of an edition's picture.
    pub fn picture_file(self, number: u32, format: PictureFormat) -> String {
        self.file(number, format.extension())
    }

    /// The name of another file of an edition.
    pub fn file(self, number: u32, extension: &str) -> String {
        let mut name = String::new();
        self.write(number, &mut name).expect("a String takes any text");
        if extension.is_empty() { name } else { format!("{name}.{extension}") }
    }

    /// The extension of metadata files: `json` or nothing.
    pub fn of_metadata(self) -> &'static str {
        if self.json_extension { "json" } else { "" }
    }
}
