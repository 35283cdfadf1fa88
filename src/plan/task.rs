//! What is to be drawn beside editions that are there already, and how both become one plan.
//!
//! Apart from the drawing, to which a plan that grows is a project of fewer editions and counts whose combinations are
//! partly used up. A plan that is drawn from nothing is the same with no edition there.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use super::dna::dna_hash;
use super::exact::name;
use super::model::{Edition, EditionIndex, Plan};
use super::rng::Stream;
use super::{Seed, counts};
use crate::error::PlanError;
use crate::project::{Project, SetId, TraitId};
use crate::{Error, Result};

/// What there is and what is to be drawn.
#[derive(Debug)]
pub(super) struct Task<'a> {
    /// Editions that no new one may equal: those that stay, and those that are drawn anew as they were.
    pub there: &'a Plan,
    project: &'a Project,
    seed: &'a str,
    /// Those of them that are drawn anew, by position.
    again: Vec<EditionIndex>,
    /// How many editions each set adds.
    added: Vec<usize>,
}

impl<'a> Task<'a> {
    /// All editions of a project, of which some are there; those of some numbers are drawn anew.
    ///
    /// # Errors
    /// [`PlanError::KeptTooMany`], [`PlanError::RerollUnknown`].
    pub fn new(project: &'a Project, seed: &'a str, there: &'a Plan, reroll: &[RangeInclusive<u32>]) -> Result<Self> {
        let wanted = project.editions();
        let Some(mut left) = wanted.checked_sub(there.len()) else {
            return Err(Error::Plan(PlanError::KeptTooMany { kept: there.len(), wanted }));
        };
        if let Some(range) = reroll.iter().find(|range| !there.editions().any(|e| range.contains(&e.number))) {
            return Err(Error::Plan(PlanError::RerollUnknown { first: *range.start(), last: *range.end() }));
        }
        let is_again = |at: &EditionIndex| reroll.iter().any(|range| range.contains(&there.edition(*at).number));
        let again = if reroll.is_empty() { vec![] } else { positions(there).filter(is_again).collect() };
        let mut added: Vec<usize> = project.sets.iter().map(|set| set.editions).collect();
        there.editions().for_each(|e| added[e.set.0 as usize] = added[e.set.0 as usize].saturating_sub(1));
        // Where one set has more than it is to make, later sets add less.
        for count in &mut added {
            *count = left.min(*count);
            left -= *count;
        }
        Ok(Self { there, project, seed, again, added })
    }

    /// The project as what is drawn sees it: the editions to draw, and what is left of the counts.
    ///
    /// # Errors
    /// [`PlanError::KeptPastCount`].
    pub fn rest(&self) -> Result<Cow<'a, Project>> {
        let project = self.project;
        if self.there.is_empty() {
            return Ok(Cow::Borrowed(project));
        }
        let mut rest = project.clone();
        for (set, &added) in rest.sets.iter_mut().zip(&self.added) {
            set.editions = added;
        }
        let mut got = counts(self.there, project);
        for edition in self.again.iter().map(|&at| self.there.edition(at)) {
            rest.sets[edition.set.0 as usize].editions += 1;
            edition.picks.iter().for_each(|id| got[id.0 as usize] -= 1);
        }
        for (id, got) in got.into_iter().enumerate() {
            let Some(count) = &mut rest.traits[id].count else { continue };
            let Some(left) = count.checked_sub(got) else {
                let (name, count) = (name(project, TraitId(id as u32)), *count);
                return Err(Error::Plan(PlanError::KeptPastCount { name, got, count }));
            };
            *count = left;
        }
        Ok(Cow::Owned(rest))
    }

    /// The editions to draw, in order, each with its set and its random words.
    pub fn open(&self) -> impl Iterator<Item = (SetId, Stream)> + '_ {
        let seed = Seed::new(self.seed);
        let again = self.again.iter().map(|&at| {
            let edition = self.there.edition(at);
            // What it was is part of the seed, so that re-rolling twice does not lead back.
            let own = format!("{}\nre-roll {}", self.seed, dna_hash(self.project, edition));
            (edition.set, Seed::new(&own).stream(u64::from(at.0) + 1))
        });
        let sets = self.added.iter().enumerate().flat_map(|(set, &added)| (0..added).map(move |_| SetId(set as u32)));
        let first = self.there.len() as u64 + 1;
        again.chain(sets.zip(first..).map(move |(set, stream)| (set, seed.stream(stream))))
    }

    /// The plan of all editions. `drawn` begins with what is there, and goes on with what was drawn, whatever its numbers.
    pub fn finish(&self, drawn: Plan) -> Plan {
        let numbers = self.numbers();
        if self.there.is_empty() {
            let mut plan = drawn;
            plan.renumber(numbers);
            return plan;
        }
        let mut plan = Plan::new(self.seed.to_owned());
        let mut again = self.again.iter().peekable();
        let mut next = self.there.len() as u32;
        for at in positions(self.there) {
            let there = self.there.edition(at);
            if again.next_if_eq(&&at).is_some() {
                plan.push(Edition { number: there.number, ..drawn.edition(EditionIndex(next)) });
                next += 1;
            } else {
                plan.push(there);
            }
        }
        for (at, number) in (next..).zip(numbers) {
            plan.push(Edition { number, ..drawn.edition(EditionIndex(at)) });
        }
        plan
    }

    /// The numbers of the added editions: the lowest that are free, dealt out at random where the project says so.
    fn numbers(&self) -> Vec<u32> {
        let mut taken: Vec<u32> = self.there.editions().map(|e| e.number).collect();
        taken.sort_unstable();
        let free = (self.project.first_edition..=u32::MAX).filter(|number| taken.binary_search(number).is_err());
        let mut numbers: Vec<u32> = free.take(self.added.iter().sum()).collect();
        if self.project.shuffle {
            shuffle(&mut numbers, &mut Seed::new(self.seed).stream(0));
        }
        numbers
    }
}

fn positions(plan: &Plan) -> impl Iterator<Item = EditionIndex> + use<> {
    (0..plan.len() as u32).map(EditionIndex)
}

/// Fisher-Yates from the end.
fn shuffle(numbers: &mut [u32], stream: &mut Stream) {
    for i in (1..numbers.len()).rev() {
        numbers.swap(i, stream.below(i as u64 + 1) as usize);
    }
}
