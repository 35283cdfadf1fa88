//! Products of a finished collection: contact sheet, copies, animations, rarity, metadata for other networks, updated
//! metadata.
//!
//! Any folder of PNG files named by number will do, whoever made them. Pictures are taken in order of their numbers, a few at
//! a time, so that memory does not grow with the collection.

mod animation;
mod convert;
mod copies;
mod describe;
pub mod rarity;
mod sheet;
mod update;

use std::ffi::OsString;
use std::io::Seek;
use std::path::Path;
use std::sync::Arc;

pub use animation::slide_show;
pub use convert::convert;
pub use copies::{CopyKind, copy_each};
pub(crate) use describe::describe;
pub use sheet::SheetOrder;
pub(crate) use sheet::{SheetLayout, contact_sheet};
pub(crate) use update::{update_info, without_traits};

use crate::canvas::ColourType;
use crate::encode::{Compression, encode_frame};
use crate::error::{OutputError, PictureError};
use crate::files::{Entry, Folder, Kind};
use crate::image::{Decoding, MAX_PIXELS, PremulPicture, StraightPicture, decode_picture};
use crate::parallel::{Held, Memory};
use crate::project::{FileNames, PictureFormat};
use crate::{Error, Result};

/// A finished picture.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The edition's number.
    pub number: u32,
    /// The name of its file.
    pub name: OsString,
    /// The folder that holds it, kept open so that no picture is reached through a link.
    folder: Arc<Folder>,
}

/// Lists the pictures of a folder, by number; files of other names are ignored.
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
    /// Reads the picture and holds the part of the budget that it and `more` bytes take; waits until that much is free.
    fn read<'m>(&self, memory: &'m Memory, more: u64) -> Result<(Held<'m>, StraightPicture)> {
        self.read_for(memory, |_| more)
    }

    /// Reads as [`Self::read`] does, where `more` is a function of the bytes of pixels.
    fn read_for<'m>(&self, memory: &'m Memory, more: impl FnOnce(u64) -> u64) -> Result<(Held<'m>, StraightPicture)> {
        let mut file = self.folder.open_there(&self.name, "read")?;
        let Decoding { bytes, pixels } = Decoding::of_open(&mut file, MAX_PIXELS);
        let held = memory.hold(bytes + more(pixels), || format!("working on {}", file.path().display()))?;
        file.rewind().map_err(Error::io("read", file.path()))?;
        let bytes = file.read_all(Kind::Picture)?;
        let picture = decode_picture(&bytes, MAX_PIXELS);
        Ok((held, picture.map_err(|problem| self.unusable(problem))?))
    }

    /// Encodes a picture made from this one as PNG.
    fn encoded(&self, picture: &PremulPicture) -> Result<Vec<u8>> {
        let StraightPicture { size, rgba } = picture.straight();
        let mut png = vec![];
        encode_frame(size, ColourType::Rgba, Compression::Fast, &rgba, &mut png).map_err(|r| self.refused(r))?;
        Ok(png)
    }

    /// The error for a problem with the picture.
    fn unusable(&self, source: PictureError) -> Error {
        Error::Output(OutputError::BadPicture { path: self.folder.at(&self.name), source })
    }

    fn refused(&self, reason: String) -> Error {
        Error::Encode { what: self.folder.at(&self.name).display().to_string(), reason }
    }
}

/// Bytes that [`Finished::encoded`] takes for each byte of pixels: those, what the `png` crate makes of them, and the file.
const OF_ENCODING: u64 = 3;
