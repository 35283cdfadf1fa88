//! Estimates what the pictures of a build would take as plain PNG files, each encoded by itself with the default of the `png`
//! crate.
//!
//! A few of the pictures just rendered are composed and encoded that way, while the end of the build waits for the disk. They are
//! compared with their own files, so that it does not matter whether they are larger than others.

use bumpalo::Bump;

use crate::choice::Choice;
use crate::compose::{BatchCompositor, ColourTypes, Frame, frame_len};
use crate::encode::{Compression, encode_frame};
use crate::output::Ledger;
use crate::pack::Pack;
use crate::plan::{EditionIndex, Plan};
use crate::project::Project;

/// The default of the `png` crate.
const PLAIN: Compression = Compression::Balanced;

/// One of so many rendered editions is encoded: of fewer none, because it would take a part of the run that is felt.
const ONE_IN: usize = 25;

/// Editions that are encoded at most. On five collections, an estimate from four was 3 % off on average, and 10 % at worst where
/// pictures are not tiny.
const MOST: usize = 16;

/// Pixels that are encoded at most: a few tenths of a second of one core.
const PIXELS: usize = 4 << 20;

/// The estimated size of pictures as plain PNG files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlainSize {
    /// Bytes of all pictures that the build rendered.
    pub bytes: u64,
    /// Number of pictures that it is estimated from.
    pub sample: usize,
}

/// The pictures of a build that were rendered.
#[derive(Clone, Copy, Debug)]
pub(super) struct RenderedPictures<'a> {
    pub(super) project: &'a Project,
    pub(super) pack: &'a Pack,
    /// The plan that `editions` are positions in.
    pub(super) plan: &'a Plan,
    /// The samples of all pictures.
    pub(super) colours: &'a ColourTypes,
    /// Those that were rendered.
    pub(super) editions: &'a [EditionIndex],
    /// Their bytes in all.
    pub(super) bytes: u64,
    /// The bytes that encoding may take.
    pub(super) memory: usize,
}

impl RenderedPictures<'_> {
    /// Returns a few of them, and the bytes that each has in `ledger`; none if they are of another format, too few or too large.
    pub(super) fn sample(&self, ledger: &Ledger) -> Vec<(EditionIndex, u64)> {
        let Self { project, pack, plan, colours, editions, bytes: _, memory } = *self;
        let (pixels, frame) = (pack.grid().canvas().pixels(), frame_len(pack.grid(), colours.widest()));
        let few = (editions.len() / ONE_IN).min(MOST).min(PIXELS / pixels);
        let fits = 2 * frame + PLAIN.working_bytes(frame) <= memory;
        if !project.pictures.facts().lossless || !fits {
            return vec![];
        }
        // In the middle of equal parts.
        let picked = (0..few).map(|number| editions[(2 * number + 1) * editions.len() / (2 * few)]);
        picked.filter_map(|index| Some((index, ledger.get(plan.edition(index).number)?.image_bytes))).collect()
    }

    /// Estimates their size as plain PNG files from a sample. `None` if it is empty, or holds a picture that cannot be encoded.
    pub(super) fn as_plain_png(&self, sample: &[(EditionIndex, u64)]) -> Option<PlainSize> {
        let Self { project, pack, plan, colours, bytes, .. } = *self;
        let arena = Bump::new();
        let mut compositor = BatchCompositor::new(project, pack, false, &arena);
        let mut frame = [Frame(arena.alloc_slice_fill_copy(frame_len(pack.grid(), colours.widest()), 0))];
        let (mut own, mut plain, mut file) = (0_u64, 0_u64, vec![]);
        for &(index, length) in sample {
            let edition = plan.edition(index);
            let colour = colours.of(edition);
            compositor.compose(std::iter::once((edition, colour)), &mut frame);
            let samples = &frame[0].0[..frame_len(pack.grid(), colour)];
            encode_frame(pack.grid().canvas(), colour, PLAIN, samples, &mut file).ok()?;
            own += length;
            plain += file.len() as u64;
        }
        let bytes = (u128::from(bytes) * u128::from(plain)).checked_div(u128::from(own))?;
        Some(PlainSize { bytes: bytes as u64, sample: sample.len() })
    }
}
