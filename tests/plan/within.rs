//! Layers within a trait of a layer that is not compared: weights are kept, and all combinations are counted and drawn.
//!
//! What is allowed is worked out here from names alone, by trying everything.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use simdgen::Error;
use simdgen::dialect;
use simdgen::error::PlanError;
use simdgen::plan::{Plan, capacity, draw};
use simdgen::project::{Project, TraitId};

use crate::plan::fixture::{project as of, requires};
use crate::plan::rules::{compared, odds, small_project};

/// How often something is expected, and how often it was seen.
type Cell = (f64, f64);

/// What was seen so often against what is expected, as a chi-square statistic above its bound: expected values below 5 are
/// taken together. The bound is the point that is passed once in a million (Wilson and Hilferty).
fn fits(cells: &[Cell]) -> bool {
    let (large, small): (Vec<Cell>, Vec<Cell>) = cells.iter().partition(|(expected, _)| *expected >= 5.0);
    let rest = small.iter().fold((0.0, 0.0), |sum: (f64, f64), cell| (sum.0 + cell.0, sum.1 + cell.1));
    let all: Vec<(f64, f64)> = large.into_iter().chain((rest.0 >= 5.0).then_some(rest)).collect();
    let freedom: f64 = all.len().saturating_sub(1).max(1) as f64;
    let statistic: f64 = all.iter().map(|(expected, seen)| (seen - expected).powi(2) / expected).sum();
    let spread: f64 = 2.0 / (9.0 * freedom);
    statistic <= freedom * (1.0 - spread + 4.753 * spread.sqrt()).powi(3)
}

#[test]
fn the_bound_refuses_what_does_not_fit() {
    assert!(fits(&[(100.0, 110.0), (100.0, 90.0)]) && fits(&[(10.0, 10.0), (1.0, 0.0)]));
    assert!(!fits(&[(100.0, 150.0), (100.0, 50.0)]) && !fits(&[(10.0, 40.0), (4.0, 20.0)]));
}

/// First editions of many seeds, of random rules and layers, against the enumerated odds.
#[test]
fn weights_are_kept_under_random_rules() {
    const SEEDS: u32 = 400;
    let mut runner = TestRunner::new(Config { cases: 80, failure_persistence: None, ..Config::default() });
    let is_mixed = |p: &Project| p.layers.iter().any(|l| l.bypass_dna) && p.layers.iter().any(|l| l.within.is_some());
    let projects = small_project().prop_filter("has such layers", is_mixed);
    let ran = runner.run(&projects, |project| {
        let drawable = project
            .layers
            .iter()
            .all(|layer| layer.traits.clone().any(|id| project.traits[id as usize].can_be_drawn()));
        prop_assume!(drawable);
        let odds = odds(&project);
        prop_assume!(odds.len() > 1);
        let mut seen: BTreeMap<Vec<TraitId>, f64> = BTreeMap::new();
        for seed in 0..SEEDS {
            let plan = draw(&project, &seed.to_string()).expect("possible");
            *seen.entry(plan.editions().next().expect("one").picks.to_vec()).or_default() += 1.0;
        }
        prop_assert!(seen.keys().all(|picks| odds.contains_key(picks)));
        let cell = |(picks, odds): (_, &f64)| (odds * f64::from(SEEDS), seen.get(picks).copied().unwrap_or(0.0));
        let cells: Vec<_> = odds.iter().map(cell).collect();
        prop_assert!(fits(&cells), "{:?}", cells);
        Ok(())
    });
    ran.unwrap_or_else(|failure| panic!("{failure}"));
}

/// A sky that is not compared and stars within one of its traits, so rare beside it that the second edition is always drawn
/// from what remains: the other star, and no stars over the two other skies, at 1 to 1 to 5.
#[test]
fn what_remains_is_drawn_by_weight() {
    const MANY: u64 = 1_000_000_000;
    let mut project = of(
        &[
            ("Sky", &[("dawn", 1), ("dusk", 5), ("night", MANY)]),
            ("Stars", &[("few", MANY), ("many", 1), ("-", 1)]),
            ("Moon", &[("new", 2), ("full", 1)]),
        ],
        &[(3, &[0, 1, 2])],
    );
    project.layers[0].bypass_dna = true;
    project.layers[1].within = Some(TraitId(2));
    project.traits[5].reserve = true;
    project.rules = vec![requires(&[3, 4], &[2])];
    let group = &capacity(&project)[0];
    assert_eq!((group.possible, group.at_most), (6, 6));
    let mut seen: BTreeMap<(u32, u32, u32), f64> = BTreeMap::new();
    for seed in 0..6_000 {
        let plan = draw(&project, &seed.to_string()).expect("possible");
        let third = plan.editions().nth(2).expect("three").picks;
        *seen.entry((third[0].0, third[1].0, third[2].0)).or_default() += 1.0;
    }
    let expected = |sky: f64, moon: f64| 6_000.0 * sky / 7.0 * moon / 3.0;
    let cells = [
        ((2, 4, 6), expected(1.0, 2.0)),
        ((2, 4, 7), expected(1.0, 1.0)),
        ((0, 5, 6), expected(1.0, 2.0)),
        ((0, 5, 7), expected(1.0, 1.0)),
        ((1, 5, 6), expected(5.0, 2.0)),
        ((1, 5, 7), expected(5.0, 1.0)),
    ];
    assert!(seen.keys().all(|picks| cells.iter().any(|(known, _)| known == picks)), "{seen:?}");
    let cells: Vec<_> =
        cells.iter().map(|(picks, expected)| (*expected, seen.get(picks).copied().unwrap_or(0.0))).collect();
    assert!(fits(&cells), "{cells:?}");
}

/// A layer as a configuration has it.
#[derive(Clone, Debug)]
struct Written {
    weights: Vec<u32>,
    unique: bool,
    none: Option<u32>,
    within: Option<(usize, usize)>,
}

/// A rule as a configuration has it; traits by layer and number.
#[derive(Clone, Debug)]
enum Asked {
    Excludes(Vec<Name>, Vec<Name>),
    Requires(Vec<Name>, Vec<Name>),
    OnlyWith(Vec<Name>, Vec<Name>),
    AtMost(usize, Vec<Name>),
    Same(Vec<Name>, Vec<Name>),
}

type Name = (usize, usize);

/// A choice of each layer; `None` draws nothing.
type Picks = Vec<Option<usize>>;

impl Asked {
    fn holds(&self, picks: &Picks) -> bool {
        let shown = |(layer, t): &Name| picks[*layer] == Some(*t);
        let any = |names: &[Name]| names.iter().any(shown);
        let apart = |a: &[Name], b: &[Name]| {
            !a.iter().any(|one| shown(one) && b.iter().any(|other| other.0 != one.0 && shown(other)))
        };
        match self {
            Self::Excludes(a, b) | Self::Same(a, b) => apart(a, b),
            Self::Requires(a, b) => !any(a) || any(b),
            Self::OnlyWith(a, b) => a.iter().filter(|one| shown(one)).all(|one| {
                let layers: BTreeSet<usize> = b.iter().map(|other| other.0).filter(|layer| *layer != one.0).collect();
                layers.iter().all(|layer| picks[*layer].is_some_and(|t| b.contains(&(*layer, t))))
            }),
            Self::AtMost(most, of) => {
                of.iter().collect::<BTreeSet<_>>().into_iter().filter(|one| shown(one)).count() <= *most
            }
        }
    }

    fn text(&self) -> String {
        let list = |names: &[Name]| {
            let names: Vec<String> = names.iter().map(|(layer, t)| format!("\"L{layer}/T{t}\"")).collect();
            format!("[{}]", names.join(", "))
        };
        match self {
            Self::Excludes(a, b) => format!("trait = {}\nexcludes = {}\n", list(a), list(b)),
            Self::Requires(a, b) => format!("trait = {}\nrequires = {}\n", list(a), list(b)),
            Self::OnlyWith(a, b) => format!("trait = {}\nonly_with = {}\n", list(a), list(b)),
            Self::AtMost(most, of) => format!("at_most = {most}\nof = {}\n", list(of)),
            Self::Same(a, b) => format!("same = [\"#a\", \"#b\"]\n[tags]\na = {}\nb = {}\n", list(a), list(b)),
        }
    }
}

/// Weights, whether it is compared, the weight of nothing, and what it is within.
type Drawn = (Vec<u32>, bool, Option<u32>, Option<(prop::sample::Index, prop::sample::Index)>);

fn layers() -> impl Strategy<Value = Vec<Written>> {
    let weights = prop::collection::vec(prop_oneof![1 => Just(0u32), 6 => 1u32..4], 1..=4);
    let none = prop::option::weighted(0.2, 1u32..4);
    let within = prop::option::weighted(0.5, (any::<prop::sample::Index>(), any::<prop::sample::Index>()));
    let layer = (weights, prop::bool::weighted(0.5), none, within);
    prop::collection::vec(layer, 2..=4).prop_map(|drawn| {
        let counts: Vec<usize> = drawn.iter().map(|(weights, ..)| weights.len()).collect();
        let written = |(at, (weights, unique, none, within)): (usize, Drawn)| {
            let outer = within.filter(|_| at > 0).map(|(layer, t)| {
                let layer = layer.index(at);
                (layer, t.index(counts[layer]))
            });
            Written { weights, unique, none, within: outer }
        };
        drawn.into_iter().enumerate().map(written).collect()
    })
}

fn asked(counts: Vec<usize>) -> impl Strategy<Value = Vec<Asked>> {
    let name = (0..counts.len()).prop_flat_map(move |layer| (Just(layer), 0..counts[layer]));
    let names = prop::collection::vec(name, 1..4);
    let rule = (0..6, names.clone(), names, 0usize..3).prop_map(|(kind, a, b, most)| match kind {
        0 | 1 => Asked::Excludes(a, b),
        2 => Asked::Requires(a, b),
        3 => Asked::OnlyWith(a, b),
        4 => Asked::AtMost(most, a),
        _ => Asked::Same(a, b),
    });
    prop::collection::vec(rule, 0..3)
}

/// The configuration, with two sets of the same layers.
fn text(layers: &[Written], rules: &[Asked], editions: usize) -> String {
    let mut text = "[collection]\nname = \"X\"\n[canvas]\nwidth = 8\nheight = 8\n".to_owned();
    for (at, layer) in layers.iter().enumerate() {
        let _ = writeln!(text, "[[layers]]\nname = \"L{at}\"\nunique = {}", layer.unique);
        layer.none.iter().for_each(|none| text += &format!("none = {none}\n"));
        layer.within.iter().for_each(|(outer, t)| text += &format!("within = \"L{outer}/T{t}\"\n"));
    }
    for part in [editions / 2, editions - editions / 2].into_iter().filter(|part| *part > 0) {
        text += &format!("[[sets]]\neditions = {part}\n");
    }
    rules.iter().for_each(|rule| text += &format!("[[rules]]\n{}", rule.text()));
    text
}

/// Layers and rules by their meaning.
struct Model<'a> {
    layers: &'a [Written],
    rules: &'a [Asked],
}

impl Model<'_> {
    /// Every edition there is: all combinations that are allowed, without those that draw nothing for want of thought.
    fn editions(&self) -> BTreeSet<Picks> {
        let mut all: Vec<Picks> = vec![vec![]];
        for layer in self.layers {
            let traits = (0..layer.weights.len()).filter(|t| layer.weights[*t] > 0).map(Some);
            let nothing = (layer.none.is_some() || layer.within.is_some()).then_some(None);
            let choices: Vec<Option<usize>> = traits.chain(nothing).collect();
            let with = |picks: &Picks| {
                choices.iter().map(|&choice| [picks.as_slice(), &[choice]].concat()).collect::<Vec<_>>()
            };
            all = all.iter().flat_map(with).collect();
        }
        all.retain(|picks| {
            let is_shown = |(layer, t): Name| picks[layer] == Some(t);
            let mut own = self.layers.iter().zip(picks);
            self.rules.iter().all(|rule| rule.holds(picks))
                && own.all(|(layer, pick)| pick.is_none() || layer.within.is_none_or(is_shown))
        });
        let is_sensible = |picks: &&Picks| {
            let nothing = (0..self.layers.len()).filter(|&at| self.is_spare(at) && picks[at].is_none());
            let mut others =
                nothing.flat_map(|at| all.iter().filter(move |other| other[at].is_some()).map(move |o| (at, o)));
            !others.any(|(at, other)| (0..picks.len()).all(|i| !self.is_before(i, at) || picks[i] == other[i]))
        };
        all.iter().filter(is_sensible).cloned().collect()
    }

    /// True when a layer draws nothing only where nothing else is possible.
    fn is_spare(&self, at: usize) -> bool {
        self.layers[at].within.is_some() && self.layers[at].none.is_none()
    }

    /// True when a layer is chosen before another: in order, those last that no compared layer needs.
    fn is_before(&self, one: usize, other: usize) -> bool {
        let turn = |at: usize| (!self.is_needed(at), at);
        turn(one) < turn(other)
    }

    fn is_needed(&self, at: usize) -> bool {
        self.layers[at].unique
            || (at + 1..self.layers.len()).any(|above| self.needs(above, at) && self.is_needed(above))
    }

    fn needs(&self, above: usize, at: usize) -> bool {
        let mut rules = self.rules.iter();
        self.layers[above].within.is_some_and(|(outer, _)| outer == at)
            || self.is_spare(above) && rules.any(|rule| self.names(rule, above) && self.names(rule, at))
    }

    fn names(&self, rule: &Asked, layer: usize) -> bool {
        let any = |names: &[Name]| names.iter().any(|name| name.0 == layer);
        match rule {
            Asked::Excludes(a, b) | Asked::Requires(a, b) | Asked::Same(a, b) => any(a) || any(b),
            Asked::AtMost(_, of) => any(of),
            // What it shuts out are the others of the layer.
            Asked::OnlyWith(a, b) => any(a) || any(b) && self.has_others(layer, b),
        }
    }

    fn has_others(&self, layer: usize, names: &[Name]) -> bool {
        let own = &self.layers[layer];
        own.none.is_some() || own.within.is_some() || (0..own.weights.len()).any(|t| !names.contains(&(layer, t)))
    }

    /// An edition of a plan by the names of its traits.
    fn picks(project: &Project, ids: &[TraitId]) -> Picks {
        let number = |name: &str| name.strip_prefix('T').map(|number| number.parse().expect("a number"));
        ids.iter().map(|id| number(&project.trait_(*id).name)).collect()
    }

    fn compared(&self, picks: &Picks) -> Picks {
        picks.iter().zip(self.layers).filter(|(_, layer)| layer.unique).map(|(pick, _)| *pick).collect()
    }
}

/// As many editions as there are by trying everything are counted and drawn, all different; one more is refused with that number.
#[test]
fn what_a_configuration_allows_is_counted_and_drawn() {
    let mut runner = TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() });
    let written = layers().prop_flat_map(|layers| {
        let counts = layers.iter().map(|layer| layer.weights.len()).collect();
        (Just(layers), asked(counts))
    });
    let folder = tempfile::tempdir().expect("a folder");
    let ran = runner.run(&written, |(layers, mut rules)| {
        // Tags end the table of the rule they are written with, so there is one such rule, the last.
        let same = rules.iter().position(|rule| matches!(rule, Asked::Same(..))).map(|at| rules.remove(at));
        rules.retain(|rule| !matches!(rule, Asked::Same(..)));
        rules.extend(same);
        prop_assume!(layers.iter().all(|layer| layer.none.is_some() || layer.weights.iter().any(|weight| *weight > 0)));

        let _ = std::fs::remove_dir_all(folder.path().join("layers"));
        for (at, layer) in layers.iter().enumerate() {
            let own = folder.path().join(format!("layers/L{at}"));
            std::fs::create_dir_all(&own).expect("made");
            for (t, weight) in layer.weights.iter().enumerate() {
                std::fs::write(own.join(format!("T{t}#{weight}.png")), b"").expect("written");
            }
        }
        let open = |editions: usize| {
            std::fs::write(folder.path().join("simdgen.toml"), text(&layers, &rules, editions)).expect("written");
            dialect::open(folder.path(), None).unwrap_or_else(|error| panic!("{error}\n{}", text(&layers, &rules, editions)))
        };
        let model = Model { layers: &layers, rules: &rules };
        let allowed = model.editions();
        let expected: BTreeSet<Picks> = allowed.iter().map(|picks| model.compared(picks)).collect();
        let project = open(expected.len().max(1));
        let group = &capacity(&project)[0];
        prop_assert_eq!((group.possible, group.at_most), (expected.len() as u128, expected.len() as u128));
        if expected.is_empty() {
            let error = draw(&project, "x").expect_err("nothing is possible");
            prop_assert!(matches!(error, Error::Plan(PlanError::RulesContradict { .. })), "{}", error);
            return Ok(());
        }
        let plan = draw(&project, "x").expect("as many as there are");
        let drawn: Vec<Picks> = plan.editions().map(|edition| Model::picks(&project, edition.picks)).collect();
        prop_assert!(drawn.iter().all(|picks| allowed.contains(picks)));
        prop_assert_eq!(drawn.iter().map(|picks| model.compared(picks)).collect::<BTreeSet<_>>(), expected.clone());

        let error = draw(&open(expected.len() + 1), "x").expect_err("one too many");
        let is_said = matches!(error, Error::Plan(PlanError::NotEnoughCombinations { possible, .. }) if possible == expected.len() as u128);
        prop_assert!(is_said, "{}", error);
        Ok(())
    });
    ran.unwrap_or_else(|failure| panic!("{failure}"));
}

/// What was drawn counts as used, with whatever is not compared: growing a plan ends at the same number.
#[test]
fn growing_ends_where_drawing_does() {
    let mut runner = TestRunner::new(Config { cases: 300, failure_persistence: None, ..Config::default() });
    let is_mixed = |p: &Project| p.layers.iter().any(|l| l.bypass_dna) && p.layers.iter().any(|l| l.within.is_some());
    let projects = (small_project().prop_filter("has such layers", is_mixed), any::<prop::sample::Index>());
    let ran = runner.run(&projects, |(mut project, part)| {
        let drawable = project
            .layers
            .iter()
            .all(|layer| layer.traits.clone().any(|id| project.traits[id as usize].can_be_drawn()));
        prop_assume!(drawable);
        let all = capacity(&project)[0].possible as usize;
        prop_assume!(all > 0);
        project.sets[0].editions = part.index(all);
        let first = draw(&project, "x").expect("possible");
        project.sets[0].editions = all;
        let grown = simdgen::plan::grow(&project, "y", &first, &[]).expect("the others are there");
        let keys = |plan: &Plan| plan.editions().map(|e| compared(&project, e.picks)).collect::<BTreeSet<_>>().len();
        prop_assert_eq!(keys(&grown), all);
        prop_assert!(grown.editions().all(|e| project.broken_rule(e.picks).is_none()));
        project.sets[0].editions = all + 1;
        prop_assert!(simdgen::plan::grow(&project, "y", &first, &[]).is_err());
        Ok(())
    });
    ran.unwrap_or_else(|failure| panic!("{failure}"));
}
