//! PNG to straight RGBA of 8 bits, whatever the file's colour type, depth or interlacing.
//!
//! The one policy on colour: bytes are taken as found. `gAMA`, `cHRM` and `iCCP` chunks are not applied, as the
//! canvas engines that users come from do not apply them either.

use std::io::Cursor;

use png::{BitDepth, ColorType, DecodingError, Limits, Transformations};

use super::format::{Format, StraightPicture, allowed_size, canvas_size, damaged};
use super::png_chunks::{self, SIGNATURE};
use super::png_container::PngContainer;
use crate::canvas::CanvasSize;
use crate::error::PictureError;

pub(super) const FORMAT: Format = Format {
    title: "PNG",
    extensions: &["png", "apng"],
    magic: &[(0, SIGNATURE)],
    size,
    bytes_per_pixel: 4,
    decode,
    decode_strictly,
    is_animated: png_chunks::is_animated,
    facts: png_chunks::facts,
};

/// Decodes a PNG file.
///
/// Palettes, grey, low depths and `tRNS` are expanded; 16-bit samples are rounded to the nearest of 8 bits. A `tRNS` of the
/// wrong length, such as one with more entries than the palette, is ignored whole, as by browsers and Cairo. Bytes after `IEND`
/// are ignored.
fn decode(bytes: &[u8], max_pixels: u64) -> Result<StraightPicture, PictureError> {
    decode_as(bytes, max_pixels, false, vec![])
}

/// Decodes a PNG file, and refuses wrong check sums of chunks and of the pixels' stream, and bytes after the end.
fn decode_strictly(bytes: &[u8], max_pixels: u64, rgba: Vec<u8>) -> Result<StraightPicture, PictureError> {
    let mut container = PngContainer::new();
    container.push(bytes);
    container.finish()?;
    decode_as(bytes, max_pixels, true, rgba)
}

fn decode_as(
    bytes: &[u8],
    max_pixels: u64,
    strictly: bool,
    mut rgba: Vec<u8>,
) -> Result<StraightPicture, PictureError> {
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: usize::MAX });
    if strictly {
        decoder.ignore_checksums(false);
    }
    decoder.set_transformations(Transformations::EXPAND | Transformations::ALPHA);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let header = decoder.read_header_info().map_err(explain)?;
    let (colour, depth) = (header.color_type, header.bit_depth as u8);
    let size = allowed_size(header.width, header.height, max_pixels)?;
    if colour == ColorType::Indexed {
        png_chunks::check_palette(bytes)?;
    }
    let ignores_transparency = png_chunks::has_bad_transparency(bytes, colour, depth);
    let mut reader = decoder.read_info().map_err(explain)?;
    rgba.resize(size.pixels() * 4, 0);
    match reader.output_color_type() {
        (ColorType::Rgba, BitDepth::Eight) => {
            let frame = reader.next_frame(&mut rgba).map_err(explain)?;
            // What a frame smaller than the picture leaves is not the picture that was there before.
            rgba[frame.buffer_size()..].fill(0);
        }
        (colour, depth) => by_rows(&mut reader, row_converter(colour, depth)?, size, &mut rgba)?,
    }
    if strictly {
        reader.finish().map_err(explain)?;
    }
    if ignores_transparency {
        rgba.as_chunks_mut::<4>().0.iter_mut().for_each(|pixel| pixel[3] = 255);
    }
    Ok(StraightPicture { size, rgba })
}

/// Turns a row of decoded samples into R, G, B, A of 8 bits.
type RowConverter = fn(&[u8], &mut [[u8; 4]]);

fn row_converter(colour: ColorType, depth: BitDepth) -> Result<RowConverter, PictureError> {
    Ok(match (colour, depth) {
        (ColorType::Rgba, BitDepth::Eight) => |row, to| to.as_flattened_mut().copy_from_slice(row),
        (ColorType::GrayscaleAlpha, BitDepth::Eight) => {
            |row, to| row.as_chunks().0.iter().zip(to).for_each(|(&[v, a], to)| *to = [v, v, v, a])
        }
        (ColorType::Rgba, BitDepth::Sixteen) => |row, to| {
            let samples = row.as_chunks().0.iter().map(|&sample| to_eight_bits(sample));
            to.as_flattened_mut().iter_mut().zip(samples).for_each(|(to, sample)| *to = sample);
        },
        (ColorType::GrayscaleAlpha, BitDepth::Sixteen) => |row, to| {
            for (&[v0, v1, a0, a1], to) in row.as_chunks().0.iter().zip(to) {
                let (v, a) = (to_eight_bits([v0, v1]), to_eight_bits([a0, a1]));
                *to = [v, v, v, a];
            }
        },
        (colour, depth) => {
            return Err(PictureError::NotDecoded { found: format!("the decoder gave {colour:?} of {depth:?} bits") });
        }
    })
}

/// Decodes row by row: a whole picture of 16-bit samples takes twice the memory of its result, beside that.
fn by_rows(
    reader: &mut png::Reader<Cursor<&[u8]>>,
    convert: RowConverter,
    size: CanvasSize,
    rgba: &mut [u8],
) -> Result<(), PictureError> {
    let (width, height) = (size.width() as usize, size.height() as usize);
    let mut row = vec![0; reader.output_line_size(size.width()).ok_or(PictureError::TooLarge)?];
    if !reader.info().interlaced {
        for to in rgba.as_chunks_mut().0.chunks_exact_mut(width) {
            reader.read_row(&mut row).map_err(explain)?.ok_or(PictureError::CutOff)?;
            convert(&row, to);
        }
        return finish(reader, &mut row);
    }
    let (mut straight, pixels) = (vec![[0; 4]; width], rgba.as_chunks_mut().0);
    for &Pass { x: (first_x, step_x), y: (first_y, step_y) } in &ADAM7 {
        // A pass without pixels has no rows.
        let across = width.saturating_sub(first_x).div_ceil(step_x);
        for y in (first_y..height).step_by(step_y).filter(|_| across > 0) {
            reader.read_row(&mut row).map_err(explain)?.ok_or(PictureError::CutOff)?;
            let bytes = row.len() / width * across;
            convert(&row[..bytes], &mut straight[..across]);
            let to = pixels[y * width..][..width].iter_mut().skip(first_x).step_by(step_x);
            to.zip(&straight).for_each(|(to, pixel)| *to = *pixel);
        }
    }
    finish(reader, &mut row)
}

/// Reads what follows the last row, as decoding at once does.
fn finish(reader: &mut png::Reader<Cursor<&[u8]>>, row: &mut [u8]) -> Result<(), PictureError> {
    reader.read_row(row).map(drop).map_err(explain)
}

/// One of the pictures that an interlaced file has: first pixel and step, across and down.
struct Pass {
    x: (usize, usize),
    y: (usize, usize),
}

/// The passes of Adam7 (PNG specification, third edition, 8.1).
const ADAM7: [Pass; 7] = [
    Pass { x: (0, 8), y: (0, 8) },
    Pass { x: (4, 8), y: (0, 8) },
    Pass { x: (0, 4), y: (4, 8) },
    Pass { x: (2, 4), y: (0, 4) },
    Pass { x: (0, 2), y: (2, 4) },
    Pass { x: (1, 2), y: (0, 2) },
    Pass { x: (0, 1), y: (1, 2) },
];

/// The size in the IHDR chunk, which is the first (PNG, third edition, 5.2 and 11.2.1).
fn size(bytes: &[u8]) -> Result<CanvasSize, PictureError> {
    let header = bytes.get(SIGNATURE.len()..).and_then(|rest| rest.strip_prefix(b"\0\0\0\rIHDR"));
    let (width, height) = header.and_then(|rest| rest.split_first_chunk()).ok_or(PictureError::CutOff)?;
    let height = height.first_chunk().ok_or(PictureError::CutOff)?;
    canvas_size(u32::from_be_bytes(*width), u32::from_be_bytes(*height))
}

/// Rounds a big-endian 16-bit sample v to v / 257, so that 65535 is 255 (PNG specification, 13.12).
fn to_eight_bits(sample: [u8; 2]) -> u8 {
    ((u32::from(u16::from_be_bytes(sample)) * 255 + 32_895) >> 16) as u8
}

fn explain(error: DecodingError) -> PictureError {
    match error {
        DecodingError::IoError(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => PictureError::CutOff,
        DecodingError::Format(e) => damaged(name_chunks(&e.to_string())),
        other => PictureError::NotDecoded { found: name_chunks(&other.to_string()) },
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
    fn damage_is_told_in_plain_words() {
        let mut bytes = SIGNATURE.to_vec();
        bytes.extend([0, 0, 0, 13]);
        bytes.extend(b"IHDR\0\0\0\x08\0\0\0\x08\x08\x06\0\0\0");
        bytes.extend([1, 2, 3, 4]);
        let reason = decode(&bytes, 1 << 20).unwrap_err().to_string();
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
        let reason = decode(&bytes, 1 << 20).unwrap_err().to_string();
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
