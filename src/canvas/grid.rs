//! The canvas, the grid of tiles it is cut into, and how one tile lies in memory.
//!
//! The tile is the unit of everything: what the pack stores, what a blend runs over, what an encoder
//! may reuse. Its shape is decided here, once.

use crate::{Error, Result};

/// Pixels across a tile.
///
/// 64 x 32: a fused blend of four planes takes 2 x 8.5 KiB and stays in a 32 KiB first-level cache.
pub const TILE_WIDTH: usize = 64;

/// Pixels down a tile.
pub const TILE_HEIGHT: usize = 32;

/// Bytes of a plane's left halo: one pixel for each of the tile's rows and the row above, padded to a
/// whole number of rows.
pub const HALO_LEFT_LEN: usize = TILE_WIDTH;

/// Bytes of one plane of one tile, halo included: the left halo, the row above, then the tile's rows.
///
/// ```text
/// 0          64                128                             2176
/// | left halo | the row above   | row 0 | row 1 | ... | row 31 |
/// ```
///
/// Entry `k` of the left halo is the pixel left of row `k - 1` (entry 0 belongs to the row above; entries
/// past 32 are zero). A PNG filter reads one pixel up and one left, so a plane holds all that filtering a
/// tile needs. Pixels outside the canvas are zero, which is what PNG filters take them for. Blending is
/// position-free, so it runs over the whole plane in one pass.
pub const PLANE_LEN: usize = HALO_LEFT_LEN + (TILE_HEIGHT + 1) * TILE_WIDTH;

/// The size of the output pictures, in pixels. Both sides are at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CanvasSize {
    width: u32,
    height: u32,
}

impl CanvasSize {
    /// The longest side: what most viewers open, and far above any collection.
    pub const MAX_SIDE: u32 = 32_768;

    /// Checks and makes a size.
    ///
    /// # Errors
    /// [`Error::CanvasSize`] if a side is 0 or above [`Self::MAX_SIDE`].
    pub fn new(width: u32, height: u32) -> Result<Self> {
        if width == 0 || height == 0 || width > Self::MAX_SIDE || height > Self::MAX_SIDE {
            return Err(Error::CanvasSize { width, height, longest: Self::MAX_SIDE });
        }
        Ok(Self { width, height })
    }

    /// Returns the pixels across.
    pub fn width(self) -> u32 {
        self.width
    }

    /// Returns the pixels down.
    pub fn height(self) -> u32 {
        self.height
    }

    /// Returns the pixels in all.
    pub fn pixels(self) -> usize {
        self.width as usize * self.height as usize
    }
}

impl std::fmt::Display for CanvasSize {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} x {}", self.width, self.height)
    }
}

/// The tiles of a canvas: bands (rows of tiles) from the top, tiles of a band from the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TileGrid {
    canvas: CanvasSize,
    columns: usize,
    bands: usize,
}

/// One place of the grid, in tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TileAt {
    /// Tiles to the left of it.
    pub column: usize,
    /// Tiles above it.
    pub row: usize,
}

impl TileGrid {
    /// Cuts a canvas; the last column and row may reach beyond it.
    pub fn new(canvas: CanvasSize) -> Self {
        Self {
            canvas,
            columns: (canvas.width as usize).div_ceil(TILE_WIDTH),
            bands: (canvas.height as usize).div_ceil(TILE_HEIGHT),
        }
    }

    /// Returns the canvas that was cut.
    pub fn canvas(&self) -> CanvasSize {
        self.canvas
    }

    /// Returns the tiles across.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Returns the number of bands, which are rows of tiles.
    pub fn bands(&self) -> usize {
        self.bands
    }

    /// Returns the tiles in all.
    pub fn len(&self) -> usize {
        self.columns * self.bands
    }

    /// Returns `false`: a canvas has at least one tile.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the place of the tile with a dense index below [`Self::len`].
    pub fn at(&self, index: usize) -> TileAt {
        debug_assert!(index < self.len());
        TileAt { column: index % self.columns, row: index / self.columns }
    }

    /// Returns the canvas pixel of the tile's top left corner: across, down.
    pub fn origin(&self, at: TileAt) -> (usize, usize) {
        (at.column * TILE_WIDTH, at.row * TILE_HEIGHT)
    }

    /// Returns the tile's pixels across that lie on the canvas: 1..=[`TILE_WIDTH`].
    pub fn width_of(&self, at: TileAt) -> usize {
        (self.canvas.width as usize - at.column * TILE_WIDTH).min(TILE_WIDTH)
    }

    /// Returns the tile's pixels down that lie on the canvas: 1..=[`TILE_HEIGHT`].
    pub fn height_of(&self, at: TileAt) -> usize {
        (self.canvas.height as usize - at.row * TILE_HEIGHT).min(TILE_HEIGHT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_cover_the_canvas_exactly() {
        for (width, height) in [(1, 1), (64, 32), (65, 33), (512, 512), (1080, 1080), (832, 1344)] {
            let grid = TileGrid::new(CanvasSize::new(width, height).expect("a valid size"));
            let covered: usize = (0..grid.len()).map(|i| grid.width_of(grid.at(i)) * grid.height_of(grid.at(i))).sum();
            assert_eq!(covered, (width * height) as usize);
        }
    }

    #[test]
    fn impossible_sizes_are_errors() {
        for (width, height) in [(0, 1), (1, 0), (60_000, 60_000)] {
            assert!(CanvasSize::new(width, height).is_err());
        }
    }
}
