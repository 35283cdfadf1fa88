//! Reads a project in any of its dialects: `simdgen.toml`, other engines' configurations, folders whose names say all.
//!
//! Each dialect is a folder. It reads a [`Project`](crate::project::Project) with its [`Conventions`](crate::project::Conventions), and ends here: no later
//! stage knows which dialect a project is in. An engine whose configuration is JavaScript is a folder and a line of
//! the table in `engines`.

mod chance;
mod colour;
mod config_files;
mod discover;
mod engines;
mod file_name;
mod generator_py;
mod hashlips;
mod import;
mod js_number;
mod lost;
mod message;
mod named_folders;
mod native;
mod nftchef;
mod place;
mod problem;
mod relative;
mod release;
mod script;
mod shelf;

pub use config_files::NATIVE;
pub(crate) use config_files::config_of_other_engine;
pub use discover::{open, open_at, open_text, open_with_text};
pub use engines::conventions;
pub use import::{Imported, import};
#[cfg(feature = "studio")]
pub(crate) use import::{toml_key, toml_opacity, toml_text};
pub(crate) use lost::{refuse_above_projects, refuse_parts_of_projects};
#[cfg(feature = "studio")]
pub(crate) use native::{traits_named, traits_named_and_tagged, traits_tagged};
pub(crate) use nftchef::network_settings;
pub use place::{Place, Read};
pub(crate) use script::script_of;
