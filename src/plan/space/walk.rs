//! One edition chosen layer by layer, so that each pick leaves a way to finish.
//!
//! A walk has a state, and the space is shared.

use super::{Scratch, Space, State};
use crate::project::TraitId;

/// The choices so far in one edition of a [`Space`] that has one.
#[derive(Debug)]
pub(in crate::plan) struct Walk<'s> {
    space: &'s Space,
    state: State,
    next: State,
    pub(super) scratch: Scratch,
    bits: Vec<u32>,
}

impl<'s> Walk<'s> {
    /// A walk at its start.
    pub fn new(space: &'s Space) -> Self {
        let mut walk = Self { space, state: vec![], next: vec![], scratch: Scratch::new(space), bits: vec![] };
        walk.restart();
        walk
    }

    /// Forgets what was chosen.
    pub fn restart(&mut self) {
        self.state.clone_from(self.space.root().expect("a walk is made where there is an edition"));
    }

    /// The space it goes through.
    pub fn space(&self) -> &'s Space {
        self.space
    }

    /// Chooses a trait, by its bit, if an edition with it is left.
    pub fn take(&mut self, layer: usize, bit: u32) -> bool {
        let Some(component) = self.space.component_of[layer] else { return true };
        if !Space::is_open(&self.state, bit) {
            return false;
        }
        // The one open trait is in every edition that is left.
        if self.space.open(&self.state, layer) == 1 {
            return true;
        }
        self.next.clone_from(&self.state);
        let taken = self.space.choose(&mut self.next, layer, bit, &mut self.scratch)
            && self.space.can_finish(&self.next, component, &mut self.scratch);
        if taken {
            std::mem::swap(&mut self.state, &mut self.next);
        }
        taken
    }

    /// Rules a trait out, by its bit; false, and nothing is changed, if no edition would be left.
    pub fn avoid(&mut self, layer: usize, bit: u32) -> bool {
        if !Space::is_open(&self.state, bit) {
            return true;
        }
        self.next.clone_from(&self.state);
        let left = self.space.close(&mut self.next, bit, &mut self.scratch)
            && self.space.component_of[layer]
                .is_none_or(|component| self.space.can_finish(&self.next, component, &mut self.scratch));
        if left {
            std::mem::swap(&mut self.state, &mut self.next);
        }
        left
    }

    /// The bits that can be chosen for a layer, ascending: those with an edition left, not in reserve if any is not.
    pub fn candidates(&mut self, layer: usize, bits: &mut Vec<u32>) {
        bits.clear();
        let state = &self.state;
        bits.extend(self.space.open_bits(state, layer).filter(|&bit| Space::is_open(&self.space.normal, bit)));
        self.retain_possible(layer, bits);
        if bits.is_empty() {
            let state = &self.state;
            bits.extend(self.space.open_bits(state, layer).filter(|&bit| !Space::is_open(&self.space.normal, bit)));
            self.retain_possible(layer, bits);
        }
    }

    fn retain_possible(&mut self, layer: usize, bits: &mut Vec<u32>) {
        let Some(component) = self.space.component_of[layer] else { return };
        bits.retain(|&bit| {
            self.next.clone_from(&self.state);
            self.space.choose(&mut self.next, layer, bit, &mut self.scratch)
                && self.space.can_finish(&self.next, component, &mut self.scratch)
        });
    }

    /// True when the picks of the first layers, given in the set's order, can be drawn: each leaves an edition, and none
    /// is in reserve where there is another. The walk then stands behind them.
    pub fn allows(&mut self, layers: usize, picks: &[TraitId]) -> bool {
        self.restart();
        let mut bits = std::mem::take(&mut self.bits);
        let allowed = self.space.layers[..layers].iter().enumerate().all(|(layer, slot)| {
            let bit = slot.bit(picks[slot.position]);
            if self.is_reserve(bit) {
                self.candidates(layer, &mut bits);
                if !bits.contains(&bit) {
                    return false;
                }
            }
            self.take(layer, bit)
        });
        self.bits = bits;
        allowed
    }

    /// True when the trait of a bit is in reserve.
    pub fn is_reserve(&self, bit: u32) -> bool {
        !Space::is_open(&self.space.normal, bit)
    }

    /// True when a search gave up, and what the walk said since is not to be trusted.
    pub fn gave_up(&self) -> bool {
        self.scratch.steps == 0
    }

    /// The open traits.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Goes to where another walk of the same space was.
    pub fn set_state(&mut self, state: &State) {
        self.state.clone_from(state);
    }
}
