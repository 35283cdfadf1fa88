//! Proves from the recipes alone that pictures come out opaque, so that they can be written without alpha.

use super::stack::{DrawnLayer, Ground, TileStack, drawn_layers};
use crate::blend::Opacity;
use crate::canvas::ColourType;
use crate::pack::{Pack, TileKind};
use crate::plan::Plan;
use crate::project::Project;

/// RGB when every edition of a plan is opaque for sure, else RGBA: one answer for the collection, so that it does not
/// depend on which part of the plan is rendered.
pub fn colour_type(project: &Project, pack: &Pack, plan: &Plan) -> ColourType {
    let mut layers = vec![];
    let all_opaque = plan.editions().all(|edition| {
        let ground = drawn_layers(project, pack, edition, &mut layers);
        is_opaque(pack, &layers, ground)
    });
    if all_opaque { ColourType::Rgb } else { ColourType::Rgba }
}

/// `true` if a picture of these layers on a ground is opaque at every pixel.
pub fn is_opaque(pack: &Pack, layers: &[DrawnLayer], ground: Ground) -> bool {
    if matches!(ground, Ground::Under { colour, .. } if colour.a == 255) {
        return true;
    }
    let below = matches!(ground, Ground::Colour(colour) if colour.a == 255);
    let everywhere = layers.iter().fold(below, |below, layer| {
        let covers = layer.opacity == Opacity::FULL && pack.is_opaque(layer.picture);
        layer.mode.is_opaque_after(below, covers)
    });
    everywhere || every_tile_is_opaque(pack, layers, ground)
}

/// `true` if a picture becomes opaque tile by tile, each tile by another layer.
fn every_tile_is_opaque(pack: &Pack, layers: &[DrawnLayer], ground: Ground) -> bool {
    let mut steps = vec![];
    (0..pack.grid().len()).all(|place| {
        steps.clear();
        let below = match TileStack::resolve(pack, layers, ground, place, &mut steps) {
            Ground::Transparent | Ground::Under { .. } => false,
            Ground::Colour(colour) => colour.a == 255,
            Ground::FirstStep => true,
        };
        steps.iter().fold(below, |below, step| {
            let covers = step.opacity == Opacity::FULL && pack.kind(step.tile) == TileKind::Opaque;
            step.mode.is_opaque_after(below, covers)
        })
    })
}
