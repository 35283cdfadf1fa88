//! Whole pictures out of a pack: its tiles, put together again.

use std::path::Path;

use super::format::Settings;
use super::reader::Pack;
use super::source::hash_of_file;
use super::tile::{PictureId, TileId};
use crate::Result;
use crate::canvas::{CanvasSize, HALO_LEFT_LEN, TILE_WIDTH};
use crate::image::{PremulPicture, Resize};

impl Pack {
    /// The picture that a file has on a canvas, without decoding it; `None` if the pack has no picture of the same bytes for
    /// this canvas and this way of resizing, or a damaged one.
    ///
    /// # Errors
    /// [`crate::Error::Io`] for a file that cannot be read.
    pub fn picture_of_file(&self, path: &Path, canvas: CanvasSize, resize: Resize) -> Result<Option<PremulPicture>> {
        if self.settings() != (Settings { canvas, resize }) {
            return Ok(None);
        }
        let hash = hash_of_file(path)?;
        let picture = (0..self.pictures() as u32).map(PictureId).find(|&id| self.source_hash(id) == hash);
        Ok(picture.filter(|&id| self.check([id], 1).is_ok()).map(|id| self.picture(id)))
    }

    /// Puts a picture together.
    ///
    /// # Panics
    /// As [`Self::tile`].
    fn picture(&self, picture: PictureId) -> PremulPicture {
        let grid = self.grid();
        let width = grid.canvas().width() as usize;
        let mut rgba = vec![0; grid.canvas().pixels() * 4];
        for place in 0..grid.len() {
            let id = self.tile_at(picture, place);
            if id == TileId::EMPTY {
                continue;
            }
            let (tile, at) = (self.tile(id), grid.at(place));
            let (left, top) = grid.origin(at);
            let alpha = tile.mixed().map(|_| tile.mixed_whole().a);
            for y in 0..grid.height_of(at) {
                let from = HALO_LEFT_LEN + (y + 1) * TILE_WIDTH;
                let to = ((top + y) * width + left) * 4;
                let row = rgba[to..to + grid.width_of(at) * 4].as_chunks_mut::<4>().0;
                for (x, pixel) in row.iter_mut().enumerate() {
                    let colour = |channel| tile.colour(channel)[from + x];
                    *pixel = [colour(0), colour(1), colour(2), alpha.map_or(255, |alpha| alpha[from + x])];
                }
            }
        }
        PremulPicture::of_premultiplied(grid.canvas(), rgba)
    }
}
