//! JPEG files, for collections where size matters more than exactness.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use crate::canvas::{CanvasSize, ColourType};

/// The quality that a canvas writes JPEG with unless told otherwise, and its halved colour planes (HTML
/// specification, `toBlob`; node-canvas has 0.75).
const QUALITY: u8 = 75;

/// Encodes rows of interleaved straight samples, replacing what `out` held. What is not opaque is put on black, as a
/// canvas does.
///
/// # Errors
/// The encoder's own.
pub fn encode_jpeg(size: CanvasSize, colour: ColourType, frame: &[u8], out: &mut Vec<u8>) -> Result<(), String> {
    out.clear();
    // A canvas has at most 32,768 pixels a side, a JPEG 65,535.
    let (width, height) = (size.width() as u16, size.height() as u16);
    let mut encoder = Encoder::new(out, QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    let on_black;
    let rgb = match colour {
        ColourType::Rgb => frame,
        ColourType::Rgba => {
            let (pixels, _) = frame.as_chunks::<4>();
            let over = |value: u8, alpha: u8| ((u32::from(value) * u32::from(alpha) + 127) / 255) as u8;
            on_black = pixels.iter().flat_map(|&[r, g, b, a]| [r, g, b].map(|v| over(v, a))).collect::<Vec<u8>>();
            &on_black
        }
    };
    encoder.encode(rgb, width, height, ColorType::Rgb).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_begin_and_end_as_jpeg_does_and_replace_what_was_there() {
        let size = CanvasSize::new(16, 16).expect("a canvas");
        let mut out = vec![1, 2, 3];
        encode_jpeg(size, ColourType::Rgba, &[200; 16 * 16 * 4], &mut out).expect("encoded");
        assert!(out.starts_with(b"\xff\xd8\xff") && out.ends_with(b"\xff\xd9"));
        let mut dark = vec![];
        let clear: Vec<u8> = [255, 255, 255, 0].repeat(256);
        encode_jpeg(size, ColourType::Rgba, &clear, &mut dark).expect("encoded");
        let mut black = vec![];
        encode_jpeg(size, ColourType::Rgb, &[0; 16 * 16 * 3], &mut black).expect("encoded");
        assert_eq!(dark, black, "what is clear is black");
    }
}
