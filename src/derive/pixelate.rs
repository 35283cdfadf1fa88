//! Pixelated copies: a picture made small and large again, by nearest pixels both times, as HashLips' `pixelate` does.

use super::{Finished, OF_ENCODING};
use crate::Result;
use crate::canvas::CanvasSize;
use crate::image::{PremulPicture, Resize};
use crate::output::FileWriter;
use crate::parallel::{Memory, on_threads};

/// Writes a copy of every picture into a folder of results, of the same size; `ratio` is the side of the small one to that of
/// the picture, more than 0 and at most 1.
///
/// # Errors
/// [`crate::Error::Io`], [`crate::Error::Encode`] and [`crate::Error::Memory`], naming the picture.
pub fn pixelate<'a>(
    pictures: &[Finished],
    ratio: f64,
    threads: usize,
    memory: &Memory,
    writer: impl Fn() -> Result<FileWriter<'a>> + Sync,
) -> Result<()> {
    on_threads(threads, pictures.len(), |at| {
        let picture = &pictures[at];
        let png = pixelated(picture, ratio, memory)?;
        writer()?.write(picture.number, &png)
    })
    .into_iter()
    .collect()
}

fn pixelated(picture: &Finished, ratio: f64, memory: &Memory) -> Result<Vec<u8>> {
    // The small picture is dropped before the copy is encoded, and the whole one before the copy is made.
    let (_held, whole) = picture.read_for(memory, |pixels| (1 + OF_ENCODING) * pixels)?;
    let whole = PremulPicture::new(whole);
    let size = whole.size();
    let side = |length: u32| ((f64::from(length) * ratio).round() as u32).max(1);
    let small = CanvasSize::new(side(size.width()), side(size.height()))?;
    let resized = |whole: PremulPicture, size| whole.resized(size, Resize::Nearest);
    let copy = resized(whole, small).and_then(|small| resized(small, size)).map_err(|r| picture.refused(r))?;
    picture.encoded(&copy)
}
