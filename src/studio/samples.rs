//! Samples: a few editions drawn as a build would draw them, and single editions that the page names by their picks.

use super::refusal::Refusal;
use crate::Result;
use crate::canvas::StraightRgba;
use crate::plan::{self, Edition, Plan};
use crate::project::{LayerSet, Project, SetId, Trait, TraitId, Weight};

/// Editions of a sample at most.
pub const MOST_EDITIONS: usize = 500;

/// An edition as the page names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its number, 0 where it has none yet.
    pub number: u32,
    /// Its set.
    pub set: SetId,
    /// Its background; `None` is transparent.
    pub background: Option<StraightRgba>,
    /// A trait for each layer of the set, bottom up.
    pub picks: Vec<TraitId>,
}

impl Named {
    /// The edition.
    pub fn edition(&self) -> Edition<'_> {
        Edition { number: self.number, set: self.set, background: self.background, picks: &self.picks }
    }

    /// The edition of a project that some words of an address name.
    ///
    /// # Errors
    /// A refusal for words that are no edition of the project.
    pub fn read(project: &Project, set: u32, picks: &str, background: &str) -> Result<Self, Refusal> {
        let picks = ids(picks)?;
        let background = match background {
            "" | "null" => None,
            text => Some(colour(text).ok_or_else(|| Refusal::wrong("the background is not rrggbbaa"))?),
        };
        let named = Self { number: project.first_edition, set: SetId(set), background, picks };
        let mut plan = Plan::new(String::new());
        plan.push(named.edition());
        if !plan.fits(project) {
            return Err(Refusal::wrong("the project has no such edition: draw a new sample"));
        }
        Ok(named)
    }
}

/// The traits of a list such as `3,17,20`; none of an empty text.
///
/// # Errors
/// A refusal for anything else.
pub fn ids(text: &str) -> Result<Vec<TraitId>, Refusal> {
    let id =
        |part: &str| part.parse().map(TraitId).map_err(|_| Refusal::wrong("a list of traits is numbers and commas"));
    text.split(',').filter(|part| !part.is_empty()).map(id).collect()
}

/// A colour as `rrggbb` or `rrggbbaa`, with or without `#` before it.
fn colour(text: &str) -> Option<StraightRgba> {
    plan::colour::from_text(&format!("#{}", text.trim_start_matches('#'))).flatten()
}

/// The project as a sample of so many editions sees it: its sets share them as they share the collection, exact counts are
/// odds, and 1/1 pictures are left out.
pub fn scaled(project: &Project, count: usize) -> Project {
    let mut scaled = project.clone();
    if let Some((set, _)) = project.place_of_one_of_ones() {
        scaled.sets[set.0 as usize].editions = 0;
        scaled.one_of_one.clear();
    }
    share(&mut scaled, count);
    for layer in 0..scaled.layers.len() {
        counts_to_odds(&mut scaled, layer, project);
    }
    scaled
}

/// Gives the sets their part of `count` editions, and each that makes some at least one while there are enough.
fn share(project: &mut Project, count: usize) {
    let all: usize = project.sets.iter().map(|set| set.editions).sum();
    let (mut left, mut of) = (count, all);
    for set in &mut project.sets {
        let own = set.editions;
        let part = if of == 0 { 0 } else { (left * own).div_ceil(of).min(left) };
        set.editions = part;
        left -= part;
        of -= own;
    }
}

/// Turns the exact counts of a layer into weights that give the same part of the collection.
fn counts_to_odds(scaled: &mut Project, layer: usize, project: &Project) {
    let range = project.layers[layer].traits.clone();
    let range = range.start as usize..range.end as usize;
    let traits = &mut scaled.traits[range];
    if traits.iter().all(|t| t.count.is_none()) {
        return;
    }
    let shown_by = |set: &&LayerSet| set.layers.iter().any(|id| id.0 as usize == layer);
    let editions: usize = project.sets.iter().filter(shown_by).map(|set| set.editions).sum();
    let counted: u64 = traits.iter().filter_map(|t| t.count).map(u64::from).sum();
    let left = (editions as u64).saturating_sub(counted);
    let is_free = |t: &Trait| t.count.is_none() && !t.reserve;
    let weights: u128 = traits.iter().filter(|t| is_free(t)).map(|t| u128::from(t.weight.0)).sum();
    for t in traits {
        if let Some(count) = t.count.take() {
            t.weight = Weight(u64::from(count).saturating_mul(Weight::UNIT));
        } else if is_free(t) {
            let part = u128::from(t.weight.0) * u128::from(left) * u128::from(Weight::UNIT);
            t.weight = Weight(part.checked_div(weights).unwrap_or(0).min(u128::from(Weight::MAX.0)) as u64);
        }
    }
}

/// The project of which every edition has some traits: the other traits of their layers are never drawn.
pub fn locked(project: &Project, locks: &[TraitId]) -> Project {
    let mut locked = project.clone();
    for &id in locks {
        let range = project.layer(project.trait_(id).layer).traits.clone();
        for other in range {
            let t = &mut locked.traits[other as usize];
            let is_kept = locks.contains(&TraitId(other));
            (t.count, t.reserve) = (None, false);
            t.weight = if is_kept { t.weight.max(Weight(1)) } else { Weight::ZERO };
        }
    }
    locked
}

/// Draws a sample of a project. Where there are too few combinations for all to differ, some are equal.
///
/// # Errors
/// [`crate::Error::Plan`] when rules leave no edition.
pub fn sample(project: &Project, seed: &str, count: usize) -> Result<Plan> {
    let mut scaled = scaled(project, count);
    plan::draw(&scaled, seed).or_else(|_| {
        scaled.unique = false;
        plan::draw(&scaled, seed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_and_lists_are_read() {
        assert_eq!(colour("102030"), Some(StraightRgba { r: 16, g: 32, b: 48, a: 255 }));
        assert_eq!(colour("#10203080"), Some(StraightRgba { r: 16, g: 32, b: 48, a: 128 }));
        assert_eq!(colour("red"), None);
        assert_eq!(ids("3,17").unwrap(), [TraitId(3), TraitId(17)]);
        assert!(ids("").unwrap().is_empty() && ids("3,x").is_err() && ids("-1").is_err());
    }
}
