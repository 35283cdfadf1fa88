//! Whether the files of a recorded edition are whole.
//!
//! After a power cut a journal may know an edition whose data never reached the disk. Nothing is synced while editions are
//! rendered, so every recorded file is read again before it is kept: that is far cheaper than syncing tens of thousands of
//! files a second, and proves more.

use std::fs;
use std::path::Path;

use super::{EditionFiles, Entry, JsonSeal};

/// Reads both files of an edition below `folder`: they must have the lengths and check sums that the entry has.
pub(super) fn is_intact(folder: &Path, files: EditionFiles, entry: &Entry) -> bool {
    let picture = fs::read(folder.join("images").join(files.picture(entry.number)));
    picture.is_ok_and(|picture| {
        picture.len() as u64 == entry.image_bytes && crc32fast::hash(&picture) == entry.image_check
    }) && has_metadata(folder, files, entry.number, entry.json)
}

/// Whether the picture of an edition is there with its length; it is not read.
pub(super) fn has_picture(folder: &Path, files: EditionFiles, entry: &Entry) -> bool {
    let picture = fs::symlink_metadata(folder.join("images").join(files.picture(entry.number)));
    picture.is_ok_and(|picture| picture.is_file() && picture.len() == entry.image_bytes)
}

/// Whether an edition has this metadata file.
pub(super) fn has_metadata(folder: &Path, files: EditionFiles, number: u32, json: JsonSeal) -> bool {
    fs::read(folder.join("json").join(files.metadata(number))).is_ok_and(|text| JsonSeal::of(&text) == json)
}
