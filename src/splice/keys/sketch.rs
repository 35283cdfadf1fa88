//! Use counts of the tiles of a plan, and the number of distinct ones, in bounded memory.
//!
//! Effort goes where the uses are, and the bytes of a picture may not depend on windows, on which editions are rendered, or on
//! memory. So the count that decides effort is one over the plan, made beforehand.

use super::key::{KeyStream, KeyTable, TileKey};
use crate::pack::Pack;
use crate::plan::Plan;
use crate::project::Project;

/// Counters up to 255, each shared by the keys that fall on it.
///
/// It never tells less than the uses of a key (up to 255), and tells more where keys share a counter. It is a count-min
/// sketch (Cormode, Muthukrishnan 2005) of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UseSketch {
    counters: Vec<u8>,
}

impl UseSketch {
    /// Counts every tile of every edition.
    pub fn of_plan(project: &Project, pack: &Pack, plan: &Plan, table: &KeyTable<'_>) -> Self {
        let mut sketch = Self::for_uses(plan.len() * table.places());
        let mut stream = KeyStream::new(project, pack, table);
        plan.editions().for_each(|edition| sketch.add(stream.keys(edition)));
        sketch
    }

    /// Makes an empty sketch for a number of uses: a counter for each, from 64 KiB to 16 MiB, so that a counter has on
    /// average one use of other keys or less until the plan has 16 million tiles.
    pub fn for_uses(uses: usize) -> Self {
        let counters = uses.clamp(1 << 16, 1 << 24).next_power_of_two();
        Self { counters: vec![0; counters] }
    }

    /// Counts one use of each key.
    pub fn add(&mut self, keys: &[TileKey]) {
        for &key in keys {
            let index = self.index(key);
            self.counters[index] = self.counters[index].saturating_add(1);
        }
    }

    /// Adds the counts of another part of the plan. The result is that of counting both in one.
    ///
    /// # Panics
    /// If the sketches are of different sizes.
    pub fn merge(&mut self, other: &Self) {
        assert_eq!(self.counters.len(), other.counters.len(), "sketches of one plan");
        self.counters.iter_mut().zip(&other.counters).for_each(|(a, b)| *a = a.saturating_add(*b));
    }

    /// Returns the uses of a key in the plan, up to 255: never fewer than there are, seldom more.
    pub fn uses(&self, key: TileKey) -> u8 {
        self.counters[self.index(key)]
    }

    fn index(&self, key: TileKey) -> usize {
        key.high as usize & (self.counters.len() - 1)
    }
}

/// Estimates the number of distinct keys.
///
/// Linear counting (Whang, Vander-Zanden, Taylor 1990): each key sets one bit, and the bits still clear tell how many did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distinct {
    words: Vec<u64>,
}

impl Distinct {
    /// Makes an empty count for a number of uses: a bit for each, from 64 Ki to 128 Mi. The count is then within 1 %.
    pub fn for_uses(uses: usize) -> Self {
        let bits = uses.clamp(1 << 16, 1 << 27).next_power_of_two();
        Self { words: vec![0; bits / 64] }
    }

    /// Counts keys.
    pub fn add(&mut self, keys: &[TileKey]) {
        let mask = 64 * self.words.len() - 1;
        for key in keys {
            let bit = key.high as usize & mask;
            self.words[bit / 64] |= 1 << (bit % 64);
        }
    }

    /// Returns how many distinct keys were counted, about.
    pub fn count(&self) -> f64 {
        let bits = 64 * self.words.len();
        let clear = bits - self.words.iter().map(|word| word.count_ones() as usize).sum::<usize>();
        // All are set only where there are far more keys than bits.
        bits as f64 * (bits as f64 / clear.max(1) as f64).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distinct_keys_are_counted_within_a_hundredth() {
        for (keys, uses) in [(0, 0), (1, 1), (1000, 64_000), (60_000, 200_000), (200_000, 200_000)] {
            let mut distinct = Distinct::for_uses(uses);
            for i in (0..keys).chain(0..keys / 2) {
                let hash = blake3::hash(&u64::to_le_bytes(i));
                let high = u64::from_le_bytes(*hash.as_bytes().first_chunk().unwrap());
                distinct.add(&[TileKey { low: 0, high }]);
            }
            let (count, keys) = (distinct.count(), keys as f64);
            assert!((count - keys).abs() <= 0.5 + keys / 100.0, "{count} of {keys}");
        }
    }
}
