//! All ways to the same choices of the compared layers, where layers that are not compared are chosen before them.
//!
//! Traits of such a layer that leave the same future are gone through once, so that there are few ways.

use std::collections::HashMap;

use super::{Space, Walk};
use crate::project::TraitId;

/// The most ways that are gone through; what has more is given up as too tangled.
const MOST: usize = 1 << 16;

impl Walk<'_> {
    /// For each of some bits that can be chosen for a layer, the first of those that leave the same future.
    pub fn alike(&mut self, layer: usize, bits: &[u32], firsts: &mut Vec<u32>) {
        firsts.clear();
        let space = self.space();
        if space.layers[layer].is_compared {
            firsts.extend_from_slice(bits);
            return;
        }
        let Some(component) = space.component_of[layer] else {
            // A layer without rules leaves the same whatever it draws.
            firsts.extend(bits.iter().map(|_| bits[0]));
            return;
        };
        let layers = &space.components[component as usize];
        let undecided = &layers[layers.partition_point(|&other| other as usize <= layer)..];
        let here = self.state().clone();
        let mut known: HashMap<Vec<u64>, u32> = HashMap::new();
        for &bit in bits {
            self.take(layer, bit);
            firsts.push(*known.entry(space.future(self.state(), undecided)).or_insert(bit));
            self.set_state(&here);
        }
    }

    /// The ways from the start to the bits of the compared layers among `chosen`, which has one for each layer of the head.
    ///
    /// Each way has a bit for each layer of the head. A search that has to give up is noted.
    pub fn ways(&mut self, chosen: &[u32]) -> Vec<Vec<u32>> {
        let mut ways = vec![];
        self.restart();
        if !self.ways_from(&mut vec![], chosen, MOST, &mut ways) {
            self.scratch.steps = 0;
        }
        ways
    }

    /// True when the compared picks of an edition, given in the set's order, can be drawn.
    pub fn allows_compared(&mut self, picks: &[TraitId]) -> bool {
        let head = &self.space().layers[..self.space().head];
        if !self.space().is_mixed() {
            return self.allows(head.len(), picks);
        }
        let bit = |slot: &super::Slot| if slot.is_compared { slot.bit(picks[slot.position]) } else { 0 };
        let chosen: Vec<u32> = head.iter().map(bit).collect();
        let mut ways = vec![];
        self.restart();
        self.ways_from(&mut vec![], &chosen, 1, &mut ways);
        !ways.is_empty()
    }

    /// Adds the ways that begin with those taken so far; false when there were as many as are asked for.
    fn ways_from(&mut self, way: &mut Vec<u32>, chosen: &[u32], most: usize, ways: &mut Vec<Vec<u32>>) -> bool {
        let (layer, space) = (way.len(), self.space());
        if layer == space.head {
            ways.push(way.clone());
            return ways.len() < most;
        }
        let mut bits = vec![];
        if space.layers[layer].is_compared && Space::is_open(&space.normal, chosen[layer]) {
            bits.push(chosen[layer]);
        } else {
            self.candidates(layer, &mut bits);
        }
        if space.layers[layer].is_compared {
            bits.retain(|&bit| bit == chosen[layer]);
        }
        let mut firsts = vec![];
        self.alike(layer, &bits, &mut firsts);
        let here = self.state().clone();
        bits.iter().zip(&firsts).filter(|(bit, first)| bit == first).all(|(&bit, _)| {
            self.set_state(&here);
            if !self.take(layer, bit) {
                return true;
            }
            way.push(bit);
            let goes_on = self.ways_from(way, chosen, most, ways);
            way.pop();
            goes_on
        })
    }
}
