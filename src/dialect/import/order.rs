//! The order of drawing as a `z` for each trait: as few different ones as give the order back.
//!
//! Comparing two projects needs it as well as writing one.

use crate::project::{Attribute, LayerId, LayerSet, Project, TraitId};

/// A trait that is seen, and what goes with it.
struct Place {
    id: TraitId,
    /// Its layer's in the set.
    position: usize,
    /// The trait and the choices that it is within: no edition has it and others of those layers.
    needs: Vec<(LayerId, TraitId)>,
}

/// For each trait its `z` in a set: the lowest are drawn first, equal ones in the order of the layers.
///
/// It is the smallest that keeps the order of any two traits that one edition can have. The most common is then called 0.
pub(super) fn levels(project: &Project, set: &LayerSet) -> Vec<i32> {
    let mut levels = vec![0; project.traits.len()];
    if set.ranks.is_empty() {
        return levels;
    }
    let place = |(position, layer): (usize, &LayerId)| {
        let ids = project.traits_of(*layer).map(|(id, _)| id).filter(|id| is_seen(project, *id));
        ids.map(|id| Place { id, position, needs: needs(project, id) }).collect::<Vec<_>>()
    };
    let mut places: Vec<Place> = set.layers.iter().enumerate().flat_map(place).collect();
    places.sort_by_key(|place| set.ranks[place.id.0 as usize]);
    for (index, above) in places.iter().enumerate() {
        let under = places[..index].iter().filter(|under| under.goes_with(above));
        let least = under.map(|u| levels[u.id.0 as usize] + i32::from(u.position > above.position)).max();
        levels[above.id.0 as usize] = least.unwrap_or(0);
    }
    let mut sizes = vec![0; places.len() + 1];
    places.iter().for_each(|place| sizes[levels[place.id.0 as usize] as usize] += 1);
    let common = (0..).zip(&sizes).max_by_key(|(_, size)| **size).map_or(0, |(level, _)| level);
    places.iter().for_each(|place| levels[place.id.0 as usize] -= common);
    levels
}

impl Place {
    /// Returns `true` if an edition can have both, as far as the layers tell.
    fn goes_with(&self, other: &Self) -> bool {
        self.needs.iter().all(|(layer, id)| other.needs.iter().all(|(l, i)| l != layer || i == id))
    }
}

fn needs(project: &Project, id: TraitId) -> Vec<(LayerId, TraitId)> {
    std::iter::successors(Some(id), |id| project.layer(project.trait_(*id).layer).within)
        .map(|id| (project.trait_(id).layer, id))
        .collect()
}

/// Returns `true` if the place of a trait shows: in the picture, in DNA or in metadata.
fn is_seen(project: &Project, id: TraitId) -> bool {
    let t = project.trait_(id);
    t.picture.is_some() || !t.dna.is_empty() || t.attribute != Attribute::Hidden
}
