//! Single editions of seeds: what the picture service draws is what a plan of one edition has.

use proptest::prelude::*;
use simdgen::error::{EditError, PlanError};
use simdgen::plan::{Lone, draw, file::traits_of_names};
use simdgen::project::{Background, Project, SetId, TraitId};
use simdgen::{EditionIndex, Error};

use crate::plan::fixture::{at_most, excludes, project, requires, weighted};

const LAYERS: [(&str, &[(&str, u64)]); 3] = [
    ("Back", &[("Red", 3), ("Blue", 1)]),
    ("Hat", &[("Crown", 1), ("Cap", 5), ("-", 2)]),
    ("Eyes", &[("A", 1), ("B", 1)]),
];

/// The first edition of a plan of one edition, of one of the sets.
fn first(project: &Project, set: SetId, seed: &str) -> (SetId, Vec<TraitId>, Option<simdgen::StraightRgba>) {
    let mut one = project.clone();
    one.sets.iter_mut().for_each(|set| set.editions = 0);
    one.sets[set.0 as usize].editions = 1;
    let plan = draw(&one, seed).expect("there is an edition");
    let edition = plan.edition(EditionIndex(0));
    (edition.set, edition.picks.to_vec(), edition.background)
}

fn drawn(lone: &Lone, seed: &str) -> (SetId, Vec<TraitId>, Option<simdgen::StraightRgba>) {
    let draw = lone.draw(seed).expect("rules are few");
    let edition = draw.edition();
    (edition.set, edition.picks.to_vec(), edition.background)
}

proptest! {
    #[test]
    fn a_draw_is_the_first_edition_of_a_plan(
        weights in prop::collection::vec(prop::collection::vec(0u64..4, 2..5), 2..5),
        rules in prop::collection::vec((0u8..3, 0u32..20, 0u32..20), 0..4),
        seed: String,
    ) {
        let weights: Vec<Vec<u64>> = weights.into_iter().map(|mut of| { of[0] += 1; of }).collect();
        let mut project = weighted(40, &weights.iter().map(Vec::as_slice).collect::<Vec<_>>());
        project.background = Background::RandomHue { lightness: 500 };
        let traits = project.traits.len() as u32;
        for (kind, a, b) in rules {
            let (a, b) = (a % traits, b % traits);
            let is_apart = project.trait_(TraitId(a)).layer != project.trait_(TraitId(b)).layer;
            project.rules.extend(is_apart.then(|| match kind {
                0 => excludes(&[a], &[b]),
                1 => requires(&[a], &[b]),
                _ => at_most(1, &[a, b]),
            }));
        }
        match Lone::new(&project, &[]) {
            Ok(lone) => prop_assert_eq!(drawn(&lone, &seed), first(&project, SetId(0), &seed)),
            Err(Error::Plan(PlanError::RulesContradict { .. })) => {}
            Err(other) => prop_assert!(false, "{}", other),
        }
    }

    #[test]
    fn a_given_trait_changes_no_other_layer(seed: String, hat in 2u32..5) {
        let mut project = project(&LAYERS, &[(10, &[0, 1, 2])]);
        let pinned = Lone::new(&project, &[TraitId(hat)]).unwrap();
        let mut expected = drawn(&Lone::new(&project, &[]).unwrap(), &seed).1;
        expected[1] = TraitId(hat);
        prop_assert_eq!(drawn(&pinned, &seed).1, expected);
        // Also one that weights never draw.
        project.traits[hat as usize].weight = simdgen::project::Weight::ZERO;
        prop_assert_eq!(drawn(&Lone::new(&project, &[TraitId(hat)]).unwrap(), &seed).1[1], TraitId(hat));
    }

    #[test]
    fn rules_hold_beside_given_traits(seed: String) {
        let mut project = project(&LAYERS, &[(10, &[0, 1, 2])]);
        project.rules = vec![excludes(&[2], &[0]), requires(&[2], &[5])];
        let picks = drawn(&Lone::new(&project, &[TraitId(2)]).unwrap(), &seed).1;
        prop_assert_eq!(picks, [1, 2, 5].map(TraitId));
    }
}

#[test]
fn sets_come_as_often_as_they_have_editions() {
    let project = project(&LAYERS, &[(3, &[0, 1]), (0, &[0, 2]), (1, &[0, 1, 2])]);
    let lone = Lone::new(&project, &[]).unwrap();
    let mut counts = [0; 3];
    for number in 0..4000 {
        let seed = number.to_string();
        let (set, picks, background) = drawn(&lone, &seed);
        counts[set.0 as usize] += 1;
        assert_eq!((set, picks, background), first(&project, set, &seed));
    }
    // Five standard deviations of 27.
    assert!(counts[1] == 0 && (2865..3135).contains(&counts[0]), "{counts:?}");
    // Only a set that has the layer counts where a trait of it is given.
    let with_eyes = Lone::new(&project, &[TraitId(5)]).unwrap();
    assert!((0..50).all(|number| drawn(&with_eyes, &number.to_string()).0 == SetId(2)));
}

#[test]
fn exact_counts_are_odds_and_nothing_runs_out() {
    let mut project = project(&LAYERS, &[(10, &[0, 1, 2])]);
    project.traits[0].count = Some(1);
    project.traits[2].count = Some(0);
    let lone = Lone::new(&project, &[]).unwrap();
    let draws: Vec<Vec<TraitId>> = (0..4000).map(|number| drawn(&lone, &number.to_string()).1).collect();
    let count = |id: u32| draws.iter().filter(|picks| picks.contains(&TraitId(id))).count();
    // Five standard deviations of 19.
    assert!((305..495).contains(&count(0)) && count(2) == 0, "{} {}", count(0), count(2));
    assert_eq!(count(0) + count(1), 4000);
}

#[test]
fn a_seed_is_the_same_for_ever() {
    let two_sets = project(&LAYERS, &[(3, &[0, 1]), (5, &[1, 2, 0])]);
    let lone = Lone::new(&two_sets, &[]).unwrap();
    let text: String = ["", "anna", "José", "\u{1F40C}"]
        .map(|seed| {
            let (set, picks, _) = drawn(&lone, seed);
            format!("{}:{:?} ", set.0, picks.iter().map(|id| id.0).collect::<Vec<_>>())
        })
        .concat();
    assert_eq!(text, "1:[4, 6, 0] 1:[3, 5, 1] 0:[1, 3] 1:[4, 5, 0] ");
}

#[test]
fn traits_that_no_edition_has_are_told() {
    let mut project = project(&LAYERS, &[(10, &[0, 1]), (10, &[0, 2])]);
    let error = |pins: &[u32]| Lone::new(&project, &pins.iter().copied().map(TraitId).collect::<Vec<_>>()).unwrap_err();
    assert!(matches!(error(&[2, 5]), Error::Edit(EditError::LocksApart { .. })));
    project.rules = vec![excludes(&[2], &[0])];
    let error = Lone::new(&project, &[TraitId(2), TraitId(0)]).unwrap_err();
    assert!(matches!(error, Error::Edit(EditError::LocksContradict { .. })), "{error}");
}

#[test]
fn names_of_given_traits_are_looked_up() {
    let project = project(&LAYERS, &[(10, &[0, 1]), (10, &[0, 2])]);
    let find = |pairs: &[(&str, &str)]| traits_of_names(&project, "here", pairs);
    assert_eq!(find(&[("Hat", "Crown"), ("Back", "Blue#1.png")]).unwrap(), [TraitId(2), TraitId(1)]);
    assert_eq!(find(&[("Eyes", "B")]).unwrap(), [TraitId(6)]);
    for (pairs, told) in [
        (&[("Hta", "Crown")][..], "here: there is no layer \"Hta\" in set 1 (did you mean \"Hat\"?)"),
        (&[("Hat", "Crwon")], "layer \"Hat\" has no trait \"Crwon\" (did you mean \"Crown\"?)"),
        (&[("Hat", "Cap"), ("Hat", "Cap")], "layer \"Hat\" is named twice"),
        (&[("Back", "")], "has no trait \"\""),
    ] {
        let error = find(pairs).unwrap_err().to_string();
        assert!(error.contains(told), "{error}");
    }
}
