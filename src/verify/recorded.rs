//! The ledger of a build, in a few bytes an edition.

use std::collections::BTreeMap;
use std::io::BufReader;
use std::path::Path;

use super::report::{Report, Wrong};
use crate::files::{Unread, open_plain};
use crate::output::layout::{LEDGER_FILE, RECORD_FILE};
use crate::output::{Entry, LedgerLine, Seal, ledger_lines};

/// Lengths and check sums of an edition's files when they were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Made {
    pub(super) number: u32,
    image_check: u32,
    image_bytes: u64,
    json: Seal,
}

/// The editions and files of a ledger.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    /// The editions by number, each once.
    pub(super) editions: Vec<Made>,
    /// The files beside the editions' own two, by their paths.
    pub(super) files: BTreeMap<String, Seal>,
}

impl Recorded {
    /// Reads the ledger of a folder, which is called `place` seen from the build; what is wrong with it is reported.
    pub(super) fn read(build: &Path, place: &str, report: &mut Report) -> Self {
        let mut recorded = Self::default();
        let name = format!("{place}{}", LEDGER_FILE);
        let file = match open_plain(&build.join(&name)) {
            Ok(file) => file,
            Err(why) => {
                report.add_unread(None, &name, &why);
                return recorded;
            }
        };
        for (line, at) in ledger_lines(BufReader::new(file)).zip(1..) {
            match line {
                Ok(LedgerLine::Edition(Entry { number, image_bytes, image_check, json, .. })) => {
                    recorded.editions.push(Made { number, image_check, image_bytes, json });
                }
                Ok(LedgerLine::File(name, seal)) => {
                    recorded.files.insert(name, seal);
                }
                Ok(LedgerLine::Remark) => {}
                Ok(LedgerLine::Damaged) => {
                    report.add(Wrong::Ledger, None, &name, format!("has a damaged line, number {at}"));
                }
                Err(error) => {
                    report.add_unread(None, &name, &Unread::Failed(error));
                    break;
                }
            }
        }
        // Of two lines of an edition the later one holds.
        recorded.editions.reverse();
        recorded.editions.sort_by_key(|made| made.number);
        recorded.editions.dedup_by_key(|made| made.number);
        recorded
    }

    /// The edition of a number.
    pub(super) fn get(&self, number: u32) -> Option<&Made> {
        let at = self.editions.binary_search_by_key(&number, |made| made.number).ok()?;
        self.editions.get(at)
    }

    /// `true` if every file that was written has its line. Ledgers of releases before this was so have none of the run's
    /// record, which all runs write; what has no editions is no run's.
    pub(super) fn knows_all(&self) -> bool {
        self.files.contains_key(RECORD_FILE) || self.editions.is_empty() && !self.files.is_empty()
    }
}

impl Made {
    /// Why the picture of so many bytes with this check sum is not the one that was written.
    pub(super) fn differs(&self, bytes: u64, check: u32) -> Option<String> {
        difference(bytes, self.image_bytes, check == self.image_check)
    }

    /// Why the metadata file with this seal is not the one that was written.
    pub(super) fn json_differs(&self, found: Seal) -> Option<String> {
        (found != self.json).then(|| "was changed after it was made".to_owned())
    }

    /// `true` if its metadata had this seal.
    pub(super) fn has_json(&self, seal: Seal) -> bool {
        self.json == seal
    }
}

/// Why a file is not the one that was written.
pub(super) fn differs(found: Seal, recorded: Seal) -> Option<String> {
    difference(found.bytes, recorded.bytes, found.hash == recorded.hash)
}

fn difference(bytes: u64, recorded: u64, is_same: bool) -> Option<String> {
    match (bytes == recorded, is_same) {
        (false, _) => Some(format!("has {bytes} bytes, not the {recorded} it was made with")),
        (true, false) => Some("was changed after it was made".to_owned()),
        (true, true) => None,
    }
}
