//! PNG's chunks around one zlib stream: signature, IHDR, palette, one IDAT, IEND.
//!
//! The stream is written by others, straight into the file's bytes; this file knows what stands before and
//! after it. Formats are those of the PNG specification, third edition, sections 5 and 11. There is one IDAT:
//! nothing is gained by more, and some readers have failed on them.

use crate::canvas::{CanvasSize, ColourType, StraightRgba};

const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// The longest chunk: PNG's lengths have 31 bits.
const MAX_CHUNK: usize = (1 << 31) - 1;

/// Colour type 0 of IHDR.
const GREY: u8 = 0;

/// Colour type 3 of IHDR.
const INDEXED: u8 = 3;

/// The samples of a picture, and everything in the file that comes before its pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PngHeader {
    canvas: CanvasSize,
    bits_per_pixel: usize,
    /// The file up to the type of the IDAT chunk; the chunk's length is still zero.
    start: Vec<u8>,
}

impl PngHeader {
    /// Makes the header of eight-bit RGB or RGBA.
    pub fn new(canvas: CanvasSize, colour: ColourType) -> Self {
        let colour_type = match colour {
            ColourType::Rgb => 2,
            ColourType::Rgba => 6,
        };
        Self::with(canvas, colour_type, 8, 8 * colour.bytes(), &[])
    }

    /// Makes the header of grey samples of 1, 2, 4 or 8 bits.
    pub fn grey(canvas: CanvasSize, depth: u8) -> Self {
        Self::with(canvas, GREY, depth, depth.into(), &[])
    }

    /// Makes the header of one-byte indices into a palette.
    ///
    /// # Panics
    /// If there is no colour or there are more than 256.
    pub fn indexed(canvas: CanvasSize, palette: &[StraightRgba]) -> Self {
        Self::indexed_at(canvas, 8, palette)
    }

    /// Makes the header of indices of 1, 2, 4 or 8 bits into a palette.
    ///
    /// # Panics
    /// If there is no colour or there are more than so many bits can name.
    pub fn indexed_at(canvas: CanvasSize, depth: u8, palette: &[StraightRgba]) -> Self {
        assert!((1..=1 << depth).contains(&palette.len()), "a palette has 1 to {} colours", 1 << depth);
        Self::with(canvas, INDEXED, depth, depth.into(), palette)
    }

    fn with(canvas: CanvasSize, colour_type: u8, depth: u8, bits_per_pixel: usize, palette: &[StraightRgba]) -> Self {
        let mut start = SIGNATURE.to_vec();
        let mut ihdr = vec![];
        ihdr.extend_from_slice(&canvas.width().to_be_bytes());
        ihdr.extend_from_slice(&canvas.height().to_be_bytes());
        // Deflate, the five filters, not interlaced.
        ihdr.extend_from_slice(&[depth, colour_type, 0, 0, 0]);
        push_chunk(&mut start, *b"IHDR", &ihdr);
        if colour_type == INDEXED {
            push_chunk(&mut start, *b"PLTE", &palette.iter().flat_map(|c| [c.r, c.g, c.b]).collect::<Vec<_>>());
            // Colours that tRNS leaves out at its end are opaque.
            let alphas = palette.iter().rposition(|c| c.a != 255).map_or(0, |last| last + 1);
            if alphas > 0 {
                push_chunk(&mut start, *b"tRNS", &palette[..alphas].iter().map(|c| c.a).collect::<Vec<_>>());
            }
        }
        start.extend_from_slice(b"\0\0\0\0IDAT");
        Self { canvas, bits_per_pixel, start }
    }

    /// Returns the picture's size.
    pub fn canvas(&self) -> CanvasSize {
        self.canvas
    }

    /// Returns the bytes of a pixel, which PNG filters take for the distance to the left: 1 where several share a byte.
    pub fn bytes_per_pixel(&self) -> usize {
        self.bits_per_pixel.div_ceil(8)
    }

    /// Returns the bytes of a filtered row with its filter byte: the stride that vertical match distances are multiples of.
    pub fn stride(&self) -> usize {
        (self.canvas.width() as usize * self.bits_per_pixel).div_ceil(8) + 1
    }

    /// Returns the file up to the zlib stream.
    pub fn start(&self) -> &[u8] {
        &self.start
    }

    /// Ends a file that begins with [`Self::start`] and then holds the zlib stream: fills in the length of the
    /// IDAT chunk and appends its check sum and IEND.
    ///
    /// # Errors
    /// If the stream is too long for a chunk.
    pub fn finish(&self, file: &mut Vec<u8>) -> Result<(), String> {
        let data = self.start.len();
        let length = file.len() - data;
        if length > MAX_CHUNK {
            return Err(format!("{length} bytes of compressed pixels are more than a PNG chunk holds ({MAX_CHUNK})"));
        }
        file[data - 8..data - 4].copy_from_slice(&(length as u32).to_be_bytes());
        let crc = crc32fast::hash(&file[data - 4..]);
        file.extend_from_slice(&crc.to_be_bytes());
        push_chunk(file, *b"IEND", &[]);
        Ok(())
    }
}

fn push_chunk(out: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    out.extend_from_slice(&(data.len() as u32).to_be_bytes());
    let checked = out.len();
    out.extend_from_slice(&kind);
    out.extend_from_slice(data);
    let crc = crc32fast::hash(&out[checked..]);
    out.extend_from_slice(&crc.to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::deflate::plain::adler32;

    /// Three pixels across and two down, in stored blocks: no code of ours is needed to make or to read it.
    fn file(header: &PngHeader, rows: &[u8]) -> Vec<u8> {
        let mut file = header.start().to_vec();
        file.extend_from_slice(&[0x78, 0x01, 1]);
        file.extend_from_slice(&(rows.len() as u16).to_le_bytes());
        file.extend_from_slice(&(!(rows.len() as u16)).to_le_bytes());
        file.extend_from_slice(rows);
        file.extend_from_slice(&adler32(rows).to_be_bytes());
        header.finish(&mut file).unwrap();
        file
    }

    fn decode(file: &[u8]) -> (png::ColorType, Vec<u8>) {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
        decoder.set_transformations(png::Transformations::EXPAND);
        decoder.ignore_checksums(false);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        reader.finish().unwrap();
        (info.color_type, pixels)
    }

    #[test]
    fn direct_colours_decode() {
        let canvas = CanvasSize::new(3, 2).unwrap();
        for (colour, expected) in [(ColourType::Rgb, png::ColorType::Rgb), (ColourType::Rgba, png::ColorType::Rgba)] {
            let header = PngHeader::new(canvas, colour);
            let rows: Vec<u8> =
                (0..header.stride() * 2).map(|i| if i % header.stride() == 0 { 0 } else { i as u8 }).collect();
            let pixels: Vec<u8> = rows.chunks(header.stride()).flat_map(|row| &row[1..]).copied().collect();
            assert_eq!(decode(&file(&header, &rows)), (expected, pixels));
        }
    }

    #[test]
    fn palettes_decode() {
        let canvas = CanvasSize::new(3, 2).unwrap();
        let colour = |r, a| StraightRgba { r, g: 2, b: 3, a };
        let rows = [0, 0, 1, 2, 0, 2, 1, 0];
        let opaque = PngHeader::indexed(canvas, &[colour(7, 255), colour(8, 255), colour(9, 255)]);
        let (colour_type, pixels) = decode(&file(&opaque, &rows));
        assert_eq!((colour_type, &pixels[..6]), (png::ColorType::Rgb, &[7, 2, 3, 8, 2, 3][..]));
        assert!(!opaque.start().windows(4).any(|w| w == b"tRNS"));
        let clear = PngHeader::indexed(canvas, &[colour(7, 255), colour(8, 40), colour(9, 255)]);
        let (colour_type, pixels) = decode(&file(&clear, &rows));
        assert_eq!((colour_type, &pixels[..8]), (png::ColorType::Rgba, &[7, 2, 3, 255, 8, 2, 3, 40][..]));
        assert_eq!(clear.stride(), 4);
    }
}
