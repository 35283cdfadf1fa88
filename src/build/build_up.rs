//! Writes animations in which an edition grows layer by layer, as HashLips' `gif.export` does.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::Request;
use crate::compose::plain::{self, Pictures};
use crate::encode::{Animation, BYTES_OF_FRAME};
use crate::error::OutputError;
use crate::output::Staging;
use crate::parallel::on_threads;
use crate::plan::{Edition, Plan};
use crate::project::{AnimationSettings, Project};
use crate::render::Observer;
use crate::{Error, Result};

/// Writes `gifs/N.gif` for every edition of a plan, with a frame after each layer that draws something.
///
/// # Errors
/// [`Error::Memory`], [`Error::Io`], [`Error::Picture`] and [`Error::Encode`]; [`OutputError::Stopped`] if the observer
/// stops the build.
pub(super) fn write_build_ups(
    project: &Project,
    plan: &Plan,
    animation: &AnimationSettings,
    request: &Request,
    staging: &Staging,
    observer: &dyn Observer,
) -> Result<()> {
    if plan.is_empty() {
        return Ok(());
    }
    let made = AtomicUsize::new(0);
    let (max_pixels, memory) = (request.max_pixels, request.budget());
    // The picture as it is after a layer, and its frame.
    let step = project.canvas.pixels() as u64 * (4 + BYTES_OF_FRAME);
    let working = Pictures::working_bytes(project, max_pixels) + step;
    let threads = memory.threads(request.threads, working, || format!("an animation of {}", project.canvas))?;
    let pictures = Pictures::within(memory.bytes() - threads * working as usize);
    // A part for each thread, which ends at its first error.
    let parts = threads.max(1).min(plan.len());
    let write_part = |part: usize| -> Result<()> {
        let range = plan.len() * part / parts..plan.len() * (part + 1) / parts;
        for edition in plan.editions().skip(range.start).take(range.len()) {
            if observer.stopped() {
                let (done, planned) = (made.load(Ordering::Relaxed), plan.len());
                return Err(Error::Output(OutputError::Stopped { done, planned }));
            }
            write_build_up(project, edition, animation, max_pixels, &pictures, staging)?;
            made.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    };
    on_threads(threads, parts, write_part).into_iter().collect()
}

fn write_build_up(
    project: &Project,
    edition: Edition<'_>,
    animation: &AnimationSettings,
    max_pixels: u64,
    pictures: &Pictures,
    staging: &Staging,
) -> Result<()> {
    let what = format!("edition {} as GIF", edition.number);
    let mut gif = vec![];
    let mut steps = Animation::new(&what, project.canvas, animation.into(), &mut gif)?;
    plain::compose_steps(project, edition, pictures, max_pixels, |step| steps.push(step))?;
    drop(steps);
    staging.writer("gifs", project.metadata.file_names, "gif")?.write(edition.number, &gif)
}
