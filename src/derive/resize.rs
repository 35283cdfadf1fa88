//! Copies of another size, as Tezos wants them beside the picture.

use super::{Finished, OF_ENCODING};
use crate::Result;
use crate::canvas::CanvasSize;
use crate::image::{PremulPicture, Resize};
use crate::output::FileWriter;
use crate::parallel::{Memory, on_threads};

/// Writes a copy of every picture into a folder of results, scaled smoothly to `size`.
///
/// # Errors
/// [`crate::Error::Io`], [`crate::Error::Encode`] and [`crate::Error::Memory`], naming the picture.
pub fn resize<'a>(
    pictures: &[Finished],
    size: CanvasSize,
    threads: usize,
    memory: &Memory,
    writer: impl Fn() -> Result<FileWriter<'a>> + Sync,
) -> Result<()> {
    on_threads(threads, pictures.len(), |at| {
        let picture = &pictures[at];
        let (_held, whole) = picture.read(memory, size.pixels() as u64 * 4 * (1 + OF_ENCODING))?;
        let whole = PremulPicture::new(whole);
        let copy = whole.resized(size, Resize::Smooth).map_err(|reason| picture.refused(reason))?;
        writer()?.write(picture.number, &picture.encoded(&copy)?)
    })
    .into_iter()
    .collect()
}
