//! The direct encoder: one composed frame, one call of an encoder for whole pictures; and rows of a picture of any height, as
//! they come.

use std::io::Write;

use png::{BitDepth, ColorType, Encoder};

use super::smallest::{self, encode_smallest};
use super::whole::{Work, encode_whole};
use crate::canvas::{CanvasSize, ColourType};
use crate::choice::choice;
use crate::{Error, Result};

choice! {
    /// The work that the direct encoder puts into smaller files, in the words of `png::Compression` where it is that crate's.
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
        /// A palette of the picture's own, or no filters, or a filter chosen for each row.
        Small = ("small", "Use a palette where a picture has few colours, and search longer for matches"),
        /// The same.
        Smaller = ("smaller", "The same, with the best of several parses"),
        /// All of it, by `oxipng`.
        Max = ("max", "Try many encodings of each picture, seconds each"),
    }
}

impl Compression {
    fn encoder(self) -> FrameEncoder {
        match self {
            Self::Fastest => FrameEncoder::PngCrate(png::Compression::Fastest),
            Self::Fast => FrameEncoder::PngCrate(png::Compression::Fast),
            Self::Balanced => FrameEncoder::PngCrate(png::Compression::Balanced),
            Self::High => FrameEncoder::PngCrate(png::Compression::High),
            Self::Small => FrameEncoder::Whole(Work::Lazy),
            Self::Smaller => FrameEncoder::Whole(Work::BestParse),
            Self::Max => FrameEncoder::Smallest,
        }
    }

    /// Returns the bytes that encoding a frame of `frame` bytes takes at most, frame and file aside.
    pub(crate) fn working_bytes(self, frame: usize) -> usize {
        match self.encoder() {
            FrameEncoder::PngCrate(_) => frame,
            FrameEncoder::Whole(_) | FrameEncoder::Smallest => smallest::FRAMES * frame + smallest::TABLES,
        }
    }
}

/// The encoder of a frame, and how hard it works.
enum FrameEncoder {
    PngCrate(png::Compression),
    Whole(Work),
    Smallest,
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
    let compression = match compression.encoder() {
        FrameEncoder::PngCrate(compression) => compression,
        FrameEncoder::Whole(work) => return encode_whole(size, colour, work, frame, out),
        FrameEncoder::Smallest => return encode_smallest(size, colour, frame, out),
    };
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
