//! The files people keep: pictures, metadata, and the record of the run.
//!
//! Everything is written below a folder of its own and moved to its final name when the run is complete
//! ([`Staging`]), so a final name never holds half a file. A [`Ledger`] says what each edition was made of, so that a later
//! run renders only what changed ([`Todo`]) and asks before it replaces what somebody edited, and an interrupted one goes
//! on. Metadata is a pure function of project, edition, date and, where a standard asks for it, the picture's bytes; nothing
//! here knows pixels or encoders.

mod dealt_anew;
mod earlier_plan;
mod edition_files;
mod edition_writer;
mod edits;
mod file_writer;
mod fingerprint;
mod folder;
mod intact;
mod ledger;
mod links;
mod listed;
mod lock;
pub mod metadata;
mod publish;
pub mod rarity;
mod record;
mod reseal;
mod staging;
mod sync;
mod todo;

pub use edition_files::EditionFiles;
pub use edition_writer::EditionWriter;
pub use edits::SEALED_FILES;
pub use file_writer::FileWriter;
pub use fingerprint::Fingerprints;
pub use folder::OutputFolder;
pub use ledger::{Entry, JsonSeal, Ledger};
pub use links::refuse_links;
pub use publish::PROVENANCE_FILE;
pub use record::{RunOptions, RunRecord};
pub use reseal::reseal;
pub use staging::Staging;
pub use todo::{Replace, Request, Todo};
