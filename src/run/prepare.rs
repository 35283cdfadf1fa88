//! Settles what all pictures of a spliced collection share: filters and code, trained on sample editions.

use std::collections::HashMap;

use super::parallel;
use crate::blend::unpremultiply;
use crate::canvas::{ColourType, StraightPlanesMut};
use crate::compose::{Compositor, DrawnLayer, Ground, Step, TileBuffer, TileStack, drawn_layers};
use crate::encode::deflate::Counts;
use crate::encode::splice::survey::{SampleBand, SampleTile, Surveyor};
use crate::encode::splice::train::{BandSurvey, Effort, Trained, Training};
use crate::encode::splice::{KeyTable, TileKey};
use crate::pack::Pack;
use crate::plan::{EditionIndex, Plan};
use crate::project::Project;

/// Places composed for training, at most: 8 editions of 1080 x 1080.
const SAMPLE_PLACES: usize = 8 * 578;

/// Sample editions, at most. More than 8 changed sizes by less than 0.5 % on flat art.
const SAMPLE_EDITIONS: usize = 16;

/// Composes one tile of an edition, with what that takes kept from tile to tile.
pub(super) struct TileComposer<'a> {
    compositor: Compositor<'a>,
    project: &'a Project,
    colour: ColourType,
    tile: Box<TileBuffer>,
    straight: Box<TileBuffer>,
    layers: Vec<DrawnLayer>,
    ground: Ground,
    steps: Vec<Step>,
    /// The edition that `layers` and `ground` are of.
    edition: Option<EditionIndex>,
}

impl<'a> TileComposer<'a> {
    pub(super) fn new(project: &'a Project, pack: &'a Pack, colour: ColourType) -> Self {
        Self {
            compositor: Compositor::new(pack),
            project,
            colour,
            tile: Box::new(TileBuffer::ZERO),
            straight: Box::new(TileBuffer::ZERO),
            layers: vec![],
            ground: Ground::Transparent,
            steps: vec![],
            edition: None,
        }
    }

    /// The straight planes of a place of an edition, halo included.
    pub(super) fn compose(&mut self, plan: &Plan, edition: EditionIndex, place: usize) -> &TileBuffer {
        let recipe = plan.edition(edition);
        let pack = self.compositor.pack();
        if self.edition != Some(edition) {
            self.ground = drawn_layers(self.project, pack, recipe, &mut self.layers);
            self.edition = Some(edition);
        }
        self.steps.clear();
        let ground = TileStack::resolve(pack, &self.layers, self.ground, place, &mut self.steps);
        self.compositor.compose(place, TileStack { ground, steps: &self.steps }, &mut self.tile);
        if self.colour == ColourType::Rgb {
            return &self.tile;
        }
        let [r, g, b, a] = self.straight.planes_mut();
        unpremultiply(self.tile.premultiplied(), StraightPlanesMut { r, g, b, a });
        &self.straight
    }
}

/// The tiles of one band in the sample editions.
struct Band {
    tiles: Vec<(TileBuffer, usize)>,
    order: Vec<u32>,
}

/// Trains on a few editions spread evenly over the whole plan: the result is a function of plan and effort.
pub(super) fn train(
    project: &Project,
    pack: &Pack,
    whole: &Plan,
    colour: ColourType,
    effort: Effort,
    threads: usize,
) -> Trained {
    let grid = pack.grid();
    let editions = (SAMPLE_PLACES / grid.len()).clamp(2, SAMPLE_EDITIONS).min(whole.len());
    let sample: Vec<EditionIndex> = (0..editions).map(|i| EditionIndex((i * whole.len() / editions) as u32)).collect();
    let table = KeyTable::new(pack, &vec![0; grid.rows()]);
    let keys: Vec<Vec<TileKey>> = sample
        .iter()
        .map(|&index| {
            let (edition, mut layers, mut keys) = (whole.edition(index), vec![], vec![]);
            let ground = drawn_layers(project, pack, edition, &mut layers);
            table.keys(&layers, ground, &mut keys);
            keys
        })
        .collect();
    let compose_band = |composer: &mut TileComposer<'_>, row: usize| {
        let mut known: HashMap<TileKey, u32> = HashMap::new();
        let mut band = Band { tiles: vec![], order: vec![] };
        for (&edition, keys) in sample.iter().zip(&keys) {
            let places = row * grid.columns()..(row + 1) * grid.columns();
            for (place, &key) in places.clone().zip(&keys[places]) {
                let next = band.tiles.len() as u32;
                let id = *known.entry(key).or_insert(next);
                band.order.push(id);
                if id == next {
                    let tile = composer.compose(whole, edition, place).clone();
                    band.tiles.push((tile, grid.width_of(grid.at(place))));
                }
            }
        }
        band
    };
    let bands = parallel::map(threads, grid.rows(), || TileComposer::new(project, pack, colour), compose_band);
    let tiles: Vec<Vec<SampleTile<'_>>> = bands
        .iter()
        .map(|band| band.tiles.iter().map(|(t, width)| SampleTile { planes: t.planes(), width: *width }).collect())
        .collect();
    let samples: Vec<SampleBand<'_>> = (0..grid.rows())
        .map(|row| SampleBand {
            tiles: &tiles[row],
            order: &bands[row].order,
            columns: grid.columns(),
            height: grid.height_of(grid.at(row * grid.columns())),
        })
        .collect();
    let surveyor = || Surveyor::new(colour, grid.canvas().width() as usize);
    let surveys = parallel::map(threads, samples.len(), surveyor, |s, row| BandSurvey::new(s, &samples[row]));
    let mut training = Training::new(effort, &surveys);
    while let Some(round) = training.round() {
        let counts = parallel::map(threads, samples.len(), surveyor, |s, row| round.count(s, row, &samples[row]));
        let mut total = Counts::default();
        counts.iter().for_each(|c| total.add(c));
        training.learn(&total);
    }
    training.finish()
}
