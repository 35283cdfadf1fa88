//! Blends one tile: ground, then every step, over whole planes with their halo.

use std::collections::HashMap;

use super::stack::{Ground, TileStack};
use crate::blend::{BlendMode, Opacity, blend, premultiply_pixel};
use crate::canvas::{PLANE_LEN, PremulPlanes, PremulPlanesMut, StraightRgba, TileAt};
use crate::pack::{Pack, TileId, canvas_mask};

/// Four planes of one tile. Each is a whole number of 64-byte cache lines and starts on one.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub struct TileBuffer {
    planes: [[u8; PLANE_LEN]; 4],
}

impl TileBuffer {
    /// All zero.
    pub const ZERO: Self = Self { planes: [[0; PLANE_LEN]; 4] };

    /// Returns the R, G, B, A planes.
    pub fn planes(&self) -> &[[u8; PLANE_LEN]; 4] {
        &self.planes
    }

    /// Returns the R, G, B, A planes to write to.
    pub fn planes_mut(&mut self) -> &mut [[u8; PLANE_LEN]; 4] {
        &mut self.planes
    }

    /// Returns the buffer as premultiplied pixels, which [`Compositor::compose`] leaves in it.
    pub fn premultiplied(&self) -> PremulPlanes<'_> {
        let [r, g, b, a] = &self.planes;
        PremulPlanes { r, g, b, a }
    }

    fn part_mut(&mut self, range: std::ops::Range<usize>) -> PremulPlanesMut<'_> {
        let [r, g, b, a] = self.planes.each_mut().map(|plane| &mut plane[range.clone()]);
        PremulPlanesMut { r, g, b, a }
    }
}

/// Composes tiles from a pack.
#[derive(Debug)]
pub struct Compositor<'a> {
    pack: &'a Pack,
    /// Alpha planes of fully opaque tiles, one for each class of places: left, inner, right times top, inner, bottom.
    masks: Vec<[u8; PLANE_LEN]>,
    zero: [u8; PLANE_LEN],
}

impl<'a> Compositor<'a> {
    /// Prepares what depends on the grid only.
    pub fn new(pack: &'a Pack) -> Self {
        let grid = pack.grid();
        let classes: HashMap<usize, TileAt> = (0..grid.len()).map(|p| (edge_class(pack, p), grid.at(p))).collect();
        let masks = (0..9).map(|class| classes.get(&class).map_or([0; PLANE_LEN], |&at| canvas_mask(grid, at)));
        Self { pack, masks: masks.collect(), zero: [0; PLANE_LEN] }
    }

    /// Returns the pack it composes from.
    pub fn pack(&self) -> &'a Pack {
        self.pack
    }

    /// Blends the tile of a place into a buffer, replacing what it held. The result is premultiplied; what lies outside
    /// the canvas is zero.
    pub fn compose(&self, place: usize, stack: TileStack<'_>, out: &mut TileBuffer) {
        let mask = &self.masks[edge_class(self.pack, place)];
        let mut steps = stack.steps;
        match stack.ground {
            Ground::Transparent | Ground::Under { .. } => out.planes.as_flattened_mut().fill(0),
            Ground::Colour(colour) => fill(&mut out.planes, colour, mask),
            Ground::FirstStep => {
                let (first, rest) = steps.split_first().expect("this ground means that there is a first step");
                let tile = self.pack.tile(first.tile);
                for (channel, plane) in out.planes[..3].iter_mut().enumerate() {
                    plane.copy_from_slice(tile.colour(channel));
                }
                out.planes[3] = *mask;
                steps = rest;
            }
        }
        for step in steps {
            self.step(step.tile, step.mode, step.opacity, mask, out);
        }
        if let Ground::Under { colour, .. } = stack.ground {
            let mut under = [[0; PLANE_LEN]; 4];
            fill(&mut under, colour, mask);
            let [r, g, b, a] = &under;
            let source = PremulPlanes { r, g, b, a };
            blend(BlendMode::DestinationOver, Opacity::FULL, source, out.part_mut(0..PLANE_LEN));
        }
    }

    fn step(&self, id: TileId, mode: BlendMode, opacity: Opacity, mask: &[u8; PLANE_LEN], out: &mut TileBuffer) {
        let zero = &self.zero[..];
        if id == TileId::EMPTY {
            let source = PremulPlanes { r: zero, g: zero, b: zero, a: zero };
            blend(mode, opacity, source, out.part_mut(0..PLANE_LEN));
            return;
        }
        let tile = self.pack.tile(id);
        let covered = tile.covered_range();
        match tile.mixed() {
            Some(source) if mode.keeps_under_transparent() => blend(mode, opacity, source, out.part_mut(covered)),
            Some(_) => blend(mode, opacity, tile.mixed_whole(), out.part_mut(0..PLANE_LEN)),
            None => {
                let source = PremulPlanes { r: tile.colour(0), g: tile.colour(1), b: tile.colour(2), a: mask };
                blend(mode, opacity, source, out.part_mut(0..PLANE_LEN));
            }
        }
    }
}

/// Fills the planes with a colour where the mask is all ones, and zero elsewhere.
fn fill(planes: &mut [[u8; PLANE_LEN]; 4], colour: StraightRgba, mask: &[u8; PLANE_LEN]) {
    let colour = premultiply_pixel(colour);
    for (plane, value) in planes.iter_mut().zip([colour.r, colour.g, colour.b, colour.a]) {
        plane.iter_mut().zip(mask).for_each(|(p, m)| *p = value & m);
    }
}

/// Returns the number of a place's mask, of nine: column class (first, inner, last) plus three times the row class.
fn edge_class(pack: &Pack, place: usize) -> usize {
    let grid = pack.grid();
    let class = |index: usize, count: usize| match index {
        0 => 0,
        i if i + 1 == count => 2,
        _ => 1,
    };
    let at = grid.at(place);
    class(at.column, grid.columns()) + 3 * class(at.row, grid.bands())
}
