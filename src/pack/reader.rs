//! An open pack: dense lookups from picture and place to tile, from tile to planes.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::format::{Settings, Tables, TileEntry, id_of};
use super::in_order::first_wrong;
use super::map::Bytes;
use super::source::{ContentHash, Source, Stamp, content_hash};
use super::tile::{PictureId, TileId, TileKind, TilePlanes};
use crate::canvas::{CanvasSize, TileGrid};
use crate::error::PackError;
use crate::project::TraitId;
use crate::{Error, Result};

/// A trait pack, ready to compose from.
#[derive(Debug)]
pub struct Pack {
    path: PathBuf,
    /// Tells the file from others of its name.
    stamp: Stamp,
    bytes: Bytes,
    tables: Tables,
    grid: TileGrid,
    /// The picture of each trait of the project it was opened for.
    of_trait: Vec<Option<PictureId>>,
    /// The picture of each file of that project, with the stamp that the file had before its content was compared.
    of_file: HashMap<PathBuf, (Stamp, PictureId)>,
    /// The first picture of each content, once it is asked for.
    of_content: OnceLock<HashMap<ContentHash, PictureId>>,
    /// For each picture, `true` if every place is opaque.
    opaque: Vec<bool>,
    /// For each stored tile, `true` if its planes were compared with their check sum, and had it.
    sound: Vec<AtomicBool>,
}

impl Pack {
    /// Maps a pack and checks its header and tables; planes are not read.
    ///
    /// # Errors
    /// [`Error::Pack`] with what is wrong, [`Error::Io`] when there is none.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let (bytes, stamp) = Bytes::map(path)?;
        let tables = Tables::parse(bytes.get()).map_err(|source| Error::Pack { path: path.to_owned(), source })?;
        let grid = TileGrid::new(tables.settings.canvas);
        let is_opaque = |id: &u32| *id > 0 && tables.tiles[*id as usize - 1].opaque;
        let opaque = tables.places.chunks_exact(grid.len()).map(|places| places.iter().all(is_opaque)).collect();
        let sound = tables.tiles.iter().map(|_| AtomicBool::new(false)).collect();
        let (of_trait, of_file, of_content) = (vec![], HashMap::new(), OnceLock::new());
        Ok(Self { path: path.to_owned(), stamp, bytes, tables, grid, of_trait, of_file, of_content, opaque, sound })
    }

    /// Sets the picture that each trait shows, and the sources that the pictures were found to be those of.
    pub(super) fn bind(mut self, of_trait: Vec<Option<PictureId>>, sources: &[Source]) -> Self {
        self.of_trait = of_trait;
        let of_file = sources.iter().zip(0..).map(|(source, id)| (source.path.clone(), (source.stamp, PictureId(id))));
        self.of_file = of_file.collect();
        self
    }

    /// The picture of a file that is as it was when the pack was opened.
    pub(super) fn of_unchanged_file(&self, path: &Path, stamp: Stamp) -> Option<PictureId> {
        self.of_file.get(path).filter(|(known, _)| *known == stamp).map(|(_, id)| *id)
    }

    /// The first picture of a content.
    pub(super) fn of_content(&self, hash: ContentHash) -> Option<PictureId> {
        let all = || {
            let mut of_content = HashMap::with_capacity(self.pictures());
            for id in (0..self.pictures() as u32).map(PictureId) {
                of_content.entry(self.source_hash(id)).or_insert(id);
            }
            of_content
        };
        self.of_content.get_or_init(all).get(&hash).copied()
    }

    /// Compares the tiles of pictures with their check sums, each tile once for as long as the pack is open.
    ///
    /// # Errors
    /// [`Error::Pack`] naming the first tile that differs.
    pub fn check(&self, pictures: impl IntoIterator<Item = PictureId>, threads: usize) -> Result<()> {
        let mut is_shown = vec![false; self.tiles() + 1];
        for picture in pictures {
            self.places(picture).iter().for_each(|&id| is_shown[id as usize] = true);
        }
        let is_unread = |id: &u32| is_shown[*id as usize] && !self.sound[*id as usize - 1].load(Ordering::Relaxed);
        let ids: Vec<u32> = (1..=self.tiles() as u32).filter(is_unread).collect();
        match first_wrong(threads, ids.len(), |index| self.is_sound(TileId(ids[index]))) {
            Some(index) => Err(self.damaged(TileId(ids[index]))),
            None => Ok(()),
        }
    }

    /// Compares every tile with its content hash, which takes longer and finds what was made to fit a check sum too.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub fn verify(&self, threads: usize) -> Result<()> {
        let tile = |index: usize| TileId(index as u32 + 1);
        match first_wrong(threads, self.tiles(), |index| self.has_its_content(self.entry(tile(index)))) {
            Some(index) => Err(self.damaged(tile(index))),
            None => Ok(()),
        }
    }

    /// `true` if all tiles of a picture have the content that was packed.
    pub(super) fn is_whole_picture(&self, picture: PictureId) -> bool {
        self.places(picture).iter().all(|&id| id == 0 || self.has_its_content(self.entry(TileId(id))))
    }

    fn has_its_content(&self, entry: &TileEntry) -> bool {
        content_hash(self.planes(entry)) == entry.hash
    }

    /// `true` if the planes of a stored tile have their check sum; read at the first call.
    fn is_sound(&self, tile: TileId) -> bool {
        let sound = &self.sound[tile.0 as usize - 1];
        // Threads that meet here read the same bytes and store the same.
        if !sound.load(Ordering::Relaxed) {
            let entry = self.entry(tile);
            sound.store(crc32fast::hash(self.planes(entry)) == entry.sum, Ordering::Relaxed);
        }
        sound.load(Ordering::Relaxed)
    }

    fn damaged(&self, tile: TileId) -> Error {
        Error::Pack { path: self.path.clone(), source: PackError::Tile { id: tile.0 } }
    }

    /// Its path.
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

    /// `true` if a picture's file is an animation, of which only the first frame is shown.
    pub fn is_animated(&self, picture: PictureId) -> bool {
        self.tables.pictures[picture.0 as usize].is_animated
    }

    /// The picture's file, below the project folder.
    pub fn name(&self, picture: PictureId) -> &str {
        &self.tables.pictures[picture.0 as usize].name
    }

    /// The content hash of a picture's file: the first 128 bits of BLAKE3. Equal in all packs.
    pub fn source_hash(&self, picture: PictureId) -> [u8; 16] {
        self.tables.pictures[picture.0 as usize].hash
    }

    /// `true` if another pack is of the same pictures with the same content.
    pub fn has_sources_of(&self, other: &Self) -> bool {
        let sources = |pack: &Self| pack.tables.pictures.iter().map(|p| (p.name.clone(), p.hash)).collect::<Vec<_>>();
        sources(self) == sources(other)
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

    /// The coverage of a tile.
    pub fn kind(&self, tile: TileId) -> TileKind {
        match tile {
            TileId::EMPTY => TileKind::Empty,
            _ if self.entry(tile).opaque => TileKind::Opaque,
            _ => TileKind::Mixed,
        }
    }

    /// The content hash of a stored tile: the first 128 bits of BLAKE3 over its planes. Equal in all packs.
    pub fn content_hash(&self, tile: TileId) -> [u8; 16] {
        self.entry(tile).hash
    }

    /// The planes of a stored tile, which is any but [`TileId::EMPTY`]. This is the one way to them, and no tile passes that
    /// was not compared with its check sum.
    ///
    /// # Panics
    /// When the tile is damaged: call [`Self::check`] first, which tells it as an error.
    pub fn tile(&self, tile: TileId) -> TilePlanes<'_> {
        assert!(self.is_sound(tile), "{}", self.damaged(tile));
        let entry = self.entry(tile);
        let covered = (usize::from(entry.covered.0), usize::from(entry.covered.1));
        TilePlanes { planes: self.planes(entry), opaque: entry.opaque, covered }
    }

    /// The hash of its whole content.
    pub(super) fn id(&self) -> ContentHash {
        id_of(self.bytes.get())
    }

    pub(super) fn stamp(&self) -> Stamp {
        self.stamp
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
