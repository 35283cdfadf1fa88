//! The files people keep: pictures, metadata, and the record of the run.
//!
//! Everything is written below a folder of its own and moved to its final name when the run is complete
//! ([`Staging`]), so a final name never holds half a file. A [`Ledger`] says what each edition was made of, so that a later
//! run renders only what changed ([`Changes`]) and asks before it replaces what somebody edited, and an interrupted one goes
//! on. Metadata is a pure function of project, edition, date and, where a standard asks for it, the picture's bytes; nothing
//! here knows pixels or encoders.

mod changes;
mod dealt_anew;
mod earlier_plan;
mod edition_files;
mod edition_writer;
mod edits;
mod file_writer;
mod fingerprint;
mod folder;
mod format;
mod generation;
mod intact;
pub mod layout;
mod ledger;
mod left_alone;
mod listed;
mod publish;
mod record;
mod register;
mod reseal;
mod staging;
mod written;

pub use changes::{Changes, Replace, Request};
pub use edition_files::EditionFiles;
pub use edition_writer::EditionWriter;
pub use file_writer::FileWriter;
pub use fingerprint::Fingerprints;
pub use folder::OutputFolder;
pub use generation::Durability;
use layout::SEALED_FILES;
pub use layout::refuse_links_in;
pub use ledger::{Entry, Ledger, LedgerLine, Seal, ledger_lines};
pub use listed::seals_of_list;
pub use record::{RunOptions, RunRecord};
pub use staging::{Commit, Staging};
pub use written::{Sealing, StagedFile};
