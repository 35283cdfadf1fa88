//! Finds out whether a plan shows at most 256 colours, so that its pictures can be written with a palette.
//!
//! A few editions tell of nearly every other collection that it has too many, so they are asked first. For the palette
//! itself every distinct tile of the whole plan is composed. The result is a function of the plan: parts of it are counted
//! alone, each from its own beginning, and which thread counts them does not matter.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::canvas::ColourType;
use crate::pack::Pack;
use crate::parallel;
use crate::plan::{EditionIndex, Plan};
use crate::project::Project;
use crate::splice::keys::{KeyStream, KeyTable, TileKey};
use crate::splice::tile::composer::{PixelForm, TileComposer};
use crate::splice::tile::palette::{ColourCount, Palette};

/// Places of a part of the plan that is counted alone. It bounds the memory for keys met; a tile that several parts show
/// is composed in each.
const PART_PLACES: usize = 1 << 18;

/// Its editions, at most: so that there is a part for every thread.
const PART_EDITIONS: usize = 2048;

/// The palette of a few editions alone, given with the keys of their tiles; nothing where they have more than 256 colours.
pub(super) fn of_editions(
    project: &Project,
    pack: &Pack,
    whole: &Plan,
    colour: ColourType,
    editions: &[EditionIndex],
    keys: &[Vec<TileKey>],
) -> Option<Palette> {
    let mut composer = TileComposer::new(project, pack, PixelForm { colour, palette: None });
    let (mut count, mut met) = (ColourCount::default(), HashSet::<TileKey>::new());
    let mut places =
        editions.iter().zip(keys).flat_map(|(&edition, keys)| keys.iter().enumerate().map(move |at| (edition, at)));
    let few = places.all(|(edition, (place, &key))| {
        !met.insert(key) || count.add(composer.compose(whole, edition, place).planes(), size(pack, place))
    });
    few.then(|| count.into_palette())
}

/// The palette of a plan of at most 256 colours; nothing where there are more.
pub(super) fn of_plan(
    project: &Project,
    pack: &Pack,
    whole: &Plan,
    colour: ColourType,
    threads: usize,
) -> Option<Palette> {
    let grid = pack.grid();
    let table = KeyTable::new(pack, &vec![0; grid.rows()]);
    let too_many = AtomicBool::new(false);
    let count_part = |composer: &mut TileComposer<'_>, editions: Range<usize>| {
        let (mut count, mut met) = (ColourCount::default(), HashSet::<TileKey>::new());
        let mut stream = KeyStream::new(project, pack, &table);
        for index in editions.map(|i| EditionIndex(i as u32)) {
            for (place, &key) in stream.keys(whole.edition(index)).iter().enumerate() {
                if met.insert(key) && !count.add(composer.compose(whole, index, place).planes(), size(pack, place)) {
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
    let part = (PART_PLACES / grid.len()).clamp(1, PART_EDITIONS);
    let state = || TileComposer::new(project, pack, PixelForm { colour, palette: None });
    let counts = parallel::map(threads, whole.len().div_ceil(part), state, |composer, number| {
        count_part(composer, number * part..((number + 1) * part).min(whole.len()))
    });
    let mut total = ColourCount::default();
    let few = counts.iter().all(|count| count.as_ref().is_some_and(|count| total.merge(count)));
    few.then(|| total.into_palette())
}

/// Pixels of a place that are on the canvas, across and down.
fn size(pack: &Pack, place: usize) -> (usize, usize) {
    let at = pack.grid().at(place);
    (pack.grid().width_of(at), pack.grid().height_of(at))
}
