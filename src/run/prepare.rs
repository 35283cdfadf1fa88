//! Settles what all pictures of a spliced collection share: filters and code, trained on sample editions.

use std::collections::HashMap;
use std::path::Path;

use super::kept_training::{self, Fingerprint};
use super::parallel;
use super::tile_composer::{PixelForm, TileComposer};
use crate::canvas::TileGrid;
use crate::compose::{TileBuffer, drawn_layers};
use crate::encode::deflate::Counts;
use crate::encode::splice::survey::{SampleBand, SampleTile, Surveyor};
use crate::encode::splice::train::{BandSurvey, Effort, Sample, Trained, Training};
use crate::encode::splice::{KeyTable, TileKey};
use crate::pack::Pack;
use crate::plan::{EditionIndex, Plan};
use crate::project::Project;

/// Places composed for training, at most: 8 editions of 1080 x 1080.
const SAMPLE_PLACES: usize = 8 * 578;

/// Sample editions, at most. More than 8 changed sizes by less than 0.5 % on flat art.
const SAMPLE_EDITIONS: usize = 16;

/// Places that more editions are taken for: with one tile a picture, 16 editions show too few traits.
const FEW_PLACES: usize = 256;

/// The tiles of one band in the sample editions.
struct Band {
    tiles: Vec<(TileBuffer, usize)>,
    order: Vec<u32>,
}

/// A few editions, spread evenly over a plan.
pub(super) fn sample(whole: &Plan, grid: &TileGrid) -> Vec<EditionIndex> {
    let editions = (SAMPLE_PLACES / grid.len()).clamp(2, SAMPLE_EDITIONS).max(FEW_PLACES / grid.len()).min(whole.len());
    (0..editions).map(|i| EditionIndex((i * whole.len() / editions) as u32)).collect()
}

/// Trains on a sample of editions spread evenly over the whole plan: the result is a function of plan and effort. `kept`
/// is where it is looked for first, and left.
pub(super) fn train(
    project: &Project,
    pack: &Pack,
    whole: &Plan,
    form: PixelForm<'_>,
    effort: Effort,
    threads: usize,
    kept: Option<&Path>,
) -> Trained {
    let grid = pack.grid();
    let sample = sample(whole, grid);
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
    let fingerprint = Fingerprint::new(grid.canvas(), form, effort, &keys);
    if let Some(trained) = kept.and_then(|path| kept_training::read(path, fingerprint, effort, grid.rows())) {
        return trained;
    }
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
    let bands = parallel::map(threads, grid.rows(), || TileComposer::new(project, pack, form), compose_band);
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
    let surveyor = || Surveyor::new(form.samples(), grid.canvas().width() as usize);
    let surveys = parallel::map(threads, samples.len(), surveyor, |s, row| BandSurvey::new(s, &samples[row]));
    let sample =
        Sample { pictures: sample.len() as u64, values: form.palette.map_or(256, |palette| palette.colours().len()) };
    let complete = |mut training: Training| {
        while let Some(round) = training.round() {
            let counts = parallel::map(threads, samples.len(), surveyor, |s, row| round.count(s, row, &samples[row]));
            let mut total = Counts::default();
            counts.iter().for_each(|c| total.add(c));
            training.learn(&total);
        }
        training.finish()
    };
    let filtered = complete(Training::new(effort, sample, &surveys));
    let unfiltered = form.palette.map(|_| complete(Training::unfiltered(effort, sample, &surveys)));
    let (trained, _) = match unfiltered {
        Some(unfiltered) if unfiltered.1 < filtered.1 => unfiltered,
        _ => filtered,
    };
    if let Some(path) = kept {
        kept_training::write(path, fingerprint, &trained);
    }
    trained
}
