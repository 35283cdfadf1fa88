//! The `[canvas]` table: size, resizing and background.

use super::schema::Canvas;
use crate::canvas::CanvasSize;
use crate::dialect::colour;
use crate::dialect::problem::Problem;
use crate::dialect::shelf::Shelf;
use crate::error::ProjectError;
use crate::image::size_of_file;
use crate::project::{Background, LayerSet};
use crate::{Error, Result};

/// HSL lightness of random backgrounds, in percent, as HashLips has it.
const LIGHTNESS: f64 = 80.0;

/// The size that is given, if one is.
pub(super) fn size(canvas: &Canvas) -> Result<Option<CanvasSize>, Problem> {
    match (canvas.width, canvas.height) {
        (Some(width), Some(height)) => {
            let size = CanvasSize::new(width, height);
            size.map(Some).map_err(|error| Problem::new("canvas", format!("gives the size: {error}")))
        }
        (Some(_), None) => Err(Problem::new("canvas.height", "is missing, and width is set: set both or none")),
        (None, Some(_)) => Err(Problem::new("canvas.width", "is missing, and height is set: set both or none")),
        (None, None) => Ok(None),
    }
}

/// The size of the first picture of the first set, from the bottom layer up.
pub(super) fn size_of_first(shelf: &Shelf<'_>, sets: &[LayerSet]) -> Result<CanvasSize> {
    let layers = || sets[0].layers.iter().map(|id| &shelf.layers[id.0 as usize]);
    for layer in layers() {
        let traits = &shelf.traits[layer.traits.start as usize..layer.traits.end as usize];
        if let Some(file) = traits.iter().find_map(|t| t.picture.as_deref()) {
            return size_of_file(file, &layer.name)?
                .map_err(|source| Error::Project(ProjectError::CanvasFrom { file: file.into(), source }));
        }
    }
    let bottom = layers().next().expect("a set has a layer");
    let (layer, folder) = (bottom.name.clone(), bottom.folder.clone().into());
    Err(Error::Project(ProjectError::EmptyLayer { layer, folder }))
}

/// The background under the bottom layer.
pub(super) fn background(canvas: &Canvas) -> Result<Background, Problem> {
    if canvas.background_lightness.is_some() && canvas.background != "random" {
        let problem =
            format!("is only for background = \"random\", and background is \"{}\": take it out", canvas.background);
        return Err(Problem::new("canvas.background_lightness", problem));
    }
    match canvas.background.as_str() {
        "none" => Ok(Background::Transparent),
        "random" => colour::random_hue(canvas.background_lightness.unwrap_or(LIGHTNESS))
            .map_err(|problem| problem.at("canvas.background_lightness")),
        text => colour::css(text).map(Background::Solid).ok_or_else(|| {
            Problem::new(
                "canvas.background",
                format!(
                    "is \"{text}\", which is no CSS colour: write a name as \"white\", or a value as \"#ffeecc\", or \
                     \"none\", or \"random\""
                ),
            )
        }),
    }
}
