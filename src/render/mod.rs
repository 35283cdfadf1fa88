//! Threads, micro-batches and progress: a plan becomes files.
//!
//! Each encoder has its pipeline. `splice` works in windows of editions: tiles not met before are composed and encoded on
//! all threads, then pictures are joined from encoded tiles. `direct` hands whole frames, lent from one arena, from
//! compositor threads over a bounded queue to dedicated encoder threads, which give the frames back. The first error
//! stops all. What is written does not depend on threads, batches, memory or time.

mod direct;
mod failure;
mod observer;
pub(crate) mod progress;
mod splice;

pub use direct::{DirectOptions, render_direct};
pub use observer::{Observer, Silent, Span, Stage};
pub use progress::{PROGRESS_EDITIONS, PROGRESS_INTERVAL_NS};
pub use splice::{SpliceOptions, render_splice};

use crate::Result;
use crate::canvas::ColourType;
use crate::metadata::Particulars;
use crate::output::{Fingerprints, Staging};
use crate::pack::{Pack, PictureId};
use crate::plan::Plan;
use crate::project::Project;

/// What to render, and where to.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its trait pack.
    pub pack: &'a Pack,
    /// The editions to render.
    pub plan: &'a Plan,
    /// Of every picture.
    pub colour: ColourType,
    /// What metadata says beside project and plan; it learns of the pictures as they are written.
    pub particulars: &'a Particulars,
    /// The output folder under construction.
    pub staging: &'a Staging,
    /// Of the editions of the whole plan, for the journal.
    pub prints: &'a Fingerprints<'a>,
}

/// Compares the tiles that a plan may show with their check sums.
///
/// # Errors
/// [`crate::Error::Pack`] when one is damaged.
fn check_pack(project: &Project, pack: &Pack, plan: &Plan, threads: usize) -> Result<()> {
    let mut is_drawn = vec![false; pack.pictures()];
    for pick in plan.editions().flat_map(|edition| edition.drawn(project)) {
        pack.picture_of(pick).into_iter().for_each(|picture| is_drawn[picture.0 as usize] = true);
    }
    let drawn = (0..).map(PictureId).zip(is_drawn).filter(|(_, is_drawn)| *is_drawn);
    pack.check(drawn.map(|(picture, _)| picture), threads)
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunReport {
    /// Pictures written.
    pub editions: usize,
    /// Their bytes.
    pub image_bytes: u64,
    /// Tiles blended.
    pub tiles_composed: u64,
    /// Tiles copied from another edition: of their batch, or, spliced, places filled with an encoded tile.
    pub tiles_copied: u64,
    /// Rows of encoded tiles that hold bits, over all pictures joined: what joining costs by.
    pub rows_joined: u64,
    /// What the splice encoder settled on; nothing of other encoders.
    pub spliced: Option<Spliced>,
    /// Bytes of encoded tiles held at one time, merged ones included, at most.
    pub cache_bytes: u64,
    /// Nanoseconds of all threads in each [`Stage`], in its order.
    pub stage_ns: [u64; Stage::ALL.len()],
}

/// How the splice encoder writes the pictures of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spliced {
    /// From encoded tiles, with full colour.
    FullColour,
    /// From encoded tiles, with a palette of so many colours.
    Indexed(usize),
    /// Not at all: each as a whole, which makes them smaller.
    Whole,
}

impl RunReport {
    fn add(&mut self, other: &Self) {
        self.editions += other.editions;
        self.image_bytes += other.image_bytes;
        self.tiles_composed += other.tiles_composed;
        self.tiles_copied += other.tiles_copied;
        self.rows_joined += other.rows_joined;
        self.cache_bytes = self.cache_bytes.max(other.cache_bytes);
        self.stage_ns.iter_mut().zip(other.stage_ns).for_each(|(sum, ns)| *sum += ns);
    }
}
