//! Trains the splice encoder: chooses the filters, the code and the palette that all pictures of a collection share, and
//! whether pictures are to be spliced at all.
//!
//! Matches of a spliced picture end at the borders of its tiles. Pictures that repeat themselves farther apart, as sheets of
//! sprites do, can be several times smaller when an encoder sees all of one at a time.

use std::cell::LazyCell;
use std::path::Path;

use bumpalo::Bump;

use super::coding::Coding;
use super::colours;
use super::effort::Whole;
use super::saved::{self, Fingerprint, SavedTraining, Shape};
use super::set::{TrainingInput, TrainingSet};
use crate::choice::Choice;
use crate::compose::{BatchCompositor, Frame, frame_len};
use crate::encode::{Compression, encode_frame};
use crate::parallel;
use crate::plan::EditionIndex;
use crate::splice::keys::{Distinct, KeyStream, KeyTable};
use crate::splice::tile::palette::Palette;

/// Size of pictures encoded whole, in parts of spliced ones, below which they are written: they take several times as long.
const SMALLER_BY: f64 = 0.9;

/// Uses of a tile, on average, from which on pictures are spliced: then encoding them whole takes 20 times as long and more.
const OFTEN_USED: f64 = 10.0;

/// Editions whose tiles are counted for that, at most: more of them only recur more.
const COUNTED: usize = 1 << 14;

/// Bytes of a file beside its block: signature, IHDR, what is around the data of IDAT, zlib's header and check sum, IEND.
const AROUND_BLOCK: u64 = 8 + 25 + 12 + 6 + 12;

/// The choices that all pictures of a collection share.
#[derive(Debug)]
pub struct Training {
    /// The compression of each picture where they are encoded whole: always, or because that makes them smaller, as the effort
    /// has it.
    pub encoded_whole: Option<Compression>,
    /// The colours, where writing indices makes pictures smaller.
    pub palette: Option<Palette>,
    /// The filters and the code of tiles: one for all pictures with the palette, or one for each colour type that occurs, in the
    /// order of [`ColourTypes::kinds`](crate::compose::ColourTypes::kinds).
    pub codings: Vec<Coding>,
}

impl Training {
    /// Takes a training apart that used `palette`, or could have.
    fn of(
        SavedTraining { indexed, encoded_whole, codings }: SavedTraining,
        palette: Option<Palette>,
        whole: Option<Compression>,
    ) -> Self {
        Self { encoded_whole: whole.filter(|_| encoded_whole), palette: palette.filter(|_| indexed), codings }
    }
}

/// Trains on a sample of the full plan, or reads what an earlier run saved for the same sample. The result is a function of the
/// full plan and the effort.
pub fn train(input: TrainingInput<'_>) -> Training {
    let TrainingInput { pack, colours, effort, saved_training, .. } = input;
    if let Whole::Always(compression) = effort.facts().whole {
        return Training { encoded_whole: Some(compression), palette: None, codings: vec![] };
    }
    saved_training.into_iter().for_each(saved::remove_leftovers);
    let grid = pack.grid();
    let table = KeyTable::new(pack, &vec![0; grid.bands()]);
    let whole = match effort.facts().whole {
        Whole::IfSmaller(compression) if uses_of_tile(input, &table) < OFTEN_USED => Some(compression),
        _ => None,
    };
    let set = TrainingSet::of_plan(input, &table);
    // Opaque pictures among others get filters and a code of their own, and so a sample of their own.
    let of_colours: Vec<TrainingSet<'_>> = match colours.kinds() {
        [_] => vec![],
        kinds => kinds.iter().map(|&colour| TrainingSet::of_colour(input, &table, colour)).collect(),
    };
    let by_colour = if of_colours.is_empty() { std::slice::from_ref(&set) } else { &of_colours[..] };
    let of_set = colours::of_set(&set);
    let of_plan = LazyCell::new(|| of_set.as_ref().and_then(|_| colours::of_plan(&set)));
    let keys = || std::iter::once(&set).chain(&of_colours).map(|set| &set.keys[..]);
    let fingerprint =
        |palette: Option<&Palette>| Fingerprint::new(grid.canvas(), colours.kinds(), palette, effort, whole, keys());
    let read = |palette: Option<&Palette>| {
        let values = palette.map_or(256, |palette| palette.colours().len());
        let (bands, kinds) = (grid.bands(), colours.kinds().len());
        saved_training.and_then(|path| saved::read(path, fingerprint(palette), effort, Shape { bands, kinds, values }))
    };
    if let Some(saved) = read(of_set.as_ref()).filter(|saved| !saved.indexed) {
        return Training::of(saved, None, whole);
    }
    if saved_training.is_some_and(Path::exists)
        && let Some(saved) = read(of_plan.as_ref())
    {
        return Training::of(saved, of_plan.clone(), whole);
    }

    let (mut full, mut full_bits) = (vec![], 0);
    for set in by_colour {
        let (coding, bits) = set.train(None);
        full.push(coding);
        full_bits += set.of_all(bits);
    }
    // A palette can cost more than indices save: pictures of 32 x 32 pixels in 217 colours are smaller without.
    let pays = |palette: &Palette| {
        let (coding, bits) = set.train(Some(palette));
        let bits = set.of_all(bits);
        (bits < full_bits).then(|| (vec![coding], bits))
    };
    // The plan's palette has all colours of the sample's. So if that one does not pay, the plan's need not be found.
    let promising = of_set.as_ref().is_some_and(|palette| pays(palette).is_some());
    let asked = if promising { of_plan.as_ref() } else { of_set.as_ref() };
    let with_palette = asked.filter(|_| promising).and_then(pays);
    let indexed = with_palette.is_some();
    let (codings, bits) = with_palette.unwrap_or((full, full_bits));
    let bits_whole = |c| by_colour.iter().map(|set| set.of_all(bits_encoded_whole(set, c))).sum::<u128>();
    let encoded_whole = whole.is_some_and(|compression| (bits_whole(compression) as f64) < SMALLER_BY * bits as f64);
    let training = SavedTraining { indexed, encoded_whole, codings };
    if let Some(path) = saved_training {
        saved::write(path, fingerprint(asked), &training);
    }
    Training::of(training, asked.cloned(), whole)
}

/// Bits of the set's pictures, each encoded whole, but for what every file has around its deflate stream.
fn bits_encoded_whole(set: &TrainingSet<'_>, compression: Compression) -> u64 {
    let (TrainingInput { project, pack, full_plan, threads, .. }, colour) = (set.input, set.colour);
    let count = set.editions.len();
    let encode = |file: &mut Vec<u8>, item: usize| {
        let arena = Bump::new();
        let mut frame = [Frame(arena.alloc_slice_fill_copy(frame_len(pack.grid(), colour), 0))];
        let edition = std::iter::once((full_plan.edition(set.editions[item]), colour));
        BatchCompositor::new(project, pack, false, &arena).compose(edition, &mut frame);
        // A frame that the encoder refuses is an error when it is rendered, not here.
        let encoded = encode_frame(pack.grid().canvas(), colour, compression, frame[0].0, file);
        encoded.map_or(u64::MAX / count as u64, |()| 8 * (file.len() as u64).saturating_sub(AROUND_BLOCK))
    };
    parallel::map(threads, count, Vec::new, encode).iter().fold(0, |sum: u64, &bits| sum.saturating_add(bits))
}

/// Returns how often a tile of the full plan is used, on average and about.
fn uses_of_tile(input: TrainingInput<'_>, table: &KeyTable<'_>) -> f64 {
    let TrainingInput { project, pack, full_plan, .. } = input;
    let (planned, places) = (full_plan.len(), table.places());
    let counted = planned.min(COUNTED);
    let (mut stream, mut distinct) = (KeyStream::new(project, pack, table), Distinct::for_uses(counted * places));
    for index in (0..counted).map(|i| EditionIndex((i * planned / counted) as u32)) {
        distinct.add(stream.keys(full_plan.edition(index)));
    }
    (counted * places) as f64 / distinct.count().max(1.0)
}
