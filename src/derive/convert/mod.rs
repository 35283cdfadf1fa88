//! nftchef's forms for Solana, Cardano and Tezos, made of a finished collection's metadata.
//!
//! The engine makes them by separate commands, from existing files: so hand-made editions and attributes of scripts are kept. Keys and their order are those of nftchef art-engine 2.2 (`utils/metaplex.js`,
//! `utils/cardano.js`, `utils/tezos.js`). Keys that a configuration does not set are left out, as `JSON.stringify` does.

mod cardano;
mod solana;
mod tezos;

use serde_json::{Map, Value};

use crate::Result;
use crate::metadata::existing::Editions;
use crate::metadata::{CollectionWriter, json};
use crate::output::Staging;
use crate::output::layout::{CARDANO_METADATA, SOLANA_JSON, TEZOS_JSON};
use crate::project::{Network, NetworkSettings, Project};

/// Writes the files of `editions` in the form of a network; returns how many.
///
/// # Errors
/// [`OutputError::Metadata`](crate::error::OutputError::Metadata) for a file that is no JSON object;
/// [`crate::Error::Io`].
pub fn convert(
    project: &Project,
    network: Network,
    settings: &NetworkSettings,
    editions: &Editions<'_>,
    staging: &Staging,
) -> Result<usize> {
    let names = project.metadata.file_names;
    let (into, extension) = match network {
        Network::Cardano => (CARDANO_METADATA, "metadata"),
        Network::Solana => (SOLANA_JSON, "json"),
        Network::Tezos => (TEZOS_JSON, "json"),
    };
    let mut files = staging.writer(into, names, extension)?;
    // Only for Tezos does the engine write a list of all.
    let mut all = (network == Network::Tezos).then(|| staging.create_list(into)).transpose()?;
    editions.each_as_in_files(names, |edition| {
        let number = match network {
            // Candy Machine wants 0, 1, 2 ..
            Network::Solana => edition.number.saturating_sub(project.first_edition),
            Network::Cardano | Network::Tezos => edition.number,
        };
        let value = match network {
            Network::Solana => solana::file(project, settings, &edition.value, number),
            Network::Cardano => cardano::file(&edition.value),
            Network::Tezos => tezos::file(project, settings, &edition.value, number),
        };
        let text = json::value_text(&value);
        files.write(number, text.as_bytes())?;
        all.iter_mut().try_for_each(|all| all.push(&text))
    })?;
    all.map_or(Ok(()), CollectionWriter::close)?;
    Ok(editions.len())
}

/// An object of the entries that have a value.
fn object<const N: usize>(entries: [(&str, Option<Value>); N]) -> Value {
    let set = entries.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    Value::Object(set.collect::<Map<_, _>>())
}

/// The attributes, those that are objects.
fn attributes(value: &Value) -> impl Iterator<Item = &Map<String, Value>> {
    value.get("attributes").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// The media type of pictures as the engine writes it, which for JPEG is not the registered one.
fn mime(project: &Project) -> String {
    format!("image/{}", project.pictures.extension())
}
