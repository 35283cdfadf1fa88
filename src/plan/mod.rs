//! Choose every edition without touching a pixel.
//!
//! A [`Plan`] is the whole list of editions. It is a file of its own (JSONL or CSV), so it can be read,
//! edited, kept, and rendered later.

mod model;

pub use model::{Edition, EditionIndex, Plan};
