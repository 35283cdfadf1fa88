//! The parts that the readers of all picture formats share: their line in the table of `decode`, their result, their sentences.

use super::facts::Facts;
use crate::canvas::CanvasSize;

/// A picture format that is read. Functions get a whole file that has the magic bytes.
pub(super) struct Format {
    /// The name in messages.
    pub title: &'static str,
    /// The extensions of its files, in lower case.
    pub extensions: &'static [&'static str],
    /// Offsets, and the bytes that every file has there.
    pub magic: &'static [(usize, &'static [u8])],
    /// Reads the size, from the header alone.
    pub size: fn(&[u8]) -> Result<CanvasSize, String>,
    /// Bytes for each pixel that decoding takes at most, with the result and without the file; measured with 36 megapixels.
    pub bytes_per_pixel: u64,
    /// Decodes a picture of at most so many pixels; of an animation, the first frame.
    pub decode: Decode,
    /// Decodes the same, and refuses damage that decoding has no need to see.
    pub decode_strictly: Decode,
    /// `true` if there is more than one frame.
    pub is_animated: fn(&[u8]) -> bool,
    /// Reads what decoding ignores.
    pub facts: fn(&[u8]) -> Result<Facts, String>,
}

/// A decoder: the file, and the most pixels that it may have.
pub(super) type Decode = fn(&[u8], u64) -> Result<StraightPicture, String>;

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
/// The reason, with what to do.
pub(super) fn allowed_size(width: u32, height: u32, max_pixels: u64) -> Result<CanvasSize, String> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels > max_pixels {
        return Err(format!(
            "claims {width} x {height} = {pixels} pixels, more than the limit of {max_pixels}; \
             make it smaller, or raise --max-pixels"
        ));
    }
    canvas_size(width, height)
}

/// Passes a size that is possible.
///
/// # Errors
/// The reason.
pub(super) fn canvas_size(width: u32, height: u32) -> Result<CanvasSize, String> {
    CanvasSize::new(width, height).map_err(|e| format!("has an impossible size: {e}"))
}

/// Says that a file ends before its pixels do.
pub(super) fn cut_off() -> String {
    "ends too early: the file is cut off; export or copy it again".to_owned()
}

/// Puts a decoder's own words about damage into a sentence.
pub(super) fn damaged(what: impl ToString) -> String {
    format!("is damaged: {}; export it again", what.to_string().trim_end_matches('.'))
}
