//! What is wrong with a picture file. The errors that name the file end with one of these.

/// A reason not to use a picture file; the message is the predicate of the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PictureError {
    /// The path leads to a folder, a pipe or a device.
    #[error("is not a file; a layer folder holds one picture file for each trait: move it away")]
    NoFile,
    /// The file has no bytes.
    #[error("is empty (0 bytes); export it again, or remove it")]
    Empty,
    /// The file is of no format that is read.
    #[error("is not a {formats} file but {found}; {remedy}")]
    NotRead {
        /// The formats that are read: "PNG or JPEG".
        formats: String,
        /// What it seems to be, with an article.
        found: &'static str,
        /// The remedy, as an imperative.
        remedy: &'static str,
    },
    /// The file is of another format than the one that it must have.
    #[error("is not a {expected} file but a {found}; save it as {expected}")]
    OtherFormat {
        /// The format that it must have.
        expected: &'static str,
        /// The format that it has.
        found: &'static str,
    },
    /// The file has more bytes than a picture with the allowed number of pixels can need.
    #[error(
        "has more than {limit} bytes, which no picture of {max_pixels} pixels needs; save it again, or raise --max-pixels"
    )]
    TooLong {
        /// The largest allowed length in bytes.
        limit: u64,
        /// The largest allowed number of pixels.
        max_pixels: u64,
    },
    /// The picture has more pixels than allowed.
    #[error(
        "claims {width} x {height} = {} pixels, more than the limit of {max_pixels}; make it smaller, or raise --max-pixels",
        u64::from(*width) * u64::from(*height)
    )]
    TooManyPixels {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// The largest allowed number of pixels.
        max_pixels: u64,
    },
    /// A side of the picture is 0 or exceeds the maximum.
    #[error("claims {width} x {height} pixels, and each side must be from 1 to {longest}; export it again")]
    ImpossibleSize {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// The longest possible side in pixels.
        longest: u32,
    },
    /// The pixels do not fit in the address space.
    #[error("is too large for this machine; make it smaller")]
    TooLarge,
    /// Decoding and cutting the picture takes more memory than the command's budget.
    #[error(
        "takes {needed} MiB of memory to decode and cut, more than the {allowed} MiB allowed; make it smaller, or allow \
         {needed} with --memory"
    )]
    Memory {
        /// MiB needed.
        needed: u64,
        /// MiB in the budget.
        allowed: u64,
    },
    /// The file ends before its pixels do.
    #[error("ends too early: the file is cut off; export or copy it again")]
    CutOff,
    /// The decoder found damage.
    #[error("is damaged: {found}; export it again")]
    Damaged {
        /// The damage in the decoder's own words, without a full stop.
        found: String,
    },
    /// The decoder refused the file for another reason than damage.
    #[error("cannot be decoded: {found}; export it again")]
    NotDecoded {
        /// The reason in the decoder's own words.
        found: String,
    },
    /// The decoder panicked.
    #[error("is damaged in a way that the decoder does not survive; export it again")]
    DecoderStopped,
    /// An animation has no frame.
    #[error("has no frame; export it again")]
    NoFrame,
    /// The file does not start as a PNG file does.
    #[error("is no PNG file; save it as PNG")]
    NoPng,
    /// A chunk of a PNG file has no name.
    #[error("is damaged: a chunk has a name of other than letters ({name}); export it again")]
    ChunkName {
        /// The bytes in place of the name, escaped.
        name: String,
    },
    /// A chunk of a PNG file claims to be longer than the format allows.
    #[error("is damaged: the chunk {name} is longer than a chunk can be; export it again")]
    ChunkLength {
        /// The chunk.
        name: String,
    },
    /// The first chunk of a PNG file is another than `IHDR`, or `IHDR` comes again.
    #[error("is damaged: its chunk {position} is {name}, where the first and no other is IHDR; export it again")]
    ChunkOrder {
        /// The place of the chunk, from 1.
        position: usize,
        /// The chunk.
        name: String,
    },
    /// A chunk of a PNG file does not have its check sum.
    #[error("is damaged: the check sum of its chunk {name} is {found:08x}, not {expected:08x}; export it again")]
    ChunkSum {
        /// The chunk.
        name: String,
        /// The check sum of its bytes.
        found: u32,
        /// The check sum in the file.
        expected: u32,
    },
    /// A PNG file has no `IDAT`.
    #[error("is damaged: it has no pixels (IDAT); export it again")]
    NoPixels,
    /// The palette of a PNG file has no whole colours, or too many.
    #[error(
        "is damaged: its palette (PLTE) has {length} bytes, where 1 to 256 colours of 3 bytes each should be; export it again"
    )]
    Palette {
        /// Bytes of the palette.
        length: usize,
    },
    /// A PNG file goes on after its end.
    #[error("has bytes after its end (IEND); export it again")]
    AfterEnd,
    /// The resizer refused the picture.
    #[error("cannot be resized: {found}; save it in the size of the canvas")]
    NotResized {
        /// The reason in the resizer's own words.
        found: String,
    },
}

impl PictureError {
    /// The message without its remedy, which is for pictures that somebody drew: those that a run wrote are written again.
    pub(crate) fn without_remedy(&self) -> String {
        let message = self.to_string();
        message.rsplit_once("; ").map_or(message.as_str(), |(problem, _)| problem).to_owned()
    }
}
