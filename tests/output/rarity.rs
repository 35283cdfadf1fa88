//! Rarity of small collections, counted by hand, and of random ones against a plain count.

use proptest::prelude::*;
use serde_json::json;
use simdgen::derive::rarity;
use simdgen::derive::rarity::Rarity;
use simdgen::metadata::Editions;
use simdgen::plan::Plan;
use simdgen::project::{LayerSet, Project, TraitId, Weight};

use crate::output::sample::{self, edition};

/// Two skies, of which two files are one trait, and a hat or nothing.
fn skies_and_hats() -> Project {
    let files: [(&str, &[&str]); 2] =
        [("Sky", &["Blue#1.png", "Blue#2.png", "Red#5.png"]), ("Hat", &["Cap#1.png", ""])];
    let mut project = sample::project("simdgen", &files);
    for (t, weight) in project.traits.iter_mut().zip([1, 2, 5, 1, 3]) {
        t.weight = Weight(weight * Weight::UNIT);
    }
    project.sets[0].editions = 4;
    project
}

fn plan_of(picks: &[[u32; 2]]) -> Plan {
    let mut plan = Plan::new(String::new());
    for (number, picks) in (1..).zip(picks) {
        plan.push(edition(number, &picks.map(TraitId)));
    }
    plan
}

fn counts(rarity: &Rarity) -> Vec<(&str, &str, u64, Option<f64>)> {
    rarity.traits.iter().map(|t| (t.layer.as_str(), t.value.as_str(), t.editions, t.asked)).collect()
}

#[test]
fn files_of_one_name_count_as_one_and_nothing_is_a_trait() {
    let project = skies_and_hats();
    let rarity = rarity::of_plan(&project, &plan_of(&[[0, 3], [1, 4], [2, 4], [0, 4]]));
    let expected = [
        ("Sky", "Blue", 3, Some(1.5)),
        ("Sky", "Red", 1, Some(2.5)),
        ("Hat", "", 3, Some(3.0)),
        ("Hat", "Cap", 1, Some(1.0)),
    ];
    assert_eq!(counts(&rarity), expected);
    // Blue and Cap: 4/3 and 4; Red and nothing: 4 and 4/3; Blue and nothing twice: 4/3 and 4/3.
    let ranks: Vec<(u32, u32)> = rarity.ranking.iter().map(|r| (r.rank, r.number)).collect();
    assert_eq!(ranks, [(1, 1), (1, 3), (3, 2), (3, 4)]);
    let first = rarity.ranking[0];
    assert!((first.score - (4.0 / 3.0 + 4.0)).abs() < 1e-12, "{first:?}");
    assert!((first.information - (2.0 + (4.0_f64 / 3.0).log2())).abs() < 1e-8, "{first:?}");
}

#[test]
fn a_layer_that_a_set_lacks_is_asked_for_in_the_others_only() {
    let mut project = skies_and_hats();
    let sky = project.sets[0].layers[0];
    project.sets.push(LayerSet { editions: 4, layers: vec![sky], order: vec![], ranks: vec![], title: None });
    let rarity = rarity::of_plan(&project, &plan_of(&[[0, 3], [2, 4]]));
    let asked: Vec<Option<f64>> = rarity.traits.iter().map(|t| t.asked).collect();
    // Of 2 editions 1 is asked of each set: hats are 1/4 of one set's.
    assert_eq!(asked, [Some(0.75), Some(1.25), Some(1.75), Some(0.25)]);
}

#[test]
fn exact_counts_are_asked_for_and_the_others_share_what_is_left() {
    let mut project = skies_and_hats();
    // One of two files called Blue; of the other three editions 2/7 are asked of the other.
    project.traits[0].count = Some(1);
    let rarity = rarity::of_plan(&project, &plan_of(&[[0, 3], [1, 4], [2, 4], [2, 4]]));
    let asked = |name: &str| rarity.traits.iter().find(|t| t.value == name).unwrap().asked.unwrap();
    assert!((asked("Blue") - (1.0 + 3.0 * 2.0 / 7.0)).abs() < 1e-12, "{rarity:?}");
    assert!((asked("Red") - 3.0 * 5.0 / 7.0).abs() < 1e-12, "{rarity:?}");
    // Half of the plan is asked for half of them.
    let half = rarity::of_plan(&project, &plan_of(&[[0, 3], [2, 4]]));
    assert!((half.traits.iter().find(|t| t.value == "Red").unwrap().asked.unwrap() - 1.5 * 5.0 / 7.0).abs() < 1e-12);
}

#[test]
fn metadata_of_any_engine_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let list = json!([
        {"edition": 0, "attributes": [{"trait_type": "Sky", "value": "Blue"}, {"trait_type": "Level", "value": 2}]},
        {"edition": 9, "attributes": [{"name": "Sky", "value": "Blue"}, "odd"]},
    ]);
    std::fs::write(folder.path().join("_metadata.json"), list.to_string()).unwrap();
    let rarity = rarity::of_metadata(&Editions::find(folder.path(), None).unwrap()).unwrap();
    let expected = [("Sky", "Blue", 2, None), ("Level", "", 1, None), ("Level", "2", 1, None)];
    assert_eq!(counts(&rarity), expected);
    std::fs::write(folder.path().join("_metadata.json"), "[{\"edition\": 1}, {}]").unwrap();
    let error = Editions::find(folder.path(), None).unwrap_err().to_string();
    assert!(error.contains("_metadata.json") && error.contains("entry 2 has no edition number"), "{error}");
}

#[test]
fn files_have_a_line_for_each_trait_and_edition() {
    let rarity = rarity::of_plan(&skies_and_hats(), &plan_of(&[[0, 3], [1, 4], [2, 4], [0, 4]]));
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let traits = "layer,trait,editions,share,asked\nSky,Blue,3,0.750000,1.50\nSky,Red,1,0.250000,2.50\n\
                  Hat,,3,0.750000,3.00\nHat,Cap,1,0.250000,1.00\n";
    assert_eq!(text(rarity::csv_of_traits(&rarity)), traits);
    let ranking = "rank,edition,information,score\n1,1,2.415037,5.333333\n1,3,2.415037,5.333333\n\
                   3,2,0.830075,2.666667\n3,4,0.830075,2.666667\n";
    assert_eq!(text(rarity::csv_of_ranking(&rarity)), ranking);
    let json: serde_json::Value = serde_json::from_str(&rarity::to_json(&rarity)).unwrap();
    let red = json!({"layer": "Sky", "trait": "Red", "editions": 1, "share": 0.25, "asked": 2.5});
    assert_eq!((&json["editions"], &json["traits"][1]), (&json!(4), &red));
    assert_eq!(json["ranking"][2], json!({"rank": 3, "edition": 2, "information": 0.830075, "score": 2.666667}));
}

proptest! {
    #[test]
    fn equals_a_plain_count(picks in prop::collection::vec((0_u32..3, 3_u32..5), 1..40)) {
        let picks: Vec<[u32; 2]> = picks.into_iter().map(|(sky, hat)| [sky, hat]).collect();
        let project = skies_and_hats();
        let rarity = rarity::of_plan(&project, &plan_of(&picks));
        let names: Vec<[&str; 2]> = picks.iter().map(|p| p.map(|id| project.traits[id as usize].name.as_str())).collect();
        for r in &rarity.ranking {
            let own = names[r.number as usize - 1];
            let shares = (0..2).map(|layer| {
                names.iter().filter(|n| n[layer] == own[layer]).count() as f64 / names.len() as f64
            });
            let information: f64 = shares.clone().map(|p| -p.log2()).sum();
            let score: f64 = shares.map(f64::recip).sum();
            prop_assert!((r.information - information).abs() < 1e-8 && (r.score - score).abs() < 1e-9);
            let rarer = rarity.ranking.iter().filter(|o| o.information > r.information).count();
            prop_assert_eq!(r.rank as usize, rarer + 1);
        }
    }
}
