//! Whether the files of a recorded edition are whole.
//!
//! After a power cut a journal may know an edition whose data never reached the disk. Nothing is synced while editions are
//! rendered, so every recorded file is read again before it is kept: that is far cheaper than syncing tens of thousands of
//! files a second, and proves more.

use std::fs;
use std::path::Path;

use super::{Entry, JsonSeal};

/// Reads both files of an edition: the picture must have its length and be a whole PNG, the metadata must have its hash.
pub(super) fn is_intact(images: &Path, json: &Path, entry: &Entry) -> bool {
    let number = entry.number;
    let png = fs::read(images.join(format!("{number}.png")));
    let text = fs::read(json.join(format!("{number}.json")));
    png.is_ok_and(|png| png.len() as u64 == entry.image_bytes && is_whole_png(&png))
        && text.is_ok_and(|text| JsonSeal::of(&text) == entry.json)
}

/// Whether both files are there: the picture with its length, unread, the metadata with its hash.
pub(super) fn is_there(images: &Path, json: &Path, entry: &Entry) -> bool {
    let number = entry.number;
    let png = fs::symlink_metadata(images.join(format!("{number}.png")));
    png.is_ok_and(|png| png.is_file() && png.len() == entry.image_bytes)
        && fs::read(json.join(format!("{number}.json"))).is_ok_and(|text| JsonSeal::of(&text) == entry.json)
}

/// Whether a file is a chain of chunks with right check sums that ends with `IEND` (PNG specification, 5.2 to 5.3).
fn is_whole_png(mut bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n") else { return false };
    bytes = rest;
    loop {
        let Some((length, rest)) = bytes.split_first_chunk::<4>() else { return false };
        let length = u32::from_be_bytes(*length) as usize;
        // Type and data, then the check sum of both.
        let Some((chunk, rest)) = rest.split_at_checked(length.saturating_add(4)) else { return false };
        let Some((check, rest)) = rest.split_first_chunk::<4>() else { return false };
        if u32::from_be_bytes(*check) != crc32fast::hash(chunk) {
            return false;
        }
        if chunk.starts_with(b"IEND") {
            return rest.is_empty();
        }
        bytes = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canvas::{CanvasSize, ColourType};
    use crate::encode::{Compression, encode_frame};

    #[test]
    fn a_png_with_any_byte_changed_or_missing_is_not_whole() {
        let mut png = vec![];
        let size = CanvasSize::new(5, 3).unwrap();
        encode_frame(size, ColourType::Rgb, Compression::Fast, &[77; 45], &mut png).unwrap();
        assert!(is_whole_png(&png));
        for at in 0..png.len() {
            assert!(!is_whole_png(&png[..at]), "cut at {at}");
            let mut damaged = png.clone();
            damaged[at] ^= 0x10;
            assert!(!is_whole_png(&damaged), "flipped at {at}");
            // What a file looks like when its length reached the disk and its data did not.
            let mut zeroed = png.clone();
            zeroed[at..].fill(0);
            assert!(!is_whole_png(&zeroed), "zeros from {at}");
        }
    }
}
