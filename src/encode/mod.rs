//! Finished pixels to PNG or JPEG bytes.
//!
//! `direct` hands a whole frame to the `png` crate, `jpeg` to that for JPEG. `filter`, `deflate` and `png` are the parts that
//! the splice encoder puts its pictures together from.

mod animation;
pub mod deflate;
mod direct;
pub mod filter;
mod jpeg;
pub mod png;
mod strips;

pub use animation::{Animation, AnimationTiming, BYTES_OF_FRAME};
pub use direct::{Compression, encode_frame};
pub use jpeg::encode_jpeg;
pub use strips::encode_strips;
