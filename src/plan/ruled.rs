//! Weighted picks under rules: a pick after which no edition is left is refused, and made again among the rest.
//!
//! The space knows no weights, and the tables of weights know no rules; here they meet.

use super::pick::{Choices, Tables};
use super::rng::Stream;
use super::space::{Space, Walk};
use crate::project::TraitId;

/// Editions of one set, chosen layer by layer in the space's order.
#[derive(Debug)]
pub(super) struct Ruled<'a> {
    pub walk: Walk<'a>,
    /// The tables of each layer of the space.
    tables: Vec<&'a Tables>,
    /// Choices refused so far for one pick, ascending.
    refused: Vec<usize>,
    bits: Vec<u32>,
}

impl<'a> Ruled<'a> {
    /// Makes one for a space that has an edition; `tables` are those of all the project's layers.
    pub fn new(space: &'a Space, tables: &'a [Option<Tables>]) -> Self {
        let of = |id: u32| tables[id as usize].as_ref().expect("every layer of a set with editions has tables");
        let tables = space.layers.iter().map(|slot| of(slot.id.0)).collect();
        Self { walk: Walk::new(space), tables, refused: vec![], bits: vec![] }
    }

    /// The space it goes through.
    pub fn space(&self) -> &'a Space {
        self.walk.space()
    }

    /// Picks a trait for the next layer, as its bit; `None` only when a search gave up.
    pub fn pick(&mut self, layer: usize, stream: &mut Stream) -> Option<u32> {
        self.pick_normal(layer, stream).or_else(|| self.pick_reserve(layer, stream))
    }

    /// As [`Self::pick`], of the traits drawn by weight; `None` when none leaves an edition.
    pub fn pick_normal(&mut self, layer: usize, stream: &mut Stream) -> Option<u32> {
        let table = &self.tables[layer].normal;
        self.pick_of(table, layer, stream)
    }

    /// As [`Self::pick`], of the traits in reserve.
    pub fn pick_reserve(&mut self, layer: usize, stream: &mut Stream) -> Option<u32> {
        let table = &self.tables[layer].reserve;
        self.pick_of(table, layer, stream)
    }

    fn pick_of(&mut self, table: &Choices, layer: usize, stream: &mut Stream) -> Option<u32> {
        let slot = &self.walk.space().layers[layer];
        self.refused.clear();
        let mut left = table.total();
        while left > 0 {
            let choice = table.at_without(stream.below(left), &self.refused);
            let bit = slot.bit(table.trait_at(choice));
            if self.walk.take(layer, bit) {
                return Some(bit);
            }
            left -= table.weight(choice);
            let at = self.refused.partition_point(|&other| other < choice);
            self.refused.insert(at, choice);
        }
        None
    }

    /// True when these picks, in the set's order, can be drawn: each leaves an edition, and none is in reserve where
    /// there is another.
    pub fn is_allowed(&mut self, picks: &[TraitId]) -> bool {
        self.walk.allows(self.space().layers.len(), picks)
    }

    /// The bits that can be picked for the next layer, with their weights.
    pub fn options(&mut self, layer: usize, options: &mut Vec<(u32, u64)>) {
        let mut bits = std::mem::take(&mut self.bits);
        self.walk.candidates(layer, &mut bits);
        let slot = &self.walk.space().layers[layer];
        options.clear();
        options.extend(bits.iter().map(|&bit| {
            let tables = self.tables[layer];
            let table = if self.walk.is_reserve(bit) { &tables.reserve } else { &tables.normal };
            let choice = table.choice_of(slot.trait_at(bit)).expect("what is open is in a table");
            (bit, table.weight(choice))
        }));
        self.bits = bits;
    }

    /// Picks all layers of an edition, putting each where the set has it; false only when a search gave up.
    pub fn pick_all(&mut self, stream: &mut Stream, picks: &mut Vec<TraitId>) -> bool {
        self.walk.restart();
        self.pick_from(0, stream, picks)
    }

    /// As [`Self::pick_all`], after traits were taken for the layers before `first`.
    pub fn pick_from(&mut self, first: usize, stream: &mut Stream, picks: &mut Vec<TraitId>) -> bool {
        let space = self.space();
        picks.resize(space.layers.len(), TraitId(0));
        (first..space.layers.len()).all(|layer| {
            let slot = &space.layers[layer];
            self.pick(layer, stream).map(|bit| picks[slot.position] = slot.trait_at(bit)).is_some()
        })
    }
}
