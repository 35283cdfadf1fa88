//! Proves from the recipes alone which pictures come out opaque, so that they can be written without alpha.

use super::stack::{DrawnLayer, Ground, TileStack, drawn_layers};
use crate::blend::Opacity;
use crate::canvas::ColourType;
use crate::choice::Choice;
use crate::pack::{Pack, TileKind};
use crate::plan::{Edition, Plan};
use crate::project::Project;

/// The samples of each picture of a plan: RGB where the edition is opaque for sure, else RGBA.
///
/// An edition's type follows from its traits alone, so it does not depend on which part of the plan is rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColourTypes {
    /// The types that occur, RGB before RGBA; never none.
    kinds: Vec<ColourType>,
    /// The numbers of opaque editions in rising order, where there are others too.
    opaque: Vec<u32>,
}

impl ColourTypes {
    /// Asks every edition of a plan. In a format without transparency all pictures are alike, so then all are RGBA where one is.
    pub fn of_plan(project: &Project, pack: &Pack, plan: &Plan) -> Self {
        let mut layers = vec![];
        let mut is_opaque = |edition: &Edition<'_>| {
            let ground = drawn_layers(project, pack, *edition, &mut layers);
            is_opaque(pack, &layers, ground)
        };
        if !project.pictures.facts().lossless {
            let all_opaque = plan.editions().all(|edition| is_opaque(&edition));
            return Self::alike(if all_opaque { ColourType::Rgb } else { ColourType::Rgba });
        }
        let mut opaque: Vec<u32> = plan.editions().filter(is_opaque).map(|edition| edition.number).collect();
        match opaque.len() {
            count if count == plan.len() => Self::alike(ColourType::Rgb),
            0 => Self::alike(ColourType::Rgba),
            _ => {
                opaque.sort_unstable();
                Self { kinds: vec![ColourType::Rgb, ColourType::Rgba], opaque }
            }
        }
    }

    /// Returns the types of pictures that are all of one.
    pub fn alike(colour: ColourType) -> Self {
        Self { kinds: vec![colour], opaque: vec![] }
    }

    /// Returns the types that occur, RGB before RGBA.
    pub fn kinds(&self) -> &[ColourType] {
        &self.kinds
    }

    /// Returns the type that can hold every picture.
    pub fn widest(&self) -> ColourType {
        self.kinds[self.kinds.len() - 1]
    }

    /// Returns the type of an edition of the plan.
    pub fn of(&self, edition: Edition<'_>) -> ColourType {
        self.kinds[self.class(edition)]
    }

    /// Returns the position of an edition's type in [`Self::kinds`].
    pub fn class(&self, edition: Edition<'_>) -> usize {
        usize::from(self.kinds.len() > 1 && self.opaque.binary_search(&edition.number).is_err())
    }
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
