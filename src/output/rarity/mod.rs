//! How often each trait comes in a collection, and which editions are rare.
//!
//! It counts what metadata shows, so that it says what marketplaces will say: two files of one name are one trait, and an
//! edition that lacks a kind of trait has the trait "nothing" of it. With p the share of editions that have a trait, an
//! edition's *information* is the sum of -log2 p over its traits, in bits (the measure of OpenRarity, not divided by the
//! collection's entropy), and its *score* the sum of 1 / p (that of rarity.tools). Rank 1 has the most information.

mod tally;
mod write;

use crate::output::metadata::{Existing, shown_text};
use crate::plan::Plan;
use crate::project::Project;
use tally::Tally;
pub use tally::{Ranked, Rarity, TraitCount};
pub use write::{RANKING_FILE, RARITY_FILE, csv_of_ranking, csv_of_traits, to_json};

/// The rarity of a plan's editions, with what the project asked for.
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
        tally.add(edition.number, picks);
    }
    tally.finish()
}

/// The rarity of editions whose metadata is there.
pub fn of_metadata(editions: &[Existing]) -> Rarity {
    let mut tally = Tally::default();
    for edition in editions {
        let attributes = edition.attributes();
        tally.add(edition.number, attributes.iter().map(|(name, value)| (*name, value.as_str())));
    }
    tally.finish()
}

/// What weights ask for: of each set's editions, a trait's part of the weights of its layer.
fn ask(tally: &mut Tally, project: &Project, shown: &[Option<String>], editions: usize) {
    let planned = project.editions().max(1) as f64;
    for set in &project.sets {
        let share = set.editions as f64 / planned;
        for &layer in &set.layers {
            let total: u64 = project.traits_of(layer).map(|(_, t)| t.weight.0).sum();
            for (id, t) in project.traits_of(layer) {
                if let Some(value) = &shown[id.0 as usize] {
                    let expected = editions as f64 * share * t.weight.0 as f64 / total.max(1) as f64;
                    tally.ask(&project.layer(layer).name, value, expected);
                }
            }
        }
    }
}
