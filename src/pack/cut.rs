//! One picture on its way into a pack: all its tiles, from the file or from an older pack.
//!
//! This is the part of packing that runs on every core; what comes out is in the order and form in which `writer`
//! appends it.

use super::format::{PictureEntry, Settings, TileEntry};
use super::reader::Pack;
use super::source::{ContentHash, Source, content_hash};
use super::tile::{CutTile, PictureId, TileId, TileKind};
use crate::Result;
use crate::canvas::TileGrid;
use crate::image::{is_animated, picture_from_bytes, read_file};

/// A picture cut along the grid.
pub(super) struct CutPicture {
    pub entry: PictureEntry,
    /// One for each place of the grid; `None` is empty.
    pub tiles: Vec<Option<CutEntry>>,
    /// `true` if it was decoded, not taken over from an older pack.
    pub decoded: bool,
}

impl CutPicture {
    /// Bytes of its planes.
    pub(super) fn bytes(&self) -> u64 {
        self.tiles.iter().flatten().map(|tile| tile.planes.len() as u64).sum()
    }
}

/// One non-empty tile of a [`CutPicture`].
pub(super) struct CutEntry {
    pub hash: ContentHash,
    pub opaque: bool,
    pub covered: (u16, u16),
    pub sum: u32,
    /// Its planes. Each tile has memory of its own, so that what grows with a picture is never copied to grow.
    pub planes: Vec<u8>,
}

/// Reads a source file, decodes and cuts it, unless an older pack has the tiles of the same bytes, undamaged.
///
/// # Errors
/// [`crate::Error::Picture`] naming layer, file and what is wrong; [`crate::Error::Io`].
pub(super) fn cut_source(
    source: &Source,
    settings: Settings,
    max_pixels: u64,
    old: Option<(&Pack, PictureId)>,
) -> Result<CutPicture> {
    let bytes = read_file(&source.path, &source.layer, max_pixels)?;
    let hash = content_hash(&bytes);
    // Opening a pack does not read its planes: what is taken over is checked, so that no damage lives on in a new pack.
    let is_same = |(pack, p): &(&Pack, PictureId)| pack.tables().pictures[p.0 as usize].hash == hash;
    if let Some((pack, picture)) = old.filter(is_same).filter(|(pack, p)| pack.is_whole_picture(*p)) {
        return Ok(take_over(pack, picture, source));
    }
    let (picture, own_size) = picture_from_bytes(&bytes, settings.canvas, settings.resize, max_pixels)
        .map_err(|problem| source.refused(problem))?;
    let is_animated = is_animated(&bytes);
    drop(bytes);
    let grid = TileGrid::new(settings.canvas);
    let mut cut = CutTile::new();
    let mut tiles = Vec::with_capacity(grid.len());
    for place in 0..grid.len() {
        let kind = cut.cut(&picture, &grid, grid.at(place));
        tiles.push(match kind {
            TileKind::Empty => None,
            TileKind::Opaque | TileKind::Mixed => {
                let opaque = kind == TileKind::Opaque;
                let kept = if opaque { &cut.planes[..3] } else { &cut.planes[..] };
                let planes = kept.as_flattened().to_vec();
                let (first, last) = cut.covered();
                let covered = (first as u16, last as u16);
                Some(CutEntry { hash: content_hash(&planes), opaque, covered, sum: crc32fast::hash(&planes), planes })
            }
        });
    }
    let entry = PictureEntry { hash, own_size, is_animated, name: source.name.clone() };
    Ok(CutPicture { entry, tiles, decoded: true })
}

/// The tiles of a picture that an older pack already has.
fn take_over(pack: &Pack, picture: PictureId, source: &Source) -> CutPicture {
    let old = &pack.tables().pictures[picture.0 as usize];
    let tiles = pack.places(picture).iter().map(|&id| {
        (id != 0).then(|| {
            let entry = pack.entry(TileId(id));
            let planes = pack.planes(entry).to_vec();
            let TileEntry { opaque, covered, sum, hash, .. } = *entry;
            CutEntry { hash, opaque, covered, sum, planes }
        })
    });
    let tiles = tiles.collect();
    let entry = PictureEntry { name: source.name.clone(), ..old.clone() };
    CutPicture { entry, tiles, decoded: false }
}
