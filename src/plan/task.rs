//! The editions to draw beside those that are there already, and the plan of both.
//!
//! To the drawing, a plan that grows is a project of fewer editions and counts whose combinations are partly used up. A
//! plan that is drawn from nothing is the same with no edition there.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use super::colour;
use super::conflict::name;
use super::dna::dna_hash;
use super::model::{Edition, EditionIndex, Plan};
use super::rng::Stream;
use super::{Seed, counts};
use crate::error::PlanError;
use crate::project::{OneOfOne, Project, SetId, TraitId};
use crate::{Error, Result};

/// The editions that are there and those that are to be drawn.
#[derive(Debug)]
pub(super) struct Task<'a> {
    /// Editions that no new one may equal: those that stay, and those that are drawn anew as they were.
    pub there: &'a Plan,
    project: &'a Project,
    seed: &'a str,
    /// The editions of these that are drawn anew, by position.
    again: Vec<EditionIndex>,
    /// Number of editions that each set adds, those of 1/1 pictures left out.
    added: Vec<usize>,
    /// The 1/1 pictures that are not there, and their set.
    missing: Vec<&'a OneOfOne>,
    set_of_missing: SetId,
}

impl<'a> Task<'a> {
    /// All editions of a project, of which some are there; those of some numbers are drawn anew.
    ///
    /// # Errors
    /// [`PlanError::KeptTooMany`], [`PlanError::KeptNumber`], [`PlanError::RerollUnknown`].
    pub fn new(project: &'a Project, seed: &'a str, there: &'a Plan, reroll: &[RangeInclusive<u32>]) -> Result<Self> {
        let place = project.place_of_one_of_ones();
        let is_drawn = |edition: &Edition<'_>| place.is_none_or(|(set, _)| set != edition.set);
        let wanted = project.editions();
        let kept = there.editions().filter(is_drawn).count() + project.one_of_one.len();
        let Some(mut left) = wanted.checked_sub(kept) else {
            return Err(Error::Plan(PlanError::KeptTooMany { kept, wanted }));
        };
        let is_hit = |range: &RangeInclusive<u32>, e: &Edition<'_>| range.contains(&e.number) && is_drawn(e);
        if let Some(range) = reroll.iter().find(|range| !there.editions().any(|e| is_hit(range, &e))) {
            return Err(Error::Plan(PlanError::RerollUnknown { first: *range.start(), last: *range.end() }));
        }
        let is_again = |at: &EditionIndex| reroll.iter().any(|range| is_hit(range, &there.edition(*at)));
        let again = if reroll.is_empty() { vec![] } else { positions(there).filter(is_again).collect() };
        let mut added: Vec<usize> = project.sets.iter().map(|set| set.editions).collect();
        there.editions().for_each(|e| added[e.set.0 as usize] = added[e.set.0 as usize].saturating_sub(1));
        let mut missing = vec![];
        if let Some((set, _)) = place {
            added[set.0 as usize] = 0;
            missing = missing_of(project, set, there)?;
        }
        // Where one set has more than it is to make, later sets add less.
        for count in &mut added {
            *count = left.min(*count);
            left -= *count;
        }
        let set_of_missing = place.map_or(SetId(0), |(set, _)| set);
        Ok(Self { there, project, seed, again, added, missing, set_of_missing })
    }

    /// The project as what is drawn sees it: the editions to draw, and what is left of the counts.
    ///
    /// # Errors
    /// [`PlanError::KeptPastCount`].
    pub fn rest(&self) -> Result<Cow<'a, Project>> {
        let project = self.project;
        if self.there.is_empty() && project.one_of_one.is_empty() {
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

    /// The plan of all editions. `drawn` begins with what is there, and goes on with what was drawn, whatever its numbers;
    /// 1/1 pictures come last.
    pub fn finish(&self, drawn: Plan) -> Plan {
        let (numbers, of_missing) = self.numbers();
        let mut plan = drawn;
        if self.there.is_empty() {
            plan.renumber(numbers);
        } else {
            plan = self.put_back(&plan, &numbers);
        }
        for (one, number) in self.missing.iter().zip(of_missing) {
            let mut stream = Seed::new(self.seed).stream(plan.len() as u64 + 1);
            let background = colour::background(self.project.background, &mut stream);
            plan.push(Edition { number, set: self.set_of_missing, background, picks: &[one.id] });
        }
        plan
    }

    /// The editions that are there with those drawn anew in their place, and the added ones after them.
    fn put_back(&self, drawn: &Plan, numbers: &[u32]) -> Plan {
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
        for (at, &number) in (next..).zip(numbers) {
            plan.push(Edition { number, ..drawn.edition(EditionIndex(at)) });
        }
        plan
    }

    /// The numbers of the added editions, and those of the 1/1 pictures among them: chosen ones, and the lowest that are
    /// free; dealt out at random where the project says so, and to 1/1 pictures in any case.
    fn numbers(&self) -> (Vec<u32>, Vec<u32>) {
        let chosen = || self.missing.iter().filter_map(|one| one.number);
        let mut taken: Vec<u32> = self.there.editions().map(|e| e.number).chain(chosen()).collect();
        taken.sort_unstable();
        let free = (self.project.first_edition..=u32::MAX).filter(|number| taken.binary_search(number).is_err());
        let wanted = self.added.iter().sum::<usize>() + self.missing.len() - chosen().count();
        let mut numbers: Vec<u32> = free.take(wanted).collect();
        let mut stream = Seed::new(self.seed).stream(u64::MAX - 1);
        let mut any = || numbers.remove(stream.below(numbers.len() as u64) as usize);
        let of_missing = self.missing.iter().map(|one| one.number.unwrap_or_else(&mut any)).collect();
        if self.project.shuffle {
            shuffle(&mut numbers, &mut Seed::new(self.seed).stream(0));
        }
        (numbers, of_missing)
    }
}

/// The 1/1 pictures that no edition of a plan is.
fn missing_of<'a>(project: &'a Project, set: SetId, there: &Plan) -> Result<Vec<&'a OneOfOne>> {
    let is_there = |id: TraitId| there.editions().any(|e| e.set == set && e.picks == [id]);
    let missing: Vec<&OneOfOne> = project.one_of_one.iter().filter(|one| !is_there(one.id)).collect();
    for (one, number) in missing.iter().filter_map(|one| Some((one, one.number?))) {
        if there.editions().any(|e| e.number == number) {
            let file = project.trait_(one.id).file_name.clone();
            return Err(Error::Plan(PlanError::KeptNumber { number, file }));
        }
    }
    Ok(missing)
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
