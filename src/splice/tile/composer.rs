//! Composes single tiles in the form of a run's pixels.

use super::palette::Palette;
use crate::blend::unpremultiply;
use crate::canvas::{ColourType, Samples, StraightPlanesMut};
use crate::compose::{Compositor, DrawnLayer, Ground, Step, TileBuffer, TileStack, drawn_layers};
use crate::pack::Pack;
use crate::plan::{EditionIndex, Plan};
use crate::project::Project;

/// The form of a run's pixels: colours, or indices of a palette.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PixelForm<'a> {
    /// The samples of composed pixels.
    pub(crate) colour: ColourType,
    /// The palette whose indices they become; `None`: they stay colours.
    pub(crate) palette: Option<&'a Palette>,
}

impl PixelForm<'_> {
    /// Returns the samples that a file has of a pixel.
    pub(crate) fn samples(self) -> Samples {
        if self.palette.is_some() { Samples::Index } else { self.colour.into() }
    }
}

/// Composes one tile after another; its buffers are reused.
pub(crate) struct TileComposer<'a> {
    compositor: Compositor<'a>,
    project: &'a Project,
    form: PixelForm<'a>,
    tile: Box<TileBuffer>,
    straight: Box<TileBuffer>,
    /// In the first plane; the others stay zero.
    indices: Box<TileBuffer>,
    layers: Vec<DrawnLayer>,
    ground: Ground,
    steps: Vec<Step>,
    /// The edition that `layers` and `ground` are of.
    edition: Option<EditionIndex>,
}

impl<'a> TileComposer<'a> {
    pub(crate) fn new(project: &'a Project, pack: &'a Pack, form: PixelForm<'a>) -> Self {
        Self {
            compositor: Compositor::new(pack),
            project,
            form,
            tile: Box::new(TileBuffer::ZERO),
            straight: Box::new(TileBuffer::ZERO),
            indices: Box::new(TileBuffer::ZERO),
            layers: vec![],
            ground: Ground::Transparent,
            steps: vec![],
            edition: None,
        }
    }

    /// Composes a place of an edition, halo included: straight planes R, G, B, A, or indices in the first.
    ///
    /// # Panics
    /// If a pixel has a colour that is not in the palette.
    pub(crate) fn compose(&mut self, plan: &Plan, edition: EditionIndex, place: usize) -> &TileBuffer {
        self.try_compose(plan, edition, place)
            .expect("the palette has every colour of the plan that its pictures are of")
    }

    /// Does the same for an edition that may have other colours than the palette: then there is no tile.
    pub(crate) fn try_compose(&mut self, plan: &Plan, edition: EditionIndex, place: usize) -> Option<&TileBuffer> {
        let recipe = plan.edition(edition);
        let pack = self.compositor.pack();
        if self.edition != Some(edition) {
            self.ground = drawn_layers(self.project, pack, recipe, &mut self.layers);
            self.edition = Some(edition);
        }
        self.steps.clear();
        let ground = TileStack::resolve(pack, &self.layers, self.ground, place, &mut self.steps);
        self.compositor.compose(place, TileStack { ground, steps: &self.steps }, &mut self.tile);
        let straight = if self.form.colour == ColourType::Rgb {
            &self.tile
        } else {
            let [r, g, b, a] = self.straight.planes_mut();
            unpremultiply(self.tile.premultiplied(), StraightPlanesMut { r, g, b, a });
            &self.straight
        };
        let Some(palette) = self.form.palette else { return Some(straight) };
        let is_known = palette.indices(straight.planes(), &mut self.indices.planes_mut()[0]);
        is_known.then_some(&*self.indices)
    }
}
