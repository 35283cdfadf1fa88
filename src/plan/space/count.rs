//! Counting the different editions of a space without listing them.
//!
//! Layers that no rule connects multiply. Connected ones are gone through in the order of choosing, with one state for
//! all beginnings that leave the same future, and how many beginnings that is. When there are too many states the
//! rarest are set aside: what was counted is then a lower bound, and what they could at most become gives an upper one.

use std::collections::{BTreeMap, HashMap};

use super::{Mask, Slot, Space, State, Walk};
use crate::project::TraitId;

/// The most states behind equal choices that are stored, so that memory is bounded.
const MOST_BEHIND: usize = 64;

/// Bounds of a count. `u128::MAX` stands for that many or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::plan) struct Bounds {
    pub least: u128,
    pub most: u128,
}

impl Bounds {
    fn times(self, other: Self) -> Self {
        let least = self.least.saturating_mul(other.least);
        Self { least, most: self.most.saturating_mul(other.most) }
    }
}

impl Space {
    /// Counts the editions that differ on the compared layers, holding at most `width` states at a time.
    pub fn count(&self, width: usize) -> Bounds {
        let none = Bounds { least: 0, most: 0 };
        let Some(root) = &self.root else { return none };
        if !self.has_any(&mut super::Scratch::new(self)) {
            return none;
        }
        self.count_from(root, width)
    }

    /// As [`Self::count`], from a state of which an edition is left.
    fn count_from(&self, root: &State, width: usize) -> Bounds {
        let is_free = |&layer: &usize| self.layers[layer].is_compared && !self.is_ruled(layer);
        let free = (0..self.head).filter(is_free).map(|layer| self.drawable(root, layer));
        let product = free.fold(1u128, |product, count| product.saturating_mul(count.into()));
        let mut bounds = Bounds { least: product, most: product };
        let mut walk = Walk::new(self);
        for component in &self.components {
            bounds = bounds.times(self.count_component(component, root, width, &mut walk));
        }
        // Nothing was missed if no search gave up; else what was counted is there all the same.
        if walk.gave_up() { Bounds { most: u128::MAX, ..bounds } } else { bounds }
    }

    /// Counts the editions that differ on the compared layers and show a trait.
    pub fn count_with(&self, id: TraitId, width: usize) -> Bounds {
        let of_trait = |slot: &&Slot| slot.first <= id && id.0 - slot.first.0 < slot.words.len() as u32 * 64;
        let mut all = Bounds { least: 0, most: 0 };
        for (layer, slot) in self.layers.iter().enumerate().filter(|(_, slot)| of_trait(slot)) {
            let mut walk = Walk::new(self);
            if !walk.take(layer, slot.bit(id)) {
                continue;
            }
            let Bounds { least, most } = self.count_from(walk.state(), width);
            // A layer without rules was counted with all its traits.
            let is_free = slot.is_compared && !self.is_ruled(layer);
            let traits = if is_free { u128::from(self.drawable(walk.state(), layer)).max(1) } else { 1 };
            let most = if most == u128::MAX { most } else { most / traits };
            all.least = all.least.saturating_add(least / traits);
            all.most = all.most.saturating_add(most);
        }
        all
    }

    /// Number of traits of a layer that are left when each is looked at alone.
    pub fn candidates(&self, layer: usize) -> usize {
        self.root.as_ref().map_or(0, |root| self.drawable(root, layer) as usize)
    }

    /// Number of traits that a layer without rules can show.
    fn drawable(&self, state: &State, layer: usize) -> u32 {
        let words = self.layers[layer].words.clone();
        let normal: u32 = words.map(|word| (state[word] & self.normal[word]).count_ones()).sum();
        if normal > 0 { normal } else { self.open(state, layer) }
    }

    /// Counts the choices of a component's compared layers.
    ///
    /// A layer that is not compared, and is chosen before one that is, leaves several states behind equal choices.
    fn count_component(&self, layers: &[u32], root: &State, width: usize, walk: &mut Walk<'_>) -> Bounds {
        let is_compared = |layer: &u32| self.layers[*layer as usize].is_compared;
        let end = layers.iter().rposition(is_compared).map_or(0, |last| last + 1);
        let mut front: Vec<(Vec<State>, u128)> = vec![(vec![root.clone()], 1)];
        let (mut aside, mut bits) = (0u128, vec![]);
        for (at, &layer) in layers[..end].iter().enumerate() {
            let undecided = &layers[at + 1..];
            // How many ways of going on there are at most.
            let rest = |states: &[State], paths: u128| {
                let compared = || undecided.iter().copied().filter(is_compared);
                let of_state = |state: &State| {
                    compared().fold(paths, |most, layer| most.saturating_mul(self.open(state, layer as usize).into()))
                };
                states.iter().map(of_state).fold(0u128, u128::saturating_add)
            };
            let mut known: HashMap<Vec<u64>, usize> = HashMap::new();
            let mut next: Vec<(Vec<State>, u128)> = vec![];
            for (states, paths) in &front {
                // For each choice that can be told from others, the states behind it by what they leave.
                let mut after: BTreeMap<u32, BTreeMap<Vec<u64>, State>> = BTreeMap::new();
                for state in states {
                    walk.set_state(state);
                    walk.candidates(layer as usize, &mut bits);
                    for &bit in &bits {
                        walk.set_state(state);
                        walk.take(layer as usize, bit);
                        let choice = if is_compared(&layer) { bit } else { 0 };
                        let future = self.future(walk.state(), undecided);
                        after.entry(choice).or_default().entry(future).or_insert_with(|| walk.state().clone());
                    }
                }
                for behind in after.into_values() {
                    let (mut futures, mut states): (Vec<Vec<u64>>, Vec<State>) = behind.into_iter().unzip();
                    if states.len() > width.min(MOST_BEHIND) {
                        futures.truncate(width.min(MOST_BEHIND));
                        aside = aside.saturating_add(rest(&states.split_off(futures.len()), *paths));
                    }
                    let at = *known.entry(futures.concat()).or_insert_with(|| {
                        next.push((std::mem::take(&mut states), 0));
                        next.len() - 1
                    });
                    next[at].1 = next[at].1.saturating_add(*paths);
                }
            }
            if next.len() > width {
                next.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
                for (states, paths) in next.drain(width..) {
                    aside = aside.saturating_add(rest(&states, paths));
                }
            }
            front = next;
        }
        let least = front.iter().fold(0u128, |sum, (_, paths)| sum.saturating_add(*paths));
        Bounds { least, most: least.saturating_add(aside) }
    }

    /// All that the choices so far mean for the layers of a component that are still to be chosen.
    pub(super) fn future(&self, state: &State, undecided: &[u32]) -> Vec<u64> {
        let mut key: Vec<u64> =
            undecided.iter().flat_map(|&l| state[self.layers[l as usize].words.clone()].iter().copied()).collect();
        let is_open = |layer: u32| undecided.binary_search(&layer).is_ok();
        let decided = |mask: &Mask| self.within(state, mask).filter(|&layer| !is_open(layer)).count();
        let possible = |mask: &Mask| {
            let can = |layer: &&u32| {
                let mut words = self.layers[**layer as usize].words.clone();
                is_open(**layer) && words.any(|word| state[word] & mask.at(word) != 0)
            };
            mask.layers.iter().filter(can).count()
        };
        for need in &self.needs {
            let asked = decided(&need.when) > 0;
            let is_met = decided(&need.any_of) > 0 || (!asked && possible(&need.when) == 0);
            key.push(if is_met { 0 } else { 1 + u64::from(asked) });
        }
        for limit in &self.limits {
            let left = limit.most.saturating_sub(decided(&limit.of));
            key.push(if left >= possible(&limit.of) { u64::MAX } else { left as u64 });
        }
        key
    }
}
