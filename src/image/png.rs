//! PNG to straight RGBA of 8 bits, whatever the file's colour type, depth or interlacing.
//!
//! The one policy on colour: bytes are taken as found. `gAMA`, `cHRM` and `iCCP` chunks are not applied, as the
//! canvas engines that users come from do not apply them either.

use std::io::Cursor;

use png::{BitDepth, ColorType, DecodingError, Limits, Transformations};

use super::picture::StraightPicture;
use crate::canvas::CanvasSize;

/// How many pixels a trait picture may have unless the user says otherwise: 10,000 x 10,000.
pub const MAX_PIXELS: u64 = 100_000_000;

const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";

/// Decodes a PNG file.
///
/// Palettes, grey, low depths and `tRNS` are expanded; 16-bit samples are rounded to the nearest of 8 bits.
/// Bytes after `IEND` are ignored.
///
/// # Errors
/// What is wrong, in words that follow the file's name: "is empty (0 bytes); ...".
pub fn decode_png(bytes: &[u8], max_pixels: u64) -> Result<StraightPicture, String> {
    if bytes.is_empty() {
        return Err("is empty (0 bytes); export it again, or remove it".to_owned());
    }
    if !bytes.starts_with(SIGNATURE) {
        return Err(format!("is not a PNG file but {}", looks_like(bytes)));
    }
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: usize::MAX });
    decoder.set_transformations(Transformations::EXPAND | Transformations::ALPHA);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let header = decoder.read_header_info().map_err(explain)?;
    let (width, height) = (header.width, header.height);
    let pixels = u64::from(width) * u64::from(height);
    if pixels > max_pixels {
        return Err(format!(
            "claims {width} x {height} = {pixels} pixels, more than the limit of {max_pixels}; \
             make it smaller, or raise --max-pixels"
        ));
    }
    let size = CanvasSize::new(width, height).map_err(|e| format!("has an impossible size: {e}"))?;
    let mut reader = decoder.read_info().map_err(explain)?;
    let length = reader.output_buffer_size().ok_or("is too large for this machine")?;
    let mut data = vec![0; length];
    let output = reader.next_frame(&mut data).map_err(explain)?;
    data.truncate(output.buffer_size());
    let rgba = match (output.color_type, output.bit_depth) {
        (ColorType::Rgba, BitDepth::Eight) => data,
        (ColorType::GrayscaleAlpha, BitDepth::Eight) => {
            data.as_chunks::<2>().0.iter().flat_map(|&[v, a]| [v, v, v, a]).collect()
        }
        (ColorType::Rgba, BitDepth::Sixteen) => data.as_chunks::<2>().0.iter().map(|&s| to_eight_bits(s)).collect(),
        (ColorType::GrayscaleAlpha, BitDepth::Sixteen) => data
            .as_chunks::<4>()
            .0
            .iter()
            .flat_map(|&[v0, v1, a0, a1]| {
                let (v, a) = (to_eight_bits([v0, v1]), to_eight_bits([a0, a1]));
                [v, v, v, a]
            })
            .collect(),
        (colour, depth) => return Err(format!("decodes to {colour:?} of {depth:?} bits, which is not expected")),
    };
    Ok(StraightPicture { size, rgba })
}

/// Rounds a big-endian 16-bit sample v to v / 257, so that 65535 is 255 (PNG specification, 13.12).
fn to_eight_bits(sample: [u8; 2]) -> u8 {
    ((u32::from(u16::from_be_bytes(sample)) * 255 + 32_895) >> 16) as u8
}

fn explain(error: DecodingError) -> String {
    match error {
        DecodingError::IoError(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
            "ends too early: the file is cut off; export or copy it again".to_owned()
        }
        DecodingError::Format(e) => format!("is damaged: {}; export it again", name_chunks(&e.to_string())),
        other => format!("cannot be decoded: {}; export it again", name_chunks(&other.to_string())),
    }
}

/// The decoder's sentence with each chunk by its name: it prints `ChunkType { type: IDAT, critical: true, .. }`.
fn name_chunks(message: &str) -> String {
    let mut plain = String::new();
    let mut rest = message.trim_end_matches('.');
    while let Some((before, after)) = rest.split_once("ChunkType { type: ") {
        let (chunk, end) = after.split_once('}').unwrap_or((after, ""));
        plain += before;
        plain += chunk.split(',').next().unwrap_or_default();
        rest = end;
    }
    plain + rest
}

/// What a file that is no PNG seems to be, and what to do about it.
fn looks_like(bytes: &[u8]) -> String {
    const SAVE: &str = "save it as PNG";
    const KNOWN: [(usize, &[u8], &str, &str); 13] = [
        (0, b"\xff\xd8\xff", "a JPEG", SAVE),
        (0, b"GIF8", "a GIF", SAVE),
        (8, b"WEBP", "a WebP", SAVE),
        (0, b"BM", "a BMP", SAVE),
        (0, b"8BPS", "a Photoshop file", SAVE),
        (0, b"<svg", "an SVG", SAVE),
        (0, b"<?xml", "an XML file, such as an SVG", SAVE),
        (4, b"ftypavif", "an AVIF", SAVE),
        (4, b"ftyphei", "a HEIC", SAVE),
        (0, b"II*\0", "a TIFF", SAVE),
        (0, b"MM\0*", "a TIFF", SAVE),
        (0, b"version https://git-lfs", "a pointer of Git LFS", "fetch what it stands for with git lfs pull"),
        (0, b"\x89PNG\n", "one that was copied as text", "copy it again, as binary"),
    ];
    let known = KNOWN.iter().find(|(at, magic, ..)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(magic)));
    let (what, cure) = known.map_or(("something else", SAVE), |(_, _, what, cure)| (what, cure));
    format!("{what}; {cure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_bits_round_to_nearest() {
        for v in 0..=u16::MAX {
            let expected = (f64::from(v) / 257.0).round() as u8;
            assert_eq!(to_eight_bits(v.to_be_bytes()), expected);
        }
    }

    #[test]
    fn what_is_not_png_is_named() {
        assert!(decode_png(b"", 10).unwrap_err().contains("empty"));
        assert!(decode_png(b"\xff\xd8\xff\xe0", 10).unwrap_err().contains("a JPEG; save it as PNG"));
        assert!(decode_png(b"version https://git-lfs.github.com/spec/v1\n", 10).unwrap_err().contains("git lfs pull"));
        assert!(decode_png(b"\x89PNG\n\x1a\n\0", 10).unwrap_err().contains("as binary"));
        assert!(decode_png(b"hello", 10).unwrap_err().contains("something else; save it as PNG"));
        assert!(decode_png(SIGNATURE, 10).unwrap_err().contains("cut off"));
    }

    #[test]
    fn damage_is_told_in_plain_words() {
        let mut bytes = SIGNATURE.to_vec();
        bytes.extend([0, 0, 0, 13]);
        bytes.extend(b"IHDR\0\0\0\x08\0\0\0\x08\x08\x06\0\0\0");
        bytes.extend([1, 2, 3, 4]);
        let reason = decode_png(&bytes, MAX_PIXELS).unwrap_err();
        assert!(reason.starts_with("is damaged: ") && reason.contains("IHDR"), "{reason}");
        assert!(!reason.contains('{'), "{reason}");
    }

    #[test]
    fn a_bomb_is_refused_by_its_header() {
        let mut bytes = SIGNATURE.to_vec();
        bytes.extend([0, 0, 0, 13]);
        let mut header = b"IHDR".to_vec();
        header.extend(60_000_u32.to_be_bytes());
        header.extend(60_000_u32.to_be_bytes());
        header.extend([8, 6, 0, 0, 0]);
        let mut crc = flate_crc(&header);
        bytes.append(&mut header);
        bytes.append(&mut crc);
        let reason = decode_png(&bytes, MAX_PIXELS).unwrap_err();
        assert!(reason.contains("60000 x 60000"), "{reason}");
    }

    /// CRC-32 bit by bit (PNG specification, annex D).
    fn flate_crc(bytes: &[u8]) -> Vec<u8> {
        let mut crc = u32::MAX;
        for &byte in bytes {
            crc ^= u32::from(byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 };
            }
        }
        (!crc).to_be_bytes().to_vec()
    }
}
