//! 1/1 pictures: finished by hand, each an edition of its own beside those that are put together from layers.
//!
//! They need no stage of their own: they are the traits of one layer, which the last set has
//! and no other. This file holds the settings that a trait cannot.

use super::{LayerId, Project, SetId, SharedAttribute, TraitId};

/// A 1/1 picture.
#[derive(Clone, Debug, PartialEq)]
pub struct OneOfOne {
    /// Its trait.
    pub id: TraitId,
    /// The number of its edition; `None`: one at random.
    pub number: Option<u32>,
    /// The title of its edition in metadata; `None`: as of all others.
    pub title: Option<String>,
    /// All attributes of its edition: neither its layer nor what other editions share is among them.
    pub attributes: Vec<SharedAttribute>,
}

impl OneOfOne {
    /// The name of their layer, as plan files have it.
    pub const LAYER: &str = "One of One";
}

impl Project {
    /// The set and the layer that 1/1 pictures are of; `None` where there are none.
    pub fn place_of_one_of_ones(&self) -> Option<(SetId, LayerId)> {
        let layer = self.trait_(self.one_of_one.first()?.id).layer;
        let set = self.sets.iter().position(|set| set.layers == [layer])?;
        Some((SetId(set as u32), layer))
    }

    /// The settings of a 1/1 picture; `None` for other traits.
    pub fn one_of_one(&self, id: TraitId) -> Option<&OneOfOne> {
        // Their traits are one layer's, in this order.
        let first = self.one_of_one.first()?.id;
        self.one_of_one.get(id.0.checked_sub(first.0)? as usize)
    }

    /// The title of an edition of these picks, where it is a 1/1 picture with one of its own.
    pub fn own_title(&self, picks: &[TraitId]) -> Option<&str> {
        self.one_of_one(*picks.first()?)?.title.as_deref()
    }

    /// Returns `true` if some editions are called otherwise than "name #N".
    pub fn has_own_titles(&self) -> bool {
        self.sets.iter().any(|set| set.title.is_some()) || self.one_of_one.iter().any(|one| one.title.is_some())
    }
}
