//! Rarity: the number of editions that have each trait, and the rank of each edition.
//!
//! It counts what metadata shows, so that it says what marketplaces will say: two files of one name are one trait, and an
//! edition that lacks a kind of trait has the trait "nothing" of it. With p the share of editions that have a trait, an
//! edition's *information* is the sum of -log2 p over its traits, in bits (the measure of OpenRarity, not divided by the
//! collection's entropy), and its *score* the sum of 1 / p (that of rarity.tools). Rank 1 has the most information.

mod tally;
mod write;

use crate::Result;
use crate::metadata::{Editions, own_texts, shown_text};
use crate::plan::Plan;
use crate::project::Project;
use tally::Tally;
pub use tally::{Ranked, Rarity, TraitCount};
pub use write::{RANKING_FILE, RARITY_FILE, csv_of_ranking, csv_of_traits, to_json};

/// Counts a plan's editions, and the numbers that the project asked for.
///
/// # Panics
/// When the plan is another project's: see [`Plan::fits`].
pub fn of_plan(project: &Project, plan: &Plan) -> Rarity {
    let shown: Vec<Option<String>> =
        (0..project.traits.len() as u32).map(|id| shown_text(project, crate::project::TraitId(id))).collect();
    let mut tally = Tally::default();
    ask(&mut tally, project, &shown, plan.len());
    for edition in plan.editions() {
        let picks = edition.picks.iter().filter_map(|&pick| {
            let layer = project.layer(project.trait_(pick).layer);
            Some((layer.name.as_str(), shown[pick.0 as usize].as_deref()?))
        });
        let own = edition.picks.first().map_or(vec![], |&id| own_texts(project, id));
        tally.add(edition.number, picks.chain(own.iter().map(|(name, value)| (*name, value.as_str()))));
    }
    tally.finish()
}

/// Counts editions by their existing metadata.
///
/// # Errors
/// Those of [`Editions::each`].
pub fn of_metadata(editions: &Editions<'_>) -> Result<Rarity> {
    let mut tally = Tally::default();
    editions.each(|edition| {
        let attributes = edition.attributes();
        tally.add(edition.number, attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        Ok(())
    })?;
    Ok(tally.finish())
}

/// Adds the numbers that the project asks for: exact counts; of the editions of a layer that these leave, each other trait's
/// part by weight; each 1/1 picture once. A layer within a trait is asked for as often as that trait.
fn ask(tally: &mut Tally, project: &Project, shown: &[Option<String>], editions: usize) {
    let drawn = |all: usize| all.saturating_sub(project.one_of_one.len()) as f64;
    let scale = drawn(editions) / drawn(project.editions()).max(1.0);
    let mut of_layer = vec![0; project.layers.len()];
    let layers = || project.sets.iter().flat_map(|set| set.layers.iter().map(|&layer| (layer, set.editions)));
    layers().for_each(|(layer, more)| of_layer[layer.0 as usize] += more);
    // The chance of each trait in an edition of a set that has its layer.
    let mut chances = vec![0.0; project.traits.len()];
    let mut is_asked = vec![false; project.layers.len()];
    for (id, _) in layers() {
        // A layer of several sets is asked for once.
        if std::mem::replace(&mut is_asked[id.0 as usize], true) {
            continue;
        }
        let (layer, all) = (project.layer(id), of_layer[id.0 as usize] as f64);
        // A layer comes after the one that it is within.
        let planned = all * layer.within.map_or(1.0, |choice| chances[choice.0 as usize]);
        let traits = || project.traits_of(id);
        let counted: f64 = traits().filter_map(|(_, t)| t.count).map(f64::from).sum();
        let left = (planned - counted).max(0.0);
        let total: u64 = traits().filter(|(_, t)| t.count.is_none()).map(|(_, t)| t.weight.0).sum();
        for (id, t) in traits() {
            let share = || left * t.weight.0 as f64 / total.max(1) as f64;
            let asked = t.count.map_or_else(share, f64::from);
            chances[id.0 as usize] = asked / all.max(1.0);
            if let Some(value) = &shown[id.0 as usize] {
                tally.ask(&layer.name, value, scale * asked);
            }
        }
    }
    for (name, value) in project.one_of_one.iter().flat_map(|one| own_texts(project, one.id)) {
        tally.ask(name, &value, 1.0);
    }
}
