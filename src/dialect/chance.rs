//! Weights and percentages: what an artist writes about how often a trait is drawn.
//!
//! A percentage has a meaning only beside the other traits of its layer.

use serde::{Deserialize, Deserializer};

use crate::error::ProjectError;
use crate::project::{Trait, Weight};
use crate::{Error, Result};

/// The weight or the percentage of a trait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chance {
    /// Against the others of its layer.
    Weight(Weight),
    /// In hundredths of the layer's editions that no exact count takes.
    Percent(Weight),
}

/// A weight as a TOML number, read through its shortest decimal text, which is what the artist wrote; or a
/// percentage as a text.
impl<'de> Deserialize<'de> for Chance {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wrong = |problem: String| Err(serde::de::Error::custom(problem));
        let text = match toml::Value::deserialize(deserializer)? {
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::Float(number) if number.is_finite() => number.to_string(),
            toml::Value::Float(number) => return wrong(format!("weight {number} is not finite")),
            toml::Value::String(text) => {
                return match text.strip_suffix('%').map(|number| Weight::parse(number.trim())) {
                    Some(Ok(percent)) => Ok(Self::Percent(percent)),
                    Some(Err(problem)) => wrong(format!("percentage {text} {problem}")),
                    None => {
                        wrong(format!("a weight is a number or a percentage such as \"2.5%\", and this is \"{text}\""))
                    }
                };
            }
            other => return wrong(format!("a weight is a number, and this is a {}", other.type_str())),
        };
        match Weight::parse(&text) {
            Ok(weight) => Ok(Self::Weight(weight)),
            Err(problem) => wrong(format!("weight {text} {problem}")),
        }
    }
}

/// Sets the weights of the traits of a layer called `layer`: those given by index, the others as they are.
///
/// Traits with a percentage get that part of a million, the others the rest in proportion, rounded to the nearest
/// billionth.
///
/// # Errors
/// [`ProjectError::PercentagesAbove`] and, where nothing takes the rest, [`ProjectError::PercentagesBelow`].
pub(super) fn apply(layer: &str, traits: &mut [Trait], chances: &[(usize, Chance)]) -> Result<()> {
    let mut percents: Vec<(usize, Weight)> = vec![];
    for &(index, chance) in chances {
        match chance {
            Chance::Weight(weight) => traits[index].weight = weight,
            Chance::Percent(percent) => percents.push((index, percent)),
        }
    }
    if percents.is_empty() {
        return Ok(());
    }
    /// A million: all of a layer. A hundredth of it is 10,000 times a percentage.
    const ALL: u128 = 1_000_000 * Weight::UNIT as u128;
    let taken: u128 = percents.iter().map(|(_, percent)| u128::from(percent.0) * 10_000).sum();
    let (layer, sum) = (|| layer.to_owned(), || percent_of(taken).to_string());
    let left = ALL
        .checked_sub(taken)
        .ok_or_else(|| Error::Project(ProjectError::PercentagesAbove { layer: layer(), sum: sum() }))?;
    let is_other = |index: usize, t: &Trait| t.count.is_none() && percents.iter().all(|(i, _)| *i != index);
    let others: u128 =
        traits.iter().enumerate().filter(|(i, t)| is_other(*i, t)).map(|(_, t)| u128::from(t.weight.0)).sum();
    if others == 0 && left > 0 {
        return Err(Error::Project(ProjectError::PercentagesBelow { layer: layer(), sum: sum() }));
    }
    for (_, t) in traits.iter_mut().enumerate().filter(|(i, t)| is_other(*i, t)) {
        t.weight = Weight(((left * u128::from(t.weight.0) * 2 + others) / (others * 2)) as u64);
    }
    percents.iter().for_each(|&(index, percent)| traits[index].weight = Weight(percent.0 * 10_000));
    Ok(())
}

fn percent_of(taken: u128) -> Weight {
    Weight(u64::try_from(taken / 10_000).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Attribute;
    use crate::project::LayerId;

    fn traits(weights: &[u64]) -> Vec<Trait> {
        let of = |&weight: &u64| Trait {
            layer: LayerId(0),
            name: String::new(),
            dna: String::new(),
            style: None,
            attribute: Attribute::Usual,
            file_name: String::new(),
            picture: None,
            weight: Weight(weight * Weight::UNIT),
            count: None,
            reserve: false,
        };
        weights.iter().map(of).collect()
    }

    fn percent(tenths: u64) -> Chance {
        Chance::Percent(Weight(tenths * Weight::UNIT / 10))
    }

    #[test]
    fn a_percentage_is_that_part_and_the_others_share_the_rest() {
        let mut layer = traits(&[1, 3, 7]);
        apply("Hat", &mut layer, &[(2, percent(25))]).expect("fine");
        let parts: Vec<u64> = layer.iter().map(|t| t.weight.0 / Weight::UNIT).collect();
        assert_eq!(parts, [243_750, 731_250, 25_000]);
        let mut counted = traits(&[1, 9, 1]);
        counted[1].count = Some(4);
        apply("Hat", &mut counted, &[(2, percent(500))]).expect("fine");
        assert_eq!((counted[0].weight, counted[2].weight), (counted[2].weight, Weight(500_000 * Weight::UNIT)));
    }

    #[test]
    fn percentages_that_do_not_fit_are_errors() {
        let said = apply("Hat", &mut traits(&[1, 1]), &[(0, percent(600)), (1, percent(401))])
            .expect_err("too much")
            .to_string();
        assert!(said.contains("100.1 %"), "{said}");
        let said = apply("Hat", &mut traits(&[1, 1]), &[(0, percent(600)), (1, percent(375))])
            .expect_err("too little")
            .to_string();
        assert!(said.contains("97.5 %"), "{said}");
        apply("Hat", &mut traits(&[1, 1]), &[(0, percent(600)), (1, percent(400))]).expect("exactly all");
    }
}
