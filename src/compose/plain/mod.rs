//! The plain compositor: one edition, layer by layer, row by row and pixel by pixel, without tiles and vectors.
//!
//! It is the oracle for the fast way and does the whole job by itself. It shares with it nothing but the formulas of
//! [`scalar`](crate::blend::scalar), and is written to be checked by reading.

mod pictures;
mod rows;

pub use pictures::Pictures;
pub use rows::Rgba;
use rows::{blend_row, paint_under, straighten};

use super::stack::Ground;
use crate::Result;
use crate::blend::premultiply_pixel;
use crate::canvas::{PremulRgba, StraightRgba};
use crate::plan::Edition;
use crate::project::Project;

/// Composes an edition: `width * height` straight pixels, rows from the top.
///
/// # Errors
/// [`crate::Error::Picture`] or [`crate::Error::Io`] for a trait that cannot be loaded.
pub fn compose(
    project: &Project,
    edition: Edition<'_>,
    pictures: &Pictures,
    max_pixels: u64,
) -> Result<Vec<StraightRgba>> {
    let mut canvas = vec![];
    compose_into(project, edition, pictures, max_pixels, &mut canvas)?;
    // In place: both kinds of pixels have four bytes.
    Ok(canvas.into_iter().map(|[r, g, b, a]| StraightRgba { r, g, b, a }).collect())
}

/// Composes an edition as [`compose`] does, into memory that may hold another picture.
///
/// # Errors
/// Those of [`compose`].
pub fn compose_into(
    project: &Project,
    edition: Edition<'_>,
    pictures: &Pictures,
    max_pixels: u64,
    canvas: &mut Vec<Rgba>,
) -> Result<()> {
    compose_premultiplied(project, edition, pictures, max_pixels, canvas, |_| Ok(()))?;
    straighten(canvas);
    Ok(())
}

/// Composes an edition, and gives the picture as it is after each layer, in the form of [`compose`]; a layer that draws
/// nothing is passed over.
///
/// # Errors
/// Those of [`compose`], and of `step`.
pub fn compose_steps(
    project: &Project,
    edition: Edition<'_>,
    pictures: &Pictures,
    max_pixels: u64,
    mut step: impl FnMut(Vec<StraightRgba>) -> Result<()>,
) -> Result<()> {
    let straight = |canvas: &[Rgba]| {
        let mut canvas = canvas.to_vec();
        straighten(&mut canvas);
        canvas.into_iter().map(|[r, g, b, a]| StraightRgba { r, g, b, a }).collect()
    };
    compose_premultiplied(project, edition, pictures, max_pixels, &mut vec![], |canvas| step(straight(canvas)))
}

fn compose_premultiplied(
    project: &Project,
    edition: Edition<'_>,
    pictures: &Pictures,
    max_pixels: u64,
    canvas: &mut Vec<Rgba>,
    mut step: impl FnMut(&[Rgba]) -> Result<()>,
) -> Result<()> {
    let drawn = || edition.drawn(project).filter(|&pick| project.trait_(pick).picture.is_some());
    let premultiplied = |colour| {
        let PremulRgba { r, g, b, a } = premultiply_pixel(colour);
        [r, g, b, a]
    };
    let (first, last) = match Ground::of(project, edition.background, drawn().map(|pick| project.style(pick).blend)) {
        Ground::Colour(colour) => (premultiplied(colour), [0; 4]),
        Ground::Under { colour, .. } => ([0; 4], premultiplied(colour)),
        _ => ([0; 4], [0; 4]),
    };
    canvas.clear();
    canvas.resize(project.canvas.pixels(), first);
    let width = project.canvas.width() as usize;
    for pick in drawn() {
        let (layer, style) = (project.layer(project.trait_(pick).layer), project.style(pick));
        let Some(path) = &project.trait_(pick).picture else { continue };
        let picture = pictures.get(path, layer, project, max_pixels)?;
        for (y, row) in canvas.chunks_exact_mut(width).enumerate() {
            // Where a clear pixel clears what is below it, the whole row is drawn.
            let part = if style.blend.keeps_under_transparent() { picture.part(y) } else { 0..width };
            blend_row(style, &picture.row(y)[part.clone()], &mut row[part]);
        }
        step(canvas)?;
    }
    if last != [0; 4] {
        paint_under(last, canvas);
    }
    Ok(())
}
