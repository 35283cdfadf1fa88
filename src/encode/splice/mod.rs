//! The splice encoder: a tile is encoded once and its bits are reused in every picture that shows it.
//!
//! All tiles of a collection share one Huffman code and find matches only inside themselves, so their bits are the same
//! everywhere, and a picture is their concatenation. In the order of work: `key` says which tiles are the same (`key_lanes`
//! of eight places at once), `census` counts them before anything is rendered, `palette` counts colours, `survey` and
//! `train` settle filters and code on a sample, `encode_tile` makes a `tile_code`, `tile_store` keeps it, `assemble` joins.

pub mod adler;
pub mod assemble;
mod census;
pub mod encode_tile;
mod interner;
mod key;
mod key_lanes;
pub mod palette;
pub mod plain_key;
mod sketch;
pub mod survey;
pub mod tile_code;
pub mod tile_store;
mod tile_sums;
pub mod train;

pub use census::{Census, TileUse, Window};
pub use key::{EdgeClass, KeyTable, TileKey};
pub use sketch::UseSketch;
