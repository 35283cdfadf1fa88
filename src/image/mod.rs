//! A picture file as pixels: decoded, premultiplied, brought to the canvas size.
//!
//! Knows no projects: traits, finished pictures and pictures to check all come through here.

mod canvas_resize;
mod picture;
mod png;
mod png_header;
mod resize;

pub use picture::{PremulPicture, StraightPicture, load_picture};
pub(crate) use picture::{picture_from_bytes, read_file};
pub use png::{MAX_PIXELS, decode_png};
pub use png_header::PngHeader;
pub use resize::Resize;
