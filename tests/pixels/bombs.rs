//! Small files that claim, or unpack to, far more than they should.

use std::io::Write;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use simdgen::image::{MAX_PIXELS, decode_png};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What a bomb unpacks to.
const BLAST: usize = 256 << 20;

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = crc32fast::Hasher::new();
    sum.update(name);
    sum.update(data);
    [&(data.len() as u32).to_be_bytes()[..], name, data, &sum.finalize().to_be_bytes()].concat()
}

fn header(width: u32, height: u32, depth: u8, colour: u8) -> Vec<u8> {
    let mut data = [width.to_be_bytes(), height.to_be_bytes()].concat();
    data.extend([depth, colour, 0, 0, 0]);
    chunk(b"IHDR", &data)
}

fn deflated(start: &[u8], zeros: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(vec![], Compression::fast());
    encoder.write_all(start).unwrap();
    let block = vec![0; 1 << 20];
    (0..zeros >> 20).for_each(|_| encoder.write_all(&block).unwrap());
    encoder.finish().unwrap()
}

/// A red picture of 2 x 2 pixels, with chunks before its data and bytes after its pixels.
fn picture(before: &[Vec<u8>], zeros_after: usize) -> Vec<u8> {
    let rows: Vec<u8> = [[0, 255, 0, 0, 255, 255, 0, 0, 255]; 2].concat();
    let data = chunk(b"IDAT", &deflated(&rows, zeros_after));
    [SIGNATURE, &header(2, 2, 8, 6), &before.concat(), &data, &chunk(b"IEND", &[])].concat()
}

/// Decodes within a time that unpacking everything several times over would not fit in.
fn soon(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let start = Instant::now();
    let decoded = decode_png(bytes, MAX_PIXELS).map(|picture| picture.rgba).map_err(|problem| problem.to_string());
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    decoded
}

#[test]
fn claimed_sizes_are_refused_before_anything_is_made_of_them() {
    let sides = [(60_000, 60_000), (1, 100_000_001), (u32::MAX, 1), (i32::MAX as u32, i32::MAX as u32), (0, 7), (7, 0)];
    for ((width, height), (depth, colour)) in sides.into_iter().flat_map(|s| [(8, 6), (16, 2), (1, 0)].map(|k| (s, k)))
    {
        let data = chunk(b"IDAT", &deflated(&[], 1 << 20));
        let bytes = [SIGNATURE, &header(width, height, depth, colour), &data, &chunk(b"IEND", &[])].concat();
        let reason = soon(&bytes).unwrap_err();
        let is_claim = reason.contains("--max-pixels") && reason.contains(&format!("{width} x {height}"));
        assert!(is_claim || reason.contains("damaged"), "{width} x {height}: {reason}");
        if (width, height) == (60_000, 60_000) {
            assert!(is_claim, "{reason}");
        }
    }
    // The limit itself is allowed, and one pixel more is not.
    let bytes = picture(&[], 0);
    assert!(decode_png(&bytes, 4).is_ok() && decode_png(&bytes, 3).unwrap_err().to_string().contains("limit of 3"));
}

#[test]
fn what_follows_the_last_row_is_not_kept() {
    if let Ok(rgba) = soon(&picture(&[], BLAST)) {
        assert_eq!(rgba, [255, 0, 0, 255].repeat(4));
    }
}

#[test]
fn texts_and_profiles_are_not_unpacked() {
    let bomb = deflated(&[], BLAST);
    let text = chunk(b"zTXt", &[b"Comment\0\0", &bomb[..]].concat());
    let international = chunk(b"iTXt", &[b"Comment\0\x01\0\0\0", &bomb[..]].concat());
    let profile = chunk(b"iCCP", &[b"Profile\0\0", &bomb[..]].concat());
    let plain = chunk(b"tEXt", &[b"Comment\0", &vec![b'x'; 8 << 20][..]].concat());
    let before = [profile, text, international, plain];
    assert_eq!(soon(&picture(&before, 0)).unwrap(), [255, 0, 0, 255].repeat(4));
}

#[test]
fn lengths_of_chunks_are_not_believed() {
    for name in [b"tEXt", b"IDAT", b"PLTE", b"tRNS", b"iCCP", b"eXIf"] {
        let mut bytes = [SIGNATURE, &header(2, 2, 8, 6)].concat();
        bytes.extend(0x7FFF_FFFF_u32.to_be_bytes());
        bytes.extend(name);
        bytes.extend([1, 2, 3]);
        let reason = soon(&bytes).unwrap_err();
        assert!(reason.contains("cut off") || reason.contains("damaged") || reason.contains("cannot be"), "{reason}");
    }
}
