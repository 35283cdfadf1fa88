//! What the chunks before the pixels of a PNG file say about depth and colour.
//!
//! Apart from the decoder because that ignores colour on purpose; this only looks whether it may.

/// Depth of the samples and the colour space they are meant for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PngHeader {
    /// Bits of a sample.
    pub depth: u8,
    /// What other colour space than sRGB the file is made for, in words; `None` for sRGB or when it does not say.
    pub foreign: Option<String>,
}

/// The file gamma of sRGB, times 100,000.
const SRGB_GAMMA: u32 = 45_455;

impl PngHeader {
    /// Reads the chunks up to the first `IDAT` (PNG specification, 11.2 and 11.3); what is cut short is passed over.
    ///
    /// As there, `cICP` outweighs `iCCP`, that `sRGB`, and that `gAMA`.
    pub fn read(png: &[u8]) -> Self {
        let mut header = Self::default();
        let (mut cicp, mut profile, mut is_srgb, mut gamma) = (None, None, false, None);
        let mut rest = png.get(8..).unwrap_or_default();
        while let Some((length, after)) = rest.split_first_chunk::<4>() {
            let length = u32::from_be_bytes(*length) as usize;
            let Some((name, after)) = after.split_first_chunk::<4>() else { break };
            let Some((data, after)) = after.split_at_checked(length) else { break };
            match name {
                b"IHDR" => header.depth = data.get(8).copied().unwrap_or(0),
                b"cICP" => cicp = data.first_chunk::<2>().copied(),
                b"iCCP" => profile = data.split(|&b| b == 0).next().map(|n| String::from_utf8_lossy(n).into_owned()),
                b"sRGB" => is_srgb = true,
                b"gAMA" => gamma = data.first_chunk().map(|g| u32::from_be_bytes(*g)),
                b"IDAT" => break,
                _ => {}
            }
            rest = after.get(4..).unwrap_or_default();
        }
        header.foreign = match (cicp, profile, gamma) {
            // Primaries of BT.709 with the transfer function of sRGB (ITU-T H.273).
            (Some(cicp), _, _) => (cicp != [1, 13]).then(|| format!("the colour space {}/{} (cICP)", cicp[0], cicp[1])),
            (_, Some(name), _) => {
                (!name.to_lowercase().contains("srgb")).then(|| format!("the colour profile \"{name}\""))
            }
            (_, _, Some(gamma)) if !is_srgb && gamma.abs_diff(SRGB_GAMMA) > 500 => {
                Some(format!("the gamma {:.3}", f64::from(gamma) / 100_000.0))
            }
            _ => None,
        };
        header
    }
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
        let cases: [(&[Chunk<'_>], Option<&str>); 9] = [
            (&[], None),
            (&[(b"gAMA", &usual)], None),
            (&[(b"gAMA", &linear)], Some("the gamma 1.000")),
            (&[(b"sRGB", &[0]), (b"gAMA", &linear)], None),
            (&[(b"iCCP", b"sRGB IEC61966-2.1\0\0..")], None),
            (&[(b"iCCP", b"Display P3\0\0..")], Some("the colour profile \"Display P3\"")),
            (&[(b"cICP", &[1, 13, 0, 1]), (b"iCCP", b"Display P3\0")], None),
            (&[(b"cICP", &[12, 13, 0, 1])], Some("the colour space 12/13 (cICP)")),
            (&[(b"IDAT", &[]), (b"gAMA", &linear)], None),
        ];
        for (chunks, expected) in cases {
            let header = PngHeader::read(&png(chunks));
            assert_eq!((header.depth, header.foreign.as_deref()), (16, expected), "{chunks:?}");
        }
        let whole = png(&[(b"iCCP", b"Display P3\0")]);
        (0..whole.len()).for_each(|end| drop(PngHeader::read(&whole[..end])));
    }
}
