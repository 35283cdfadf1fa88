//! The editions a set can make under the rules: which picks still leave a way to finish an edition.
//!
//! The rules become masks over one bit for each trait of each layer. A state is the traits that are still open, and
//! [`propagate`] closes those that a rule forbids; where that alone does not decide, [`search`] tries.
//! [`walk`] chooses editions layer by layer, [`count`] counts them.

mod compile;
mod count;
mod order;
mod propagate;
mod search;
mod walk;
mod ways;

use std::ops::Range;

use crate::project::{LayerId, TraitId};

pub(super) use count::Bounds;
pub(super) use propagate::Scratch;
pub(super) use walk::Walk;

/// The open traits: one bit for each, a layer's bits in words of its own.
pub(super) type State = Vec<u64>;

/// A set's layers and the rules that bear on them.
#[derive(Debug)]
pub(super) struct Space {
    /// The layers in the order in which they are chosen, which [`order`] gives.
    pub layers: Vec<Slot>,
    /// Number of layers, from the first, that include all that are compared.
    pub head: usize,
    /// The layer of each word of a state.
    layer_of_word: Vec<u32>,
    /// The traits that can be drawn and are not in reserve.
    normal: State,
    /// The open traits before anything is chosen; `None` when propagation proves that the rules leave no edition.
    root: Option<State>,
    /// For each bit of a state, the traits of other layers that its trait forbids.
    forbids: Vec<Mask>,
    needs: Vec<Need>,
    limits: Vec<Limit>,
    /// For each bit, the rules to look at again when it is closed, and when it is the last of its layer.
    watchers: Vec<Watchers>,
    /// The bits that something watches being closed.
    watched: State,
    /// For each layer, the rules to look at when no more traits are open than they name there, the most first.
    naming_rules: Vec<Vec<(u32, u32)>>,
    /// For each layer, its bits in the order in which a search tries them: those that forbid least first.
    ways: Vec<Vec<u32>>,
    /// The traits that no rule can hold against an edition.
    harmless: State,
    /// For each layer, whether a need can be met there.
    meets_needs: Vec<bool>,
    /// Layers that rules connect, ascending; a layer that no rule touches is in none.
    components: Vec<Vec<u32>>,
    /// For each layer, its component.
    component_of: Vec<Option<u32>>,
}

/// A layer of a [`Space`].
#[derive(Debug)]
pub(super) struct Slot {
    /// The layer.
    pub id: LayerId,
    /// Its position in the set's list from the bottom up.
    pub position: usize,
    /// `true` if it counts when editions are compared.
    pub is_compared: bool,
    /// Its first trait; bit `i` of its words is the trait `i` later.
    pub first: TraitId,
    /// Its words of a state.
    words: Range<usize>,
}

impl Slot {
    /// The bit of one of its traits.
    pub fn bit(&self, id: TraitId) -> u32 {
        self.words.start as u32 * 64 + (id.0 - self.first.0)
    }

    /// The trait of one of its bits.
    pub fn trait_at(&self, bit: u32) -> TraitId {
        TraitId(self.first.0 + bit - self.words.start as u32 * 64)
    }
}

/// Some bits of a state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Mask {
    /// Words with a bit, ascending.
    words: Vec<(u32, u64)>,
    /// Layers with a bit, ascending.
    layers: Vec<u32>,
}

impl Mask {
    fn at(&self, word: usize) -> u64 {
        self.words.binary_search_by_key(&(word as u32), |&(w, _)| w).map_or(0, |i| self.words[i].1)
    }

    fn meets(&self, state: &[u64]) -> bool {
        self.words.iter().any(|&(word, bits)| state[word as usize] & bits != 0)
    }
}

/// A rule by which one of `any_of` must be chosen if one of `when` is.
#[derive(Debug)]
struct Need {
    when: Mask,
    any_of: Mask,
}

/// A rule that allows at most so many of these.
#[derive(Debug)]
struct Limit {
    most: usize,
    of: Mask,
}

/// The rules that watch a bit: needs, then (counted on) limits.
#[derive(Clone, Debug, Default)]
struct Watchers {
    /// Rules to look at when it is closed: needs that it meets.
    closed: Vec<u32>,
    /// Rules to look at when it is the last of its layer that is open: those that name it alone there.
    last: Vec<u32>,
}

impl Space {
    /// True when a layer that is not compared is chosen before one that is.
    pub fn is_mixed(&self) -> bool {
        self.layers[..self.head].iter().any(|slot| !slot.is_compared)
    }

    /// The bytes that it takes, roughly: each trait has lists of its own.
    pub fn bytes(&self) -> usize {
        let masks = self.forbids.iter().chain(self.needs.iter().flat_map(|need| [&need.when, &need.any_of]));
        let masks = masks.chain(self.limits.iter().map(|limit| &limit.of));
        let listed: usize = masks.map(|mask| 16 * mask.words.len() + 4 * mask.layers.len() + 48).sum();
        listed + self.watchers.len() * size_of::<Watchers>() + 64 * self.layer_of_word.len()
    }

    /// The open traits before anything is chosen; `None` when there is no edition.
    pub fn root(&self) -> Option<&State> {
        self.root.as_ref()
    }

    /// True when a rule touches the layer.
    pub fn is_ruled(&self, layer: usize) -> bool {
        self.component_of[layer].is_some()
    }

    /// Every bit of a state, with its layer.
    pub fn bits(&self) -> impl Iterator<Item = (usize, u32)> + '_ {
        self.layer_of_word
            .iter()
            .enumerate()
            .flat_map(|(word, &layer)| (0..64).map(move |bit| (layer as usize, word as u32 * 64 + bit)))
    }

    /// True when a trait, by its bit, is open in a state.
    pub fn is_open(state: &[u64], bit: u32) -> bool {
        state[bit as usize / 64] >> (bit % 64) & 1 == 1
    }

    /// Number of traits of a layer that are open.
    fn open(&self, state: &[u64], layer: usize) -> u32 {
        state[self.layers[layer].words.clone()].iter().map(|word| word.count_ones()).sum()
    }

    /// The open bits of a layer, ascending.
    fn open_bits<'s>(&'s self, state: &'s [u64], layer: usize) -> impl Iterator<Item = u32> + 's {
        self.layers[layer].words.clone().flat_map(move |word| {
            let bits = state[word];
            (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word as u32 * 64 + bit)
        })
    }
}
