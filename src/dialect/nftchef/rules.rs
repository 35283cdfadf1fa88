//! nftchef's rules as the project's rules.
//!
//! `incompatible` becomes *excludes*, `forcedCombinations` becomes *requires*, and what is within a choice requires that
//! choice. Differences from the engine, which goes through the layers once: here rules hold both ways, whichever of the two
//! was chosen first, and a trait that is drawn by force keeps the rules about itself.

use std::collections::HashSet;

use super::config::NamedLists;
use super::flatten::{Flat, Named};
use crate::project::suggest::did_you_mean;
use crate::project::{LayerId, Notices, Rule, RuleKind, TraitId, TraitSet, Weight};

/// Adds the rules of one set of layers, and lets traits that are only drawn by force be drawn.
pub(super) fn add(
    flat: &mut Flat,
    layers: &[LayerId],
    incompatible: &NamedLists,
    forced: &NamedLists,
    rules: &mut Vec<Rule>,
) {
    for &layer in layers {
        within(flat, layer, rules);
    }
    let ids: Vec<TraitId> = layers.iter().flat_map(|l| flat.layers[l.0 as usize].traits.clone()).map(TraitId).collect();
    for (name, others) in &incompatible.0 {
        let a = named(flat, &ids, |n| n.is_picked && n.own == *name);
        for other in others {
            let b = named(flat, &ids, |n| n.own == *other || n.part_of.contains(other));
            if !a.is_empty() && !b.is_empty() {
                let (a, b) = (a.iter().copied().collect(), b.into_iter().collect());
                let text = format!("incompatible: \"{name}\" with \"{other}\"");
                rules.push(Rule { kind: RuleKind::Excludes { a, b }, text });
            }
        }
    }
    for (name, others) in &forced.0 {
        let when = named(flat, &ids, |n| n.is_picked && n.own == *name);
        if !when.is_empty() {
            layers.iter().for_each(|&layer| force(flat, layer, (name, &when), others, rules));
        }
    }
    only_by_force(flat, &ids, forced, rules);
}

/// The number of names in lists that are compared with every trait.
pub(super) fn names_to_compare(lists: &[&NamedLists]) -> usize {
    lists.iter().flat_map(|list| &list.0).map(|(_, others)| 1 + others.len()).sum()
}

/// Adds the rule that a layer within a choice is drawn only with that.
fn within(flat: &Flat, id: LayerId, rules: &mut Vec<Rule>) {
    let layer = &flat.layers[id.0 as usize];
    let Some(choice) = layer.within else { return };
    let when: TraitSet = layer.traits.clone().map(TraitId).filter(|&id| !is_nothing(flat, id)).collect();
    let above = flat.traits[choice.0 as usize].layer;
    let (inner, outer) = (&layer.name, &flat.layers[above.0 as usize].name);
    let text = format!("\"{inner}\" is within \"{}\" of \"{outer}\"", flat.traits[choice.0 as usize].name);
    rules.push(Rule { kind: RuleKind::Requires { when, any_of: std::iter::once(choice).collect() }, text });
}

/// A layer that has one of `others` draws it where one of `when` is drawn; one within a choice only where that is picked.
fn force(flat: &Flat, id: LayerId, when: (&str, &[TraitId]), others: &[String], rules: &mut Vec<Rule>) {
    let (name, when) = when;
    let layer = &flat.layers[id.0 as usize];
    let own = || layer.traits.clone().map(TraitId);
    let is_forced = |id: TraitId| others.contains(&flat.names[id.0 as usize].own);
    let any_of: TraitSet = own().filter(|&id| is_forced(id)).collect();
    let itself = when.iter().any(|id| layer.traits.contains(&id.0));
    // What is always there needs no force, and the engine forces nothing on the folder that it is in.
    let is_choice = own().any(|id| flat.names[id.0 as usize].is_picked);
    if any_of.is_empty() || itself || !is_choice {
        return;
    }
    let when: TraitSet = when.iter().copied().collect();
    let text = format!("forcedCombinations: \"{name}\" with one of \"{}\"", others.join("\", \""));
    let kind = if layer.within.is_none() {
        RuleKind::Requires { when, any_of }
    } else {
        let b = own().filter(|&id| !is_forced(id) && !is_nothing(flat, id)).collect();
        RuleKind::Excludes { a: when, b }
    };
    rules.push(Rule { kind, text });
}

/// A weight of 0 means "only by force" for what something forces.
fn only_by_force(flat: &mut Flat, ids: &[TraitId], forced: &NamedLists, rules: &mut Vec<Rule>) {
    for &id in ids.iter().filter(|id| flat.names[id.0 as usize].is_picked) {
        let own = flat.names[id.0 as usize].own.clone();
        if flat.traits[id.0 as usize].weight != Weight::ZERO {
            continue;
        }
        let by: Vec<&String> =
            forced.0.iter().filter(|(_, others)| others.contains(&own)).map(|(name, _)| name).collect();
        if by.is_empty() {
            continue;
        }
        let any_of: TraitSet = named(flat, ids, |n| n.is_picked && by.contains(&&n.own)).into_iter().collect();
        if any_of.is_empty() {
            continue;
        }
        let t = &mut flat.traits[id.0 as usize];
        (t.weight, t.reserve) = (Weight::ONE, true);
        let text = format!("forcedCombinations: \"{own}\" has the weight 0, so it is drawn only by force");
        rules.push(Rule { kind: RuleKind::Requires { when: std::iter::once(id).collect(), any_of }, text });
    }
}

/// The most unknown names that are told with the nearest known one.
const SUGGESTIONS: usize = 50;

/// A notice of the names in rules that nothing in the project has.
pub(super) fn notice_unknown_names(flat: &Flat, key: &str, lists: &NamedLists, notices: &mut Notices) {
    let own = flat.names.iter().filter(|n| !n.own.is_empty());
    let known: HashSet<&str> = own.flat_map(|n| n.part_of.iter().chain([&n.own])).map(String::as_str).collect();
    let mut sorted: Vec<&str> = known.iter().copied().collect();
    sorted.sort_unstable();
    let named = lists.0.iter().flat_map(|(name, others)| others.iter().chain([name]));
    for (at, name) in named.filter(|name| !known.contains(name.as_str())).enumerate() {
        // The first few are shown, and looking for what was meant takes its time.
        let suggestion = if at < SUGGESTIONS { did_you_mean(name, sorted.iter().copied()) } else { String::new() };
        let text = format!("{key} has names that no file or folder is called by, which do nothing");
        notices.add(text, format!("\"{name}\"{suggestion}"));
    }
}

fn is_nothing(flat: &Flat, id: TraitId) -> bool {
    flat.names[id.0 as usize].own.is_empty()
}

fn named(flat: &Flat, ids: &[TraitId], is_meant: impl Fn(&Named) -> bool) -> Vec<TraitId> {
    ids.iter().copied().filter(|id| is_meant(&flat.names[id.0 as usize])).collect()
}
