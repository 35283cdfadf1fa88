//! Finished pixels to PNG or JPEG bytes.
//!
//! `direct` hands a whole composed frame to the `png` crate, `jpeg` to that for JPEG. `splice` encodes tiles once and joins them in every picture,
//! with the filters of `filter`, the codes of `deflate` and the chunks of `png`.

mod animation;
pub mod deflate;
mod direct;
pub mod filter;
mod jpeg;
pub mod png;
mod samples;
pub mod splice;
mod strips;

pub use animation::{Animation, AnimationTiming, BYTES_OF_FRAME};
pub use direct::{Compression, encode_frame};
pub use jpeg::encode_jpeg;
pub use samples::Samples;
pub use strips::encode_strips;
