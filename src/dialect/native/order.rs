//! The order of drawing where traits have a `z`.
//!
//! Apart because layers alone give the order everywhere else.

use super::schema::LayerEntry;
use crate::project::{Layer, LayerId, LayerSet};

/// Sets the ranks of every set: by `z`, then by layer, the lowest first. Without any `z` there are none.
pub(super) fn assign_ranks(sets: &mut [LayerSet], layers: &[Layer], entries: &[LayerEntry], ids: &[Option<LayerId>]) {
    let count = layers.iter().map(|layer| layer.traits.end as usize).max().unwrap_or(0);
    let mut z = vec![0; count];
    for (entry, id) in entries.iter().zip(ids) {
        let (Some(listed), Some(id)) = (&entry.traits, id) else { continue };
        let first = layers[id.0 as usize].traits.start as usize;
        listed.iter().enumerate().for_each(|(index, t)| z[first + index] = t.z);
    }
    if z.iter().all(|z| *z == 0) {
        return;
    }
    for set in sets {
        let mut places: Vec<(i32, usize, u32)> = vec![];
        for (position, id) in set.layers.iter().enumerate() {
            places.extend(layers[id.0 as usize].traits.clone().map(|t| (z[t as usize], position, t)));
        }
        places.sort_unstable();
        set.ranks = vec![u32::MAX; count];
        places.iter().zip(0..).for_each(|(&(.., t), rank)| set.ranks[t as usize] = rank);
    }
}
