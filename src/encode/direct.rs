//! The direct encoder: one composed frame, one call of the `png` crate.

use png::{BitDepth, ColorType, Encoder};

use crate::canvas::{CanvasSize, ColourType};

/// How hard the `png` crate tries, in its own words (`png::Compression`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Compression {
    /// Filter Up for every row, a fixed Huffman table.
    Fastest,
    /// A filter chosen for each row, a fixed Huffman table.
    #[default]
    Fast,
    /// A filter chosen for each row, deflate level 6.
    Balanced,
    /// A filter chosen for each row, deflate level 9.
    High,
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
