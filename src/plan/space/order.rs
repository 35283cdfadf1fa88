//! The order in which the layers of a set are chosen.
//!
//! Layers that are not compared come last, except those that decide what a compared layer draws: chosen later, they
//! would be bent to what that layer has, and what it draws only without them would never be drawn.

use crate::project::{LayerSet, Project, RuleKind, TraitId};

/// Positions of a set in the order of choosing, and how many of them it takes to have all that are compared.
///
/// First come the compared layers, and in its own place among them each layer on which one of these depends; then the
/// others. Both parts keep the set's own order.
pub(super) fn of_choosing(project: &Project, set: &LayerSet) -> (Vec<usize>, usize) {
    let in_order: Vec<usize> = match set.order.len() == set.layers.len() {
        true => set.order.iter().map(|&position| position as usize).collect(),
        false => (0..set.layers.len()).collect(),
    };
    let mut comes_first: Vec<bool> =
        in_order.iter().map(|&position| !project.layer(set.layers[position]).bypass_dna).collect();
    if comes_first.contains(&false) {
        Ties::new(project, set, &in_order).draw_forward(&mut comes_first);
    }
    let part = |first: bool| in_order.iter().zip(&comes_first).filter(move |(_, own)| **own == first);
    let head = part(true).count();
    (part(true).chain(part(false)).map(|(&position, _)| position).collect(), head)
}

/// The ties between the layers of a set, by their places in its own order.
///
/// A layer depends on the one that it is `within` a trait of, and, where it has traits in reserve, on every layer that
/// shares a rule with it: what is in reserve is drawn by what was chosen before.
struct Ties {
    /// For each layer, the one that it is within a trait of.
    outer: Vec<Option<usize>>,
    /// For each layer, whether it has traits in reserve.
    has_reserve: Vec<bool>,
    /// For each layer, the rules that name its traits.
    rules_of: Vec<Vec<usize>>,
    rules: usize,
}

impl Ties {
    fn new(project: &Project, set: &LayerSet, in_order: &[usize]) -> Self {
        let mut place = vec![None; project.layers.len()];
        in_order.iter().enumerate().for_each(|(at, &position)| place[set.layers[position].0 as usize] = Some(at));
        let place_of = |id: TraitId| place[project.trait_(id).layer.0 as usize];
        let layers = || in_order.iter().map(|&position| set.layers[position]);
        let mut rules_of: Vec<Vec<usize>> = vec![vec![]; in_order.len()];
        for (index, rule) in project.rules.iter().enumerate() {
            let (one, other) = match &rule.kind {
                RuleKind::Excludes { a, b } => (a, Some(b)),
                RuleKind::Requires { when, any_of } => (when, Some(any_of)),
                RuleKind::AtMost { of, .. } => (of, None),
            };
            for at in one.iter().chain(other.into_iter().flat_map(|set| set.iter())).filter_map(place_of) {
                if rules_of[at].last() != Some(&index) {
                    rules_of[at].push(index);
                }
            }
        }
        Self {
            outer: layers().map(|id| project.layer(id).within.and_then(place_of)).collect(),
            has_reserve: layers().map(|id| project.traits_of(id).any(|(_, t)| t.reserve)).collect(),
            rules_of,
            rules: project.rules.len(),
        }
    }

    /// Marks each layer before one that is marked and depends on it.
    fn draw_forward(&self, is_marked: &mut [bool]) {
        let mut asks = vec![false; self.rules];
        // From the last on, so that a layer's own mark is known before it marks others.
        for at in (0..is_marked.len()).rev() {
            is_marked[at] |= self.rules_of[at].iter().any(|&rule| asks[rule]);
            if !is_marked[at] {
                continue;
            }
            if self.has_reserve[at] {
                self.rules_of[at].iter().for_each(|&rule| asks[rule] = true);
            }
            if let Some(outer) = self.outer[at].filter(|outer| *outer < at) {
                is_marked[outer] = true;
            }
        }
    }
}
