//! JPEG to RGBA: the pixels that libjpeg-turbo gives with its defaults, which is what the canvas engines decode with.
//!
//! The orientation of EXIF is not applied: node-canvas 2, which HashLips and nftchef ask for (`"canvas": "^2.8.0"`), does not;
//! it came with 3.0 (Automattic/node-canvas#2296).

use libjpeg_turbo_rs::{DecodeLimits, Decoder, JpegError, PixelFormat};

use super::facts::Facts;
use super::format::{Format, StraightPicture, allowed_size, canvas_size, damaged};
use crate::canvas::CanvasSize;
use crate::error::PictureError;

pub(super) const FORMAT: Format = Format {
    title: "JPEG",
    // As HTML's image/jpeg has them.
    extensions: &["jpg", "jpeg", "jpe", "jfif", "jif", "pjpeg", "pjp"],
    magic: &[(0, b"\xff\xd8\xff")],
    size,
    // Four components of a progressive picture; three take 10, and 7 when it is not progressive.
    bytes_per_pixel: 14,
    decode,
    decode_strictly: |bytes, max_pixels, _| decode(bytes, max_pixels),
    is_animated: |_| false,
    facts,
};

/// Scans of a progressive picture, each of which goes over all its pixels: ten are usual.
const MAX_SCANS: usize = 200;

/// Decodes a JPEG file. CMYK is turned to RGB as node-canvas does: the ink values of Adobe's files, which are inverted, times
/// black.
fn decode(bytes: &[u8], max_pixels: u64) -> Result<StraightPicture, PictureError> {
    let mut decoder = open(bytes)?;
    let header = decoder.header();
    let size = allowed_size(header.width.into(), header.height.into(), max_pixels)?;
    decoder.set_output_format(PixelFormat::Rgba);
    let image = decoder.decode_image().map_err(explain)?;
    Ok(StraightPicture { size, rgba: image.data })
}

/// The size in the frame header.
fn size(bytes: &[u8]) -> Result<CanvasSize, PictureError> {
    let decoder = open(bytes)?;
    canvas_size(decoder.header().width.into(), decoder.header().height.into())
}

/// Depth, profile (`APP2`) and orientation (`APP1`).
fn facts(bytes: &[u8]) -> Result<Facts, PictureError> {
    let decoder = open(bytes)?;
    let profile = decoder.icc_profile().ok().flatten();
    Ok(Facts::new(decoder.header().precision, profile.as_deref(), decoder.exif_data()))
}

fn open(bytes: &[u8]) -> Result<Decoder<'_>, PictureError> {
    let limits = DecodeLimits { max_scans: MAX_SCANS, ..DecodeLimits::default() };
    Decoder::new_with_limits(bytes, limits).map_err(explain)
}

fn explain(error: JpegError) -> PictureError {
    match error {
        JpegError::UnexpectedEof => PictureError::CutOff,
        JpegError::CorruptData(what) => damaged(what),
        other => PictureError::NotDecoded { found: other.to_string() },
    }
}
