//! Weighted picks from one layer, in whole numbers, so that odds are exact.
//!
//! Both ways of drawing (by attempts and by what remains) pick from the same table.

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
    /// The traits of a layer that are drawn by weight, and those in reserve.
    ///
    /// # Errors
    /// [`PlanError::NoUsableTrait`] when nothing can be drawn, [`PlanError::WeightsTooLarge`] when a sum leaves 64 bits.
    pub(super) fn of_layer(project: &Project, layer: LayerId) -> Result<Tables> {
        let name = || project.layer(layer).name.clone();
        let of = |reserve: bool| {
            let traits = project.traits_of(layer).filter(|(_, t)| t.reserve == reserve && t.count.is_none());
            // In reserve a weight of 0 is the least there is: such a trait must be there when nothing else is.
            let least = Weight(u64::from(reserve));
            Self::new(traits.map(|(id, t)| (id, t.weight.max(least))))
                .ok_or_else(|| Error::Plan(PlanError::WeightsTooLarge { layer: name() }))
        };
        if !project.traits_of(layer).any(|(_, t)| t.can_be_drawn()) {
            return Err(Error::Plan(PlanError::NoUsableTrait { layer: name() }));
        }
        Ok(Tables { normal: of(false)?, reserve: of(true)? })
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

    /// Number of traits that can be drawn.
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

    /// The choice of a trait; `None` when it cannot be drawn.
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

    /// The choice at a number below the total of all but some choices, given in ascending order.
    pub(super) fn at_without(&self, mut r: u64, without: &[usize]) -> usize {
        for &choice in without {
            let weight = self.weight(choice);
            if r >= self.ends[choice] - weight {
                r += weight;
            }
        }
        self.at(r)
    }
}

/// The tables of one layer.
#[derive(Clone, Debug)]
pub(super) struct Tables {
    /// The traits drawn by weight.
    pub normal: Choices,
    /// The traits drawn where the rules leave none of the others.
    pub reserve: Choices,
}

impl Tables {
    /// The choices where no rule has a say.
    pub fn free(&self) -> &Choices {
        if self.normal.len() > 0 { &self.normal } else { &self.reserve }
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
    fn leaving_choices_out_is_as_if_their_weights_were_zero() {
        let weights = [3u64, 1, 2, 5, 4];
        let all = choices(&weights);
        for left_out in 0..1u32 << weights.len() {
            let without: Vec<usize> = (0..weights.len()).filter(|i| left_out >> i & 1 == 1).collect();
            let rest: Vec<u64> = (0..5).map(|i| if without.contains(&i) { 0 } else { weights[i] }).collect();
            for r in 0..rest.iter().sum() {
                assert_eq!(all.trait_at(all.at_without(r, &without)), oracle(&rest, r), "{without:?} at {r}");
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
