//! Looks at a project before a long run: finds likely mistakes, and predicts the cost of a run.
//!
//! Input that cannot be used at all is an error when the project is opened or packed. This stage finds input that can
//! be used and is probably a mistake. One file for each thing looked at: `pictures`, `files`, `names`, `weights`, and
//! `predict` for size and time.

mod files;
mod names;
mod pictures;
mod predict;
mod weights;

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::Result;
use crate::build::Request;
use crate::plan::Plan;
use crate::project::Project;

pub use pictures::SeenPictures;
pub use predict::{Prediction, predict};

/// The kind of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// More editions are asked for than there are combinations.
    Capacity,
    /// A trait shows nothing.
    Transparent,
    /// Colours are meant for another colour space than the one they will be taken in.
    Profile,
    /// Names that differ only in the case of letters.
    CaseClash,
    /// Names that look alike and are not the same: spaces, accents, dashes; or two files of one name.
    Alike,
    /// Numbered layers that are drawn in the order of bytes: 1, 10, 2.
    Order,
    /// A weight is missing, or was taken as a part of the name.
    Weight,
    /// Traits that come far more or less often than their weights say, because combinations run short.
    Odds,
    /// A picture of another size than the canvas.
    Resized,
    /// A picture of 16 bits a sample, of which 8 are used.
    Depth,
    /// An animation, of which the first frame is used.
    Animation,
    /// A picture that viewers turn, and that is drawn as it is stored.
    Orientation,
    /// Two traits of a layer show the same.
    Identical,
    /// A trait shows nothing, as its name says.
    Blank,
    /// A trait that is never drawn, or hardly ever.
    Rare,
    /// A name with white space at its ends or of another kind than the plain space.
    Spaces,
    /// A file or folder that nothing uses.
    Unused,
}

impl Kind {
    /// `true` if it is probably a mistake; the others are worth knowing.
    pub fn is_problem(self) -> bool {
        self <= Self::Weight
    }
}

/// One thing that was noticed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// Its kind.
    pub kind: Kind,
    /// `true` if it is probably a mistake.
    pub problem: bool,
    /// The file or folder below the project, or what else it is about.
    pub about: PathBuf,
    /// The predicate and the remedy, to follow `about`.
    pub text: String,
}

impl Notice {
    fn new(kind: Kind, about: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        Self { kind, problem: kind.is_problem(), about: about.into(), text: text.into() }
    }
}

/// Everything that can be noticed without rendering, in the order of kinds and names. `plan` is one drawn from the project,
/// where one can be. Of the request, `threads`, `memory` and `max_pixels` count.
///
/// # Errors
/// [`crate::Error::Picture`] for the first picture, in project order, that cannot be used; [`crate::Error::Io`].
///
/// # Examples
/// ```
/// use simdgen::check::check;
/// use simdgen::{Project, Request, demo};
///
/// # fn main() -> simdgen::Result<()> {
/// # let folder = tempfile::tempdir().expect("a temporary folder");
/// # demo::sketch(folder.path())?;
/// let project = Project::open(folder.path())?;
/// let plan = project.plan(None, None)?;
/// assert_eq!(check(&project, Some(&plan), &Request::default())?, []);
/// # Ok(())
/// # }
/// ```
pub fn check(project: &Project, plan: Option<&Plan>, request: &Request) -> Result<Vec<Notice>> {
    let mut notices = check_settings(project, plan)?;
    notices.extend(check_pictures(project, request, &mut SeenPictures::default())?);
    sort(&mut notices);
    Ok(notices)
}

/// The part of [`check`] that reads no picture: weights, names and files.
///
/// # Errors
/// [`crate::Error::Io`].
pub fn check_settings(project: &Project, plan: Option<&Plan>) -> Result<Vec<Notice>> {
    let mut notices = vec![];
    weights::look(project, &mut notices);
    if let Some(plan) = plan {
        weights::look_at_odds(project, plan, &mut notices);
    }
    names::look_at(project, &mut notices);
    files::look(project, &mut notices)?;
    sort(&mut notices);
    Ok(notices)
}

/// The part of [`check`] that decodes pictures: all but those that `known` has as they are now. It has them all afterwards.
///
/// # Errors
/// As [`check`].
pub fn check_pictures(project: &Project, request: &Request, known: &mut SeenPictures) -> Result<Vec<Notice>> {
    let mut notices = vec![];
    pictures::look(project, request, known, &mut notices)?;
    sort(&mut notices);
    Ok(notices)
}

/// Brings notices into the order of kinds and names, each once: layers of several sets may have one folder.
fn sort(notices: &mut Vec<Notice>) {
    notices.sort_by(|a, b| (a.kind, &a.about).cmp(&(b.kind, &b.about)));
    notices.dedup();
}

/// A path as notices name it.
fn below<'p>(project: &Project, path: &'p Path) -> &'p Path {
    path.strip_prefix(&project.root).unwrap_or(path)
}
