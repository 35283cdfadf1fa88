//! What metadata can say of a picture's file: its size and its hash.
//!
//! Apart because whoever writes pictures makes it while their bytes are at hand.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::project::FileNames;
use crate::{Error, Result};

/// Size and hash of a picture's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureFile {
    /// Its bytes.
    pub bytes: u64,
    /// SHA-256 of all of them.
    pub sha256: [u8; 32],
}

impl PictureFile {
    /// Of a file of these bytes.
    pub fn new(bytes: &[u8]) -> Self {
        Self { bytes: bytes.len() as u64, sha256: Sha256::digest(bytes).into() }
    }

    /// Of a file that is there.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn read(path: &Path) -> Result<Self> {
        std::fs::read(path).map(|bytes| Self::new(&bytes)).map_err(Error::io("read", path))
    }

    /// Appends the hash as 64 lower-case hexadecimal digits.
    pub(super) fn push_sha256(&self, out: &mut String) {
        self.sha256.iter().for_each(|byte| write!(out, "{byte:02x}").expect("a String takes any text"));
    }
}

/// Size and hash of the pictures of a plan: those of this run, and those that earlier parts of the plan left.
#[derive(Debug)]
pub struct PictureFiles {
    made: Vec<(u32, PictureFile)>,
    earlier: PathBuf,
    names: FileNames,
}

impl PictureFiles {
    /// The pictures of this run by edition number, in any order, and the folder of earlier ones.
    pub fn new(mut made: Vec<(u32, PictureFile)>, earlier: PathBuf, names: FileNames) -> Self {
        made.sort_unstable_by_key(|(number, _)| *number);
        Self { made, earlier, names }
    }

    /// That of an edition; `None` when it has no picture yet.
    ///
    /// # Errors
    /// [`Error::Io`] when an earlier picture cannot be read.
    pub fn of(&self, number: u32) -> Result<Option<PictureFile>> {
        if let Ok(at) = self.made.binary_search_by_key(&number, |(number, _)| *number) {
            return Ok(Some(self.made[at].1));
        }
        let path = self.earlier.join(self.names.picture_file(number));
        if path.is_file() { PictureFile::read(&path).map(Some) } else { Ok(None) }
    }
}
