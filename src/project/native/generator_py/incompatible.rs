//! The incompatibilities of nft-generator-py as rules.
//!
//! Apart from the layers because a value to draw instead of an incompatible one is a trait more, in another layer.

use std::collections::BTreeMap;

use super::{Incompatibility, LayerConfig, StandIn, picture};
use crate::project::native::Wrong;
use crate::project::native::listed::TraitEntry;
use crate::project::native::schema::{RuleEntry, Schema, Selectors};
use crate::project::share::Share;
use crate::project::suggest::did_you_mean;
use crate::project::{Weight, relative};

/// By layer and value, the traits beside which a value is drawn that stands in for others.
type OnlyWith = BTreeMap<(usize, String), Vec<String>>;

/// Adds the rules to a schema that has an entry for each layer, and the values that stand in to these entries.
pub(super) fn settle(
    layers: &[LayerConfig],
    entries: &[Incompatibility],
    schema: &mut Schema,
    notices: &mut Vec<String>,
) -> Result<(), Wrong> {
    let mut only_with = OnlyWith::new();
    for (index, entry) in entries.iter().enumerate() {
        let key = |key: &str| format!("incompatibilities[{index}].{key}");
        let own = check(layers, entry).map_err(|(name, problem)| (key(&name), problem))?;
        let this = format!("{}/{}", entry.layer, entry.value);
        let mut excluded = vec![];
        // Beside its own layer: a value excludes all others there by being drawn.
        for (at, layer) in layers.iter().enumerate().filter(|(at, _)| *at != own) {
            let is_hit = |value: &&String| entry.incompatible_with.contains(value);
            let hit: Vec<&String> = layer.values.iter().filter(is_hit).collect();
            excluded.extend(hit.iter().map(|value| format!("{}/{value}", layer.name)));
            let Some(stand_in) = entry.default.as_ref().filter(|_| !hit.is_empty()) else { continue };
            if layer.values.contains(&stand_in.value) {
                notices.push(format!(
                    "{}: beside \"{this}\", any other value of layer \"{}\" is drawn, not only \"{}\"",
                    key("default"),
                    layer.name,
                    stand_in.value
                ));
                continue;
            }
            let traits = schema.layers[at].traits.get_or_insert_default();
            add(traits, layer, &hit, stand_in).map_err(|problem| (key("default.filename"), problem))?;
            only_with.entry((at, stand_in.value.clone())).or_default().push(this.clone());
        }
        if !excluded.is_empty() {
            let (traits, excludes) = (Some(Selectors::One(this)), Some(Selectors::Several(excluded)));
            schema.rules.push(RuleEntry { traits, excludes, ..RuleEntry::default() });
        }
    }
    schema.rules.extend(only_with.into_iter().map(|((at, value), with)| {
        let traits = Some(Selectors::One(format!("{}/{value}", layers[at].name)));
        RuleEntry { traits, requires: Some(Selectors::Several(with)), ..RuleEntry::default() }
    }));
    Ok(())
}

/// The layer of an incompatibility, all of whose names must be names of the layers.
fn check(layers: &[LayerConfig], entry: &Incompatibility) -> Result<usize, Wrong> {
    let Some(own) = layers.iter().position(|layer| layer.name == entry.layer) else {
        let suggestion = did_you_mean(&entry.layer, layers.iter().map(|layer| layer.name.as_str()));
        return Err(("layer".into(), format!("is \"{}\", which is no layer{suggestion}", entry.layer)));
    };
    if !layers[own].values.contains(&entry.value) {
        let suggestion = did_you_mean(&entry.value, layers[own].values.iter().map(String::as_str));
        let problem = format!("is \"{}\", which is no value of layer \"{}\"{suggestion}", entry.value, entry.layer);
        return Err(("value".into(), problem));
    }
    let all = || layers.iter().flat_map(|layer| &layer.values);
    for (i, other) in entry.incompatible_with.iter().enumerate() {
        if !all().any(|value| value == other) {
            let suggestion = did_you_mean(other, all().map(String::as_str));
            let problem = format!("is \"{other}\", which is no value of a layer{suggestion}");
            return Err((format!("incompatible_with[{i}]"), problem));
        }
    }
    Ok(own)
}

/// Adds a value that stands in for those that are hit, or the rest of a sentence about its file.
///
/// With their weights together, and drawn only beside what hits them, it is drawn as often as they would be.
fn add(traits: &mut Vec<TraitEntry>, layer: &LayerConfig, hit: &[&String], stand_in: &StandIn) -> Result<(), String> {
    let is_hit = |t: &&TraitEntry| t.name.as_ref().is_some_and(|name| hit.contains(&name));
    let weights = traits.iter().filter(is_hit).map(|t| weight_of(t).0);
    let weight = Weight(weights.fold(0, u64::saturating_add)).min(Weight::MAX);
    // Another incompatibility may have the same value; where it stands for another weight, the larger serves both.
    if let Some(known) = traits.iter_mut().find(|t| t.name.as_ref() == Some(&stand_in.value)) {
        known.weight = Some(Share::Weight(weight_of(known).max(weight)));
        return Ok(());
    }
    let file = stand_in.filename.as_ref().map(|file| file_in(layer, file)).transpose()?;
    traits.push(TraitEntry::called(stand_in.value.clone(), file, weight));
    Ok(())
}

/// The file of a value that stands in, below the folder of its layer, or the rest of a sentence.
fn file_in(layer: &LayerConfig, file: &str) -> Result<String, String> {
    let path = picture(file)?;
    let folder = relative::folder(&layer.trait_path)?;
    if !file.contains('/') || folder.is_empty() {
        return Ok(path);
    }
    path.strip_prefix(&format!("{folder}/")).map(str::to_owned).ok_or_else(|| {
        format!("is \"{file}\", and the pictures of layer \"{}\" are in \"{folder}\": put it there", layer.name)
    })
}

fn weight_of(entry: &TraitEntry) -> Weight {
    if let Some(Share::Weight(weight)) = entry.weight { weight } else { Weight::ZERO }
}
