//! Settles what all pictures of a spliced collection share: palette, filters and code, trained on sample editions.

use std::cell::LazyCell;
use std::collections::HashMap;
use std::path::Path;

use super::kept_training::{self, Fingerprint, Kept};
use super::survey::{SampleBand, SampleTile, Surveyor};
use super::train::{BandSurvey, Effort, Sample, Trained, Training};
use super::{colours, whole_pictures};
use crate::canvas::{ColourType, TileGrid};
use crate::compose::TileBuffer;
use crate::encode::deflate::Counts;
use crate::pack::Pack;
use crate::parallel;
use crate::plan::{EditionIndex, Plan};
use crate::project::Project;
use crate::splice::keys::{KeyStream, KeyTable, TileKey};
use crate::splice::tile::composer::{PixelForm, TileComposer};
use crate::splice::tile::palette::Palette;

/// Places composed for training, at most: 8 editions of 1080 x 1080.
const SAMPLE_PLACES: usize = 8 * 578;

/// Sample editions, at most. More than 8 changed sizes by less than 0.5 % on flat art.
const SAMPLE_EDITIONS: usize = 16;

/// Places that more editions are taken for: with one tile a picture, 16 editions show too few traits.
const FEW_PLACES: usize = 256;

/// Those more are at most one in so many of the plan, so that learning from them takes a small part of the run.
const ONE_IN: usize = 8;

/// The tiles of one band in the sample editions.
struct Band {
    tiles: Vec<(TileBuffer, usize)>,
    order: Vec<u32>,
}

/// Bytes of the sample's tiles, if all are different.
pub(crate) fn sample_bytes(grid: &TileGrid, planned: usize) -> u64 {
    (sample_len(grid, planned) * grid.len() * size_of::<TileBuffer>()) as u64
}

/// Editions of the sample.
fn sample_len(grid: &TileGrid, planned: usize) -> usize {
    let more = (FEW_PLACES / grid.len()).min(planned / ONE_IN);
    (SAMPLE_PLACES / grid.len()).clamp(2, SAMPLE_EDITIONS).max(more).min(planned)
}

/// A few editions, spread evenly over a plan.
fn sample(plan: &Plan, grid: &TileGrid) -> Vec<EditionIndex> {
    let editions = sample_len(grid, plan.len());
    (0..editions).map(|i| EditionIndex((i * plan.len() / editions) as u32)).collect()
}

/// By how much whole pictures must be smaller than spliced ones to be written in their place: they take several times as long.
const SMALLER_BY: f64 = 0.9;

/// What all pictures of a spliced collection share.
#[derive(Debug)]
pub struct Settled {
    /// Whether pictures are to be encoded whole after all, because that makes them smaller: only at [`Effort::High`].
    pub whole: bool,
    /// Their colours, where writing indices makes them smaller.
    pub palette: Option<Palette>,
    /// How their tiles are encoded.
    pub trained: Trained,
}

/// Settles it from a sample of editions spread evenly over the plan, which is that of the whole collection: the result is a function of plan and
/// effort.
/// `kept` is where it is looked for first, and left.
pub fn settle(
    project: &Project,
    pack: &Pack,
    plan: &Plan,
    colour: ColourType,
    effort: Effort,
    threads: usize,
    kept: Option<&Path>,
) -> Settled {
    kept.into_iter().for_each(kept_training::remove_leftovers);
    let grid = pack.grid();
    let editions = sample(plan, grid);
    let table = KeyTable::new(pack, &vec![0; grid.rows()]);
    let mut stream = KeyStream::new(project, pack, &table);
    let keys: Vec<Vec<TileKey>> = editions.iter().map(|&index| stream.keys(plan.edition(index)).to_vec()).collect();
    let of_sample = colours::of_editions(project, pack, plan, colour, &editions, &keys);
    let of_plan =
        LazyCell::new(|| of_sample.as_ref().and_then(|_| colours::of_plan(project, pack, plan, colour, threads)));
    let fingerprint =
        |palette: Option<&Palette>| Fingerprint::new(grid.canvas(), PixelForm { colour, palette }, effort, &keys);
    let recall = |palette: Option<&Palette>| {
        let colours = palette.map_or(256, |palette| palette.colours().len());
        kept.and_then(|path| kept_training::read(path, fingerprint(palette), effort, grid.rows(), colours))
    };
    if let Some(Kept { indexed: false, whole, trained }) = recall(of_sample.as_ref()) {
        return Settled { whole, palette: None, trained };
    }
    if kept.is_some_and(Path::exists)
        && let Some(Kept { indexed, whole, trained }) = recall(of_plan.as_ref())
    {
        return Settled { whole, palette: of_plan.clone().filter(|_| indexed), trained };
    }

    let school = School { project, pack, plan, editions: &editions, keys: &keys, effort, threads };
    let (full, full_bits) = school.train(PixelForm { colour, palette: None });
    // A palette can cost more than indices save: pictures of 32 x 32 pixels in 217 colours are smaller without.
    let pays = |palette: &Palette| {
        let (trained, bits) = school.train(PixelForm { colour, palette: Some(palette) });
        (bits < full_bits).then_some((trained, bits))
    };
    // The plan's palette has all colours of the sample's. So if that one does not pay, the plan's need not be found.
    let promising = of_sample.as_ref().is_some_and(|palette| pays(palette).is_some());
    let asked = if promising { of_plan.as_ref() } else { of_sample.as_ref() };
    let with_palette = asked.filter(|_| promising).and_then(|palette| Some((palette.clone(), pays(palette)?)));
    let indexed = with_palette.is_some();
    let (palette, (trained, bits)) =
        with_palette.map_or((None, (full, full_bits)), |(palette, found)| (Some(palette), found));
    let whole = effort == Effort::High
        && (whole_pictures::bits(project, pack, plan, colour, &editions, threads) as f64) < SMALLER_BY * bits as f64;
    let learned = Kept { indexed, whole, trained };
    if let Some(path) = kept {
        kept_training::write(path, fingerprint(asked), &learned);
    }
    Settled { whole, palette, trained: learned.trained }
}

/// The sample that training learns from.
struct School<'a> {
    project: &'a Project,
    pack: &'a Pack,
    plan: &'a Plan,
    editions: &'a [EditionIndex],
    /// The keys of each edition's tiles.
    keys: &'a [Vec<TileKey>],
    effort: Effort,
    threads: usize,
}

impl School<'_> {
    /// What is best for pictures of a form, and the bits that the sample's take then, palettes included.
    fn train(&self, form: PixelForm<'_>) -> (Trained, u64) {
        let Self { project, pack, plan, editions, keys, effort, threads } = *self;
        let grid = pack.grid();
        let compose_band = |composer: &mut TileComposer<'_>, row: usize| {
            let mut known: HashMap<TileKey, u32> = HashMap::new();
            let mut band = Band { tiles: vec![], order: vec![] };
            for (&edition, keys) in editions.iter().zip(keys) {
                let places = row * grid.columns()..(row + 1) * grid.columns();
                for (place, &key) in places.clone().zip(&keys[places]) {
                    let next = band.tiles.len() as u32;
                    let id = *known.entry(key).or_insert(next);
                    band.order.push(id);
                    if id == next {
                        let tile = composer.compose(plan, edition, place).clone();
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
        let sample = Sample {
            pictures: editions.len() as u64,
            values: form.palette.map_or(256, |palette| palette.colours().len()),
        };
        let complete = |mut training: Training| {
            while let Some(round) = training.round() {
                let counts =
                    parallel::map(threads, samples.len(), surveyor, |s, row| round.count(s, row, &samples[row]));
                let mut total = Counts::default();
                counts.iter().for_each(|c| total.add(c));
                training.learn(&total);
            }
            training.finish()
        };
        let filtered = complete(Training::new(effort, sample, &surveys));
        let unfiltered = form.palette.map(|_| complete(Training::unfiltered(effort, sample, &surveys)));
        let (trained, bits) = match unfiltered {
            Some(unfiltered) if unfiltered.1 < filtered.1 => unfiltered,
            _ => filtered,
        };
        let palettes: usize = form.palette.map_or(0, |palette| {
            let highest = |edition: usize| {
                let places = edition * grid.columns()..(edition + 1) * grid.columns();
                let tiles = bands
                    .iter()
                    .flat_map(|band| band.order[places.clone()].iter().map(|&id| &band.tiles[id as usize].0));
                tiles.flat_map(|tile| tile.planes()[0]).max().unwrap_or(0)
            };
            (0..editions.len()).map(|edition| palette.file_len(highest(edition))).sum()
        });
        (trained, bits + 8 * palettes as u64)
    }
}
