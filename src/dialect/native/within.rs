//! Layers that are a part of one trait: `within`.
//!
//! Unlike the rules that a user writes, these follow from the layers and need a layer's place in every set.

use super::schema::LayerEntry;
use super::selector::Names;
use crate::dialect::problem::Problem;
use crate::dialect::shelf::Shelf;
use crate::project::{LayerId, LayerSet, Rule, RuleKind, TraitId, TraitSet};

/// The trait that each layer is within, if it is within one.
pub(super) fn choices(
    entries: &[LayerEntry],
    ids: &[Option<LayerId>],
    sets: &[LayerSet],
    names: &Names<'_>,
) -> Result<Vec<(LayerId, TraitId)>, Problem> {
    let mut found = vec![];
    for (entry, id) in entries.iter().zip(ids) {
        let (Some(selector), Some(id)) = (&entry.within, id) else { continue };
        let key = || format!("within of layer \"{}\"", entry.id());
        let choice = names.one(selector).map_err(|problem| problem.at(key()))?;
        let outer = names.layer_of(choice);
        for set in sets.iter().filter(|set| set.layers.contains(id)) {
            let place = |id: LayerId| set.layers.iter().position(|layer| *layer == id);
            if place(outer).is_none_or(|at| Some(at) >= place(*id)) {
                let problem = "names a trait of a layer that does not come before it in every set: put that one first";
                return Err(Problem::new(key(), problem));
            }
        }
        found.push((*id, choice));
    }
    Ok(found)
}

/// Notes the choices in the layers, and returns the rules by which a layer draws something only where its trait is picked.
pub(super) fn constrain(shelf: &mut Shelf<'_>, choices: &[(LayerId, TraitId)]) -> Vec<Rule> {
    let mut rules = vec![];
    for &(id, choice) in choices {
        shelf.layers[id.0 as usize].within = Some(choice);
        let layer = &shelf.layers[id.0 as usize];
        // What `none` gives comes last, and may have a name.
        let none = shelf.specs[id.0 as usize].none.as_ref().map(|_| TraitId(layer.traits.end - 1));
        let is_something = |id: &TraitId| Some(*id) != none && !shelf.traits[id.0 as usize].is_nothing();
        let when: TraitSet = layer.traits.clone().map(TraitId).filter(is_something).collect();
        let above = &shelf.traits[choice.0 as usize];
        let (inner, outer) = (&layer.name, &shelf.layers[above.layer.0 as usize].name);
        let text = format!("\"{inner}\" is within \"{}\" of \"{outer}\"", above.name);
        rules.push(Rule { kind: RuleKind::Requires { when, any_of: std::iter::once(choice).collect() }, text });
    }
    rules
}
