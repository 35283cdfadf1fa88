//! A picture file as pixels: decoded, premultiplied, brought to the canvas size.
//!
//! Knows no projects: traits, finished pictures and pictures to check all come through here. A further format is a file here
//! with a `FORMAT`, and its place in the list of `decode`.

mod canvas_resize;
mod decode;
mod facts;
mod format;
mod gif;
mod jpeg;
mod picture;
mod png;
mod png_chunks;
mod png_container;
mod png_same;
mod profile;
mod resize;
mod webp;

pub(crate) use decode::{NameKind, decode_strictly, format_names};
pub use decode::{decode_picture, decode_png, facts, is_animated, picture_size};
pub(crate) use facts::Facts;
pub use format::StraightPicture;
pub(crate) use picture::{Decoding, memory_of_file, picture_from_bytes, read_file, size_of_file};
pub use picture::{MAX_PIXELS, PremulPicture, load_picture};
pub(crate) use png_same::PngMatcher;
pub use resize::Resize;
