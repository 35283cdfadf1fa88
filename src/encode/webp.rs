//! Lossless WebP files, for programs that ask for them.

use image_webp::{ColorType, WebPEncoder};

use crate::canvas::{CanvasSize, ColourType};

/// The longest side of a WebP file in pixels (RFC 9649, 2.7).
const LONGEST: u32 = 1 << 14;

/// Encodes rows of interleaved straight samples, replacing what `out` held.
///
/// # Errors
/// The encoder's own, and a side of more than 16,384 pixels.
pub fn encode_webp(size: CanvasSize, colour: ColourType, frame: &[u8], out: &mut Vec<u8>) -> Result<(), String> {
    let (width, height) = (size.width(), size.height());
    if width.max(height) > LONGEST {
        return Err(format!("a WebP file has no side of {} pixels", width.max(height)));
    }
    out.clear();
    let samples = match colour {
        ColourType::Rgb => ColorType::Rgb8,
        ColourType::Rgba => ColorType::Rgba8,
    };
    WebPEncoder::new(out).encode(frame, width, height, samples).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use image_webp::WebPDecoder;

    use super::*;

    #[test]
    fn every_pixel_comes_back() {
        let size = CanvasSize::new(37, 11).unwrap();
        for (colour, bytes) in [(ColourType::Rgb, 3), (ColourType::Rgba, 4)] {
            let frame: Vec<u8> = (0..size.pixels() * bytes).map(|at| (at * 7 % 251) as u8).collect();
            let mut file = b"what was there".to_vec();
            encode_webp(size, colour, &frame, &mut file).unwrap();
            let mut decoder = WebPDecoder::new(std::io::Cursor::new(&file)).unwrap();
            let mut read = vec![0; decoder.output_buffer_size().unwrap()];
            decoder.read_image(&mut read).unwrap();
            assert_eq!((decoder.dimensions(), read), ((37, 11), frame));
        }
        let wide = CanvasSize::new(20_000, 1).unwrap();
        assert!(encode_webp(wide, ColourType::Rgb, &[0; 60_000], &mut vec![]).unwrap_err().contains("20000"));
    }
}
