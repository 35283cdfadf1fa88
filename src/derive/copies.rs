//! Copies of every picture: of another size, as Tezos wants them beside the picture, and pixelated, as HashLips' `pixelate` makes
//! them.

use super::{Finished, OF_ENCODING};
use crate::Result;
use crate::canvas::CanvasSize;
use crate::image::{PremulPicture, Resize};
use crate::output::FileWriter;
use crate::parallel::{Memory, on_threads};

/// A copy of a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CopyKind {
    /// Scaled smoothly to a size.
    Resized(CanvasSize),
    /// Of the same size, made small and large again, by nearest pixels both times. The number is the side of the small picture
    /// to that of the original, more than 0 and at most 1.
    Pixelated(f64),
}

/// Writes a copy of every picture into a folder of results.
///
/// # Errors
/// [`crate::Error::Io`], [`crate::Error::Encode`] and [`crate::Error::Memory`], naming the picture.
pub fn copy_each<'a>(
    pictures: &[Finished],
    kind: CopyKind,
    threads: usize,
    memory: &Memory,
    writer: impl Fn() -> Result<FileWriter<'a>> + Sync,
) -> Result<()> {
    let copies = on_threads(threads, pictures.len(), |at| {
        let picture = &pictures[at];
        let png = match kind {
            CopyKind::Resized(size) => resized(picture, size, memory),
            CopyKind::Pixelated(ratio) => pixelated(picture, ratio, memory),
        }?;
        writer()?.write(picture.number, &png)
    });
    copies.into_iter().collect()
}

fn resized(picture: &Finished, size: CanvasSize, memory: &Memory) -> Result<Vec<u8>> {
    let (_held, original) = picture.read(memory, size.pixels() as u64 * 4 * (1 + OF_ENCODING))?;
    let original = PremulPicture::new(original);
    let copy = original.resized(size, Resize::Smooth).map_err(|problem| picture.unusable(problem))?;
    picture.encoded(&copy)
}

fn pixelated(picture: &Finished, ratio: f64, memory: &Memory) -> Result<Vec<u8>> {
    // The small picture is dropped before the copy is encoded, and the original before the copy is made.
    let (_held, original) = picture.read_for(memory, |pixels| (1 + OF_ENCODING) * pixels)?;
    let original = PremulPicture::new(original);
    let size = original.size();
    let side = |length: u32| ((f64::from(length) * ratio).round() as u32).max(1);
    let small = CanvasSize::new(side(size.width()), side(size.height()))?;
    let resized = |original: PremulPicture, size| original.resized(size, Resize::Nearest);
    let copy =
        resized(original, small).and_then(|small| resized(small, size)).map_err(|problem| picture.unusable(problem))?;
    picture.encoded(&copy)
}
