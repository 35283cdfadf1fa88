//! Finished pixels to PNG bytes.
//!
//! `direct` hands a whole composed frame to the `png` crate.

mod direct;

pub use direct::{Compression, encode_frame};
