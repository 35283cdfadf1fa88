//! Holds the project for one studio alone, also where another folder takes the place of the project's.
//!
//! The folder itself is locked where the system can do that: a lock in `.simdgen` would be gone for whoever deletes that, and
//! it is meant to be deleted at any time. A folder that is moved away is let go, so that a studio can open it where it is.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::StudioError;
use crate::files::{Folder, Lock};
use crate::project::Root;
use crate::{Error, Result};

/// The hold on a project.
#[derive(Debug, Default)]
pub struct Hold(Mutex<Option<Held>>);

/// A folder that is held, for as long as it is open.
#[derive(Debug)]
struct Held {
    folder: Folder,
    /// The lock beside it, where a folder itself cannot be locked.
    _file: Option<Lock>,
}

impl Hold {
    /// Takes the folder that a project's path leads to, unless it is held already. The one before is let go.
    ///
    /// A project that is read-only is not locked: nobody edits it.
    ///
    /// # Errors
    /// [`StudioError::FolderGone`]; [`StudioError::AlreadyOpen`]; as [`Root::open`] and [`Root::check_own_files`].
    pub fn take(&self, root: &Root) -> Result<()> {
        let mut held = self.lock();
        let found = Folder::find(root.path())?;
        if let (Some(held), Some(found)) = (&*held, &found)
            && held.folder.is_same(found)?
        {
            return Ok(());
        }
        *held = None;
        let gone = || Error::Studio(StudioError::FolderGone { root: root.to_path_buf() });
        let folder = found.ok_or_else(gone)?;
        // A link on the way may lead elsewhere by now.
        let root = &root.reopened()?;
        let own = root.join(".simdgen");
        root.check_own_files(&own)?;
        let file = match Folder::make(&own) {
            Err(_) => None,
            Ok(own) => match folder.lock_itself() {
                Ok(true) => None,
                Ok(false) => return Err(already_open(root)),
                Err(_) => match own.try_lock("studio-lock") {
                    Ok(None) => return Err(already_open(root)),
                    Ok(lock) => lock,
                    // Where a file system has no locks, nobody is kept out.
                    Err(_) => None,
                },
            },
        };
        *held = Some(Held { folder, _file: file });
        Ok(())
    }

    /// `true` if the folder that a project's path leads to is held.
    pub fn is_of(&self, root: &Root) -> bool {
        let held = self.lock();
        let found = Folder::find(root.path()).ok().flatten();
        held.as_ref().zip(found).is_some_and(|(held, found)| held.folder.is_same(&found).unwrap_or(false))
    }

    fn lock(&self) -> MutexGuard<'_, Option<Held>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn already_open(root: &Root) -> Error {
    Error::Studio(StudioError::AlreadyOpen { root: root.to_path_buf() })
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_project_is_held_once_wherever_it_lies() {
        let parent = tempfile::tempdir().unwrap();
        let (path, elsewhere) = (parent.path().join("art"), parent.path().join("moved"));
        fs::create_dir(&path).unwrap();
        let (root, moved) = (Root::from(path.clone()), Root::from(elsewhere.clone()));
        let is_open = |taken: Result<()>| matches!(taken, Err(Error::Studio(StudioError::AlreadyOpen { .. })));
        let (one, other) = (Hold::default(), Hold::default());
        assert!(!one.is_of(&root));
        one.take(&root).unwrap();
        one.take(&root).unwrap();
        assert!(one.is_of(&root) && is_open(other.take(&root)));
        // What is kept in it may be deleted at any time.
        fs::remove_dir_all(path.join(".simdgen")).unwrap();
        assert!(one.is_of(&root) && is_open(other.take(&root)));
        // A folder that is moved away is another studio's to take, once it is known to be gone.
        fs::rename(&path, &elsewhere).unwrap();
        assert!(!one.is_of(&root));
        assert!(matches!(one.take(&root), Err(Error::Studio(StudioError::FolderGone { .. }))));
        other.take(&moved).unwrap();
        // One of the same name is taken when it is there.
        fs::create_dir(&path).unwrap();
        one.take(&root).unwrap();
        assert!(one.is_of(&root));
        // Two that change places are told apart, and one that another studio has is left to it.
        fs::rename(&path, parent.path().join("aside")).unwrap();
        fs::rename(&elsewhere, &path).unwrap();
        assert!(!one.is_of(&root) && is_open(one.take(&root)));
        drop(other);
        one.take(&root).unwrap();
        // Nor does it matter how the path leads there.
        fs::rename(&path, &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
        one.take(&root).unwrap();
        assert!(is_open(Hold::default().take(&moved)));
    }
}
