//! The files of editions in a folder, and whether those of a recorded edition are whole.
//!
//! After a power cut a journal may know an edition whose data never reached the disk. Nothing is synced while editions are
//! rendered, so every recorded file is read again before it is kept: that is far cheaper than syncing tens of thousands of
//! files a second, and proves more.

use super::layout::{IMAGES, JSON};
use super::{EditionFiles, Entry, Seal};
use crate::Result;
use crate::files::{Folder, Kind, What};

/// `images/` and `json/` of an output or staging folder, held open.
#[derive(Debug, Default)]
pub(super) struct EditionFolders {
    pub(super) images: Option<Folder>,
    pub(super) json: Option<Folder>,
}

impl EditionFolders {
    /// Opens those that are there.
    ///
    /// # Errors
    /// As [`Folder::folder`].
    pub(super) fn of(above: &Folder) -> Result<Self> {
        Ok(Self { images: above.folder(IMAGES)?, json: above.folder(JSON)? })
    }

    /// Reads both files of an edition: they must have the lengths and check sums that the entry has.
    pub(super) fn is_intact(&self, files: EditionFiles, entry: &Entry) -> bool {
        let read = |images: &Folder| images.read(files.picture(entry.number), Kind::Picture).ok().flatten();
        let is_same = |picture: Vec<u8>| {
            picture.len() as u64 == entry.image_bytes && crc32fast::hash(&picture) == entry.image_check
        };
        self.images.as_ref().and_then(read).is_some_and(is_same) && self.has_metadata(files, entry.number, entry.json)
    }

    /// Whether the picture of an edition is there with its length; it is not read.
    pub(super) fn has_picture(&self, files: EditionFiles, entry: &Entry) -> bool {
        let stamp = |images: &Folder| images.stamp(files.picture(entry.number)).ok().flatten();
        let stamp = self.images.as_ref().and_then(stamp);
        stamp.is_some_and(|stamp| stamp.what == What::File && stamp.length == entry.image_bytes)
    }

    /// Whether an edition has this metadata file.
    pub(super) fn has_metadata(&self, files: EditionFiles, number: u32, json: Seal) -> bool {
        let read = |folder: &Folder| folder.read(files.metadata(number), Kind::Metadata).ok().flatten();
        self.json.as_ref().and_then(read).is_some_and(|text| Seal::of(&text) == json)
    }
}
