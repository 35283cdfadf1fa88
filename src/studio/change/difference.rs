//! The first difference of two projects, so that a change that reaches further than it was asked to is seen.

use crate::project::{Layer, LayerSet, Project, Rule, Trait};

/// The name of a part in which two projects differ; notices, which say the same in other words, are left out.
pub(super) fn first(one: &Project, other: &Project) -> Option<String> {
    let Project {
        canvas,
        resize,
        background,
        background_last,
        pictures,
        layers,
        traits,
        sets,
        one_of_one,
        chosen,
        rules,
        unique,
        shuffle,
        first_edition,
        seed,
        metadata,
        gallery,
        conventions,
        root: _,
        config: _,
        notices: _,
    } = one;
    let same = [
        ("the number of layers", layers.len() == other.layers.len()),
        ("the number of traits", traits.len() == other.traits.len()),
        ("the number of sets", sets.len() == other.sets.len()),
    ];
    if let Some((what, _)) = same.iter().find(|(_, same)| !same) {
        return Some((*what).to_owned());
    }
    let is_other_layer = |(a, b): &(&Layer, &Layer)| a != b;
    if let Some((layer, _)) = layers.iter().zip(&other.layers).find(is_other_layer) {
        return Some(format!("layer \"{}\"", layer.name));
    }
    let is_other_trait = |(a, b): &(&Trait, &Trait)| a != b;
    if let Some((t, _)) = traits.iter().zip(&other.traits).find(is_other_trait) {
        return Some(format!("\"{}/{}\"", one.layer(t.layer).name, t.name));
    }
    let is_other_set = |(_, (a, b)): &(usize, (&LayerSet, &LayerSet))| a != b;
    if let Some((index, _)) = sets.iter().zip(&other.sets).enumerate().find(is_other_set) {
        return Some(format!("set {}", index + 1));
    }
    let same = [
        ("the rules", asked(rules) == asked(&other.rules)),
        ("the 1/1 pictures", *one_of_one == other.one_of_one),
        ("the chosen editions", *chosen == other.chosen),
        ("the canvas", (canvas, resize) == (&other.canvas, &other.resize)),
        ("the background", (background, background_last) == (&other.background, &other.background_last)),
        ("the format of pictures", *pictures == other.pictures),
        ("unique", *unique == other.unique),
        ("the numbers of editions", (shuffle, first_edition) == (&other.shuffle, &other.first_edition)),
        ("the seed", *seed == other.seed),
        ("metadata", *metadata == other.metadata && *conventions == other.conventions),
        ("contact sheets and animations", *gallery == other.gallery),
    ];
    same.iter().find(|(_, same)| !same).map(|(what, _)| (*what).to_owned())
}

/// The rules in an order that does not depend on that of the layers.
fn asked(rules: &[Rule]) -> Vec<String> {
    let mut asked: Vec<String> = rules.iter().map(|rule| format!("{rule:?}")).collect();
    asked.sort_unstable();
    asked
}
