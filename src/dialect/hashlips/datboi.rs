//! Keys that datboi-1337's fork of HashLips (`art_engine`) adds to the configuration.
//!
//! Source: the fork's `src/main.js` at `v1.2.0_db` to `v1.5.0_db`. There `growEditionSizeTo` is a number of each
//! configuration alone, and their sum is `collectionSize`; before, it counted on as in HashLips.

use super::config::Config;
use crate::dialect::problem::Problem;
use crate::dialect::shelf::Shelf;
use crate::project::{Attribute, LayerId, LayerSet, SetTitle, Weight};

/// The way to count the editions of configurations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counts {
    /// On from one configuration to the next.
    On,
    /// Each alone.
    Alone,
}

/// The key that shows that a configuration is the fork's.
pub(super) fn sign(config: &Config) -> Option<&'static str> {
    let shown = [
        ("collectionSize", config.collection_size.is_some()),
        ("rarity_config", !config.rarity_config.is_empty()),
        ("exactWeight", config.exact_weight.is_some()),
    ];
    shown.into_iter().find(|(_, is_set)| *is_set).map(|(key, _)| key)
}

/// The fork's way to count: each configuration alone where their sum is `collectionSize` or they do not grow.
pub(super) fn counts(config: &Config) -> Counts {
    let sizes: Vec<u64> = config.layer_configurations.iter().filter_map(|c| c.grow_edition_size_to).collect();
    let sum = sizes.iter().fold(0, |sum: u64, size| sum.saturating_add(*size));
    let grows = sizes.windows(2).all(|pair| pair[0] < pair[1]);
    if config.collection_size == Some(sum) || !grows { Counts::Alone } else { Counts::On }
}

/// Notices about the fork, which `sign` showed.
pub(super) fn notices(config: &Config, sign: &str) -> Vec<String> {
    let how = match counts(config) {
        Counts::Alone => "growEditionSizeTo is of each configuration alone",
        Counts::On => "growEditionSizeTo counts on",
    };
    let mut lines = vec![format!("read as of datboi-1337's fork of HashLips, because it sets {sign}: {how}")];
    let mut sizes = config.layer_configurations.iter().filter_map(|c| c.grow_edition_size_to);
    let made = match counts(config) {
        Counts::Alone => sizes.fold(0, |sum: u64, size| sum.saturating_add(size)),
        Counts::On => sizes.next_back().unwrap_or(0),
    };
    if let Some(size) = config.collection_size.filter(|size| *size != made) {
        lines.push(format!("collectionSize is {size}, but the configurations make {made} editions, which counts"));
    }
    lines
}

/// The words of `rarity_config` with their weights, which file names may have instead of numbers.
///
/// The fork draws a number between a word's and that of the next rarer anew for each run; here it is the word's own.
///
/// # Errors
/// A value that is no weight.
pub(super) fn words(config: &Config) -> Result<Vec<(String, Weight)>, Problem> {
    let weight = |(word, value): (&String, &serde_json::Value)| {
        // Until 0.3 a word had a range of ranks.
        let number = value["ranks"].get(1).unwrap_or(value);
        let weight = number.as_f64().and_then(|number| Weight::parse(&number.to_string()).ok());
        let problem = || format!("is {value}: write a number above 0 and not too large");
        let weight = weight.ok_or_else(|| Problem::new(format!("rarity_config.{word}"), problem()))?;
        Ok((word.clone(), weight))
    };
    config.rarity_config.iter().map(weight).collect()
}

/// Names the sets, hides what metadata is not to tell, and turns exact weights into counts.
///
/// # Errors
/// Exact weights that do not add up to the number of editions.
pub(super) fn apply(config: &Config, sets: &mut [LayerSet], shelf: &mut Shelf<'_>) -> Result<(), Problem> {
    for (set, configuration) in sets.iter_mut().zip(&config.layer_configurations) {
        set.title = configuration.name_prefix.clone().map(|name| SetTitle { name, offset: 0 });
    }
    let hidden = |name: &String| config.exclude_from_metadata.contains(name);
    shelf.traits.iter_mut().filter(|t| hidden(&t.name)).for_each(|t| t.attribute = Attribute::Hidden);
    if config.exact_weight != Some(true) {
        return Ok(());
    }
    for layer in 0..shelf.layers.len() {
        let uses = sets.iter().filter(|set| set.layers.contains(&LayerId(layer as u32)));
        let (uses, editions) = uses.fold((0, 0), |(uses, editions), set| (uses + 1, editions + set.editions as u64));
        let range = shelf.layers[layer].traits.clone();
        let traits = &mut shelf.traits[range.start as usize..range.end as usize];
        let all: u64 = traits.iter().map(|t| t.weight.0 / Weight::UNIT * uses).sum();
        if all != editions {
            let problem = format!(
                "is true, but the weights of layer \"{}\" make {all} editions, and there are {editions}: correct them",
                shelf.layers[layer].name
            );
            return Err(Problem::new("exactWeight", problem));
        }
        // At most the number of editions, which fits.
        traits.iter_mut().for_each(|t| t.count = Some((t.weight.0 / Weight::UNIT * uses) as u32));
    }
    Ok(())
}
