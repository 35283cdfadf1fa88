//! A project with its layers in another order, or without a trait: what a change of `simdgen.toml` is to make of it.

use crate::project::{Layer, LayerId, LayerSet, OneOfOne, Project, Rule, RuleKind, Trait, TraitId, TraitSet};

/// The project with layers in another order, which is given by their ids now. Sets keep their layers in the order they
/// have, and ranks stay behind.
pub(super) fn in_order(project: &Project, order: &[LayerId]) -> Project {
    renumbered(project, order, |_| true)
}

/// The project without a trait.
pub(super) fn without_trait(project: &Project, gone: TraitId) -> Project {
    let order: Vec<LayerId> = (0..project.layers.len() as u32).map(LayerId).collect();
    renumbered(project, &order, |id| id != gone)
}

fn renumbered(project: &Project, order: &[LayerId], stays: impl Fn(TraitId) -> bool) -> Project {
    let mut layer_of = vec![LayerId(u32::MAX); project.layers.len()];
    let mut trait_of = vec![None; project.traits.len()];
    let (mut layers, mut traits): (Vec<Layer>, Vec<Trait>) = (vec![], vec![]);
    for &id in order {
        let (layer, first) = (LayerId(layers.len() as u32), traits.len() as u32);
        layer_of[id.0 as usize] = layer;
        for (id, t) in project.traits_of(id).filter(|(id, _)| stays(*id)) {
            trait_of[id.0 as usize] = Some(TraitId(traits.len() as u32));
            traits.push(Trait { layer, ..t.clone() });
        }
        layers.push(Layer { traits: first..traits.len() as u32, ..project.layer(id).clone() });
    }
    let of = |id: TraitId| trait_of[id.0 as usize];
    let set_of = |set: &TraitSet| set.iter().filter_map(of).collect::<TraitSet>();
    for layer in &mut layers {
        layer.within = layer.within.and_then(of);
    }
    let rule = |rule: &Rule| {
        let kind = match &rule.kind {
            RuleKind::Excludes { a, b } => RuleKind::Excludes { a: set_of(a), b: set_of(b) },
            RuleKind::Requires { when, any_of } => RuleKind::Requires { when: set_of(when), any_of: set_of(any_of) },
            RuleKind::AtMost { most, of } => RuleKind::AtMost { most: *most, of: set_of(of) },
        };
        Rule { kind, text: rule.text.clone() }
    };
    let set = |set: &LayerSet| {
        let layers = set.layers.iter().map(|id| layer_of[id.0 as usize]).collect();
        LayerSet { layers, ranks: vec![], ..set.clone() }
    };
    let mut metadata = project.metadata.clone();
    metadata.displays = metadata.displays.into_iter().map(|(id, display)| (layer_of[id.0 as usize], display)).collect();
    metadata.displays.sort_by_key(|(id, _)| *id);
    metadata.values = metadata.values.into_iter().filter_map(|(id, value)| Some((of(id)?, value))).collect();
    // Those of a layer stay in the order in which they are written.
    metadata.values.sort_by_key(|(id, _)| traits[id.0 as usize].layer);
    Project {
        metadata,
        sets: project.sets.iter().map(set).collect(),
        rules: project.rules.iter().map(rule).collect(),
        one_of_one: project
            .one_of_one
            .iter()
            .filter_map(|one| Some(OneOfOne { id: of(one.id)?, ..one.clone() }))
            .collect(),
        layers,
        traits,
        ..project.clone()
    }
}
