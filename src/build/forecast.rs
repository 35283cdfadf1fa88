//! What a build would do, without doing it.

use super::{Care, ReadyPack, Request, ready_pack, results_folder};
use crate::Result;
use crate::compose::colour_type;
use crate::files::Folder;
use crate::metadata::Particulars;
use crate::output::{Changes, Fingerprints, OutputFolder};
use crate::plan::Plan;
use crate::project::Project;
use crate::render::Observer;

/// What a build would do.
#[derive(Debug)]
pub struct Forecast {
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
    /// The plan of the whole collection.
    pub plan: Plan,
    /// The pack, which was built if needed.
    pub pack: ReadyPack,
}

/// Finds out what [`super::build()`] would do with the same request. Only the pack is written, where it is not up to date.
///
/// # Errors
/// As [`super::build()`], except those of rendering: also what is in the way is told.
pub fn forecast(project: &Project, request: &Request, observer: &dyn Observer) -> Result<Forecast> {
    let plan = match &request.plan {
        Some(plan) => plan.clone(),
        None => project.plan(None, None)?,
    };
    let numbers = request.numbers(&plan)?;
    request.check_memory(project, &plan)?;
    let pack = ready_pack(project, request, Care::Usual, observer)?;
    let out = results_folder(request.out.as_deref(), project)?;
    let mut forecast = Forecast { render: plan.len(), rewrite: 0, remove: 0, resume: 0, up_to_date: 0, plan, pack };
    // Taking it would make it.
    if Folder::find(&out)?.is_none() {
        return Ok(forecast);
    }
    let plan = &forecast.plan;
    let colour = colour_type(project, &forecast.pack.pack, plan);
    let options = request.options(request.encoder.of(project));
    let particulars = Particulars::of_plan(project, plan, request.date)?;
    let fingerprints = Fingerprints::new(project, &forecast.pack.pack, plan, colour, &options);
    let folder = OutputFolder::take(&out, request.force)?.ok_or_else(|| OutputFolder::is_locked(&out))?;
    let wanted = request.of_folder(project, plan, numbers, &fingerprints, &particulars);
    let changes = Changes::find(&wanted, &folder)?;
    let stay = plan.editions().filter(|edition| changes.unchanged.get(edition.number).is_some()).count();
    forecast.render = changes.pictures.len();
    forecast.rewrite = changes.metadata.len();
    forecast.remove = changes.removed.len();
    forecast.resume = changes.resumed.entries().len();
    forecast.up_to_date = stay - changes.metadata.len();
    Ok(forecast)
}
