//! The output stage: metadata against HashLips' own files and a plain oracle, and files that appear whole or not at all.

#![expect(clippy::unwrap_used, reason = "a test that fails to unwrap has failed")]

mod golden;
mod metadata;
mod rarity;
mod sample;
mod staging;
mod standards;
