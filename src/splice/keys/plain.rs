//! The recipe that a [`TileKey`] stands for, unhashed: the oracle of `key`, and the proof that no two recipes have one key.

use std::collections::HashMap;

use super::key::{EdgeClass, TileKey};
use crate::compose::{DrawnLayer, Ground, Step, TileStack};
use crate::pack::Pack;

/// All that decides the bytes of an encoded tile.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PlainKey {
    /// The ground under the steps.
    pub ground: Ground,
    /// Trait tiles from the bottom up; within a pack, equal ids are equal contents.
    pub steps: Vec<Step>,
    /// The effect of the canvas's edges.
    pub edge: EdgeClass,
    /// The PNG filter type of its band.
    pub filter: u8,
    /// The class of the pictures that show it.
    pub class: usize,
}

impl PlainKey {
    /// Returns the keys of an edition of a class, one for each place of the grid; one filter for each band.
    pub fn of_edition(
        pack: &Pack,
        layers: &[DrawnLayer],
        ground: Ground,
        class: usize,
        filters: &[u8],
    ) -> impl Iterator<Item = Self> {
        let grid = pack.grid();
        (0..grid.len()).map(move |place| {
            let mut steps = vec![];
            let ground = TileStack::resolve(pack, layers, ground, place, &mut steps);
            let at = grid.at(place);
            Self { ground, steps, edge: EdgeClass::of(grid, at), filter: filters[at.row], class }
        })
    }
}

/// Remembers the recipe of every key seen so far.
#[derive(Debug, Default)]
pub struct KeyWitness {
    plain: HashMap<TileKey, PlainKey>,
    hashed: HashMap<PlainKey, TileKey>,
}

impl KeyWitness {
    /// Records the recipe of a key.
    ///
    /// # Errors
    /// The plain key that was recorded before, when it is another for the same key, or the same for another key.
    pub fn record(&mut self, key: TileKey, plain: PlainKey) -> Result<(), PlainKey> {
        if *self.hashed.entry(plain.clone()).or_insert(key) != key {
            return Err(plain);
        }
        let known = self.plain.entry(key).or_insert_with(|| plain.clone());
        if *known == plain { Ok(()) } else { Err(known.clone()) }
    }

    /// Returns the number of distinct keys recorded.
    pub fn len(&self) -> usize {
        self.plain.len()
    }

    /// Returns `true` if none was.
    pub fn is_empty(&self) -> bool {
        self.plain.is_empty()
    }
}
