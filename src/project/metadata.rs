//! What goes into metadata files beside the traits, and what output files are called.
//!
//! Apart from the model of layers and traits because no stage before output reads it.

use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use super::{ExtraAttributes, LayerId, PictureFormat, SetId, Template, TraitId};

/// Which form metadata files have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standard {
    /// ERC-721 as marketplaces read it.
    #[default]
    Ethereum,
    /// ERC-1155: the same with `decimals`.
    Erc1155,
    /// Metaplex with the fields that Sugar and older programs read.
    Solana,
    /// Metaplex as of today.
    Metaplex,
    /// Cardano's CIP-25, label 721.
    Cip25,
    /// Cardano's CIP-68, the datum of the reference token.
    Cip68,
    /// Tezos' TZIP-21.
    Tezos,
    /// The user's own form.
    Template,
}

/// What goes into metadata files beside the traits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MetadataSettings {
    /// Which form.
    pub standard: Standard,
    /// Editions are called "`name` #N".
    pub name: String,
    /// The same text in every file.
    pub description: String,
    /// What stands before `/N.png` in `image`.
    pub base_uri: String,
    /// Further top-level keys, in order; they may overwrite earlier ones.
    pub extra: Map<String, Value>,
    /// What Ethereum's and Solana's files call the program, instead of what the dialect does; empty: they do not say.
    pub compiler: Option<String>,
    /// What stands between the items of a DNA text, instead of the dialect's.
    pub dna_delimiter: Option<String>,
    /// Whether metadata has the DNA text itself, not its hash (HashLips 1.0.0).
    pub plain_dna: bool,
    /// Whether `dna` is the first key, and an empty name gives "#12" (HashLips before 1.0.8, nftchef before 2.2).
    pub dna_first: bool,
    /// Used by [`Standard::Solana`] and [`Standard::Metaplex`].
    pub solana: SolanaSettings,
    /// Used by [`Standard::Cip25`].
    pub cardano: CardanoSettings,
    /// Used by [`Standard::Tezos`].
    pub tezos: TezosSettings,
    /// Used by [`Standard::Template`].
    pub template: Option<Template>,
    /// What the files of an edition are called.
    pub file_names: FileNames,
    /// How the values of some layers are shown.
    pub displays: Vec<(LayerId, Display)>,
    /// Values that stand instead of the names of some traits: texts and numbers.
    pub values: Vec<(TraitId, Value)>,
    /// Attributes that are no layers, after those that are.
    pub attributes: Vec<SharedAttribute>,
    /// Whether metadata says the hash of each picture's file (nftchef `hashImages`).
    pub hash_pictures: bool,
    /// A script that gives editions further attributes (nftchef `extraAttributes`).
    pub extra_attributes: Option<ExtraAttributes>,
}

impl MetadataSettings {
    /// How a layer's values are shown.
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

/// How a marketplace shows the values of an attribute (OpenSea's metadata standards).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Display {
    /// `display_type`; values are then numbers.
    pub kind: Option<DisplayType>,
    /// `max_value`.
    pub max: Option<Number>,
}

/// The `display_type` of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisplayType {
    /// A number.
    Number,
    /// A number that adds to something.
    BoostNumber,
    /// The same in percent.
    BoostPercentage,
    /// A day: seconds since 1970.
    Date,
}

impl DisplayType {
    /// As metadata has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::BoostNumber => "boost_number",
            Self::BoostPercentage => "boost_percentage",
            Self::Date => "date",
        }
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
    /// How it is shown.
    pub display: Display,
}

/// What Metaplex metadata says beside the traits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SolanaSettings {
    /// At most 10 characters.
    pub symbol: String,
    /// Hundredths of a percent.
    pub seller_fee_basis_points: u32,
    /// A page about the collection.
    pub external_url: String,
    /// `[{address, share}]`, as written.
    pub creators: Vec<Value>,
}

/// What CIP-25 metadata says beside the traits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CardanoSettings {
    /// 56 hexadecimal digits.
    pub policy_id: String,
    /// Assets are called "`asset_name`N"; at most 32 bytes with the number.
    pub asset_name: String,
    /// Whether keys are written as bytes: version 2.
    pub key_bytes: bool,
}

/// What TZIP-21 metadata says beside the traits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TezosSettings {
    /// A short name of the collection; may be empty.
    pub symbol: String,
    /// The address that mints; may be empty.
    pub minter: String,
    /// Addresses or names.
    pub creators: Vec<String>,
    /// What the pictures are about.
    pub tags: Vec<String>,
    /// A statement about rights; may be empty.
    pub rights: String,
    /// Shares of each later sale by address, in thousandths.
    pub royalties: Map<String, Value>,
}

/// What the files of an edition are called, without their extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileNames {
    /// Hexadecimal, in lower case, instead of decimal.
    pub hex: bool,
    /// Shorter numbers get zeros in front.
    pub digits: u8,
    /// Whether metadata files end in `.json`.
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
