//! Predicts what a build would do, without doing it.

use super::{ReadyPack, Request, ready_pack, results_folder};
use crate::Result;
use crate::compose::ColourTypes;
use crate::metadata::Particulars;
use crate::output::{Changes, Contents, Fingerprints};
use crate::pack::Care;
use crate::plan::Plan;
use crate::project::Project;
use crate::render::Observer;

/// The predicted changes of a build.
#[derive(Debug)]
pub struct PredictedChanges {
    /// Number of editions to render.
    pub render: usize,
    /// Number of editions of which only the metadata would be rewritten.
    pub rewrite: usize,
    /// Number of editions to delete.
    pub remove: usize,
    /// Number of editions to take over from an interrupted build.
    pub resume: usize,
    /// Number of editions that would stay as they are.
    pub up_to_date: usize,
    /// `true` if a build died while it put its files in place: the next one does that first, and then has less to do than is
    /// predicted.
    pub is_half_published: bool,
    /// The plan of the whole collection.
    pub plan: Plan,
    /// The pack, which was built if needed.
    pub pack: ReadyPack,
}

/// Predicts what [`super::build()`] would do with the same request. Only the pack is written, where it is not up to date; the
/// output folder is read as it lies there, without its lock, so that no build finds it taken.
///
/// # Errors
/// As [`super::build()`], except those of rendering: also what is in the way is told.
pub fn predict_changes(project: &Project, request: &Request, observer: &dyn Observer) -> Result<PredictedChanges> {
    let plan = match &request.plan {
        Some(plan) => plan.clone(),
        None => project.plan(None, None)?,
    };
    let numbers = request.numbers(&plan)?;
    request.check_memory(project, &plan)?;
    let pack = ready_pack(project, request, Care::Usual, observer)?;
    let out = results_folder(request.out.as_deref(), project)?;
    let Some(contents) = Contents::look(&out, request.force)? else {
        let (render, rewrite, remove, resume, up_to_date) = (plan.len(), 0, 0, 0, 0);
        let is_half_published = false;
        return Ok(PredictedChanges { render, rewrite, remove, resume, up_to_date, is_half_published, plan, pack });
    };
    let colours = ColourTypes::of_plan(project, &pack.pack, &plan);
    let options = request.options(request.encoder.of(project));
    let particulars = Particulars::of_plan(project, &plan, request.date)?;
    let fingerprints = Fingerprints::new(project, &pack.pack, &plan, &colours, &options);
    let wanted = request.of_folder(project, &plan, numbers, &fingerprints, &particulars);
    let changes = Changes::find(&wanted, &contents)?;
    let stay = plan.editions().filter(|edition| changes.unchanged.get(edition.number).is_some()).count();
    Ok(PredictedChanges {
        render: changes.pictures.len(),
        rewrite: changes.metadata.len(),
        remove: changes.removed.len(),
        resume: changes.resumed.entries().len(),
        up_to_date: stay - changes.metadata.len(),
        is_half_published: contents.is_half_published(),
        pack,
        plan,
    })
}
