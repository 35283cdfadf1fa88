//! Weights that a drawn plan cannot keep to, because its editions must differ and combinations run short.
//!
//! Of a layer in which one trait of three should take 80 of 100, editions that all differ may leave it 50: there are no more
//! with it, and others stand in.

use super::capacity::{SetGroup, groups};
use super::{Plan, counts};
use crate::project::{LayerId, Project, TraitId};

/// A trait of which a plan has far more or fewer editions than its weight asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OffWeight {
    /// The trait.
    pub id: TraitId,
    /// Its part of the editions by its weight, 0 to 1.
    pub asked: f64,
    /// Its part of them in the plan, 0 to 1.
    pub got: f64,
}

/// Part of what is asked for above which a difference matters.
const MATTERS: f64 = 0.1;

/// The traits that are drawn too often or too seldom for combinations running short, by layer, the worst first. The plan must
/// be drawn from the project, with no edition kept or given. None where editions need not differ: no combinations run short.
///
/// A layer is told of where that is certain: more editions of a trait are asked for than there are combinations with it; or,
/// without rules and exact counts, which change odds too, a difference is more than chance makes (five standard deviations and
/// five editions: with independent draws, once in a million).
pub fn off_weights(project: &Project, plan: &Plan) -> Vec<OffWeight> {
    if !project.unique || !project.chosen.is_empty() {
        return vec![];
    }
    let got = counts(plan, project);
    let groups = groups(project);
    let own_of_one_of_ones = project.place_of_one_of_ones().map(|(_, layer)| layer);
    let mut groups_of: Vec<Vec<&SetGroup>> = vec![vec![]; project.layers.len()];
    for group in &groups {
        group.layers.iter().for_each(|id| groups_of[id.0 as usize].push(group));
    }
    let drawable = |id| project.traits_of(id).filter(|(_, t)| t.can_be_drawn()).count() as f64;
    let choices: Vec<f64> = (0..project.layers.len() as u32).map(|id| drawable(LayerId(id))).collect();
    let is_meant = |id: &LayerId| {
        let is_compared = !groups_of[id.0 as usize].is_empty();
        is_compared && project.layer(*id).within.is_none() && Some(*id) != own_of_one_of_ones
    };
    let layers = (0..project.layers.len() as u32).map(LayerId).filter(is_meant);
    layers
        .flat_map(|id| of_layer(project, id, &got, combinations_with(&groups_of[id.0 as usize], &choices, id)))
        .collect()
}

/// The most combinations there can be with one certain trait of a layer; rules only leave fewer.
fn combinations_with(groups: &[&SetGroup], choices: &[f64], layer: LayerId) -> f64 {
    let of = |group: &&SetGroup| {
        let others = group.layers.iter().filter(|id| **id != layer);
        others.map(|id| choices[id.0 as usize]).product::<f64>()
    };
    groups.iter().map(of).sum()
}

/// The traits of one layer that are off, if it is certain that some are; `most` editions can differ that have the same trait.
fn of_layer(project: &Project, layer: LayerId, got: &[u32], most: f64) -> Vec<OffWeight> {
    let by_weight = || project.traits_of(layer).filter(|(_, t)| t.count.is_none() && !t.reserve);
    let editions: f64 = by_weight().map(|(id, _)| f64::from(got[id.0 as usize])).sum();
    let total: f64 = by_weight().map(|(_, t)| t.weight.0 as f64).sum();
    if editions == 0.0 || total == 0.0 {
        return vec![];
    }
    let part = |id: TraitId| f64::from(got[id.0 as usize]) / editions;
    let mut traits: Vec<OffWeight> =
        by_weight().map(|(id, t)| OffWeight { id, asked: t.weight.0 as f64 / total, got: part(id) }).collect();
    let only_weights_count = project.rules.is_empty() && project.traits.iter().all(|t| t.count.is_none());
    let is_certain = |t: &OffWeight| {
        let (asked, got) = (t.asked * editions, t.got * editions);
        let chance = 5.0 * (asked * (1.0 - t.asked)).sqrt() + 5.0;
        asked >= most + 1.0 && got <= most || only_weights_count && (got - asked).abs() > chance
    };
    if !traits.iter().any(is_certain) {
        return vec![];
    }
    // A weight of 0 asks for none and gets none.
    traits.retain(|t| (t.got - t.asked).abs() > MATTERS * t.asked);
    traits.sort_by(|a, b| (b.got - b.asked).abs().total_cmp(&(a.got - a.asked).abs()));
    traits
}
