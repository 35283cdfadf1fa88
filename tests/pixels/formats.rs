//! JPEG, WebP and GIF files decode as libjpeg-turbo, libwebp and browsers do; `tools/picture_formats.py` wrote the files.

use std::fs;
use std::path::Path;

use simdgen::image::{MAX_PIXELS, decode_picture, is_animated, picture_size};

/// Name and bytes of every file, and of the PNG file of its pixels.
fn files() -> Vec<(String, Vec<u8>, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pixels/formats");
    let names = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !name.ends_with(".png")).collect();
    names.sort();
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    names.into_iter().map(|name| (name.clone(), read(&name), read(&format!("{name}.png")))).collect()
}

#[test]
fn every_format_decodes_as_its_own_library_says() {
    let files = files();
    for ending in [".jpg", ".webp", ".gif"] {
        assert!(files.iter().filter(|(name, ..)| name.ends_with(ending)).count() >= 5, "{ending}");
    }
    for (name, bytes, png) in files {
        let decoded = decode_picture(&bytes, MAX_PIXELS).unwrap_or_else(|e| panic!("{name} {e}"));
        let expected = lodepng::decode32(&png).unwrap();
        let size = (decoded.size.width() as usize, decoded.size.height() as usize);
        assert_eq!(size, (expected.width, expected.height), "{name}");
        assert_eq!(picture_size(&bytes), Ok(decoded.size), "{name}");
        let pixels = decoded.rgba.as_chunks::<4>().0.iter().zip(&expected.buffer);
        for (at, (found, wanted)) in pixels.enumerate() {
            let wanted = [wanted.r, wanted.g, wanted.b, wanted.a];
            // Nothing is seen of a transparent pixel's colour.
            let is_same = found == &wanted || found[3] == 0 && wanted[3] == 0;
            assert!(is_same, "{name}: pixel {at} is {found:?}, not {wanted:?}");
        }
        assert_eq!(is_animated(&bytes), name.starts_with("animated"), "{name}");
    }
}

#[test]
fn the_limit_is_for_the_size_in_the_header() {
    for (name, bytes, _) in files() {
        let pixels = picture_size(&bytes).unwrap().pixels() as u64;
        assert!(decode_picture(&bytes, pixels).is_ok() || name == "clipped.gif", "{name}");
        let reason = decode_picture(&bytes, pixels - 1).unwrap_err().to_string();
        assert!(reason.contains("--max-pixels"), "{name}: {reason}");
    }
}

#[test]
fn a_file_that_is_cut_off_is_an_error() {
    for (name, bytes, _) in files().into_iter().filter(|(name, ..)| !name.starts_with("animated")) {
        for part in 1..6 {
            let reason = decode_picture(&bytes[..bytes.len() * part / 6], MAX_PIXELS).err();
            let reason = reason.unwrap_or_else(|| panic!("{part} sixths of {name} decode")).to_string();
            assert!(reason.contains("copy it again") || reason.contains("export it again"), "{name}: {reason}");
        }
    }
}
