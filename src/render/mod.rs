//! Threads, micro-batches and progress: a plan becomes files.
//!
//! Each encoder has its pipeline. `splice` works in windows of editions: tiles not met before are composed and encoded on
//! all threads, then pictures are joined from encoded tiles. `direct` hands whole frames, lent from one arena, from
//! compositor threads over a bounded queue to dedicated encoder threads, which give the frames back. The first error
//! stops all. What is written does not depend on threads, batches, memory or time.

mod direct;
mod job;
mod observer;
pub(crate) mod progress;
mod splice;

pub(crate) use direct::{DirectOptions, render_direct};
pub(crate) use job::Job;
pub use observer::{Event, Observer, RunReport, Silent, Span, Spliced, Stage};
pub use progress::{PROGRESS_EDITIONS, PROGRESS_INTERVAL_NS, PROGRESS_LONGEST_NS};
pub(crate) use splice::{SpliceOptions, render_splice, train_splice};
