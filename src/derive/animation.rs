//! Animations: some finished pictures one after the other, and an edition that grows layer by layer.
//!
//! The models are HashLips' `preview_gif` and `gif.export`.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Finished;
use crate::compose::plain::{self, Pictures};
use crate::encode::{Animation, AnimationTiming, BYTES_OF_FRAME};
use crate::error::OutputError;
use crate::image::{PremulPicture, Resize};
use crate::output::Staging;
use crate::output::layout::GIFS;
use crate::parallel::{Memory, on_threads};
use crate::plan::{Edition, Plan, Seed};
use crate::project::{AnimationOrder, AnimationSettings, Project};
use crate::render::Observer;
use crate::{Error, Result};

/// Writes the first pictures of an order as one animation, each brought to the size of the canvas.
///
/// # Errors
/// [`Error::Io`], [`Error::Encode`] and [`Error::Memory`], naming the picture or the animation.
pub fn slide_show(
    project: &Project,
    mut pictures: Vec<Finished>,
    seed: &str,
    memory: &Memory,
    out: impl Write,
) -> Result<()> {
    let settings = &project.gallery.slide_show;
    match settings.order {
        AnimationOrder::Ascending => {}
        AnimationOrder::Descending => pictures.reverse(),
        AnimationOrder::Mixed => {
            // Words of a seed of its own, so that the plan's are not used twice.
            let mut words = Seed::new(&format!("slide show {seed}")).stream(0);
            for i in (1..pictures.len()).rev() {
                pictures.swap(i, words.below(i as u64 + 1) as usize);
            }
        }
    }
    if settings.pictures > 0 {
        pictures.truncate(settings.pictures);
    }
    let canvas = project.canvas.pixels() as u64 * 4;
    let frame = project.canvas.pixels() as u64 * BYTES_OF_FRAME;
    let mut show = Animation::new(&settings.file_name, project.canvas, timing(&settings.animation), out)?;
    for picture in &pictures {
        // A picture of another size is resized first.
        let (_held, whole) = picture.read_for(memory, |pixels| frame + if pixels == canvas { 0 } else { canvas })?;
        let whole = PremulPicture::new(whole);
        let whole = whole.resized(project.canvas, Resize::Smooth).map_err(|reason| picture.refused(reason))?;
        let rows = 0..project.canvas.height() as usize;
        show.push(rows.flat_map(|y| super::straight_pixels(&whole, y)))?;
    }
    Ok(())
}

/// What making animations may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits<'a> {
    /// Threads, at least 1.
    pub threads: usize,
    /// Largest trait picture to decode, in pixels.
    pub max_pixels: u64,
    /// The budget.
    pub memory: &'a Memory,
}

/// Writes `gifs/N.gif` for every edition of a plan: a frame after each layer.
///
/// # Errors
/// [`Error::Memory`], [`Error::Io`], [`Error::Picture`] and [`Error::Encode`]; [`OutputError::Stopped`] when the observer
/// says so.
pub fn build_up(
    project: &Project,
    plan: &Plan,
    animation: &AnimationSettings,
    Limits { threads, max_pixels, memory }: Limits<'_>,
    staging: &Staging,
    observer: &dyn Observer,
) -> Result<()> {
    if plan.is_empty() {
        return Ok(());
    }
    let made = AtomicUsize::new(0);
    // The picture as it is after a layer, and its frame.
    let step = project.canvas.pixels() as u64 * (4 + BYTES_OF_FRAME);
    let working = Pictures::working_bytes(project, max_pixels) + step;
    let threads = memory.threads(threads, working, || format!("an animation of {}", project.canvas))?;
    let kept = memory.bytes() / threads - working as usize;
    // A part for each thread, so that each decodes a trait once.
    let parts = threads.max(1).min(plan.len());
    let write_part = |part: usize| -> Result<()> {
        let mut pictures = Pictures::within(kept);
        let range = plan.len() * part / parts..plan.len() * (part + 1) / parts;
        for edition in plan.editions().skip(range.start).take(range.len()) {
            if observer.stopped() {
                let (done, planned) = (made.load(Ordering::Relaxed), plan.len());
                return Err(Error::Output(OutputError::Stopped { done, planned }));
            }
            write_build_up(project, edition, animation, max_pixels, &mut pictures, staging)?;
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
    pictures: &mut Pictures,
    staging: &Staging,
) -> Result<()> {
    let what = format!("edition {} as GIF", edition.number);
    let mut gif = vec![];
    let mut steps = Animation::new(&what, project.canvas, timing(animation), &mut gif)?;
    plain::compose_steps(project, edition, pictures, max_pixels, |step| steps.push(step))?;
    drop(steps);
    staging.writer(GIFS, project.metadata.file_names, "gif")?.write(edition.number, &gif)
}

fn timing(settings: &AnimationSettings) -> AnimationTiming {
    AnimationTiming { repeats: settings.repeats, delay_ms: settings.delay_ms, speed: settings.speed }
}
