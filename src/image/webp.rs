//! WebP to RGBA: lossy, lossless, with alpha, and the first frame of an animation on its canvas.

use std::io::Cursor;

use image_webp::{DecodingError, WebPDecoder};

use super::facts::Facts;
use super::format::{Format, StraightPicture, allowed_size, canvas_size, damaged};
use crate::canvas::CanvasSize;
use crate::error::PictureError;

pub(super) const FORMAT: Format = Format {
    title: "WebP",
    extensions: &["webp"],
    magic: &[(0, b"RIFF"), (8, b"WEBP")],
    size,
    // Lossy with alpha.
    bytes_per_pixel: 12,
    decode,
    decode_strictly: |bytes, max_pixels, _| decode(bytes, max_pixels),
    is_animated,
    facts,
};

/// The flag of an animation, and its place in an extended file (RFC 9649, 2.7.1).
const ANIMATION: u8 = 0b10;
const FLAGS_AT: usize = 20;

/// Decodes a WebP file.
fn decode(bytes: &[u8], max_pixels: u64) -> Result<StraightPicture, PictureError> {
    let mut decoder = open(bytes)?;
    let (width, height) = decoder.dimensions();
    let size = allowed_size(width, height, max_pixels)?;
    // The decoder takes memory for the size that the lossy data says, and then compares.
    if let Some((width, height)) = lossy_size(bytes) {
        allowed_size(width, height, max_pixels)?;
    }
    let length = decoder.output_buffer_size().ok_or(PictureError::TooLarge)?;
    let mut data = vec![0; length];
    decoder.read_image(&mut data).map_err(explain)?;
    let rgba = if decoder.has_alpha() { data } else { with_alpha(&data) };
    Ok(StraightPicture { size, rgba })
}

/// The size of the canvas.
fn size(bytes: &[u8]) -> Result<CanvasSize, PictureError> {
    let (width, height) = open(bytes)?.dimensions();
    canvas_size(width, height)
}

/// `true` if an extended file says that it is an animation.
fn is_animated(bytes: &[u8]) -> bool {
    bytes.get(12..16) == Some(b"VP8X") && bytes.get(FLAGS_AT).is_some_and(|flags| flags & ANIMATION != 0)
}

/// Profile and orientation; samples have 8 bits.
fn facts(bytes: &[u8]) -> Result<Facts, PictureError> {
    let mut decoder = open(bytes)?;
    let (profile, exif) = (decoder.icc_profile().ok().flatten(), decoder.exif_metadata().ok().flatten());
    Ok(Facts::new(8, profile.as_deref(), exif.as_deref()))
}

fn open(bytes: &[u8]) -> Result<WebPDecoder<Cursor<&[u8]>>, PictureError> {
    WebPDecoder::new(Cursor::new(bytes)).map_err(explain)
}

/// Adds an alpha of 255 to pixels of R, G, B.
fn with_alpha(rgb: &[u8]) -> Vec<u8> {
    rgb.as_chunks::<3>().0.iter().flat_map(|&[r, g, b]| [r, g, b, 255]).collect()
}

/// The size in the first lossy bitstream, in the file itself or in the first frame of an animation (RFC 9649, 2.5 and 2.7.1;
/// RFC 6386, 9.1).
fn lossy_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 12;
    loop {
        let (name, length) =
            (bytes.get(at..at + 4)?, u32::from_le_bytes(*bytes.get(at + 4..)?.first_chunk()?) as usize);
        let data = at + 8;
        match name {
            b"VP8 " => {
                let side = |at: usize| Some(u32::from(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?) & 0x3FFF));
                return Some((side(data + 6)?, side(data + 8)?));
            }
            // Place, size, duration and flags of the frame, then its chunks.
            b"ANMF" => at = data + 16,
            _ => at = data.checked_add(length)?.checked_next_multiple_of(2)?,
        }
    }
}

fn explain(error: DecodingError) -> PictureError {
    match error {
        DecodingError::IoError(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => PictureError::CutOff,
        other => damaged(other),
    }
}
