//! Trait tiles to one finished tile: all layers of a tile are blended while it lies in the first-level cache.
//!
//! `stack` says which trait tiles are seen at a place of the grid, `compositor` blends them, `batch` does so for several
//! editions at once and lays the result out as whole frames. `masks` says what of a picture is each layer's. `plain` composes a picture without any of that, layer by
//! layer; it is the oracle the fast way is compared with.

mod batch;
mod compositor;
mod masks;
mod opaque;
pub mod plain;
mod stack;

pub use batch::{BatchCompositor, Frame, frame_len};
pub use compositor::{Compositor, TileBuffer};
pub use masks::{MaskKind, masks};
pub use opaque::{ColourTypes, is_opaque};
pub(crate) use stack::Step;
pub use stack::{DrawnLayer, Ground, TileStack, drawn, drawn_layers};
