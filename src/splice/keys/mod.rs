//! Keys of the tiles of a plan: equal for equal tiles, and told from their layers before a pixel is blended.

mod census;
mod interner;
mod key;
mod lanes;
pub mod plain;
mod recurrence;
mod sketch;

pub use census::{Census, TileUse, Window};
pub use key::{EdgeClass, KeyStream, KeyTable, TileKey};
pub use recurrence::Recurrence;
pub use sketch::{Distinct, UseSketch};
