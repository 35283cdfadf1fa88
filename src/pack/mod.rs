//! Decode every trait once: the trait pack, a file of premultiplied tiles that is mapped into memory.
//!
//! Every picture is decoded, premultiplied, resized and cut along the canvas's tile grid. Transparent tiles are not
//! stored, opaque ones have no alpha plane, and equal tiles of different traits are stored once: the thing that a
//! [`TileId`] names is content, not place. `format` is the layout of the file, `find` judges the one there is, `build`
//! makes it, `reader` opens it.

mod build;
mod built;
mod cut;
mod find;
mod format;
mod in_order;
mod map;
mod reader;
mod seen;
mod source;
mod tile;
mod turn;
mod whole;
mod writer;

pub use build::{BuildReport, ensure};
pub use built::Belief;
pub use find::{BuildOptions, Care, state};
pub use reader::Pack;
pub(crate) use tile::PictureId;
pub use tile::{TileId, TileKind, canvas_mask};
