//! A [`Project`], in whatever dialect the artist wrote it: layers, traits, sets, rules and settings.
//!
//! Readers are in `dialect`; everything after it sees only the types here.

#[doc(hidden)]
pub mod alike;
mod chosen;
mod conventions;
pub(crate) mod extra;
mod gallery;
mod hidden;
mod id;
#[doc(hidden)]
pub mod limits;
pub(crate) mod listing;
mod metadata;
mod model;
mod network;
mod notices;
mod numbered;
mod one_of_one;
mod overrides;
pub(crate) mod root;
mod rule;
mod shown;
mod standard;
pub(crate) mod suggest;
mod template;
mod weight;

pub use chosen::ChosenEdition;
pub use conventions::{Conventions, DnaPlace, DnaValue};
pub use extra::{ExtraAttribute, ExtraAttributes};
pub use gallery::{AnimationOrder, AnimationSettings, GallerySettings, SlideShowSettings};
#[doc(hidden)]
pub use hidden::is_hidden;
pub use id::{LayerId, SetId, TraitId};
pub use metadata::{Display, DisplayType, FileNames, MetadataSettings, Numerals, SharedAttribute};
pub use model::{Attribute, Background, Layer, LayerSet, Project, SetTitle, Style, Trait};
pub use network::{Network, NetworkSettings};
pub use notices::{Notice, Notices};
#[doc(hidden)]
pub use numbered::{by_number, out_of_order};
pub use one_of_one::OneOfOne;
pub use overrides::Overrides;
pub use root::{Links, Root};
pub use rule::{Rule, RuleKind, TraitSet};
// All of it, so that a standard with settings of its own needs no line here.
pub use standard::*;
#[doc(hidden)]
pub use suggest::did_you_mean;
pub use template::{Placeholder, Template, TemplatePart, TemplateText};
pub use weight::Weight;

pub use crate::encode::PictureFormat;
