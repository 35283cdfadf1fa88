//! The `[collection]` table: its keys with their defaults, and what its tables for single standards become.
//!
//! ```toml
//! [collection]
//! name = "Robots"             # editions are called "Robots #1"; default: the folder's name
//! description = ""            # the same in every metadata file
//! editions = 100              # how many, when there are no [[sets]]
//! seed = "any text"           # or a whole number, which is its text; default: derived from the project
//! base_uri = ""               # stands before /1.png in "image"
//! first_edition = 1
//! unique = true               # false: editions may be equal, so that there can be more of them than combinations
//! shuffle = false             # deal edition numbers out at random over the sets
//! standard = "ethereum"       # or "erc1155", "solana", "metaplex", "cip25", "cip68", "tezos", "template"
//! template = "nft.json"       # for standard = "template": JSON with placeholders such as {{name}}
//! engine = "simdgen"          # or "hashlips", "hashlips-1.0", "nftchef": whose metadata files and DNA these are
//! compiler = "simdgen"        # what metadata says of the program; "": nothing; default: as the engine
//! dna_delimiter = "-"         # between the items of a DNA text; default: as the engine
//! script = "src/config.js"    # its extraAttributes() gives each edition further attributes
//! hash_pictures = false       # true: metadata says the hash of each picture, as nftchef's hashImages
//! attributes = []             # the same for all: [{ name = "Generation", value = 1, display = "number" }]
//!
//! [collection.solana]         # for standard = "solana" and "metaplex"
//! symbol = ""                 # at most 10 characters
//! seller_fee_basis_points = 0 # hundredths of a percent, 0 to 10000
//! external_url = ""
//! creators = []               # [{ address = "...", share = 100 }]
//!
//! [collection.cardano]        # for standard = "cip25"
//! policy_id = "..."           # 56 hexadecimal digits
//! asset_name = "Robots"       # before the number, at most 32 bytes with it; default: letters and digits of the name
//! version = 1                 # or 2: keys as bytes
//!
//! [collection.tezos]          # for standard = "tezos"
//! symbol = ""
//! minter = ""                 # an address
//! creators = []               # addresses or names
//! tags = []
//! rights = ""
//! royalties = {}              # thousandths of each later sale by address: { tz1abc = 50 }
//!
//! [collection.extra]          # further top-level keys of each metadata file, as they are
//! ```
//!
//! A standard with settings of its own has a field in [`Collection`], with its table and reader at the end of this file.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::toml_json::json_table;
use crate::choice;
use crate::dialect::engines::{all_conventions, conventions};
use crate::dialect::problem::Problem;
use crate::project::{ByStandard, CardanoSettings, Conventions, DisplayType, SolanaSettings, Standard, TezosSettings};

/// Characters that Metaplex keeps of a symbol.
pub(in crate::dialect) const SYMBOL_LENGTH: usize = 10;

/// Basis points of the full price.
pub(in crate::dialect) const ALL_OF_IT: u32 = 10_000;

/// Thousandths of the full price.
const ALL_THOUSANDTHS: i64 = 1000;

#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Collection {
    pub name: Option<String>,
    pub description: String,
    pub editions: Option<u32>,
    #[serde(deserialize_with = "seed")]
    pub seed: Option<String>,
    pub base_uri: String,
    pub first_edition: u32,
    pub unique: bool,
    pub shuffle: bool,
    #[serde(deserialize_with = "choice::deserialize")]
    pub standard: Standard,
    pub template: Option<String>,
    #[serde(deserialize_with = "engine")]
    pub engine: &'static Conventions,
    pub compiler: Option<String>,
    pub dna_delimiter: Option<String>,
    pub script: Option<String>,
    pub hash_pictures: bool,
    pub attributes: Vec<AttributeEntry>,
    solana: Solana,
    cardano: Cardano,
    tezos: Tezos,
    pub extra: toml::Table,
}

impl Default for Collection {
    fn default() -> Self {
        Self {
            name: None,
            description: String::new(),
            editions: None,
            seed: None,
            base_uri: String::new(),
            first_edition: 1,
            unique: true,
            shuffle: false,
            standard: Standard::default(),
            template: None,
            engine: &Conventions::SIMDGEN,
            compiler: None,
            dna_delimiter: None,
            script: None,
            hash_pictures: false,
            attributes: vec![],
            solana: Solana::default(),
            cardano: Cardano::default(),
            tezos: Tezos::default(),
            extra: toml::Table::new(),
        }
    }
}

impl Collection {
    /// The settings of its tables for single standards, of a collection called `name`; the template is a file, which is read
    /// with the project.
    pub(super) fn by_standard(&self, name: &str) -> Result<ByStandard, Problem> {
        Ok(ByStandard {
            solana: solana(&self.solana)?,
            cardano: cardano(&self.cardano, name)?,
            tezos: tezos(&self.tezos)?,
            template: None,
        })
    }
}

/// An engine by its name.
fn engine<'de, D: Deserializer<'de>>(from: D) -> Result<&'static Conventions, D::Error> {
    let name = String::deserialize(from)?;
    conventions(&name).ok_or_else(|| {
        let known: Vec<String> = all_conventions().map(|known| format!("`{}`", known.key)).collect();
        D::Error::custom(format!("unknown variant `{name}`, expected one of {}", known.join(", ")))
    })
}

/// A seed as a text or a whole number, of which only the text counts.
fn seed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let wrong = |problem: &str| Err(serde::de::Error::custom(problem));
    match toml::Value::deserialize(deserializer)? {
        toml::Value::String(text) if text.is_empty() => wrong("the seed is empty: take it out, or give it any text"),
        toml::Value::String(text) => Ok(Some(text)),
        toml::Value::Integer(number) => Ok(Some(number.to_string())),
        other => wrong(&format!("a seed is a text or a whole number, and this is a {}", other.type_str())),
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AttributeEntry {
    pub name: String,
    pub value: toml::Value,
    #[serde(default, deserialize_with = "choice::optional")]
    pub display: Option<DisplayType>,
    pub max_value: Option<toml::Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Solana {
    symbol: String,
    seller_fee_basis_points: u32,
    external_url: String,
    creators: Vec<Creator>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Creator {
    address: String,
    share: u8,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Cardano {
    policy_id: Option<String>,
    asset_name: Option<String>,
    version: Option<u8>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Tezos {
    symbol: String,
    minter: String,
    creators: Vec<String>,
    tags: Vec<String>,
    rights: String,
    royalties: toml::Table,
}

fn solana(solana: &Solana) -> Result<SolanaSettings, Problem> {
    if solana.symbol.chars().count() > SYMBOL_LENGTH {
        let problem =
            format!("is \"{}\", but a symbol has at most {SYMBOL_LENGTH} characters: shorten it", solana.symbol);
        return Err(Problem::new("collection.solana.symbol", problem));
    }
    if solana.seller_fee_basis_points > ALL_OF_IT {
        let problem = format!(
            "is {}, but {ALL_OF_IT} is the whole price: write a number from 0 to that",
            solana.seller_fee_basis_points
        );
        return Err(Problem::new("collection.solana.seller_fee_basis_points", problem));
    }
    Ok(SolanaSettings {
        symbol: solana.symbol.clone(),
        seller_fee_basis_points: solana.seller_fee_basis_points,
        external_url: solana.external_url.clone(),
        creators: solana.creators.iter().map(|c| json!({ "address": c.address, "share": c.share })).collect(),
    })
}

fn cardano(cardano: &Cardano, name: &str) -> Result<CardanoSettings, Problem> {
    let key_bytes = match cardano.version {
        None | Some(1) => false,
        Some(2) => true,
        Some(other) => return Err(Problem::new("collection.cardano.version", format!("is {other}: write 1 or 2"))),
    };
    let of_name = || name.chars().filter(char::is_ascii_alphanumeric).collect();
    Ok(CardanoSettings {
        policy_id: cardano.policy_id.clone().unwrap_or_default(),
        asset_name: cardano.asset_name.clone().unwrap_or_else(of_name),
        key_bytes,
    })
}

fn tezos(tezos: &Tezos) -> Result<TezosSettings, Problem> {
    let key = "collection.tezos.royalties";
    let royalties = json_table(&tezos.royalties, key)?;
    let share = |value: &Value| value.as_i64().filter(|share| (0..=ALL_THOUSANDTHS).contains(share));
    if royalties.values().map(share).sum::<Option<i64>>().is_none_or(|sum| sum > ALL_THOUSANDTHS) {
        let problem = format!("must be whole thousandths by address, at most {ALL_THOUSANDTHS} in all: correct them");
        return Err(Problem::new(key, problem));
    }
    Ok(TezosSettings {
        symbol: tezos.symbol.clone(),
        minter: tezos.minter.clone(),
        creators: tezos.creators.clone(),
        tags: tezos.tags.clone(),
        rights: tezos.rights.clone(),
        royalties,
    })
}
