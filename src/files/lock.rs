//! One process at a time: a lock on an open file, which ends with the process however that ends.

use std::fs::TryLockError;
use std::path::Path;

use super::{Folder, OpenFile};
use crate::{Error, Result};

/// A lock that is held until it is dropped.
///
/// The empty file stays behind for good: between the moment one process deletes it and another opens it, a third could
/// lock the deleted file, and two would each hold "the" lock. Should somebody delete or replace it all the same, the lock
/// is that of the file that has the name now.
#[derive(Debug)]
pub struct Lock {
    _file: OpenFile,
}

impl Lock {
    /// Takes a lock; `None` when another holds it, or, after a wait, when the file has been replaced meanwhile.
    fn take(folder: &Folder, name: &Path, wait: bool) -> Result<Option<Self>> {
        loop {
            let file = folder.append(name)?;
            let locked = if wait { file.file.lock().map_err(TryLockError::Error) } else { file.file.try_lock() };
            match locked {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(source)) => {
                    return Err(Error::Io { action: "lock", path: file.path().to_path_buf(), source });
                }
            }
            let named = folder.stamp(name)?;
            if named.is_some_and(|named| file.stamp().is_ok_and(|own| own.inode == named.inode)) {
                return Ok(Some(Self { _file: file }));
            }
        }
    }
}

impl Folder {
    /// Takes the lock of a name in this folder; `None` when another process or thread holds it.
    ///
    /// # Errors
    /// [`crate::error::FileError::NotPlain`]; [`Error::Io`].
    pub fn try_lock(&self, name: impl AsRef<Path>) -> Result<Option<Lock>> {
        Lock::take(self, name.as_ref(), false)
    }

    /// Waits for the lock of a name in this folder.
    ///
    /// # Errors
    /// [`crate::error::FileError::NotPlain`]; [`Error::Io`].
    pub fn wait_for_lock(&self, name: impl AsRef<Path>) -> Result<Lock> {
        loop {
            if let Some(lock) = Lock::take(self, name.as_ref(), true)? {
                return Ok(lock);
            }
        }
    }
}
