//! Cuts a plan into shards of equal work: by what is counted, since editions differ in cost and the first ones of any part
//! encode most of its tiles.
//!
//! The cuts follow from project, plan, encoder and number of shards alone, in whole numbers, so that every machine finds the same.

use std::ops::Range;

use super::{Encoder, Shard};
use crate::choice::Choice;
use crate::pack::Pack;
use crate::plan::Plan;
use crate::project::Project;
use crate::splice::keys::{KeyTable, Recurrence};
use crate::splice::training::{Effort, Whole};

/// The cost of work, about, in nanoseconds of a core. Only their ratios matter: with these, `tools/scaling.py --shards 4` found
/// no shard more than 8 % from the mean. A change of them changes which shard renders an edition.
#[derive(Clone, Copy, Debug)]
struct Costs {
    /// Of an edition, whatever it shows: its two files.
    edition: u64,
    /// Of a place that shows something.
    shown: u64,
    /// Of a tile that a shard is the first of itself to show.
    tile: u64,
}

impl Costs {
    fn of(encoder: Encoder) -> Self {
        let effort = match encoder {
            Encoder::Splice(effort) if !matches!(effort.facts().whole, Whole::Always(_)) => effort,
            // Each picture is made of all of its pixels, whatever was made before.
            _ => return Self { edition: 200_000, shown: 20_000, tile: 0 },
        };
        let tile = match effort {
            Effort::Fast => 8_000,
            Effort::Balanced => 20_000,
            Effort::High | Effort::Max => 40_000,
        };
        Self { edition: 60_000, shown: 150, tile }
    }
}

/// Parts that a block is divided into by cuts.
const FRACTION: u64 = 1 << 16;

/// Returns the positions of a shard's editions in a plan. Those of all shards follow each other and are the whole plan.
pub(super) fn positions(project: &Project, pack: &Pack, plan: &Plan, encoder: Encoder, shard: Shard) -> Range<u32> {
    if shard.of() == 1 {
        return 0..plan.len() as u32;
    }
    let table = KeyTable::new(pack, &vec![0; pack.grid().bands()]);
    let recurrence = Recurrence::of_plan(project, pack, plan, &table);
    let cuts = Work::new(&recurrence, Costs::of(encoder)).cuts(shard.of());
    let at = |number: u32| cuts[number as usize];
    at(shard.number() - 1)..at(shard.number())
}

/// The work of a plan, by blocks of editions.
struct Work<'a> {
    recurrence: &'a Recurrence,
    /// By block: what it costs in any shard.
    fixed: Vec<u64>,
    tile: u64,
}

impl<'a> Work<'a> {
    fn new(recurrence: &'a Recurrence, costs: Costs) -> Self {
        let work = |(block, first): (usize, u64)| {
            let (editions, shown) = recurrence.editions(block);
            editions * costs.edition + shown * costs.shown + first * costs.tile
        };
        let fixed = recurrence.first_uses().into_iter().enumerate().map(work).collect();
        Self { recurrence, fixed, tile: costs.tile }
    }

    /// Returns the first position of each of so many shards, and the end of the plan: such that the most work of a shard is the
    /// least.
    fn cuts(&self, shards: u32) -> Vec<u32> {
        // One shard costs this at most, and its share of it at least.
        let whole: u64 = self.fixed.iter().sum();
        let (mut least, mut most) = (whole / u64::from(shards), whole + 1);
        while least < most {
            let middle = least + (most - least) / 2;
            match self.filled(shards, middle).1 {
                true => most = middle,
                false => least = middle + 1,
            }
        }
        self.filled(shards, most).0
    }

    /// Fills shards with so much work each, one after another; the last gets the rest. Returns their first positions with the
    /// end of the plan, and `true` if the rest is no more than that.
    fn filled(&self, shards: u32, most: u64) -> (Vec<u32>, bool) {
        let blocks = self.fixed.len();
        // Uses in each block of tiles that a shard encodes because it begins after the uses before.
        let mut again = vec![0; blocks];
        let (mut cuts, mut passed, mut block, mut begun) = (vec![0], 0, 0, 0);
        for _ in 1..shards {
            let mut left = most;
            while block < blocks {
                let cost = self.fixed[block] + again[block] * self.tile;
                let rest = part_of(cost, FRACTION - begun);
                if rest > left {
                    begun += (u128::from(left) * u128::from(FRACTION) / u128::from(cost)) as u64;
                    break;
                }
                left -= rest;
                (block, begun) = (block + 1, 0);
            }
            cuts.push(self.position(block, begun));
            (passed..block).for_each(|block| self.recurrence.add_uses_after(block, &mut again));
            passed = block;
        }
        let cost = |block: usize| self.fixed[block] + again[block] * self.tile;
        let rest: u64 = (block..blocks).map(cost).sum();
        let done = if block < blocks { part_of(cost(block), begun) } else { 0 };
        cuts.push(self.position(blocks, 0));
        (cuts, rest - done <= most)
    }

    /// Returns the position in the plan that is so many parts into a block.
    fn position(&self, block: usize, parts: u64) -> u32 {
        let start = self.recurrence.start(block);
        if parts == 0 {
            return start;
        }
        start + part_of(u64::from(self.recurrence.start(block + 1) - start), parts) as u32
    }
}

/// Returns so many parts of [`FRACTION`] of a number.
fn part_of(number: u64, parts: u64) -> u64 {
    (u128::from(number) * u128::from(parts) / u128::from(FRACTION)) as u64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A plan of so many editions, of which each shows tiles that a number decides.
    fn recurrence(editions: usize, kinds: u64) -> Recurrence {
        Recurrence::of_numbers(editions, |position| {
            (0..6).map(|place| blake3_low(u64::from(position) * 7 + place) % kinds.max(1)).collect()
        })
    }

    fn blake3_low(number: u64) -> u64 {
        u64::from_le_bytes(*blake3::hash(&number.to_le_bytes()).as_bytes().first_chunk().unwrap())
    }

    proptest! {
        #[test]
        fn shards_are_the_whole_plan_one_after_another(
            editions in 0_usize..5000, kinds in 1_u64..3000, shards in 1_u32..200, effort in 0_usize..4,
        ) {
            let recurrence = recurrence(editions, kinds);
            let costs = Costs::of(Encoder::Splice(Effort::ALL[effort].0));
            let cuts = Work::new(&recurrence, costs).cuts(shards);
            prop_assert_eq!(cuts.len(), shards as usize + 1);
            prop_assert!(cuts.is_sorted());
            prop_assert_eq!((cuts[0], cuts[shards as usize]), (0, editions as u32));
            prop_assert_eq!(cuts, Work::new(&recurrence, costs).cuts(shards));
        }

        #[test]
        fn what_a_shard_encodes_is_what_is_counted_of_it(
            editions in 1_usize..1000, kinds in 1_u64..500, from in 0_usize..1000, to in 0_usize..1000,
        ) {
            let (from, to) = (from.min(editions), to.min(editions));
            let recurrence = recurrence(editions, kinds);
            let mut uses = recurrence.first_uses();
            (0..from).for_each(|block| recurrence.add_uses_after(block, &mut uses));
            // Of so short a plan, each edition is a block.
            let counted: u64 = uses.iter().take(to).skip(from).sum();
            let tiles: std::collections::HashSet<u64> =
                (from..to).flat_map(|position| (0..6).map(move |place| blake3_low(position as u64 * 7 + place) % kinds)).collect();
            prop_assert_eq!(counted, tiles.len() as u64);
        }
    }

    #[test]
    fn dear_editions_are_in_smaller_shards() {
        // The second half shows ten times as many tiles, each of which is new.
        let recurrence = Recurrence::of_numbers(4000, |position| {
            let places = if position < 2000 { 10 } else { 100 };
            (0..places).map(|place| u64::from(position) * 1000 + place).collect()
        });
        let costs = Costs::of(Encoder::Splice(Effort::Balanced));
        let cuts = Work::new(&recurrence, costs).cuts(4);
        let cost = |position: u32| if position < 2000 { 10 } else { 100 } * (costs.tile + costs.shown) + costs.edition;
        let works: Vec<u64> = cuts.windows(2).map(|cut| (cut[0]..cut[1]).map(cost).sum()).collect();
        let (least, most) = (works.iter().min().unwrap(), works.iter().max().unwrap());
        assert!(most - least <= most / 50, "{works:?} of {cuts:?}");
        assert!(cuts[1] > 1500 && cuts[3] > 3000, "{cuts:?}");
    }

    #[test]
    fn equal_editions_are_cut_into_equal_parts() {
        let recurrence = Recurrence::of_numbers(10, |_| vec![1]);
        let work = Work::new(&recurrence, Costs { edition: 1000, shown: 0, tile: 0 });
        assert_eq!(work.cuts(3), [0, 3, 6, 10]);
        assert_eq!(work.cuts(10), (0..=10).collect::<Vec<_>>());
        // Of more shards than editions some are empty.
        let cuts = work.cuts(20);
        assert!(cuts.windows(2).all(|cut| cut[1] - cut[0] <= 1), "{cuts:?}");
    }
}
