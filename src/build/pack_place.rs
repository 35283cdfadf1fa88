//! Finds the place of a project's trait pack, and makes the pack ready.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::Request;
use crate::files;
use crate::pack::{self, Belief, BuildOptions, BuildReport, Pack};
use crate::project::{Notices, Project};
use crate::render::{Event, Observer};
use crate::{Error, Result};

/// Where the trait pack of a project lies, and which packs are believed.
///
/// By default it is `.simdgen/traits.pack` in the project's folder, and only the file that was built there is believed.
#[derive(Clone, Debug, Default)]
pub struct PackPlace {
    /// The pack file; whoever names it vouches for what is in it.
    pub file: Option<PathBuf>,
    /// The folder for packs of projects whose folder cannot be written to.
    pub cache: Option<PathBuf>,
    /// The list of packs that this user has built; a pack in it is believed wherever it lies.
    pub built: Option<PathBuf>,
}

impl PackPlace {
    /// The path of a project's pack.
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

    /// The tiles and bytes of the pack at a path, if it is up to date, or what is wrong with it.
    ///
    /// # Errors
    /// As [`pack::state`].
    pub fn state(&self, project: &Project, path: &Path) -> Result<(usize, usize), String> {
        pack::state(project, path, self.belief())
    }

    /// The path of a project's pack in the cache folder.
    fn cached(&self, project: &Project) -> Option<PathBuf> {
        let place = files::real(&project.root).unwrap_or_else(|_| project.root.path().to_path_buf());
        let name = blake3::hash(place.as_os_str().as_encoded_bytes()).to_hex();
        Some(self.cache.as_ref()?.join(format!("{}.pack", &name[..16])))
    }

    fn belief(&self) -> Belief<'_> {
        if self.file.is_some() { Belief::Any } else { Belief::BuiltHere(self.built.as_deref()) }
    }
}

/// How closely a pack that is there is looked at before it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// Pictures whose stamps are those seen last are taken as unchanged.
    Usual,
    /// All pictures are compared by content.
    ByContent,
    /// Tiles are compared with their hashes too.
    Whole,
    /// Nothing of it is used: it is built anew.
    Anew,
}

/// A pack that is ready to use.
#[derive(Debug)]
pub struct ReadyPack {
    /// The pack.
    pub pack: Pack,
    /// What was done to it.
    pub report: BuildReport,
    /// Where it lies.
    pub path: PathBuf,
}

/// Opens the pack of a project, building it first where that is needed, and tells the observer so.
///
/// Of the request, `pack`, `threads`, `memory` and `max_pixels` count. A pack goes to the cache folder when the project's folder
/// turns out not to be writable.
///
/// # Errors
/// As [`PackPlace::path`] and [`pack::ensure`].
///
/// # Examples
/// ```
/// use simdgen::{Care, PackPlace, Project, Request, Silent, demo, ready_pack};
///
/// # fn main() -> simdgen::Result<()> {
/// # let folder = tempfile::tempdir().expect("a temporary folder");
/// # demo::sketch(folder.path())?;
/// let project = Project::open(folder.path())?;
/// let pack = PackPlace { file: Some(folder.path().join("sketch.pack")), ..PackPlace::default() };
/// let request = Request { pack, ..Request::default() };
/// let ready = ready_pack(&project, &request, Care::Usual, &Silent)?;
/// assert_eq!((ready.report.pictures, ready.report.decoded), (12, 12));
/// # Ok(())
/// # }
/// ```
pub fn ready_pack(project: &Project, request: &Request, care: Care, observer: &dyn Observer) -> Result<ReadyPack> {
    let place = &request.pack;
    let options = BuildOptions {
        threads: request.threads,
        max_pixels: request.max_pixels,
        memory: request.memory,
        force: care == Care::Anew,
        by_content: care != Care::Usual,
        whole: care == Care::Whole,
        belief: place.belief(),
    };
    let mut path = place.path(project)?;
    let mut ready = pack::ensure(project, &path, options);
    if place.file.is_none()
        && ready.as_ref().is_err_and(|error| cannot_write(error, &path))
        && let Some(cached) = place.cached(project)
    {
        path = cached;
        ready = pack::ensure(project, &path, options);
    }
    let (pack, report) = ready?;
    if report.reason.is_some() {
        observer.event(Event::Packed(&report));
    }
    observer.event(Event::Pictures(&notices_of(&pack)));
    Ok(ReadyPack { pack, report, path })
}

/// `true` if an error says that nothing may be written in the folder of `path`.
fn cannot_write(error: &Error, path: &Path) -> bool {
    let refused = [ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem];
    matches!(error, Error::Io { path: at, source, .. }
        if refused.contains(&source.kind()) && path.parent().is_some_and(|folder| at.starts_with(folder)))
}

/// Notices of pictures that were brought to the canvas size, and of animations.
fn notices_of(pack: &Pack) -> Notices {
    let resized = format!("resized to {}", pack.grid().canvas());
    let mut notices = Notices::default();
    for picture in (0..pack.pictures() as u32).map(pack::PictureId) {
        if let Some(size) = pack.own_size(picture) {
            notices.add(resized.clone(), format!("{} ({size})", pack.name(picture)));
        }
        if pack.is_animated(picture) {
            notices.add("of an animation only the first frame is used", pack.name(picture));
        }
    }
    notices
}
