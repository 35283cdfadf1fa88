//! The job of a run: a project, its pack and a plan, and the folder that its files go to.

use crate::Result;
use crate::compose::ColourTypes;
use crate::metadata::Particulars;
use crate::output::{Fingerprints, Staging};
use crate::pack::{Pack, PictureId};
use crate::plan::Plan;
use crate::project::Project;

/// A plan to render, and where to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Job<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its trait pack.
    pub pack: &'a Pack,
    /// The editions to render.
    pub plan: &'a Plan,
    /// The samples of the pictures.
    pub colours: &'a ColourTypes,
    /// The parts of metadata that are neither project nor plan: it learns of the pictures as they are written.
    pub particulars: &'a Particulars,
    /// The output folder under construction.
    pub staging: &'a Staging,
    /// The fingerprints of the editions of the full plan, for the journal.
    pub fingerprints: &'a Fingerprints<'a>,
}

/// Compares the tiles that a plan may show with their check sums.
///
/// # Errors
/// [`crate::Error::Pack`] when one is damaged.
pub(super) fn check_pack(project: &Project, pack: &Pack, plan: &Plan, threads: usize) -> Result<()> {
    let mut is_drawn = vec![false; pack.pictures()];
    for pick in plan.editions().flat_map(|edition| edition.drawn(project)) {
        pack.picture_of(pick).into_iter().for_each(|picture| is_drawn[picture.0 as usize] = true);
    }
    let drawn = (0..).map(PictureId).zip(is_drawn).filter(|(_, is_drawn)| *is_drawn);
    pack.check(drawn.map(|(picture, _)| picture), threads)
}
