//! Learns from sample editions what all pictures of a spliced collection share: filters, code and palette.
//!
//! `train` decides, and asks `saved` first for what an earlier run learned. `set` is the sample, `survey` counts what it
//! takes without writing it, `rounds` go from counts to a `coding`: filters and a code. `colours` finds the palette, and
//! `effort` says how hard all of it is compressed.

mod coding;
mod colours;
mod effort;
pub mod rounds;
mod saved;
mod set;
pub mod survey;
mod train;

pub use coding::Coding;
pub use effort::{Effort, Whole};
pub use set::TrainingInput;
pub(crate) use set::set_bytes;
pub use train::{Training, train};
