//! One build of a pack at a time, and what a build that was killed leaves behind.
//!
//! Apart from the writer because it is about other processes. The lock is the system's, on an open file, so it ends with
//! the process that holds it, however that ends; the empty file stays for good.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// The right to build the pack of one path, until it is dropped.
#[derive(Debug)]
pub(super) struct BuildTurn {
    _file: File,
}

impl BuildTurn {
    /// Takes the turn if nobody has it; `None` too where the lock cannot be made.
    pub(super) fn take(pack: &Path) -> Option<Self> {
        let path = beside(pack, "lock");
        let file = File::options().create(true).truncate(false).write(true).open(&path).ok()?;
        file.try_lock().is_ok().then_some(Self { _file: file })
    }

    /// Waits until no other process or thread builds this pack, and removes what killed builds left.
    ///
    /// # Errors
    /// [`Error::Io`] when the folder or the lock cannot be made.
    pub(super) fn wait(pack: &Path) -> Result<Self> {
        if let Some(folder) = pack.parent() {
            fs::create_dir_all(folder).map_err(Error::io("create folder", folder))?;
        }
        let path = beside(pack, "lock");
        let file =
            File::options().create(true).truncate(false).write(true).open(&path).map_err(Error::io("create", &path))?;
        file.lock().map_err(Error::io("lock", &path))?;
        remove_leftovers(pack);
        Ok(Self { _file: file })
    }
}

/// Where a file is written until it is complete: a name that no other process uses, and that the next build removes.
pub(super) fn temporary(file: &Path) -> PathBuf {
    beside(file, &format!("{}.tmp", std::process::id()))
}

/// `<pack>.<extension>`.
pub(super) fn beside(pack: &Path, extension: &str) -> PathBuf {
    let mut name = pack.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

/// Deletes `<pack>.*.tmp` and `<pack>.tmp`: whoever holds the turn knows that nobody writes to them. One that cannot be
/// deleted does no harm.
fn remove_leftovers(pack: &Path) {
    let (Some(folder), Some(name)) = (pack.parent(), pack.file_name()) else { return };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let is_leftover = |other: &OsStr| {
        let rest = other.as_encoded_bytes().strip_prefix(name.as_encoded_bytes());
        rest.is_some_and(|rest| rest.starts_with(b".") && rest.ends_with(b".tmp"))
    };
    let names: Vec<OsString> = fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.file_name()).collect();
    for other in names.iter().filter(|n| is_leftover(n)) {
        let _ = fs::remove_file(folder.join(other));
    }
}

#[cfg(test)]
mod tests {
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
