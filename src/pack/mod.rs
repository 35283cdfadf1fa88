//! Decode every trait once: the trait pack, a file of premultiplied tiles that is mapped into memory.
//!
//! Every picture is decoded, premultiplied, resized and cut along the canvas's tile grid. Transparent tiles
//! are not stored, opaque ones have no alpha plane, and equal tiles of different traits are stored once: what
//! a [`TileId`] names is content, not place. `format` is the layout of the file, `build` makes it, `reader`
//! opens it.

mod build;
mod cut;
mod format;
mod map;
mod reader;
mod source;
mod tile;
mod turn;
mod writer;

pub use build::{BuildOptions, BuildReport, ensure, state};
pub use reader::{Pack, PictureId};
pub use tile::{TileId, TileKind, TilePlanes, canvas_mask};
