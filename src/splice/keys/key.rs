//! The key of an encoded tile: 128 bits that say which bytes it has.
//!
//! An encoded tile follows from its recipe (`TileStack`), from what the edges of the canvas cut off, from its band's PNG
//! filter, and from the class of pictures that share its code; not from traits, nor from where it lies. This file turns those into keys for all places of
//! an edition at once; `plain` keeps the same things unhashed and is the oracle.
//!
//! # Why 128 bits are enough
//!
//! A key starts from a pair of words for edges, filter and class, absorbs a pair for each visible trait tile from the top down,
//! then one for the ground. All pairs come from BLAKE3; a tile's is its content hash, one bit of which is spent on a flag.
//! Absorbing is one-to-one in the state for a fixed pair and in the pair for a fixed state. So recipes that differ in one
//! pair only never collide, and a tile that one recipe has once and the other has not makes the chance 2^-127. The same
//! tiles in another order are told apart by the rotation in between; tests look for collisions there. A billion
//! distinct tiles make 5 * 10^17 pairs of keys: some two of them collide with a chance below 3 * 10^-21.

use super::lanes::{LANES, OPAQUE, State, Words};
use crate::blend::{BlendMode, Opacity};
use crate::canvas::{TileAt, TileGrid};
use crate::compose::{ColourTypes, DrawnLayer, Ground, drawn_layers};
use crate::pack::{Pack, PictureId, TileId, TileKind};
use crate::plan::Edition;
use crate::project::Project;

/// Names the bytes of an encoded tile within a run: see the file's head for what it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct TileKey {
    /// Evenly distributed; so is any part of it.
    pub low: u64,
    /// Evenly distributed; so is any part of it.
    pub high: u64,
}

/// The effect of the canvas's edges on a tile: its halo is zero where the canvas ends, its far sides are cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EdgeClass {
    /// It is in the first column.
    pub left: bool,
    /// It is in the first row.
    pub top: bool,
    /// Pixels across on the canvas.
    pub width: u8,
    /// Pixels down on the canvas.
    pub height: u8,
}

impl EdgeClass {
    /// Returns the class of a place.
    pub fn of(grid: &TileGrid, at: TileAt) -> Self {
        let (width, height) = (grid.width_of(at) as u8, grid.height_of(at) as u8);
        Self { left: at.column == 0, top: at.row == 0, width, height }
    }
}

/// All that keys are made of, laid out for speed: 16 bytes for each picture and place.
#[derive(Debug)]
pub struct KeyTable<'a> {
    grid: TileGrid,
    /// Groups of [`LANES`] places.
    groups: usize,
    /// By picture, group after group: content hashes, all zero where the tile is empty. The last group is filled
    /// up with empty places.
    tiles: Vec<Words>,
    /// By the index of [`Self::tiles`]: `true` if some tile is not empty.
    used: Vec<bool>,
    /// The colour types that tiles are kept apart by; `None` where they are not.
    colours: Option<&'a ColourTypes>,
    /// The start of each key, by class of pictures: edges, filter and class.
    starts: Vec<Vec<Words>>,
    transparent: [u64; 2],
    modes: Vec<[u64; 2]>,
    opacities: Vec<[u64; 2]>,
}

impl<'a> KeyTable<'a> {
    /// Prepares the tiles of a pack for pictures of one class, and the filters of its bands.
    ///
    /// # Panics
    /// If there is not one PNG filter type for each band of the grid.
    pub fn new(pack: &Pack, filters: &[u8]) -> Self {
        Self::with(pack, None, &[filters])
    }

    /// Prepares them for classes of pictures by their colour type. A tile of one class has another key than an equal one of
    /// another, and so have equal tiles of different filters.
    ///
    /// # Panics
    /// If there are not filters for each class, one for each band of the grid.
    pub fn by_colour(pack: &Pack, colours: &'a ColourTypes, filters: &[&[u8]]) -> Self {
        assert_eq!(filters.len(), colours.kinds().len(), "filters for each class");
        Self::with(pack, Some(colours), filters)
    }

    /// Prepares them for classes of pictures, of which the caller knows each edition's.
    ///
    /// # Panics
    /// If there are not as many filters in a class as bands of the grid.
    pub fn of_classes(pack: &Pack, filters: &[&[u8]]) -> Self {
        Self::with(pack, None, filters)
    }

    fn with(pack: &Pack, colours: Option<&'a ColourTypes>, filters: &[&[u8]]) -> Self {
        let grid = *pack.grid();
        let groups = grid.len().div_ceil(LANES);
        let ids = (1..=pack.tiles() as u32).map(TileId);
        let words: Vec<[u64; 2]> = std::iter::once([0; 2]).chain(ids.map(|id| tile_words(pack, id))).collect();
        let (mut tiles, mut used) = (vec![], vec![]);
        for index in 0..pack.pictures() * groups {
            let picture = PictureId((index / groups) as u32);
            let places = pack.places(picture).iter().skip(index % groups * LANES).take(LANES);
            let (mut low, mut high) = ([0; LANES], [0; LANES]);
            for (lane, &id) in places.enumerate() {
                [low[lane], high[lane]] = words[id as usize];
            }
            tiles.push(Words::new(low, high));
            used.push(low != [0; LANES]);
        }
        let is_plain_mode = |mode: BlendMode| mode == BlendMode::SourceOver;
        let is_full = |opacity: u8| Opacity(opacity) == Opacity::FULL;
        let modes =
            BlendMode::ALL.iter().map(|&(m, _)| if is_plain_mode(m) { [0; 2] } else { derive("mode", &[m as u8]) });
        let opacities = (0..=255).map(|o| if is_full(o) { [0; 2] } else { derive("opacity", &[o]) });
        let (modes, opacities) = (modes.collect(), opacities.collect());
        let starts = filters.iter().zip(0..).map(|(filters, class)| starts(&grid, class, filters)).collect();
        let transparent = derive("transparent", &[]);
        Self { grid, groups, tiles, used, colours, starts, transparent, modes, opacities }
    }

    /// Returns the class of an edition's picture: 0 where there is only one.
    pub fn class(&self, edition: Edition<'_>) -> usize {
        self.colours.map_or(0, |colours| colours.class(edition))
    }

    /// Returns the number of places of the grid, which is that of an edition's keys.
    pub fn places(&self) -> usize {
        self.grid.len()
    }

    /// Lists the keys of an edition of a class, one for each place of the grid, replacing what the list held.
    ///
    /// `layers` and `ground` as [`crate::compose::drawn_layers`] gives them, for the pack this was made from.
    pub fn keys(&self, class: usize, layers: &[DrawnLayer], ground: Ground, keys: &mut Vec<TileKey>) {
        let may_hide = ground.lets_tiles_hide();
        let ground = match ground {
            Ground::Colour(c) => derive("background", &[c.r, c.g, c.b, c.a]),
            Ground::Under { colour: c, opaque_stays } => {
                derive("background under all", &[c.r, c.g, c.b, c.a, u8::from(opaque_stays)])
            }
            Ground::Transparent | Ground::FirstStep => self.transparent,
        };
        keys.clear();
        for (group, start) in self.starts[class].iter().enumerate() {
            let mut state = State::new(*start);
            for layer in layers.iter().rev() {
                let index = layer.picture.0 as usize * self.groups + group;
                if may_hide && layer.mode == BlendMode::SourceOver && layer.opacity == Opacity::FULL {
                    if self.used[index] {
                        state.cover(&self.tiles[index]);
                        if state.is_hidden() {
                            break;
                        }
                    }
                } else if self.used[index] || !layer.mode.keeps_under_transparent() {
                    state.blend(&self.tiles[index], self.step_words(layer), !layer.mode.keeps_under_transparent());
                }
            }
            state.ground(ground);
            keys.extend(state.words.pairs().map(|(low, high)| TileKey { low, high }));
        }
        keys.truncate(self.places());
    }

    /// Returns what a blend mode and an opacity add to a tile's words; zero for source-over at full opacity.
    fn step_words(&self, layer: &DrawnLayer) -> [u64; 2] {
        let (mode, opacity) = (self.modes[layer.mode as usize], self.opacities[usize::from(layer.opacity.0)]);
        [mode[0].wrapping_add(opacity[0]), mode[1].wrapping_add(opacity[1])]
    }
}

/// Gives the keys of editions, one after another; its lists are reused.
#[derive(Debug)]
pub struct KeyStream<'a> {
    project: &'a Project,
    pack: &'a Pack,
    table: &'a KeyTable<'a>,
    layers: Vec<DrawnLayer>,
    keys: Vec<TileKey>,
}

impl<'a> KeyStream<'a> {
    /// Makes a stream of keys from a table, which is that of the pack.
    pub fn new(project: &'a Project, pack: &'a Pack, table: &'a KeyTable<'a>) -> Self {
        Self { project, pack, table, layers: vec![], keys: vec![] }
    }

    /// Returns the number of places of the grid, which is that of an edition's keys.
    pub fn places(&self) -> usize {
        self.table.places()
    }

    /// Returns the keys of an edition, one for each place of the grid.
    pub fn keys(&mut self, edition: Edition<'_>) -> &[TileKey] {
        let ground = drawn_layers(self.project, self.pack, edition, &mut self.layers);
        self.table.keys(self.table.class(edition), &self.layers, ground, &mut self.keys);
        &self.keys
    }
}

/// The starts of the keys of a class, group after group. The first class has the keys that tiles have where it is the only one.
fn starts(grid: &TileGrid, class: u8, filters: &[u8]) -> Vec<Words> {
    assert_eq!(filters.len(), grid.bands(), "one filter for each band of tiles");
    let start = |place: usize| {
        let at = grid.at(place);
        let EdgeClass { left, top, width, height } = EdgeClass::of(grid, at);
        let words = [u8::from(left), u8::from(top), width, height, filters[at.row], class];
        derive("place", if class == 0 { &words[..5] } else { &words })
    };
    let group = |group: usize| {
        let (mut low, mut high) = ([0; LANES], [0; LANES]);
        for (lane, place) in (group * LANES..grid.len()).take(LANES).enumerate() {
            [low[lane], high[lane]] = start(place);
        }
        Words::new(low, high)
    };
    (0..grid.len().div_ceil(LANES)).map(group).collect()
}

/// The words of a stored tile: never zero in the low one, which means an empty tile.
fn tile_words(pack: &Pack, tile: TileId) -> [u64; 2] {
    let [low, high] = halves(&pack.content_hash(tile));
    let opaque = if pack.kind(tile) == TileKind::Opaque { OPAQUE } else { 0 };
    [low.max(1), high & !OPAQUE | opaque]
}

/// Words for what is not a tile, from different streams for different purposes.
fn derive(purpose: &str, data: &[u8]) -> [u64; 2] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"simdgen tile key: ").update(purpose.as_bytes()).update(&[0]).update(data);
    let mut bytes = [0; 16];
    hasher.finalize_xof().fill(&mut bytes);
    halves(&bytes)
}

fn halves(bytes: &[u8; 16]) -> [u64; 2] {
    let value = u128::from_le_bytes(*bytes);
    [value as u64, (value >> 64) as u64]
}
