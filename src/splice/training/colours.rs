//! Finds out whether a plan shows at most 256 colours, so that its pictures can be written with a palette.
//!
//! A few editions tell of nearly every other collection that it has too many, so they are asked first. For the palette
//! itself every distinct tile of the full plan is composed. The result is a function of the plan: parts of it are counted
//! alone, each from its own beginning, and which thread counts them does not matter.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use super::set::{TrainingInput, TrainingSet};
use crate::pack::Pack;
use crate::parallel;
use crate::plan::EditionIndex;
use crate::splice::keys::{KeyStream, TileKey};
use crate::splice::tile::composer::{PixelForm, TileComposer};
use crate::splice::tile::palette::{ColourCount, Palette};

/// Places of a part of the plan that is counted alone. It bounds the memory for keys met; a tile that several parts show
/// is composed in each.
const PART_PLACES: usize = 1 << 18;

/// Its editions, at most: so that there is a part for every thread.
const PART_EDITIONS: usize = 2048;

/// Returns the palette of the set's editions alone; `None` where they have more than 256 colours.
pub(super) fn of_set(set: &TrainingSet<'_>) -> Option<Palette> {
    let TrainingInput { pack, full_plan, .. } = set.input;
    let mut composer = composer(set);
    let (mut count, mut met) = (ColourCount::default(), HashSet::<TileKey>::new());
    let editions = set.editions.iter().zip(&set.keys);
    let mut places = editions.flat_map(|(&edition, keys)| keys.iter().enumerate().map(move |at| (edition, at)));
    let few = places.all(|(edition, (place, &key))| {
        !met.insert(key) || count.add(composer.compose(full_plan, edition, place).planes(), size(pack, place))
    });
    few.then(|| count.into_palette())
}

/// Returns the palette of the full plan; `None` where it has more than 256 colours.
pub(super) fn of_plan(set: &TrainingSet<'_>) -> Option<Palette> {
    let TrainingInput { project, pack, full_plan, threads, .. } = set.input;
    let too_many = AtomicBool::new(false);
    let count_part = |composer: &mut TileComposer<'_>, editions: Range<usize>| {
        let (mut count, mut met) = (ColourCount::default(), HashSet::<TileKey>::new());
        let mut stream = KeyStream::new(project, pack, set.table);
        for index in editions.map(|i| EditionIndex(i as u32)) {
            for (place, &key) in stream.keys(full_plan.edition(index)).iter().enumerate() {
                let mut add = || count.add(composer.compose(full_plan, index, place).planes(), size(pack, place));
                if met.insert(key) && !add() {
                    too_many.store(true, Ordering::Relaxed);
                }
            }
            // One part with too many is enough, whichever it is.
            if too_many.load(Ordering::Relaxed) {
                return None;
            }
        }
        Some(count)
    };
    let (part, planned) = ((PART_PLACES / pack.grid().len()).clamp(1, PART_EDITIONS), full_plan.len());
    let counts = parallel::map(
        threads,
        planned.div_ceil(part),
        || composer(set),
        |composer, number| count_part(composer, number * part..((number + 1) * part).min(planned)),
    );
    let mut total = ColourCount::default();
    let few = counts.iter().all(|count| count.as_ref().is_some_and(|count| total.merge(count)));
    few.then(|| total.into_palette())
}

/// Composes tiles of colours.
fn composer<'a>(set: &TrainingSet<'a>) -> TileComposer<'a> {
    let TrainingInput { project, pack, .. } = set.input;
    TileComposer::new(project, pack, PixelForm { colour: set.colour, palette: None })
}

/// Pixels of a place that are on the canvas, across and down.
fn size(pack: &Pack, place: usize) -> (usize, usize) {
    let at = pack.grid().at(place);
    (pack.grid().width_of(at), pack.grid().height_of(at))
}
