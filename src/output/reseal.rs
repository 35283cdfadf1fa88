//! Metadata of a build that another command writes anew: its ledger is brought up to date, so that a later run does not take
//! it for edited.

use super::todo::earlier_files;
use super::{Entry, JsonSeal, Ledger, SEALED_FILES, Staging, publish};
use crate::Result;

/// Adds to what is staged the ledger of the build that it goes to, with the seals of the metadata staged so far. A file that
/// was not as recorded stays known as edited where `keeps_edits` says that the new one goes on from it.
///
/// Does nothing in a folder without a ledger, which other engines do not write.
///
/// # Errors
/// [`crate::Error::Io`].
pub fn reseal(staging: &Staging, keeps_edits: bool) -> Result<()> {
    let mut ledger = Ledger::read(&staging.out().join(Ledger::FILE))?;
    if ledger.is_empty() {
        return Ok(());
    }
    let files = earlier_files(staging.out());
    let is_edited = |name: &str, recorded: JsonSeal| -> Result<bool> {
        Ok(keeps_edits && JsonSeal::of_file(&staging.out().join(name))?.is_some_and(|seal| seal != recorded))
    };
    for name in publish::names_in(staging.json())? {
        let number = name.to_str().and_then(|name| files.number_of_metadata(name));
        let Some(entry) = number.and_then(|number| ledger.get(number)).copied() else { continue };
        let name = format!("json/{}", files.metadata(entry.number));
        if let (Some(json), false) = (staging.seal(&name)?, is_edited(&name, entry.json)?) {
            ledger.put(Entry { json, ..entry });
        }
    }
    for name in SEALED_FILES {
        if let (Some(seal), Some(recorded)) = (staging.seal(name)?, ledger.file(name))
            && !is_edited(name, recorded)?
        {
            ledger.put_file(name, Some(seal));
        }
    }
    staging.write_file(Ledger::FILE, ledger.to_text().as_bytes())
}
