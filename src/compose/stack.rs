//! The stack of trait tiles that are seen at one place of the grid, bottom up.
//!
//! Walking an edition's layers from the top, empty tiles are skipped and the first opaque one ends the walk: nothing
//! under it can be seen. What is left is the whole recipe of the finished tile, and two places with equal recipes show
//! equal pixels.

use crate::blend::{BlendMode, Opacity};
use crate::canvas::StraightRgba;
use crate::pack::{Pack, PictureId, TileId, TileKind};
use crate::plan::Edition;
use crate::project::{Layer, Project, Style, Trait};

/// A layer of an edition that draws something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DrawnLayer {
    /// The picture drawn.
    pub picture: PictureId,
    /// Its blend mode.
    pub mode: BlendMode,
    /// Its opacity.
    pub opacity: Opacity,
}

/// Returns the layers of an edition that draw something, the lowest first.
///
/// With [`Ground::of`] this is all that pixels take of a project, so it names every field of a layer and a trait: a new one
/// compiles only when it is decided whether it is drawn.
pub fn drawn<'a>(project: &'a Project, pack: &'a Pack, edition: Edition<'a>) -> impl Iterator<Item = DrawnLayer> + 'a {
    edition.drawn(project).filter_map(move |pick| {
        let Trait {
            layer,
            style,
            // The pack knows which file that is, and the file's bytes.
            picture: _,
            // Say what metadata calls the trait.
            name: _,
            dna: _,
            file_name: _,
            attribute: _,
            // Say how often it is picked: the plan has the picks.
            weight: _,
            count: _,
            reserve: _,
        } = project.trait_(pick);
        let Layer {
            blend,
            opacity,
            // Are names; the pack knows the files.
            name: _,
            folder: _,
            // Decide which editions there are: the plan has them.
            bypass_dna: _,
            within: _,
            traits: _,
            // Decides metadata.
            in_metadata: _,
        } = project.layer(*layer);
        let Style { blend: mode, opacity } = style.unwrap_or(Style { blend: *blend, opacity: *opacity });
        Some(DrawnLayer { picture: pack.picture_of(pick)?, mode, opacity })
    })
}

/// Lists the layers of an edition that draw something, bottom up, replacing what the list held. Returns the
/// ground under them.
pub fn drawn_layers(project: &Project, pack: &Pack, edition: Edition<'_>, layers: &mut Vec<DrawnLayer>) -> Ground {
    layers.clear();
    layers.extend(drawn(project, pack, edition));
    Ground::of(project, edition.background, layers.iter().map(|layer| layer.mode))
}

/// One trait tile to blend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// The tile.
    pub tile: TileId,
    /// Its blend mode.
    pub mode: BlendMode,
    /// Its opacity.
    pub opacity: Opacity,
}

/// The ground under the lowest step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ground {
    /// Nothing.
    Transparent,
    /// The edition's background colour.
    Colour(StraightRgba),
    /// The edition's background colour, painted under the finished tile (`destination-over`).
    Under {
        /// The colour.
        colour: StraightRgba,
        /// `true` if opaque tiles stay opaque. Else an operator may clear one again, and the colour shows.
        opaque_stays: bool,
    },
    /// The lowest step itself: it is opaque and hides all else.
    FirstStep,
}

impl Ground {
    /// Returns the ground under an edition's layers, which are drawn in these modes.
    pub fn of(project: &Project, background: Option<StraightRgba>, mut modes: impl Iterator<Item = BlendMode>) -> Self {
        match background {
            None => Self::Transparent,
            Some(colour) if project.background_last => {
                Self::Under { colour, opaque_stays: modes.all(|mode| mode.is_opaque_after(true, false)) }
            }
            Some(colour) => Self::Colour(colour),
        }
    }

    /// Returns `true` if an opaque tile hides all that is under it, the ground too.
    pub fn lets_tiles_hide(self) -> bool {
        !matches!(self, Self::Under { opaque_stays: false, .. })
    }
}

/// The recipe of one finished tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TileStack<'a> {
    /// The ground under the lowest step.
    pub ground: Ground,
    /// Trait tiles from the bottom up.
    pub steps: &'a [Step],
}

impl TileStack<'_> {
    /// Resolves a place of the grid for layers on a ground: appends its steps to a list, and returns the ground under them.
    pub fn resolve(
        pack: &Pack,
        layers: &[DrawnLayer],
        mut ground: Ground,
        place: usize,
        steps: &mut Vec<Step>,
    ) -> Ground {
        let first = steps.len();
        for layer in layers.iter().rev() {
            let tile = pack.tile_at(layer.picture, place);
            if tile == TileId::EMPTY && layer.mode.keeps_under_transparent() {
                continue;
            }
            steps.push(Step { tile, mode: layer.mode, opacity: layer.opacity });
            let plain = layer.mode == BlendMode::SourceOver && layer.opacity == Opacity::FULL;
            if plain && pack.kind(tile) == TileKind::Opaque && ground.lets_tiles_hide() {
                ground = Ground::FirstStep;
                break;
            }
        }
        steps[first..].reverse();
        ground
    }
}
