//! Which tiles of a plan are the same, told from their layers before a pixel is blended.

mod census;
mod interner;
pub(in crate::splice) mod key;
mod lanes;
pub mod plain;

pub use census::{Census, TileUse, Window};
pub use key::{EdgeClass, KeyTable, TileKey};
