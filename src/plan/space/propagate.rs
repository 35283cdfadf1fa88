//! Constraint propagation: closes the traits that the rules forbid, until no rule closes more.
//!
//! It never guesses: a trait that it closes is in no edition that begins as this one. When it leaves one trait open on
//! every layer, those keep all rules.

use super::{Mask, Space, State};

/// Lists that are empty between calls, reused for their memory.
#[derive(Clone, Debug)]
pub(in crate::plan) struct Scratch {
    /// Layers down to one open trait whose forbidden traits are not closed yet.
    single: Vec<u32>,
    /// Rules to look at again, each once.
    dirty: Vec<u32>,
    is_dirty: Vec<bool>,
    /// For each component, the traits of an edition that a search found last.
    pub(super) found: Vec<Vec<u32>>,
    /// One of these while it is changed, and as a state.
    pub(super) mended: Vec<u32>,
    pub(super) shown: State,
    /// States that a search is done with.
    pub(super) spare: Vec<State>,
    /// Steps a search may still take, over all searches; at 0 it gives up.
    pub steps: u64,
}

impl Scratch {
    /// Steps of all searches that one scratch allows: far more than any project a person wrote needs, and few
    /// enough to end.
    const STEPS: u64 = 100_000_000;

    pub fn new(space: &Space) -> Self {
        let rules = space.needs.len() + space.limits.len();
        Self {
            single: vec![],
            dirty: vec![],
            is_dirty: vec![false; rules],
            found: vec![vec![]; space.components.len()],
            mended: vec![],
            shown: vec![],
            spare: vec![],
            steps: Self::STEPS,
        }
    }

    fn mark(&mut self, rule: u32) {
        if !std::mem::replace(&mut self.is_dirty[rule as usize], true) {
            self.dirty.push(rule);
        }
    }

    fn clear(&mut self) {
        self.single.clear();
        self.dirty.drain(..).for_each(|rule| self.is_dirty[rule as usize] = false);
    }
}

impl Space {
    /// Propagates every rule through a state of which nothing is known; `false` when no edition is left.
    pub(super) fn propagate_all(&self, state: &mut [u64], scratch: &mut Scratch) -> bool {
        for layer in 0..self.layers.len() {
            match self.open(state, layer) {
                0 => return false,
                1 => scratch.single.push(layer as u32),
                _ => {}
            }
        }
        (0..self.needs.len() + self.limits.len()).for_each(|rule| scratch.mark(rule as u32));
        self.propagate(state, scratch)
    }

    /// Chooses a trait in a propagated state and propagates the choice; `false` when propagation proves that no edition is
    /// left.
    pub(super) fn choose(&self, state: &mut [u64], layer: usize, bit: u32, scratch: &mut Scratch) -> bool {
        if !Self::is_open(state, bit) {
            return false;
        }
        for word in self.layers[layer].words.clone() {
            let keep = if word == bit as usize / 64 { 1 << (bit % 64) } else { 0 };
            self.keep(state, word, keep, scratch);
        }
        self.propagate(state, scratch)
    }

    /// Closes a trait in a propagated state and propagates that; `false` as in [`Self::choose`].
    pub(super) fn close(&self, state: &mut [u64], bit: u32, scratch: &mut Scratch) -> bool {
        let open = self.keep(state, bit as usize / 64, !(1 << (bit % 64)), scratch);
        if !open {
            scratch.clear();
        }
        open && self.propagate(state, scratch)
    }

    /// Leaves only some bits of a word open; false when its layer has none left.
    fn keep(&self, state: &mut [u64], word: usize, keep: u64, scratch: &mut Scratch) -> bool {
        if state[word] & !keep == 0 {
            return true;
        }
        let mut closed = state[word] & !keep & self.watched[word];
        state[word] &= keep;
        while closed != 0 {
            let bit = word * 64 + closed.trailing_zeros() as usize;
            self.watchers[bit].closed.iter().for_each(|&rule| scratch.mark(rule));
            closed &= closed - 1;
        }
        let layer = self.layer_of_word[word];
        let open = self.open(state, layer as usize);
        match open {
            0 => return false,
            1 => scratch.single.push(layer),
            _ => {}
        }
        let few = self.naming_rules[layer as usize].iter().take_while(|(named, _)| *named >= open);
        few.for_each(|&(_, rule)| scratch.mark(rule));
        true
    }

    fn keep_out(&self, state: &mut [u64], mask: &Mask, scratch: &mut Scratch) -> bool {
        mask.words.iter().all(|&(word, bits)| self.keep(state, word as usize, !bits, scratch))
    }

    fn propagate(&self, state: &mut [u64], scratch: &mut Scratch) -> bool {
        let has_editions = self.run(state, scratch);
        scratch.clear();
        has_editions
    }

    fn run(&self, state: &mut [u64], scratch: &mut Scratch) -> bool {
        loop {
            if let Some(layer) = scratch.single.pop() {
                let words = self.layers[layer as usize].words.clone();
                let Some(word) = words.into_iter().find(|&word| state[word] != 0) else { return false };
                let bit = word * 64 + state[word].trailing_zeros() as usize;
                self.watchers[bit].last.iter().for_each(|&rule| scratch.mark(rule));
                if !self.keep_out(state, &self.forbids[bit], scratch) {
                    return false;
                }
            } else if let Some(rule) = scratch.dirty.pop() {
                scratch.is_dirty[rule as usize] = false;
                let holds = match self.needs.get(rule as usize) {
                    Some(_) => self.meet_need(state, rule as usize, scratch),
                    None => self.keep_limit(state, rule as usize - self.needs.len(), scratch),
                };
                if !holds {
                    return false;
                }
            } else {
                return true;
            }
        }
    }

    fn meet_need(&self, state: &mut [u64], need: usize, scratch: &mut Scratch) -> bool {
        let need = &self.needs[need];
        if !need.any_of.meets(state) {
            return self.keep_out(state, &need.when, scratch);
        }
        if self.within(state, &need.any_of).next().is_some() || self.within(state, &need.when).next().is_none() {
            return true;
        }
        // It must be met: where only one layer can, that one must.
        let can = |layer: &&u32| self.layers[**layer as usize].words.clone().any(|w| state[w] & need.any_of.at(w) != 0);
        let mut able = need.any_of.layers.iter().filter(can);
        let (first, second) = (able.next().copied(), able.next());
        match (first, second) {
            (Some(only), None) => self.layers[only as usize]
                .words
                .clone()
                .all(|word| self.keep(state, word, need.any_of.at(word), scratch)),
            _ => true,
        }
    }

    fn keep_limit(&self, state: &mut [u64], limit: usize, scratch: &mut Scratch) -> bool {
        let limit = &self.limits[limit];
        let sure: Vec<u32> = self.within(state, &limit.of).collect();
        if sure.len() < limit.most {
            return true;
        }
        sure.len() == limit.most
            && limit
                .of
                .words
                .iter()
                .filter(|(word, _)| !sure.contains(&self.layer_of_word[*word as usize]))
                .all(|&(word, bits)| self.keep(state, word as usize, !bits, scratch))
    }

    /// The layers all of whose open traits are of the mask.
    pub(super) fn within<'s>(&'s self, state: &'s [u64], mask: &'s Mask) -> impl Iterator<Item = u32> + 's {
        let all = |layer: &u32| {
            self.layers[*layer as usize].words.clone().all(|word| state[word] == 0 || state[word] & !mask.at(word) == 0)
        };
        mask.layers.iter().copied().filter(move |layer| all(layer))
    }
}
