//! Every encoded tile of a part of the plan, known before any is rendered.
//!
//! The plan is worked through in windows, so that memory is bounded however long it is. A window says for each edition
//! and place which tile it shows, as a dense id, and for each tile how often it is used and where it can be composed
//! from. A tile keeps its id until tiles without a use are dropped; then the ids of those are free for others.

use std::ops::Range;

use super::interner::Interner;
use super::key::{KeyStream, KeyTable, TileKey};
use crate::pack::Pack;
use crate::plan::{EditionIndex, Plan};
use crate::project::Project;

/// The tiles of a plan, window by window.
#[derive(Debug)]
pub struct Census<'a> {
    plan: &'a Plan,
    stream: KeyStream<'a>,
    interner: Interner,
}

/// The uses of one tile within a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TileUse {
    /// Number of places that show it; 0 if no tile of the window has this id.
    pub uses: u32,
    /// The first edition that shows it, as a position in the plan.
    pub first_edition: u32,
    /// The first place of that edition that shows it: where to compose it.
    pub first_place: u32,
}

/// The tiles of some neighbouring editions of a plan.
#[derive(Debug, Default)]
pub struct Window {
    editions: Range<u32>,
    places: usize,
    ids: Vec<u32>,
    tiles: Vec<TileUse>,
    fresh: Vec<u32>,
    dropped: Vec<u32>,
}

impl<'a> Census<'a> {
    /// Makes a census that has counted nothing. The table is that of the pack, with the filters already chosen.
    pub fn new(project: &'a Project, pack: &'a Pack, plan: &'a Plan, table: &'a KeyTable<'a>) -> Self {
        Self { plan, stream: KeyStream::new(project, pack, table), interner: Interner::default() }
    }

    /// Counts the editions of a range of positions, replacing what the window held.
    ///
    /// Windows may be of any size and follow in any order: that changes ids, never which places share a tile.
    ///
    /// The next window can be counted while this one is rendered: a tile that is known keeps its id, and a new tile only
    /// gets an id that this window does not use. Drop what [`Window::dropped`] names before encoding
    /// [`Window::fresh`] and all stays consistent.
    ///
    /// # Panics
    /// If the range reaches beyond the plan.
    pub fn next_window(&mut self, editions: Range<u32>, window: &mut Window) {
        window.clear(editions.clone(), self.stream.places(), self.interner.end());
        for edition in editions {
            let keys = self.stream.keys(self.plan.edition(EditionIndex(edition)));
            window.add(&mut self.interner, edition, keys);
        }
    }

    /// Forgets the tiles that the window counted last does not show, and lists their ids in [`Window::dropped`].
    ///
    /// One that comes again is new then. Without this, memory grows with the tiles of all windows.
    pub fn drop_unused(&mut self, window: &mut Window) {
        let Window { tiles, dropped, .. } = window;
        self.interner.drop_unless(|id| tiles[id as usize].uses > 0, dropped);
    }

    /// Returns the key of an id that the last window has.
    pub fn key(&self, id: u32) -> TileKey {
        self.interner.key(id)
    }
}

impl Window {
    fn clear(&mut self, editions: Range<u32>, places: usize, ids: usize) {
        self.ids.clear();
        self.ids.reserve(editions.len() * places);
        self.tiles.clear();
        self.tiles.resize(ids, TileUse::default());
        self.fresh.clear();
        self.dropped.clear();
        self.editions = editions;
        self.places = places;
    }

    fn add(&mut self, interner: &mut Interner, edition: u32, keys: &[TileKey]) {
        let first = self.ids.len();
        interner.intern(keys, &mut self.ids, &mut self.fresh);
        self.tiles.resize(interner.end(), TileUse::default());
        for (place, &id) in self.ids[first..].iter().enumerate() {
            let tile = &mut self.tiles[id as usize];
            if tile.uses == 0 {
                (tile.first_edition, tile.first_place) = (edition, place as u32);
            }
            tile.uses += 1;
        }
    }

    /// Returns the editions counted, as positions in the plan.
    pub fn editions(&self) -> Range<u32> {
        self.editions.clone()
    }

    /// Returns the ids of an edition's tiles, one for each place of the grid.
    ///
    /// # Panics
    /// If the edition is not one of the window's.
    pub fn ids(&self, edition: EditionIndex) -> &[u32] {
        assert!(self.editions.contains(&edition.0), "edition {} of {:?}", edition.0, self.editions);
        let first = (edition.0 - self.editions.start) as usize * self.places;
        &self.ids[first..first + self.places]
    }

    /// Returns the uses of each tile by its id. Ids without a use may lie between.
    pub fn tiles(&self) -> &[TileUse] {
        &self.tiles
    }

    /// Returns the ids first given in this window, in order of first use: the tiles to encode.
    pub fn fresh(&self) -> &[u32] {
        &self.fresh
    }

    /// Returns the ids of earlier windows that no tile of this window has, in rising order, once [`Census::drop_unused`] has
    /// been called: what they named can be freed.
    pub fn dropped(&self) -> &[u32] {
        &self.dropped
    }
}
