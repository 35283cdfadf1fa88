//! Backtracking search: finds out whether a propagated state can be finished, traits that forbid least first.
//!
//! This is the only place that guesses. It is exact: it says no only after every way was tried.

use super::{Limit, Scratch, Space, State};

impl Space {
    /// True when some edition is left, as far as the layers of one component go.
    ///
    /// `false` also when the scratch has no steps left: the caller must look at those.
    pub(super) fn can_finish(&self, state: &State, component: u32, scratch: &mut Scratch) -> bool {
        self.mend_found(state, component, scratch) || self.search(state, component, scratch)
    }

    /// Brings the edition that was found last into a state: each trait that is closed there gives way to the open one of its
    /// layer that forbids least. `false`, and nothing is changed, if no edition comes of it.
    ///
    /// A state differs from the one before in few traits, so this is right most of the time.
    fn mend_found(&self, state: &State, component: u32, scratch: &mut Scratch) -> bool {
        let Scratch { found, mended, shown, .. } = scratch;
        let found = &mut found[component as usize];
        mended.clone_from(found);
        let mut is_another = false;
        for bit in mended.iter_mut().filter(|bit| !Self::is_open(state, **bit)) {
            let layer = self.layer_of_word[*bit as usize / 64] as usize;
            let Some(&other) = self.ways[layer].iter().find(|&&bit| Self::is_open(state, bit)) else { return false };
            (*bit, is_another) = (other, true);
        }
        if is_another && self.is_edition(mended, shown) {
            found.clone_from(mended);
            return true;
        }
        !is_another && !found.is_empty()
    }

    /// True when traits, one for each layer of a component, keep all rules; `shown` is memory for them as a state.
    fn is_edition(&self, traits: &[u32], shown: &mut State) -> bool {
        shown.clear();
        shown.resize(self.layer_of_word.len(), 0);
        traits.iter().for_each(|bit| shown[*bit as usize / 64] |= 1 << (bit % 64));
        let count = |limit: &Limit| {
            let words = limit.of.words.iter().map(|&(word, bits)| (shown[word as usize] & bits).count_ones());
            words.sum::<u32>() as usize
        };
        traits.iter().all(|&bit| !self.forbids[bit as usize].meets(shown))
            && self.needs.iter().all(|need| !need.when.meets(shown) || need.any_of.meets(shown))
            && self.limits.iter().all(|limit| count(limit) <= limit.most)
    }

    fn search(&self, state: &State, component: u32, scratch: &mut Scratch) -> bool {
        let Some(layer) = self.to_try(state, component) else {
            self.note_found(state, component, scratch);
            return true;
        };
        let mut next = scratch.spare.pop().unwrap_or_default();
        let mut is_left = false;
        for &bit in self.ways[layer].iter().filter(|&&bit| Self::is_open(state, bit)) {
            if scratch.steps == 0 {
                break;
            }
            scratch.steps -= 1;
            next.clone_from(state);
            is_left = self.choose(&mut next, layer, bit, scratch) && self.search(&next, component, scratch);
            if is_left {
                break;
            }
        }
        scratch.spare.push(next);
        is_left
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
