//! Draw every edition of a project from a seed, all different, without ever giving up early.
//!
//! The order in which random words are taken is the contract in `rng`.

use std::ops::RangeInclusive;

use hashbrown::HashTable;

use super::capacity::{allowed, capacity_as_wanted, spaces};
use super::conflict::check_rules;
use super::exact::{check_counts, check_sums, draw_exact};
use super::file::chosen;
use super::model::{Edition, EditionIndex, Plan, hash, key};
use super::pick::{Choices, Tables};
use super::remaining::Remaining;
use super::rng::Stream;
use super::ruled::Ruled;
use super::space::{Slot, Space};
use super::task::Task;
use super::{SetGroup, colour};
use crate::error::PlanError;
use crate::project::{LayerId, Project, SetId, TraitId, limits};
use crate::{Error, Result};

/// Attempts before an edition is drawn from what remains.
const ATTEMPTS: usize = 256;

/// Draws all editions of all sets but the chosen ones, which come first and stay as they are.
///
/// Picks follow the weights, given the rules and that no two editions of sets that compare the same layers are equal
/// on those. Asking for exactly as many as exist gives each once. Where [`Project::unique`] is false, editions may be
/// equal, and there may be any number of them.
///
/// # Errors
/// Before anything is drawn: [`PlanError::NotEnoughCombinations`], [`PlanError::NoUsableTrait`],
/// [`PlanError::WeightsTooLarge`], [`PlanError::RulesContradict`], [`PlanError::CountsImpossible`] or
/// [`PlanError::TooManyEditions`]. While drawing, [`PlanError::RanOut`] or [`PlanError::RulesTooTangled`] where there
/// are too many rules to count editions, and [`PlanError::CountsNotReached`].
pub fn draw(project: &Project, seed: &str) -> Result<Plan> {
    grow(project, seed, &chosen(project)?, &[])
}

/// Draws what a plan lacks of the project's editions, and those of some numbers anew.
///
/// All other editions stay exactly as they are, also where they break a rule or show a trait that is not drawn any
/// more; no new edition equals one of the plan's, unless they need not differ. Exact counts are those of all editions together. An edition drawn
/// anew keeps its number, set and position; the others come after, with the lowest numbers that are free. 1/1 pictures
/// come last, each once, with the numbers chosen for them.
///
/// # Errors
/// As [`draw`]; [`PlanError::NotEnoughLeft`] instead of [`PlanError::NotEnoughCombinations`],
/// [`PlanError::KeptTooMany`], [`PlanError::KeptNumber`], [`PlanError::KeptPastCount`] and [`PlanError::RerollUnknown`].
///
/// # Panics
/// If the plan is another project's: see [`Plan::fits`].
pub fn grow(project: &Project, seed: &str, kept: &Plan, reroll: &[RangeInclusive<u32>]) -> Result<Plan> {
    check_size(project)?;
    let task = Task::new(project, seed, kept, reroll)?;
    let rest = task.rest()?;
    let has_counts = rest.traits.iter().any(|t| t.count.is_some());
    if has_counts && !kept.is_empty() {
        check_sums(&rest, kept.len())?;
    }
    let tables = tables(&rest)?;
    let spaces = spaces(&rest);
    check_rules(&rest, &spaces)?;
    let used = allowed(&rest, &spaces, kept);
    let groups = capacity_as_wanted(&rest, &spaces, &used);
    groups.iter().try_for_each(|group| group.check(&rest))?;
    if has_counts {
        check_counts(&rest, &spaces, &used, kept.len())?;
        return Ok(task.finish(draw_exact(&rest, &tables, &spaces, &task, seed)?));
    }
    let mut drawing = Drawing::new(&rest, &groups, &tables, &spaces, kept);
    task.open().try_for_each(|(set, stream)| drawing.edition(set, stream))?;
    drawing.plan.seed = seed.to_owned();
    Ok(task.finish(drawing.plan))
}

/// The tables of every layer that a set with editions has; `None` for the others.
pub(super) fn tables(project: &Project) -> Result<Vec<Option<Tables>>> {
    let mut tables = vec![None; project.layers.len()];
    for &layer in project.sets.iter().filter(|set| set.editions > 0).flat_map(|set| &set.layers) {
        let slot = &mut tables[layer.0 as usize];
        if slot.is_none() {
            *slot = Some(Choices::of_layer(project, layer)?);
        }
    }
    Ok(tables)
}

fn check_size(project: &Project) -> Result<()> {
    let editions = project.sets.iter().fold(0u128, |sum, set| sum + set.editions as u128);
    let picks = project.sets.iter().fold(0u128, |sum, set| sum + set.editions as u128 * set.layers.len() as u128);
    let most = u128::from(u32::MAX);
    let asked = usize::try_from(editions).unwrap_or(usize::MAX);
    Err(Error::Plan(if editions > limits::EDITIONS.most as u128 {
        PlanError::TooManyEditions { editions: asked }
    } else if u128::from(project.first_edition) + editions > most {
        PlanError::NumbersEnd { editions: asked }
    } else if picks > most {
        PlanError::TooManyPicks { editions: asked }
    } else {
        return Ok(());
    }))
}

struct Drawing<'a> {
    project: &'a Project,
    tables: &'a [Option<Tables>],
    spaces: &'a [Space],
    /// For each set, the positions of its picks that are compared.
    compared: Vec<Vec<usize>>,
    /// For each set, its group.
    group_of: Vec<usize>,
    groups: &'a [SetGroup],
    /// For each set, how its editions are picked, where there are rules; made when it comes to it.
    ruled: Vec<Option<Ruled<'a>>>,
    /// The remaining combinations, from the first fallback on: for each group, or under rules for each set.
    remaining: Vec<Option<Remaining<'a>>>,
    /// Positions of the editions drawn, by the hash of their compared picks; the picks stay in the plan.
    used: HashTable<u32>,
    /// Number of editions that were there before.
    there: usize,
    plan: Plan,
    picks: Vec<TraitId>,
    /// One choice for each compared layer, under rules for each layer of the head.
    combination: Vec<u32>,
}

impl<'a> Drawing<'a> {
    fn new(
        project: &'a Project,
        groups: &'a [SetGroup],
        tables: &'a [Option<Tables>],
        spaces: &'a [Space],
        there: &Plan,
    ) -> Self {
        let compared_at = |set: usize| {
            let layers = project.sets[set].layers.iter().enumerate();
            layers.filter(|(_, id)| !project.layer(**id).bypass_dna).map(|(at, _)| at).collect()
        };
        // Capacity puts every set in a group.
        let mut group_of = vec![0; project.sets.len()];
        for (index, group) in groups.iter().enumerate() {
            group.sets.iter().for_each(|set| group_of[set.0 as usize] = index);
        }
        let mut drawing = Self {
            project,
            tables,
            spaces,
            compared: (0..project.sets.len()).map(compared_at).collect(),
            group_of,
            groups,
            ruled: project.sets.iter().map(|_| None).collect(),
            remaining: project.sets.iter().map(|_| None).collect(),
            used: HashTable::with_capacity(there.len() + project.editions()),
            there: there.len(),
            plan: there.clone(),
            picks: vec![],
            combination: vec![],
        };
        let picks = project.sets.iter().map(|set| set.editions * set.layers.len()).sum();
        drawing.plan.reserve(project.editions(), picks);
        for (position, edition) in there.editions().enumerate() {
            drawing.picks.clear();
            drawing.picks.extend_from_slice(edition.picks);
            // Of equal ones, which may have been written so, the first stands for all.
            if drawing.is_new(edition.set) {
                drawing.note_used(edition.set, position as u32);
            }
        }
        drawing
    }

    fn has_rules(&self) -> bool {
        !self.project.rules.is_empty()
    }

    /// Draws the next edition, which there is, unless the group could not be counted.
    fn edition(&mut self, set: SetId, mut stream: Stream) -> Result<()> {
        let position = self.plan.len() as u32;
        let background = colour::background(self.project.background, &mut stream);

        let (at, group) = (set.0 as usize, self.group_of[set.0 as usize]);
        if self.has_rules() && self.ruled[at].is_none() {
            self.ruled[at] = Some(Ruled::new(&self.spaces[at], self.tables));
        }
        let pool = if self.has_rules() { at } else { group };
        let mut drawn = false;
        if self.remaining[pool].is_none() {
            for _ in 0..ATTEMPTS {
                self.pick(set, &mut stream)?;
                if !self.project.unique || self.is_new(set) {
                    drawn = true;
                    break;
                }
            }
        }
        if !drawn {
            self.draw_remaining(set, pool, &mut stream)?;
        }
        if self.project.unique {
            self.note_used(set, position);
        }
        self.plan.push(Edition { number: position, set, background, picks: &self.picks });
        Ok(())
    }

    fn choices_of(&self, layer: usize) -> &'a Choices {
        self.tables[layer].as_ref().expect("every layer of a set with editions has tables").free()
    }

    /// Picks a trait for every layer.
    fn pick(&mut self, set: SetId, stream: &mut Stream) -> Result<()> {
        if let Some(ruled) = &mut self.ruled[set.0 as usize] {
            return if ruled.pick_all(stream, &mut self.picks) { Ok(()) } else { Err(tangled()) };
        }
        self.picks.clear();
        for &layer in &self.project.set(set).layers {
            let choices = self.choices_of(layer.0 as usize);
            self.picks.push(choices.trait_at(choices.pick(stream)));
        }
        Ok(())
    }

    /// True when no edition so far has the same compared picks.
    fn is_new(&self, set: SetId) -> bool {
        let (plan, compared) = (&self.plan, &self.compared);
        let own = key(&self.picks, &compared[set.0 as usize]);
        let same = |&position: &u32| {
            let other = plan.edition(EditionIndex(position));
            key(other.picks, &compared[other.set.0 as usize]).eq(own.clone())
        };
        self.used.find(hash(own.clone()), same).is_none()
    }

    /// Picks by the exact draw, building the tree of what was used when a pool comes to it first.
    fn draw_remaining(&mut self, set: SetId, pool: usize, stream: &mut Stream) -> Result<()> {
        if self.remaining[pool].is_none() {
            self.remaining[pool] = Some(self.what_remains(set));
        }
        let remaining = self.remaining[pool].as_mut().expect("made above");
        let drawn = remaining.draw(stream, &mut self.combination);
        if remaining.gave_up() {
            return Err(tangled());
        }
        if !drawn {
            return Err(self.ran_out(set));
        }
        remaining.take(&self.combination);
        self.finish(set, stream)
    }

    /// The tree of what a set can still draw, or without rules all sets of its group.
    fn what_remains(&self, set: SetId) -> Remaining<'a> {
        let (at, group) = (set.0 as usize, self.group_of[set.0 as usize]);
        let mut remaining = if self.has_rules() {
            Remaining::ruled(Ruled::new(&self.spaces[at], self.tables))
        } else {
            Remaining::new(self.groups[group].layers.iter().map(|id| self.choices_of(id.0 as usize)).collect())
        };
        for (position, edition) in self.plan.editions().enumerate() {
            let own = key(edition.picks, &self.compared[edition.set.0 as usize]);
            let is_noted = || self.used.find(hash(own.clone()), |&other| other as usize == position).is_some();
            if self.group_of[edition.set.0 as usize] == group && is_noted() {
                let traits: Vec<TraitId> = own.clone().collect();
                self.combination_of(at, &traits).into_iter().for_each(|choices| remaining.take(&choices));
            }
        }
        remaining
    }

    /// Compared traits, bottom up, as choices for the tree of a set; `None` when one of them is not drawn.
    fn combination_of(&self, set: usize, traits: &[TraitId]) -> Option<Vec<u32>> {
        if self.has_rules() {
            let slots = &self.spaces[set].layers[..self.spaces[set].head];
            let rank = |position: usize| self.compared[set].partition_point(|&at| at < position);
            // The tree looks at the compared ones only.
            let bit = |slot: &Slot| if slot.is_compared { slot.bit(traits[rank(slot.position)]) } else { 0 };
            return Some(slots.iter().map(bit).collect());
        }
        let layers = &self.groups[self.group_of[set]].layers;
        let choice = |(id, layer): (&TraitId, &LayerId)| {
            self.choices_of(layer.0 as usize).choice_of(*id).map(|choice| choice as u32)
        };
        traits.iter().zip(layers).map(choice).collect()
    }

    /// Turns the combination into picks, and picks the layers that are not compared.
    fn finish(&mut self, set: SetId, stream: &mut Stream) -> Result<()> {
        if let Some(ruled) = &mut self.ruled[set.0 as usize] {
            let space = ruled.space();
            ruled.walk.restart();
            self.picks.resize(space.layers.len(), TraitId(0));
            for (layer, &bit) in self.combination.iter().enumerate() {
                ruled.walk.take(layer, bit);
                self.picks[space.layers[layer].position] = space.layers[layer].trait_at(bit);
            }
            let picked = ruled.pick_from(space.head, stream, &mut self.picks);
            return if picked { Ok(()) } else { Err(tangled()) };
        }
        self.picks.clear();
        let mut combination = self.combination.iter();
        for &id in &self.project.set(set).layers {
            let choices = self.choices_of(id.0 as usize);
            let choice = match self.project.layer(id).bypass_dna {
                true => choices.pick(stream),
                false => *combination.next().expect("one choice for each compared layer") as usize,
            };
            self.picks.push(choices.trait_at(choice));
        }
        Ok(())
    }

    fn ran_out(&self, set: SetId) -> Error {
        let made = self.plan.editions().skip(self.there).filter(|e| e.set == set).count();
        Error::Plan(PlanError::RanOut { set: set.0 + 1, wanted: self.project.set(set).editions, made })
    }

    fn note_used(&mut self, set: SetId, position: u32) {
        let own = hash(key(&self.picks, &self.compared[set.0 as usize]));
        let (plan, compared) = (&self.plan, &self.compared);
        self.used.insert_unique(own, position, |&other| {
            let other = plan.edition(EditionIndex(other));
            hash(key(other.picks, &compared[other.set.0 as usize]))
        });
    }
}

pub(super) fn tangled() -> Error {
    Error::Plan(PlanError::RulesTooTangled)
}
