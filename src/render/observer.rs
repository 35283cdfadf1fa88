//! Who watches a run: the command line gives time and receives progress, so that the library needs no clock.

use super::RunReport;

/// What a thread of a run is doing.
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

    /// What tables and traces call it.
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
    /// What it did.
    pub stage: Stage,
    /// Number of the first edition concerned.
    pub edition: u32,
    /// When, in the observer's nanoseconds.
    pub start: u64,
    /// Until when.
    pub end: u64,
}

/// Receives what a run has to say, from any of its threads.
pub trait Observer: Sync {
    /// Nanoseconds since any fixed moment.
    fn now(&self) -> u64;

    /// Some editions of a total are finished; called at most as often as [`super::PROGRESS_INTERVAL_NS`] and
    /// [`super::PROGRESS_EDITIONS`] say.
    fn progress(&self, done: usize, total: usize);

    /// A thread has finished a stretch of work.
    fn span(&self, span: Span);

    /// Whether the run is to stop: what is begun is finished, nothing new is begun, and the run ends with
    /// [`crate::error::OutputError::Stopped`]. Asked once a batch.
    fn stopped(&self) -> bool {
        false
    }
}

/// Ends a stretch of a thread's time that began at `start`; returns when the next begins.
pub(super) fn lap(
    observer: &dyn Observer,
    report: &mut RunReport,
    thread: usize,
    stage: Stage,
    edition: u32,
    start: u64,
) -> u64 {
    let end = observer.now();
    report.stage_ns[stage as usize] += end - start;
    observer.span(Span { thread, stage, edition, start, end });
    end
}

/// An observer without clock that hears nothing.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Observer for Silent {
    fn now(&self) -> u64 {
        0
    }

    fn progress(&self, _done: usize, _total: usize) {}

    fn span(&self, _span: Span) {}
}
