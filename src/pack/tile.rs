//! One tile of one trait: cutting it from a picture, and telling empty, opaque and mixed ones apart.

use std::ops::Range;

use crate::canvas::{HALO_LEFT_LEN, PLANE_LEN, PremulPlanes, TILE_HEIGHT, TILE_WIDTH, TileAt, TileGrid};
use crate::image::PremulPicture;

/// Index of a picture in a pack. Traits that use one file share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PictureId(pub u32);

/// Names a tile's content within one pack; equal contents have equal ids, wherever they lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TileId(pub u32);

impl TileId {
    /// The fully transparent tile, which is never stored.
    pub const EMPTY: Self = Self(0);
}

/// The coverage of a tile, on its canvas pixels and its halo's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileKind {
    /// Nothing; not stored.
    Empty,
    /// Every pixel that lies on the canvas, fully; stored without alpha plane.
    Opaque,
    /// Anything else.
    Mixed,
}

/// A stored tile: three colour planes of [`PLANE_LEN`] bytes, and alpha unless it is opaque.
#[derive(Clone, Copy, Debug)]
pub struct TilePlanes<'a> {
    /// Red, green, blue planes one after the other, then alpha when `opaque` is false.
    pub planes: &'a [u8],
    /// `true` if every canvas pixel is opaque.
    pub opaque: bool,
    /// The part of each plane outside which all is zero; whole cache lines of 64 bytes.
    pub covered: (usize, usize),
}

impl<'a> TilePlanes<'a> {
    /// The planes of a mixed tile, cut to what it covers; `None` for an opaque one, which has no alpha plane.
    pub fn mixed(&self) -> Option<PremulPlanes<'a>> {
        let range = self.covered_range();
        let plane = |k: usize| &self.planes[k * PLANE_LEN..(k + 1) * PLANE_LEN][range.clone()];
        (!self.opaque).then(|| PremulPlanes { r: plane(0), g: plane(1), b: plane(2), a: plane(3) })
    }

    /// The whole planes of a mixed tile.
    pub fn mixed_whole(&self) -> PremulPlanes<'a> {
        debug_assert!(!self.opaque);
        let plane = |k: usize| &self.planes[k * PLANE_LEN..(k + 1) * PLANE_LEN];
        PremulPlanes { r: plane(0), g: plane(1), b: plane(2), a: plane(3) }
    }

    /// One whole colour plane: 0 red, 1 green, 2 blue.
    pub fn colour(&self, channel: usize) -> &'a [u8] {
        &self.planes[channel * PLANE_LEN..(channel + 1) * PLANE_LEN]
    }

    /// [`Self::covered`] as a range.
    pub fn covered_range(&self) -> Range<usize> {
        self.covered.0..self.covered.1
    }
}

/// A tile just cut: four planes, alpha always present.
pub(super) struct CutTile {
    pub planes: [[u8; PLANE_LEN]; 4],
}

impl CutTile {
    pub fn new() -> Self {
        Self { planes: [[0; PLANE_LEN]; 4] }
    }

    /// Copies a place of the picture with its halo; what lies outside the canvas becomes zero.
    pub fn cut(&mut self, picture: &PremulPicture, grid: &TileGrid, at: TileAt) -> TileKind {
        self.planes.iter_mut().for_each(|plane| plane.fill(0));
        let (left, top) = grid.origin(at);
        let (width, height) = (grid.width_of(at), grid.height_of(at));
        for line in 0..=height {
            let Some(y) = (top + line).checked_sub(1) else { continue };
            let row = picture.row(y);
            if left > 0 {
                self.deinterleave(line, &row[(left - 1) * 4..left * 4]);
            }
            self.deinterleave(HALO_LEFT_LEN + line * TILE_WIDTH, &row[left * 4..(left + width) * 4]);
        }
        self.kind(grid, at)
    }

    /// Spreads R, G, B, A bytes over the planes, from an offset on.
    fn deinterleave(&mut self, at: usize, rgba: &[u8]) {
        let pixels = rgba.as_chunks::<4>().0;
        let [r, g, b, a] = self.planes.each_mut().map(|plane| &mut plane[at..at + pixels.len()]);
        for (i, pixel) in pixels.iter().enumerate() {
            [r[i], g[i], b[i], a[i]] = *pixel;
        }
    }

    fn kind(&self, grid: &TileGrid, at: TileAt) -> TileKind {
        let alpha = &self.planes[3];
        if alpha.iter().all(|&a| a == 0) {
            return TileKind::Empty;
        }
        let mask = canvas_mask(grid, at);
        if *alpha == mask { TileKind::Opaque } else { TileKind::Mixed }
    }

    /// The whole cache lines outside which every plane is zero. Alpha decides: colour never exceeds it.
    pub fn covered(&self) -> (usize, usize) {
        const LINE: usize = 64;
        const NOTHING: [u8; LINE] = [0; LINE];
        let lines = self.planes[3].as_chunks::<LINE>().0;
        let first = lines.iter().position(|line| *line != NOTHING).unwrap_or(0);
        let last = lines.iter().rposition(|line| *line != NOTHING).map_or(first, |line| line + 1);
        (first * LINE, last * LINE)
    }
}

/// The alpha plane of a tile all of whose canvas pixels are opaque: 255 on the canvas, halo included, else 0.
pub fn canvas_mask(grid: &TileGrid, at: TileAt) -> [u8; PLANE_LEN] {
    let mut mask = [0; PLANE_LEN];
    let (width, height) = (grid.width_of(at), grid.height_of(at));
    debug_assert!(width <= TILE_WIDTH && height <= TILE_HEIGHT);
    let first_line = usize::from(at.row == 0);
    for line in first_line..=height {
        if at.column > 0 {
            mask[line] = 255;
        }
        let start = HALO_LEFT_LEN + line * TILE_WIDTH;
        mask[start..start + width].fill(255);
    }
    mask
}
