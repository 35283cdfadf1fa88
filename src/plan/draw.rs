//! Draw every edition of a project from a seed, all different, without ever giving up early.
//!
//! Apart from the file formats because a plan may as well be written by hand. The order in which words are
//! taken is the contract in `rng`.

use hashbrown::HashTable;

use super::capacity::capacity;
use super::model::{Edition, EditionIndex, Plan};
use super::pick::Choices;
use super::remaining::Remaining;
use super::rng::Stream;
use super::{Seed, SetGroup, colour};
use crate::error::PlanError;
use crate::project::{Project, SetId, TraitId};
use crate::{Error, Result};

/// Attempts before an edition is drawn from what remains.
const ATTEMPTS: usize = 256;

/// Draws all editions of all sets.
///
/// Picks follow the weights, given that no two editions of sets that compare the same layers are equal on
/// those. Asking for exactly as many as exist gives each once.
///
/// # Errors
/// Before anything is drawn: [`PlanError::NotEnoughCombinations`], [`PlanError::NoUsableTrait`],
/// [`PlanError::WeightsTooLarge`] or [`PlanError::TooManyEditions`].
pub fn draw(project: &Project, seed: &str) -> Result<Plan> {
    let groups = capacity(project);
    let choices = choices(project)?;
    groups.iter().try_for_each(|group| group.check(project))?;
    check_size(project)?;

    let mut drawing = Drawing::new(project, &groups, &choices, seed);
    for (i, set) in project.sets.iter().enumerate() {
        (0..set.editions).for_each(|_| drawing.edition(SetId(i as u32)));
    }
    let mut plan = drawing.plan;
    if project.shuffle {
        let mut numbers: Vec<u32> = plan.editions().map(|e| e.number).collect();
        shuffle(&mut numbers, &mut Seed::new(seed).stream(0));
        plan.renumber(numbers);
    }
    Ok(plan)
}

/// How many editions show each trait, by [`TraitId`].
pub fn counts(plan: &Plan, project: &Project) -> Vec<u32> {
    let mut counts = vec![0; project.traits.len()];
    plan.editions().flat_map(|e| e.picks).for_each(|pick| counts[pick.0 as usize] += 1);
    counts
}

/// The choices of every layer that a set with editions has; empty for the others.
fn choices(project: &Project) -> Result<Vec<Option<Choices>>> {
    let mut choices = vec![None; project.layers.len()];
    for &layer in project.sets.iter().filter(|set| set.editions > 0).flat_map(|set| &set.layers) {
        let slot = &mut choices[layer.0 as usize];
        if slot.is_none() {
            *slot = Some(Choices::of_layer(project, layer)?);
        }
    }
    Ok(choices)
}

fn check_size(project: &Project) -> Result<()> {
    let editions = project.sets.iter().fold(0u128, |sum, set| sum + set.editions as u128);
    let picks = project.sets.iter().fold(0u128, |sum, set| sum + set.editions as u128 * set.layers.len() as u128);
    let most = u128::from(u32::MAX);
    let reason = if u128::from(project.first_edition) + editions > most {
        "edition numbers end at 4,294,967,295"
    } else if picks > most {
        "it holds at most 4,294,967,295 picks, one for each layer of each edition"
    } else {
        return Ok(());
    };
    Err(Error::Plan(PlanError::TooManyEditions { editions: usize::try_from(editions).unwrap_or(usize::MAX), reason }))
}

/// Fisher-Yates from the end.
fn shuffle(numbers: &mut [u32], stream: &mut Stream) {
    for i in (1..numbers.len()).rev() {
        numbers.swap(i, stream.below(i as u64 + 1) as usize);
    }
}

struct Drawing<'a> {
    project: &'a Project,
    choices: &'a [Option<Choices>],
    seed: Seed,
    /// For each set, which of its picks are compared.
    compared: Vec<Vec<usize>>,
    /// For each set, its group.
    group_of: Vec<usize>,
    groups: &'a [SetGroup],
    /// For each group, what remains, from its first fallback on.
    remaining: Vec<Option<Remaining<'a>>>,
    /// Positions of the editions drawn, by the hash of their compared picks; the picks stay in the plan.
    used: HashTable<u32>,
    plan: Plan,
    picks: Vec<TraitId>,
    /// One choice for each compared layer.
    combination: Vec<usize>,
}

impl<'a> Drawing<'a> {
    fn new(project: &'a Project, groups: &'a [SetGroup], choices: &'a [Option<Choices>], seed: &str) -> Self {
        let compared_at = |set: usize| {
            let layers = project.sets[set].layers.iter().enumerate();
            layers.filter(|(_, id)| !project.layer(**id).bypass_dna).map(|(at, _)| at).collect()
        };
        let group_of = |set: usize| {
            let holds = |group: &SetGroup| group.sets.contains(&SetId(set as u32));
            groups.iter().position(holds).expect("capacity puts every set in a group")
        };
        Self {
            project,
            choices,
            seed: Seed::new(seed),
            compared: (0..project.sets.len()).map(compared_at).collect(),
            group_of: (0..project.sets.len()).map(group_of).collect(),
            groups,
            remaining: groups.iter().map(|_| None).collect(),
            used: HashTable::with_capacity(project.editions()),
            plan: Plan::new(seed.to_owned()),
            picks: vec![],
            combination: vec![],
        }
    }

    /// Draws the next edition, which there is: the groups were checked.
    fn edition(&mut self, set: SetId) {
        let position = self.plan.len() as u32;
        let mut stream = self.seed.stream(u64::from(position) + 1);
        let background = colour::background(self.project.background, &mut stream);

        let group = self.group_of[set.0 as usize];
        let free = self.remaining[group].is_none() && (0..ATTEMPTS).any(|_| self.attempt(set, &mut stream));
        if !free {
            self.draw_remaining(set, group, &mut stream);
        }
        self.note_used(set, position);
        let number = self.project.first_edition + position;
        self.plan.push(Edition { number, set, background, picks: &self.picks });
    }

    fn choices_of(&self, layer: usize) -> &'a Choices {
        self.choices[layer].as_ref().expect("every layer of a set with editions has choices")
    }

    /// Picks a trait for every layer; true when the edition is a new one.
    fn attempt(&mut self, set: SetId, stream: &mut Stream) -> bool {
        self.picks.clear();
        for &layer in &self.project.set(set).layers {
            let choices = self.choices_of(layer.0 as usize);
            self.picks.push(choices.trait_at(choices.pick(stream)));
        }
        let (plan, compared) = (&self.plan, &self.compared);
        let own = key(&self.picks, &compared[set.0 as usize]);
        let same = |&position: &u32| {
            let other = plan.edition(EditionIndex(position));
            key(other.picks, &compared[other.set.0 as usize]).eq(own.clone())
        };
        self.used.find(hash(own.clone()), same).is_none()
    }

    /// Picks by the exact draw, building the tree of what was used when the group comes to it first.
    fn draw_remaining(&mut self, set: SetId, group: usize, stream: &mut Stream) {
        if self.remaining[group].is_none() {
            let layers = self.groups[group].layers.iter().map(|id| self.choices_of(id.0 as usize)).collect();
            let mut remaining = Remaining::new(layers);
            for edition in self.plan.editions().filter(|e| self.group_of[e.set.0 as usize] == group) {
                remaining.take_traits(key(edition.picks, &self.compared[edition.set.0 as usize]));
            }
            self.remaining[group] = Some(remaining);
        }
        let remaining = self.remaining[group].as_mut().expect("made above");
        let drawn = remaining.draw(stream, &mut self.combination);
        assert!(drawn, "the group was checked to have an edition left");
        remaining.take(&self.combination);

        self.picks.clear();
        let mut combination = self.combination.iter();
        for &id in &self.project.set(set).layers {
            let choices = self.choices_of(id.0 as usize);
            let choice = match self.project.layer(id).bypass_dna {
                true => choices.pick(stream),
                false => *combination.next().expect("one choice for each compared layer"),
            };
            self.picks.push(choices.trait_at(choice));
        }
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

/// What makes an edition different: its traits on the compared layers.
fn key<'k>(picks: &'k [TraitId], compared: &'k [usize]) -> impl Iterator<Item = TraitId> + Clone + 'k {
    compared.iter().map(|&at| picks[at])
}

/// A fixed mixing of ids; it only has to spread well, equality is always checked on the picks.
fn hash(key: impl Iterator<Item = TraitId>) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    key.fold(ODD, |h, id| {
        let mixed = (h ^ u64::from(id.0)).wrapping_mul(ODD);
        mixed ^ (mixed >> 32)
    })
    .wrapping_mul(ODD)
}
