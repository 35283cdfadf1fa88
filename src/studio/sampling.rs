//! Samples of a collection: a few editions with the odds of all, also where the traits of some layers are locked.

use crate::error::PlanError;
use crate::plan::{self, Edition, Plan, Seed, by_odds, check_locks, colour, locked};
use crate::project::{Project, SetId, TraitId};
use crate::{Error, Result};

/// Draws some editions. Those that are locked to traits show these, whatever their weight, and keep all rules.
///
/// Sets have the part of the sample that they have of the collection, exact counts are odds, and 1/1 pictures are left out
/// unless one is locked. Where there are fewer combinations, there are fewer editions.
///
/// # Errors
/// As [`locked`] and [`check_locks`] for locks that no edition can have; [`Error::Plan`] where
/// the project cannot be drawn at all.
pub fn sample(project: &Project, seed: &str, count: usize, locks: &[TraitId]) -> Result<Plan> {
    if let [lock] = locks
        && let Some(one) = project.one_of_one(*lock)
    {
        return Ok(one_of_one(project, seed, one.id));
    }
    let mut few = locked(&by_odds(project), locks)?;
    if !locks.is_empty() {
        check_locks(project, &few, locks)?;
    }
    share(&mut few, count);
    match plan::draw(&few, seed) {
        Err(Error::Plan(PlanError::NotEnoughCombinations { possible, .. })) if few.sets.len() == 1 => {
            share(&mut few, usize::try_from(possible).unwrap_or(count).clamp(1, count));
            drawn_alike(few, seed)
        }
        Err(Error::Plan(PlanError::NotEnoughCombinations { .. } | PlanError::RanOut { .. })) => drawn_alike(few, seed),
        drawn => drawn,
    }
}

/// Draws a sample of which editions may be equal where they cannot all differ.
fn drawn_alike(mut few: Project, seed: &str) -> Result<Plan> {
    plan::draw(&few, seed).or_else(|_| {
        few.unique = false;
        plan::draw(&few, seed)
    })
}

/// The plan of a 1/1 picture alone.
fn one_of_one(project: &Project, seed: &str, id: TraitId) -> Plan {
    let mut plan = Plan::new(seed.to_owned());
    let set = project.place_of_one_of_ones().map_or(SetId(0), |(set, _)| set);
    let background = colour::background(project.background, &mut Seed::new(seed).stream(1));
    plan.push(Edition { number: project.first_edition, set, background, picks: &[id] });
    plan
}

/// Gives the sets their part of `count` editions: one at least of each that has some, while they last.
pub fn share(project: &mut Project, count: usize) {
    let all: u128 = project.sets.iter().map(|set| set.editions as u128).sum();
    let mut left = count;
    let mut waiting = project.sets.iter().filter(|set| set.editions > 0).count();
    let mut of = all;
    for set in project.sets.iter_mut().filter(|set| set.editions > 0) {
        waiting -= 1;
        let own = set.editions as u128;
        let part = (left as u128 * own + of / 2) / of;
        set.editions =
            (part as usize).clamp(usize::from(left > 0), left.saturating_sub(waiting).max(usize::from(left > 0)));
        left -= set.editions;
        of -= own;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Weight;
    use crate::studio::fixture::Folder;

    fn folder() -> Folder {
        Folder::of(&["A/a.png", "A/b#3.png", "B/c.png", "B/d.png", "C/e.png", "C/f.png", "C/g#0.png"])
    }

    fn ids(ids: &[u32]) -> Vec<TraitId> {
        ids.iter().copied().map(TraitId).collect()
    }

    #[test]
    fn locked_traits_are_in_every_edition() {
        let project = folder().open("[[rules]]\ntrait = \"A/a\"\nexcludes = \"B/c\"\n");
        for (locks, count) in [(vec![], 8), (vec![0], 2), (vec![0, 4], 1), (vec![6], 3), (vec![1, 2, 6], 1)] {
            let plan = sample(&project, "seed", 8, &ids(&locks)).unwrap();
            // Eight are asked for, and there are fewer combinations.
            assert!(plan.len() == count || locks.is_empty(), "{locks:?}: {}", plan.len());
            for edition in plan.editions() {
                assert!(locks.iter().all(|lock| edition.picks.contains(&TraitId(*lock))), "{locks:?}");
                assert_eq!(project.broken_rule(edition.picks), None);
            }
        }
        assert_eq!(sample(&project, "a", 4, &[]).unwrap(), sample(&project, "a", 4, &[]).unwrap());
        assert_ne!(sample(&project, "a", 4, &[]).unwrap(), sample(&project, "b", 4, &[]).unwrap());
    }

    #[test]
    fn locks_that_no_edition_can_have_name_the_fewest() {
        let text = "[[layers]]\nname = \"A\"\n[[layers]]\nname = \"B\"\n[[layers]]\nname = \"C\"\n\
                    [[sets]]\neditions = 2\nlayers = [\"A\", \"B\"]\n[[sets]]\neditions = 2\nlayers = [\"B\", \"C\"]\n\
                    [[rules]]\ntrait = \"A/a\"\nexcludes = \"B/c\"\n[[rules]]\ntrait = \"B/d\"\nexcludes = \"C/f\"\n";
        let project = folder().open(text);
        let said = |locks: &[u32]| sample(&project, "", 4, &ids(locks)).unwrap_err().to_string();
        assert!(said(&[0, 2]).starts_with("no edition can have \"A/a\" and \"B/c\" and keep \"A/a excludes B/c\""));
        assert!(said(&[0, 4]).contains("no set has all of these layers"));
        assert!(said(&[0, 1]).contains("two of layer \"A\""));
        assert!(said(&[70]).contains("there is no trait 70"));
        let plan = sample(&project, "", 4, &ids(&[4])).unwrap();
        assert!(plan.editions().all(|edition| edition.set == SetId(1)));
        let text = text.replace("A/a\"\nexcludes", "A\"\nexcludes");
        let project = folder().open(&format!("{text}[[rules]]\nat_most = 0\nof = \"B/d\"\n"));
        let error = sample(&project, "", 4, &ids(&[0])).unwrap_err();
        assert!(matches!(error, Error::Plan(PlanError::RulesContradict { set: 1, .. })), "{error}");
    }

    #[test]
    fn sets_and_counts_have_their_part_of_a_sample() {
        let text = "[[layers]]\nname = \"A\"\ncounts = { a = 90 }\n[[layers]]\nname = \"B\"\nunique = false\n\
                    [[sets]]\neditions = 90\nlayers = [\"A\", \"B\"]\n[[sets]]\neditions = 9\n[[sets]]\neditions = 1\n";
        let mut project = folder().open(text);
        project.unique = false;
        let few = by_odds(&project);
        assert!(few.traits[0].count.is_none());
        assert_eq!(
            (few.traits[0].weight, few.traits[1].weight),
            (Weight(90 * Weight::UNIT), Weight(10 * Weight::UNIT))
        );
        for count in [1, 2, 3, 10, 24, 100, 500] {
            let mut few = few.clone();
            share(&mut few, count);
            let parts: Vec<usize> = few.sets.iter().map(|set| set.editions).collect();
            assert_eq!(parts.iter().sum::<usize>(), count);
            assert!(count < 3 || parts.iter().all(|part| *part > 0), "{parts:?}");
        }
        assert_eq!(sample(&project, "x", 50, &[]).unwrap().len(), 50);
    }
}
