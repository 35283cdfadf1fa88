//! Takes the files of shards into a staging folder, without a copy where the file system gives second names.

use super::layout::{IMAGES, JSON, MERGING, PARTIAL};
use super::{EditionFiles, Ledger, OutputFolder, Seal, Staging};
use crate::Result;
use crate::files::Folder;

/// How a file was taken into a staging folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenIn {
    /// It has a second name.
    Linked,
    /// It was copied.
    Copied,
}

impl Staging {
    /// Takes a file of another folder in, by a second name where the file system gives one, else as a copy of its bytes. It is
    /// not noted.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn take_in(&self, from: &Folder, folder: &'static str, name: &str, bytes: &[u8]) -> Result<TakenIn> {
        let made;
        let to: &Folder = match folder {
            IMAGES => &self.images,
            JSON => &self.json,
            _ => {
                made = self.partial.make_folder(folder)?;
                &made
            }
        };
        if from.link(name, to, name).is_ok() {
            return Ok(TakenIn::Linked);
        }
        // Other file systems have no second names, or not across two of them; what else is wrong, writing tells as well.
        to.write_new(name, bytes)?;
        Ok(TakenIn::Copied)
    }

    /// Notes a file that was taken in, by its path below the output folder.
    pub fn note(&self, path: &str, seal: Seal) {
        self.written.note(path.to_owned(), seal);
    }
}

impl OutputFolder {
    /// Begins to take the files of shards in, which are those of `editions`. What an interrupted run left goes: nothing of it was
    /// worth a refusal.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn stage_merge(self, files: EditionFiles, editions: &Ledger) -> Result<Staging> {
        self.folder.remove_folder(PARTIAL)?;
        Staging::begin(self, MERGING, files, editions)
    }
}
