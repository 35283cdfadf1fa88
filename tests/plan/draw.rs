//! Drawing: uniqueness up to the last combination, odds, sets, numbering, and the frozen contract.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use crate::plan::fixture::{LayerSpec, project, weighted};
use sha2::{Digest, Sha256};
use simdgen::Error;
use simdgen::canvas::StraightRgba;
use simdgen::error::PlanError;
use simdgen::plan::{Plan, Seed, capacity, counts, default_seed, draw, resize_sets};
use simdgen::project::{Background, Project, Weight};

/// Draws, and fails if two editions show the same picks or a pick is not the project's.
fn draw_all_different(project: &Project, seed: &str) -> Plan {
    let plan = draw(project, seed).expect("possible");
    assert_eq!(plan.len(), project.editions());
    assert!(plan.fits(project));
    let different: HashSet<_> = plan.editions().map(|e| e.picks.to_vec()).collect();
    assert_eq!(different.len(), plan.len());
    plan
}

#[test]
fn gives_all_combinations_quickly() {
    let ten = [1u64, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    let rare = [1_000_000u64, 1];
    let cases: [(usize, Vec<&[u64]>); 4] = [
        (6_075, vec![&[1, 1, 1], &[1; 3], &[1; 3], &[1; 3], &[1; 3], &[1; 5], &[1; 5]]),
        (10_000, vec![&[1; 10]; 4]),
        (10_000, vec![&ten; 4]),
        (1_024, vec![&rare; 10]),
    ];
    for (editions, weights) in cases {
        let start = Instant::now();
        draw_all_different(&weighted(editions, &weights), "all");
        // It takes some hundredths of a second; the bound leaves room for a busy machine.
        assert!(start.elapsed() < Duration::from_secs(1), "{editions} took {:?}", start.elapsed());
    }
}

#[test]
fn asking_for_more_than_there_is_says_what_limits_it() {
    let mut project = project(
        &[("Body", &[("a", 1), ("b", 1), ("never", 0)]), ("Hat", &[("x", 1), ("y", 2), ("z", 3)])],
        &[(4, &[0, 1]), (3, &[0, 1])],
    );
    let groups = capacity(&project);
    assert_eq!((groups.len(), groups[0].wanted, groups[0].possible), (1, 7, 6));
    let error = draw(&project, "1").expect_err("7 of 6");
    assert!(matches!(&error, Error::Plan(PlanError::NotEnoughCombinations { wanted: 7, possible: 6, .. })));
    let expected = "7 editions were asked for, but only 6 different ones exist: layer \"Body\" limits it most, with \
                    2 traits to draw; ask for fewer, add traits, or let editions be equal (unique = false in simdgen.toml)";
    assert_eq!(error.to_string(), expected);
    resize_sets(&mut project, 6);
    draw_all_different(&project, "1");
}

#[test]
fn a_layer_without_usable_traits_is_named() {
    let project = project(&[("Hat", &[("x", 0)])], &[(1, &[0])]);
    assert!(matches!(draw(&project, "1"), Err(Error::Plan(PlanError::NoUsableTrait { layer })) if layer == "Hat"));
}

#[test]
fn weights_that_do_not_add_up_are_refused() {
    let mut project = weighted(1, &[&[1, 1]]);
    project.traits[0].weight = Weight(u64::MAX);
    assert!(matches!(draw(&project, "1"), Err(Error::Plan(PlanError::WeightsTooLarge { .. }))));
}

#[test]
fn numbers_beyond_32_bits_are_refused() {
    let mut project = weighted(2, &[&[1, 1]]);
    project.first_edition = u32::MAX - 1;
    assert!(matches!(draw(&project, "1"), Err(Error::Plan(PlanError::NumbersEnd { editions: 2 }))));
}

#[test]
fn sets_are_compared_only_when_they_compare_the_same_layers() {
    let layers: [LayerSpec<'_>; 3] =
        [("Body", &[("a", 1), ("b", 1)]), ("Hat", &[("x", 1), ("y", 1)]), ("Sky", &[("day", 1), ("night", 1)])];
    // Sets 0 and 2 differ in the sky only, which is not compared: they share 4 combinations. Set 1 has its own 2.
    let mut project = project(&layers, &[(2, &[0, 1]), (2, &[0]), (2, &[2, 0, 1])]);
    project.layers[2].bypass_dna = true;
    assert_eq!(capacity(&project).iter().map(|g| (g.wanted, g.possible)).collect::<Vec<_>>(), [(4, 4), (2, 2)]);
    for seed in 0..50 {
        let plan = draw(&project, &seed.to_string()).expect("possible");
        let keys: HashSet<_> =
            plan.editions().map(|e| if e.set.0 == 2 { e.picks[1..].to_vec() } else { e.picks.to_vec() }).collect();
        assert_eq!(keys.len(), 6, "seed {seed}");
    }
}

#[test]
fn bypassed_layers_are_drawn_freely_by_weight() {
    let mut project = weighted(4_096, &[&[1; 8], &[3, 1], &[1; 8], &[1; 8], &[1; 8]]);
    project.layers[1].bypass_dna = true;
    // All 4,096, so that the exact draw takes part too.
    let plan = draw(&project, "free").expect("possible");
    let common = counts(&plan, &project)[8];
    // Mean 3,072, standard deviation 27.7; five of them.
    assert!((2_933..=3_211).contains(&common), "{common}");
}

/// Chi-square of the draws against the weights, far from running out. With 15 degrees of freedom it exceeds
/// 37.7 with odds of 0.1 %; the seed is fixed.
#[test]
fn picks_follow_the_weights() {
    let weights: Vec<u64> = (1..=16).map(|i| i * i).collect();
    let many = [1u64; 1_000];
    let project = weighted(100_000, &[&weights, &many, &many]);
    let plan = draw_all_different(&project, "weights");
    let total: u64 = weights.iter().sum();
    let chi_square: f64 = weights
        .iter()
        .zip(counts(&plan, &project))
        .map(|(&weight, count)| {
            let expected = 100_000.0 * weight as f64 / total as f64;
            (f64::from(count) - expected).powi(2) / expected
        })
        .sum();
    assert!(chi_square < 37.7, "chi-square {chi_square}");
}

/// Small case, exact: two of six combinations in order, odds by enumeration, 30,000 seeds. With 29 degrees of
/// freedom chi-square exceeds 58.3 with odds of 0.1 %.
#[test]
fn odds_are_those_of_drawing_without_putting_back() {
    let project = weighted(2, &[&[5, 3], &[6, 3, 1]]);
    let mut seen: HashMap<Vec<u32>, f64> = HashMap::new();
    for seed in 0..30_000 {
        let plan = draw(&project, &seed.to_string()).expect("possible");
        *seen.entry(plan.editions().flat_map(|e| e.picks).map(|pick| pick.0).collect()).or_default() += 1.0;
    }
    assert_eq!(seen.len(), 30);
    let weight = |pick: u32| project.traits[pick as usize].weight.0 as f64 / Weight::UNIT as f64;
    let odds = |picks: &[u32]| weight(picks[0]) * weight(picks[1]) / 80.0;
    let chi_square: f64 = seen
        .iter()
        .map(|(picks, count)| {
            let expected = 30_000.0 * odds(&picks[..2]) * odds(&picks[2..]) / (1.0 - odds(&picks[..2]));
            (count - expected).powi(2) / expected
        })
        .sum();
    assert!(chi_square < 58.3, "chi-square {chi_square}");
}

#[test]
fn numbers_have_no_gaps() {
    let mut project = weighted(100, &[&[1; 10], &[1; 20]]);
    for (first, shuffled) in [(0, false), (1, false), (0, true), (1, true)] {
        (project.first_edition, project.shuffle) = (first, shuffled);
        let plan = draw(&project, "numbers").expect("possible");
        let mut numbers: Vec<u32> = plan.editions().map(|e| e.number).collect();
        assert_eq!(numbers.is_sorted(), !shuffled);
        numbers.sort_unstable();
        assert_eq!(numbers, (first..first + 100).collect::<Vec<_>>());
    }
}

#[test]
fn more_editions_and_backgrounds_keep_the_picks() {
    let mut project = weighted(50, &[&[1, 2, 3], &[1; 10], &[5, 1]]);
    let short = draw(&project, "grow").expect("possible");
    project.background = Background::RandomHue { lightness: 800 };
    resize_sets(&mut project, 60);
    let long = draw(&project, "grow").expect("possible");
    assert!(short.editions().zip(long.editions()).all(|(a, b)| a.picks == b.picks));
    let colours: HashSet<_> = long.editions().map(|e| e.background.expect("opaque")).collect();
    assert!(colours.len() > 40);
    assert!(colours.iter().all(|c| c.a == 255 && c.r.max(c.g).max(c.b) == 255 && c.r.min(c.g).min(c.b) == 153));
    project.background = Background::Solid(StraightRgba { r: 1, g: 2, b: 3, a: 0 });
    assert_eq!(draw(&project, "grow").expect("possible").editions().filter_map(|e| e.background).count(), 0);
}

#[test]
fn resizing_cuts_later_sets_first() {
    let mut project = project(&[("Body", &[("a", 1)])], &[(50, &[0]), (100, &[0])]);
    for (wanted, expected) in [(200, [50, 150]), (60, [50, 10]), (50, [50, 0]), (30, [30, 0]), (31, [30, 1])] {
        resize_sets(&mut project, wanted);
        assert_eq!([project.sets[0].editions, project.sets[1].editions], expected, "{wanted}");
    }
}

#[test]
fn the_default_seed_depends_on_the_odds_only() {
    let base = weighted(10, &[&[1, 2], &[3, 4]]);
    let seed = default_seed(&base);
    let changed = |change: &dyn Fn(&mut Project)| {
        let mut project = base.clone();
        change(&mut project);
        default_seed(&project)
    };
    assert_eq!(seed.len(), 16);
    assert_eq!(changed(&|p| p.root = std::path::PathBuf::from("elsewhere").into()), seed);
    assert_eq!(changed(&|p| resize_sets(p, 99)), seed);
    assert_ne!(changed(&|p| p.traits[0].weight = Weight::ZERO), seed);
    assert_ne!(changed(&|p| p.traits[0].name.push('!')), seed);
    assert_ne!(changed(&|p| p.layers[0].name.push('!')), seed);
    assert_ne!(changed(&|p| p.layers[0].bypass_dna = true), seed);
    assert_ne!(changed(&|p| p.sets[0].layers.reverse()), seed);
    let plan = |seed| draw(&weighted(10, &[[1; 9].as_slice(); 3]), seed).expect("possible");
    assert_ne!(plan("a"), plan("b"));
}

/// The contract of `plan::rng` told once more, plainly, for plans that do not come near running out.
#[test]
fn a_plan_can_be_repeated_from_the_contract() {
    let weights: [&[u64]; 3] = [&[50, 30, 20], &[1; 100], &[7, 0, 2]];
    let plan = draw(&weighted(500, &weights), "repeat").expect("possible");
    let mut used = HashSet::new();
    for (i, edition) in plan.editions().enumerate() {
        let mut stream = Seed::new("repeat").stream(i as u64 + 1);
        stream.below(360);
        let picks = loop {
            let mut first = 0;
            let picks = weights.map(|layer| {
                let mut r = stream.below(layer.iter().sum::<u64>() * Weight::UNIT);
                let mut pick = 0;
                while r >= layer[pick] * Weight::UNIT {
                    r -= layer[pick] * Weight::UNIT;
                    pick += 1;
                }
                first += layer.len();
                (first - layer.len() + pick) as u32
            });
            if used.insert(picks) {
                break picks;
            }
        };
        assert_eq!(edition.picks.iter().map(|p| p.0).collect::<Vec<_>>(), picks, "edition {i}");
    }
}

/// Frozen: a change here breaks every seed in use, and needs a new version of the contract instead.
#[test]
fn plans_are_frozen() {
    let fingerprint = |project: &Project| {
        let plan = draw(project, "42").expect("possible");
        let mut hash = Sha256::new();
        for edition in plan.editions() {
            hash.update(edition.number.to_le_bytes());
            let c = edition.background.unwrap_or_default();
            hash.update([c.r, c.g, c.b, c.a]);
            edition.picks.iter().for_each(|pick| hash.update(pick.0.to_le_bytes()));
        }
        hash.finalize()[..8].iter().map(|b| format!("{b:02x}")).collect::<String>()
    };
    // Far from running out.
    let mut project = weighted(1_000, &[&[50, 30, 20], &[1; 20], &[9, 1, 5, 5], &[1; 10], &[100, 1]]);
    project.background = Background::RandomHue { lightness: 800 };
    project.shuffle = true;
    assert_eq!(fingerprint(&project), "9981bed16b2d7405");
    // All there are, so most come from the exact draw.
    assert_eq!(
        fingerprint(&weighted(1_000, &[&[1_000, 1, 2, 3, 4], &[70, 1, 1, 1, 1], &[5; 5], &[1; 8]])),
        "dcd7365ac80e7abd"
    );
}
