//! Picture files by their content, whatever their names say; the formats that are read are a line each in [`FORMATS`].
//!
//! JPEG files called `.png` are common, and the engines that users come from go by content too (node-canvas 2.11,
//! `src/Image.cc`, `loadSurface`).

use super::facts::Facts;
use super::format::{Format, StraightPicture};
use super::{gif, jpeg, png, webp};
use crate::canvas::CanvasSize;
use crate::choice::Choice;
use crate::encode::PictureFormat;
use crate::error::{PictureError, caught};

const FORMATS: [Format; 4] = [png::FORMAT, jpeg::FORMAT, webp::FORMAT, gif::FORMAT];

/// Extensions of picture files that are not read.
const OTHERS: [&str; 10] = ["avif", "bmp", "heic", "heif", "jxl", "jp2", "psd", "svg", "tif", "tiff"];

/// The kind of file that a name stands for.
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

/// The titles of the formats, for messages: "PNG, JPEG, WebP or GIF".
pub fn format_names() -> String {
    let [first @ .., last] = FORMATS.each_ref().map(|format| format.title);
    format!("{} or {last}", first.join(", "))
}

/// Decodes a picture file of any of the formats; of an animation, the first frame.
///
/// `max_pixels` is compared with the size in the header, before memory is taken for pixels.
///
/// # Errors
/// The problem.
pub fn decode_picture(bytes: &[u8], max_pixels: u64) -> Result<StraightPicture, PictureError> {
    let format = format_of(bytes)?;
    guarded(|| (format.decode)(bytes, max_pixels))
}

/// Decodes a file that must be a PNG file, as [`decode_picture`] does.
///
/// # Errors
/// Those of [`decode_picture`], and that it is no PNG file.
pub fn decode_png(bytes: &[u8], max_pixels: u64) -> Result<StraightPicture, PictureError> {
    let format = of_title(bytes, png::FORMAT.title)?;
    guarded(|| (format.decode)(bytes, max_pixels))
}

/// Decodes a finished picture of a format that is written, and refuses what decoding has no need of and is wrong: check sums
/// of all parts, bytes after the end. `memory` is taken for the pixels, whatever it holds, so that one picture after the
/// other can be decoded to the same place.
///
/// # Errors
/// Those of [`decode_picture`], such damage, and that it is of another format.
pub fn decode_strictly(
    bytes: &[u8],
    written: PictureFormat,
    max_pixels: u64,
    memory: Vec<u8>,
) -> Result<StraightPicture, PictureError> {
    let format = of_title(bytes, written.facts().title)?;
    guarded(|| (format.decode_strictly)(bytes, max_pixels, memory))
}

/// Reads a picture's size from its header.
///
/// # Errors
/// The problem.
pub fn picture_size(bytes: &[u8]) -> Result<CanvasSize, PictureError> {
    let format = format_of(bytes)?;
    guarded(|| (format.size)(bytes))
}

/// Reads from a picture's header its size, and how many bytes decoding takes at most.
///
/// # Errors
/// The problem.
pub(crate) fn decoding_cost(bytes: &[u8]) -> Result<(CanvasSize, u64), PictureError> {
    let size = picture_size(bytes)?;
    Ok((size, size.pixels() as u64 * format_of(bytes)?.bytes_per_pixel))
}

/// `true` if a picture has further frames, which are not used; `false` for what cannot be read.
pub fn is_animated(bytes: &[u8]) -> bool {
    format_of(bytes).and_then(|format| guarded(|| Ok((format.is_animated)(bytes)))).unwrap_or(false)
}

/// Reads what a file says beside its pixels; what cannot be read is ignored.
pub fn facts(bytes: &[u8]) -> Facts {
    let read = |format: &Format| guarded(|| (format.facts)(bytes)).unwrap_or_default();
    format_of(bytes).map_or(Facts::default(), |format| Facts { is_animated: is_animated(bytes), ..read(format) })
}

/// The format of a file that must be of the format of this title.
fn of_title(bytes: &[u8], title: &'static str) -> Result<&'static Format, PictureError> {
    match format_of(bytes)? {
        format if format.title == title => Ok(format),
        other => Err(PictureError::OtherFormat { expected: title, found: other.title }),
    }
}

fn format_of(bytes: &[u8]) -> Result<&'static Format, PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Empty);
    }
    let is_at = |(at, magic): &(usize, &[u8])| bytes.get(*at..).is_some_and(|rest| rest.starts_with(magic));
    FORMATS.iter().find(|format| format.magic.iter().all(is_at)).ok_or_else(|| not_read(bytes))
}

/// The error for a file of no format that is read: what it seems to be, and the remedy.
fn not_read(bytes: &[u8]) -> PictureError {
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
    let (found, remedy) = known.map_or(("something else", SAVE), |(_, _, found, remedy)| (*found, *remedy));
    PictureError::NotRead { formats: format_names(), found, remedy }
}

/// Calls a decoder, and turns a panic of it into an error.
///
/// # Errors
/// The decoder's own, and one for a panic.
fn guarded<T>(decode: impl FnOnce() -> Result<T, PictureError>) -> Result<T, PictureError> {
    let panicked = || Err(PictureError::DecoderStopped);
    caught(decode).unwrap_or_else(panicked)
}

#[cfg(test)]
mod tests {
    use ::png as png_crate;

    use super::*;

    #[test]
    fn a_panic_is_an_error_and_the_next_picture_is_decoded() {
        assert_eq!(guarded::<()>(|| panic!("a decoder")), Err(PictureError::DecoderStopped));
        assert_eq!(guarded(|| Ok(1)), Ok(1));
        assert_eq!(guarded::<()>(|| Err(PictureError::CutOff)), Err(PictureError::CutOff));
    }

    #[test]
    fn memory_that_held_another_picture_makes_no_difference() {
        for (colour, depth, bytes) in [
            (png_crate::ColorType::Rgb, png_crate::BitDepth::Eight, 3 * 5 * 4),
            (png_crate::ColorType::Rgba, png_crate::BitDepth::Eight, 4 * 5 * 4),
            (png_crate::ColorType::GrayscaleAlpha, png_crate::BitDepth::Sixteen, 4 * 5 * 4),
            (png_crate::ColorType::Grayscale, png_crate::BitDepth::One, 4),
        ] {
            let mut file = vec![];
            let mut encoder = png_crate::Encoder::new(&mut file, 5, 4);
            encoder.set_color(colour);
            encoder.set_depth(depth);
            let samples: Vec<u8> = (0..bytes).map(|i| (i * 37) as u8).collect();
            encoder.write_header().and_then(|mut writer| writer.write_image_data(&samples)).expect("memory takes all");
            let expected = decode_picture(&file, 100).unwrap();
            for length in [0, 3, 80, 1000] {
                let again = decode_strictly(&file, PictureFormat::Png, 100, vec![0xaa; length]);
                assert_eq!(again.as_ref(), Ok(&expected), "{colour:?} of {depth:?} after {length} bytes");
            }
        }
    }

    #[test]
    fn what_is_no_picture_is_named() {
        let reason = |bytes: &[u8]| decode_picture(bytes, 10).unwrap_err().to_string();
        assert!(reason(b"").contains("empty"));
        assert!(reason(b"version https://git-lfs.github.com/spec/v1\n").contains("git lfs pull"));
        assert!(reason(b"\x89PNG\n\x1a\n\0").contains("as binary"));
        assert_eq!(reason(b"hello"), "is not a PNG, JPEG, WebP or GIF file but something else; save it as PNG");
        assert!(decode_png(b"\xff\xd8\xff\xe0", 10).unwrap_err().to_string().contains("a JPEG; save it as PNG"));
        for start in [&b"\x89PNG\r\n\x1a\n"[..], b"\xff\xd8\xff", b"RIFF\x20\0\0\0WEBP", b"GIF89a"] {
            let reason = reason(start);
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
