//! The place of a build: a folder, or an address of object storage.

use std::path::{Path, PathBuf};

use super::Request;
use super::shard_part::ShardPart;
use crate::error::StoreError;
use crate::output::{OutputFolder, RemoteRequest};
use crate::project::Project;
use crate::render::{Event, Observer};
use crate::store::{self, Address};
use crate::{Error, Result};

/// The place of a build.
#[derive(Debug)]
pub(super) enum Place {
    /// A folder of this machine.
    Folder(PathBuf),
    /// Object storage.
    Store(Address),
}

impl Place {
    /// Returns the place that a request asks for; that of a shard is below it.
    ///
    /// # Errors
    /// As [`results_folder`] and [`ShardPart::folder`], and [`StoreError::FolderOnly`] for what object storage has no way to do.
    pub(super) fn of(request: &Request, project: &Project, shard: Option<&ShardPart>) -> Result<Self> {
        let Some(address) = request.out.as_deref().map(Address::find).transpose()?.flatten() else {
            let out = results_folder(request.out.as_deref(), project)?;
            return Ok(Self::Folder(shard.map_or(Ok(out.clone()), |shard| shard.folder(&out))?));
        };
        let (one_switch, keep_edits) = (request.durability.one_switch, request.keep_edits);
        let in_folders = [("--switch", one_switch), ("--keep-edits", keep_edits), ("--shard", shard.is_some())];
        match in_folders.into_iter().find(|(_, is_wanted)| *is_wanted) {
            Some((option, _)) => Err(only_in_folders(option, &address)),
            None => Ok(Self::Store(address)),
        }
    }

    /// Returns the path or address, for messages.
    pub(super) fn shown(&self) -> PathBuf {
        match self {
            Self::Folder(path) => path.clone(),
            Self::Store(address) => PathBuf::from(address.to_string()),
        }
    }

    /// Takes the place, so that no other build writes there. In a folder, a build of a part waits until another build has
    /// released it. A build of the whole collection fails instead, since it would repeat the other's work.
    ///
    /// # Errors
    /// As [`OutputFolder::take`] and [`OutputFolder::remote`].
    pub(super) fn take(&self, request: &Request, project: &Project, observer: &dyn Observer) -> Result<OutputFolder> {
        let address = match self {
            Self::Folder(path) => return take(path, request, observer),
            Self::Store(address) => address,
        };
        let own = project.root.join(".simdgen");
        let work = request.store.folder_of(address, &own).join("build");
        let (access, take_over) = (&request.store, request.resume || request.force);
        let remote = RemoteRequest { address, access, work: &work, take_over };
        OutputFolder::remote(remote, request.force, |holder| observer.event(Event::TakingOver { holder }))
    }
}

/// The error of an option that needs a folder.
fn only_in_folders(option: &'static str, address: &Address) -> Error {
    Error::Store(StoreError::FolderOnly { option, address: address.to_string() })
}

fn take(path: &Path, request: &Request, observer: &dyn Observer) -> Result<OutputFolder> {
    if let Some(folder) = OutputFolder::take(path, request.force)? {
        return Ok(folder);
    }
    if !request.is_part() {
        return Err(OutputFolder::is_locked(path));
    }
    observer.event(Event::Waiting { out: path });
    OutputFolder::wait(path, request.force)
}

/// Returns the output folder: the given one, or `build` in the project's folder.
///
/// # Errors
/// As [`crate::project::Root::check_results`] for `build` in the project's folder; a given folder is not checked.
/// [`StoreError::FolderOnly`] for an address of object storage.
pub fn results_folder(given: Option<&Path>, project: &Project) -> Result<PathBuf> {
    match given.map(Address::place).transpose()? {
        Some(store::Place::Folder(path)) => Ok(path),
        Some(store::Place::Store(address)) => Err(only_in_folders("this command", &address)),
        None => {
            let own = project.root.join("build");
            project.root.check_results(&own)?;
            Ok(own)
        }
    }
}
