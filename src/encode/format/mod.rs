//! The table of the formats that pictures are written in, and the encoders to choose from.

mod jpeg;

use super::direct::{Compression, encode_frame};
use crate::canvas::{CanvasSize, ColourType};
use crate::choice::{Choice, choice};
use jpeg::encode_jpeg;

choice! {
    /// The format that pictures are written in.
    #[derive(Default)]
    pub enum PictureFormat: FormatFacts {
        #[default]
        Png = (
            "png",
            "Lossless, with transparency",
            FormatFacts {
                title: "PNG",
                extension: "png",
                media_type: "image/png",
                fingerprint: "Png",
                lossless: true,
                spliced: true,
                compressed: true,
                encode: encode_frame,
            },
        ),
        Jpeg = (
            "jpeg",
            "Smaller, without transparency",
            FormatFacts {
                title: "JPEG",
                extension: "jpg",
                media_type: "image/jpeg",
                fingerprint: "Jpeg",
                lossless: false,
                spliced: false,
                compressed: false,
                encode: |size, colour, _, frame, out| encode_jpeg(size, colour, frame, out),
            },
        ),
    }
}

/// Encodes rows of interleaved straight samples of a size and colour type, replacing what the last argument held.
type Encode = fn(CanvasSize, ColourType, Compression, &[u8], &mut Vec<u8>) -> Result<(), String>;

/// In what picture formats differ.
#[derive(Clone, Copy, Debug)]
pub struct FormatFacts {
    /// The name in messages.
    pub title: &'static str,
    /// The extension of its files, without the dot.
    pub extension: &'static str,
    /// The media type as IANA registers it.
    pub media_type: &'static str,
    /// The name in fingerprints of builds, which must never change.
    pub fingerprint: &'static str,
    /// `true` if decoding gives the pixels back exactly. Else `verify` encodes pixels
    /// again, so [`Compression`] must not change its files.
    pub lossless: bool,
    /// `true` if the splice encoder writes it.
    pub spliced: bool,
    /// `true` if [`Compression`] changes its files.
    pub compressed: bool,
    /// Encodes a frame, see [`PictureFormat::encode`].
    encode: Encode,
}

impl PictureFormat {
    /// The extension of its files, without the dot.
    pub fn extension(self) -> &'static str {
        self.facts().extension
    }

    /// Encodes rows of interleaved straight samples, replacing what `out` held.
    ///
    /// # Errors
    /// The encoder's own; it refuses frames of a wrong length.
    pub fn encode(
        self,
        size: CanvasSize,
        colour: ColourType,
        compression: Compression,
        frame: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), String> {
        (self.facts().encode)(size, colour, compression, frame, out)
    }
}

choice! {
    /// The encoder that makes picture files.
    #[derive(Default)]
    pub enum EncoderKind: () {
        #[default]
        Splice = ("splice", "Encode each distinct tile once, and reuse its bits in every picture"),
        Direct = ("direct", "Encode each picture by itself"),
    }
}
