//! The list of editions as flat arrays, a few bytes an edition, so that a million fit in memory.

use crate::canvas::StraightRgba;
use crate::project::{Project, SetId, TraitId};

/// Position of an edition in its plan, from 0; not its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EditionIndex(pub u32);

/// Every edition of a run.
///
/// Picks of all editions lie in one array; edition `i` owns as many as its set has layers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The seed it was drawn from, as text; empty when the picks were given.
    pub seed: String,
    numbers: Vec<u32>,
    sets: Vec<SetId>,
    backgrounds: Vec<Option<StraightRgba>>,
    first_pick: Vec<u32>,
    picks: Vec<TraitId>,
}

/// One edition of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edition<'a> {
    /// Its number: file names and titles.
    pub number: u32,
    /// The layer set it was drawn from.
    pub set: SetId,
    /// The colour under the bottom layer; `None` is transparent.
    pub background: Option<StraightRgba>,
    /// One trait for each layer of the set, bottom up.
    pub picks: &'a [TraitId],
}

impl<'a> Edition<'a> {
    /// The picks in the order in which they are drawn, the lowest first.
    pub fn drawn(self, project: &'a Project) -> impl Iterator<Item = TraitId> + 'a {
        let ranks = &project.set(self.set).ranks;
        let mut position = 0;
        // Without ranks the next pick; else the one that ranks next. There are few, and this allocates nothing.
        let mut above = None;
        std::iter::from_fn(move || {
            if ranks.is_empty() {
                position += 1;
                return self.picks.get(position - 1).copied();
            }
            let rank = |pick: &TraitId| Some(ranks[pick.0 as usize]);
            let next = self.picks.iter().copied().filter(|pick| rank(pick) > above).min_by_key(rank)?;
            above = rank(&next);
            Some(next)
        })
    }
}

impl Plan {
    /// A plan without editions.
    pub fn new(seed: String) -> Self {
        Self { seed, numbers: vec![], sets: vec![], backgrounds: vec![], first_pick: vec![], picks: vec![] }
    }

    /// Takes memory for further editions and their picks, so that a long plan is not moved while it grows.
    pub(super) fn reserve(&mut self, editions: usize, picks: usize) {
        self.numbers.reserve_exact(editions);
        self.sets.reserve_exact(editions);
        self.backgrounds.reserve_exact(editions);
        self.first_pick.reserve_exact(editions);
        self.picks.reserve_exact(picks);
    }

    /// Adds an edition at the end.
    pub fn push(&mut self, edition: Edition<'_>) {
        self.numbers.push(edition.number);
        self.sets.push(edition.set);
        self.backgrounds.push(edition.background);
        self.first_pick.push(self.picks.len() as u32);
        self.picks.extend_from_slice(edition.picks);
    }

    /// Number of editions.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The edition at a position below [`Self::len`].
    pub fn edition(&self, index: EditionIndex) -> Edition<'_> {
        let i = index.0 as usize;
        let first = self.first_pick[i] as usize;
        let end = self.first_pick.get(i + 1).map_or(self.picks.len(), |&p| p as usize);
        Edition {
            number: self.numbers[i],
            set: self.sets[i],
            background: self.backgrounds[i],
            picks: &self.picks[first..end],
        }
    }

    /// All editions in order.
    pub fn editions(&self) -> impl ExactSizeIterator<Item = Edition<'_>> {
        (0..self.len() as u32).map(|i| self.edition(EditionIndex(i)))
    }

    /// Gives the editions new numbers, in order of position.
    ///
    /// # Panics
    /// If there are not as many numbers as editions: the caller made both.
    pub fn renumber(&mut self, numbers: Vec<u32>) {
        assert_eq!(numbers.len(), self.numbers.len(), "one number for each edition");
        self.numbers = numbers;
    }

    /// The plan of the editions whose numbers lie in a range.
    pub fn slice(&self, numbers: std::ops::RangeInclusive<u32>) -> Self {
        let mut part = Self::new(self.seed.clone());
        self.editions().filter(|e| numbers.contains(&e.number)).for_each(|e| part.push(e));
        part
    }

    /// The plan of the editions at some positions, in that order.
    pub fn pick(&self, indices: &[EditionIndex]) -> Self {
        let mut part = Self::new(self.seed.clone());
        indices.iter().for_each(|&index| part.push(self.edition(index)));
        part
    }

    /// The fingerprint of all editions and the seed, 32 hexadecimal digits: equal for equal plans of a project, on every machine.
    pub fn fingerprint(&self) -> String {
        let Self { seed, numbers, sets, backgrounds, first_pick: _, picks } = self;
        let mut hash = blake3::Hasher::new();
        hash.update(b"simdgen plan 1\n").update(&(seed.len() as u64).to_le_bytes()).update(seed.as_bytes());
        hash.update(&(numbers.len() as u64).to_le_bytes());
        // The number of picks follows from the set.
        for ((number, set), background) in numbers.iter().zip(sets).zip(backgrounds) {
            let [a, b, c, d, e] = background.map_or([0; 5], |c| [1, c.r, c.g, c.b, c.a]);
            hash.update(&number.to_le_bytes()).update(&set.0.to_le_bytes()).update(&[a, b, c, d, e]);
        }
        picks.iter().for_each(|pick| {
            hash.update(&pick.0.to_le_bytes());
        });
        hash.finalize().to_hex()[..32].to_owned()
    }

    /// True when every id is one of the project's and every edition has one pick per layer of its set.
    pub fn fits(&self, project: &Project) -> bool {
        self.editions().all(|e| {
            project.sets.get(e.set.0 as usize).is_some_and(|set| {
                set.layers.len() == e.picks.len()
                    && set
                        .layers
                        .iter()
                        .zip(e.picks)
                        .all(|(&layer, pick)| project.layer(layer).traits.contains(&pick.0))
            })
        })
    }
}

/// Number of editions that show each trait, by [`TraitId`].
pub fn counts(plan: &Plan, project: &Project) -> Vec<u32> {
    let mut counts = vec![0; project.traits.len()];
    plan.editions().flat_map(|e| e.picks).for_each(|pick| counts[pick.0 as usize] += 1);
    counts
}

/// The key by which editions are compared: the traits on the compared layers.
#[inline]
pub(super) fn key<'k>(picks: &'k [TraitId], compared: &'k [usize]) -> impl Iterator<Item = TraitId> + Clone + 'k {
    compared.iter().map(|&at| picks[at])
}

/// A fixed mixing of ids; it only has to spread well, equality is always checked on the picks.
#[inline]
pub(super) fn hash(key: impl Iterator<Item = TraitId>) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    key.fold(ODD, |h, id| {
        let mixed = (h ^ u64::from(id.0)).wrapping_mul(ODD);
        mixed ^ (mixed >> 32)
    })
    .wrapping_mul(ODD)
}
