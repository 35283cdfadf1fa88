//! Whole pictures in few bytes: the smallest of a few kinds of samples, deflated by libdeflate at a slow level.
//!
//! A picture of at most 256 colours gets a palette of its own, which has no colour of another picture, or is grey. Any
//! other is written as it is or with a filter chosen for each row. Which kind is the smallest is found by deflating each
//! at a faster level.

mod few;
mod rows;

use std::cell::RefCell;
use std::fmt::Debug;

use libdeflater::{CompressionLvl, Compressor};

use self::few::FewColours;
use super::colour_table::as_pixels;
use super::png::PngHeader;
use crate::canvas::{CanvasSize, ColourType};

/// Levels of libdeflate, from 0.
const LEVELS: usize = 13;

/// The level that chooses between kinds.
const TRIAL: usize = 6;

/// Bytes of rows up to which the best parse is tried: it takes 0.3 to 0.7 us a byte, 15 times level 8.
const BEST_PARSE_UP_TO: usize = 1 << 17;

/// How hard pictures are deflated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    /// Level 8.
    Lazy,
    /// Level 9, and up to [`BEST_PARSE_UP_TO`] level 11 where that is smaller. Level 9 is where long stretches recur, as in pixel
    /// art that was made larger.
    BestParse,
}

impl Work {
    /// The levels to try for so many bytes of rows; the smallest stream counts.
    fn levels(self, rows: usize) -> &'static [usize] {
        match self {
            Self::Lazy => &[8],
            Self::BestParse if rows > BEST_PARSE_UP_TO => &[9],
            Self::BestParse => &[11, 9],
        }
    }
}

/// How the pixels of a picture are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Samples of the frame as they are.
    Colours,
    /// Samples of the frame with a filter chosen for each row.
    Filtered,
    /// Indices of so many bits.
    Indices(u8),
    /// Grey samples of so many bits.
    Grey(u8),
}

/// A picture, and its colours where it has few.
#[derive(Debug)]
struct Picture<'a> {
    size: CanvasSize,
    colour: ColourType,
    frame: &'a [u8],
    few: Option<FewColours>,
}

impl Picture<'_> {
    /// Returns every kind worth a trial.
    fn kinds(&self) -> Vec<Kind> {
        let Some(few) = &self.few else { return vec![Kind::Colours, Kind::Filtered] };
        let packed = |depth: u8| Some(depth).filter(|&depth| depth < 8);
        let mut kinds = vec![Kind::Indices(8)];
        // Packed pixels are fewer bytes, but what repeats in them is found at every second, fourth or eighth place only.
        kinds.extend(packed(few.depth()).map(Kind::Indices));
        if let Some(depth) = few.grey_depth() {
            kinds.push(Kind::Grey(8));
            kinds.extend(packed(depth).map(Kind::Grey));
        }
        // Where hardly a colour occurs twice, the palette is longer than what indices save.
        if few.colours().len() * 8 > self.size.pixels() {
            kinds.push(Kind::Colours);
        }
        kinds
    }

    /// Returns the file's header, and the rows to deflate.
    fn form(&self, kind: Kind) -> (PngHeader, Vec<u8>) {
        let Self { size, colour, frame, .. } = *self;
        let few = || self.few.as_ref().expect("only few colours are written as indices or as grey");
        match kind {
            Kind::Colours => (PngHeader::new(size, colour), rows::unfiltered(size, colour, frame)),
            Kind::Filtered => (PngHeader::new(size, colour), rows::filtered(size, colour, frame)),
            Kind::Indices(depth) => {
                (PngHeader::indexed_at(size, depth, &as_pixels(few().colours())), few().indices(size, depth))
            }
            Kind::Grey(depth) => (PngHeader::grey(size, depth), few().greys(size, depth)),
        }
    }
}

/// Encodes rows of interleaved straight samples, replacing what `out` held. Beside the frame and the file it takes twice the
/// memory of the rows, and 12 MB for the tables of a compressor.
///
/// # Errors
/// If the frame has a wrong length, or the file is too long for PNG.
pub(super) fn encode_whole(
    size: CanvasSize,
    colour: ColourType,
    work: Work,
    frame: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), String> {
    let expected = size.pixels() * colour.bytes();
    if frame.len() != expected {
        return Err(format!("{} bytes of pixels, where {size} takes {expected}", frame.len()));
    }
    let picture = Picture { size, colour, frame, few: FewColours::of(frame, colour) };
    let kinds = picture.kinds();
    let mut best = picture.form(kinds[0]);
    if kinds.len() > 1 {
        file(&best.0, &best.1, TRIAL, out)?;
        let mut least = out.len();
        for &kind in &kinds[1..] {
            let tried = picture.form(kind);
            file(&tried.0, &tried.1, TRIAL, out)?;
            if out.len() < least {
                (least, best) = (out.len(), tried);
            }
        }
    }
    let (header, rows) = best;
    let (&first, others) = work.levels(rows.len()).split_first().expect("work has a level");
    file(&header, &rows, first, out)?;
    for &level in others {
        let mut other = vec![];
        file(&header, &rows, level, &mut other)?;
        if other.len() < out.len() {
            *out = other;
        }
    }
    header.finish(out)
}

/// Writes a file up to the end of the stream at a level, replacing what `out` held.
fn file(header: &PngHeader, rows: &[u8], level: usize, out: &mut Vec<u8>) -> Result<(), String> {
    out.clear();
    out.extend_from_slice(header.start());
    deflate(level, rows, out)
}

thread_local! {
    /// By level: this thread's compressor. To make one takes as long as to deflate some hundred bytes.
    static COMPRESSORS: RefCell<[Option<Compressor>; LEVELS]> = const { RefCell::new([const { None }; LEVELS]) };
}

/// Appends a zlib stream of bytes.
fn deflate(level: usize, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), String> {
    let refused = |error: &dyn Debug| format!("libdeflate at level {level}: {error:?}");
    COMPRESSORS.with_borrow_mut(|compressors| {
        let compressor = match &mut compressors[level] {
            Some(compressor) => compressor,
            none => none.insert(Compressor::new(CompressionLvl::new(level as i32).map_err(|error| refused(&error))?)),
        };
        let start = out.len();
        out.resize(start + compressor.zlib_compress_bound(bytes.len()), 0);
        let length = compressor.zlib_compress(bytes, &mut out[start..]).map_err(|error| refused(&error))?;
        out.truncate(start + length);
        Ok(())
    })
}

#[cfg(test)]
mod tests;
