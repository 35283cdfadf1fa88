//! Deflate as far as splicing needs it: one code for a whole collection, bits, and parsing one tile.
//!
//! A general compressor chooses a code per block and matches anywhere in the last 32 KiB. Here the code is given and
//! matches stay inside a tile, so that a tile's bits do not depend on the picture around it.

mod bits;
mod code;
mod counts;
mod header;
mod lengths;
mod paired_code;
mod parse;
#[cfg(test)]
pub(crate) mod plain;
pub mod symbols;
mod zero_run;

pub use bits::{BitWriter, Bits};
pub use code::{Code, MAX_CODE_BITS};
pub use counts::Counts;
pub use paired_code::PairedCode;
pub use parse::{Geometry, Level, Parser, RowSpan, TokenSink};
pub use zero_run::{ZeroRuns, ZeroToken};
