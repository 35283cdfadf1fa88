//! The files people keep: pictures, metadata, and the record of the run.
//!
//! Everything is written below a folder of its own and moved to its final name when the run is complete
//! ([`Staging`]), so a final name never holds half a file. Metadata is a pure function of project, edition,
//! date and, where a standard asks for it, the picture's bytes; nothing here knows pixels or encoders.

mod file_writer;
mod lock;
pub mod metadata;
mod publish;
pub mod rarity;
mod record;
mod staging;

pub use file_writer::FileWriter;
pub use record::{RunOptions, RunRecord};
pub use staging::{Replace, Staging};
