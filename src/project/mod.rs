//! Read what the artist wrote: a folder of layers and its configuration, in any dialect, as one [`Project`].
//!
//! Everything after this stage sees only the types of `model`; dialects end here.

mod colour;
mod discover;
mod file_name;
mod hashlips;
mod js_number;
mod listing;
mod message;
mod model;
mod native;
mod relative;
mod shelf;
mod suggest;
mod weight;

pub use discover::open;
pub use model::{
    Background, Dialect, Layer, LayerId, LayerSet, MetadataSettings, Project, Resize, SetId, SolanaSettings, Standard,
    Trait, TraitId,
};
pub use suggest::did_you_mean;
pub use weight::{Weight, WeightError};
