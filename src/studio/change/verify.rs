//! Checks that a changed `simdgen.toml` makes the change that was asked for, and no other.

use std::cell::LazyCell;
use std::ops::Range;

use super::renumbered::{in_order, without_trait};
use super::source::Source;
use super::traits::has_percentages;
use super::written::Written;
use super::{Change, difference, rules, tags};
use crate::blend::{BlendMode, Opacity};
use crate::plan::Plan;
use crate::plan::file::chosen;
use crate::project::{LayerId, Project, SetId, TraitId, Weight};

/// What else differs between a project before and after a change, or is not as it was asked for; `None` where all is well.
pub(super) fn check(before: &Project, old_text: &str, after: &Project, text: &str, change: &Change) -> Option<String> {
    // Their traits go by names.
    if chosen(before).is_ok() && chosen(after).is_err() {
        return Some("the chosen editions".to_owned());
    }
    let mut expected = before.clone();
    let sources = LazyCell::new(|| [old_text, text].map(|text| Source::new(before, text, "")));
    let tied = |layer| sources.iter().flatten().any(|source| is_tied(source, layer));
    let is_made = match change {
        Change::Weight { id, weight } => weights(&mut expected, after, &[(*id, weight)], tied),
        Change::Weights { weights: all } => {
            let all: Vec<(u32, &String)> = all.iter().map(|one| (one.id, &one.weight)).collect();
            weights(&mut expected, after, &all, tied)
        }
        Change::Count { id, count } => {
            let layer = before.trait_(TraitId(*id)).layer;
            // What has no percentage shares what exact counts leave.
            if tied(layer) {
                copy_weights(&mut expected, after, layer);
            }
            expected.traits[*id as usize].count = *count;
            true
        }
        Change::None { layer, weight } => {
            let layer = LayerId(*layer);
            return nothing(before, after, layer, weight.as_deref(), tied(layer));
        }
        Change::TraitOpacity { id, opacity } => {
            style(&mut expected, after, *id);
            let asked = opacity.and_then(Opacity::from_fraction);
            asked.is_none_or(|asked| after.style(TraitId(*id)).opacity == asked)
        }
        Change::TraitBlend { id, blend } => {
            style(&mut expected, after, *id);
            let asked = blend.as_deref().and_then(BlendMode::from_name);
            asked.is_none_or(|asked| after.style(TraitId(*id)).blend == asked)
        }
        Change::Opacity { layer, opacity } => {
            styles(&mut expected, after, LayerId(*layer));
            Some(after.layer(LayerId(*layer)).opacity) == Opacity::from_fraction(*opacity)
        }
        Change::Blend { layer, blend } => {
            styles(&mut expected, after, LayerId(*layer));
            Some(after.layer(LayerId(*layer)).blend) == BlendMode::from_name(blend)
        }
        Change::MoveLayer { layer, to, set } => {
            return moved(before, after, LayerId(*layer), *to, set.map(SetId), text);
        }
        Change::RenameLayer { layer, name } => {
            if chosen(before).is_ok_and(|before| chosen(after).is_ok_and(|after| before != after)) {
                return Some("the chosen editions".to_owned());
            }
            renamed(&mut expected, after, LayerId(*layer));
            after.layer(LayerId(*layer)).name == *name
        }
        Change::Editions { set, editions } => {
            expected.sets[*set as usize].editions = *editions as usize;
            // Numbers in titles of later sets follow.
            let later = expected.sets.iter_mut().zip(&after.sets).skip(*set as usize + 1);
            later.for_each(|(set, after)| set.title.clone_from(&after.title));
            true
        }
        Change::Seed { seed } => {
            expected.seed.clone_from(seed);
            true
        }
        Change::Name { name } => {
            name_only(&mut expected, after);
            after.metadata.name == *name
        }
        Change::AddRule { rule } => {
            let Ok(rule) = rule.rule(before) else { return Some("the rules".to_owned()) };
            let Some(new) = after.rules.last().filter(|new| new.kind == rule.kind) else {
                return Some("the traits that it names".to_owned());
            };
            expected.rules.push(new.clone());
            true
        }
        Change::EditRule { index, rule } => {
            let Ok(rule) = rule.rule(before) else { return Some("the rules".to_owned()) };
            let Some(at) = rules::place(before, text, *index) else { return Some("the file".to_owned()) };
            let (Some(own), Some(new)) = (expected.rules.get_mut(at), after.rules.get(at)) else {
                return Some("the number of rules".to_owned());
            };
            if new.kind != rule.kind {
                return Some("the traits that it names".to_owned());
            }
            own.clone_from(new);
            true
        }
        Change::Tag { id, tag } | Change::Untag { id, tag } => {
            let tag = tags::name(tag);
            for rules in tags::rules_with(before, text, tag) {
                let (own, new) = (expected.rules.get_mut(rules.clone()), after.rules.get(rules));
                let (Some(own), Some(new)) = (own, new) else { return Some("the number of rules".to_owned()) };
                own.clone_from_slice(new);
            }
            let has_it = matches!(change, Change::Tag { .. });
            tags::is_made([(before, old_text), (after, text)], TraitId(*id), tag, has_it)
        }
        Change::Keep { set, picks, .. } => {
            expected.chosen.clone_from(&after.chosen);
            let picks: Vec<TraitId> = picks.iter().copied().map(TraitId).collect();
            let is_there = |plan: Plan| plan.editions().any(|e| (e.set, e.picks) == (SetId(*set), &picks[..]));
            after.chosen.len() == before.chosen.len() + 1 && chosen(after).is_ok_and(is_there)
        }
        Change::Release { index } => {
            expected.chosen.remove(*index);
            true
        }
        Change::RemoveRule { index } => {
            let Some(first) = rules::place(before, old_text, *index) else { return Some("the file".to_owned()) };
            let gone = before.rules.len().saturating_sub(after.rules.len());
            expected.rules.drain(first..first + gone);
            gone > 0
        }
    };
    if !is_made {
        return Some(NOT_ASKED.to_owned());
    }
    difference::first(&expected, after)
}

/// Said where a change is read back otherwise than it was meant.
const NOT_ASKED: &str = "something that was not asked for";

fn range(project: &Project, layer: LayerId) -> Range<usize> {
    let traits = &project.layer(layer).traits;
    traits.start as usize..traits.end as usize
}

fn copy_weights(expected: &mut Project, after: &Project, layer: LayerId) {
    let range = range(expected, layer);
    expected.traits[range.clone()].iter_mut().zip(&after.traits[range]).for_each(|(t, after)| t.weight = after.weight);
}

/// True when a layer has percentages, which tie its weights to each other.
fn is_tied(source: &Source<'_>, layer: LayerId) -> bool {
    source.entry(layer).is_ok_and(has_percentages)
}

fn weights(expected: &mut Project, after: &Project, asked: &[(u32, &String)], tied: impl Fn(LayerId) -> bool) -> bool {
    asked.iter().all(|(id, weight)| {
        let layer = expected.trait_(TraitId(*id)).layer;
        if tied(layer) {
            copy_weights(expected, after, layer);
        }
        let got = after.trait_(TraitId(*id)).weight;
        expected.traits[*id as usize].weight = got;
        is_weight(weight, got)
    })
}

/// True when a weight is the one that was asked for; a percentage is exact to its ninth decimal.
fn is_weight(asked: &str, got: Weight) -> bool {
    let asked = match asked.strip_suffix('%') {
        Some(percent) => Weight::parse(percent.trim()).map(|percent| percent.0.saturating_mul(10_000)),
        None => Weight::parse(asked.trim()).map(|weight| weight.0),
    };
    asked.is_ok_and(|asked| asked.abs_diff(got.0) < 10_000)
}

fn style(expected: &mut Project, after: &Project, id: u32) {
    expected.traits[id as usize].style = after.traits[id as usize].style;
}

/// What follows from the blend mode and the opacity of a layer.
fn styles(expected: &mut Project, after: &Project, layer: LayerId) {
    let (own, new) = (&mut expected.layers[layer.0 as usize], after.layer(layer));
    (own.blend, own.opacity) = (new.blend, new.opacity);
    let range = range(expected, layer);
    range.for_each(|id| expected.traits[id].style = after.traits[id].style);
}

/// What follows from the name of a layer.
fn renamed(expected: &mut Project, after: &Project, layer: LayerId) {
    expected.layers[layer.0 as usize].name.clone_from(&after.layer(layer).name);
    expected.chosen.clone_from(&after.chosen);
    let range = range(expected, layer);
    range.for_each(|id| expected.traits[id].attribute.clone_from(&after.traits[id].attribute));
    for (rule, after) in expected.rules.iter_mut().zip(&after.rules) {
        rule.text.clone_from(&after.text);
    }
}

/// What follows from the name of the collection.
fn name_only(expected: &mut Project, after: &Project) {
    expected.metadata.name.clone_from(&after.metadata.name);
    expected.metadata.by_standard.clone_from(&after.metadata.by_standard);
    expected.sets.iter_mut().zip(&after.sets).for_each(|(set, after)| set.title.clone_from(&after.title));
}

/// A layer with another chance of drawing nothing, with one that it did not have, or without it.
fn nothing(before: &Project, after: &Project, layer: LayerId, weight: Option<&str>, tied: bool) -> Option<String> {
    let last = |project: &Project| {
        let unnamed = project.traits_of(layer).filter(|(_, t)| t.is_nothing()).map(|(id, _)| id).last();
        let last = TraitId(project.layer(layer).traits.end - 1);
        unnamed.or(Some(last).filter(|id| project.trait_(*id).file_name.is_empty()))
    };
    let (had, has) = (before.layer(layer).traits.len(), after.layer(layer).traits.len());
    let (old, new) = (last(before).filter(|_| had >= has), last(after).filter(|_| has >= had));
    let is_made = match (weight, new) {
        (Some(asked), Some(id)) => !after.trait_(id).reserve && is_weight(asked, after.trait_(id).weight),
        (Some(_), None) => false,
        (None, Some(id)) => had == has && after.trait_(id) == before.trait_(id),
        (None, None) => true,
    };
    let rest = |project: &Project, id: Option<TraitId>| match id {
        Some(id) => without_trait(project, id),
        None => without_ranks(project.clone()),
    };
    let (mut old, new) = (rest(before, old), rest(after, new));
    if tied {
        copy_weights(&mut old, &new, layer);
    }
    if is_made { difference::first(&old, &new) } else { Some(NOT_ASKED.to_owned()) }
}

/// Ranks follow from the order of layers, and from nothing else that is changed here.
fn without_ranks(mut project: Project) -> Project {
    project.sets.iter_mut().for_each(|set| set.ranks.clear());
    project
}

/// A layer at another place of a set, and of all sets that have all layers.
fn moved(
    before: &Project,
    after: &Project,
    layer: LayerId,
    to: usize,
    set: Option<SetId>,
    text: &str,
) -> Option<String> {
    let written = Written::of(text)?;
    let lists = written.list("sets");
    let has_list = |set: usize| lists.get(set).is_some_and(|set| set.inline_list("layers").is_some());
    let set =
        set.map_or_else(|| before.sets.iter().position(|set| set.layers.contains(&layer)), |set| Some(set.0 as usize));
    let set = set.unwrap_or_default();
    let mut order = before.sets[set].layers.clone();
    let to = to.min(order.len() - 1);
    order.retain(|id| *id != layer);
    order.insert(to, layer);
    let mut expected = without_ranks(before.clone());
    if has_list(set) {
        expected.sets[set].layers = order;
    } else {
        order.extend(before.place_of_one_of_ones().map(|(_, id)| id));
        expected = in_order(before, &order);
        let all = (0..expected.sets.len()).filter(|set| !has_list(*set));
        all.for_each(|set| expected.sets[set].layers.sort_unstable());
    }
    difference::first(&expected, &without_ranks(after.clone()))
}
