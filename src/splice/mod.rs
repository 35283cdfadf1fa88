//! The splice encoder: a tile is encoded once and its bits are reused in every picture that shows it.
//!
//! All tiles of a collection share one Huffman code and find matches only inside themselves, so their bits are the same
//! everywhere, and a picture is their concatenation. In the order of work:
//! `keys` says which tiles are the same and counts them before anything is rendered, `training` learns filters, code and
//! palette from a sample, `tile` composes and encodes a tile once and keeps it, `join` puts pictures together.

pub mod join;
pub mod keys;
pub mod tile;
pub mod training;
