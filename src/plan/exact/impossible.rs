//! Counts that no plan can keep, found out before anything is drawn, with the fewest counts and rules to blame.
//!
//! Every check here is a proof: where none says no, there may still be no plan, and only the search can tell.

use super::flow::can_match;
use crate::error::PlanError;
use crate::plan::Edition;
use crate::plan::conflict::{fewest, listed, name, texts};
use crate::plan::space::{Space, Walk};
use crate::project::{Project, TraitId};
use crate::{Error, Result};

/// The most states held while the editions that show one trait are counted.
const WIDTH: usize = 64;

/// A count or a rule, for blaming.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cause<'a> {
    Count(TraitId),
    Rule(&'a str),
}

/// Fails when the counts cannot be kept, as far as can be proved quickly.
///
/// # Errors
/// [`PlanError::CountsImpossible`], with counts and rules of which none can be left out.
pub(in crate::plan) fn check_counts(
    project: &Project,
    spaces: &[Space],
    used: &[Edition<'_>],
    kept: usize,
) -> Result<()> {
    let Some((blamed, why)) = proof(project, spaces, used) else { return Ok(()) };
    let mut causes: Vec<Cause<'_>> = blamed.into_iter().map(Cause::Count).collect();
    causes.extend(texts(project).into_iter().map(Cause::Rule));
    let causes = fewest(&causes, |causes| {
        let mut less = project.clone();
        less.rules.retain(|rule| causes.contains(&Cause::Rule(rule.text.as_str())));
        for (id, t) in less.traits.iter_mut().enumerate().filter(|(_, t)| t.count.is_some()) {
            if !causes.contains(&Cause::Count(TraitId(id as u32))) {
                // It may be shown as often as one likes.
                t.count = None;
                t.weight = t.weight.max(crate::project::Weight::ONE);
            }
        }
        let spaces: Vec<Space> = less.sets.iter().map(|set| Space::new(&less, set, less.rules.iter())).collect();
        // Under fewer rules more of what is there is possible, never less.
        proof(&less, &spaces, used).is_some()
    });
    Err(impossible(project, &causes, why, kept))
}

/// Fails when a layer's counts alone are more or less than its editions.
///
/// # Errors
/// [`PlanError::CountsImpossible`].
pub(in crate::plan) fn check_sums(project: &Project, kept: usize) -> Result<()> {
    let Some((blamed, why)) = layer_sums(project) else { return Ok(()) };
    Err(impossible(project, &blamed.into_iter().map(Cause::Count).collect::<Vec<_>>(), why, kept))
}

fn impossible(project: &Project, causes: &[Cause<'_>], why: String, kept: usize) -> Error {
    let asked = |cause: &Cause<'_>| match cause {
        Cause::Count(id) => format!("{} of {}", project.trait_(*id).count.unwrap_or(0), name(project, *id)),
        Cause::Rule(text) => (*text).to_owned(),
    };
    let all: Vec<String> = causes.iter().map(asked).collect();
    let conflict = listed(&all.iter().map(String::as_str).collect::<Vec<_>>());
    Error::Plan(PlanError::CountsImpossible { editions: project.editions(), kept, conflict, why })
}

/// Traits, by their bits, that are shown so often together.
type Amounts = Vec<(Vec<u32>, u64)>;

/// Counts that cannot be kept together, and why.
fn proof(project: &Project, spaces: &[Space], used: &[Edition<'_>]) -> Option<(Vec<TraitId>, String)> {
    layer_sums(project)
        .or_else(|| project.unique.then(|| too_few_editions(project, spaces, used)).flatten())
        .or_else(|| pairs_of_layers(project, spaces))
        .or_else(|| exclusive(project, spaces))
}

fn count(project: &Project, id: TraitId) -> u64 {
    project.trait_(id).count.map_or(0, u64::from)
}

/// The traits with a count of a layer, and how many editions have the layer.
fn of_layer(project: &Project, layer: usize) -> (Vec<TraitId>, u64) {
    let ids = project.layers[layer].traits.clone().map(TraitId);
    let with = |set: &&crate::project::LayerSet| set.layers.iter().any(|id| id.0 as usize == layer);
    let editions = project.sets.iter().filter(with).map(|set| set.editions as u64).sum();
    (ids.filter(|id| project.trait_(*id).count.is_some()).collect(), editions)
}

/// A layer must show one trait in every edition that has it.
fn layer_sums(project: &Project) -> Option<(Vec<TraitId>, String)> {
    (0..project.layers.len()).find_map(|layer| {
        let (ids, editions) = of_layer(project, layer);
        let sum: u64 = ids.iter().map(|&id| count(project, id)).sum();
        let name = &project.layers[layer].name;
        let free = project.layers[layer].traits.clone().map(|id| project.trait_(TraitId(id)));
        let none_free = !free.into_iter().any(|t| t.count.is_none() && t.can_be_drawn());
        if ids.is_empty() || sum == editions || (sum < editions && !none_free) {
            return None;
        }
        Some((ids, format!("the counts of layer \"{name}\" add up to {sum}, and {editions} editions have it")))
    })
}

/// A trait cannot be shown by more editions than differ with it, those left out that are there already.
fn too_few_editions(project: &Project, spaces: &[Space], used: &[Edition<'_>]) -> Option<(Vec<TraitId>, String)> {
    let counted = (0..project.traits.len() as u32).map(TraitId).filter(|&id| count(project, id) > 0);
    counted.into_iter().find_map(|id| {
        let wanted = u128::from(count(project, id));
        let possible = |width: usize| {
            let sets = project.sets.iter().zip(spaces).enumerate().filter(|(_, (set, _))| set.editions > 0);
            sets.fold((0u128, 0u128), |(least, most), (number, (set, space))| {
                let bounds = space.count_with(id, width);
                let of_set = used.iter().filter(|e| e.set.0 as usize == number);
                let used = of_set.filter(|e| e.picks.contains(&id)).count() as u128;
                let left = |bound: u128| bound.saturating_sub(used).min(set.editions as u128);
                (least.saturating_add(left(bounds.least)), most.saturating_add(left(bounds.most)))
            })
        };
        // A few states are nearly always enough to see that there are enough editions.
        let (least, _) = possible(1);
        let (_, most) = if least < wanted { possible(WIDTH) } else { (least, wanted) };
        (most < wanted).then(|| (vec![id], format!("at most {most} different editions can show {}", name(project, id))))
    })
}

/// Two layers of the only set must be shown in pairs that the rules allow.
fn pairs_of_layers(project: &Project, spaces: &[Space]) -> Option<(Vec<TraitId>, String)> {
    let (space, editions) = only_space(project, spaces)?;
    let sides: Vec<(usize, Amounts)> = (0..space.layers.len())
        .filter(|&layer| space.is_ruled(layer))
        .map(|layer| (layer, amounts(project, space, layer, editions)))
        .collect();
    let reach = reach(space);
    for (i, (one, left)) in sides.iter().enumerate() {
        for (other, right) in &sides[i + 1..] {
            let counted = |layer: usize| of_layer(project, space.layers[layer].id.0 as usize).0;
            let blamed = [counted(*one), counted(*other)].concat();
            if blamed.is_empty() {
                continue;
            }
            let fits = |a: usize, b: usize| {
                left[a].0.iter().any(|&bit| right[b].0.iter().any(|&with| Space::is_open(&reach[bit as usize], with)))
            };
            let sizes = |side: &Amounts| side.iter().map(|(_, amount)| *amount).collect::<Vec<_>>();
            if !can_match(&sizes(left), &sizes(right), fits) {
                let name = |layer: usize| &project.layer(space.layers[layer].id).name;
                let why = format!("layers \"{}\" and \"{}\" cannot be paired", name(*one), name(*other));
                return Some((blamed, why));
            }
        }
    }
    None
}

/// Traits of which no two can be in one edition cannot be asked for more often than there are editions.
fn exclusive(project: &Project, spaces: &[Space]) -> Option<(Vec<TraitId>, String)> {
    let (space, editions) = only_space(project, spaces)?;
    let reach = reach(space);
    let mut counted: Vec<(u64, u32, TraitId)> = vec![];
    for slot in &space.layers {
        let traits = project.traits_of(slot.id).filter(|(_, t)| t.count.is_some_and(|count| count > 0));
        counted.extend(traits.map(|(id, _)| (count(project, id), slot.bit(id), id)));
    }
    counted.sort_by_key(|&(count, bit, _)| (std::cmp::Reverse(count), bit));
    for first in &counted {
        let mut group = vec![*first];
        for next in &counted {
            let apart =
                |(_, bit, _): &(u64, u32, TraitId)| *bit != next.1 && !Space::is_open(&reach[*bit as usize], next.1);
            if group.iter().all(apart) {
                group.push(*next);
            }
        }
        let sum: u64 = group.iter().map(|(count, ..)| count).sum();
        if sum > editions {
            let why = format!("no two of them can be in one edition, and their counts add up to {sum}");
            return Some((group.into_iter().map(|(.., id)| id).collect(), why));
        }
    }
    None
}

/// The space of the project's one set with editions.
fn only_space<'a>(project: &Project, spaces: &'a [Space]) -> Option<(&'a Space, u64)> {
    let mut sets = project.sets.iter().zip(spaces).filter(|(set, _)| set.editions > 0);
    let (set, space) = sets.next()?;
    (sets.next().is_none() && space.root().is_some()).then_some((space, set.editions as u64))
}

/// For each bit, what is open once it is chosen; nothing where it cannot be.
fn reach(space: &Space) -> Vec<Vec<u64>> {
    let mut walk = Walk::new(space);
    let mut reach = vec![];
    for (layer, bit) in space.bits() {
        walk.restart();
        let open = if walk.take(layer, bit) { walk.state().clone() } else { vec![0; walk.state().len()] };
        reach.push(open);
    }
    reach
}

/// The traits that a layer shows: each trait with a count that often, and the others together in the rest.
fn amounts(project: &Project, space: &Space, layer: usize, editions: u64) -> Amounts {
    let slot = &space.layers[layer];
    let drawable = || project.traits_of(slot.id).filter(|(_, t)| t.can_be_drawn());
    let mut amounts: Amounts =
        drawable().filter(|(_, t)| t.count.is_some()).map(|(id, _)| (vec![slot.bit(id)], count(project, id))).collect();
    let sum: u64 = amounts.iter().map(|(_, amount)| amount).sum();
    let others = drawable().filter(|(_, t)| t.count.is_none()).map(|(id, _)| slot.bit(id)).collect();
    amounts.push((others, editions.saturating_sub(sum)));
    amounts
}
