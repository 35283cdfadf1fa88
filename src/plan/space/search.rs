//! Backtracking search: finds out whether a propagated state can be finished, traits that forbid least first.
//!
//! This is the only place that guesses. It is exact: it says no only after every way was tried.

use super::{Scratch, Space, State};

impl Space {
    /// True when some edition is left, as far as the layers of one component go.
    ///
    /// `false` also when the scratch has no steps left: the caller must look at those.
    pub(super) fn can_finish(&self, state: &State, component: u32, scratch: &mut Scratch) -> bool {
        // What was found for another state serves this one too while all of it is open.
        let found = &scratch.found[component as usize];
        if !found.is_empty() && found.iter().all(|&bit| Self::is_open(state, bit)) {
            return true;
        }
        self.search(state, component, scratch)
    }

    fn search(&self, state: &State, component: u32, scratch: &mut Scratch) -> bool {
        let Some(layer) = self.to_try(state, component) else {
            self.note_found(state, component, scratch);
            return true;
        };
        let mut next = State::new();
        for &bit in self.ways[layer].iter().filter(|&&bit| Self::is_open(state, bit)) {
            if scratch.steps == 0 {
                return false;
            }
            scratch.steps -= 1;
            next.clone_from(state);
            if self.choose(&mut next, layer, bit, scratch) && self.search(&next, component, scratch) {
                return true;
            }
        }
        false
    }

    /// Keeps one trait for each layer of a component, which together keep all rules, where nothing is left to try.
    fn note_found(&self, state: &State, component: u32, scratch: &mut Scratch) {
        let found = &mut scratch.found[component as usize];
        found.clear();
        for &layer in &self.components[component as usize] {
            let is_harmless = |bit: &u32| Self::is_open(&self.harmless, *bit);
            let mut open = self.open_bits(state, layer as usize);
            // With several open there is one that stands in nobody's way.
            let several = self.open(state, layer as usize) > 1;
            found.extend(if several { open.find(is_harmless) } else { open.next() });
        }
    }

    /// The undecided layer with the fewest open traits, leaving out those with one that stands in nobody's way.
    fn to_try(&self, state: &State, component: u32) -> Option<usize> {
        let layers = self.components[component as usize].iter().map(|&layer| layer as usize);
        let undecided = layers.filter(|&layer| {
            let mut words = self.layers[layer].words.clone();
            self.meets_needs[layer] || !words.any(|word| state[word] & self.harmless[word] != 0)
        });
        undecided
            .map(|layer| (self.open(state, layer), layer))
            .filter(|(open, _)| *open > 1)
            .min()
            .map(|(_, layer)| layer)
    }

    /// True when an edition is left in any component.
    pub fn has_any(&self, scratch: &mut Scratch) -> bool {
        let Some(root) = &self.root else { return false };
        (0..self.components.len()).all(|component| self.can_finish(root, component as u32, scratch))
    }
}
