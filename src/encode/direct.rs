//! The direct encoder: one composed frame, one call of the `png` crate.

use png::{BitDepth, ColorType, Encoder};

use crate::canvas::{CanvasSize, ColourType};
use crate::choice::choice;

choice! {
    /// The work that the direct encoder puts into smaller files, in the words of `png::Compression`.
    #[derive(Default)]
    pub enum Compression: () {
        /// Filter Up for every row, a fixed Huffman table.
        Fastest = ("fastest", "Largest files, least time"),
        /// A fixed Huffman table.
        #[default]
        Fast = ("fast", "A filter chosen for each row"),
        /// A filter chosen for each row.
        Balanced = ("balanced", "Deflate level 6"),
        /// A filter chosen for each row.
        High = ("high", "Deflate level 9"),
    }
}

impl Compression {
    fn of_png_crate(self) -> png::Compression {
        match self {
            Self::Fastest => png::Compression::Fastest,
            Self::Fast => png::Compression::Fast,
            Self::Balanced => png::Compression::Balanced,
            Self::High => png::Compression::High,
        }
    }
}

/// Encodes rows of interleaved straight samples, replacing what `out` held.
///
/// # Errors
/// What the `png` crate says; it refuses buffers of a wrong length.
pub fn encode_frame(
    size: CanvasSize,
    colour: ColourType,
    compression: Compression,
    frame: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), String> {
    out.clear();
    let mut encoder = Encoder::new(out, size.width(), size.height());
    encoder.set_color(match colour {
        ColourType::Rgb => ColorType::Rgb,
        ColourType::Rgba => ColorType::Rgba,
    });
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(compression.of_png_crate());
    let mut writer = encoder.write_header().map_err(|e| e.to_string())?;
    writer.write_image_data(frame).map_err(|e| e.to_string())?;
    writer.finish().map_err(|e| e.to_string())
}
