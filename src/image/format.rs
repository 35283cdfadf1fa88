//! The picture formats that are read, a line each in [`FORMATS`].
//!
//! A file is decoded by its first bytes, whatever its name says: JPEG files called `.png` are common, and the engines that
//! users come from go by content too (node-canvas 2.11, `src/Image.cc`, `loadSurface`).

use super::facts::Facts;
use super::guard::guarded;
use super::picture::StraightPicture;
use super::png_container::PngContainer;
use super::{gif, jpeg, png, png_chunks, webp};
use crate::canvas::CanvasSize;

/// What a format is called and how its files are read. Functions get a whole file that has the magic bytes.
struct Format {
    /// As messages call it.
    name: &'static str,
    /// What its files are called, in lower case.
    extensions: &'static [&'static str],
    /// Offsets and the bytes that are there in every file.
    magic: &'static [(usize, &'static [u8])],
    /// The size, from the header alone.
    size: fn(&[u8]) -> Result<CanvasSize, String>,
    /// Bytes for each pixel that decoding takes at most, the result included and the file not; measured with 36 megapixels.
    bytes_per_pixel: u64,
    /// The pixels, of at most so many; of an animation, the first frame.
    decode: fn(&[u8], u64) -> Result<StraightPicture, String>,
    /// Whether there is more than one frame.
    is_animated: fn(&[u8]) -> bool,
    /// What decoding ignores.
    facts: fn(&[u8]) -> Result<Facts, String>,
}

const FORMATS: [Format; 4] = [
    Format {
        name: "PNG",
        extensions: &["png", "apng"],
        magic: &[(0, png::SIGNATURE)],
        size: png::size,
        bytes_per_pixel: 4,
        decode: png::decode,
        is_animated: png_chunks::is_animated,
        facts: png_chunks::facts,
    },
    Format {
        name: "JPEG",
        // As HTML's image/jpeg has them.
        extensions: &["jpg", "jpeg", "jpe", "jfif", "jif", "pjpeg", "pjp"],
        magic: &[(0, b"\xff\xd8\xff")],
        size: jpeg::size,
        // Four components of a progressive picture; three take 10, and 7 when it is not progressive.
        bytes_per_pixel: 14,
        decode: jpeg::decode,
        is_animated: |_| false,
        facts: jpeg::facts,
    },
    Format {
        name: "WebP",
        extensions: &["webp"],
        magic: &[(0, b"RIFF"), (8, b"WEBP")],
        size: webp::size,
        // Lossy with alpha.
        bytes_per_pixel: 12,
        decode: webp::decode,
        is_animated: webp::is_animated,
        facts: webp::facts,
    },
    Format {
        name: "GIF",
        extensions: &["gif"],
        magic: &[(0, b"GIF8")],
        size: gif::size,
        // A frame that does not fill its screen.
        bytes_per_pixel: 9,
        decode: gif::decode,
        is_animated: gif::is_animated,
        facts: gif::facts,
    },
];

/// Extensions of picture files that are not read.
const OTHERS: [&str; 10] = ["avif", "bmp", "heic", "heif", "jxl", "jp2", "psd", "svg", "tif", "tiff"];

/// What a file's name says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    /// A picture of a format that is read.
    Picture,
    /// A picture of another format.
    OtherPicture,
    /// Anything else.
    Other,
}

impl NameKind {
    /// Judges a file by its extension, in any letter case.
    pub fn of(file_name: &str) -> Self {
        let extension = file_name.rsplit_once('.').map_or(String::new(), |(_, e)| e.to_ascii_lowercase());
        let is_one = |list: &[&str]| list.contains(&extension.as_str());
        if FORMATS.iter().any(|format| is_one(format.extensions)) {
            Self::Picture
        } else if is_one(&OTHERS) {
            Self::OtherPicture
        } else {
            Self::Other
        }
    }
}

/// The names of the formats, for messages: "PNG, JPEG, WebP or GIF".
pub fn format_names() -> String {
    let [first @ .., last] = FORMATS.each_ref().map(|format| format.name);
    format!("{} or {last}", first.join(", "))
}

/// Decodes a picture file of any of the formats; of an animation, the first frame.
///
/// `max_pixels` is compared with the size in the header, before memory is taken for pixels.
///
/// # Errors
/// What is wrong, in words that follow the file's name: "is empty (0 bytes); ...".
pub fn decode_picture(bytes: &[u8], max_pixels: u64) -> Result<StraightPicture, String> {
    let format = format_of(bytes)?;
    guarded(|| (format.decode)(bytes, max_pixels))
}

/// Decodes a file that must be a PNG file, as [`decode_picture`] does.
///
/// # Errors
/// Those of [`decode_picture`], and that it is no PNG file.
pub fn decode_png(bytes: &[u8], max_pixels: u64) -> Result<StraightPicture, String> {
    match format_of(bytes)?.name {
        "PNG" => guarded(|| png::decode(bytes, max_pixels)),
        other => Err(format!("is not a PNG file but a {other}; save it as PNG")),
    }
}

/// Decodes a PNG file in which nothing may be wrong, not even what decoding has no need of: check sums of all chunks and of
/// the pixels' stream, bytes after the end.
///
/// # Errors
/// Those of [`decode_png`], and such damage.
pub fn decode_png_strictly(bytes: &[u8], max_pixels: u64) -> Result<StraightPicture, String> {
    if format_of(bytes)?.name == "PNG" {
        let mut container = PngContainer::new();
        container.push(bytes);
        container.finish()?;
        return guarded(|| png::decode_strictly(bytes, max_pixels));
    }
    decode_png(bytes, max_pixels)
}

/// Reads a picture's size from its header.
///
/// # Errors
/// What is wrong, in words that follow the file's name.
pub fn picture_size(bytes: &[u8]) -> Result<CanvasSize, String> {
    let format = format_of(bytes)?;
    guarded(|| (format.size)(bytes))
}

/// Reads from a picture's header its size, and how many bytes decoding takes at most.
///
/// # Errors
/// What is wrong, in words that follow the file's name.
pub(crate) fn decoding_cost(bytes: &[u8]) -> Result<(CanvasSize, u64), String> {
    let size = picture_size(bytes)?;
    Ok((size, size.pixels() as u64 * format_of(bytes)?.bytes_per_pixel))
}

/// Says whether a picture has further frames, which are not used; false for what cannot be read.
pub fn is_animated(bytes: &[u8]) -> bool {
    format_of(bytes).and_then(|format| guarded(|| Ok((format.is_animated)(bytes)))).unwrap_or(false)
}

/// Reads what a file says beside its pixels; what cannot be read is as if it were not there.
pub fn facts(bytes: &[u8]) -> Facts {
    let read = |format: &Format| guarded(|| (format.facts)(bytes)).unwrap_or_default();
    format_of(bytes).map_or(Facts::default(), |format| Facts { is_animated: is_animated(bytes), ..read(format) })
}

/// Passes a size that a file claims, if that is possible and within the limit.
///
/// # Errors
/// The reason, with what to do.
pub(super) fn allowed_size(width: u32, height: u32, max_pixels: u64) -> Result<CanvasSize, String> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels > max_pixels {
        return Err(format!(
            "claims {width} x {height} = {pixels} pixels, more than the limit of {max_pixels}; \
             make it smaller, or raise --max-pixels"
        ));
    }
    canvas_size(width, height)
}

/// Passes a size that is possible.
///
/// # Errors
/// The reason.
pub(super) fn canvas_size(width: u32, height: u32) -> Result<CanvasSize, String> {
    CanvasSize::new(width, height).map_err(|e| format!("has an impossible size: {e}"))
}

/// Says that a file ends before its pixels do.
pub(super) fn cut_off() -> String {
    "ends too early: the file is cut off; export or copy it again".to_owned()
}

/// Puts a decoder's own words about damage into a sentence.
pub(super) fn damaged(what: impl ToString) -> String {
    format!("is damaged: {}; export it again", what.to_string().trim_end_matches('.'))
}

fn format_of(bytes: &[u8]) -> Result<&'static Format, String> {
    if bytes.is_empty() {
        return Err("is empty (0 bytes); export it again, or remove it".to_owned());
    }
    let is_at = |(at, magic): &(usize, &[u8])| bytes.get(*at..).is_some_and(|rest| rest.starts_with(magic));
    FORMATS
        .iter()
        .find(|format| format.magic.iter().all(is_at))
        .ok_or_else(|| format!("is not a {} file but {}", format_names(), looks_like(bytes)))
}

/// What a file of no known format seems to be, and what to do about it.
fn looks_like(bytes: &[u8]) -> String {
    const SAVE: &str = "save it as PNG";
    const KNOWN: [(usize, &[u8], &str, &str); 12] = [
        (0, b"BM", "a BMP", SAVE),
        (0, b"8BPS", "a Photoshop file", SAVE),
        (0, b"<svg", "an SVG", SAVE),
        (0, b"<?xml", "an XML file, such as an SVG", SAVE),
        (4, b"ftypavif", "an AVIF", SAVE),
        (4, b"ftyphei", "a HEIC", SAVE),
        (0, b"\xff\x0a", "a JPEG XL", SAVE),
        (4, b"JXL ", "a JPEG XL", SAVE),
        (0, b"II*\0", "a TIFF", SAVE),
        (0, b"MM\0*", "a TIFF", SAVE),
        (0, b"version https://git-lfs", "a pointer of Git LFS", "fetch what it stands for with git lfs pull"),
        (0, b"\x89PNG\n", "a PNG that was copied as text", "copy it again, as binary"),
    ];
    let known = KNOWN.iter().find(|(at, magic, ..)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(magic)));
    let (what, cure) = known.map_or(("something else", SAVE), |(_, _, what, cure)| (what, cure));
    format!("{what}; {cure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_picture_is_named() {
        assert!(decode_picture(b"", 10).unwrap_err().contains("empty"));
        assert!(
            decode_picture(b"version https://git-lfs.github.com/spec/v1\n", 10).unwrap_err().contains("git lfs pull")
        );
        assert!(decode_picture(b"\x89PNG\n\x1a\n\0", 10).unwrap_err().contains("as binary"));
        let other = decode_picture(b"hello", 10).unwrap_err();
        assert_eq!(other, "is not a PNG, JPEG, WebP or GIF file but something else; save it as PNG");
        assert!(decode_png(b"\xff\xd8\xff\xe0", 10).unwrap_err().contains("a JPEG; save it as PNG"));
        for start in [png::SIGNATURE, b"\xff\xd8\xff", b"RIFF\x20\0\0\0WEBP", b"GIF89a"] {
            let reason = decode_picture(start, 10).unwrap_err();
            assert!(reason.contains("cut off") || reason.contains("damaged"), "{start:?}: {reason}");
        }
    }

    #[test]
    fn names_tell_pictures() {
        for name in ["a.png", "A.PNG", "a.b.JPeg", "x#5.webp", "x.jfif", "x.JPE", "x.gif", "x.apng"] {
            assert_eq!(NameKind::of(name), NameKind::Picture, "{name}");
        }
        assert_eq!(NameKind::of("a.SVG"), NameKind::OtherPicture);
        for name in ["png", "Thumbs.db", "a.png.txt", "a.png ", ""] {
            assert_eq!(NameKind::of(name), NameKind::Other, "{name}");
        }
    }
}
