//! The result of checking a build: how much was read, and what is wrong.

use std::path::PathBuf;

use serde::Serialize;

use crate::files::Unread;
use crate::output::Seal;

/// The kind of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wrong {
    /// A run was interrupted and not finished.
    Unfinished,
    /// The record of the run does not fit the project or the plan.
    Record,
    /// The plan cannot be read, or is not the seed's.
    Plan,
    /// A file is not there.
    Missing,
    /// Something cannot be read, or is no file: whether it is right nobody knows.
    Unreadable,
    /// A file that is no edition's.
    Extra,
    /// A picture cannot be decoded or has other pixels than the project gives.
    Picture,
    /// A metadata file says something else than the project gives.
    Metadata,
    /// A file is not the one that the ledger records.
    Ledger,
    /// Two editions of the same traits, layers that do not count left out, where the plan does not mean that.
    DuplicateDna,
    /// Two editions of the same pixels, where the plan does not mean that.
    DuplicatePixels,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its kind.
    pub kind: Wrong,
    /// The edition's number, where it is about one.
    pub edition: Option<u32>,
    /// The file, seen from the build.
    pub file: PathBuf,
    /// Expected and found, to follow the file's name.
    pub text: String,
}

/// The extent of a check, and its findings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Editions of the plan.
    pub editions: usize,
    /// Editions of the plan of which neither the ledger nor a file tells: those that a run of a part left out.
    pub unrendered: usize,
    /// Pictures decoded and compared, or read by [`scrub`](super::scrub()).
    pub pictures: usize,
    /// Files read and compared with what the ledger says of them.
    pub files: usize,
    /// Bytes of these.
    pub bytes: u64,
    /// Everything that is wrong, in the order of kinds and numbers.
    pub findings: Vec<Finding>,
}

impl Report {
    pub(super) fn add(&mut self, kind: Wrong, edition: Option<u32>, file: impl Into<PathBuf>, text: impl Into<String>) {
        self.findings.push(Finding { kind, edition, file: file.into(), text: text.into() });
    }

    /// Counts a file that was read whole, or reports that it was not.
    pub(super) fn note_read(&mut self, file: &str, read: Result<Seal, Unread>) -> Option<Seal> {
        let seal = read.map_err(|why| self.add_unread(None, file, &why)).ok()?;
        self.count_read(seal.bytes);
        Some(seal)
    }

    /// The same of one of an edition's own files, of so many bytes.
    pub(super) fn note_read_of(&mut self, edition: u32, file: &str, read: Result<u64, Unread>) -> Option<u64> {
        let bytes = read.map_err(|why| self.add_unread(Some(edition), file, &why)).ok()?;
        self.count_read(bytes);
        Some(bytes)
    }

    fn count_read(&mut self, bytes: u64) {
        self.files += 1;
        self.bytes += bytes;
    }

    /// Takes over what another report has.
    pub(super) fn absorb(&mut self, other: Self) {
        self.pictures += other.pictures;
        self.files += other.files;
        self.bytes += other.bytes;
        self.findings.extend(other.findings);
    }

    /// Adds that a file cannot be read, and why.
    pub(super) fn add_unread(&mut self, edition: Option<u32>, file: &str, why: &Unread) {
        match why {
            Unread::Missing => self.add(Wrong::Missing, edition, file, "is not there"),
            Unread::NoFile(found) => self.add(Wrong::Unreadable, edition, file, format!("is {found}, and no file")),
            Unread::Failed(error) => self.add(Wrong::Unreadable, edition, file, format!("cannot be read: {error}")),
        }
    }
}
