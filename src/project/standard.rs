//! The metadata standards: in what they differ, and the settings that only some of them read.
//!
//! A standard with settings of its own has a field in [`ByStandard`].

use serde_json::{Map, Value};

use super::Template;
use crate::choice::{Choice, choice};

choice! {
    /// The form of metadata files. `metadata::tree` builds each.
    #[derive(Default)]
    pub enum Standard: StandardFacts {
        #[default]
        Ethereum =
            ("ethereum", "ERC-721 as marketplaces read it", StandardFacts { has_compiler: true, ..StandardFacts::PLAIN }),
        Erc1155 = (
            "erc1155",
            "The same with `decimals`",
            StandardFacts { has_compiler: true, hex_names: true, ..StandardFacts::PLAIN },
        ),
        Solana = (
            "solana",
            "Metaplex with the fields that Sugar and older programs read",
            StandardFacts { has_compiler: true, updates: Updates::AllButImage, ..StandardFacts::PLAIN },
        ),
        Metaplex = ("metaplex", "Metaplex as of today", StandardFacts { has_compiler: true, ..StandardFacts::PLAIN }),
        Cip25 = (
            "cip25",
            "Cardano's CIP-25, label 721",
            StandardFacts {
                needs_scheme: true,
                is_transaction: true,
                updates: Updates::Asset,
                ..StandardFacts::PLAIN
            },
        ),
        Cip68 = (
            "cip68",
            "Cardano's CIP-68, the datum of the reference token",
            StandardFacts { needs_scheme: true, updates: Updates::Datum, ..StandardFacts::PLAIN },
        ),
        Tezos = ("tezos", "Tezos' TZIP-21", StandardFacts { updates: Updates::None, ..StandardFacts::PLAIN }),
        Template = ("template", "The user's own form", StandardFacts { updates: Updates::None, ..StandardFacts::PLAIN }),
    }
}

/// In what standards differ, beside their files.
#[derive(Clone, Copy, Debug)]
pub struct StandardFacts {
    /// `true` if files name the program that made them, where the project wants it.
    pub has_compiler: bool,
    /// `true` if files have names of 64 hexadecimal digits unless the project says otherwise.
    pub hex_names: bool,
    /// `true` if pictures must be named by a URI with a scheme.
    pub needs_scheme: bool,
    /// `true` if files are transaction metadata of Cardano, which limits the length of names.
    pub is_transaction: bool,
    /// The keys that `update-info` rewrites.
    pub updates: Updates,
}

impl StandardFacts {
    /// The facts of a standard that asks for nothing special.
    const PLAIN: Self = Self {
        has_compiler: false,
        hex_names: false,
        needs_scheme: false,
        is_transaction: false,
        updates: Updates::All,
    };
}

/// The keys that `update-info` rewrites in the files of a standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Updates {
    /// Keys at the top and in `properties`.
    All,
    /// Those but for the places of pictures.
    AllButImage,
    /// Keys of the asset, its name and its policy.
    Asset,
    /// Keys of the datum's metadata.
    Datum,
    /// Nothing: only `generate` writes the files.
    None,
}

impl Standard {
    /// The names of the standards whose files name the program that made them, as part of a sentence.
    pub(crate) fn those_with_compiler() -> String {
        let names: Vec<&str> = Self::ALL.iter().filter(|line| line.3.has_compiler).map(|line| line.1).collect();
        let (last, others) = names.split_last().expect("there are some");
        format!("{} and {last}", others.join(", "))
    }
}

/// The settings that only some standards read, whichever standard is chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ByStandard {
    /// Read by [`Standard::Solana`] and [`Standard::Metaplex`].
    pub solana: SolanaSettings,
    /// Read by [`Standard::Cip25`].
    pub cardano: CardanoSettings,
    /// Read by [`Standard::Tezos`].
    pub tezos: TezosSettings,
    /// Read by [`Standard::Template`].
    pub template: Option<Template>,
}

/// Settings of Metaplex metadata.
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

/// Settings of CIP-25 metadata.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CardanoSettings {
    /// 56 hexadecimal digits.
    pub policy_id: String,
    /// Assets are called "`asset_name`N"; at most 32 bytes with the number.
    pub asset_name: String,
    /// `true` if keys are written as bytes: version 2.
    pub key_bytes: bool,
}

/// Settings of TZIP-21 metadata.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TezosSettings {
    /// A short name of the collection; may be empty.
    pub symbol: String,
    /// The address that mints; may be empty.
    pub minter: String,
    /// Addresses or names.
    pub creators: Vec<String>,
    /// The subjects of the pictures.
    pub tags: Vec<String>,
    /// A statement about rights; may be empty.
    pub rights: String,
    /// Shares of each later sale by address, in thousandths.
    pub royalties: Map<String, Value>,
}
