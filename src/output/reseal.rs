//! Metadata of a build that another command writes anew: its ledger is brought up to date, so that a later run does not take
//! it for edited.

use std::collections::BTreeMap;

use super::layout::JSON;
use super::register::Register;
use super::{Entry, Ledger, Seal};
use crate::Result;
use crate::files::Folder;

/// The ledger of a build with the seals of the files written since. Metadata that was not as recorded stays known as edited
/// where `keeps_edits` says that the new one goes on from it.
///
/// # Errors
/// [`crate::Error::Io`].
pub(super) fn resealed(
    out: &Folder,
    build: &Register,
    written: &BTreeMap<String, Seal>,
    keeps_edits: bool,
) -> Result<Ledger> {
    let mut ledger = build.ledger.clone();
    let is_edited = |path: &str, recorded: Seal| -> Result<bool> {
        Ok(keeps_edits && Seal::of_file(out, path)?.is_some_and(|seal| seal != recorded))
    };
    for (path, &json) in written {
        if let Some(recorded) = build.ledger.file(path)
            && !is_edited(path, recorded)?
        {
            ledger.put_file(path, Some(json));
        }
        let name = path.strip_prefix(JSON).and_then(|name| name.strip_prefix('/'));
        let number = name.and_then(|name| build.files.number_of_metadata(name));
        if let Some(entry) = number.and_then(|number| build.ledger.get(number))
            && !is_edited(path, entry.json)?
        {
            ledger.put(Entry { json, ..*entry });
        }
    }
    Ok(ledger)
}
