//! Plans that keep editions of another: what stays, what is added, what is drawn anew.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::plan::fixture::{project, weighted};
use crate::plan::{counts, rules};
use proptest::prelude::*;
use simdgen::Error;
use simdgen::error::PlanError;
use simdgen::plan::{Edition, EditionIndex, Plan, counts as counts_of, draw, grow, resize_sets};
use simdgen::project::{Project, SetId, TraitId, Weight};

/// Some editions of a plan.
fn some(plan: &Plan, is_kept: impl Fn(u32) -> bool) -> Plan {
    let mut some = Plan::new(plan.seed.clone());
    plan.editions().filter(|e| is_kept(e.number)).for_each(|e| some.push(e));
    some
}

/// Editions of set 0, numbered from 1.
fn plan_of(editions: &[Vec<TraitId>]) -> Plan {
    let mut plan = Plan::new("by hand".into());
    for (at, picks) in editions.iter().enumerate() {
        plan.push(Edition { number: at as u32 + 1, set: SetId(0), background: None, picks });
    }
    plan
}

fn numbers(plan: &Plan) -> Vec<u32> {
    plan.editions().map(|e| e.number).collect()
}

#[test]
fn growing_a_plan_is_drawing_more() {
    let mut project = weighted(400, &[&[1, 2, 3], &[1; 10], &[5, 1], &[1; 40]]);
    let short = draw(&project, "grow").expect("possible");
    resize_sets(&mut project, 600);
    assert_eq!(grow(&project, "grow", &short, &[]).expect("possible"), draw(&project, "grow").expect("possible"));
    let other = grow(&project, "another seed", &short, &[]).expect("possible");
    assert!(short.editions().zip(other.editions()).all(|(a, b)| a == b));
    assert_ne!(
        other.edition(EditionIndex(400)).picks,
        draw(&project, "grow").unwrap().edition(EditionIndex(400)).picks
    );
}

#[test]
fn gaps_are_filled_and_sets_keep_their_number() {
    let specs = [("Body", [("a", 1); 9].as_slice()), ("Hat", &[("x", 1); 9])];
    for (first, shuffle) in [(0, false), (1, false), (1, true), (1000, true)] {
        let mut project = project(&specs, &[(10, &[0, 1]), (20, &[0, 1])]);
        (project.first_edition, project.shuffle) = (first, shuffle);
        let whole = draw(&project, "x").expect("possible");
        let kept = some(&whole, |number| number % 3 > 0);
        resize_sets(&mut project, 40);
        let grown = grow(&project, "y", &kept, &[]).expect("possible");
        let mut all = numbers(&grown);
        all.sort_unstable();
        assert_eq!(all, (first..first + 40).collect::<Vec<_>>());
        assert!(kept.editions().zip(grown.editions()).all(|(a, b)| a == b));
        assert_eq!(grown.editions().filter(|e| e.set == SetId(0)).count(), 10);
        assert_eq!(grown.editions().map(|e| e.picks.to_vec()).collect::<HashSet<_>>().len(), 40);
    }
}

#[test]
fn only_what_is_re_rolled_changes() {
    let mut project = project(
        &[("Body", [("a", 1); 9].as_slice()), ("Hat", &[("x", 1); 9]), ("Cape", &[("r", 1); 5])],
        &[(10, &[0, 1]), (4, &[2])],
    );
    project.shuffle = true;
    let mut plan = draw(&project, "x").expect("possible");
    let first = plan.clone();
    let chosen = plan.editions().filter(|e| e.set == SetId(0)).take(3).map(|e| e.number);
    let reroll: Vec<_> = chosen.map(|number| number..=number).collect();
    for _ in 0..3 {
        let earlier: HashSet<Vec<TraitId>> = plan.editions().map(|e| e.picks.to_vec()).collect();
        let next = grow(&project, "x", &plan, &reroll).expect("possible");
        assert_eq!(numbers(&next), numbers(&first));
        for (before, after) in plan.editions().zip(next.editions()) {
            let is_again = reroll.iter().any(|range| range.contains(&before.number));
            assert_eq!(is_again, before.picks != after.picks, "edition {}", before.number);
            assert_eq!(before.set, after.set);
            // Nothing that the plan before had comes back; what is older may.
            assert!(!is_again || !earlier.contains(after.picks), "edition {}", before.number);
        }
        assert_eq!(next.editions().map(|e| e.picks.to_vec()).collect::<HashSet<_>>().len(), next.len());
        plan = next;
    }
    // Of five capes four are there, so one can change and not two.
    let cape = plan.editions().find(|e| e.set == SetId(1)).expect("four").number;
    let other = plan.editions().filter(|e| e.set == SetId(1)).nth(1).expect("four").number;
    assert!(grow(&project, "x", &plan, &[cape..=cape]).is_ok());
    let error = grow(&project, "x", &plan, &[cape..=cape, other..=other]).expect_err("one is left");
    assert_eq!(
        error.to_string(),
        "2 editions were to be added to 4 that are there, but only 1 other one exists: layer \"Cape\" limits it most, \
         with 5 traits to draw; add fewer, or add traits"
    );
}

#[test]
fn what_cannot_be_kept_is_said() {
    let mut project = weighted(10, &[&[1; 5], &[1; 5]]);
    let plan = draw(&project, "x").expect("possible");
    let error = grow(&project, "x", &plan, &[4..=5, 20..=30]).expect_err("no such edition");
    assert!(matches!(error, Error::Plan(PlanError::RerollUnknown { first: 20, last: 30 })), "{error}");
    resize_sets(&mut project, 9);
    let error = grow(&project, "x", &plan, &[]).expect_err("too many");
    assert!(matches!(error, Error::Plan(PlanError::KeptTooMany { kept: 10, wanted: 9 })), "{error}");
    resize_sets(&mut project, 12);
    let got = counts_of(&plan, &project)[0];
    project.traits[0].count = Some(got - 1);
    let error = grow(&project, "x", &plan, &[]).expect_err("past its count");
    assert!(matches!(error, Error::Plan(PlanError::KeptPastCount { .. })), "{error}");
    project.traits[0].count = Some(got + 3);
    let error = grow(&project, "x", &plan, &[]).expect_err("only two are added");
    assert_eq!(
        error.to_string(),
        "2 editions beside 10 kept ones, whose traits are taken off the counts, cannot keep \"3 of layer 0/t0\": the \
         counts of layer \"layer 0\" add up to 3, and 2 editions have it; change one of them"
    );
    project.traits[0].count = Some(got + 2);
    counts::check(&project, &grow(&project, "x", &plan, &[]).expect("both show it"));
}

/// Of six combinations two are kept and two are added: all pairs by enumeration, 30,000 seeds. With 11 degrees of
/// freedom chi-square exceeds 31.3 with odds of 0.1 %.
#[test]
fn what_is_added_follows_the_weights() {
    let project = weighted(4, &[&[5, 3], &[6, 3, 1]]);
    let kept = plan_of(&[vec![TraitId(0), TraitId(2)], vec![TraitId(1), TraitId(3)]]);
    let mut seen: HashMap<Vec<TraitId>, f64> = HashMap::new();
    let seeds = 30_000;
    for seed in 0..seeds {
        let plan = grow(&project, &seed.to_string(), &kept, &[]).expect("possible");
        *seen.entry(plan.editions().skip(2).flat_map(|e| e.picks.to_vec()).collect()).or_default() += 1.0;
    }
    let weight = |pick: TraitId| project.trait_(pick).weight.0 as f64 / Weight::UNIT as f64;
    let odds = |picks: &[TraitId]| weight(picks[0]) * weight(picks[1]) / 80.0;
    let left = 1.0 - kept.editions().map(|e| odds(e.picks)).sum::<f64>();
    assert_eq!(seen.len(), 12);
    let chi_square: f64 = seen
        .iter()
        .map(|(picks, count)| {
            let first = odds(&picks[..2]);
            let expected = f64::from(seeds) * first / left * odds(&picks[2..]) / (left - first);
            (count - expected).powi(2) / expected
        })
        .sum();
    assert!(chi_square < 31.3, "chi-square {chi_square}");
}

/// Chi-square of 50,000 added editions against the weights, beside 50,000 that were drawn by others.
#[test]
fn added_editions_do_not_make_up_for_kept_ones() {
    let weights: Vec<u64> = (1..=16).map(|i| i * i).collect();
    let many = [1u64; 1_000];
    let mut project = weighted(100_000, &[&weights, &many, &many]);
    let uneven = {
        let mut project = weighted(50_000, &[&[1; 16], &many, &many]);
        project.traits[15].weight = Weight::ZERO;
        draw(&project, "uneven").expect("possible")
    };
    project.sets[0].editions = 100_000;
    let plan = grow(&project, "weights", &uneven, &[]).expect("possible");
    let added = some(&plan, |number| number > 50_000);
    let total: u64 = weights.iter().sum();
    let chi_square: f64 = weights
        .iter()
        .zip(counts_of(&added, &project))
        .map(|(&weight, count)| {
            let expected = 50_000.0 * weight as f64 / total as f64;
            (f64::from(count) - expected).powi(2) / expected
        })
        .sum();
    assert!(chi_square < 37.7, "chi-square {chi_square}");
}

/// Any list of editions of the project, also such as are not drawn, and twice the same.
fn by_hand(project: &Project, choices: &[Vec<u32>]) -> Plan {
    let edition = |choice: &Vec<u32>| {
        let layers = project.sets[0].layers.iter().map(|&layer| project.layer(layer).traits.clone());
        layers.zip(choice).map(|(traits, choice)| TraitId(traits.start + choice % traits.len() as u32)).collect()
    };
    plan_of(&choices.iter().map(edition).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// By enumeration: whatever is kept, exactly the other possible editions can be added.
    #[test]
    fn all_the_others_can_be_added(
        mut project in rules::small_project(),
        choices in prop::collection::vec(prop::collection::vec(0u32..3, 6), 1..6),
    ) {
        let drawable = |layer: &simdgen::project::LayerId| project.traits_of(*layer).any(|(_, t)| t.can_be_drawn());
        prop_assume!(project.sets[0].layers.iter().all(drawable));
        let possible: BTreeSet<Vec<TraitId>> =
            rules::odds(&project).keys().map(|picks| rules::compared(&project, picks)).collect();
        let kept = by_hand(&project, &choices);
        prop_assert!(kept.fits(&project));
        let used: BTreeSet<Vec<TraitId>> = kept.editions().map(|e| rules::compared(&project, e.picks)).collect();
        let others: BTreeSet<Vec<TraitId>> = possible.difference(&used).cloned().collect();

        project.sets[0].editions = kept.len() + others.len();
        let plan = grow(&project, "x", &kept, &[]);
        let plan = plan.unwrap_or_else(|error| panic!("{error}: {} of {} possible", others.len(), possible.len()));
        prop_assert!(kept.editions().zip(plan.editions()).all(|(a, b)| a == b));
        let added = plan.editions().skip(kept.len());
        let added: BTreeSet<Vec<TraitId>> = added.map(|e| rules::compared(&project, e.picks)).collect();
        prop_assert_eq!(added, others);
        project.sets[0].editions += 1;
        prop_assert!(grow(&project, "x", &kept, &[]).is_err());
    }

    /// What is taken out of a plan with exact counts can be drawn again, and together they are kept.
    #[test]
    fn counts_are_those_of_all_editions(project in counts::small_project(), mask in any::<u8>()) {
        if let Ok(plan) = draw(&project, "x") {
            let kept = some(&plan, |number| mask >> (number % 8) & 1 == 1);
            let grown = grow(&project, "y", &kept, &[]).unwrap_or_else(|error| panic!("{error}"));
            counts::check(&project, &grown);
            prop_assert!(kept.editions().zip(grown.editions()).all(|(a, b)| a == b));
        }
    }
}
