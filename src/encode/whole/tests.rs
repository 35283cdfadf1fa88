//! Every kind of samples and many sizes against three decoders, and which kind is taken.

use proptest::prelude::*;

use super::few::FewColours;
use super::*;
use crate::encode::filter::{FilterType, plain};

/// A frame of so many colours, each used if there are pixels enough: stretches of one colour, and noise.
fn frame(size: CanvasSize, colour: ColourType, colours: usize, seed: u64, grey: bool) -> Vec<u8> {
    let mut state = seed | 1;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    let table: Vec<[u8; 4]> = (0..colours)
        .map(|number| {
            let [r, g, b] = match grey {
                true => [((number * 85) as u8).wrapping_add((number / 4) as u8); 3],
                false => [number as u8, (number >> 8) as u8 * 90, next() as u8],
            };
            match colour {
                ColourType::Rgba if next() % 3 == 0 => [r, g, b, (next() % 200) as u8 + 1],
                _ => [r, g, b, 255],
            }
        })
        .collect();
    let mut current = 0;
    (0..size.pixels())
        .flat_map(|at| {
            current = if at < colours {
                at
            } else if next() % 3 == 0 {
                next() % colours
            } else {
                current
            };
            table[current][..colour.bytes()].to_vec()
        })
        .collect()
}

fn rgba(frame: &[u8], colour: ColourType) -> Vec<u8> {
    match colour {
        ColourType::Rgb => frame.as_chunks::<3>().0.iter().flat_map(|&[r, g, b]| [r, g, b, 255]).collect(),
        ColourType::Rgba => frame.to_vec(),
    }
}

fn by_png_crate(file: &[u8]) -> Vec<u8> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::ALPHA);
    decoder.ignore_checksums(false);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    reader.finish().unwrap();
    match info.color_type {
        png::ColorType::GrayscaleAlpha => pixels.as_chunks::<2>().0.iter().flat_map(|&[g, a]| [g, g, g, a]).collect(),
        png::ColorType::Rgba => pixels,
        other => panic!("{other:?}"),
    }
}

fn by_lodepng(file: &[u8]) -> Vec<u8> {
    lodepng::decode32(file).unwrap().buffer.iter().flat_map(|p| [p.r, p.g, p.b, p.a]).collect()
}

fn by_zune(file: &[u8], pixels: usize) -> Vec<u8> {
    let samples = zune_png::PngDecoder::new(zune_png::zune_core::bytestream::ZCursor::new(file)).decode_raw().unwrap();
    match samples.len() / pixels {
        1 => samples.iter().flat_map(|&g| [g, g, g, 255]).collect(),
        3 => rgba(&samples, ColourType::Rgb),
        4 => samples,
        other => panic!("{other} channels"),
    }
}

fn assert_decodes(file: &[u8], frame: &[u8], colour: ColourType) {
    let expected = rgba(frame, colour);
    assert!(by_png_crate(file) == expected, "the png crate");
    assert!(by_lodepng(file) == expected, "lodepng");
    assert!(by_zune(file, expected.len() / 4) == expected, "zune-png");
}

fn encoded(size: CanvasSize, colour: ColourType, work: Work, frame: &[u8]) -> Vec<u8> {
    let mut file = vec![1, 2, 3];
    encode_whole(size, colour, work, frame, &mut file).unwrap();
    file
}

/// Bit depth and colour type of a file.
fn kind(file: &[u8]) -> (u8, u8) {
    (file[24], file[25])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn pictures_decode_to_their_pixels(
        (width, height) in (1u32..=70, 1u32..=70),
        colours in prop_oneof![1usize..=17, 1usize..=300, 254usize..=258],
        seed in any::<u64>(),
        opaque in any::<bool>(),
        grey in any::<bool>(),
    ) {
        let (size, colour) = (CanvasSize::new(width, height).unwrap(), if opaque { ColourType::Rgb } else { ColourType::Rgba });
        let frame = frame(size, colour, colours, seed, grey);
        for work in [Work::Lazy, Work::BestParse] {
            assert_decodes(&encoded(size, colour, work, &frame), &frame, colour);
        }
    }

    /// Whichever of them is the smallest, so that none is tested only where it wins.
    #[test]
    fn every_kind_decodes_to_the_pixels(
        (width, height) in (1u32..=70, 1u32..=20),
        colours in 1usize..=17,
        seed in any::<u64>(),
        grey in any::<bool>(),
    ) {
        let size = CanvasSize::new(width, height).unwrap();
        for colour in [ColourType::Rgb, ColourType::Rgba] {
            let frame = frame(size, colour, colours, seed, grey);
            let picture = Picture { size, colour, frame: &frame, few: FewColours::of(&frame, colour) };
            for kind in picture.kinds().into_iter().chain([Kind::Colours, Kind::Filtered]) {
                let (header, rows) = picture.form(kind);
                prop_assert_eq!(rows.len(), header.stride() * height as usize);
                let mut made = vec![];
                file(&header, &rows, TRIAL, &mut made).unwrap();
                header.finish(&mut made).unwrap();
                assert_decodes(&made, &frame, colour);
            }
        }
    }

    #[test]
    fn filtered_rows_are_the_specifications(
        (width, height) in (1u32..=30, 1u32..=9),
        seed in any::<u64>(),
        opaque in any::<bool>(),
    ) {
        let (size, colour) = (CanvasSize::new(width, height).unwrap(), if opaque { ColourType::Rgb } else { ColourType::Rgba });
        let frame = frame(size, colour, 300, seed, false);
        let (pixel, row) = (colour.bytes(), width as usize * colour.bytes());
        let byte = |y: usize, x: usize, up: usize, left: usize| match (y.checked_sub(up), x.checked_sub(left * pixel)) {
            (Some(y), Some(x)) => frame[y * row + x],
            _ => 0,
        };
        for (y, found) in rows::filtered(size, colour, &frame).chunks(row + 1).enumerate() {
            let of = |filter| -> Vec<u8> {
                let predicted = |x| plain::predict(filter, byte(y, x, 0, 1), byte(y, x, 1, 0), byte(y, x, 1, 1));
                (0..row).map(|x| byte(y, x, 0, 0).wrapping_sub(predicted(x))).collect()
            };
            let sum = |bytes: &Vec<u8>| bytes.iter().map(|&b| i64::from(b as i8).abs()).sum::<i64>();
            let best = FilterType::ALL.into_iter().min_by_key(|&filter| sum(&of(filter))).unwrap();
            prop_assert_eq!(found[0], best.byte());
            prop_assert_eq!(&found[1..], of(best));
        }
    }
}

/// Kind of the file of noise of such colours.
fn kind_of_noise<const CHANNELS: usize>(table: &[[u8; CHANNELS]]) -> (u8, u8) {
    let (size, colour) = (CanvasSize::new(64, 64).unwrap(), [ColourType::Rgb, ColourType::Rgba][CHANNELS - 3]);
    let noise = |at: u64| (at + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 29;
    let colours = (0..64 * 64).map(|at| table[(noise(at ^ noise(at)) as usize >> 7) % table.len()]);
    let frame = colours.collect::<Vec<_>>().into_flattened();
    let file = encoded(size, colour, Work::Lazy, &frame);
    assert_decodes(&file, &frame, colour);
    kind(&file)
}

#[test]
fn few_colours_take_the_kind_that_is_smallest() {
    const INDEXED: u8 = 3;
    assert_eq!(kind_of_noise(&[[9, 1, 1], [8, 2, 2]]), (1, INDEXED));
    assert_eq!(kind_of_noise(&[[0, 0, 0, 0], [8, 2, 2, 100]]), (1, INDEXED));
    assert_eq!(kind_of_noise(&[[9, 1, 1], [8, 2, 2], [7, 7, 0], [7, 0, 0]]), (2, INDEXED));
    assert_eq!(kind_of_noise(&[[0; 3], [255; 3]]), (1, 0), "black and white are grey of one bit");
    assert_eq!(kind_of_noise(&[[0; 3], [85; 3], [170; 3], [255; 3]]), (2, 0));
    // Single pixels of 200 colours: the palette is dearer than the pixels themselves.
    let line = CanvasSize::new(200, 1).unwrap();
    let colours: Vec<u8> = (0..200u8).flat_map(|n| [n, 0, n.wrapping_mul(77)]).collect();
    assert_eq!(kind(&encoded(line, ColourType::Rgb, Work::Lazy, &colours)), (8, 2));
}

#[test]
fn transparency_is_cut_after_the_last_colour_that_is_not_opaque() {
    let size = CanvasSize::new(40, 2).unwrap();
    let table: [[u8; 4]; 4] = [[1, 1, 9, 255], [1, 2, 9, 255], [0, 0, 0, 0], [5, 5, 9, 90]];
    let frame: Vec<u8> = (0..80).flat_map(|at| table[(at * at) % 4]).chain([]).collect();
    let frame = [&frame[..316], &table[3][..]].concat();
    let file = encoded(size, ColourType::Rgba, Work::Lazy, &frame);
    let at = file.windows(4).position(|chunk| chunk == b"tRNS").unwrap();
    let length = u32::from_be_bytes(*file[at - 4..].first_chunk().unwrap()) as usize;
    assert!(file[at + 4..][..length].iter().all(|&alpha| alpha < 255), "{:?}", &file[at + 4..][..length]);
}

#[test]
fn a_frame_of_a_wrong_length_is_refused() {
    let size = CanvasSize::new(3, 3).unwrap();
    for length in [0, 26, 28, 36] {
        let refused = encode_whole(size, ColourType::Rgb, Work::Lazy, &vec![0; length], &mut vec![]);
        assert!(refused.unwrap_err().contains("takes 27"));
    }
}
