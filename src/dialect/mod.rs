//! Reads a project in any of its dialects: `simdgen.toml`, other engines' configurations, folders whose names say all.
//!
//! Each dialect is a folder. What it reads is a [`Project`](crate::project::Project); its conventions end here.

mod colour;
mod discover;
mod file_name;
mod generator_py;
mod hashlips;
mod import;
mod js_number;
mod message;
mod named_folders;
mod native;
mod nftchef;
mod relative;
mod release;
mod script;
mod share;
mod shelf;

pub use discover::{NATIVE, config_of_other_engine, open, open_at, refuse_above_projects, script_of};
pub use import::{Imported, import};
pub use nftchef::network_settings;
