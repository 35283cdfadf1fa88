//! From trait pictures to composed pixels: decoding, the pack, and the compositor against the plain oracle.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod bombs;
mod compose;
pub mod fixture;
mod formats;
mod in_memory;
mod pack;
mod pngsuite;
mod thumbnail;
