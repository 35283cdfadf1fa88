//! 1/1 pictures in plans: each once, at its number, and nothing else drawn otherwise.

use std::collections::BTreeSet;

use crate::plan::fixture::{project, weighted};
use simdgen::Error;
use simdgen::error::PlanError;
use simdgen::plan::file::{PlanFormat, read, write};
use simdgen::plan::{Edition, Plan, Seed, draw, grow, resize_sets};
use simdgen::project::{Attribute, Background, LayerId, OneOfOne, Project, SetId, Trait, TraitId};

/// Adds pictures of some numbers, as the reader does.
fn add(project: &mut Project, numbers: &[Option<u32>]) {
    let (layer, first) = (LayerId(project.layers.len() as u32), project.traits.len() as u32);
    for (at, &number) in numbers.iter().enumerate() {
        let id = TraitId(first + at as u32);
        project.one_of_one.push(OneOfOne { id, number, title: None, attributes: vec![] });
        let file_name = format!("made/{at}.png");
        let own = Trait { layer, name: at.to_string(), dna: file_name.clone(), file_name, ..project.traits[0].clone() };
        project.traits.push(Trait { attribute: Attribute::Hidden, count: None, ..own });
    }
    let mut own = project.layers[0].clone();
    (own.name, own.traits) = (OneOfOne::LAYER.to_owned(), first..first + numbers.len() as u32);
    project.layers.push(own);
    let set = &project.sets[0];
    project.sets.push(simdgen::project::LayerSet { editions: numbers.len(), layers: vec![layer], ..set.clone() });
}

/// Two sets with eight editions in all.
fn two_sets() -> Project {
    let specs = [("Body", [("a", 1); 9].as_slice()), ("Hat", &[("x", 1); 9])];
    project(&specs, &[(5, &[0, 1]), (3, &[1, 0])])
}

fn ones(project: &Project, plan: &Plan) -> Vec<(u32, u32)> {
    let (set, _) = project.place_of_one_of_ones().expect("there are some");
    let first = project.one_of_one[0].id.0;
    plan.editions().filter(|e| e.set == set).map(|e| (e.picks[0].0 - first, e.number)).collect()
}

fn numbers(plan: &Plan) -> BTreeSet<u32> {
    plan.editions().map(|e| e.number).collect()
}

fn drawn(plan: &Plan, count: usize) -> Vec<(SetId, Vec<TraitId>, Option<simdgen::canvas::StraightRgba>)> {
    plan.editions().take(count).map(|e| (e.set, e.picks.to_vec(), e.background)).collect()
}

#[test]
fn each_is_there_once_and_nothing_else_changes() {
    for (shuffle, count, hue) in [(false, None, false), (true, None, true), (true, Some(4), false)] {
        let mut base = two_sets();
        (base.first_edition, base.shuffle, base.traits[0].count) = (3, shuffle, count);
        if hue {
            base.background = Background::RandomHue { lightness: 500 };
        }
        let mut project = base.clone();
        add(&mut project, &[Some(5), None, Some(3), None]);
        for seed in ["a", "b", "c"] {
            let (without, plan) = (draw(&base, seed).expect("possible"), draw(&project, seed).expect("possible"));
            assert_eq!(drawn(&without, 8), drawn(&plan, 8));
            assert!(plan.fits(&project));
            assert_eq!(numbers(&plan), (3..15).collect());
            let ones = ones(&project, &plan);
            assert_eq!(ones.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [0, 1, 2, 3]);
            assert_eq!((ones[0].1, ones[2].1), (5, 3));
            assert!(plan.editions().all(|e| e.background.is_some() == hue));
            let is_sorted = plan.editions().take(8).map(|e| e.number).is_sorted();
            assert!(is_sorted != shuffle, "{seed}");
        }
    }
}

/// The contract of `plan::rng` told once more, and that it gives every number its turn. With 8 degrees of freedom
/// chi-square exceeds 26.1 with odds of 0.1 %.
#[test]
fn numbers_that_are_not_chosen_are_random() {
    let mut project = two_sets();
    add(&mut project, &[None, Some(4)]);
    let mut seen = [0_u32; 11];
    let seeds = 9_000;
    for seed in 0..seeds {
        let seed = seed.to_string();
        let plan = draw(&project, &seed).expect("possible");
        let number = ones(&project, &plan)[0].1;
        let left = [1, 2, 3, 5, 6, 7, 8, 9, 10];
        assert_eq!(number, left[Seed::new(&seed).stream(u64::MAX - 1).below(9) as usize]);
        seen[number as usize] += 1;
    }
    assert_eq!((seen[0], seen[4]), (0, 0));
    let expected = f64::from(seeds) / 9.0;
    let off = |&count: &u32| (f64::from(count) - expected).powi(2) / expected;
    let chi_square: f64 = seen.iter().filter(|count| **count > 0).map(off).sum();
    assert!(seen.iter().filter(|count| **count > 0).count() == 9 && chi_square < 26.1, "{seen:?}");
}

#[test]
fn all_are_made_whatever_the_size() {
    let mut project = two_sets();
    add(&mut project, &[Some(10), None]);
    resize_sets(&mut project, 40);
    assert_eq!(project.sets.iter().map(|set| set.editions).collect::<Vec<_>>(), [5, 33, 2]);
    // The chosen number stays where it is, also past the last.
    resize_sets(&mut project, 4);
    let plan = draw(&project, "x").expect("possible");
    assert_eq!((plan.len(), numbers(&plan)), (4, BTreeSet::from([1, 2, 3, 10])));
    resize_sets(&mut project, 1);
    assert_eq!((project.editions(), draw(&project, "x").expect("possible").len()), (2, 2));
}

#[test]
fn a_plan_grows_beside_them() {
    let mut project = two_sets();
    add(&mut project, &[Some(7), None]);
    let plan = draw(&project, "x").expect("possible");
    resize_sets(&mut project, 20);
    let grown = grow(&project, "x", &plan, &[]).expect("possible");
    assert!(plan.editions().eq(grown.editions().take(10)));
    assert_eq!((numbers(&grown), ones(&project, &grown).len()), ((1..21).collect(), 2));

    // What was taken out comes back, what is new is added, and the rest stays.
    let mut less = Plan::new(plan.seed.clone());
    plan.editions().filter(|e| e.number != 7 && e.number != 2).for_each(|e| less.push(e));
    let again = grow(&project, "x", &less, &[]).expect("possible");
    assert!(less.editions().eq(again.editions().take(less.len())));
    assert!(ones(&project, &again).contains(&(0, 7)));
    assert_eq!(numbers(&again), (1..21).collect());

    let mut more = two_sets();
    add(&mut more, &[Some(7), None, Some(13), None]);
    resize_sets(&mut more, 14);
    let added = grow(&more, "x", &plan, &[]).expect("possible");
    assert!(plan.editions().eq(added.editions().take(10)));
    assert_eq!(numbers(&added), (1..15).collect());
    assert!(ones(&more, &added).contains(&(2, 13)));

    let taken = plan.editions().next().expect("ten").number;
    more.one_of_one[2].number = Some(taken);
    let error = grow(&more, "x", &plan, &[]).expect_err("there is one of this number");
    assert!(
        matches!(&error, Error::Plan(PlanError::KeptNumber { number, file }) if *number == taken && file == "made/2.png")
    );
    assert!(
        error.to_string().contains(&format!("has an edition {taken}, and made/2.png is to have that number")),
        "{error}"
    );
}

#[test]
fn a_plan_of_too_many_others_is_refused() {
    let mut project = two_sets();
    let plan = draw(&project, "x").expect("possible");
    add(&mut project, &[None]);
    assert_eq!(grow(&project, "x", &plan, &[]).expect("possible").len(), 9);
    resize_sets(&mut project, 8);
    let error = grow(&project, "x", &plan, &[]).expect_err("too many");
    assert!(matches!(error, Error::Plan(PlanError::KeptTooMany { kept: 9, wanted: 8 })), "{error}");
}

#[test]
fn they_are_not_drawn_anew() {
    let mut project = two_sets();
    add(&mut project, &[Some(4)]);
    let plan = draw(&project, "x").expect("possible");
    let next = grow(&project, "x", &plan, &[3..=5]).expect("possible");
    let changed = plan.editions().zip(next.editions()).filter(|(a, b)| a.picks != b.picks).map(|(a, _)| a.number);
    assert_eq!(changed.collect::<Vec<_>>(), [3, 5]);
    let error = grow(&project, "x", &plan, &[4..=4]).expect_err("only a picture");
    assert!(matches!(error, Error::Plan(PlanError::RerollUnknown { first: 4, last: 4 })), "{error}");
}

#[test]
fn plan_files_have_them() {
    let mut project = weighted(4, &[&[1; 5], &[1; 5]]);
    add(&mut project, &[Some(2), None]);
    let plan = draw(&project, "x").expect("possible");
    let folder = tempfile::tempdir().expect("a folder");
    for (format, name) in [(PlanFormat::Jsonl, "p.jsonl"), (PlanFormat::Csv, "p.csv")] {
        let mut text = vec![];
        write(format, &project, &plan, &mut text).expect("memory");
        assert!(String::from_utf8_lossy(&text).contains("One of One"), "{name}");
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        let same = |(a, b): (Edition<'_>, Edition<'_>)| a == b;
        let back = read(&path, &project).expect("own");
        assert!(back.len() == plan.len() && back.editions().zip(plan.editions()).all(same), "{name}");
    }
}
