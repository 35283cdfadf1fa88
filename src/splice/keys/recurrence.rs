//! Where the tiles of a plan recur: how many a part of the plan is the first of itself to show, whichever part is asked for.
//!
//! A part that is rendered alone encodes each of its tiles once, also those that an earlier part has. So the tiles that a part
//! has to encode follow from where it begins: they are the uses whose tile was last used before that. One pass over the plan
//! counts, for each block of editions, its uses by the block of the use before. What any part encodes is then a sum.

use super::key::{KeyStream, KeyTable, TileKey};
use crate::compose::Ground;
use crate::pack::Pack;
use crate::plan::{EditionIndex, Plan};
use crate::project::Project;

/// Editions that are counted, at most, evenly spread: a longer plan is not known better by counting all.
const COUNTED: usize = 1 << 18;

/// Blocks of a plan, at most.
const BLOCKS: usize = 1024;

/// Counters for the last uses of tiles, at most: tiles that fall on the same one are taken for one.
const SLOTS: usize = 1 << 24;

/// The uses of tiles in a plan, by blocks of editions that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    /// The first position of each block in the plan, and the end of the plan.
    starts: Vec<u32>,
    /// Editions counted in each block.
    counted: Vec<u32>,
    /// Places in each block that show something.
    shown: Vec<u64>,
    /// Uses in each block of tiles that no block before has.
    first: Vec<u64>,
    /// Uses in each block of tiles whose last use before is in an earlier block: row after row of that earlier block.
    again: Vec<u32>,
}

impl Recurrence {
    /// Counts a plan.
    pub fn of_plan(project: &Project, pack: &Pack, plan: &Plan, table: &KeyTable<'_>) -> Self {
        let mut stream = KeyStream::new(project, pack, table);
        let mut blank = Blank::default();
        Self::count(plan.len(), table.places(), |position, seen| {
            let edition = plan.edition(EditionIndex(position));
            let keys = stream.keys(edition);
            seen(keys, blank.shown(table, table.class(edition), keys))
        })
    }

    /// Counts a plan of so many editions. `keys_of` passes the keys of the edition at a position on, with the number of places
    /// that show something.
    fn count(planned: usize, places: usize, mut keys_of: impl FnMut(u32, &mut dyn FnMut(&[TileKey], u64))) -> Self {
        let counted = planned.min(COUNTED);
        let blocks = counted.min(BLOCKS);
        let at = |number: usize, of: usize| (number as u64 * planned as u64 / of.max(1) as u64) as u32;
        let mut this = Self {
            starts: (0..=blocks).map(|block| at(block, blocks)).collect(),
            counted: vec![0; blocks],
            shown: vec![0; blocks],
            first: vec![0; blocks],
            again: vec![0; blocks * blocks],
        };
        let slots = (counted * places).clamp(1 << 10, SLOTS).next_power_of_two();
        // By slot one more than the block of the last use; 0 before the first.
        let mut last = vec![0_u16; slots];
        let mut block = 0;
        for position in (0..counted).map(|number| at(number, counted)) {
            while position >= this.starts[block + 1] {
                block += 1;
            }
            keys_of(position, &mut |keys, shown| {
                this.counted[block] += 1;
                this.shown[block] += shown;
                for key in keys {
                    let last = &mut last[key.high as usize & (slots - 1)];
                    match usize::from(*last) {
                        0 => this.first[block] += 1,
                        before if before == block + 1 => continue,
                        before => this.again[(before - 1) * blocks + block] += 1,
                    }
                    *last = block as u16 + 1;
                }
            });
        }
        this
    }

    /// Counts a plan of so many editions, of which `tiles_of` gives the tiles by number, all of them shown.
    #[cfg(test)]
    pub(crate) fn of_numbers(planned: usize, tiles_of: impl Fn(u32) -> Vec<u64>) -> Self {
        let places = (0..planned as u32).map(|position| tiles_of(position).len()).max().unwrap_or(0);
        // Few numbers share a counter, and none below 2^24 that are not equal.
        Self::count(planned, places.max(SLOTS / planned.max(1)), |position, seen| {
            let keys: Vec<TileKey> = tiles_of(position).into_iter().map(|high| TileKey { low: 0, high }).collect();
            seen(&keys, keys.len() as u64);
        })
    }

    /// Number of blocks.
    pub fn blocks(&self) -> usize {
        self.counted.len()
    }

    /// The first position of a block, or the length of the plan for the one after the last.
    pub fn start(&self, block: usize) -> u32 {
        self.starts[block]
    }

    /// Editions of a block, and how many places of all of them show something.
    pub fn editions(&self, block: usize) -> (u64, u64) {
        let editions = u64::from(self.starts[block + 1] - self.starts[block]);
        (editions, self.of_all(block, self.shown[block]))
    }

    /// Uses in each block of tiles that no block before has: those are encoded whichever part the block is in.
    pub fn first_uses(&self) -> Vec<u64> {
        (0..self.blocks()).map(|block| self.of_all(block, self.first[block])).collect()
    }

    /// Adds the uses of tiles that a part encodes because it begins after a block that showed them.
    pub fn add_uses_after(&self, block: usize, uses: &mut [u64]) {
        let row = &self.again[block * self.blocks()..][..self.blocks()];
        for (number, &again) in row.iter().enumerate().filter(|(_, again)| **again > 0) {
            uses[number] += self.of_all(number, u64::from(again));
        }
    }

    /// What a whole block has, from what its counted editions have.
    fn of_all(&self, block: usize, counted: u64) -> u64 {
        let editions = u64::from(self.starts[block + 1] - self.starts[block]);
        counted * editions / u64::from(self.counted[block]).max(1)
    }
}

/// The keys of a picture that shows nothing, for the class of pictures met last.
#[derive(Debug, Default)]
struct Blank {
    class: usize,
    keys: Vec<TileKey>,
}

impl Blank {
    /// The places of an edition that show something.
    fn shown(&mut self, table: &KeyTable<'_>, class: usize, keys: &[TileKey]) -> u64 {
        if self.keys.is_empty() || self.class != class {
            table.keys(class, &[], Ground::Transparent, &mut self.keys);
            self.class = class;
        }
        keys.iter().zip(&self.keys).filter(|(key, blank)| key != blank).count() as u64
    }
}
