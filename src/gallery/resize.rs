//! Copies of another size, as Tezos wants them beside the picture.

use super::Finished;
use crate::Result;
use crate::canvas::CanvasSize;
use crate::image::{PremulPicture, Resize};
use crate::output::FileWriter;
use crate::run::on_threads;

/// Writes a copy of every picture into a folder of results, scaled smoothly to `size`.
///
/// # Errors
/// [`crate::Error::Io`] and [`crate::Error::Encode`], naming the picture.
pub fn resize<'a>(
    pictures: &[Finished],
    size: CanvasSize,
    threads: usize,
    writer: impl Fn() -> Result<FileWriter<'a>> + Sync,
) -> Result<()> {
    on_threads(threads, pictures.len(), |at| {
        let picture = &pictures[at];
        let whole = PremulPicture::new(picture.read()?);
        let copy = whole.resized(size, Resize::Smooth).map_err(|reason| picture.refused(reason))?;
        writer()?.write(picture.number, &picture.encoded(&copy)?)
    })
    .into_iter()
    .collect()
}
