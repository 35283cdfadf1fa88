//! Depth, colour space and orientation of a picture file, which decoding ignores and `check` reports.

/// Depth, colour space and orientation of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Bits of a sample.
    pub depth: u8,
    /// The colour space in words; `None` for sRGB or when the file names none.
    pub foreign: Option<String>,
    /// EXIF orientation 2 to 8: how a viewer turns the picture; `None` for 1, upright as stored, or when it does not say.
    pub orientation: Option<u8>,
    /// `true` if there are further frames, which are not used.
    pub is_animated: bool,
}

impl Facts {
    /// Facts from the depth and the two blocks that most formats carry as they are: an ICC profile and EXIF.
    pub(super) fn new(depth: u8, profile: Option<&[u8]>, exif: Option<&[u8]>) -> Self {
        Self {
            depth,
            foreign: profile.and_then(super::profile::foreign),
            orientation: exif.and_then(orientation),
            is_animated: false,
        }
    }
}

/// Reads the orientation from an EXIF block, with or without its name before it: tag 0x0112, a SHORT, of the first directory
/// (Exif 2.32, 4.6.4; TIFF 6.0, section 2).
fn orientation(exif: &[u8]) -> Option<u8> {
    const TAG: u16 = 0x0112;
    const SHORT: u16 = 3;
    let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    let is_little = match tiff.first_chunk::<4>()? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let u16_at = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk()?;
        Some(if is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let offset = *tiff.get(4..)?.first_chunk()?;
    let directory = if is_little { u32::from_le_bytes(offset) } else { u32::from_be_bytes(offset) } as usize;
    let entries = usize::from(u16_at(directory)?);
    let entry = (0..entries).map(|i| directory + 2 + i * 12).find(|&at| u16_at(at) == Some(TAG))?;
    let value = u16_at(entry + 2).filter(|kind| *kind == SHORT).and_then(|_| u16_at(entry + 8))?;
    (2..=8).contains(&value).then_some(value as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orientation_is_read_in_both_byte_orders() {
        let little = b"II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x01\0\0\0\0\0\0\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let big = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0\0\0\0\0";
        assert_eq!((orientation(little), orientation(big)), (Some(6), Some(8)));
        let upright = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x01\0\0\0\0\0\0";
        assert_eq!(orientation(upright), None);
        for end in 0..little.len() - 6 {
            assert!(orientation(&little[..end]).is_none_or(|value| value == 6));
        }
        assert_eq!(orientation(b"II*\0\xff\xff\xff\xff"), None);
    }
}
