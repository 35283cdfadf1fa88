//! The incompatibilities of nft-generator-py as rules.
//!
//! A value to draw instead of an incompatible one is a trait more, in another layer. Layers are chosen from the lowest
//! up, each by its weights; so that trait's weight depends on which of the two comes first.

use std::collections::BTreeMap;

use super::config::{Incompatibility, LayerConfig, StandIn, picture};
use crate::dialect::chance::Chance;
use crate::dialect::native::schema::{LayerEntry, RuleEntry, Schema, Selectors, TraitEntry};
use crate::dialect::problem::Problem;
use crate::dialect::relative;
use crate::project::suggest::did_you_mean;
use crate::project::{Notices, Weight};

/// By layer and value, the traits beside which a value is drawn that stands in for others.
type OnlyWith = BTreeMap<(usize, String), Vec<String>>;

/// Adds the rules to a schema that has an entry for each layer, and the values that stand in to these entries.
pub(super) fn add_rules(
    layers: &[LayerConfig],
    entries: &[Incompatibility],
    schema: &mut Schema,
    notices: &mut Notices,
) -> Result<(), Problem> {
    let weights: Vec<Vec<Weight>> = schema.layers.iter().map(weights_of).collect();
    let mut only_with = OnlyWith::new();
    for (index, entry) in entries.iter().enumerate() {
        let key = |key: &str| format!("incompatibilities[{index}].{key}");
        let own = check(layers, entry, &key)?;
        let this = format!("{}/{}", entry.layer, entry.value);
        let mut excluded = vec![];
        // Beside its own layer: a value excludes all others there by being drawn.
        for (at, layer) in layers.iter().enumerate().filter(|(at, _)| *at != own) {
            let is_hit = |value: &String| entry.incompatible_with.contains(value);
            let hit: Vec<usize> = (0..layer.values.len()).filter(|i| is_hit(&layer.values[*i])).collect();
            excluded.extend(hit.iter().map(|i| format!("{}/{}", layer.name, layer.values[*i])));
            let Some(stand_in) = entry.default.as_ref().filter(|_| !hit.is_empty()) else { continue };
            if layer.values.contains(&stand_in.value) {
                let text = "any other value of the layer may be drawn, not only the default, where that is a value too";
                let item = format!("{} \"{}\" of layer \"{}\"", key("default"), stand_in.value, layer.name);
                notices.add(text, format!("{item} beside \"{this}\""));
                continue;
            }
            let traits = schema.layers[at].traits.get_or_insert_default();
            let place = add(traits, layer, stand_in).map_err(|problem| problem.at(key("default.filename")))?;
            if at > own {
                stand_in_above(traits, &weights[at], &hit, place);
            } else {
                let value = layers[own].values.iter().position(|value| *value == entry.value).unwrap_or_default();
                stand_in_below(traits, &weights[at], &hit, place, part(&weights[own], value));
            }
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
fn check(layers: &[LayerConfig], entry: &Incompatibility, key: &dyn Fn(&str) -> String) -> Result<usize, Problem> {
    let Some(own) = layers.iter().position(|layer| layer.name == entry.layer) else {
        let suggestion = did_you_mean(&entry.layer, layers.iter().map(|layer| layer.name.as_str()));
        return Err(Problem::new(key("layer"), format!("is \"{}\", which is no layer{suggestion}", entry.layer)));
    };
    if !layers[own].values.contains(&entry.value) {
        let suggestion = did_you_mean(&entry.value, layers[own].values.iter().map(String::as_str));
        let problem = format!("is \"{}\", which is no value of layer \"{}\"{suggestion}", entry.value, entry.layer);
        return Err(Problem::new(key("value"), problem));
    }
    let all = || layers.iter().flat_map(|layer| &layer.values);
    for (i, other) in entry.incompatible_with.iter().enumerate() {
        if !all().any(|value| value == other) {
            let suggestion = did_you_mean(other, all().map(String::as_str));
            let problem = format!("is \"{other}\", which is no value of a layer{suggestion}");
            return Err(Problem::new(key(&format!("incompatible_with[{i}]")), problem));
        }
    }
    Ok(own)
}

/// Adds a value that stands in for others, unless it is there, and returns its place.
fn add(traits: &mut Vec<TraitEntry>, layer: &LayerConfig, stand_in: &StandIn) -> Result<usize, Problem> {
    if let Some(place) = traits.iter().position(|t| t.name.as_ref() == Some(&stand_in.value)) {
        return Ok(place);
    }
    let file = stand_in.filename.as_ref().map(|file| file_in(layer, file)).transpose()?;
    traits.push(TraitEntry::called(stand_in.value.clone(), file, Weight::ZERO));
    Ok(traits.len() - 1)
}

/// Gives the trait at `place` its weight, in a layer that is chosen after what hits others of it: all of their weights, as
/// it is drawn only where they are not. Where it stands in for others elsewhere, the larger weight serves both.
fn stand_in_above(traits: &mut [TraitEntry], weights: &[Weight], hit: &[usize], place: usize) {
    let weight = hit.iter().fold(0, |sum: u64, i| sum.saturating_add(weights[*i].0));
    let weight = weight_of(&traits[place]).max(Weight(weight)).min(Weight::MAX);
    traits[place].weight = Some(Chance::Weight(weight));
}

/// The same in a layer that is chosen before: the part of their weights that falls on editions with what hits them.
fn stand_in_below(traits: &mut [TraitEntry], weights: &[Weight], hit: &[usize], place: usize, (part, of): (u64, u128)) {
    for &i in hit {
        let moved = (u128::from(weights[i].0) * u128::from(part)).checked_div(of).unwrap_or(0) as u64;
        let left = weight_of(&traits[i]).0.saturating_sub(moved);
        let sum = weight_of(&traits[place]).0.saturating_add(moved);
        traits[i].weight = Some(Chance::Weight(Weight(left)));
        traits[place].weight = Some(Chance::Weight(Weight(sum).min(Weight::MAX)));
    }
}

/// The weight of a value, and those of its layer together.
fn part(weights: &[Weight], value: usize) -> (u64, u128) {
    (weights[value].0, weights.iter().map(|weight| u128::from(weight.0)).sum())
}

fn weights_of(layer: &LayerEntry) -> Vec<Weight> {
    layer.traits.iter().flatten().map(weight_of).collect()
}

/// The file of a value that stands in, below the folder of its layer.
fn file_in(layer: &LayerConfig, file: &str) -> Result<String, Problem> {
    let path = picture(file)?;
    let folder = relative::folder(&layer.trait_path)?;
    if !file.contains('/') || folder.is_empty() {
        return Ok(path);
    }
    path.strip_prefix(&format!("{folder}/")).map(str::to_owned).ok_or_else(|| {
        let name = &layer.name;
        Problem::of_value(format!(
            "is \"{file}\", and the pictures of layer \"{name}\" are in \"{folder}\": put it there"
        ))
    })
}

fn weight_of(entry: &TraitEntry) -> Weight {
    if let Some(Chance::Weight(weight)) = entry.weight { weight } else { Weight::ZERO }
}
