//! Combine two rows of pixels: the arithmetic of the whole program.
//!
//! It knows no files, layers or threads, only planes of bytes. Every operation has a plain scalar
//! form, the oracle, and a vector form that must give the same bytes.

mod mode;

pub use mode::{BlendMode, Opacity};
