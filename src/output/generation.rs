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

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::layout::{COMPLETE, LOCK, RESULT_FOLDERS};
use super::publish;
use crate::error::OutputError;
use crate::files::{Folder, What, real};
use crate::{Error, Result};

/// What a commit does beyond the usual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Durability {
    /// Whether the new names are on the disk when the run ends.
    pub sync: bool,
    /// Whether readers see all of the build change at once.
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
        next.push(".simdgen-next");
        Ok(Self { parent: Folder::open(parent)?, name: name.to_owned(), next })
    }
}

/// Publishes a complete run by one exchange of folders.
///
/// # Errors
/// [`OutputError::NoSwitch`] where the system cannot exchange folders or link files: the run stays complete, and one
/// without the switch publishes it; [`Error::Io`].
pub(super) fn publish(out: &Folder, sync: bool) -> Result<()> {
    let place = Place::of(out)?;
    remove(&place)?;
    let no_switch = || Error::Output(OutputError::NoSwitch { path: out.path().to_path_buf() });
    let next = place.parent.make_folder(&place.next)?;
    let linked = link_all(out, &next, "").and_then(|()| {
        let Some(complete) = out.folder(COMPLETE)? else { return Err(no_switch()) };
        for path in publish::obsolete(&complete)? {
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
            remove(&place)?;
            return Err(no_switch());
        }
        Err(error) => {
            // Best effort: the next run removes it.
            let _ = remove(&place);
            return Err(error);
        }
    }
    if sync {
        place.parent.sync()?;
    }
    remove(&place)
}

/// Gives everything in a folder a second name in another but what belongs to runs alone. The lock goes along, so that it is
/// held in both.
fn link_all(from: &Folder, to: &Folder, below: &str) -> Result<()> {
    for entry in from.entries()? {
        let is_own = below.is_empty() && entry.name.as_encoded_bytes().starts_with(b".simdgen-");
        if is_own && entry.name != OsStr::new(LOCK) {
            continue;
        }
        if entry.what == What::Folder {
            let Some(inner) = from.folder(&entry.name)? else { continue };
            link_all(&inner, &to.make_folder(&entry.name)?, "x")?;
        } else {
            from.link(&entry.name, to, &entry.name)?;
        }
    }
    Ok(())
}

/// Removes what a killed run left beside the output folder, whose lock the caller holds.
pub(super) fn remove_leftover(out: &Folder) -> Result<()> {
    // An output folder that has none above it, or one that cannot be read, has no other generation.
    Place::of(out).map_or(Ok(()), |place| remove(&place))
}

fn remove(place: &Place) -> Result<()> {
    place.parent.remove_folder(&place.next).map(drop)
}

/// Whether a folder held open still is the one of its path.
pub(super) fn is_current(folder: &Folder, path: &Path) -> Result<bool> {
    let now = Folder::open(path)?;
    Ok(folder.stamp(LOCK)?.map(|lock| lock.inode) == now.stamp(LOCK)?.map(|lock| lock.inode) && folder.is_same(&now)?)
}
