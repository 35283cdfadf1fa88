//! Counts the different editions that a project can give, before anything is drawn.
//!
//! It answers the question "do I need more layers?".

use std::collections::{HashMap, HashSet};

use super::model::{Edition, Plan};
use super::space::{Bounds, Space, Walk};
use crate::error::PlanError;
use crate::project::{LayerId, Project, SetId, TraitId};
use crate::{Error, Result};

/// Sets whose editions must differ from each other, because they compare the same layers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetGroup {
    /// The compared layers (those without `bypass_dna`), bottom up.
    pub layers: Vec<LayerId>,
    /// The sets that compare exactly these, in order.
    pub sets: Vec<SetId>,
    /// Number of editions that these sets are to make, beside those that are there already.
    pub wanted: usize,
    /// Number of possible ones that are there already, in a plan that grows.
    pub used: usize,
    /// Lower bound on the different ones under the rules; those are sure to be drawn if they are asked for. `u128::MAX`
    /// stands for that many or more.
    pub possible: u128,
    /// Upper bound on them: the same, unless the rules are too tangled to count every edition.
    pub at_most: u128,
    /// The layer with the fewest traits that can be drawn (the first of equals) and how many; `None` without layers.
    pub narrowest: Option<(LayerId, usize)>,
}

impl SetGroup {
    /// Fails when more is wanted than there can be; where editions may be equal, nothing is too much.
    ///
    /// # Errors
    /// [`PlanError::NotEnoughCombinations`] or [`PlanError::NotEnoughLeft`], with the layer that limits it.
    pub fn check(&self, project: &Project) -> Result<()> {
        let left = self.at_most.saturating_sub(self.used as u128);
        if self.wanted as u128 <= left || self.at_most == u128::MAX || !project.unique {
            return Ok(());
        }
        let limit = match self.narrowest {
            Some((layer, count)) => {
                let (name, s) = (&project.layer(layer).name, if count == 1 { "" } else { "s" });
                format!("layer \"{name}\" limits it most, with {count} trait{s} to draw")
            }
            None => {
                let is_toml = project.config.extension().is_some_and(|extension| extension == "toml");
                let key = if is_toml { "unique = false" } else { "bypassDNA" };
                format!("every layer is left out when editions are compared ({key})")
            }
        };
        let (wanted, used) = (self.wanted, self.used);
        Err(Error::Plan(match used {
            0 => PlanError::NotEnoughCombinations { wanted, possible: self.at_most, limit },
            _ => PlanError::NotEnoughLeft { wanted, used, left, limit },
        }))
    }
}

/// The different editions possible, per group of sets that compare the same layers, counted as far as it takes
/// some seconds at most.
///
/// Sets of different groups never make equal editions, because a layer's traits are its own. Exact counts of traits
/// are left out of account.
pub fn capacity(project: &Project) -> Vec<SetGroup> {
    counted(project, WIDTHS[WIDTHS.len() - 1])
}

/// As [`capacity`], but counted as far as it takes a moment, so that the bounds may be further apart.
pub fn quick_capacity(project: &Project) -> Vec<SetGroup> {
    counted(project, WIDTHS[1])
}

fn counted(project: &Project, width: usize) -> Vec<SetGroup> {
    let mut groups = groups(project);
    let spaces = spaces(project);
    groups.iter_mut().for_each(|group| group.count(project, &spaces, width));
    groups
}

/// As [`capacity`], but a group is counted only until it is clear that it has as many as are wanted beside those `used`.
pub(super) fn capacity_as_wanted(project: &Project, spaces: &[Space], used: &[Edition<'_>]) -> Vec<SetGroup> {
    let mut groups = groups(project);
    let mut used_of = vec![0; project.sets.len()];
    used.iter().for_each(|edition| used_of[edition.set.0 as usize] += 1);
    for group in &mut groups {
        group.used = group.sets.iter().map(|set| used_of[set.0 as usize]).sum();
        for width in WIDTHS {
            group.count(project, spaces, width);
            if group.possible >= (group.wanted + group.used) as u128 || group.possible == group.at_most {
                break;
            }
        }
    }
    groups
}

/// Finds the editions of `there` that are among the possible ones of their set, one of each that are equal.
pub(super) fn allowed<'p>(project: &Project, spaces: &[Space], there: &'p Plan) -> Vec<Edition<'p>> {
    if there.is_empty() {
        return vec![];
    }
    let mut walks: Vec<Option<Walk<'_>>> = spaces.iter().map(|space| space.root().map(|_| Walk::new(space))).collect();
    let mut known = HashSet::new();
    let is_allowed = |edition: &Edition<'_>| {
        let Some(walk) = &mut walks[edition.set.0 as usize] else { return false };
        let is_compared = |id: &TraitId| !project.layer(project.trait_(*id).layer).bypass_dna;
        walk.allows_compared(edition.picks)
            && known.insert(edition.picks.iter().copied().filter(is_compared).collect::<Vec<_>>())
    };
    there.editions().filter(is_allowed).collect()
}

/// Numbers of states that counting holds at a time: enough for most questions, then for most answers.
const WIDTHS: [usize; 3] = [4, 1 << 8, 1 << 12];

/// The space of each set.
pub(super) fn spaces(project: &Project) -> Vec<Space> {
    project.sets.iter().map(|set| Space::new(project, set, project.rules.iter())).collect()
}

/// The groups, nothing of them counted yet.
pub(super) fn groups(project: &Project) -> Vec<SetGroup> {
    let mut groups: Vec<SetGroup> = vec![];
    let mut known: HashMap<Vec<LayerId>, usize> = HashMap::new();
    for (i, set) in project.sets.iter().enumerate() {
        let id = SetId(i as u32);
        let layers: Vec<_> = set.layers.iter().copied().filter(|&l| !project.layer(l).bypass_dna).collect();
        if let Some(&at) = known.get(&layers) {
            let group = &mut groups[at];
            group.sets.push(id);
            group.wanted = group.wanted.saturating_add(set.editions);
            continue;
        }
        known.insert(layers.clone(), groups.len());
        groups.push(SetGroup {
            sets: vec![id],
            wanted: set.editions,
            used: 0,
            possible: 0,
            at_most: u128::MAX,
            narrowest: None,
            layers,
        });
    }
    groups
}

impl SetGroup {
    fn count(&mut self, project: &Project, spaces: &[Space], width: usize) {
        let of_sets: Vec<Bounds> = self.sets.iter().map(|id| spaces[id.0 as usize].count(width)).collect();
        // Sets that differ in layers that are not compared may be ruled differently: each is sure of its own.
        let alike = of_sets.iter().all(|bounds| *bounds == of_sets[0]);
        self.possible = of_sets.iter().map(|bounds| bounds.least).min().unwrap_or(0);
        let most = of_sets.iter().map(|bounds| bounds.most);
        self.at_most = if alike { of_sets[0].most } else { most.fold(0, u128::saturating_add) };
        let space = &spaces[self.sets[0].0 as usize];
        // What is shown only within a trait of another layer says little of how many editions there are.
        let stands_alone = |layer: &usize| project.layer(space.layers[*layer].id).within.is_none();
        self.narrowest = (0..space.head)
            .filter(|&layer| space.layers[layer].is_compared)
            .filter(stands_alone)
            .map(|layer| (space.layers[layer].position, space.layers[layer].id, space.candidates(layer)))
            .min_by_key(|&(position, _, count)| (count, position))
            .map(|(_, id, count)| (id, count));
    }
}

/// Changes how many editions the project makes in all, 1/1 pictures among them: those are made in any case.
///
/// Fewer: later sets lose theirs first. More: the last set makes them. A project without sets stays as it is.
pub fn resize_sets(project: &mut Project, editions: usize) {
    let mut left = editions.saturating_sub(project.one_of_one.len());
    let drawn = project.place_of_one_of_ones().map_or(project.sets.len(), |(set, _)| set.0 as usize);
    for set in &mut project.sets[..drawn] {
        set.editions = set.editions.min(left);
        left -= set.editions;
    }
    if let Some(last) = project.sets[..drawn].last_mut() {
        last.editions += left;
    }
}
