//! A project as if only a few editions were drawn of it: odds in place of exact counts, and traits locked.
//!
//! Samples of the studio and pictures of the service are drawn of such a project.

use super::conflict::{contradiction, listed, name};
use crate::error::{EditError, PlanError};
use crate::project::{LayerId, LayerSet, Project, Trait, TraitId, Weight};
use crate::{Error, Result};

/// The project as if some editions were drawn of it: without 1/1 pictures and chosen editions, and with odds
/// for exact counts.
pub fn by_odds(project: &Project) -> Project {
    let mut few = project.clone();
    few.shuffle = false;
    few.chosen.clear();
    if let Some((set, _)) = project.place_of_one_of_ones() {
        few.sets[set.0 as usize].editions = 0;
        few.one_of_one.clear();
    }
    for layer in (0..project.layers.len() as u32).map(LayerId) {
        let editions = editions_with(project, layer);
        counts_to_weights(&mut few.traits[range(project, layer)], editions as u64);
    }
    few
}

/// The number of editions of the sets that have a layer.
pub fn editions_with(project: &Project, layer: LayerId) -> usize {
    project.sets.iter().filter(|set| set.layers.contains(&layer)).map(|set| set.editions).sum()
}

fn range(project: &Project, layer: LayerId) -> std::ops::Range<usize> {
    let traits = &project.layer(layer).traits;
    traits.start as usize..traits.end as usize
}

/// Gives the traits of a layer weights by which each is drawn as often as its exact count has it in so many editions.
fn counts_to_weights(traits: &mut [Trait], editions: u64) {
    let counted: u64 = traits.iter().filter_map(|t| t.count).map(u64::from).sum();
    if traits.iter().all(|t| t.count.is_none()) {
        return;
    }
    let left = u128::from(editions.saturating_sub(counted)) * u128::from(Weight::UNIT);
    let is_drawn = |t: &Trait| t.count.is_none() && !t.reserve && t.weight > Weight::ZERO;
    let total: u128 = traits.iter().filter(|t| is_drawn(t)).map(|t| u128::from(t.weight.0)).sum();
    for t in traits {
        if let Some(count) = t.count.take() {
            t.weight = Weight(u64::from(count) * Weight::UNIT);
        } else if is_drawn(t) {
            let part = left * u128::from(t.weight.0) / total;
            t.weight = Weight(u64::try_from(part).unwrap_or(u64::MAX).max(u64::from(left > 0)));
        }
    }
}

/// The project with only one trait to draw in the layers of `locks`, and editions only of sets that have all these layers.
///
/// # Errors
/// [`EditError::LocksApart`], [`EditError::Gone`], [`EditError::Value`].
pub fn locked(project: &Project, locks: &[TraitId]) -> Result<Project> {
    let mut few = project.clone();
    let mut layers: Vec<LayerId> = vec![];
    for lock in locks {
        let Some(t) = project.traits.get(lock.0 as usize) else {
            return Err(Error::Edit(EditError::Gone { what: format!("trait {}", lock.0) }));
        };
        if layers.contains(&t.layer) {
            let problem = format!("are two of layer \"{}\": lock one of them", project.layer(t.layer).name);
            return Err(Error::Edit(EditError::Value { what: "the locked traits".into(), problem }));
        }
        layers.push(t.layer);
        for other in &mut few.traits[range(project, t.layer)] {
            (other.weight, other.count, other.reserve) = (Weight::ZERO, None, false);
        }
        few.traits[lock.0 as usize].weight = Weight::ONE;
    }
    let has_all = |set: &LayerSet| layers.iter().all(|layer| set.layers.contains(layer));
    few.sets.iter_mut().filter(|set| !has_all(set)).for_each(|set| set.editions = 0);
    if few.sets.iter().all(|set| set.editions == 0) && !locks.is_empty() {
        return Err(Error::Edit(EditError::LocksApart { traits: named(project, locks) }));
    }
    Ok(few)
}

/// Traits as a part of a sentence.
pub fn named(project: &Project, ids: &[TraitId]) -> String {
    listed(&ids.iter().map(|id| name(project, *id)).collect::<Vec<_>>())
}

/// Passes locks that an edition of the project can have; `few` is the project with these locks.
///
/// # Errors
/// [`EditError::LocksContradict`] with the fewest that rules forbid; [`PlanError::RulesContradict`],
/// [`PlanError::RulesTooTangled`].
pub fn check_locks(project: &Project, few: &Project, locks: &[TraitId]) -> Result<()> {
    let Some(mut found) = contradiction(few)? else { return Ok(()) };
    let mut needed = locks.to_vec();
    for lock in locks {
        let fewer: Vec<TraitId> = needed.iter().copied().filter(|other| other != lock).collect();
        if let Some(still) = contradiction(&locked(&by_odds(project), &fewer)?)? {
            (needed, found) = (fewer, still);
        }
    }
    if needed.is_empty() {
        let (set, rules) = (found.set.0 + 1, listed(&found.rules));
        return Err(Error::Plan(PlanError::RulesContradict { set, rules }));
    }
    let (traits, rules) = (named(project, &needed), listed(&found.rules));
    Err(Error::Edit(EditError::LocksContradict { traits, rules }))
}
