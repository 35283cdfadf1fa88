//! A build that readers see change at once: the new generation is put together beside the old one, and both change places in
//! one step.
//!
//! Everything that stays is in both by hard links, so that this costs a name a file and no bytes. The output folder itself
//! is exchanged, so its parent has to be writable, and whoever holds the old folder open goes on seeing the old build.
//!
//! ```text
//! <parent>/<out>                     the old generation, with the complete run in .simdgen-complete
//! <parent>/.<out>.simdgen-next       the new one; after the exchange what is left of the old one
//! ```

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::layout::{COMPLETE, LOCK, NEXT_ENDING, OWN_PREFIX, RESULT_FOLDERS, SHARDS};
use super::publish;
use crate::error::{FileError, OutputError};
use crate::files::{Folder, What, real};
use crate::{Error, Result};

/// Measures of a commit beyond the usual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Durability {
    /// `true` if the new names are on the disk when the run ends.
    pub sync: bool,
    /// `true` if readers see all of the build change at once.
    pub one_switch: bool,
}

/// The folder that the output folder lies in, its name there, and that of the next generation.
struct Place {
    parent: Folder,
    name: OsString,
    next: OsString,
}

impl Place {
    fn of(out: &Folder) -> Result<Self> {
        let path: PathBuf = real(out.path()).map_err(Error::io("open", out.path()))?;
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(Error::Output(OutputError::NoSwitch { path }));
        };
        let mut next = OsString::from(".");
        next.push(name);
        next.push(NEXT_ENDING);
        Ok(Self { parent: Folder::open(parent)?, name: name.to_owned(), next })
    }

    /// Removes the other generation of a build whose lock the caller holds: what has its lock, so that a folder that somebody
    /// else called so stays.
    fn remove(&self, out: &Folder) -> Result<()> {
        let lock = |folder: &Folder| folder.stamp(LOCK).map(|stamp| stamp.map(|stamp| stamp.inode));
        let Some(other) = self.parent.folder(&self.next)? else { return Ok(()) };
        // A run that was killed before it gave the folder its lock, or after it took it away, left it empty.
        if other.entries()?.is_empty() {
            return self.parent.remove_folder(&self.next).map(drop);
        }
        let own = lock(out)?;
        if own.is_none() || lock(&other)? != own {
            return Ok(());
        }
        // Shards that are not merged yet are of either generation.
        if other.has(SHARDS) && !out.has(SHARDS) {
            other.rename_new(SHARDS, out, SHARDS)?;
        }
        // The lock goes last: a folder without it is somebody else's to whoever goes on after a kill.
        other.remove_all_but(|entry| entry.name == LOCK)?;
        self.parent.remove_folder(&self.next).map(drop)
    }
}

/// Publishes a complete run by one exchange of folders.
///
/// # Errors
/// [`OutputError::NoSwitch`] where the system cannot exchange folders or link files: the run stays complete, and one
/// without the switch publishes it; [`Error::Io`].
pub(super) fn publish(out: &Folder, sync: bool) -> Result<()> {
    let place = Place::of(out)?;
    place.remove(out)?;
    let no_switch = || Error::Output(OutputError::NoSwitch { path: out.path().to_path_buf() });
    if place.parent.has(&place.next) {
        let (path, found, expected) = (place.parent.at(&place.next), "a folder", "nothing");
        return Err(Error::File(FileError::NotPlain { path, found, expected }));
    }
    let next = place.parent.make_folder(&place.next)?;
    let Some(complete) = out.folder(COMPLETE)? else { return Err(no_switch()) };
    let obsolete: HashSet<String> = publish::obsolete(&complete)?.into_iter().collect();
    // First, because it is what tells this folder from one of somebody else.
    let linked = out.link(LOCK, &next, LOCK).and_then(|()| link_all(out, &next, true)).and_then(|()| {
        for path in &obsolete {
            next.remove(path)?;
        }
        let folders =
            RESULT_FOLDERS.iter().filter_map(|folder| complete.folder(folder).transpose().map(|f| (folder, f)));
        for (folder, from) in folders {
            let (from, to) = (from?, next.make_folder(folder)?);
            for entry in from.entries()?.iter().filter(|entry| entry.what == What::File) {
                to.remove(&entry.name)?;
                from.link(&entry.name, &to, &entry.name)?;
            }
        }
        for name in publish::results(&complete)? {
            next.remove(&name)?;
            complete.link(&name, &next, &name)?;
        }
        Ok(())
    });
    let linked = linked.and_then(|()| next.sync_below());
    let exchanged = linked.and_then(|()| place.parent.exchange(&place.name, &place.next));
    match exchanged {
        Ok(true) => {}
        Ok(false) => {
            place.remove(out)?;
            return Err(no_switch());
        }
        Err(error) => {
            // Best effort: the next run removes it.
            let _ = place.remove(out);
            return Err(error);
        }
    }
    // `out` is the old generation from here on.
    carry_over(out, &next, "", &obsolete)?;
    if sync {
        place.parent.sync()?;
    }
    place.remove(&next)
}

/// Moves what others wrote into the old generation while the new one was put together.
fn carry_over(old: &Folder, new: &Folder, below: &str, obsolete: &HashSet<String>) -> Result<()> {
    for entry in old.entries()? {
        if below.is_empty() && is_own(&entry.name) {
            continue;
        }
        let path = format!("{below}{}", entry.name.to_string_lossy());
        if !new.has(&entry.name) {
            if !obsolete.contains(&path) {
                old.rename_new(&entry.name, new, &entry.name)?;
            }
        } else if entry.what == What::Folder
            && let (Some(own), Some(inner)) = (old.folder(&entry.name)?, new.folder(&entry.name)?)
        {
            carry_over(&own, &inner, &format!("{path}/"), obsolete)?;
        }
    }
    Ok(())
}

/// `true` for a name directly in an output folder that is of runs alone.
fn is_own(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(OWN_PREFIX.as_bytes())
}

/// Gives everything in a folder a second name in another but what belongs to runs alone, with the same access rights.
fn link_all(from: &Folder, to: &Folder, is_top: bool) -> Result<()> {
    for entry in from.entries()? {
        if is_top && is_own(&entry.name) {
            continue;
        }
        if entry.what == What::Folder {
            let Some(inner) = from.folder(&entry.name)? else { continue };
            link_all(&inner, &to.make_folder(&entry.name)?, false)?;
        } else {
            from.link(&entry.name, to, &entry.name)?;
        }
    }
    to.take_rights_of(from)
}

/// Removes what a killed run left beside the output folder, whose lock the caller holds.
pub(super) fn remove_leftover(out: &Folder) -> Result<()> {
    // An output folder that has none above it, or one that cannot be read, has no other generation; nor has one beside which a
    // link has that name.
    match Place::of(out) {
        Ok(place) if place.parent.stamp(&place.next)?.is_some_and(|there| there.what == What::Folder) => {
            place.remove(out)
        }
        _ => Ok(()),
    }
}

/// The answer of a folder held open, as long as it still is the one of its path; `None` when another generation is there.
pub(super) fn current<T>(folder: &Folder, path: &Path, asked: Result<T>) -> Result<Option<T>> {
    if folder.is_same(&Folder::make(path)?)? { asked.map(Some) } else { Ok(None) }
}
