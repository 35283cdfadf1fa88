//! Reads a project in any of its dialects: `simdgen.toml`, other engines' configurations, folders whose names say all.
//!
//! Each dialect is a folder. It reads a [`Project`](crate::project::Project) with its [`Conventions`], and ends here: no later
//! stage knows which dialect a project is in. An engine whose configuration is JavaScript is a folder and a line of
//! [`ENGINES`].

mod chance;
mod colour;
mod config_files;
mod discover;
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
mod problem;
mod relative;
mod release;
mod script;
mod shelf;

use crate::project::Conventions;
use script::Engine;

pub use config_files::{NATIVE, config_of_other_engine, script_of};
pub use discover::{open, open_at};
pub use import::{Imported, import};
pub use lost::refuse_above_projects;
pub use nftchef::network_settings;

/// The engines whose configurations are JavaScript, the last asked first; the first takes whatever no other recognises.
const ENGINES: &[Engine] = &[hashlips::ENGINE, nftchef::ENGINE];

/// All conventions that `engine` in `simdgen.toml` can name.
fn all_conventions() -> impl Iterator<Item = &'static Conventions> {
    std::iter::once(&native::CONVENTIONS).chain(ENGINES.iter().flat_map(|engine| engine.conventions))
}

/// The conventions of an engine by its name as `engine` in `simdgen.toml`: "simdgen", "hashlips", "nftchef".
pub fn conventions(key: &str) -> Option<&'static Conventions> {
    all_conventions().find(|conventions| conventions.key == key)
}
