//! Differences of a written file from the project it was written from.
//!
//! Compares only the two projects, so that it sees whatever the text left out.

use super::{order, rules};
use crate::project::{Attribute, Background, Layer, MetadataSettings, Project, Trait, TraitId};

/// The names of differences that show in plan, pictures or metadata.
pub(super) fn names(old: &Project, new: &Project, seed: &str) -> Vec<String> {
    // Of Cardano nothing is asked: other engines do not write it, and one setting follows from the name.
    let paints = old.background != Background::Transparent;
    let same = [
        ("canvas", old.canvas == new.canvas && old.resize == new.resize),
        ("background", old.background == new.background && (!paints || old.background_last == new.background_last)),
        ("format of pictures", old.pictures == new.pictures),
        ("order of numbers", (old.shuffle, old.first_edition) == (new.shuffle, new.first_edition)),
        ("seed", new.seed.as_deref() == Some(seed)),
        ("engine", old.conventions.key == new.conventions.key),
        (
            "metadata",
            old.conventions == new.conventions && old.metadata == with_cardano_of(&old.metadata, new.metadata.clone()),
        ),
        ("gallery", old.gallery == new.gallery),
        ("rules", rules::asked(&old.rules) == rules::asked(&new.rules)),
        ("number of sets", old.sets.len() == new.sets.len()),
    ];
    let mut names: Vec<String> = same.iter().filter(|(_, same)| !same).map(|(what, _)| (*what).to_owned()).collect();
    for (index, (a, b)) in old.sets.iter().zip(&new.sets).enumerate() {
        let set = format!("set {}", index + 1);
        if (a.editions, &a.title, &a.order) != (b.editions, &b.title, &b.order) || a.layers.len() != b.layers.len() {
            names.push(set.clone());
        }
        let (z_of_old, z_of_new) = (order::levels(old, a), order::levels(new, b));
        for (&one, &other) in a.layers.iter().zip(&b.layers) {
            let (one, other) = (old.layer(one), new.layer(other));
            let z =
                |levels: &[i32], layer: &Layer| levels[layer.traits.start as usize..layer.traits.end as usize].to_vec();
            if !same_layer(old, one, new, other) || z(&z_of_old, one) != z(&z_of_new, other) {
                names.push(format!("layer \"{}\" of {set}", one.name));
            }
        }
    }
    names
}

/// Settings with those of Cardano from others.
fn with_cardano_of(others: &MetadataSettings, mut settings: MetadataSettings) -> MetadataSettings {
    settings.by_standard.cardano = others.by_standard.cardano.clone();
    settings
}

fn same_layer(old: &Project, a: &Layer, new: &Project, b: &Layer) -> bool {
    let traits = |project: &Project, layer: &Layer| -> Vec<Trait> {
        layer.traits.clone().map(|id| comparable(project.trait_(TraitId(id)))).collect()
    };
    let choice = |project: &Project, layer: &Layer| {
        layer.within.map(|id| {
            let layer = project.layer(project.trait_(id).layer);
            (layer.name.clone(), id.0 - layer.traits.start)
        })
    };
    let look = |layer: &Layer| (layer.blend, layer.opacity, layer.bypass_dna, layer.in_metadata);
    (&a.name, &a.folder, look(a)) == (&b.name, &b.folder, look(b))
        && choice(old, a) == choice(new, b)
        && traits(old, a) == traits(new, b)
}

/// A trait without what makes no difference: its layer's number, and the least weight of what is in reserve.
fn comparable(t: &Trait) -> Trait {
    let mut t = t.clone();
    t.layer.0 = 0;
    if t.reserve {
        t.weight.0 = t.weight.0.max(1);
    }
    if t.name.is_empty() && t.attribute == Attribute::Usual && t.file_name.is_empty() {
        t.attribute = Attribute::Hidden;
    }
    t
}
