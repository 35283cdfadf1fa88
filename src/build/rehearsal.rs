//! Renders a part of a plan and discards the result, for predictions and measurements.

use std::path::Path;

use super::Request;
use super::update::render;
use crate::Result;
use crate::compose::ColourTypes;
use crate::files::Folder;
use crate::metadata::Particulars;
use crate::output::{Fingerprints, RunOptions, Staging};
use crate::pack::Pack;
use crate::plan::Plan;
use crate::project::Project;
use crate::render::{Event, Job, Observer, RunReport};

/// The input of a rehearsal.
#[derive(Clone, Copy, Debug)]
pub struct Rehearsal<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its pack.
    pub pack: &'a Pack,
    /// The plan of the whole collection, which the splice encoder is trained on.
    pub full_plan: &'a Plan,
    /// The editions to render, a part of `full_plan`.
    pub part: &'a Plan,
}

/// Renders into `folder` as [`super::build`] does, and removes the folder afterwards.
///
/// Of the request, only `encoder`, `threads`, `encoder_threads`, `batch` and `memory` matter.
///
/// # Errors
/// As [`super::build`], except those about existing results.
pub fn rehearse(
    rehearsal: Rehearsal<'_>,
    folder: &Path,
    request: &Request,
    observer: &dyn Observer,
) -> Result<RunReport> {
    let Rehearsal { project, pack, full_plan, part } = rehearsal;
    let staging = Staging::start(folder, true)?;
    let colours = ColourTypes::of_plan(project, pack, full_plan);
    let fingerprints = &Fingerprints::new(project, pack, full_plan, &colours, &RunOptions::default());
    let particulars = &Particulars::of_plan(project, full_plan, 0)?;
    let job = Job { project, pack, plan: part, colours: &colours, particulars, staging: &staging, fingerprints };
    observer.event(Event::Rendering { editions: part.len() });
    let report = render(request, job, full_plan, None, observer);
    observer.event(Event::Rendered);
    // Best effort, and while the lock is held, so that it is nobody else's: the next one uses again what stays.
    let (parent, name) = (folder.parent(), folder.file_name());
    let _ = parent.zip(name).map(|(parent, name)| Folder::open(parent)?.remove_folder(name));
    drop(staging);
    report
}
