//! What sample pictures take when each is encoded whole: the measure of what splicing them may cost in bytes.
//!
//! Matches of a spliced picture end at the borders of its tiles. Pictures that repeat themselves farther apart, as sheets of
//! sprites do, can be several times smaller when an encoder sees all of one at a time.

use bumpalo::Bump;

use crate::canvas::ColourType;
use crate::compose::{BatchCompositor, Frame, frame_len};
use crate::encode::{Compression, encode_frame};
use crate::pack::Pack;
use crate::parallel;
use crate::plan::{EditionIndex, Plan};
use crate::project::Project;

/// How hard whole pictures are compressed where that is chosen for size.
pub(crate) const COMPRESSION: Compression = Compression::Balanced;

/// Bytes of a file beside its block: signature, IHDR, what is around the data of IDAT, zlib's header and check sum, IEND.
const AROUND_BLOCK: u64 = 8 + 25 + 12 + 6 + 12;

/// Bits of some editions' files, but for what every file has around its deflate stream.
pub(super) fn bits(
    project: &Project,
    pack: &Pack,
    plan: &Plan,
    colour: ColourType,
    editions: &[EditionIndex],
    threads: usize,
) -> u64 {
    let encode = |file: &mut Vec<u8>, item: usize| {
        let arena = Bump::new();
        let mut frame = [Frame(arena.alloc_slice_fill_copy(frame_len(pack.grid(), colour), 0))];
        let edition = std::iter::once(plan.edition(editions[item]));
        BatchCompositor::new(project, pack, colour, false, &arena).compose(edition, &mut frame);
        // A frame that the encoder refuses is an error when it is rendered, not here.
        let encoded = encode_frame(pack.grid().canvas(), colour, COMPRESSION, frame[0].0, file);
        encoded.map_or(u64::MAX / editions.len() as u64, |()| 8 * (file.len() as u64).saturating_sub(AROUND_BLOCK))
    };
    parallel::map(threads, editions.len(), Vec::new, encode).iter().fold(0, |sum: u64, &bits| sum.saturating_add(bits))
}
