//! Opens the trait pack of a project, and builds it first if needed.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::Request;
use crate::pack::{self, BuildOptions, BuildReport, Care, Pack};
use crate::project::{Notices, Project};
use crate::render::{Event, Observer};
use crate::{Error, Result};

/// A pack that is ready to use.
#[derive(Debug)]
pub struct ReadyPack {
    /// The pack.
    pub pack: Pack,
    /// The work done on it.
    pub report: BuildReport,
    /// The path of its file.
    pub path: PathBuf,
}

/// Opens the pack of a project, and builds it first if needed. The observer hears of a pack that was built, and of notices
/// about pictures.
///
/// Of the request, only `pack`, `threads`, `memory` and `max_pixels` matter. If the project's folder is not writable,
/// the pack goes to the cache folder.
///
/// # Errors
/// As [`super::PackPlace::path`] and [`pack::ensure`].
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
        care,
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
    let notices = notices_of(&pack);
    if notices.iter().len() > 0 {
        observer.event(Event::Pictures(&notices));
    }
    Ok(ReadyPack { pack, report, path })
}

/// Returns `true` if an error says that the folder of `path` is not writable.
fn cannot_write(error: &Error, path: &Path) -> bool {
    let refused = [ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem];
    matches!(error, Error::Io { path: at, source, .. }
        if refused.contains(&source.kind()) && path.parent().is_some_and(|folder| at.starts_with(folder)))
}

/// Returns notices of pictures that were resized to the canvas, and of animations.
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
