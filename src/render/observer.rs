//! The observer of a run gives time and receives progress, so that the library needs no clock; the report of a run sums up
//! what was done and where the time went.

use std::path::Path;

use crate::pack::BuildReport;
use crate::project::Notices;

/// The work of a thread of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// A compositor waits for a frame to come back.
    WaitForFrame,
    /// A compositor composes a batch.
    Compose,
    /// A compositor waits for room in the queue.
    HandOver,
    /// An encoder waits for a frame.
    WaitForWork,
    /// An encoder encodes.
    Encode,
    /// Files are written.
    Write,
    /// Filters and code are trained on sample editions.
    Train,
    /// The tiles of a window are counted.
    Count,
    /// New tiles are composed and encoded; the time of the run, not of each thread.
    EncodeTiles,
    /// Encoded tiles are joined to a picture.
    Join,
}

impl Stage {
    /// Every stage, in the order of the variants.
    pub const ALL: [Self; 10] = [
        Self::WaitForFrame,
        Self::Compose,
        Self::HandOver,
        Self::WaitForWork,
        Self::Encode,
        Self::Write,
        Self::Train,
        Self::Count,
        Self::EncodeTiles,
        Self::Join,
    ];

    /// Returns the name for tables and traces.
    pub fn name(self) -> &'static str {
        match self {
            Self::WaitForFrame => "wait for a frame",
            Self::Compose => "compose",
            Self::HandOver => "wait for the queue",
            Self::WaitForWork => "wait for work",
            Self::Encode => "encode",
            Self::Write => "write",
            Self::Train => "train",
            Self::Count => "count tiles",
            Self::EncodeTiles => "encode tiles",
            Self::Join => "join tiles",
        }
    }
}

/// A stretch of time that a thread spent in one stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Dense number of the thread.
    pub thread: usize,
    /// Its work.
    pub stage: Stage,
    /// Number of the first edition concerned.
    pub edition: u32,
    /// Its begin, in the observer's nanoseconds.
    pub start: u64,
    /// Its end.
    pub end: u64,
}

/// Something that a build tells beside its progress.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The trait pack was built, for the reason in the report.
    Packed(&'a BuildReport),
    /// Some trait pictures are shown otherwise than their files are: resized, or of an animation the first frame.
    Pictures(&'a Notices),
    /// Another build writes to the output folder, and this one waits for it to end.
    Waiting {
        /// The output folder.
        out: &'a Path,
    },
    /// Another build left its lock in object storage; this one watches whether it is renewed, before it takes it over.
    TakingOver {
        /// The other build, in its own words.
        holder: &'a str,
    },
    /// Rendering begins.
    Rendering {
        /// Pictures to render.
        editions: usize,
    },
    /// Rendering has ended, with or without an error.
    Rendered,
    /// The list of all metadata tells of the pictures, so it leaves out those that are not rendered yet.
    Unlisted {
        /// Number of pictures not rendered yet.
        pictures: usize,
    },
    /// The build ends with an error, and a build that resumes goes on from what is finished.
    Interrupted {
        /// Editions that are finished.
        finished: usize,
        /// Editions that were to be rendered.
        planned: usize,
        /// The output folder.
        out: &'a Path,
    },
}

/// Receives what a run has to say, from any of its threads. Every method can be left out.
///
/// # Examples
/// ```
/// use std::time::Instant;
///
/// use simdgen::{Event, Observer};
///
/// /// Prints a line now and then.
/// struct Lines(Instant);
///
/// impl Observer for Lines {
///     fn now(&self) -> u64 {
///         self.0.elapsed().as_nanos() as u64
///     }
///     fn progress(&self, done: usize, total: usize) {
///         println!("{done} of {total}");
///     }
///     fn event(&self, event: Event<'_>) {
///         if let Event::Rendering { editions } = event {
///             println!("{editions} to render");
///         }
///     }
/// }
///
/// Lines(Instant::now()).progress(20, 100);
/// ```
pub trait Observer: Sync {
    /// Returns nanoseconds since any fixed moment; without a clock always 0, and then of progress only the end is told.
    fn now(&self) -> u64 {
        0
    }

    /// Tells that some editions of a total are finished; called as often as [`super::PROGRESS_INTERVAL_NS`],
    /// [`super::PROGRESS_EDITIONS`] and [`super::PROGRESS_LONGEST_NS`] say, and last of all once with `done` equal to `total`,
    /// unless there is nothing to do or not all are finished.
    fn progress(&self, _done: usize, _total: usize) {}

    /// Tells that a thread has finished a stretch of work.
    fn span(&self, _span: Span) {}

    /// Tells of something that a user may want to hear of; called by the thread that builds.
    fn event(&self, _event: Event<'_>) {}

    /// Returns `true` to stop the run: what is begun is finished, nothing new is begun, and the run ends with
    /// [`crate::error::OutputError::Stopped`]. Asked once a batch, and before a picture is encoded whole.
    fn stopped(&self) -> bool {
        false
    }
}

/// An observer without clock that hears nothing.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Observer for Silent {}

/// The work that a run did.
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
    /// The form of spliced pictures; `None` for other encoders.
    pub spliced: Option<Spliced>,
    /// Bytes of encoded tiles held at one time, merged ones included, at most.
    pub cache_bytes: u64,
    /// Nanoseconds of all threads in each [`Stage`], in its order.
    pub stage_ns: [u64; Stage::ALL.len()],
}

/// The form that the splice encoder writes the pictures of a plan in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spliced {
    /// From encoded tiles, with full colour.
    FullColour,
    /// From encoded tiles, with a palette of so many colours.
    Indexed(usize),
    /// Not from tiles: each is encoded whole, which makes them smaller.
    EncodedWhole,
}

impl RunReport {
    pub(super) fn add(&mut self, other: &Self) {
        self.editions += other.editions;
        self.image_bytes += other.image_bytes;
        self.tiles_composed += other.tiles_composed;
        self.tiles_copied += other.tiles_copied;
        self.rows_joined += other.rows_joined;
        self.cache_bytes = self.cache_bytes.max(other.cache_bytes);
        self.stage_ns.iter_mut().zip(other.stage_ns).for_each(|(sum, ns)| *sum += ns);
    }

    /// Ends a stretch of a thread's time that began at `start`; returns when the next begins.
    pub(super) fn lap(
        &mut self,
        observer: &dyn Observer,
        thread: usize,
        stage: Stage,
        edition: u32,
        start: u64,
    ) -> u64 {
        let end = observer.now();
        self.stage_ns[stage as usize] += end - start;
        observer.span(Span { thread, stage, edition, start, end });
        end
    }
}
