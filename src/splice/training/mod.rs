//! Learns from sample editions what all pictures of a spliced collection share: filters, code and palette.
//!
//! `prepare` decides, and asks `saved` first for what an earlier run learned. `set` is the sample, `survey` counts what it
//! takes without writing it, `trainer` goes from counts to filters and a code, and `colours` finds the palette.

mod colours;
mod prepare;
mod saved;
mod set;
pub mod survey;
pub mod trainer;

pub use prepare::{Training, train};
pub use set::TrainingInput;
pub(crate) use set::set_bytes;
