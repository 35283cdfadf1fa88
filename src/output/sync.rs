//! Brings what was written to the disk, so that a power cut after it loses nothing.
//!
//! Apart because it depends on the system: Linux syncs a whole file system in one call, which for thousands of small files
//! is far cheaper than one call each.

use std::path::Path;

use crate::{Error, Result};

/// Syncs everything below a folder; on Linux the whole file system it is on.
pub(super) fn sync_below(folder: &Path) -> Result<()> {
    #[cfg(target_os = "linux")]
    {
        let file = std::fs::File::open(folder).map_err(Error::io("open", folder))?;
        rustix::fs::syncfs(&file).map_err(|e| Error::Io { action: "sync", path: folder.into(), source: e.into() })
    }
    #[cfg(not(target_os = "linux"))]
    one_by_one(folder)
}

/// Syncs every file and folder below one.
#[cfg(any(test, not(target_os = "linux")))]
fn one_by_one(folder: &Path) -> Result<()> {
    for entry in std::fs::read_dir(folder).map_err(Error::io("read", folder))? {
        let entry = entry.map_err(Error::io("read", folder))?;
        let path = entry.path();
        let kind = entry.file_type().map_err(Error::io("read", &path))?;
        if kind.is_dir() {
            one_by_one(&path)?;
        } else if kind.is_file() {
            let file = std::fs::File::options().write(true).open(&path).map_err(Error::io("open", &path))?;
            file.sync_all().map_err(Error::io("sync", &path))?;
        }
    }
    // Windows cannot open a folder as a file, and has no need to.
    #[cfg(unix)]
    std::fs::File::open(folder).and_then(|file| file.sync_all()).map_err(Error::io("sync", folder))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_take_a_folder_of_files_and_folders() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("images")).unwrap();
        std::fs::write(folder.path().join("images/1.png"), "x").unwrap();
        sync_below(folder.path()).unwrap();
        one_by_one(folder.path()).unwrap();
        assert!(sync_below(&folder.path().join("absent")).is_err());
    }
}
