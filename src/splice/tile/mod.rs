//! A tile as bits that every picture can take: encoded once, kept with its sums.

pub mod adler;
pub mod code;
pub mod encode;
pub mod store;
