//! The direct encoder: one composed frame, one call of an encoder for whole pictures; and rows of a picture of any height, as
//! they come.

use std::io::Write;

use png::{BitDepth, ColorType, Encoder};

use super::smallest::{self, encode_smallest};
use crate::canvas::{CanvasSize, ColourType};
use crate::choice::choice;
use crate::{Error, Result};

choice! {
    /// The work that the direct encoder puts into smaller files, in the words of `png::Compression` but for the last.
    #[derive(Default)]
    pub enum Compression: () {
        /// Filter Up for every row, a fixed Huffman table.
        Fastest = ("fastest", "Largest files in the least time"),
        /// A fixed Huffman table.
        #[default]
        Fast = ("fast", "Choose a filter for each row"),
        /// A filter chosen for each row.
        Balanced = ("balanced", "Use deflate level 6"),
        /// A filter chosen for each row.
        High = ("high", "Use deflate level 9"),
        /// Not by the `png` crate.
        Max = ("max", "Try many encodings of each picture, seconds each"),
    }
}

impl Compression {
    /// Returns the level of the `png` crate, for those that are its own.
    fn of_png_crate(self) -> Option<png::Compression> {
        match self {
            Self::Fastest => Some(png::Compression::Fastest),
            Self::Fast => Some(png::Compression::Fast),
            Self::Balanced => Some(png::Compression::Balanced),
            Self::High => Some(png::Compression::High),
            Self::Max => None,
        }
    }

    /// Returns the bytes that encoding a frame of `frame` bytes takes at most, frame and file aside.
    pub(crate) fn working_bytes(self, frame: usize) -> usize {
        match self {
            Self::Fastest | Self::Fast | Self::Balanced | Self::High => frame,
            Self::Max => smallest::FRAMES * frame + smallest::TABLES,
        }
    }
}

/// Encodes rows of interleaved straight samples, replacing what `out` held.
///
/// # Errors
/// The encoder's own; it refuses buffers of a wrong length.
pub fn encode_frame(
    size: CanvasSize,
    colour: ColourType,
    compression: Compression,
    frame: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), String> {
    let Some(compression) = compression.of_png_crate() else { return encode_smallest(size, colour, frame, out) };
    out.clear();
    let mut encoder = Encoder::new(out, size.width(), size.height());
    encoder.set_color(match colour {
        ColourType::Rgb => ColorType::Rgb,
        ColourType::Rgba => ColorType::Rgba,
    });
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(compression);
    let mut writer = encoder.write_header().map_err(|e| e.to_string())?;
    writer.write_image_data(frame).map_err(|e| e.to_string())?;
    writer.finish().map_err(|e| e.to_string())
}

/// Encodes straight RGBA rows as a PNG file as they come, so that a large picture need not be in memory. `strips` give any
/// number of whole rows each, `height` in all.
///
/// # Errors
/// The first of `strips`; [`Error::Encode`] when `out` or the `png` crate refuses.
pub fn encode_strips(
    what: &str,
    [width, height]: [u32; 2],
    out: impl Write,
    strips: impl Iterator<Item = Result<Vec<u8>>>,
) -> Result<()> {
    let refused = |reason: String| Error::Encode { what: what.to_owned(), reason };
    let mut encoder = Encoder::new(out, width, height);
    encoder.set_color(ColorType::Rgba);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(|e| refused(e.to_string()))?;
    let mut stream = writer.stream_writer().map_err(|e| refused(e.to_string()))?;
    for strip in strips {
        stream.write_all(&strip?).map_err(|e| refused(e.to_string()))?;
    }
    stream.finish().map_err(|e| refused(e.to_string()))?;
    writer.finish().map_err(|e| refused(e.to_string()))
}
