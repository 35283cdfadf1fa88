//! A tile as bits that every picture can take: composed and encoded once, kept with its sums.

pub mod adler;
pub mod code;
pub(crate) mod composer;
pub mod encode;
pub mod palette;
pub mod store;
