//! Several editions at once: each trait tile is fetched for all of them, and a recipe met twice is blended once.

use std::ops::Range;

use bumpalo::Bump;

use super::compositor::{Compositor, TileBuffer};
use super::stack::{DrawnLayer, Ground, Step, TileStack, drawn_layers};
use crate::blend::{interleave_rgb, interleave_rgba, unpremultiply};
use crate::canvas::{ColourType, HALO_LEFT_LEN, StraightPlanes, StraightPlanesMut, TILE_WIDTH, TileAt, TileGrid};
use crate::pack::Pack;
use crate::plan::Edition;
use crate::project::Project;

/// One composed picture: rows of interleaved straight samples, as PNG wants them. Lent from a run's arena.
#[derive(Debug)]
pub struct Frame<'a>(pub &'a mut [u8]);

/// Returns the bytes of a frame.
pub fn frame_len(grid: &TileGrid, colour: ColourType) -> usize {
    grid.canvas().pixels() * colour.bytes()
}

/// The recipe of a tile of a batch, and the samples that it is laid out in.
#[derive(Debug)]
struct Recipe {
    ground: Ground,
    colour: ColourType,
    /// A part of the batch's list.
    steps: Range<usize>,
}

/// Composes micro-batches of editions into frames; one for each compositor thread.
///
/// Lists keep their capacity, so after the first batch composing allocates nothing.
#[derive(Debug)]
pub struct BatchCompositor<'a> {
    project: &'a Project,
    compositor: Compositor<'a>,
    deduplicate: bool,
    tile: &'a mut TileBuffer,
    straight: &'a mut TileBuffer,
    /// By edition of the batch: the layers drawn, the ground under them, and the samples of its frame.
    layers: Vec<(Vec<DrawnLayer>, Ground, ColourType)>,
    steps: Vec<Step>,
    recipes: Vec<Recipe>,
    /// Tiles blended since the start.
    pub composed: u64,
    /// Tiles copied from another edition of their batch since the start.
    pub copied: u64,
}

impl<'a> BatchCompositor<'a> {
    /// Takes its scratch tiles from the arena. With `deduplicate`, recipes met twice in a batch are blended once.
    pub fn new(project: &'a Project, pack: &'a Pack, deduplicate: bool, arena: &'a Bump) -> Self {
        Self {
            project,
            compositor: Compositor::new(pack),
            deduplicate,
            tile: arena.alloc(TileBuffer::ZERO),
            straight: arena.alloc(TileBuffer::ZERO),
            layers: vec![],
            steps: vec![],
            recipes: vec![],
            composed: 0,
            copied: 0,
        }
    }

    /// Composes editions, each into a frame of its samples. A longer frame keeps what it has behind them.
    ///
    /// # Panics
    /// If there are not as many frames as editions, or a frame is shorter than [`frame_len`].
    pub fn compose<'e>(
        &mut self,
        editions: impl ExactSizeIterator<Item = (Edition<'e>, ColourType)>,
        frames: &mut [Frame<'_>],
    ) {
        assert_eq!(editions.len(), frames.len(), "one frame for each edition");
        let pack = self.compositor.pack();
        self.layers
            .resize_with(self.layers.len().max(editions.len()), || (vec![], Ground::Transparent, ColourType::Rgb));
        let count = editions.len();
        for ((layers, ground, colour), (edition, samples)) in self.layers.iter_mut().zip(editions) {
            *ground = drawn_layers(self.project, pack, edition, layers);
            *colour = samples;
        }
        for place in 0..pack.grid().len() {
            self.steps.clear();
            self.recipes.clear();
            (0..count).for_each(|index| self.compose_place(place, index, frames));
        }
    }

    fn compose_place(&mut self, place: usize, index: usize, frames: &mut [Frame<'_>]) {
        let pack = self.compositor.pack();
        let grid = pack.grid();
        let first = self.steps.len();
        let (layers, ground, colour) = &self.layers[index];
        let colour = *colour;
        let ground = TileStack::resolve(pack, layers, *ground, place, &mut self.steps);
        let steps = &self.steps[first..];
        let is_same = |recipe: &Recipe| {
            (recipe.ground, recipe.colour) == (ground, colour) && self.steps[recipe.steps.clone()] == *steps
        };
        let twin = self.recipes.iter().position(is_same);
        self.recipes.push(Recipe { ground, colour, steps: first..self.steps.len() });
        if let Some(twin) = twin.filter(|_| self.deduplicate) {
            let (before, rest) = frames.split_at_mut(index);
            copy_tile(grid, grid.at(place), colour, &before[twin], &mut rest[0]);
            self.copied += 1;
            return;
        }
        self.compositor.compose(place, TileStack { ground, steps }, self.tile);
        self.put_tile(grid.at(place), colour, &mut frames[index]);
        self.composed += 1;
    }

    /// Interleaves the composed tile into its place of a frame.
    fn put_tile(&mut self, at: TileAt, colour: ColourType, frame: &mut Frame<'_>) {
        let grid = self.compositor.pack().grid();
        let planes = match colour {
            ColourType::Rgb => self.tile.planes(),
            ColourType::Rgba => {
                let [r, g, b, a] = self.straight.planes_mut();
                unpremultiply(self.tile.premultiplied(), StraightPlanesMut { r, g, b, a });
                self.straight.planes()
            }
        };
        for (y, out) in tile_rows(grid, at, colour, frame.0).enumerate() {
            let start = HALO_LEFT_LEN + (y + 1) * TILE_WIDTH;
            let [r, g, b, a] = planes.each_ref().map(|plane| &plane[start..start + grid.width_of(at)]);
            match colour {
                ColourType::Rgb => interleave_rgb(r, g, b, out),
                ColourType::Rgba => interleave_rgba(StraightPlanes { r, g, b, a }, out),
            }
        }
    }
}

/// The rows of a frame's bytes that one tile covers.
fn tile_rows<'f>(
    grid: &TileGrid,
    at: TileAt,
    colour: ColourType,
    frame: &'f mut [u8],
) -> impl Iterator<Item = &'f mut [u8]> {
    let stride = grid.canvas().width() as usize * colour.bytes();
    let (left, top) = grid.origin(at);
    let (from, to) = (left * colour.bytes(), (left + grid.width_of(at)) * colour.bytes());
    frame.chunks_exact_mut(stride).skip(top).take(grid.height_of(at)).map(move |row| &mut row[from..to])
}

fn copy_tile(grid: &TileGrid, at: TileAt, colour: ColourType, from: &Frame<'_>, to: &mut Frame<'_>) {
    let stride = grid.canvas().width() as usize * colour.bytes();
    let (left, top) = grid.origin(at);
    for (y, row) in tile_rows(grid, at, colour, to.0).enumerate() {
        let start = (top + y) * stride + left * colour.bytes();
        row.copy_from_slice(&from.0[start..start + row.len()]);
    }
}
