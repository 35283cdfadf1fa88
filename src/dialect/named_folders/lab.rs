//! HashLips Lab: folders `Face__z40`, files `Robot Face__z-15__w20.png`; the higher `z`, the further up.
//!
//! Source: the layers of hashlips-lab's art-engine-template. Files of a folder with the same name are one trait in several
//! pieces, each at its own height: its `z` is added to the folder's. The piece with `__w` gives the weight.

use super::naming::Naming;
use crate::dialect::file_name::{Grammar, Named};
use crate::dialect::native::schema::LayerEntry;
use crate::error::FileNameError;
use crate::project::{Attribute, Layer, LayerId, Project, Rule, RuleKind, Trait, TraitId, Weight};

pub(super) const NAMING: Naming =
    Naming { tool: "HashLips Lab", pattern: "NAME__zNUMBER, as Face__z40", layer, grammar: Grammar::Own(file), finish };

fn layer(folder: &str) -> Option<(i64, LayerEntry)> {
    let (name, z) = folder.split_once("__z").filter(|(name, _)| !name.is_empty())?;
    Some((z.parse().ok()?, LayerEntry { folder: Some(folder.to_owned()), ..LayerEntry::named(name.to_owned()) }))
}

/// `Name__z-15__w5`, a plain decimal after `__w`. Without: weight 1.
fn file(stem: &str, extension: &str) -> Result<Named, FileNameError> {
    let Some((name, rest)) = stem.split_once("__") else { return Ok(Named::new(stem, Weight::ONE)) };
    match rest.split("__").find_map(|part| part.strip_prefix('w')) {
        Some(text) => Named::weighted(name, "__w", text, extension),
        None if name.is_empty() => {
            Err(FileNameError::NoName { delimiter: "__".to_owned(), example: format!("Red{stem}.{extension}") })
        }
        None => Ok(Named::new(name, Weight::ONE)),
    }
}

/// Turns further pieces of traits into layers within them, and puts everything at its height; `heights` are the layers'.
fn finish(project: &mut Project, heights: &[i64]) {
    let old = std::mem::take(&mut project.traits);
    let mut places: Vec<(i64, TraitId)> = vec![];
    let mut ids: Vec<LayerId> = vec![];
    for (base, height) in std::mem::take(&mut project.layers).into_iter().zip(heights) {
        let files = &old[base.traits.start as usize..base.traits.end as usize];
        let (mains, pieces): (Vec<&Trait>, Vec<&Trait>) = files.iter().partition(|t| is_main(t, files));
        let first = project.traits.len() as u32;
        let id = begin(project, &mut ids, Layer { traits: first..first, ..base.clone() });
        for main in &mains {
            places.push((height.saturating_add(z(&main.file_name)), push(project, id, (*main).clone())));
        }
        for piece in pieces {
            let is_of = |main: &&Trait| main.name == piece.name;
            let Some(within) = mains.iter().position(is_of).map(|at| TraitId(first + at as u32)) else { continue };
            let next = project.traits.len() as u32;
            let stem = piece.file_name.rsplit_once('.').map_or(piece.file_name.as_str(), |(stem, _)| stem);
            let name = format!("{}/{stem}", base.name);
            let part = Layer { name, in_metadata: false, within: Some(within), traits: next..next, ..base.clone() };
            let part = begin(project, &mut ids, part);
            let drawn = Trait { weight: Weight::ONE, attribute: Attribute::Hidden, ..piece.clone() };
            let drawn = push(project, part, drawn);
            places.push((height.saturating_add(z(&piece.file_name)), drawn));
            let text = format!("\"{}\" is within \"{}\" of \"{}\"", piece.file_name, piece.name, base.name);
            let (when, any_of) = (std::iter::once(drawn).collect(), std::iter::once(within).collect());
            project.rules.push(Rule { kind: RuleKind::Requires { when, any_of }, text });
            let (name, file_name, dna) = (String::new(), String::new(), String::new());
            let nothing =
                Trait { name, file_name, dna, picture: None, weight: Weight(1), reserve: true, ..piece.clone() };
            push(project, part, Trait { attribute: Attribute::Hidden, ..nothing });
        }
    }
    places.sort();
    let mut ranks = vec![u32::MAX; project.traits.len()];
    places.iter().zip(0..).for_each(|((_, id), rank)| ranks[id.0 as usize] = rank);
    let without = ranks.iter_mut().filter(|rank| **rank == u32::MAX);
    without.zip(places.len() as u32..).for_each(|(rank, next)| *rank = next);
    for set in &mut project.sets {
        set.layers.clone_from(&ids);
        set.ranks.clone_from(&ranks);
    }
}

/// Returns `true` if a file is the first piece of its trait: the first with a weight, or, where none has one, the first.
fn is_main(file: &Trait, files: &[Trait]) -> bool {
    let has_weight = |t: &&Trait| t.file_name.contains("__w");
    let mut named = files.iter().filter(|t| t.name == file.name);
    let main = named.clone().find(has_weight).or_else(|| named.next());
    main.is_some_and(|main| main.file_name == file.file_name)
}

fn begin(project: &mut Project, ids: &mut Vec<LayerId>, layer: Layer) -> LayerId {
    let id = LayerId(project.layers.len() as u32);
    project.layers.push(layer);
    ids.push(id);
    id
}

fn push(project: &mut Project, layer: LayerId, t: Trait) -> TraitId {
    let id = TraitId(project.traits.len() as u32);
    project.layers[layer.0 as usize].traits.end = id.0 + 1;
    project.traits.push(Trait { layer, ..t });
    id
}

/// The height that a file's name adds; 0 where it says none.
fn z(file_name: &str) -> i64 {
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    stem.split("__").skip(1).find_map(|part| part.strip_prefix('z')?.parse().ok()).unwrap_or(0)
}
