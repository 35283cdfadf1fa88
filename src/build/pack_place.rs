//! The place of a project's trait pack.

use std::path::{Path, PathBuf};

use crate::Result;
use crate::files;
use crate::pack::{self, Belief};
use crate::project::Project;

/// The place of a project's trait pack, and the packs that are believed.
///
/// By default, the pack is `.simdgen/traits.pack` in the project's folder, and only the file that was built there is
/// believed.
#[derive(Clone, Debug, Default)]
pub struct PackPlace {
    /// The pack file; whoever names it vouches for its content.
    pub file: Option<PathBuf>,
    /// The folder for packs of projects whose own folder is not writable.
    pub cache: Option<PathBuf>,
    /// The file that lists the packs built by this user; a listed pack is believed wherever it lies.
    pub built: Option<PathBuf>,
}

impl PackPlace {
    /// Returns the path of a project's pack.
    ///
    /// # Errors
    /// As [`crate::project::Root::check_own_files`].
    pub fn path(&self, project: &Project) -> Result<PathBuf> {
        if let Some(path) = &self.file {
            return Ok(path.clone());
        }
        let folder = project.root.join(".simdgen");
        project.root.check_own_files(&folder)?;
        let own = folder.join("traits.pack");
        let Some(cached) = self.cached(project) else { return Ok(own) };
        let read_only = files::stamp(&project.root).is_ok_and(|stamp| stamp.read_only);
        // Permissions do not tell all (another owner, a read-only mount): a pack that had to go to the cache is used there.
        Ok(if read_only || !own.exists() && cached.exists() { cached } else { own })
    }

    /// Returns the numbers of tiles and bytes of the pack at a path, if it is up to date.
    ///
    /// # Errors
    /// The reason to build it, as [`pack::state`] gives it.
    pub fn state(&self, project: &Project, path: &Path) -> Result<(usize, usize), String> {
        pack::state(project, path, self.belief())
    }

    /// Returns the path of a project's pack in the cache folder; `None` without a cache folder.
    pub(super) fn cached(&self, project: &Project) -> Option<PathBuf> {
        let place = files::real(&project.root).unwrap_or_else(|_| project.root.path().to_path_buf());
        let name = blake3::hash(place.as_os_str().as_encoded_bytes()).to_hex();
        Some(self.cache.as_ref()?.join(format!("{}.pack", &name[..16])))
    }

    pub(super) fn belief(&self) -> Belief<'_> {
        if self.file.is_some() { Belief::Any } else { Belief::BuiltHere(self.built.as_deref()) }
    }
}
