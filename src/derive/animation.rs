//! An animation of some finished pictures, one after the other. The model is HashLips' `preview_gif`.

use std::io::Write;

use super::Finished;
use crate::Result;
use crate::encode::{Animation, BYTES_OF_FRAME};
use crate::image::{PremulPicture, Resize};
use crate::parallel::Memory;
use crate::plan::Seed;
use crate::project::{AnimationOrder, Project};

/// Writes the first pictures in the configured order as one animation, each resized to the canvas.
///
/// # Errors
/// [`crate::Error::Io`], [`crate::Error::Encode`] and [`crate::Error::Memory`], naming the picture or the animation.
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
    let frame_bytes = project.canvas.pixels() as u64 * BYTES_OF_FRAME;
    let mut show = Animation::new(&settings.file_name, project.canvas, (&settings.animation).into(), out)?;
    for picture in &pictures {
        // A picture of another size is resized first.
        let (_held, original) =
            picture.read_for(memory, |pixels| frame_bytes + if pixels == canvas { 0 } else { canvas })?;
        let original = PremulPicture::new(original);
        let frame = original.resized(project.canvas, Resize::Smooth).map_err(|problem| picture.unusable(problem))?;
        let rows = 0..project.canvas.height() as usize;
        show.push(rows.flat_map(|y| frame.straight_row(y)))?;
    }
    Ok(())
}
