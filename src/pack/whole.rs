//! Whole pictures out of a pack: its tiles, put together again.

use std::path::Path;

use super::format::Settings;
use super::reader::Pack;
use super::source::{Stamp, hash_of_file};
use super::tile::{PictureId, TileId};
use crate::canvas::{CanvasSize, HALO_LEFT_LEN, TILE_WIDTH};
use crate::image::{PremulPicture, Resize};
use crate::{Result, files};

impl Pack {
    /// The picture that a file has on a canvas, without decoding it; `None` if the pack has no picture of the same bytes for
    /// this canvas and this way of resizing, or a damaged one. The file is read only where it is not the one that was packed.
    ///
    /// # Errors
    /// [`crate::Error::Io`] for a file that cannot be read.
    pub fn picture_of_file(&self, path: &Path, canvas: CanvasSize, resize: Resize) -> Result<Option<PremulPicture>> {
        if self.settings() != (Settings { canvas, resize }) {
            return Ok(None);
        }
        let picture = match self.of_unchanged_file(path, Stamp::of(&files::stamp(path)?)) {
            Some(picture) => Some(picture),
            None => self.of_content(hash_of_file(path)?),
        };
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::canvas::ColourType;
    use crate::dialect;
    use crate::encode::{Compression, encode_frame};
    use crate::pack::{BuildOptions, ensure};
    use crate::project::TraitId;

    #[test]
    fn a_file_is_read_only_where_it_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let size = CanvasSize::new(4, 4).unwrap();
        let png = |value: u8| {
            let mut file = vec![];
            encode_frame(size, ColourType::Rgba, Compression::Fast, &[value; 64], &mut file).unwrap();
            file
        };
        fs::create_dir_all(at("layers/A")).unwrap();
        fs::write(at("simdgen.toml"), "").unwrap();
        for (name, value) in [("a", 10), ("b", 20), ("c", 10)] {
            fs::write(at(&format!("layers/A/{name}.png")), png(value)).unwrap();
        }
        let project = dialect::open(folder.path(), None).unwrap();
        let (pack, _) = ensure(&project, &at("own.pack"), BuildOptions::new(1)).unwrap();
        let path = |id: usize| project.traits[id].picture.clone().unwrap();
        let known = |path: &Path| pack.of_unchanged_file(path, Stamp::of(&files::stamp(path).unwrap()));
        let whole = |path: &Path| {
            let picture = pack.picture_of_file(path, project.canvas, project.resize).unwrap();
            picture.map(|picture| picture.row(0)[..4].to_vec())
        };
        for id in 0..3 {
            assert_eq!(known(&path(id)), pack.picture_of(TraitId(id as u32)), "{id}");
        }
        let of_b = whole(&path(1));
        assert!(of_b.is_some() && whole(&path(0)) == whole(&path(2)) && of_b != whole(&path(0)));
        // What has another's content by now shows that, and new content is not in the pack.
        fs::write(path(0), png(20)).unwrap();
        assert_eq!((known(&path(0)), whole(&path(0))), (None, of_b.clone()));
        fs::write(at("elsewhere.png"), png(20)).unwrap();
        assert_eq!((known(&at("elsewhere.png")), whole(&at("elsewhere.png"))), (None, of_b));
        fs::write(path(0), png(30)).unwrap();
        assert_eq!((known(&path(0)), whole(&path(0))), (None, None));
    }
}
