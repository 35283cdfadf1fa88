//! Whole pictures as small as they get: many encodings of one picture are tried, and the smallest is kept.
//!
//! The `oxipng` crate tries colour types, depths, orders of a palette and filters, each in turn on this thread. It changes no
//! pixel, not even the colour of a clear one, and writes no chunk that says a time, a program or a machine.

use oxipng::{BitDepth, ColorType, Options, RawImage};

use crate::canvas::{CanvasSize, ColourType};
use crate::parallel::MIB;

/// The level of `oxipng`.
///
/// Measured on four collections, against level 4: level 2 takes 0.2 to 1.6 % more bytes. On two of them, level 5 saves 0.03 to
/// 0.3 % and takes two to four times as long, and level 6 nothing more.
const LEVEL: u8 = 4;

/// Frames' bytes that encoding takes at most: the picture, what it is reduced to, its filtered rows and two encodings of them.
/// Pictures of 300 to 1080 pixels took 3 to 4.
pub(super) const FRAMES: usize = 5;

/// Bytes that it takes beside: libdeflate's tables of matches.
pub(super) const TABLES: usize = 10 * MIB;

/// Encodes rows of interleaved straight samples, replacing what `out` held.
///
/// # Errors
/// The encoder's own; it refuses buffers of a wrong length.
pub(super) fn encode_smallest(
    size: CanvasSize,
    colour: ColourType,
    frame: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), String> {
    let colour = match colour {
        ColourType::Rgb => ColorType::RGB { transparent_color: None },
        ColourType::Rgba => ColorType::RGBA,
    };
    let picture = RawImage::new(size.width(), size.height(), colour, BitDepth::Eight, frame.to_vec());
    let encoded = picture.and_then(|picture| picture.create_optimized_png(&Options::from_preset(LEVEL)));
    *out = encoded.map_err(|e| e.to_string())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::encode::{Compression, encode_frame};

    /// Straight RGBA of a file.
    fn decode(file: &[u8]) -> Vec<[u8; 4]> {
        let decoded = lodepng::decode32(file).expect("a PNG file");
        decoded.buffer.iter().map(|pixel| [pixel.r, pixel.g, pixel.b, pixel.a]).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        /// Clear pixels of any colour are among them, few colours and many, grey ones and opaque ones.
        #[test]
        fn pixels_stay(
            (width, height) in (1_u32..40, 1_u32..12),
            colours in prop::collection::vec(any::<[u8; 4]>(), 1..400),
            picks in prop::collection::vec(any::<u16>(), 40 * 12),
            (grey, opaque, blank) in any::<(bool, bool, bool)>(),
        ) {
            let pixels = picks.iter().take((width * height) as usize).map(|&pick| {
                let [r, g, b, a] = colours[usize::from(pick) % colours.len()];
                let a = if opaque { 255 } else if blank { a & 0x80 } else { a };
                if grey { [r, r, r, a] } else { [r, g, b, a] }
            });
            let pixels: Vec<[u8; 4]> = pixels.collect();
            let size = CanvasSize::new(width, height).expect("a small canvas");
            let mut file = vec![1, 2, 3];
            encode_smallest(size, ColourType::Rgba, pixels.as_flattened(), &mut file).expect("encoded");
            prop_assert_eq!(&decode(&file), &pixels);
            let mut again = vec![];
            encode_frame(size, ColourType::Rgba, Compression::Max, pixels.as_flattened(), &mut again).expect("encoded");
            prop_assert_eq!(&again, &file);
            if opaque {
                let rgb: Vec<u8> = pixels.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect();
                encode_smallest(size, ColourType::Rgb, &rgb, &mut file).expect("encoded");
                prop_assert_eq!(&decode(&file), &pixels);
            }
        }
    }

    #[test]
    fn a_wrong_length_is_refused() {
        let size = CanvasSize::new(3, 3).expect("a small canvas");
        let mut file = vec![];
        let refused = encode_smallest(size, ColourType::Rgb, &[0; 26], &mut file).expect_err("a byte is missing");
        assert!(refused.contains("26") && refused.contains("27"), "{refused}");
    }
}
