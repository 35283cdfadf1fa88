//! What is made from finished pictures: a contact sheet, pixelated copies, animations, metadata.
//!
//! Nothing here knows how pictures were made: any folder of PNG files called by number will do. Pictures are taken in
//! order of their numbers, a few at a time, so that memory does not grow with the collection.

mod animation;
mod describe;
mod pixelate;
mod resize;
mod sheet;

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

pub use animation::{build_up, slide_show};
pub use describe::describe;
pub use pixelate::pixelate;
pub use resize::resize;
pub use sheet::{SheetLayout, contact_sheet};

use crate::blend::unpremultiply_pixel;
use crate::canvas::{ColourType, PremulRgba};
use crate::encode::{Compression, encode_frame};
use crate::error::OutputError;
use crate::files::{Entry, Folder, Kind};
use crate::image::{MAX_PIXELS, PremulPicture, StraightPicture, decode_picture};
use crate::project::{FileNames, PictureFormat};
use crate::{Error, Result};

/// A finished picture.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The edition's number.
    pub number: u32,
    /// The name of its file.
    pub name: OsString,
    /// Where it is. It is held open, so that no picture is reached through a link.
    folder: Arc<Folder>,
}

/// The pictures of a folder, by number; files of other names are passed over.
///
/// # Errors
/// [`Error::Io`]; [`OutputError::NoPictures`] when there is none.
pub fn pictures(folder: &Path, names: FileNames) -> Result<Vec<Finished>> {
    let opened = Arc::new(Folder::open(folder)?);
    let mut found = vec![];
    for Entry { name, .. } in opened.entries()? {
        let path = Path::new(&name);
        let is_png = path.extension().is_some_and(|e| e == "png");
        let number = path.file_stem().and_then(|stem| names.read(stem.to_str()?));
        if let Some(number) = number.filter(|_| is_png) {
            found.push(Finished { number, name, folder: opened.clone() });
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
        let read = self.folder.read(&self.name, Kind::Picture)?;
        let gone = || Error::io("read", self.folder.at(&self.name))(ErrorKind::NotFound.into());
        let bytes = read.ok_or_else(gone)?;
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
        Error::Encode { what: self.folder.at(&self.name).display().to_string(), reason }
    }
}

/// The straight pixels of one row.
fn straight_row(picture: &PremulPicture, y: usize) -> impl Iterator<Item = u8> {
    picture.row(y).as_chunks::<4>().0.iter().flat_map(|&[r, g, b, a]| {
        let straight = unpremultiply_pixel(PremulRgba { r, g, b, a });
        [straight.r, straight.g, straight.b, straight.a]
    })
}
