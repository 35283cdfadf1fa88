//! One build of a pack at a time, and what a build that was killed leaves behind.
//!
//! The lock is the system's, on an open file, so it ends with the process that holds it, however that ends; the empty
//! file stays for good.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::Result;
use crate::files::{Folder, Lock};

/// The right to build the pack of one path, until it is dropped.
#[derive(Debug)]
pub(super) struct BuildTurn {
    _lock: Lock,
}

impl BuildTurn {
    /// Takes the turn if nobody has it; `None` too where the lock cannot be made.
    pub(super) fn take(pack: &Path) -> Option<Self> {
        let lock = folder_of(pack).ok()?.try_lock(lock_name(pack)).ok()??;
        Some(Self { _lock: lock })
    }

    /// Waits until no other process or thread builds this pack, and removes what killed builds left.
    ///
    /// # Errors
    /// [`crate::Error::Io`] when the folder or the lock cannot be made; [`crate::error::FileError::NotPlain`] where something
    /// else has the lock's name.
    pub(super) fn wait(pack: &Path) -> Result<Self> {
        let folder = folder_of(pack)?;
        let lock = folder.wait_for_lock(lock_name(pack))?;
        for file in [pack, &beside(pack, "seen")] {
            folder.remove_leftovers(name_of(file));
        }
        Ok(Self { _lock: lock })
    }
}

/// The folder that a file lies in, made when it is not there.
///
/// # Errors
/// As [`Folder::make`].
pub(super) fn folder_of(file: &Path) -> Result<Folder> {
    Folder::make(file.parent().unwrap_or(Path::new("")))
}

/// The name of a file in its folder.
pub(super) fn name_of(file: &Path) -> &OsStr {
    file.file_name().unwrap_or_default()
}

fn lock_name(pack: &Path) -> OsString {
    name_of(&beside(pack, "lock")).to_owned()
}

/// `<pack>.<extension>`.
pub(super) fn beside(pack: &Path, extension: &str) -> PathBuf {
    let mut name = pack.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn leftovers_go_and_everything_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let pack = folder.path().join("traits.pack");
        let all = ["traits.pack", "traits.pack.77.tmp", "traits.pack.tmp", "my.tmp", "traits.packed.tmp"];
        all.iter().for_each(|name| fs::write(folder.path().join(name), "").unwrap());
        let _turn = BuildTurn::wait(&pack).unwrap();
        let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["my.tmp", "traits.pack", "traits.pack.lock", "traits.packed.tmp"]);
    }

    #[test]
    fn a_second_build_waits_for_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let pack = folder.path().join("traits.pack");
        let turn = BuildTurn::wait(&pack).unwrap();
        std::thread::scope(|scope| {
            let second = scope.spawn(|| BuildTurn::wait(&pack).map(|_| fs::read_to_string(&pack)));
            std::thread::sleep(std::time::Duration::from_millis(50));
            fs::write(&pack, "built").unwrap();
            drop(turn);
            assert_eq!(second.join().unwrap().unwrap().unwrap(), "built");
        });
    }
}
