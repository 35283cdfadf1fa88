//! Pictures of any height, encoded as their rows come, so that a large one need not be in memory.
//!
//! Apart from the direct encoder, which has whole frames and reuses its buffer.

use std::io::Write;

use png::{BitDepth, ColorType, Encoder};

use crate::{Error, Result};

/// Encodes straight RGBA rows as a PNG file. `strips` give any number of whole rows each, `height` in all.
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
