//! An open pack: dense lookups from picture and place to tile, from tile to planes.

use std::path::{Path, PathBuf};

use super::format::{Settings, Tables, TileEntry};
use super::map::Bytes;
use super::source::content_hash;
use super::tile::{TileId, TileKind, TilePlanes};
use crate::canvas::{CanvasSize, TileGrid};
use crate::project::TraitId;
use crate::{Error, Result};

/// Index of a picture in a pack. Traits that use one file share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PictureId(pub u32);

/// A trait pack, ready to compose from.
#[derive(Debug)]
pub struct Pack {
    path: PathBuf,
    bytes: Bytes,
    tables: Tables,
    grid: TileGrid,
    /// Of each trait of the project it was opened for.
    of_trait: Vec<Option<PictureId>>,
    /// Of each picture: whether every place is opaque.
    opaque: Vec<bool>,
}

impl Pack {
    /// Maps a pack and checks its header and tables; planes are not read.
    ///
    /// # Errors
    /// [`Error::Pack`] with what is wrong, [`Error::Io`] when there is none.
    pub(super) fn open(path: &Path) -> Result<Self> {
        Self::from_bytes(path, Bytes::map(path)?)
    }

    pub(super) fn from_bytes(path: &Path, bytes: Bytes) -> Result<Self> {
        let tables = Tables::parse(bytes.get()).map_err(|reason| Error::Pack { path: path.to_owned(), reason })?;
        let grid = TileGrid::new(tables.settings.canvas);
        let is_opaque = |id: &u32| *id > 0 && tables.tiles[*id as usize - 1].opaque;
        let opaque = tables.places.chunks_exact(grid.len()).map(|places| places.iter().all(is_opaque)).collect();
        Ok(Self { path: path.to_owned(), bytes, tables, grid, of_trait: vec![], opaque })
    }

    /// Says which picture each trait shows.
    pub(super) fn bind(mut self, of_trait: Vec<Option<PictureId>>) -> Self {
        self.of_trait = of_trait;
        self
    }

    /// Reads every plane and compares it with its hash.
    ///
    /// # Errors
    /// [`Error::Pack`] naming the first tile that differs.
    pub fn verify(&self) -> Result<()> {
        for (index, entry) in self.tables.tiles.iter().enumerate() {
            if !self.is_whole(entry) {
                let reason = format!("tile {} is not what was packed", index + 1);
                return Err(Error::Pack { path: self.path.clone(), reason });
            }
        }
        Ok(())
    }

    /// Whether the planes of all tiles of a picture are as they were packed.
    pub(super) fn is_whole_picture(&self, picture: PictureId) -> bool {
        self.places(picture).iter().all(|&id| id == 0 || self.is_whole(self.entry(TileId(id))))
    }

    fn is_whole(&self, entry: &TileEntry) -> bool {
        content_hash(self.planes(entry)) == entry.hash
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The tiles of its canvas.
    pub fn grid(&self) -> &TileGrid {
        &self.grid
    }

    /// Distinct pictures.
    pub fn pictures(&self) -> usize {
        self.tables.pictures.len()
    }

    /// Distinct stored tiles; ids run from 1 to this.
    pub fn tiles(&self) -> usize {
        self.tables.tiles.len()
    }

    /// Bytes of the file.
    pub fn len(&self) -> usize {
        self.bytes.get().len()
    }

    /// False: a pack has a header.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The picture a trait shows; `None` for one that draws nothing.
    pub fn picture_of(&self, id: TraitId) -> Option<PictureId> {
        self.of_trait[id.0 as usize]
    }

    /// True when the picture is opaque all over the canvas.
    pub fn is_opaque(&self, picture: PictureId) -> bool {
        self.opaque[picture.0 as usize]
    }

    /// The size of a picture's file where it was resized.
    pub fn own_size(&self, picture: PictureId) -> Option<CanvasSize> {
        self.tables.pictures[picture.0 as usize].own_size
    }

    /// Whether a picture's file is an animation, of which only the first frame is shown.
    pub fn is_animated(&self, picture: PictureId) -> bool {
        self.tables.pictures[picture.0 as usize].is_animated
    }

    /// The picture's file, below the project folder.
    pub fn name(&self, picture: PictureId) -> &str {
        &self.tables.pictures[picture.0 as usize].name
    }

    /// What names the content of a picture's file: the first 128 bits of its BLAKE3 hash. Equal in all packs.
    pub fn source_hash(&self, picture: PictureId) -> [u8; 16] {
        self.tables.pictures[picture.0 as usize].hash
    }

    /// The tile ids of a picture, one for each place of the grid.
    pub fn places(&self, picture: PictureId) -> &[u32] {
        let first = picture.0 as usize * self.grid.len();
        &self.tables.places[first..first + self.grid.len()]
    }

    /// The tile of a picture at a place of the grid.
    pub fn tile_at(&self, picture: PictureId, place: usize) -> TileId {
        TileId(self.places(picture)[place])
    }

    /// What a tile covers.
    pub fn kind(&self, tile: TileId) -> TileKind {
        match tile {
            TileId::EMPTY => TileKind::Empty,
            _ if self.entry(tile).opaque => TileKind::Opaque,
            _ => TileKind::Mixed,
        }
    }

    /// What names a stored tile's content: the first 128 bits of the BLAKE3 hash of its planes. Equal in all packs.
    pub fn content_hash(&self, tile: TileId) -> [u8; 16] {
        self.entry(tile).hash
    }

    /// The planes of a stored tile, which is any but [`TileId::EMPTY`].
    pub fn tile(&self, tile: TileId) -> TilePlanes<'_> {
        let entry = self.entry(tile);
        let covered = (usize::from(entry.covered.0), usize::from(entry.covered.1));
        TilePlanes { planes: self.planes(entry), opaque: entry.opaque, covered }
    }

    pub(super) fn settings(&self) -> Settings {
        self.tables.settings
    }

    pub(super) fn tables(&self) -> &Tables {
        &self.tables
    }

    pub(super) fn entry(&self, tile: TileId) -> &TileEntry {
        &self.tables.tiles[tile.0 as usize - 1]
    }

    pub(super) fn planes(&self, entry: &TileEntry) -> &[u8] {
        &self.bytes.get()[entry.at as usize..entry.at as usize + entry.len()]
    }
}
