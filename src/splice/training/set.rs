//! The training set: sample editions of the full plan, composed band by band and counted under the codes that a trainer tries.

use std::collections::HashMap;
use std::path::Path;

use super::coding::Coding;
use super::effort::Effort;
use super::rounds::{BandSurvey, FilterCodes, Sample, Trainer};
use super::survey::{SampleBand, SampleTile, Surveyor};
use crate::canvas::{ColourType, TileGrid};
use crate::choice::Choice;
use crate::compose::{ColourTypes, TileBuffer};
use crate::encode::deflate::Counts;
use crate::pack::Pack;
use crate::parallel;
use crate::plan::{EditionIndex, Plan};
use crate::project::Project;
use crate::splice::keys::{KeyStream, KeyTable, TileKey};
use crate::splice::tile::composer::{PixelForm, TileComposer};
use crate::splice::tile::palette::Palette;

/// Places composed for training, at most: 8 editions of 1080 x 1080.
const SET_PLACES: usize = 8 * 578;

/// Editions of the set, at most. More than 8 changed sizes by less than 0.5 % on flat art.
const SET_EDITIONS: usize = 16;

/// Places that more editions are taken for: with one tile a picture, 16 editions show too few traits.
const FEW_PLACES: usize = 256;

/// Those more are at most one in so many of the plan, so that training on them takes a small part of the run.
const ONE_IN: usize = 8;

/// Everything that training depends on.
#[derive(Clone, Copy, Debug)]
pub struct TrainingInput<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its trait pack.
    pub pack: &'a Pack,
    /// The plan of the whole collection, of which a run may render a part.
    pub full_plan: &'a Plan,
    /// The samples of its pictures.
    pub colours: &'a ColourTypes,
    /// The work that goes into tiles.
    pub effort: Effort,
    /// Threads to train on, at least 1. They do not change what is learned.
    pub threads: usize,
    /// The file that an earlier training is read from and a new one is saved to, if that is wanted.
    pub saved_training: Option<&'a Path>,
}

/// The editions that training learns from, and the keys of their tiles.
pub(super) struct TrainingSet<'a> {
    pub(super) input: TrainingInput<'a>,
    /// The keys of tiles before filters are chosen.
    pub(super) table: &'a KeyTable<'a>,
    /// The samples of composed pixels.
    pub(super) colour: ColourType,
    /// Number of editions that it stands for.
    planned: usize,
    /// Spread evenly over those.
    pub(super) editions: Vec<EditionIndex>,
    /// By edition: the keys of its tiles.
    pub(super) keys: Vec<Vec<TileKey>>,
}

/// The tiles of one band in the set's editions.
struct Band {
    /// The distinct tiles, and how many of their pixels across are on the canvas.
    tiles: Vec<(TileBuffer, usize)>,
    /// Indices of `tiles`: for each edition in turn, its tiles from the left.
    order: Vec<u32>,
}

/// Bytes of a training set's tiles, if all are different, for a plan of so many editions.
pub(crate) fn set_bytes(grid: &TileGrid, planned: usize) -> u64 {
    (set_len(grid, planned) * grid.len() * size_of::<TileBuffer>()) as u64
}

/// Editions of the set.
fn set_len(grid: &TileGrid, planned: usize) -> usize {
    let more = (FEW_PLACES / grid.len()).min(planned / ONE_IN);
    (SET_PLACES / grid.len()).clamp(2, SET_EDITIONS).max(more).min(planned)
}

impl<'a> TrainingSet<'a> {
    /// Takes a few editions of the full plan, to be composed in samples that can hold all: which ones is a function of the plan
    /// and the canvas. The table has one class, and no filters.
    pub(super) fn of_plan(input: TrainingInput<'a>, table: &'a KeyTable<'a>) -> Self {
        let all = (0..input.full_plan.len() as u32).map(EditionIndex).collect();
        Self::new(input, table, input.colours.widest(), all)
    }

    /// Does the same for the editions of a colour type alone.
    pub(super) fn of_colour(input: TrainingInput<'a>, table: &'a KeyTable<'a>, colour: ColourType) -> Self {
        let TrainingInput { full_plan, colours, .. } = input;
        let all = (0..full_plan.len() as u32).map(EditionIndex);
        Self::new(input, table, colour, all.filter(|&index| colours.of(full_plan.edition(index)) == colour).collect())
    }

    fn new(
        input: TrainingInput<'a>,
        table: &'a KeyTable<'a>,
        colour: ColourType,
        candidates: Vec<EditionIndex>,
    ) -> Self {
        let TrainingInput { project, pack, full_plan, .. } = input;
        let planned = candidates.len();
        let count = set_len(pack.grid(), planned);
        let editions: Vec<EditionIndex> = (0..count).map(|i| candidates[i * planned / count]).collect();
        let mut stream = KeyStream::new(project, pack, table);
        let keys = editions.iter().map(|&index| stream.keys(full_plan.edition(index)).to_vec()).collect();
        Self { input, table, colour, planned, editions, keys }
    }

    /// Returns the bits that all pictures it stands for may take, from those of its own.
    pub(super) fn of_all(&self, bits: u64) -> u128 {
        u128::from(bits) * self.planned as u128 / (self.editions.len() as u128).max(1)
    }

    /// Composes a band's distinct tiles.
    fn compose(&self, composer: &mut TileComposer<'_>, number: usize) -> Band {
        let TrainingInput { pack, full_plan, .. } = self.input;
        let grid = pack.grid();
        let mut known: HashMap<TileKey, u32> = HashMap::new();
        let mut band = Band { tiles: vec![], order: vec![] };
        for (&edition, keys) in self.editions.iter().zip(&self.keys) {
            let places = number * grid.columns()..(number + 1) * grid.columns();
            for (place, &key) in places.clone().zip(&keys[places]) {
                let next = band.tiles.len() as u32;
                let id = *known.entry(key).or_insert(next);
                band.order.push(id);
                if id == next {
                    let tile = composer.compose(full_plan, edition, place).clone();
                    band.tiles.push((tile, grid.width_of(grid.at(place))));
                }
            }
        }
        band
    }

    /// Trains for pictures in full colour, or with a palette. Returns the best coding, and the bits that the set's pictures take
    /// with it, palettes included.
    pub(super) fn train(&self, palette: Option<&Palette>) -> (Coding, u64) {
        let TrainingInput { project, pack, effort, threads, .. } = self.input;
        let form = PixelForm { colour: self.colour, palette };
        let grid = pack.grid();
        let composer = || TileComposer::new(project, pack, form);
        let bands = parallel::map(threads, grid.bands(), composer, |composer, number| self.compose(composer, number));
        let tiles: Vec<Vec<SampleTile<'_>>> = bands
            .iter()
            .map(|band| band.tiles.iter().map(|(t, width)| SampleTile { planes: t.planes(), width: *width }).collect())
            .collect();
        let samples: Vec<SampleBand<'_>> = (0..grid.bands())
            .map(|number| SampleBand {
                tiles: &tiles[number],
                order: &bands[number].order,
                columns: grid.columns(),
                height: grid.height_of(grid.at(number * grid.columns())),
            })
            .collect();
        let surveyor = || Surveyor::new(form.samples(), grid.canvas().width() as usize);
        let surveys = parallel::map(threads, samples.len(), surveyor, |s, number| BandSurvey::new(s, &samples[number]));
        let sample = Sample {
            pictures: self.editions.len() as u64,
            values: form.palette.map_or(256, |palette| palette.colours().len()),
        };
        let complete = |mut trainer: Trainer| {
            while let Some(round) = trainer.round() {
                let counts = parallel::map(threads, samples.len(), surveyor, |s, number| {
                    round.count(s, number, &samples[number])
                });
                let mut total = Counts::default();
                counts.iter().for_each(|c| total.add(c));
                trainer.learn(&total);
            }
            trainer.finish()
        };
        let mut trainers = vec![Trainer::new(effort, sample, &surveys)];
        if palette.is_some() {
            trainers.push(Trainer::unfiltered(effort, sample, &surveys));
        }
        if effort.facts().has_matches() {
            let codes = FilterCodes::new(&surveys);
            let matched = parallel::map(threads, samples.len(), surveyor, |surveyor, number| {
                BandSurvey::with_matches(surveyor, &samples[number], &codes)
            });
            trainers.push(Trainer::by_matches(effort, sample, &surveys, &matched));
        }
        let trained = trainers.into_iter().map(complete).min_by_key(|(_, bits)| *bits);
        let (coding, bits) = trained.expect("there is a trainer");
        let palettes: usize = form.palette.map_or(0, |palette| {
            (0..self.editions.len()).map(|edition| palette.file_len(highest_index(&bands, edition, grid))).sum()
        });
        (coding, bits + 8 * palettes as u64)
    }
}

/// The highest palette index of an edition's pixels.
fn highest_index(bands: &[Band], edition: usize, grid: &TileGrid) -> u8 {
    let places = edition * grid.columns()..(edition + 1) * grid.columns();
    let tiles = bands.iter().flat_map(|band| band.order[places.clone()].iter().map(|&id| &band.tiles[id as usize].0));
    tiles.flat_map(|tile| tile.planes()[0]).max().unwrap_or(0)
}
