//! The parts that the readers of all picture formats share: their line in the table of `decode`, their result, their errors.

use super::facts::Facts;
use crate::canvas::CanvasSize;
use crate::error::PictureError;

/// A picture format that is read. Functions get a whole file that has the magic bytes.
pub(super) struct Format {
    /// The name in messages.
    pub title: &'static str,
    /// The extensions of its files, in lower case.
    pub extensions: &'static [&'static str],
    /// Offsets, and the bytes that every file has there.
    pub magic: &'static [(usize, &'static [u8])],
    /// Reads the size, from the header alone.
    pub size: fn(&[u8]) -> Result<CanvasSize, PictureError>,
    /// Bytes for each pixel that decoding takes at most, with the result and without the file; measured with 36 megapixels.
    pub bytes_per_pixel: u64,
    /// Decodes a picture of at most so many pixels; of an animation, the first frame.
    pub decode: Decode,
    /// Decodes the same into memory that may hold another picture, and refuses damage that decoding has no need to see.
    pub decode_strictly: DecodeInto,
    /// `true` if there is more than one frame.
    pub is_animated: fn(&[u8]) -> bool,
    /// Reads what decoding ignores.
    pub facts: fn(&[u8]) -> Result<Facts, PictureError>,
}

/// A decoder: the file, and the most pixels that it may have.
pub(super) type Decode = fn(&[u8], u64) -> Result<StraightPicture, PictureError>;

/// A decoder that also gets memory for the pixels.
pub(super) type DecodeInto = fn(&[u8], u64, Vec<u8>) -> Result<StraightPicture, PictureError>;

/// A picture as decoded: straight alpha, four bytes a pixel, rows from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StraightPicture {
    /// Its size, which may differ from the canvas.
    pub size: CanvasSize,
    /// `size.pixels()` pixels of R, G, B, A.
    pub rgba: Vec<u8>,
}

/// Passes a size that a file claims, if that is possible and within the limit.
///
/// # Errors
/// [`PictureError::TooManyPixels`] and [`PictureError::ImpossibleSize`].
pub(super) fn allowed_size(width: u32, height: u32, max_pixels: u64) -> Result<CanvasSize, PictureError> {
    if u64::from(width) * u64::from(height) > max_pixels {
        return Err(PictureError::TooManyPixels { width, height, max_pixels });
    }
    canvas_size(width, height)
}

/// Passes a size that is possible.
///
/// # Errors
/// [`PictureError::ImpossibleSize`].
pub(super) fn canvas_size(width: u32, height: u32) -> Result<CanvasSize, PictureError> {
    CanvasSize::new(width, height).map_err(|_| PictureError::ImpossibleSize {
        width,
        height,
        longest: CanvasSize::MAX_SIDE,
    })
}

/// The error for damage that a decoder found, in its own words.
pub(super) fn damaged(found: impl ToString) -> PictureError {
    PictureError::Damaged { found: found.to_string().trim_end_matches('.').to_owned() }
}
