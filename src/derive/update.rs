//! Updates existing metadata with the configured name, description, image URI and royalties.
//!
//! HashLips' `update_info` is the model, with one mistake corrected: for Solana it puts `creators` beside `properties`
//! instead of into it. That form has no base URI, so where its pictures are is left as it is. For Cardano's CIP-25 policy and
//! asset are updated too, as they are often known last. Everything else in a file stays, in its order.

use std::path::Path;

use hashbrown::HashMap;
use serde_json::{Map, Value};

use crate::choice::Choice;
use crate::error::OutputError;
use crate::metadata::cardano_value::push_hex;
use crate::metadata::existing::{Editions, Existing};
use crate::metadata::{MetadataWriter, Particulars, json};
use crate::output::Staging;
use crate::output::layout::JSON;
use crate::plan::existing::{EditionFacts, Entries, asset, of_entries};
use crate::plan::{Edition, EditionIndex, Plan};
use crate::project::{Notices, Project, SetId, Updates};
use crate::{Error, Result};

/// Keys that the configuration alone decides.
const KEYS: [&str; 6] = ["name", "description", "image", "symbol", "seller_fee_basis_points", "external_url"];

/// The result of an update.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Updated {
    /// Number of editions updated.
    pub editions: usize,
    /// Things left as they were, for the user.
    pub notices: Notices,
}

/// Writes the files of `editions`, which are read from `folder`, and the list of all, with the project's texts. A file of
/// an edition that is there counts, not the entry in the list.
///
/// If sets or 1/1 pictures have names of their own, an edition's attributes decide its set; if they do not, names stay.
///
/// # Errors
/// [`OutputError::Metadata`] for a standard that only `generate` writes, or a file that is no JSON object; [`Error::Io`].
pub fn update_info(project: &Project, folder: &Path, editions: &Editions<'_>, staging: &Staging) -> Result<Updated> {
    let names = project.metadata.file_names;
    let updates = project.metadata.standard.facts().updates;
    let mut files = staging.writer(JSON, names, names.of_metadata())?;
    let mut all = staging.create_list(JSON)?;
    let mut updated = Updated { editions: editions.len(), notices: Notices::default() };
    let mut chosen = (Plan::new(String::new()), HashMap::new());
    let mut knows_names = true;
    if project.has_own_titles() {
        let mut entries = Entries::new(true);
        editions.each_as_in_files(names, |edition| {
            entries.push(edition.number, EditionFacts::of(&edition.value, Some(project)));
            Ok(())
        })?;
        match choices(project, folder, entries) {
            Ok(choices) => chosen = choices,
            Err(error) => {
                knows_names = false;
                updated.notices.push(format!("names are left as they are, because their sets are not known: {error}"));
            }
        }
    }
    let has_places = updates != Updates::AllButImage;
    let known = |key: &&&str| match **key {
        "image" => has_places,
        "name" => knows_names,
        _ => true,
    };
    editions.each_as_in_files(names, |Existing { number, mut value }| {
        let edition = chosen.1.get(&number).map(|&index| chosen.0.edition(index));
        let (set, picks) = edition.map_or((SetId(0), &[][..]), |edition| (edition.set, edition.picks));
        let ours = written(project, Edition { number, set, background: None, picks })?;
        match updates {
            Updates::Asset => update_asset(&mut value, &ours, KEYS.iter().filter(known)),
            Updates::Datum => update_datum(&mut value, &ours, KEYS.iter().filter(known)),
            Updates::All | Updates::AllButImage | Updates::None => {
                let Some(map) = value.as_object_mut() else { return Ok(()) };
                copy(map, &ours, KEYS.iter().filter(known));
                if let (Some(Value::Object(properties)), Some(new)) =
                    (map.get_mut("properties"), ours.get("properties"))
                {
                    copy(properties, new, ["files", "creators"].iter().filter(|key| has_places || **key != "files"));
                }
            }
        }
        let text = json::value_text(&value);
        files.write(number, text.as_bytes())?;
        all.push(&text)
    })?;
    all.close()?;
    Ok(updated)
}

/// The plan of the editions, and the place of each in it by its number.
fn choices(project: &Project, folder: &Path, editions: Entries) -> Result<(Plan, HashMap<u32, EditionIndex>)> {
    let plan = of_entries(folder, project, editions)?.plan;
    let places = (0..).map(EditionIndex).zip(plan.editions()).map(|(index, edition)| (edition.number, index)).collect();
    Ok((plan, places))
}

/// Makes the metadata of an edition from its number alone.
///
/// # Errors
/// [`OutputError::Metadata`] for a standard whose files are not a list of attributes and texts at the top.
pub fn without_traits(project: &Project, number: u32) -> Result<Map<String, Value>> {
    if matches!(project.metadata.standard.facts().updates, Updates::Asset | Updates::Datum) {
        return Err(only_generated(project));
    }
    let file = written(project, Edition { number, set: SetId(0), background: None, picks: &[] })?;
    Ok(serde_json::from_value(file).expect("these standards' files are objects"))
}

/// Makes the metadata of an edition, without facts of its picture.
fn written(project: &Project, edition: Edition<'_>) -> Result<Value> {
    if project.metadata.standard.facts().updates == Updates::None {
        return Err(only_generated(project));
    }
    let particulars = Particulars::of_plan(project, &Plan::new(String::new()), 0)?;
    particulars.note_picture(edition.number, &[]);
    let mut text = String::new();
    MetadataWriter::new(project).write_edition(edition, &particulars, &mut text);
    Ok(serde_json::from_str(&text).expect("what is written is JSON"))
}

fn only_generated(project: &Project) -> Error {
    let problem = "asks for a standard whose files are made only by generate: run simdgen generate --force".into();
    Error::Output(OutputError::Metadata { path: project.config.clone(), problem })
}

/// Updates an asset of CIP-25, its policy and its name; a file that is not of one asset stays.
fn update_asset<'k>(value: &mut Value, ours: &Value, keys: impl Iterator<Item = &'k &'k str>) {
    let owned = |(policy, asset): (&str, &str)| (policy.to_owned(), asset.to_owned());
    let (Some((policy, asset)), Some((new_policy, new_asset))) = (asset(value).map(owned), asset(ours)) else { return };
    let (label, new_label) = (&mut value["721"], &ours["721"]);
    if let Some(fields) = label[&policy][&asset].as_object_mut() {
        copy(fields, &new_label[new_policy][new_asset], keys);
    }
    let Some(fields) = label.as_object_mut() else { return };
    let renamed = std::mem::take(fields).into_iter().map(|(key, mut inner)| match key == policy {
        true => (new_policy.to_owned(), serde_json::json!({ new_asset: inner[&asset].take() })),
        false => (key, inner),
    });
    *fields = renamed.collect();
    copy(fields, new_label, ["version"].iter());
}

/// Updates the metadata of a CIP-68 datum.
fn update_datum<'k>(value: &mut Value, ours: &Value, keys: impl Iterator<Item = &'k &'k str>) {
    let entries = |value: &'_ Value| value["fields"][0]["map"].as_array().cloned().unwrap_or_default();
    let of_key = |entries: &[Value], key: &str| {
        let mut hex = String::new();
        push_hex(&mut hex, key.as_bytes());
        entries.iter().position(|entry| entry["k"]["bytes"] == hex)
    };
    let (mut old, new) = (entries(value), entries(ours));
    for key in keys {
        match (of_key(&old, key), of_key(&new, key)) {
            (Some(at), Some(from)) => old[at] = new[from].clone(),
            (None, Some(from)) => old.push(new[from].clone()),
            _ => {}
        }
    }
    if let Some(list) = value.pointer_mut("/fields/0/map") {
        *list = old.into();
    }
}

/// Copies the keys that `from` has.
fn copy<'k>(to: &mut Map<String, Value>, from: &Value, keys: impl Iterator<Item = &'k &'k str>) {
    for (key, value) in keys.filter_map(|key| Some((*key, from.get(key)?))) {
        to.insert(key.to_owned(), value.clone());
    }
}
