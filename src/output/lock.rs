//! One run at a time on one output folder.
//!
//! Apart because it is the only place that depends on what other processes do.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::links;
use crate::error::OutputError;
use crate::{Error, Result};

const FILE: &str = ".simdgen-lock";

/// Holds the output folder until it is dropped, or the process ends in any way.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of an existing folder.
    ///
    /// The empty lock file stays behind for good: between the moment one run deletes it and another opens it,
    /// a third could lock the deleted file, and two runs would each hold "the" lock.
    ///
    /// # Errors
    /// [`OutputError::OutputLocked`] when another run holds it, [`OutputError::OutputLink`] where something in it is a
    /// link, [`Error::Io`] when the file cannot be made or locked.
    pub(super) fn take(out: &Path) -> Result<Self> {
        links::refuse_links(out)?;
        let path = out.join(FILE);
        let file =
            File::options().create(true).truncate(false).write(true).open(&path).map_err(Error::io("create", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::Output(OutputError::OutputLocked { path: out.into() })),
            Err(TryLockError::Error(source)) => Err(Error::Io { action: "lock", path, source }),
        }
    }
}
