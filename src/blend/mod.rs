//! Combine two rows of pixels: the arithmetic of the whole program.
//!
//! It knows no files, layers or threads, only planes of bytes. Every operation has a plain scalar
//! form, the oracle, and a vector form that must give the same bytes. Pixels are premultiplied, 8 bits a
//! channel; a blend computes the exact numerator of the formula and rounds once ([`scalar`] has the contract).

mod alpha;
mod arithmetic;
mod build_level;
mod interleave;
mod mode;
pub mod scalar;
#[cfg(test)]
mod spec;
#[cfg(test)]
mod tests;
mod vector;

pub use alpha::{premultiply, premultiply_pixel, unpremultiply, unpremultiply_pixel};
pub use build_level::KERNEL;
pub use interleave::{interleave_rgb, interleave_rgba};
pub use mode::{BlendMode, Factor, Opacity};
pub use vector::{BLOCK, blend};
