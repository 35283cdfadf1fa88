//! Finished pixels to PNG bytes.
//!
//! `direct` hands a whole composed frame to the `png` crate. `splice` encodes tiles once and joins them in every picture,
//! with the filters of `filter`, the codes of `deflate` and the chunks of `png`.

pub mod deflate;
mod direct;
pub mod filter;
pub mod png;
pub mod splice;

pub use direct::{Compression, encode_frame};
