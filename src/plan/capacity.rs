//! How many different editions a project can give, counted before anything is drawn.
//!
//! Apart from the drawing because it answers alone the question "do I need more layers?".

use super::pick::Choices;
use crate::error::PlanError;
use crate::project::{LayerId, Project, SetId};
use crate::{Error, Result};

/// Sets whose editions must differ from each other, because they compare the same layers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetGroup {
    /// The compared layers (those without `bypass_dna`), bottom up.
    pub layers: Vec<LayerId>,
    /// The sets that compare exactly these, in order.
    pub sets: Vec<SetId>,
    /// How many editions these sets are to make.
    pub wanted: usize,
    /// How many different ones there are: the product over the layers of the traits with a weight above
    /// zero. `u128::MAX` stands for that many or more.
    pub possible: u128,
    /// The layer with the fewest such traits (the first of equals) and how many; `None` without layers.
    pub narrowest: Option<(LayerId, usize)>,
}

impl SetGroup {
    /// Fails when more is wanted than there is.
    ///
    /// # Errors
    /// [`PlanError::NotEnoughCombinations`], with the layer that limits it.
    pub fn check(&self, project: &Project) -> Result<()> {
        if self.wanted as u128 <= self.possible {
            return Ok(());
        }
        let limit = match self.narrowest {
            Some((layer, count)) => {
                let (name, s) = (&project.layer(layer).name, if count == 1 { "" } else { "s" });
                format!("layer \"{name}\" limits it most, with {count} trait{s} to draw")
            }
            None => "every layer is left out when editions are compared (bypass_dna)".to_owned(),
        };
        Err(Error::Plan(PlanError::NotEnoughCombinations { wanted: self.wanted, possible: self.possible, limit }))
    }
}

/// The different editions possible, per group of sets that compare the same layers.
///
/// Sets of different groups never make equal editions, because a layer's traits are its own.
pub fn capacity(project: &Project) -> Vec<SetGroup> {
    let mut groups: Vec<SetGroup> = vec![];
    for (i, set) in project.sets.iter().enumerate() {
        let id = SetId(i as u32);
        let layers: Vec<_> = set.layers.iter().copied().filter(|&l| !project.layer(l).bypass_dna).collect();
        if let Some(group) = groups.iter_mut().find(|group| group.layers == layers) {
            group.sets.push(id);
            group.wanted = group.wanted.saturating_add(set.editions);
            continue;
        }
        let counts: Vec<_> = layers
            .iter()
            .map(|&layer| (layer, project.traits_of(layer).filter(|(_, t)| t.weight.0 > 0).count()))
            .collect();
        groups.push(SetGroup {
            sets: vec![id],
            wanted: set.editions,
            possible: product(counts.iter().map(|&(_, count)| count)),
            narrowest: counts.into_iter().min_by_key(|&(_, count)| count),
            layers,
        });
    }
    groups
}

/// Saturating product; a zero anywhere makes it zero, even after it was saturated.
fn product(counts: impl Iterator<Item = usize>) -> u128 {
    counts.fold(1u128, |product, count| product.saturating_mul(count as u128))
}

/// For each depth, how many combinations the layers above it have; the last is 1, for nothing above.
pub(super) fn above(layers: &[&Choices]) -> Vec<u128> {
    (0..=layers.len()).map(|depth| product(layers[depth..].iter().map(|choices| choices.len()))).collect()
}

/// Changes how many editions the project makes in all.
///
/// Fewer: later sets lose theirs first. More: the last set makes them. A project without sets stays as it is.
pub fn resize_sets(project: &mut Project, editions: usize) {
    let mut left = editions;
    for set in &mut project.sets {
        set.editions = set.editions.min(left);
        left -= set.editions;
    }
    if let Some(last) = project.sets.last_mut() {
        last.editions += left;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_saturate_and_zero_wins() {
        assert_eq!(product([].into_iter()), 1);
        assert_eq!(product([5, 3, 9].into_iter()), 135);
        assert_eq!(product(std::iter::repeat_n(1 << 16, 8)), u128::MAX);
        assert_eq!(product(std::iter::repeat_n(1 << 16, 9).chain([0])), 0);
    }
}
