//! Drawing with what is left of each count as its weight, as cards are drawn from a deck.
//!
//! With `q` editions left to show a trait and `r` left that have its layer, its odds are `q / r`; the traits without
//! a count share the rest by their weights. Without rules this ends at the counts exactly.

use crate::plan::rng::Stream;
use crate::plan::ruled::Ruled;
use crate::project::{LayerSet, Project, TraitId};

/// The remainder of each count.
#[derive(Debug)]
pub(super) struct Quota<'a> {
    project: &'a Project,
    /// For each trait, how many editions are still to show it; `None` without a count.
    left: Vec<Option<u32>>,
    /// For each layer, its traits with a count.
    counted: Vec<Vec<TraitId>>,
    /// For each layer, how many editions that have it are still to be drawn.
    rows: Vec<u32>,
    refused: Vec<TraitId>,
}

impl<'a> Quota<'a> {
    pub fn new(project: &'a Project) -> Self {
        let mut rows = vec![0; project.layers.len()];
        for set in &project.sets {
            set.layers.iter().for_each(|layer| rows[layer.0 as usize] += set.editions as u32);
        }
        let mut counted = vec![vec![]; project.layers.len()];
        for (id, t) in project.traits.iter().enumerate().filter(|(_, t)| t.count.is_some_and(|count| count > 0)) {
            counted[t.layer.0 as usize].push(TraitId(id as u32));
        }
        let left = project.traits.iter().map(|t| t.count).collect();
        Self { project, left, counted, rows, refused: vec![] }
    }

    /// Starts an edition; `strictly` shuts out, as far as that leaves an edition, what would go past a count.
    pub fn begin(&mut self, ruled: &mut Ruled<'_>, strictly: bool) {
        ruled.walk.restart();
        if !strictly {
            return;
        }
        let space = ruled.space();
        for (layer, slot) in space.layers.iter().enumerate().filter(|(layer, _)| space.is_ruled(*layer)) {
            let counted = &self.counted[slot.id.0 as usize];
            for &id in counted.iter().filter(|id| self.left(**id) == 0) {
                ruled.walk.avoid(layer, slot.bit(id));
            }
            if !counted.is_empty() && self.free(slot.id.0 as usize) == 0 {
                for (id, _) in self.project.traits_of(slot.id).filter(|(_, t)| t.count.is_none() && !t.reserve) {
                    ruled.walk.avoid(layer, slot.bit(id));
                }
            }
        }
    }

    /// Picks all layers; false only when a search gave up.
    pub fn pick_all(&mut self, ruled: &mut Ruled<'_>, stream: &mut Stream, picks: &mut Vec<TraitId>) -> bool {
        let space = ruled.space();
        picks.resize(space.layers.len(), TraitId(0));
        for (layer, slot) in space.layers.iter().enumerate() {
            let picked = match self.counted[slot.id.0 as usize].is_empty() {
                true => ruled.pick(layer, stream).map(|bit| slot.trait_at(bit)),
                false => self.pick(layer, ruled, stream),
            };
            match picked {
                Some(id) => picks[slot.position] = id,
                None => return false,
            }
        }
        true
    }

    /// Takes an edition's picks off the counts.
    pub fn note(&mut self, set: &LayerSet, picks: &[TraitId]) {
        set.layers.iter().for_each(|layer| self.rows[layer.0 as usize] -= 1);
        for id in picks {
            if let Some(left) = &mut self.left[id.0 as usize] {
                *left = left.saturating_sub(1);
            }
        }
    }

    fn left(&self, id: TraitId) -> u32 {
        self.left[id.0 as usize].unwrap_or(0)
    }

    /// Number of a layer's editions to come that no count asks for.
    fn free(&self, layer: usize) -> u64 {
        let asked: u64 = self.counted[layer].iter().map(|&id| u64::from(self.left(id))).sum();
        u64::from(self.rows[layer]).saturating_sub(asked)
    }

    fn pick(&mut self, layer: usize, ruled: &mut Ruled<'_>, stream: &mut Stream) -> Option<TraitId> {
        let slot = &ruled.space().layers[layer];
        let own = slot.id.0 as usize;
        let mut free = self.free(own);
        self.refused.clear();
        // First by what is left of the counts, then whatever can be had of those that have nothing left.
        for spent in [false, true] {
            loop {
                let weight = |id: TraitId| if spent { u64::from(self.left(id) == 0) } else { self.left(id).into() };
                let open = self.counted[own].iter().copied().filter(|id| !self.refused.contains(id));
                let total = open.clone().map(weight).sum::<u64>() + free;
                if total == 0 {
                    break;
                }
                let mut r = stream.below(total);
                let at = open.clone().find(|&id| match r.checked_sub(weight(id)) {
                    Some(rest) => {
                        r = rest;
                        false
                    }
                    None => true,
                });
                match at {
                    Some(id) if ruled.walk.take(layer, slot.bit(id)) => return Some(id),
                    Some(id) => self.refused.push(id),
                    None => match ruled.pick_normal(layer, stream) {
                        Some(bit) => return Some(slot.trait_at(bit)),
                        None => free = 0,
                    },
                }
            }
            if !spent && let Some(bit) = ruled.pick_normal(layer, stream) {
                return Some(slot.trait_at(bit));
            }
            free = 0;
        }
        ruled.pick_reserve(layer, stream).map(|bit| slot.trait_at(bit))
    }
}
