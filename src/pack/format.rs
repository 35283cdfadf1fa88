//! The layout of a pack file, version 3. Little-endian throughout; read and written field by field.
//!
//! ```text
//! header   128 bytes: magic, version, tile shape, canvas, resize, counts, where the tables are, checksum
//! planes   stored tiles, each 64-byte aligned: R, G, B and, unless opaque, A, of PLANE_LEN bytes each
//! tables   pictures: content hash, own size, whether an animation, name
//!          places:   pictures x tiles of the grid, a u32 tile id each, 0 is empty
//!          tiles:    where the planes are, opaque flag, covered part, check sum and content hash of the planes
//! ```
//!
//! The version changes with any change of layout, of [`PLANE_LEN`], or of the pixels that decoding gives; a pack of
//! another version is built again. The checksum covers header and tables, and with each tile's hash it names the whole
//! content: equal ones mean equal packs. What is damaged by accident a tile's own check sum finds before its first use: a
//! CRC-32, because hashing a pack takes ten times as long, which is more than 1 % of a quick run.

use super::source::{ContentHash, content_hash};
use crate::canvas::{CanvasSize, PLANE_LEN, TILE_HEIGHT, TILE_WIDTH, TileGrid};
use crate::error::PackError;
use crate::image::Resize;

pub(super) const MAGIC: [u8; 8] = *b"simdgenP";
pub(super) const VERSION: u32 = 3;
pub(super) const HEADER_LEN: usize = 128;
const CHECKSUM_AT: usize = HEADER_LEN - 16;

/// The settings that decide the pixels of a pack beside its sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    pub canvas: CanvasSize,
    pub resize: Resize,
}

/// One packed picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PictureEntry {
    pub hash: ContentHash,
    /// Its own size where that differs from the canvas.
    pub own_size: Option<CanvasSize>,
    /// `true` for an animation, of which the first frame is here.
    pub is_animated: bool,
    pub name: String,
}

/// One stored tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TileEntry {
    /// Offset of its planes in the file.
    pub at: u64,
    pub opaque: bool,
    /// Outside this range all planes are zero.
    pub covered: (u16, u16),
    /// The CRC-32 of its planes.
    pub sum: u32,
    pub hash: ContentHash,
}

impl TileEntry {
    /// Bytes of its planes.
    pub(super) fn len(&self) -> usize {
        if self.opaque { 3 * PLANE_LEN } else { 4 * PLANE_LEN }
    }
}

/// Everything in a pack but the planes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tables {
    pub settings: Settings,
    pub pictures: Vec<PictureEntry>,
    /// Picture after picture, each with one tile id for each place of the grid.
    pub places: Vec<u32>,
    /// Tile `id` is entry `id - 1`.
    pub tiles: Vec<TileEntry>,
}

/// The checksum in the header of a file that [`Tables::parse`] passed.
pub(super) fn id_of(file: &[u8]) -> ContentHash {
    *file[CHECKSUM_AT..].first_chunk().expect("a file that was parsed has a whole header")
}

impl Tables {
    /// The header and the table bytes, for tables that start at an offset.
    pub(super) fn to_bytes(&self, tables_at: u64) -> ([u8; HEADER_LEN], Vec<u8>) {
        let mut tables = Vec::with_capacity(self.places.len() * 4 + self.tiles.len() * 36);
        for picture in &self.pictures {
            tables.extend(picture.hash);
            let (width, height) = picture.own_size.map_or((0, 0), |s| (s.width(), s.height()));
            tables.extend(width.to_le_bytes());
            tables.extend(height.to_le_bytes());
            tables.extend(u32::from(picture.is_animated).to_le_bytes());
            tables.extend((picture.name.len() as u32).to_le_bytes());
            tables.extend(picture.name.as_bytes());
        }
        self.places.iter().for_each(|id| tables.extend(id.to_le_bytes()));
        for tile in &self.tiles {
            tables.extend(tile.at.to_le_bytes());
            tables.extend(u32::from(tile.opaque).to_le_bytes());
            tables.extend(tile.covered.0.to_le_bytes());
            tables.extend(tile.covered.1.to_le_bytes());
            tables.extend(tile.sum.to_le_bytes());
            tables.extend(tile.hash);
        }
        let mut header = [0; HEADER_LEN];
        let canvas = self.settings.canvas;
        let fields: [&[u8]; 11] = [
            &MAGIC,
            &VERSION.to_le_bytes(),
            &(TILE_WIDTH as u16).to_le_bytes(),
            &(TILE_HEIGHT as u16).to_le_bytes(),
            &canvas.width().to_le_bytes(),
            &canvas.height().to_le_bytes(),
            &self.settings.resize.code().to_le_bytes(),
            &(self.pictures.len() as u32).to_le_bytes(),
            &(self.tiles.len() as u32).to_le_bytes(),
            &tables_at.to_le_bytes(),
            &(tables_at + tables.len() as u64).to_le_bytes(),
        ];
        let mut at = 0;
        for field in fields {
            header[at..at + field.len()].copy_from_slice(field);
            at += field.len();
        }
        let checksum = checksum(&header, &tables);
        header[CHECKSUM_AT..].copy_from_slice(&checksum);
        (header, tables)
    }

    /// Parses and checks a whole file's bytes: every count, id and offset is in range afterwards.
    ///
    /// # Errors
    /// The first problem.
    pub(super) fn parse(file: &[u8]) -> Result<Self, PackError> {
        let header = file.get(..HEADER_LEN).ok_or(PackError::NoHeader { length: file.len() })?;
        let mut fields = Fields(header);
        if fields.take::<8>()? != MAGIC {
            return Err(PackError::NoPack);
        }
        let version = fields.u32()?;
        if version != VERSION {
            return Err(PackError::Version { found: version, known: VERSION });
        }
        let tile = (usize::from(fields.u16()?), usize::from(fields.u16()?));
        if tile != (TILE_WIDTH, TILE_HEIGHT) {
            return Err(PackError::TileSize { found: tile, expected: (TILE_WIDTH, TILE_HEIGHT) });
        }
        let canvas = size(fields.u32()?, fields.u32()?)?;
        let number = fields.u32()?;
        let resize = Resize::from_code(number).ok_or(PackError::Resize { number })?;
        let (picture_count, tile_count) = (fields.u32()? as usize, fields.u32()? as usize);
        let (tables_at, end) = (fields.u64()?, fields.u64()?);
        if end != file.len() as u64 || tables_at < HEADER_LEN as u64 || tables_at > end {
            return Err(PackError::Length { length: file.len(), said: end, tables_at });
        }
        let tables = &file[tables_at as usize..];
        if checksum(header, tables) != header[CHECKSUM_AT..] {
            return Err(PackError::CheckSum);
        }
        let mut fields = Fields(tables);
        let mut pictures = vec![];
        for _ in 0..picture_count {
            pictures.push(PictureEntry::parse(&mut fields)?);
        }
        let place_count = picture_count.checked_mul(TileGrid::new(canvas).len()).ok_or(PackError::TooManyTiles)?;
        let bytes = fields.slice(place_count.checked_mul(4).ok_or(PackError::TooManyTiles)?)?;
        let places: Vec<u32> = bytes.as_chunks::<4>().0.iter().map(|b| u32::from_le_bytes(*b)).collect();
        if let Some(id) = places.iter().find(|&&id| id as usize > tile_count) {
            return Err(PackError::NoSuchTile { id: *id, tiles: tile_count });
        }
        let mut tiles = vec![];
        for _ in 0..tile_count {
            tiles.push(TileEntry::parse(&mut fields, tables_at)?);
        }
        if !fields.0.is_empty() {
            return Err(PackError::AfterTables { bytes: fields.0.len() });
        }
        Ok(Self { settings: Settings { canvas, resize }, pictures, places, tiles })
    }
}

impl PictureEntry {
    fn parse(fields: &mut Fields<'_>) -> Result<Self, PackError> {
        let hash = fields.take::<16>()?;
        let (width, height) = (fields.u32()?, fields.u32()?);
        let own_size = match (width, height) {
            (0, 0) => None,
            _ => Some(size(width, height)?),
        };
        let is_animated = fields.u32()? != 0;
        let length = fields.u32()? as usize;
        let name = std::str::from_utf8(fields.slice(length)?).map_err(|_| PackError::Name)?;
        Ok(Self { hash, own_size, is_animated, name: name.to_owned() })
    }
}

impl TileEntry {
    fn parse(fields: &mut Fields<'_>, planes_end: u64) -> Result<Self, PackError> {
        let (at, flags) = (fields.u64()?, fields.u32()?);
        let covered = (fields.u16()?, fields.u16()?);
        let (sum, hash) = (fields.u32()?, fields.take::<16>()?);
        let tile = Self { at, opaque: flags & 1 == 1, covered, sum, hash };
        let end = at.checked_add(tile.len() as u64);
        if flags > 1 || at < HEADER_LEN as u64 || at % 64 != 0 || end.is_none_or(|end| end > planes_end) {
            return Err(PackError::TilePlace { at, flags });
        }
        let (first, last) = covered;
        if first > last || usize::from(last) > PLANE_LEN || first % 64 != 0 || last % 64 != 0 {
            return Err(PackError::TileCover { first, last, length: PLANE_LEN });
        }
        Ok(tile)
    }
}

fn size(width: u32, height: u32) -> Result<CanvasSize, PackError> {
    CanvasSize::new(width, height).map_err(|_| PackError::Size { width, height })
}

fn checksum(header: &[u8], tables: &[u8]) -> ContentHash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&header[..CHECKSUM_AT]).update(&content_hash(tables));
    let mut checksum = [0; 16];
    checksum.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    checksum
}

/// The unread rest of a byte string.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn slice(&mut self, length: usize) -> Result<&'a [u8], PackError> {
        let (head, rest) = self.0.split_at_checked(length).ok_or(PackError::TablesCutOff)?;
        self.0 = rest;
        Ok(head)
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], PackError> {
        let (head, rest) = self.0.split_first_chunk::<N>().ok_or(PackError::TablesCutOff)?;
        self.0 = rest;
        Ok(*head)
    }

    fn u16(&mut self) -> Result<u16, PackError> {
        self.take().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32, PackError> {
        self.take().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, PackError> {
        self.take().map(u64::from_le_bytes)
    }
}
