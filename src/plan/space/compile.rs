//! A project's rules as the masks of a [`Space`].
//!
//! Only here are traits and rules looked up by their ids; everything after works on bits.

use std::collections::BTreeMap;

use super::{Limit, Mask, Need, Scratch, Slot, Space, State, Watchers, order};
use crate::project::{LayerSet, Project, Rule, RuleKind, TraitId, TraitSet};

impl Space {
    /// The editions of a set under some of the project's rules.
    pub fn new<'r>(project: &Project, set: &LayerSet, rules: impl Iterator<Item = &'r Rule>) -> Self {
        let (layers, head) = slots(project, set);
        let words = layers.last().map_or(0, |slot| slot.words.end);
        let mut layer_of_word = vec![0; words];
        for (layer, slot) in layers.iter().enumerate() {
            layer_of_word[slot.words.clone()].fill(layer as u32);
        }
        let (mut open, mut normal) = (vec![0; words], vec![0; words]);
        for slot in &layers {
            for (id, t) in project.traits_of(slot.id).filter(|(_, t)| t.can_be_drawn()) {
                set_bit(&mut open, slot.bit(id));
                if !t.reserve {
                    set_bit(&mut normal, slot.bit(id));
                }
            }
        }
        let count = layers.len();
        let mut space = Self {
            head,
            layer_of_word,
            normal,
            root: None,
            forbids: vec![Mask::default(); words * 64],
            needs: vec![],
            limits: vec![],
            watchers: vec![],
            watched: vec![0; words],
            naming_rules: vec![],
            ways: vec![vec![]; count],
            harmless: vec![],
            meets_needs: vec![false; count],
            components: vec![],
            component_of: vec![None; count],
            layers,
        };
        space.add_rules(project, rules, &open);
        space.watch();
        space.rank(&open);
        space.connect();
        let mut scratch = Scratch::new(&space);
        space.root = space.propagate_all(&mut open, &mut scratch).then_some(open);
        space
    }

    fn add_rules<'r>(&mut self, project: &Project, rules: impl Iterator<Item = &'r Rule>, open: &State) {
        // Where in the order of choosing each layer of the project is.
        let mut places: Vec<Vec<usize>> = vec![vec![]; project.layers.len()];
        self.layers.iter().enumerate().for_each(|(layer, slot)| places[slot.id.0 as usize].push(layer));
        let mut forbidden: Vec<BTreeMap<u32, u64>> = vec![BTreeMap::new(); self.forbids.len()];
        // Needs that the same traits meet become one.
        let mut needs: Vec<(State, Mask)> = vec![];
        for rule in rules {
            match &rule.kind {
                RuleKind::Excludes { a, b } => {
                    let (a, b) = (self.mask(project, &places, a, open), self.mask(project, &places, b, open));
                    for (one, other) in [(&a, &b), (&b, &a)] {
                        for bit in bits(one) {
                            let own = self.layer_of_word[bit as usize / 64];
                            let others = other.words.iter().filter(|(w, _)| self.layer_of_word[*w as usize] != own);
                            others.for_each(|&(w, bits)| *forbidden[bit as usize].entry(w).or_default() |= bits);
                        }
                    }
                }
                RuleKind::Requires { when, any_of } => {
                    let (when, any_of) =
                        (self.mask(project, &places, when, open), self.mask(project, &places, any_of, open));
                    if when.words.is_empty() {
                        continue;
                    }
                    let at = needs.iter().position(|(_, known)| *known == any_of).unwrap_or_else(|| {
                        needs.push((vec![0; open.len()], any_of));
                        needs.len() - 1
                    });
                    when.words.iter().for_each(|&(word, bits)| needs[at].0[word as usize] |= bits);
                }
                RuleKind::AtMost { most, of } => {
                    let of = self.mask(project, &places, of, open);
                    if of.layers.len() > *most as usize {
                        self.limits.push(Limit { most: *most as usize, of });
                    }
                }
            }
        }
        for (bit, words) in forbidden.into_iter().enumerate() {
            self.forbids[bit] = self.mask_of_words(words);
        }
        for (when, any_of) in needs {
            let when = when.into_iter().enumerate().filter(|(_, bits)| *bits != 0).map(|(w, bits)| (w as u32, bits));
            self.needs.push(Need { when: self.mask_of_words(when.collect()), any_of });
        }
    }

    /// The bits of those traits that are of the set and can be drawn.
    fn mask(&self, project: &Project, places: &[Vec<usize>], set: &TraitSet, open: &State) -> Mask {
        let mut words: BTreeMap<u32, u64> = BTreeMap::new();
        for id in set.iter() {
            for &layer in &places[project.trait_(id).layer.0 as usize] {
                let bit = self.layers[layer].bit(id);
                if Self::is_open(open, bit) {
                    *words.entry(bit / 64).or_default() |= 1 << (bit % 64);
                }
            }
        }
        self.mask_of_words(words)
    }

    fn mask_of_words(&self, words: BTreeMap<u32, u64>) -> Mask {
        let mut layers: Vec<u32> = words.keys().map(|&word| self.layer_of_word[word as usize]).collect();
        layers.dedup();
        Mask { words: words.into_iter().collect(), layers }
    }

    /// Notes what may decide a rule: a trait closed that meets a need, a layer that shows nothing but what the rule names.
    fn watch(&mut self) {
        let (mut watchers, mut watched) = (vec![Watchers::default(); self.watched.len() * 64], self.watched.clone());
        let mut naming_rules: Vec<Vec<(u32, u32)>> = vec![vec![]; self.layers.len()];
        let mut shows_only = |rule: u32, mask: &Mask, watchers: &mut [Watchers]| {
            for (layer, named) in named_by_layer(self, mask) {
                match *named.as_slice() {
                    [alone] => watchers[alone as usize].last.push(rule),
                    _ => naming_rules[layer as usize].push((named.len() as u32, rule)),
                }
            }
        };
        for (rule, need) in self.needs.iter().enumerate() {
            shows_only(rule as u32, &need.when, &mut watchers);
            for bit in bits(&need.any_of) {
                watchers[bit as usize].closed.push(rule as u32);
                set_bit(&mut watched, bit);
            }
        }
        for (index, limit) in self.limits.iter().enumerate() {
            shows_only((self.needs.len() + index) as u32, &limit.of, &mut watchers);
        }
        naming_rules.iter_mut().for_each(|rules| rules.sort_unstable_by(|a, b| b.cmp(a)));
        (self.watchers, self.watched, self.naming_rules) = (watchers, watched, naming_rules);
        let meeting = self.needs.iter().flat_map(|need| &need.any_of.layers);
        meeting.for_each(|&layer| self.meets_needs[layer as usize] = true);
    }

    /// Finds out how much each trait can get in the way of others.
    fn rank(&mut self, open: &State) {
        let mut harm: Vec<u32> =
            self.forbids.iter().map(|mask| mask.words.iter().map(|(_, bits)| bits.count_ones()).sum()).collect();
        let masks = self.needs.iter().map(|need| &need.when).chain(self.limits.iter().map(|limit| &limit.of));
        masks.flat_map(bits).for_each(|bit| harm[bit as usize] += 1);
        self.harmless = vec![0; open.len()];
        for layer in 0..self.layers.len() {
            let mut ways: Vec<u32> = self.open_bits(open, layer).collect();
            ways.iter().filter(|&&bit| harm[bit as usize] == 0).for_each(|&bit| set_bit(&mut self.harmless, bit));
            ways.sort_by_key(|&bit| harm[bit as usize]);
            self.ways[layer] = ways;
        }
    }

    fn connect(&mut self) {
        let mut parent: Vec<usize> = (0..self.layers.len()).collect();
        let mut touched = vec![false; self.layers.len()];
        let mut join = |layers: &[u32]| {
            for &layer in layers {
                touched[layer as usize] = true;
                let (a, b) = (find(&mut parent, layers[0] as usize), find(&mut parent, layer as usize));
                parent[a.max(b)] = a.min(b);
            }
        };
        for (bit, mask) in self.forbids.iter().enumerate().filter(|(_, mask)| !mask.layers.is_empty()) {
            let own = self.layer_of_word[bit / 64];
            mask.layers.iter().for_each(|&other| join(&[own, other]));
        }
        for need in &self.needs {
            join(&[need.when.layers.as_slice(), &need.any_of.layers].concat());
        }
        self.limits.iter().for_each(|limit| join(&limit.of.layers));
        for (layer, _) in touched.into_iter().enumerate().filter(|(_, touched)| *touched) {
            let root = find(&mut parent, layer);
            let component = match self.component_of[root] {
                Some(component) => component,
                None => {
                    self.components.push(vec![]);
                    self.components.len() as u32 - 1
                }
            };
            self.component_of[layer] = Some(component);
            self.components[component as usize].push(layer as u32);
        }
    }
}

/// The layers in the order of choosing, and how many of them it takes to have all that are compared.
fn slots(project: &Project, set: &LayerSet) -> (Vec<Slot>, usize) {
    let (order, head) = order::of_choosing(project, set);
    let mut end = 0;
    let slots = order.into_iter().map(|position| {
        let id = set.layers[position];
        let layer = project.layer(id);
        let start = end;
        end += layer.traits.len().div_ceil(64);
        let first = TraitId(layer.traits.start);
        Slot { id, position, is_compared: !layer.bypass_dna, first, words: start..end }
    });
    (slots.collect(), head)
}

fn set_bit(state: &mut [u64], bit: u32) {
    state[bit as usize / 64] |= 1 << (bit % 64);
}

fn bits(mask: &Mask) -> impl Iterator<Item = u32> + '_ {
    mask.words
        .iter()
        .flat_map(|&(word, bits)| (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 64 + bit))
}

/// The bits of a mask, by layer.
fn named_by_layer(space: &Space, mask: &Mask) -> Vec<(u32, Vec<u32>)> {
    let mut found: Vec<(u32, Vec<u32>)> = vec![];
    for bit in bits(mask) {
        let layer = space.layer_of_word[bit as usize / 64];
        match found.last_mut().filter(|(last, _)| *last == layer) {
            Some((_, named)) => named.push(bit),
            None => found.push((layer, vec![bit])),
        }
    }
    found
}

fn find(parent: &mut [usize], mut of: usize) -> usize {
    while parent[of] != of {
        parent[of] = parent[parent[of]];
        of = parent[of];
    }
    of
}
