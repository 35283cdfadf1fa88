//! Finished pixels to PNG or JPEG bytes.
//!
//! `format` has the table of the formats that pictures are written in; a further one is a file there and a line in it. `direct`
//! hands a whole frame to the `png` crate, to `whole`, which makes small files of it, or to `smallest`, which takes seconds.
//! `filter`, `deflate` and `png` are the parts that the splice encoder puts its
//! pictures together from.

mod animation;
mod colour_table;
pub mod deflate;
mod direct;
pub mod filter;
mod format;
pub mod png;
mod smallest;
#[cfg(feature = "serve")]
mod webp;
mod whole;

pub(crate) use animation::{Animation, AnimationTiming, BYTES_OF_FRAME};
pub use colour_table::MAX_COLOURS;
pub(crate) use colour_table::{ColourTable, as_pixels};
pub(crate) use direct::encode_strips;
pub use direct::{Compression, encode_frame};
pub(crate) use format::EncoderKind;
pub use format::PictureFormat;
#[cfg(feature = "serve")]
pub(crate) use webp::encode_webp;
