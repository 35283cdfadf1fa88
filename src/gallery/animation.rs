//! Animations: some finished pictures one after the other, and an edition that grows layer by layer.
//!
//! The models are HashLips' `preview_gif` and `gif.export`.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Finished;
use crate::canvas::StraightRgba;
use crate::compose::plain::{self, Pictures};
use crate::encode::{AnimationTiming, encode_animation};
use crate::error::OutputError;
use crate::image::{PremulPicture, Resize};
use crate::output::Staging;
use crate::plan::{Edition, Plan, Seed};
use crate::project::{AnimationOrder, AnimationSettings, Project};
use crate::run::{Observer, on_threads};
use crate::{Error, Result};

/// Writes the first pictures of an order as one animation, each brought to the size of the canvas.
///
/// # Errors
/// [`Error::Io`] and [`Error::Encode`], naming the picture or the animation.
pub fn slide_show(project: &Project, mut pictures: Vec<Finished>, seed: &str, out: impl Write) -> Result<()> {
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
    let frames = pictures.iter().map(|picture| {
        let whole = PremulPicture::new(picture.read()?);
        let whole = whole.resized(project.canvas, Resize::Smooth).map_err(|reason| picture.refused(reason))?;
        let height = project.canvas.height() as usize;
        let rows = (0..height).flat_map(|y| super::straight_row(&whole, y)).collect::<Vec<u8>>();
        Ok(rows.as_chunks::<4>().0.iter().map(|&[r, g, b, a]| StraightRgba { r, g, b, a }).collect())
    });
    encode_animation(&settings.file_name, project.canvas, timing(&settings.animation), out, frames)
}

/// Writes `gifs/N.gif` for every edition of a plan: a frame after each layer.
///
/// # Errors
/// [`Error::Io`], [`Error::Picture`] and [`Error::Encode`]; [`OutputError::Stopped`] when the observer says so.
pub fn build_up(
    project: &Project,
    plan: &Plan,
    animation: &AnimationSettings,
    threads: usize,
    max_pixels: u64,
    staging: &Staging,
    observer: &dyn Observer,
) -> Result<()> {
    let made = AtomicUsize::new(0);
    // A part for each thread, so that each decodes a trait once.
    let parts = threads.max(1).min(plan.len());
    let write_part = |part: usize| -> Result<()> {
        let mut pictures = Pictures::default();
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
    let mut frames = vec![];
    plain::compose_steps(project, edition, pictures, max_pixels, |step| frames.push(step))?;
    let what = format!("edition {} as GIF", edition.number);
    let mut gif = vec![];
    encode_animation(&what, project.canvas, timing(animation), &mut gif, frames.into_iter().map(Ok))?;
    staging.writer("gifs", project.metadata.file_names, "gif")?.write(edition.number, &gif)
}

fn timing(settings: &AnimationSettings) -> AnimationTiming {
    AnimationTiming { repeats: settings.repeats, delay_ms: settings.delay_ms, speed: settings.speed }
}
