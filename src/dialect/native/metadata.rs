//! The `[collection]` table and names of output files as settings of metadata.

use serde_json::{Map, Value, json};

use super::schema::{Cardano, Files, Schema, Solana, Tezos};
use crate::choice::Choice;
use crate::dialect::problem::Problem;
use crate::dialect::relative;
use crate::project::listing;
use crate::project::root::{is_there, read_text};
use crate::project::suggest::did_you_mean;
use crate::project::{
    CardanoSettings, ExtraAttributes, FileNames, MetadataSettings, Numerals, Root, SolanaSettings, Standard, Template,
    TezosSettings,
};

/// Characters that Metaplex keeps of a symbol.
pub(in crate::dialect) const SYMBOL_LENGTH: usize = 10;

/// Basis points of the full price.
pub(in crate::dialect) const ALL_OF_IT: u32 = 10_000;

/// Thousandths of the full price.
const ALL_THOUSANDTHS: i64 = 1000;

/// The settings of metadata, but for those of layers; the collection is called like the folder `root` unless
/// it has a name.
pub(super) fn settings(schema: &Schema, root: &Root) -> Result<MetadataSettings, Problem> {
    let collection = &schema.collection;
    let standard = collection.standard;
    let name = collection.name.clone().unwrap_or_else(|| root.name());
    Ok(MetadataSettings {
        standard,
        description: collection.description.clone(),
        base_uri: collection.base_uri.clone(),
        extra: json_table(&collection.extra, "collection.extra")?,
        compiler: compiler(collection.compiler.as_ref(), standard)?,
        dna_delimiter: collection.dna_delimiter.clone(),
        solana: solana(&collection.solana)?,
        cardano: cardano(&collection.cardano, &name)?,
        tezos: tezos(&collection.tezos)?,
        template: template(schema, standard, root)?,
        file_names: file_names(&schema.files, standard)?,
        name,
        hash_pictures: collection.hash_pictures,
        extra_attributes: script(schema, root)?,
        ..MetadataSettings::default()
    })
}

fn compiler(compiler: Option<&String>, standard: Standard) -> Result<Option<String>, Problem> {
    if compiler.is_some() && !standard.facts().has_compiler {
        let problem = format!("is for the standards {}: take it out", Standard::those_with_compiler());
        return Err(Problem::new("collection.compiler", problem));
    }
    Ok(compiler.cloned())
}

fn solana(solana: &Solana) -> Result<SolanaSettings, Problem> {
    if solana.symbol.chars().count() > SYMBOL_LENGTH {
        let problem = format!("is \"{}\", but a symbol has at most {SYMBOL_LENGTH} characters", solana.symbol);
        return Err(Problem::new("collection.solana.symbol", problem));
    }
    if solana.seller_fee_basis_points > ALL_OF_IT {
        let problem = format!("is {}, but {ALL_OF_IT} is the whole price", solana.seller_fee_basis_points);
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
        let problem = format!("are whole thousandths by address, at most {ALL_THOUSANDTHS} in all");
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

fn file_names(files: &Files, standard: Standard) -> Result<FileNames, Problem> {
    let hex = files.names.map_or(standard.facts().hex_names, |numerals| numerals == Numerals::Hex);
    let digits = files.digits.unwrap_or(if hex { FileNames::MOST_DIGITS } else { 1 });
    if !(1..=FileNames::MOST_DIGITS).contains(&digits) {
        return Err(Problem::new("files.digits", format!("is {digits}: write 1 to {}", FileNames::MOST_DIGITS)));
    }
    Ok(FileNames { hex, digits, json_extension: files.json_extension })
}

/// The template file, which is given when and only when the standard is "template".
fn template(schema: &Schema, standard: Standard, root: &Root) -> Result<Option<Template>, Problem> {
    const KEY: &str = "collection.template";
    let name = match (&schema.collection.template, standard == Standard::Template) {
        (Some(name), true) => name,
        (None, false) => return Ok(None),
        (None, true) => {
            let problem = "is missing: name the JSON file that standard = \"template\" fills in";
            return Err(Problem::new(KEY, problem));
        }
        (Some(_), false) => return Err(Problem::new(KEY, "is only for standard = \"template\"")),
    };
    let path = root.join(relative::folder(name).map_err(|problem| problem.at(KEY))?);
    if is_there(&path) {
        root.check(&path).map_err(|error| Problem::new(KEY, format!("cannot be read: {error}")))?;
    }
    let text = read_text(&path).map_err(|error| {
        let files: Vec<String> =
            listing::list(root, root).map_or(vec![], |all| all.into_iter().map(|e| e.name).collect());
        let suggestion = did_you_mean(name, files.iter().map(String::as_str));
        Problem::new(KEY, format!("is {name}, which cannot be read: {error}{suggestion}"))
    })?;
    let value = serde_json::from_str(&text);
    let value = value.map_err(|error| Problem::new(KEY, format!("is no JSON: {name}: {error}")))?;
    let layers: Vec<&str> = schema.layers.iter().map(|layer| layer.name.as_str()).collect();
    let template = Template::new(value, &layers);
    template.map(Some).map_err(|problem| Problem::new(KEY, format!("is {name}, which {problem}")))
}

/// The script that gives editions further attributes.
fn script(schema: &Schema, root: &Root) -> Result<Option<ExtraAttributes>, Problem> {
    const KEY: &str = "collection.script";
    let Some(name) = &schema.collection.script else { return Ok(None) };
    let path = root.join(relative::folder(name).map_err(|problem| problem.at(KEY))?);
    ExtraAttributes::read(root, &path)
        .map(Some)
        .map_err(|error| Problem::new(KEY, format!("is {name}, which cannot be used: {error}")))
}

/// A TOML table as JSON, keys in the order written.
fn json_table(table: &toml::Table, at: &str) -> Result<Map<String, Value>, Problem> {
    table.iter().map(|(key, value)| Ok((key.clone(), json_value(value, &format!("{at}.{key}"))?))).collect()
}

/// A TOML value as JSON.
pub(super) fn json_value(value: &toml::Value, at: &str) -> Result<Value, Problem> {
    Ok(match value {
        toml::Value::String(text) => text.as_str().into(),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Boolean(value) => (*value).into(),
        // JSON has no dates: the text, as TOML writes it.
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(values) => {
            values.iter().map(|value| json_value(value, at)).collect::<Result<Vec<_>, _>>()?.into()
        }
        toml::Value::Table(table) => json_table(table, at)?.into(),
        toml::Value::Float(number) => serde_json::Number::from_f64(*number)
            .ok_or_else(|| Problem::new(at, format!("is {number}, which JSON cannot hold: write a finite number")))?
            .into(),
    })
}
