//! The editions of a plan while they can still be changed, with an index of those that are there already.
//!
//! To a plan, editions are only ever added.

use std::ops::Range;

use hashbrown::HashTable;

use crate::plan::model::{Plan, hash, key};
use crate::plan::ruled::Ruled;
use crate::project::{Project, SetId, TraitId};

/// Editions by position.
#[derive(Debug)]
pub(super) struct Rows {
    /// `true` if editions must differ.
    unique: bool,
    /// For each set, the positions of its picks that are compared.
    compared: Vec<Vec<usize>>,
    sets: Vec<SetId>,
    first_pick: Vec<usize>,
    picks: Vec<TraitId>,
    /// Positions by the hash of the compared picks.
    used: HashTable<u32>,
    /// Number of editions at the beginning that were there before, and stay.
    there: usize,
}

impl Rows {
    /// The editions that were there before.
    pub fn new(project: &Project, there: &Plan) -> Self {
        let compared = |layers: &Vec<_>| {
            let at = layers.iter().enumerate().filter(|(_, id)| !project.layer(**id).bypass_dna);
            at.map(|(at, _)| at).collect()
        };
        let mut rows = Self {
            unique: project.unique,
            compared: project.sets.iter().map(|set| compared(&set.layers)).collect(),
            sets: vec![],
            first_pick: vec![0],
            picks: vec![],
            used: HashTable::with_capacity(there.len() + project.editions()),
            there: there.len(),
        };
        there.editions().for_each(|edition| rows.push(edition.set, edition.picks));
        rows
    }

    /// The editions that can be changed.
    pub fn open(&self) -> Range<usize> {
        self.there..self.len()
    }

    pub fn len(&self) -> usize {
        self.sets.len()
    }

    /// Number of those that are of a set.
    pub fn open_of_set(&self, set: SetId) -> usize {
        self.sets[self.open()].iter().filter(|other| **other == set).count()
    }

    pub fn set(&self, row: usize) -> SetId {
        self.sets[row]
    }

    pub fn picks(&self, row: usize) -> &[TraitId] {
        &self.picks[self.first_pick[row]..self.first_pick[row + 1]]
    }

    /// True when no edition has the same compared picks, or editions need not differ.
    pub fn is_new(&self, set: SetId, picks: &[TraitId]) -> bool {
        self.is_new_beside(None, set, picks)
    }

    /// As [`Self::is_new`], one edition left out of account.
    pub fn is_new_beside(&self, own_row: Option<usize>, set: SetId, picks: &[TraitId]) -> bool {
        let own = key(picks, &self.compared[set.0 as usize]);
        let same = || self.used.find(hash(own.clone()), |&row| self.key(row as usize).eq(own.clone()));
        !self.unique || same().is_none_or(|&row| own_row == Some(row as usize))
    }

    pub fn push(&mut self, set: SetId, picks: &[TraitId]) {
        self.sets.push(set);
        self.picks.extend_from_slice(picks);
        self.first_pick.push(self.picks.len());
        self.note(self.len() - 1);
    }

    /// Gives an edition other picks, which are new beside it.
    pub fn replace(&mut self, row: usize, picks: &[TraitId]) {
        let old = hash(self.key(row));
        if let Ok(entry) = self.used.find_entry(old, |&other| other as usize == row) {
            entry.remove();
        }
        self.picks[self.first_pick[row]..self.first_pick[row + 1]].copy_from_slice(picks);
        self.note(row);
    }

    /// The first allowed edition of a set that is not there yet, into `picks`; false when there is none.
    pub fn first_new(&self, set: SetId, ruled: &mut Ruled<'_>, picks: &mut Vec<TraitId>) -> bool {
        let space = ruled.space();
        ruled.walk.restart();
        picks.resize(space.layers.len(), TraitId(0));
        self.first_from(0, set, ruled, picks)
    }

    fn first_from(&self, layer: usize, set: SetId, ruled: &mut Ruled<'_>, picks: &mut Vec<TraitId>) -> bool {
        let space = ruled.space();
        if layer == space.layers.len() {
            return self.is_new(set, picks);
        }
        let slot = &space.layers[layer];
        let state = ruled.walk.state().clone();
        let mut bits = vec![];
        ruled.walk.candidates(layer, &mut bits);
        for bit in bits {
            ruled.walk.set_state(&state);
            ruled.walk.take(layer, bit);
            picks[slot.position] = slot.trait_at(bit);
            if self.first_from(layer + 1, set, ruled, picks) {
                return true;
            }
            // Layers that are not compared make no edition new.
            if layer >= space.head {
                return false;
            }
        }
        false
    }

    fn key(&self, row: usize) -> impl Iterator<Item = TraitId> + Clone + '_ {
        key(self.picks(row), &self.compared[self.sets[row].0 as usize])
    }

    fn note(&mut self, row: usize) {
        // Thousands of equal ones would make the table slow, and nobody asks.
        if !self.unique {
            return;
        }
        let own = hash(self.key(row));
        let (sets, first, picks, compared) = (&self.sets, &self.first_pick, &self.picks, &self.compared);
        self.used.insert_unique(own, row as u32, |&other| {
            let other = other as usize;
            hash(key(&picks[first[other]..first[other + 1]], &compared[sets[other].0 as usize]))
        });
    }
}
