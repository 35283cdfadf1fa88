//! Rewrites what the configuration says in metadata that is there: names, description, where pictures are.
//!
//! HashLips' `update_info` is the model, with its mistake put right: for Solana it puts `creators` beside `properties`
//! instead of into it. That form has no base URI, so where its pictures are is left as it is. Everything else in a file
//! stays too, in its order; so do names where some editions have their own, because a file does not say which.

use std::path::Path;

use serde_json::{Map, Value};

use super::existing::Existing;
use super::{CollectionWriter, MetadataWriter, Particulars, json};
use crate::error::OutputError;
use crate::output::{FileWriter, Staging};
use crate::plan::{Edition, Plan};
use crate::project::{Project, SetId, Standard};
use crate::{Error, Result};

/// Keys that the configuration alone decides.
const KEYS: [&str; 6] = ["name", "description", "image", "symbol", "seller_fee_basis_points", "external_url"];

/// Writes the files of `editions`, which are read from `folder`, and the list of all, with the project's texts; returns
/// how many. A file of an edition that is there counts, not the entry in the list.
///
/// # Errors
/// [`OutputError::Metadata`] for a form whose texts are not at the top, or a file that is no JSON object; [`Error::Io`].
pub fn update_info(project: &Project, folder: &Path, editions: Vec<Existing>, staging: &Staging) -> Result<usize> {
    let names = project.metadata.file_names;
    let mut files = FileWriter::new(staging.json(), names, names.of_metadata());
    let mut all = CollectionWriter::create(staging.json())?;
    let has_places = project.metadata.standard != Standard::Solana;
    let own_titles = project.has_own_titles();
    let total = editions.len();
    for edition in editions {
        let Existing { number, mut value } = edition.with_file(folder, names)?;
        let Some(map) = value.as_object_mut() else { continue };
        // What hangs on picture or set is not copied below.
        let ours = Value::Object(without_traits(project, number)?);
        let known = |key: &&&str| match **key {
            "image" => has_places,
            "name" => !own_titles,
            _ => true,
        };
        copy(map, &ours, KEYS.iter().filter(known));
        if let (Some(Value::Object(properties)), Some(new)) = (map.get_mut("properties"), ours.get("properties")) {
            copy(properties, new, ["files", "creators"].iter().filter(|key| has_places || **key != "files"));
        }
        let text = json::value_text(&value);
        files.write(number, text.as_bytes())?;
        all.push(&text)?;
    }
    all.finish()?;
    Ok(total)
}

/// The file of an edition of which nothing but the number is known.
///
/// # Errors
/// [`OutputError::Metadata`] for a standard whose files are not a list of attributes and texts at the top.
pub fn without_traits(project: &Project, number: u32) -> Result<Map<String, Value>> {
    let standard = project.metadata.standard;
    if !matches!(standard, Standard::Ethereum | Standard::Erc1155 | Standard::Solana | Standard::Metaplex) {
        let problem = "asks for a standard whose files are made only by generate: run simdgen generate --force".into();
        return Err(Error::Output(OutputError::Metadata { path: project.config.clone(), problem }));
    }
    let particulars = Particulars::of_plan(project, &Plan::new(String::new()), 0)?;
    particulars.note_picture(number, &[]);
    let mut text = String::new();
    let edition = Edition { number, set: SetId(0), background: None, picks: &[] };
    MetadataWriter::new(project).write_edition(edition, &particulars, &mut text);
    Ok(serde_json::from_str(&text).expect("these standards' files are objects"))
}

/// Copies the keys that `from` has.
fn copy<'k>(to: &mut Map<String, Value>, from: &Value, keys: impl Iterator<Item = &'k &'k str>) {
    for (key, value) in keys.filter_map(|key| Some((*key, from.get(key)?))) {
        to.insert(key.to_owned(), value.clone());
    }
}
