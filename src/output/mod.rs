//! The files people keep: pictures, metadata, and the record of the run.
//!
//! # How one edition reaches the disk
//!
//! ```text
//! OutputFolder::wait     lock the folder, finish a commit that was cut off, read ledger and record
//! Fingerprints           hash what each edition's picture is made from
//! Changes::find          compare plan and fingerprints with the ledger; refuse to lose results or edits
//! OutputFolder::stage    .simdgen-partial/, with what an interrupted run finished
//! EditionWriter::write   images/N.png, json/N.json in it, then a line in its journal      (one a thread)
//! Staging::write_file    list of all metadata, plan, record                               (once a run)
//! Staging::commit        new ledger, sync, rename to .simdgen-complete, move to final names, ledger last
//! ```
//!
//! A final name never holds half a file, and after a crash at any step the next run either goes on from the journal or
//! finishes the commit: [`Staging`] says what is left where. The [`Ledger`] has a line for each finished edition: the
//! fingerprint of its picture and the check sums of its files. So a later run renders only what changed, asks before it
//! replaces what somebody edited, and tells its own files from those of others, which it never touches. Pictures are only
//! compared by fingerprint; metadata is written again in memory and compared by its seal, as it is a pure function of
//! project, edition, date and, where a standard asks for it, the picture's bytes.
//!
//! | file | holds |
//! |---|---|
//! | `layout` | every folder and file name |
//! | `folder`, `register` | the output folder as it is found; which of its files are this program's |
//! | `edition_files` | names of an edition's files, and whether they are intact |
//! | `fingerprint`, `ledger`, `record` | what is stored of a run: fingerprints, seals, options |
//! | `changes`, `compare` | what a run has to do; finding it |
//! | `losses`, `edits`, `earlier_plan` | what it must not lose: results of another project, files that somebody edited |
//! | `staging`, `taken_in`, `writer` | files under way, and those of shards that join them |
//! | `shards` | parts of a build that were made apart, to be merged |
//! | `remote`, `objects` | a build in object storage: what a run writes there, and what is known without reading |
//! | `publish`, `generation` | moving them to their final names, one by one or by one exchange of folders |
//!
//! Nothing here knows pixels or encoders.

mod changes;
mod compare;
mod earlier_plan;
mod edition_files;
mod edits;
mod fingerprint;
mod folder;
mod generation;
pub mod layout;
mod ledger;
mod losses;
mod objects;
mod publish;
mod record;
mod register;
mod remote;
mod shards;
mod staging;
mod taken_in;
mod writer;

pub(crate) use changes::Replace;
pub use changes::{Changes, Keeps, Request};
pub use edition_files::EditionFiles;
pub(crate) use edits::seals_of_list;
pub(crate) use fingerprint::Fingerprints;
pub(crate) use folder::refuse_links_in;
pub use folder::{Contents, OutputFolder};
pub use generation::Durability;
pub use ledger::Ledger;
pub(crate) use ledger::{Entry, LedgerLine, Seal, ledger_lines};
pub use record::{RunOptions, RunRecord, ShardRecord};
pub use remote::RemoteRequest;
pub use shards::{ShardFolder, Shards};
pub use staging::{Commit, Staging};
pub(crate) use taken_in::TakenIn;
pub(crate) use writer::{EditionWriter, FileWriter, Sealing};

/// Files that a message names before it only counts the others.
const FILES_NAMED: usize = 5;
