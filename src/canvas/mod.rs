//! The words of every stage: canvas sizes, the tile grid, and pixel types.
//!
//! Nothing here does work; it is separate so that stages share words without importing each other.
//! Straight and premultiplied pixels are different types, and so are canvas and tile coordinates.

mod grid;
mod pixel;

pub use grid::{CanvasSize, HALO_LEFT_LEN, PLANE_LEN, TILE_HEIGHT, TILE_WIDTH, TileAt, TileGrid};
pub use pixel::{
    ColourType, PremulPlanes, PremulPlanesMut, PremulRgba, Samples, StraightPlanes, StraightPlanesMut, StraightRgba,
};
