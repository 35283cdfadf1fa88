//! Read what the artist wrote: a folder of layers and its configuration, in any dialect, as one [`Project`].
//!
//! Everything after this stage sees only the types of `model`; dialects end here.

pub mod alike;
mod changes;
mod colour;
mod discover;
mod file_name;
mod gallery;
mod hashlips;
mod hidden;
mod import;
mod js_number;
pub mod limits;
mod listing;
mod message;
mod metadata;
mod model;
mod native;
mod nftchef;
mod notices;
mod numbered;
mod one_of_one;
mod relative;
mod release;
mod root;
mod rule;
mod script;
mod share;
mod shelf;
mod shown;
mod suggest;
mod template;
mod weight;

pub use changes::Changes;
pub use discover::{NATIVE, config_of_other_engine, open, open_at, refuse_above_projects, script_of};
pub use gallery::{AnimationOrder, AnimationSettings, GallerySettings, SlideShowSettings};
pub use hidden::is_hidden;
pub use import::{Imported, import};
pub use metadata::{
    CardanoSettings, Display, DisplayType, FileNames, MetadataSettings, SharedAttribute, SolanaSettings, Standard,
    TezosSettings,
};
pub use model::{
    Attribute, Background, Dialect, Layer, LayerId, LayerSet, PictureFormat, Project, SetId, SetTitle, Style, Trait,
    TraitId,
};
pub use nftchef::{Network, NetworkSettings};
pub use notices::{Notice, Notices};
pub use numbered::{by_number, out_of_order};
pub use one_of_one::OneOfOne;
pub use root::{Links, Root};
pub use rule::{Rule, RuleKind, TraitSet};
pub use script::{ExtraAttribute, ExtraAttributes};
pub use suggest::did_you_mean;
pub use template::{Placeholder, Template, TemplatePart, TemplateText};
pub use weight::{Weight, WeightError};
