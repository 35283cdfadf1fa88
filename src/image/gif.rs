//! GIF to RGBA: the first frame on its logical screen, which is transparent beside it, as browsers show it.

use std::io::Cursor;

use gif::{ColorOutput, DecodeOptions, Decoder, DecodingError, MemoryLimit};

use super::facts::Facts;
use super::format::{Format, StraightPicture, allowed_size, canvas_size, damaged};
use crate::canvas::CanvasSize;
use crate::error::PictureError;

pub(super) const FORMAT: Format = Format {
    title: "GIF",
    extensions: &["gif"],
    magic: &[(0, b"GIF8")],
    size,
    // A frame that does not fill its screen.
    bytes_per_pixel: 9,
    decode,
    decode_strictly: |bytes, max_pixels, _| decode(bytes, max_pixels),
    is_animated,
    facts,
};

/// Decodes the first frame of a GIF file.
fn decode(bytes: &[u8], max_pixels: u64) -> Result<StraightPicture, PictureError> {
    let mut decoder = open(bytes, ColorOutput::RGBA)?;
    let (width, height) = (decoder.width(), decoder.height());
    let size = allowed_size(width.into(), height.into(), max_pixels)?;
    let frame = decoder.next_frame_info().map_err(explain)?.ok_or(PictureError::NoFrame)?;
    let (left, top) = (usize::from(frame.left), usize::from(frame.top));
    let own = allowed_size(frame.width.into(), frame.height.into(), max_pixels)?;
    let mut pixels = vec![0; own.pixels() * 4];
    decoder.read_into_buffer(&mut pixels).map_err(explain)?;
    if (left, top, own) == (0, 0, size) {
        return Ok(StraightPicture { size, rgba: pixels });
    }
    let mut rgba = vec![0; size.pixels() * 4];
    let stride = size.width() as usize * 4;
    let visible = (own.width() as usize * 4).min(stride.saturating_sub(left * 4));
    let rows = pixels.chunks_exact(own.width() as usize * 4).zip(rgba.chunks_exact_mut(stride).skip(top));
    rows.filter(|_| visible > 0).for_each(|(from, to)| to[left * 4..][..visible].copy_from_slice(&from[..visible]));
    Ok(StraightPicture { size, rgba })
}

/// The size of the logical screen.
fn size(bytes: &[u8]) -> Result<CanvasSize, PictureError> {
    let decoder = open(bytes, ColorOutput::Indexed)?;
    canvas_size(decoder.width().into(), decoder.height().into())
}

/// `true` if a second frame follows the first.
fn is_animated(bytes: &[u8]) -> bool {
    let mut options = DecodeOptions::new();
    options.skip_frame_decoding(true);
    let Ok(mut decoder) = options.read_info(Cursor::new(bytes)) else { return false };
    (0..2).all(|_| matches!(decoder.next_frame_info(), Ok(Some(_))))
}

/// Nothing: a palette's colours have 8 bits, and no program reads a GIF's colour profile.
fn facts(_: &[u8]) -> Result<Facts, PictureError> {
    Ok(Facts::new(8, None, None))
}

fn open(bytes: &[u8], colours: ColorOutput) -> Result<Decoder<Cursor<&[u8]>>, PictureError> {
    let mut options = DecodeOptions::new();
    options.set_color_output(colours);
    // Frames are decoded to memory that is made here, for sizes that were looked at.
    options.set_memory_limit(MemoryLimit::Unlimited);
    options.read_info(Cursor::new(bytes)).map_err(explain)
}

fn explain(error: DecodingError) -> PictureError {
    match error {
        DecodingError::UnexpectedEof => PictureError::CutOff,
        DecodingError::Io(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => PictureError::CutOff,
        other => damaged(other),
    }
}
