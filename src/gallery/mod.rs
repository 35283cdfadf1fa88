//! What is made from finished pictures: a contact sheet, pixelated copies, animations, metadata.
//!
//! Nothing here knows how pictures were made: any folder of PNG files called by number will do. Pictures are taken in
//! order of their numbers, a few at a time, so that memory does not grow with the collection.

mod animation;
mod describe;
mod pixelate;
mod resize;
mod sheet;

use std::path::{Path, PathBuf};

pub use animation::{build_up, slide_show};
pub use describe::describe;
pub use pixelate::pixelate;
pub use resize::resize;
pub use sheet::{SheetLayout, contact_sheet};

use crate::blend::unpremultiply_pixel;
use crate::canvas::{ColourType, PremulRgba};
use crate::encode::{Compression, encode_frame};
use crate::error::OutputError;
use crate::image::{MAX_PIXELS, PremulPicture, StraightPicture, decode_picture};
use crate::project::{FileNames, PictureFormat};
use crate::{Error, Result};

/// A finished picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// The edition's number.
    pub number: u32,
    /// Its file.
    pub path: PathBuf,
}

/// The pictures of a folder, by number; files of other names are passed over.
///
/// # Errors
/// [`Error::Io`]; [`OutputError::NoPictures`] when there is none.
pub fn pictures(folder: &Path, names: FileNames) -> Result<Vec<Finished>> {
    let mut found = vec![];
    for entry in std::fs::read_dir(folder).map_err(Error::io("read", folder))? {
        let path = entry.map_err(Error::io("read", folder))?.path();
        let is_png = path.extension().is_some_and(|e| e == "png");
        let number = path.file_stem().and_then(|stem| names.read(stem.to_str()?));
        if let Some(number) = number.filter(|_| is_png) {
            found.push(Finished { number, path });
        }
    }
    found.sort_by_key(|picture| picture.number);
    if found.is_empty() {
        let example = names.picture_file(1, PictureFormat::Png);
        return Err(Error::Output(OutputError::NoPictures { folder: folder.to_owned(), example }));
    }
    Ok(found)
}

impl Finished {
    fn read(&self) -> Result<StraightPicture> {
        if !self.path.is_file() {
            return Err(self.refused("it is not a file; remove it".into()));
        }
        let bytes = std::fs::read(&self.path).map_err(Error::io("read", &self.path))?;
        decode_picture(&bytes, MAX_PIXELS).map_err(|reason| self.refused(format!("the file {reason}")))
    }

    /// The file of a picture made from this one.
    fn encoded(&self, picture: &PremulPicture) -> Result<Vec<u8>> {
        let size = picture.size();
        let pixels: Vec<u8> = (0..size.height() as usize).flat_map(|y| straight_row(picture, y)).collect();
        let mut png = vec![];
        encode_frame(size, ColourType::Rgba, Compression::Fast, &pixels, &mut png).map_err(|r| self.refused(r))?;
        Ok(png)
    }

    fn refused(&self, reason: String) -> Error {
        Error::Encode { what: self.path.display().to_string(), reason }
    }
}

/// The straight pixels of one row.
fn straight_row(picture: &PremulPicture, y: usize) -> impl Iterator<Item = u8> {
    picture.row(y).as_chunks::<4>().0.iter().flat_map(|&[r, g, b, a]| {
        let straight = unpremultiply_pixel(PremulRgba { r, g, b, a });
        [straight.r, straight.g, straight.b, straight.a]
    })
}
