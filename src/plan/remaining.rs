//! The exact draw: which combinations are still unused, and one of them at the odds of the weights.
//!
//! It needs a tree of the combinations that were used. It never fails while a combination is left, however unlikely that
//! one is. `rng` holds the contract; this is its step 3.

use super::pick::Choices;
use super::rng::Stream;
use super::ruled::Ruled;
use super::space::State;

/// The used combinations of a list of layers, as a tree by layer in the order of choosing.
///
/// A choice is a number: without rules the index in the layer's [`Choices`], under rules the bit of the space.
#[derive(Debug)]
pub(super) struct Remaining<'a> {
    layers: Layers<'a>,
    /// Node 0 is the root: no choice made yet.
    nodes: Vec<Node>,
    /// The choices at the node last looked at, ascending, with their weights.
    options: Vec<(u32, u64)>,
    /// The mass of each option, -1 where no combination is left.
    masses: Vec<f64>,
    /// For each option the first that leaves the same, which stands for it in the tree; none where that is itself.
    firsts: Vec<u32>,
    /// The nodes of the combination last used, from the root.
    path: Vec<u32>,
    /// Under rules, what was open at each of those.
    states: Vec<State>,
}

/// The parts that combinations are made of.
#[derive(Debug)]
enum Layers<'a> {
    /// Any choice of one layer with any of another.
    Free(Vec<&'a Choices>),
    /// The head of a space.
    Ruled(Box<Ruled<'a>>),
}

/// A run of first choices that some used combination begins with.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// The latest choice of the run.
    choice: u32,
    /// First node with one choice more; 0 for none (the root is nobody's child).
    child: u32,
    /// Next node with the same run but for the latest choice; 0 for none.
    sibling: u32,
    /// `true` if every combination that begins so is used.
    full: bool,
    /// Unused share, by probability, of the combinations that begin so. It is built up as a sum of what is
    /// left, never as one minus what is gone: so it keeps its precision however little that is.
    share: f64,
}

impl<'a> Remaining<'a> {
    /// All combinations of layers that have a choice each, none of them used.
    pub(super) fn new(layers: Vec<&'a Choices>) -> Self {
        Self::of(Layers::Free(layers))
    }

    /// All combinations of the compared layers with which an edition can be finished, none of them used.
    ///
    /// A combination has a choice for each layer of the head; those of the layers that are not compared tell it from no other.
    pub(super) fn ruled(ruled: Ruled<'a>) -> Self {
        Self::of(Layers::Ruled(Box::new(ruled)))
    }

    fn of(layers: Layers<'a>) -> Self {
        let root = Node { choice: 0, child: 0, sibling: 0, full: false, share: 1.0 };
        Self {
            layers,
            nodes: vec![root],
            options: vec![],
            masses: vec![],
            firsts: vec![],
            path: vec![],
            states: vec![],
        }
    }

    fn depth(&self) -> usize {
        match &self.layers {
            Layers::Free(layers) => layers.len(),
            Layers::Ruled(ruled) => ruled.space().head,
        }
    }

    /// Marks a combination, one choice a layer, as used, if it is one of these. It must not be used already.
    pub(super) fn take(&mut self, choices: &[u32]) {
        debug_assert_eq!(choices.len(), self.depth());
        match &mut self.layers {
            Layers::Ruled(ruled) if ruled.space().is_mixed() => {
                ruled.walk.ways(choices).iter().for_each(|way| self.take_way(way));
            }
            _ => self.take_way(choices),
        }
    }

    /// Marks one way to a combination.
    fn take_way(&mut self, choices: &[u32]) {
        if !self.walk(choices) {
            return;
        }
        self.path.clear();
        self.path.push(0);
        let mut node = 0;
        for &choice in choices {
            node = self.child(node, choice).unwrap_or_else(|| self.add_child(node, choice));
            self.path.push(node);
        }
        self.nodes[node as usize] = Node { full: true, share: 0.0, ..self.nodes[node as usize] };
        for depth in (0..choices.len()).rev() {
            let node = self.path[depth];
            if let (Layers::Ruled(ruled), Some(state)) = (&mut self.layers, self.states.get(depth)) {
                ruled.walk.set_state(state);
            }
            let left = self.weigh(node, depth);
            // Exact sums of whole numbers, rounded once.
            let all = self.options.iter().map(|&(_, weight)| u128::from(weight)).sum::<u128>() as f64;
            let full = self.masses.iter().all(|&mass| mass < 0.0);
            self.nodes[node as usize] = Node { full, share: left / all, ..self.nodes[node as usize] };
        }
    }

    /// Under rules, notes what is open before each choice; false when the combination breaks a rule.
    fn walk(&mut self, choices: &[u32]) -> bool {
        let Layers::Ruled(ruled) = &mut self.layers else { return true };
        ruled.walk.restart();
        self.states.resize(choices.len(), State::new());
        choices.iter().enumerate().all(|(layer, &bit)| {
            self.states[layer].clone_from(ruled.walk.state());
            ruled.walk.take(layer, bit)
        })
    }

    /// Draws an unused combination into `choices`; it is not marked. False when none is left.
    pub(super) fn draw(&mut self, stream: &mut Stream, choices: &mut Vec<u32>) -> bool {
        choices.clear();
        if self.nodes[0].full {
            return false;
        }
        if let Layers::Ruled(ruled) = &mut self.layers {
            ruled.walk.restart();
        }
        let mut node = Some(0);
        for depth in 0..self.depth() {
            let (choice, first) = match (node, &mut self.layers) {
                (Some(node), _) => self.draw_below(node, depth, stream),
                (None, Layers::Free(layers)) => (layers[depth].pick(stream) as u32, 0),
                (None, Layers::Ruled(ruled)) => match ruled.pick(depth, stream) {
                    Some(bit) => (bit, 0),
                    None => return false,
                },
            };
            if let (Some(_), Layers::Ruled(ruled)) = (node, &mut self.layers) {
                ruled.walk.take(depth, choice);
            }
            choices.push(choice);
            node = node.and_then(|node| self.child(node, first));
        }
        true
    }

    /// True when a search gave up, so that what seemed to be all may not be.
    pub(super) fn gave_up(&self) -> bool {
        matches!(&self.layers, Layers::Ruled(ruled) if ruled.walk.gave_up())
    }

    /// One choice at a node that has an unused combination, among those that have one, and what stands for it in the tree.
    fn draw_below(&mut self, node: u32, depth: usize, stream: &mut Stream) -> (u32, u32) {
        let total = self.weigh(node, depth);
        let x = stream.unit() * total;
        let (mut sum, mut last) = (0.0, 0);
        for (option, &mass) in self.masses.iter().enumerate() {
            // What is full is known exactly, so that no rounding makes or hides a combination.
            if mass < 0.0 {
                continue;
            }
            last = option;
            sum += mass;
            if sum > x {
                break;
            }
        }
        let choice = self.options[last].0;
        (choice, self.firsts.get(last).copied().unwrap_or(choice))
    }

    /// Fills `options`, and `masses` with weight times unused share for each at a node, -1 where none is left, and
    /// adds those up in order.
    fn weigh(&mut self, node: u32, depth: usize) -> f64 {
        match &mut self.layers {
            Layers::Free(layers) => {
                let layer = layers[depth];
                self.options.clear();
                self.options.extend((0..layer.len()).map(|choice| (choice as u32, layer.weight(choice))));
            }
            Layers::Ruled(ruled) => ruled.options(depth, &mut self.options),
        }
        self.note_firsts(depth);
        // The unused share of each option, -1 where none is left.
        self.masses.clear();
        self.masses.resize(self.options.len(), 1.0);
        let mut child = self.nodes[node as usize].child;
        while child != 0 {
            let Node { choice, sibling, full, share, .. } = self.nodes[child as usize];
            if let Some(option) = self.option_of(choice) {
                self.masses[option] = if full { -1.0 } else { share };
            }
            child = sibling;
        }
        for option in (0..self.options.len()).rev() {
            let (choice, weight) = self.options[option];
            // What stands for it comes before it, and is still a share.
            let first =
                self.firsts.get(option).filter(|first| **first != choice).and_then(|&first| self.option_of(first));
            let share = self.masses[first.unwrap_or(option)];
            self.masses[option] = if share < 0.0 { -1.0 } else { weight as f64 * share };
        }
        self.masses.iter().filter(|mass| **mass >= 0.0).sum()
    }

    /// Notes what stands for each option; nothing where each stands for itself.
    fn note_firsts(&mut self, depth: usize) {
        self.firsts.clear();
        if let Layers::Ruled(ruled) = &mut self.layers
            && ruled.space().is_mixed()
        {
            let bits: Vec<u32> = self.options.iter().map(|&(bit, _)| bit).collect();
            ruled.walk.alike(depth, &bits, &mut self.firsts);
        }
    }

    fn option_of(&self, choice: u32) -> Option<usize> {
        self.options.binary_search_by_key(&choice, |&(choice, _)| choice).ok()
    }

    fn child(&self, node: u32, choice: u32) -> Option<u32> {
        let mut child = self.nodes[node as usize].child;
        while child != 0 && self.nodes[child as usize].choice != choice {
            child = self.nodes[child as usize].sibling;
        }
        (child != 0).then_some(child)
    }

    fn add_child(&mut self, node: u32, choice: u32) -> u32 {
        let id = self.nodes.len() as u32;
        let sibling = std::mem::replace(&mut self.nodes[node as usize].child, id);
        self.nodes.push(Node { choice, child: 0, sibling, full: false, share: 1.0 });
        id
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;
    use crate::plan::Seed;
    use crate::project::{TraitId, Weight};

    fn layer(weights: &[u64]) -> Choices {
        Choices::new(weights.iter().enumerate().map(|(i, &w)| (TraitId(i as u32), Weight(w)))).expect("small")
    }

    /// Draws everything, in order.
    fn exhaust(layers: &[Choices], seed: &str) -> Vec<Vec<u32>> {
        let mut remaining = Remaining::new(layers.iter().collect());
        let mut stream = Seed::new(seed).stream(1);
        let (mut all, mut choices) = (vec![], vec![]);
        while remaining.draw(&mut stream, &mut choices) {
            remaining.take(&choices);
            all.push(choices.clone());
        }
        all
    }

    #[test]
    fn gives_every_combination_once() {
        for weights in [&[&[1u64, 2, 3][..], &[5, 1], &[1, 1, 1, 9]][..], &[&[4]], &[]] {
            let layers: Vec<_> = weights.iter().map(|w| layer(w)).collect();
            let all = exhaust(&layers, "once");
            let expected: usize = weights.iter().map(|w| w.len()).product();
            assert_eq!(all.len(), expected);
            assert_eq!(all.into_iter().collect::<HashSet<_>>().len(), expected);
        }
    }

    #[test]
    fn the_least_likely_are_reached_and_come_last() {
        // The rarest combination has odds of 1e-160; its share is a sum, so it does not drown.
        let layers: Vec<_> = (0..10).map(|_| layer(&[10_000_000_000_000_000, 1])).collect();
        let all = exhaust(&layers, "skewed");
        assert_eq!(all.len(), 1024);
        assert_eq!(all[0], [0; 10]);
        assert_eq!(all[1023], [1; 10]);
        // With odds that far apart, one more rare trait always comes later.
        let rare: Vec<u32> = all.iter().map(|choices| choices.iter().sum()).collect();
        assert!(rare.is_sorted(), "{rare:?}");
    }

    #[test]
    fn masses_too_small_for_a_double_are_still_drawn() {
        // The odds of the rarest are 2^-1088, below the least double above zero.
        let layers: Vec<_> = (0..17).map(|_| layer(&[u64::MAX - 1, 1])).collect();
        assert_eq!(exhaust(&layers, "tiny").len(), 1 << 17);
    }

    /// Sequences of 3 out of 6 combinations without putting back: 120 sequences, odds by enumeration,
    /// 40,000 draws. Chi-square with 119 degrees of freedom exceeds 174 with odds of 0.1 %; the seeds are fixed.
    #[test]
    fn odds_are_those_of_drawing_without_putting_back() {
        let (bottom, top) = ([5u64, 3], [6u64, 3, 1]);
        let layers = [layer(&bottom), layer(&top)];
        let mut seen: HashMap<Vec<Vec<u32>>, f64> = HashMap::new();
        let (draws, mut choices) = (40_000, vec![]);
        for i in 0..draws {
            let mut stream = Seed::new("odds").stream(i);
            let mut remaining = Remaining::new(layers.iter().collect());
            let sequence: Vec<Vec<u32>> = (0..3)
                .map(|_| {
                    assert!(remaining.draw(&mut stream, &mut choices));
                    remaining.take(&choices);
                    choices.clone()
                })
                .collect();
            *seen.entry(sequence).or_default() += 1.0;
        }
        assert_eq!(seen.len(), 120);
        let odds = |choices: &Vec<u32>| (bottom[choices[0] as usize] * top[choices[1] as usize]) as f64 / 80.0;
        let chi_square: f64 = seen
            .iter()
            .map(|(sequence, count)| {
                let mut left = 1.0;
                let mut expected = draws as f64;
                for choices in sequence {
                    expected *= odds(choices) / left;
                    left -= odds(choices);
                }
                (count - expected) * (count - expected) / expected
            })
            .sum();
        assert!(chi_square < 174.0, "chi-square {chi_square}");
    }
}
