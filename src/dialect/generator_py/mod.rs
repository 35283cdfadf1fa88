//! nft-generator-py: a JSON file with the values, files and weights of each layer, read as the schema of a native project.
//!
//! Source: the `config.json` that the tool reads, and what its `core/main.py` and `common/validate.py` do with it. Keys are
//! checked here, so that errors name those of the JSON file.

mod config;
mod incompatible;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Map, Value};

use config::{Config, LayerConfig, parse, picture};

use super::native::schema::{LayerEntry, Schema, TraitEntry};
use super::problem::Problem;
use super::{js_number, relative};
use crate::Error;
use crate::project::suggest::did_you_mean;
use crate::project::{Notices, Weight};

/// Its file name in a project folder.
pub(super) const FILE: &str = "config.json";

/// The sum of a layer's weights.
const SUM: u64 = 100 * Weight::UNIT;

/// Returns `true` if a JSON file means to be a configuration of this tool: others that have layers do not have this key.
pub(super) fn is_meant(text: &str) -> bool {
    text.contains("\"trait_path\"")
}

/// The schema of the text of the file `path`, and what there is to say about it.
pub(super) fn read(path: &Path, text: &str) -> Result<(Schema, Notices), Error> {
    let config = parse(path, text)?;
    let mut notices = Notices::default();
    notices.push("read as a configuration of nft-generator-py; --count says how many editions".to_owned());
    notice_unknown(&config, &mut notices);
    let error = |problem: Problem| problem.in_config(path);
    let mut schema = Schema::default();
    schema.files.layers = String::new();
    schema.collection.first_edition = 0;
    schema.collection.name = config.name.as_deref().map(|name| collection_name(name, &mut notices));
    schema.collection.description.clone_from(&config.description);
    schema.collection.base_uri.clone_from(&config.base_uri);
    if config.layers.is_empty() {
        return Err(error(Problem::new("layers", "is missing or empty: list the layers, the lowest first")));
    }
    for (index, layer) in config.layers.iter().enumerate() {
        if layer.name.is_empty() || config.layers[..index].iter().any(|other| other.name == layer.name) {
            let problem = format!("is \"{}\", but each layer needs a name of its own", layer.name);
            return Err(error(Problem::new(format!("layers[{index}].name"), problem)));
        }
        schema.layers.push(entry(index, layer, &mut notices).map_err(error)?);
    }
    incompatible::add_rules(&config.layers, &config.incompatibilities, &mut schema, &mut notices).map_err(error)?;
    Ok((schema, notices))
}

/// A notice of the keys that say nothing.
fn notice_unknown(config: &Config, notices: &mut Notices) {
    let mut say = |place: String, unknown: &Map<String, Value>, known: &[&str]| {
        for key in unknown.keys() {
            let suggestion = did_you_mean(key, known.iter().copied());
            let text = "ignored, because nft-generator-py has no such key";
            notices.add(text, format!("{place}{key}{suggestion}"));
        }
    };
    say(String::new(), &config.unknown, &["layers", "incompatibilities", "baseURI", "name", "description"]);
    for (index, layer) in config.layers.iter().enumerate() {
        let known = ["name", "values", "trait_path", "filename", "weights"];
        say(format!("layers[{index}]."), &layer.unknown, &known);
    }
    for (index, entry) in config.incompatibilities.iter().enumerate() {
        let known = ["layer", "value", "incompatible_with", "default"];
        say(format!("incompatibilities[{index}]."), &entry.unknown, &known);
        if let Some(stand_in) = &entry.default {
            say(format!("incompatibilities[{index}].default."), &stand_in.unknown, &["value", "filename"]);
        }
    }
}

/// The collection's name: the tool puts the number right behind its `name`, "NFT #"; here the " #" comes by itself.
fn collection_name(text: &str, notices: &mut Notices) -> String {
    let name = text.strip_suffix('#').unwrap_or(text).trim_end();
    let said = if name.is_empty() { "#".to_owned() } else { format!("{name} #") };
    if said != text {
        notices.push(format!("name is \"{text}\", and editions are called \"{said}0\""));
    }
    name.to_owned()
}

fn entry(index: usize, layer: &LayerConfig, notices: &mut Notices) -> Result<LayerEntry, Problem> {
    let at = |key: &str| format!("layers[{index}].{key}");
    let count = layer.values.len();
    if count == 0 {
        return Err(Problem::new(at("values"), format!("is empty: layer \"{}\" has nothing to draw", layer.name)));
    }
    for (key, found) in [("filename", layer.filename.len()), ("weights", layer.weights.len())] {
        if found != count {
            return Err(Problem::new(
                at(key),
                format!("has {found} entries, and values has {count}: write one for each value"),
            ));
        }
    }
    let folder = relative::folder(&layer.trait_path).map_err(|problem| problem.at(at("trait_path")))?;
    let mut traits = vec![];
    let mut seen = BTreeSet::new();
    let mut sum = 0u128;
    for (i, (value, number)) in layer.values.iter().zip(&layer.weights).enumerate() {
        if !seen.insert(value) {
            return Err(Problem::new(
                at(&format!("values[{i}]")),
                format!("is \"{value}\" a second time: give each its own"),
            ));
        }
        let weight = js_number::weight(&number.to_string());
        let weight = weight
            .map_err(|error| Problem::new(at(&format!("weights[{i}]")), format!("is {number}, which {error}")))?;
        sum += u128::from(weight.0);
        let file = picture(&layer.filename[i]).map_err(|problem| problem.at(at(&format!("filename[{i}]"))))?;
        traits.push(TraitEntry::called(value.clone(), Some(file), weight));
    }
    // A third of a hundred is written with as many digits as there are: each may be off by one in its last digit.
    if sum.abs_diff(u128::from(SUM)) > count as u128 {
        let said = u64::try_from(sum).map_or_else(|_| "more".to_owned(), |sum| Weight(sum).to_string());
        notices.push(format!("{} add up to {said} and not to 100: each counts as its part of that", at("weights")));
    }
    Ok(LayerEntry { folder: Some(folder), traits: Some(traits), ..LayerEntry::named(layer.name.clone()) })
}
