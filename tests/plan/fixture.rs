//! Projects built by hand, for the tests and the bench of plans. No pictures: planning never opens one.

use std::path::Path;

use simdgen::project::{Project, Rule, RuleKind, Trait, TraitId, TraitSet, Weight};

use crate::plain;

/// A layer's name and its traits: name and weight in whole ones. Trait `Red` of weight 50 is `Red#50.png`; a
/// name that starts with `-` draws nothing.
pub type LayerSpec<'a> = (&'a str, &'a [(&'a str, u64)]);

/// A project of layers and sets, a set being how many editions and which layers, bottom up.
pub fn project(layers: &[LayerSpec<'_>], sets: &[(usize, &[u32])]) -> Project {
    let mut project = plain::project(Path::new("nowhere"), 8, 8);
    for (name, traits) in layers {
        let first = project.traits.len() as u32;
        let layer = project.layers.len() as u32;
        for (number, (name, weight)) in traits.iter().enumerate() {
            let nothing = name.starts_with('-');
            let file_name = if nothing { String::new() } else { format!("{name}#{weight}.png") };
            project.traits.push(Trait {
                picture: (!nothing).then(|| file_name.clone().into()),
                weight: Weight(weight * Weight::UNIT),
                ..plain::trait_of(layer, number, name, &file_name)
            });
        }
        project.layers.push(plain::layer(name, first..project.traits.len() as u32));
    }
    project.sets = sets.iter().map(|(editions, layers)| plain::set(*editions, layers.iter().copied())).collect();
    project
}

/// A project of one set with layers of given weights.
pub fn weighted(editions: usize, weights: &[&[u64]]) -> Project {
    let names: Vec<String> = (0..weights.iter().map(|w| w.len()).max().unwrap_or(0)).map(|i| format!("t{i}")).collect();
    let traits: Vec<Vec<(&str, u64)>> =
        weights.iter().map(|w| names.iter().map(String::as_str).zip(w.iter().copied()).collect()).collect();
    let layer_names: Vec<String> = (0..weights.len()).map(|i| format!("layer {i}")).collect();
    let specs: Vec<LayerSpec<'_>> = layer_names.iter().zip(&traits).map(|(n, t)| (n.as_str(), t.as_slice())).collect();
    let layers: Vec<u32> = (0..weights.len() as u32).collect();
    project(&specs, &[(editions, &layers)])
}

fn set(ids: &[u32]) -> TraitSet {
    ids.iter().map(|&id| TraitId(id)).collect()
}

fn rule(kind: RuleKind) -> Rule {
    Rule { text: format!("{kind:?}"), kind }
}

pub fn excludes(a: &[u32], b: &[u32]) -> Rule {
    rule(RuleKind::Excludes { a: set(a), b: set(b) })
}

pub fn requires(when: &[u32], any_of: &[u32]) -> Rule {
    rule(RuleKind::Requires { when: set(when), any_of: set(any_of) })
}

pub fn at_most(most: u32, of: &[u32]) -> Rule {
    rule(RuleKind::AtMost { most, of: set(of) })
}

/// 20 layers of 15 traits, 100 rules, 50 counts: the size that planning must do in a second.
pub fn large(editions: usize) -> Project {
    let weights: Vec<u64> = (1..=15).collect();
    let mut project = weighted(editions, &[weights.as_slice(); 20]);
    let mut word = 7u64;
    let mut next = |below: u64| {
        word = word.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((word >> 33) % below) as u32
    };
    for i in 0..100 {
        let (a, b) = (next(20), next(20));
        let (a, b, c) = (a * 15 + next(15), b * 15 + next(15), b * 15 + next(15));
        project.rules.push(match i % 10 {
            0 => requires(&[a], &[b, c, (b + 1) % 300]),
            1 => at_most(2, &[a, b, c, (a + 40) % 300, (b + 77) % 300]),
            _ => excludes(&[a], &[b, c]),
        });
    }
    for i in 0..50 {
        let id = (i % 20) * 15 + next(15);
        project.traits[id as usize].count = Some(editions as u32 * (1 + next(60)) / 1_000);
    }
    project
}
