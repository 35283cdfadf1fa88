//! Reads the chunks before the pixels of a PNG file: palette, depth, colour space, animation.

use std::io::Cursor;

use png::{ColorType, Decoder, Limits};

use super::facts::Facts;
use crate::error::PictureError;

/// The first bytes of every PNG file.
pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The file gamma of sRGB, times 100,000.
const SRGB_GAMMA: u32 = 45_455;

/// Reads depth, colour space and orientation (PNG specification, third edition, 11.2 and 11.3); what is cut short is passed over.
///
/// As there, `cICP` outweighs `iCCP`, that `sRGB`, and that `gAMA`.
pub(super) fn facts(bytes: &[u8]) -> Result<Facts, PictureError> {
    let (mut depth, mut cicp, mut has_profile, mut is_srgb, mut gamma, mut exif) = (0, None, false, false, None, None);
    for (name, data) in chunks(bytes) {
        match name {
            b"IHDR" => depth = data.get(8).copied().unwrap_or(0),
            b"cICP" => cicp = data.first_chunk::<2>().copied(),
            b"iCCP" => has_profile = true,
            b"sRGB" => is_srgb = true,
            b"gAMA" => gamma = data.first_chunk().map(|g| u32::from_be_bytes(*g)),
            b"eXIf" => exif = Some(data),
            _ => {}
        }
    }
    let icc = if has_profile && cicp.is_none() { profile(bytes) } else { None };
    let mut facts = Facts::new(depth, icc.as_deref(), exif);
    if let Some([primaries, transfer]) = cicp {
        // Primaries of BT.709 with the transfer function of sRGB (ITU-T H.273).
        let is_foreign = [primaries, transfer] != [1, 13];
        facts.foreign = is_foreign.then(|| format!("the colour space {primaries}/{transfer} (cICP)"));
    } else if icc.is_none()
        && !is_srgb
        && let Some(gamma) = gamma.filter(|gamma| gamma.abs_diff(SRGB_GAMMA) > 500)
    {
        facts.foreign = Some(format!("the gamma {:.3}", f64::from(gamma) / 100_000.0));
    }
    Ok(facts)
}

/// The colour profile, where there is one that can be unpacked.
fn profile(bytes: &[u8]) -> Option<Vec<u8>> {
    // Profiles of cameras and printers have a few megabytes at most.
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: 16 << 20 });
    decoder.set_ignore_text_chunk(true);
    let reader = decoder.read_info().ok()?;
    reader.info().icc_profile.as_ref().map(|profile| profile.to_vec())
}

/// `true` if `acTL` announces more than one frame (APNG: PNG specification, third edition, 11.3.4.1).
pub(super) fn is_animated(bytes: &[u8]) -> bool {
    let frames = chunks(bytes).find(|(name, _)| *name == b"acTL").and_then(|(_, data)| data.first_chunk().copied());
    frames.is_some_and(|frames| u32::from_be_bytes(frames) > 1)
}

/// Passes a palette of whole colours. The decoder panics at any other; libpng refuses it too (`pngrutil.c`,
/// `png_handle_PLTE`).
pub(super) fn check_palette(bytes: &[u8]) -> Result<(), PictureError> {
    let Some((_, palette)) = chunks(bytes).find(|(name, _)| *name == b"PLTE") else { return Ok(()) };
    let length = palette.len();
    if (3..=768).contains(&length) && length.is_multiple_of(3) {
        return Ok(());
    }
    Err(PictureError::Palette { length })
}

/// `true` if a `tRNS` has another length than its colour type allows. libpng drops such a chunk whole (`pngrutil.c`,
/// `png_handle_tRNS`), and counts no more colours of a palette than the depth can tell apart (`png_handle_PLTE`); the decoder
/// takes the entries that it needs.
pub(super) fn has_bad_transparency(bytes: &[u8], colour: ColorType, depth: u8) -> bool {
    let length = |chunk: &[u8; 4]| chunks(bytes).find(|(name, _)| *name == chunk).map(|(_, data)| data.len());
    match (colour, length(b"tRNS")) {
        (ColorType::Grayscale, Some(found)) => found != 2,
        (ColorType::Rgb, Some(found)) => found != 6,
        (ColorType::Indexed, Some(found)) => {
            let colours = (length(b"PLTE").unwrap_or(0) / 3).min(1 << depth);
            found == 0 || found > colours
        }
        _ => false,
    }
}

/// Name and data of the chunks before the first `IDAT`, as far as they are there whole.
fn chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    let mut rest = bytes.get(SIGNATURE.len()..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (name, after) = after.split_first_chunk::<4>().filter(|(name, _)| *name != b"IDAT")?;
        let (data, after) = after.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        rest = after.get(4..).unwrap_or_default();
        Some((name, data))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name and data.
    type Chunk<'a> = (&'a [u8; 4], &'a [u8]);

    fn png(chunks: &[Chunk<'_>]) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
        let first = [(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 16, 6, 0, 0, 0][..])];
        for (name, data) in first.iter().chain(chunks) {
            bytes.extend((data.len() as u32).to_be_bytes());
            bytes.extend(*name);
            bytes.extend(*data);
            bytes.extend([0; 4]);
        }
        bytes
    }

    #[test]
    fn only_other_colour_spaces_are_foreign() {
        let linear = 100_000_u32.to_be_bytes();
        let usual = SRGB_GAMMA.to_be_bytes();
        let cases: [(&[Chunk<'_>], Option<&str>); 8] = [
            (&[], None),
            (&[(b"gAMA", &usual)], None),
            (&[(b"gAMA", &linear)], Some("the gamma 1.000")),
            (&[(b"sRGB", &[0]), (b"gAMA", &linear)], None),
            // A profile that cannot be unpacked says nothing.
            (&[(b"iCCP", b"Display P3\0\0..")], None),
            (&[(b"cICP", &[1, 13, 0, 1]), (b"gAMA", &linear)], None),
            (&[(b"cICP", &[12, 13, 0, 1])], Some("the colour space 12/13 (cICP)")),
            (&[(b"IDAT", &[]), (b"gAMA", &linear)], None),
        ];
        for (chunks, expected) in cases {
            let facts = facts(&png(chunks)).unwrap();
            assert_eq!((facts.depth, facts.foreign.as_deref()), (16, expected), "{chunks:?}");
        }
        let whole = png(&[(b"eXIf", b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x03\0\0")]);
        assert_eq!(facts(&whole).unwrap().orientation, Some(3));
        (0..whole.len()).for_each(|end| drop(facts(&whole[..end])));
    }

    #[test]
    fn animations_have_more_than_one_frame() {
        let frames = |count: u32| [count.to_be_bytes(), [0; 4]].concat();
        assert!(is_animated(&png(&[(b"acTL", &frames(2))])));
        assert!(!is_animated(&png(&[(b"acTL", &frames(1))])) && !is_animated(&png(&[])));
    }

    #[test]
    fn transparency_has_the_length_of_its_colour_type() {
        let cases: [(ColorType, u8, usize, usize, bool); 9] = [
            (ColorType::Indexed, 8, 12, 4, false),
            (ColorType::Indexed, 8, 12, 5, true),
            (ColorType::Indexed, 8, 12, 0, true),
            (ColorType::Indexed, 2, 24, 4, false),
            (ColorType::Indexed, 2, 24, 5, true),
            (ColorType::Rgb, 8, 0, 6, false),
            (ColorType::Rgb, 8, 0, 8, true),
            (ColorType::Grayscale, 8, 0, 4, true),
            (ColorType::Rgba, 8, 0, 6, false),
        ];
        for (colour, depth, palette, transparency, is_bad) in cases {
            let (palette, transparency) = (vec![1; palette], vec![2; transparency]);
            let bytes = png(&[(b"PLTE", &palette), (b"tRNS", &transparency)]);
            assert_eq!(has_bad_transparency(&bytes, colour, depth), is_bad, "{colour:?}, {bytes:?}");
        }
        assert!(!has_bad_transparency(&png(&[]), ColorType::Indexed, 8));
    }

    #[test]
    fn palettes_have_whole_colours() {
        for (length, is_right) in
            [(0, false), (1, false), (3, true), (4, false), (768, true), (769, false), (771, false)]
        {
            let data = vec![7; length];
            let passed = check_palette(&png(&[(b"PLTE", &data)]));
            assert_eq!(passed.is_ok(), is_right, "{length}: {passed:?}");
        }
        assert!(check_palette(&png(&[])).is_ok());
    }
}
