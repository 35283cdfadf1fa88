//! Weighted picks from one layer, in whole numbers, so that odds are exact.
//!
//! Apart because both ways of drawing (by attempts and by what remains) pick from the same table.

use super::rng::Stream;
use crate::error::PlanError;
use crate::project::{LayerId, Project, TraitId, Weight};
use crate::{Error, Result};

/// The traits of a layer that can be drawn, with running sums of their weights.
#[derive(Clone, Debug)]
pub(super) struct Choices {
    /// Traits with a weight above zero, in the layer's order, which is ascending.
    traits: Vec<TraitId>,
    /// Sum of the weights up to and with each trait, in billionths.
    ends: Vec<u64>,
}

impl Choices {
    /// The choices of a layer.
    ///
    /// # Errors
    /// [`PlanError::NoUsableTrait`] when every weight is zero, [`PlanError::WeightsTooLarge`] when the sum leaves 64 bits.
    pub(super) fn of_layer(project: &Project, layer: LayerId) -> Result<Self> {
        let name = || project.layer(layer).name.clone();
        let choices = Self::new(project.traits_of(layer).map(|(id, t)| (id, t.weight)))
            .ok_or_else(|| Error::Plan(PlanError::WeightsTooLarge { layer: name() }))?;
        if choices.len() == 0 { Err(Error::Plan(PlanError::NoUsableTrait { layer: name() })) } else { Ok(choices) }
    }

    /// The choices among traits in ascending order; `None` when the sum of the weights leaves 64 bits.
    pub(super) fn new(traits: impl Iterator<Item = (TraitId, Weight)>) -> Option<Self> {
        let mut choices = Self { traits: vec![], ends: vec![] };
        for (id, weight) in traits.filter(|(_, weight)| *weight > Weight::ZERO) {
            choices.ends.push(choices.total().checked_add(weight.0)?);
            choices.traits.push(id);
        }
        Some(choices)
    }

    /// How many traits can be drawn.
    pub(super) fn len(&self) -> usize {
        self.traits.len()
    }

    /// Sum of all weights.
    pub(super) fn total(&self) -> u64 {
        self.ends.last().copied().unwrap_or(0)
    }

    /// Weight of a choice below [`Self::len`].
    pub(super) fn weight(&self, choice: usize) -> u64 {
        self.ends[choice] - if choice == 0 { 0 } else { self.ends[choice - 1] }
    }

    /// The trait of a choice below [`Self::len`].
    pub(super) fn trait_at(&self, choice: usize) -> TraitId {
        self.traits[choice]
    }

    /// Which choice a trait is; `None` when it cannot be drawn.
    pub(super) fn choice_of(&self, id: TraitId) -> Option<usize> {
        self.traits.binary_search(&id).ok()
    }

    /// One weighted pick: the first choice whose running sum exceeds a number uniform below the total.
    pub(super) fn pick(&self, stream: &mut Stream) -> usize {
        self.at(stream.below(self.total()))
    }

    fn at(&self, r: u64) -> usize {
        self.ends.partition_point(|&end| end <= r)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Seed;

    fn choices(weights: &[u64]) -> Choices {
        Choices::new(weights.iter().enumerate().map(|(i, &w)| (TraitId(i as u32), Weight(w)))).expect("small")
    }

    /// The contract as it is written: subtract weights in order until the number is used up.
    fn oracle(weights: &[u64], mut r: u64) -> TraitId {
        for (i, &weight) in weights.iter().enumerate() {
            if r < weight {
                return TraitId(i as u32);
            }
            r -= weight;
        }
        panic!("r is below the sum")
    }

    #[test]
    fn every_number_below_the_total_picks_as_the_oracle() {
        for weights in [&[1][..], &[3, 0, 2, 1], &[0, 0, 5], &[1, 1, 1, 1, 0], &[7, 1, 100, 0, 0, 13]] {
            let choices = choices(weights);
            for r in 0..choices.total() {
                assert_eq!(choices.trait_at(choices.at(r)), oracle(weights, r), "{weights:?} at {r}");
            }
        }
    }

    #[test]
    fn zero_weights_are_left_out_and_weights_come_back() {
        let choices = choices(&[3, 0, 2]);
        assert_eq!((choices.len(), choices.weight(0), choices.weight(1)), (2, 3, 2));
        assert_eq!((choices.choice_of(TraitId(2)), choices.choice_of(TraitId(1))), (Some(1), None));
    }

    #[test]
    fn sums_are_checked() {
        let largest = (0..1_844).map(|i| (TraitId(i), Weight::MAX));
        assert!(Choices::new(largest).is_some());
        assert!(Choices::new((0..1_845).map(|i| (TraitId(i), Weight::MAX))).is_none());
    }

    #[test]
    fn picks_of_a_seed_are_frozen() {
        let choices = choices(&[50, 30, 0, 20]);
        let mut stream = Seed::new("42").stream(1);
        let picks: String = (0..24).map(|_| choices.trait_at(choices.pick(&mut stream)).0.to_string()).collect();
        assert_eq!(picks, "300000000303001110003300");
    }
}
