//! PngSuite: every colour type, depth and interlacing decodes as an independent decoder says; broken files are errors.

use std::fs;

use crate::pixels::fixture::real_data;
use simdgen::image::{MAX_PIXELS, decode_png};

/// Decodes to RGBA with another library; samples of 16 bits are rounded to v / 257.
fn independent(bytes: &[u8]) -> Vec<u8> {
    const DEPTH_IN_HEADER: usize = 24;
    if bytes[DEPTH_IN_HEADER] < 16 {
        let picture = lodepng::decode32(bytes).expect("the other decoder reads it");
        return picture.buffer.iter().flat_map(|p| [p.r, p.g, p.b, p.a]).collect();
    }
    let decoded = lodepng::decode_memory(bytes, lodepng::ColorType::RGBA, 16).expect("the other decoder reads it");
    let lodepng::Image::RGBA16(picture) = decoded else { panic!("asked for 16 bits") };
    let to_eight = |v: u16| (f64::from(u16::from_be(v)) / 257.0).round() as u8;
    picture.buffer.iter().flat_map(|p| [p.r, p.g, p.b, p.a].map(to_eight)).collect()
}

#[test]
fn pngsuite_decodes_as_another_decoder_says() {
    let Some(data) = real_data() else { return };
    let (mut good, mut bad) = (0, 0);
    for entry in fs::read_dir(data.join("pngsuite/layers")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "png") {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = fs::read(&path).unwrap();
        let decoded = decode_png(&bytes, MAX_PIXELS);
        if name.starts_with('x') {
            assert!(decoded.is_err(), "{name} is broken on purpose");
            bad += 1;
            continue;
        }
        let decoded = decoded.unwrap_or_else(|e| panic!("{name} {e}"));
        let expected = independent(&bytes);
        let differs = decoded.rgba.iter().zip(&expected).position(|(a, b)| a != b);
        assert!(
            decoded.rgba == expected,
            "{name}: {} and {} bytes, first difference at {differs:?}: {:?}, {:?}",
            decoded.rgba.len(),
            expected.len(),
            differs.map(|at| decoded.rgba[at]),
            differs.map(|at| expected[at])
        );
        good += 1;
    }
    assert!(good > 100 && bad > 5, "{good} good and {bad} broken files were found");
}
