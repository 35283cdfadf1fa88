//! Choose every edition without touching a pixel.
//!
//! A [`Plan`] is the whole list of editions. It is a file of its own (JSONL or CSV), so it can be read,
//! edited, kept, and rendered later. [`draw()`] makes one from a seed, [`grow`] adds to one, [`mod@file`] reads and writes them, [`existing`] reads what
//! other engines wrote; `rng` holds
//! the contract by which a seed means the same plan for ever.

mod capacity;
#[doc(hidden)]
pub mod colour;
mod conflict;
mod dna;
mod draw;
mod exact;
pub mod existing;
mod few;
pub mod file;
mod lone;
mod model;
mod odds;
mod pick;
mod remaining;
#[doc(hidden)]
pub mod rng;
mod ruled;
mod seed;
mod space;
mod task;

#[doc(hidden)]
pub use capacity::quick_capacity;
pub use capacity::{SetGroup, capacity, resize_sets};
pub use conflict::never_drawn;
#[doc(hidden)]
pub use conflict::{Contradiction, contradiction, listed};
pub use dna::{dna_hash, dna_list, dna_string, write_dna, write_dna_hash};
pub use draw::{draw, grow};
#[doc(hidden)]
pub use few::{by_odds, check_locks, editions_with, locked, named};
#[doc(hidden)]
pub use lone::{Lone, LoneDraw};
pub use model::{Edition, EditionIndex, Plan, counts};
pub use odds::{OffWeight, off_weights};
pub use seed::{Seed, default_seed, seed_of};
