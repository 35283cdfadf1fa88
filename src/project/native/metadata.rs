//! The `[collection]` table as settings of metadata files.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::Wrong;
use super::schema::{Collection, Solana, StandardName};
use crate::project::{MetadataSettings, SolanaSettings, Standard, discover};

/// Characters that Metaplex keeps of a symbol.
const SYMBOL_LENGTH: usize = 10;

/// Basis points in the whole.
const ALL_OF_IT: u32 = 10_000;

/// What goes into metadata files; the collection is called like the folder `root` unless it has a name.
pub(super) fn settings(collection: Collection, root: &Path) -> Result<MetadataSettings, Wrong> {
    Ok(MetadataSettings {
        standard: match collection.standard {
            StandardName::Ethereum => Standard::Ethereum,
            StandardName::Solana => Standard::Solana,
        },
        name: collection.name.unwrap_or_else(|| discover::folder_name(root)),
        description: collection.description,
        base_uri: collection.base_uri,
        extra: json_table(collection.extra, "collection.extra")?,
        solana: solana(collection.solana)?,
        hash_pictures: false,
        extra_attributes: None,
    })
}

fn solana(solana: Solana) -> Result<SolanaSettings, Wrong> {
    if solana.symbol.chars().count() > SYMBOL_LENGTH {
        let problem = format!("is \"{}\", but a symbol has at most {SYMBOL_LENGTH} characters", solana.symbol);
        return Err(("collection.solana.symbol".into(), problem));
    }
    if solana.seller_fee_basis_points > ALL_OF_IT {
        let problem = format!("is {}, but {ALL_OF_IT} is the whole price", solana.seller_fee_basis_points);
        return Err(("collection.solana.seller_fee_basis_points".into(), problem));
    }
    Ok(SolanaSettings {
        symbol: solana.symbol,
        seller_fee_basis_points: solana.seller_fee_basis_points,
        external_url: solana.external_url,
        creators: solana.creators.into_iter().map(|c| json!({ "address": c.address, "share": c.share })).collect(),
    })
}

/// A TOML table as JSON, keys in the order written.
fn json_table(table: toml::Table, at: &str) -> Result<Map<String, Value>, Wrong> {
    table.into_iter().map(|(key, value)| Ok((key.clone(), json_value(value, &format!("{at}.{key}"))?))).collect()
}

fn json_value(value: toml::Value, at: &str) -> Result<Value, Wrong> {
    Ok(match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Boolean(value) => value.into(),
        // JSON has no dates: the text, as TOML writes it.
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(values) => {
            values.into_iter().map(|value| json_value(value, at)).collect::<Result<Vec<_>, _>>()?.into()
        }
        toml::Value::Table(table) => json_table(table, at)?.into(),
        toml::Value::Float(number) => serde_json::Number::from_f64(number)
            .ok_or_else(|| (at.to_owned(), format!("is {number}, which JSON cannot hold: write a finite number")))?
            .into(),
    })
}
