//! A contact sheet: all pictures as thumbnails in rows, the last one as long as it comes.
//!
//! One row of thumbnails is in memory at a time.

use std::io::Write;

use super::Finished;
use crate::canvas::{CanvasSize, StraightRgba};
use crate::choice::choice;
use crate::encode::encode_strips;
use crate::image::{PremulPicture, Resize};
use crate::parallel::{Memory, on_threads};
use crate::{Error, Result};

choice! {
    /// The order of pictures on a contact sheet.
    #[derive(Default)]
    pub enum SheetOrder: () {
        #[default]
        Number = ("number", "By number"),
        Rarity = ("rarity", "The rarest first, by metadata as `simdgen rarity` has it"),
    }
}

/// The layout of thumbnails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SheetLayout {
    /// Thumbnails in a row, at least 1.
    pub columns: u32,
    /// Size of a thumbnail.
    pub thumbnail: CanvasSize,
}

/// Writes the sheet as a PNG file.
///
/// # Errors
/// [`Error::Io`], [`Error::Encode`] and [`Error::Memory`], naming the picture or the sheet.
pub fn contact_sheet(
    pictures: &[Finished],
    layout: SheetLayout,
    threads: usize,
    memory: &Memory,
    out: impl Write,
) -> Result<()> {
    let SheetLayout { columns, thumbnail } = layout;
    let columns = (columns as usize).clamp(1, pictures.len());
    let rows = pictures.len().div_ceil(columns);
    let side = |count: usize, length: u32| {
        let pixels = count as u64 * u64::from(length);
        // The PNG format has 31 bits for a side.
        u32::try_from(pixels).ok().filter(|&side| side <= i32::MAX as u32).ok_or_else(|| Error::Encode {
            what: "the contact sheet".into(),
            reason: format!("a side would have {pixels} pixels; make thumbnails smaller or rows longer"),
        })
    };
    let size = [side(columns, thumbnail.width())?, side(rows, thumbnail.height())?];
    // A row of thumbnails, and the same as a strip of the sheet.
    let row = 2 * columns as u64 * thumbnail.pixels() as u64 * 4;
    let rest = memory.without(row, || format!("a row of {columns} thumbnails of {thumbnail}"))?;
    let strips = pictures.chunks(columns).map(|row| strip(row, columns, thumbnail, threads, &rest));
    encode_strips("the contact sheet", size, out, strips)
}

/// The rows of pixels of one row of thumbnails, filled up with transparent pixels.
fn strip(pictures: &[Finished], columns: usize, size: CanvasSize, threads: usize, memory: &Memory) -> Result<Vec<u8>> {
    let thumbnails = on_threads(threads, pictures.len(), |at| -> Result<PremulPicture> {
        let (_held, original) = pictures[at].read(memory, 0)?;
        PremulPicture::new(original).resized(size, Resize::Smooth).map_err(|problem| pictures[at].unusable(problem))
    });
    let thumbnails = thumbnails.into_iter().collect::<Result<Vec<_>>>()?;
    let missing = (columns - pictures.len()) * size.width() as usize * 4;
    let mut strip = Vec::with_capacity(columns * size.pixels() * 4);
    for y in 0..size.height() as usize {
        let pixels = thumbnails.iter().flat_map(|thumbnail| thumbnail.straight_row(y));
        strip.extend(pixels.flat_map(|StraightRgba { r, g, b, a }| [r, g, b, a]));
        strip.resize(strip.len() + missing, 0);
    }
    Ok(strip)
}
