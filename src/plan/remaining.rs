//! The exact draw: which combinations are still unused, and one of them at the odds of the weights.
//!
//! Apart from the drawing by attempts because it needs a tree of what was used. It never fails while a
//! combination is left, however unlikely that one is. `rng` holds the contract; this is its step 3.

use super::capacity::above;
use super::pick::Choices;
use super::rng::Stream;
use crate::project::TraitId;

/// The used combinations of a list of layers, as a tree by layer from the bottom up.
#[derive(Debug)]
pub(super) struct Remaining<'a> {
    layers: Vec<&'a Choices>,
    /// Combinations of the layers above each depth, saturating.
    above: Vec<u128>,
    /// Node 0 is the root: no choice made yet.
    nodes: Vec<Node>,
    /// Mass of each choice at the node last looked at.
    masses: Vec<f64>,
    /// The nodes of the combination last used, from the root.
    path: Vec<u32>,
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
    /// Used combinations that begin so.
    used: u32,
    /// Unused share, by probability, of the combinations that begin so. It is built up as a sum of what is
    /// left, never as one minus what is gone: so it keeps its precision however little that is.
    share: f64,
}

impl<'a> Remaining<'a> {
    /// All combinations of layers that have a choice each, none of them used.
    pub(super) fn new(layers: Vec<&'a Choices>) -> Self {
        let root = Node { choice: 0, child: 0, sibling: 0, used: 0, share: 1.0 };
        Self { above: above(&layers), layers, nodes: vec![root], masses: vec![], path: vec![] }
    }

    /// Marks a combination, given as traits that can be drawn, as used. It must not be already.
    pub(super) fn take_traits(&mut self, traits: impl Iterator<Item = TraitId>) {
        let choices: Vec<usize> = traits
            .zip(&self.layers)
            .map(|(id, layer)| layer.choice_of(id).expect("only such traits were drawn"))
            .collect();
        self.take(&choices);
    }

    /// Marks a combination, one choice a layer, as used. It must not be already.
    pub(super) fn take(&mut self, choices: &[usize]) {
        debug_assert_eq!(choices.len(), self.layers.len());
        self.path.clear();
        self.path.push(0);
        let mut node = 0;
        for &choice in choices {
            node = self.child(node, choice).unwrap_or_else(|| self.add_child(node, choice));
            self.path.push(node);
        }
        for depth in (0..self.path.len()).rev() {
            let node = self.path[depth];
            self.nodes[node as usize].used += 1;
            self.nodes[node as usize].share = match self.layers.get(depth) {
                Some(layer) => {
                    let all = layer.total() as f64;
                    self.weigh(node, depth) / all
                }
                // Every choice is made: this is the combination itself.
                None => 0.0,
            };
        }
    }

    /// Draws an unused combination into `choices`; it is not marked. False when none is left.
    pub(super) fn draw(&mut self, stream: &mut Stream, choices: &mut Vec<usize>) -> bool {
        choices.clear();
        if u128::from(self.nodes[0].used) >= self.above[0] {
            return false;
        }
        let mut node = Some(0);
        for depth in 0..self.layers.len() {
            let choice = match node {
                Some(node) => self.draw_below(node, depth, stream),
                None => self.layers[depth].pick(stream),
            };
            choices.push(choice);
            node = node.and_then(|node| self.child(node, choice));
        }
        true
    }

    /// One choice at a node that has an unused combination, among those that have one.
    fn draw_below(&mut self, node: u32, depth: usize, stream: &mut Stream) -> usize {
        let total = self.weigh(node, depth);
        let x = stream.unit() * total;
        let (mut sum, mut last) = (0.0, 0);
        for (choice, &mass) in self.masses.iter().enumerate() {
            // Exact counts decide what can be drawn, so that no rounding makes or hides a combination.
            if mass < 0.0 {
                continue;
            }
            last = choice;
            sum += mass;
            if sum > x {
                break;
            }
        }
        last
    }

    /// Fills `masses` with weight times unused share for each choice at a node, -1 where none is left, and
    /// adds them up in order.
    fn weigh(&mut self, node: u32, depth: usize) -> f64 {
        let layer = self.layers[depth];
        self.masses.clear();
        self.masses.extend((0..layer.len()).map(|choice| layer.weight(choice) as f64));
        let mut child = self.nodes[node as usize].child;
        while child != 0 {
            let Node { choice, sibling, used, share, .. } = self.nodes[child as usize];
            let full = u128::from(used) >= self.above[depth + 1];
            let mass = &mut self.masses[choice as usize];
            *mass = if full { -1.0 } else { *mass * share };
            child = sibling;
        }
        self.masses.iter().filter(|mass| **mass >= 0.0).sum()
    }

    fn child(&self, node: u32, choice: usize) -> Option<u32> {
        let mut child = self.nodes[node as usize].child;
        while child != 0 && self.nodes[child as usize].choice as usize != choice {
            child = self.nodes[child as usize].sibling;
        }
        (child != 0).then_some(child)
    }

    fn add_child(&mut self, node: u32, choice: usize) -> u32 {
        let id = self.nodes.len() as u32;
        let sibling = std::mem::replace(&mut self.nodes[node as usize].child, id);
        self.nodes.push(Node { choice: choice as u32, child: 0, sibling, used: 0, share: 1.0 });
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
    fn exhaust(layers: &[Choices], seed: &str) -> Vec<Vec<usize>> {
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
        let rare: Vec<usize> = all.iter().map(|choices| choices.iter().sum()).collect();
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
        let mut seen: HashMap<Vec<Vec<usize>>, f64> = HashMap::new();
        let (draws, mut choices) = (40_000, vec![]);
        for i in 0..draws {
            let mut stream = Seed::new("odds").stream(i);
            let mut remaining = Remaining::new(layers.iter().collect());
            let sequence: Vec<Vec<usize>> = (0..3)
                .map(|_| {
                    assert!(remaining.draw(&mut stream, &mut choices));
                    remaining.take(&choices);
                    choices.clone()
                })
                .collect();
            *seen.entry(sequence).or_default() += 1.0;
        }
        assert_eq!(seen.len(), 120);
        let odds = |choices: &Vec<usize>| (bottom[choices[0]] * top[choices[1]]) as f64 / 80.0;
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
