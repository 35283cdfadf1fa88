//! Exact counts, alone and with rules and uniqueness.

use std::collections::{BTreeSet, HashSet};

use crate::plan::fixture::{at_most, excludes, large, project, requires, weighted};
use crate::plan::rules::odds;
use proptest::prelude::*;
use simdgen::Error;
use simdgen::error::PlanError;
use simdgen::plan::{Plan, counts, draw};
use simdgen::project::{Project, Rule, TraitId};

/// Draws, and fails if a count or a rule is not kept or two editions are equal.
fn draw_exactly(project: &Project, seed: &str) -> Plan {
    let plan = draw(project, seed).unwrap_or_else(|error| panic!("{error}"));
    check(project, &plan);
    plan
}

pub fn check(project: &Project, plan: &Plan) {
    assert_eq!(plan.len(), project.editions());
    assert!(plan.fits(project));
    for (t, got) in project.traits.iter().zip(counts(plan, project)) {
        assert!(t.count.is_none_or(|count| count == got), "{} has {got}, not {:?}", t.name, t.count);
        assert!(t.can_be_drawn() || got == 0, "{} was drawn", t.name);
    }
    for edition in plan.editions() {
        assert!(project.broken_rule(edition.picks).is_none(), "{:?}", edition.picks);
    }
    let different: HashSet<_> = plan.editions().map(|e| e.picks.to_vec()).collect();
    assert_eq!(different.len(), plan.len());
}

#[test]
fn counts_are_kept_beside_weights() {
    let mut project = weighted(1_000, &[&[1, 1, 2, 0], &[5, 5, 1], &[3; 12]]);
    project.sets[0].editions = 60;
    for (id, count) in [(0, 7), (3, 11), (4, 30), (6, 0), (7, 1)] {
        project.traits[id].count = Some(count);
    }
    let plan = draw_exactly(&project, "x");
    assert_eq!(draw(&project, "x").expect("again"), plan);
    assert_ne!(draw(&project, "y").expect("another"), plan);
}

#[test]
fn a_large_project_keeps_its_counts() {
    draw_exactly(&large(2_000), "x");
}

/// Two layers whose free traits share what the counts leave, by their weights: 20,000 picks in all.
#[test]
fn traits_without_a_count_keep_their_weights() {
    let mut project = weighted(400, &[&[1, 3, 6, 9], &[1; 200], &[1; 200]]);
    project.traits[3].count = Some(100);
    let mut got = [0.0; 3];
    for seed in 0..100 {
        let plan = draw_exactly(&project, &seed.to_string());
        counts(&plan, &project).iter().take(3).zip(&mut got).for_each(|(&count, got)| *got += f64::from(count));
    }
    let expected = [3_000.0, 9_000.0, 18_000.0];
    let chi_square: f64 = got.iter().zip(expected).map(|(got, e)| (got - e) * (got - e) / e).sum();
    // The 99.9 % point for 2 degrees of freedom; the seeds are fixed.
    assert!(chi_square < 13.8, "{got:?}");
}

#[test]
fn conflicts_name_the_counts_and_rules_that_make_them() {
    let hats = [("crown", 1), ("cap", 1), ("-", 1)];
    let mut project = project(
        &[
            ("Hat", &hats),
            ("Eyes", &[("laser", 1), ("round", 1)]),
            ("Gem", &[("ruby", 1), ("jade", 1)]),
            ("Sky", &[("blue", 1); 200]),
        ],
        &[(100, &[0, 1, 2, 3])],
    );
    let named = |rule: Rule, text: &str| Rule { text: text.into(), ..rule };
    project.rules = vec![
        named(excludes(&[0], &[3]), "no crowned lasers"),
        named(excludes(&[1], &[5]), "no caps with rubies"),
        named(requires(&[0], &[5]), "crowns have rubies"),
    ];
    let fails = |counts: &[(usize, u32)], said: &str| {
        let mut project = project.clone();
        counts.iter().for_each(|&(id, count)| project.traits[id].count = Some(count));
        let error = draw(&project, "x").expect_err(said);
        assert!(matches!(error, Error::Plan(PlanError::CountsImpossible { .. })), "{error}");
        assert!(error.to_string().starts_with(said), "{error}");
    };
    fails(
        &[(0, 60), (3, 50), (6, 10)],
        "100 editions cannot keep \"60 of Hat/crown\", \"50 of Eyes/laser\" and \"no crowned lasers\"",
    );
    fails(
        &[(0, 60), (1, 41)],
        "100 editions cannot keep \"60 of Hat/crown\" and \"41 of Hat/cap\": the counts of layer",
    );
    fails(
        &[(0, 30), (5, 20)],
        "100 editions cannot keep \"30 of Hat/crown\", \"20 of Gem/ruby\" and \"crowns have rubies\"",
    );
    fails(&[(5, 60), (6, 50)], "100 editions cannot keep \"60 of Gem/ruby\" and \"50 of Gem/jade\"");
    fails(&[(7, 13)], "100 editions cannot keep \"13 of Sky/blue\"");
}

/// At most two of three that are each asked for 70 times in 100: 210 is more than 200, which no check proves.
#[test]
fn a_search_that_ends_without_a_plan_says_so() {
    let mut project = weighted(100, &[&[1, 1], &[1, 1], &[1, 1], &[1; 60]]);
    project.rules.push(at_most(2, &[0, 2, 4]));
    [0, 2, 4].into_iter().for_each(|id: usize| project.traits[id].count = Some(70));
    let error = draw(&project, "x").expect_err("there is none");
    assert!(matches!(error, Error::Plan(PlanError::CountsNotReached { .. })), "{error}");
    assert!(error.to_string().contains("instead of 70 of layer"), "{error}");
    project.traits[4].count = Some(60);
    draw_exactly(&project, "x");
}

pub fn small_project() -> impl Strategy<Value = Project> {
    let layers = prop::collection::vec(prop::collection::vec(0u64..3, 1..4), 1..4);
    let ids = || prop::collection::btree_set(0u32..10, 0..4);
    let rules = prop::collection::vec((0u32..4, ids(), ids()), 0..3);
    let counts = prop::collection::vec(prop::option::weighted(0.4, 0u32..4), 9);
    (layers, rules, counts, 1usize..7).prop_map(|(layers, rules, counts, editions)| {
        let mut project = weighted(editions, &layers.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let count = project.traits.len() as u32;
        for (kind, a, b) in rules {
            let of = |ids: BTreeSet<u32>| ids.into_iter().filter(|&id| id < count).collect::<Vec<_>>();
            let (a, b) = (of(a), of(b));
            project.rules.push(match kind {
                0 | 1 => excludes(&a, &b),
                2 => requires(&a, &b),
                _ => at_most(1, &[a, b].concat()),
            });
        }
        project.traits.iter_mut().zip(counts).for_each(|(t, count)| t.count = count);
        project
    })
}

/// True when some of these editions, so many of them, keep the counts.
fn has_plan(project: &Project, editions: &[Vec<TraitId>], take: usize, got: &mut Vec<u32>) -> bool {
    let over = |id: usize| project.traits[id].count.is_some_and(|count| got[id] > count);
    if (0..got.len()).any(over) || editions.len() < take {
        return false;
    }
    if take == 0 {
        return project.traits.iter().zip(&*got).all(|(t, got)| t.count.is_none_or(|count| count == *got));
    }
    let (first, rest) = editions.split_first().expect("there are as many as are taken");
    first.iter().for_each(|id| got[id.0 as usize] += 1);
    let with = has_plan(project, rest, take - 1, got);
    first.iter().for_each(|id| got[id.0 as usize] -= 1);
    with || has_plan(project, rest, take, got)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    /// By enumeration: a plan is found exactly when there is one.
    #[test]
    fn a_plan_is_found_where_there_is_one(project in small_project()) {
        let mut weighed = project.clone();
        weighed.traits.iter_mut().for_each(|t| t.weight.0 = t.weight.0.max(u64::from(t.can_be_drawn())));
        let editions: Vec<Vec<TraitId>> = odds(&weighed).into_keys().collect();
        let possible = has_plan(&project, &editions, project.editions(), &mut vec![0; project.traits.len()]);
        match draw(&project, "x") {
            Ok(plan) => check(&project, &plan),
            Err(error) => prop_assert!(!possible, "{error}\n{editions:?}"),
        }
    }
}
