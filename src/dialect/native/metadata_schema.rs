//! The keys of `simdgen.toml` that are about metadata and output files only.
//!
//! Apart from the schema they are part of, which lists them with all others, to keep both short.

use serde::Deserialize;

use crate::choice;
use crate::project::DisplayType;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Solana {
    pub symbol: String,
    pub seller_fee_basis_points: u32,
    pub external_url: String,
    pub creators: Vec<Creator>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Creator {
    pub address: String,
    pub share: u8,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Cardano {
    pub policy_id: Option<String>,
    pub asset_name: Option<String>,
    pub version: Option<u8>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Tezos {
    pub symbol: String,
    pub minter: String,
    pub creators: Vec<String>,
    pub tags: Vec<String>,
    pub rights: String,
    pub royalties: toml::Table,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum NameStyle {
    Decimal,
    Hex,
}
