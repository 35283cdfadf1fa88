//! 1/1 pictures: finished by hand, each an edition of its own beside those that are put together from layers.
//!
//! They need no stage of their own: they are the traits of one layer, which the last set has
//! and no other. This file holds the settings that a trait cannot.

use super::{SharedAttribute, TraitId};

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
