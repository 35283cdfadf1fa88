//! The pipeline of the splice encoder: window by window, encode the tiles that are new, then join every picture.
//!
//! While the pictures of a window are joined, the tiles of the next are counted. Windows grow while there is room, and
//! tiles stay for a later window while there is much of it; then those that no edition of a window shows are dropped, so
//! memory is bounded.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::direct::{DirectOptions, render_direct};
use super::job::{Job, check_pack};
use super::observer::{Observer, RunReport, Spliced, Stage};
use super::progress::{Failure, Progress};
use crate::canvas::{CanvasSize, ColourType, TileGrid};
use crate::choice::Choice;
use crate::compose::{ColourTypes, frame_len};
use crate::encode::deflate::PairedCode;
use crate::encode::png::PngHeader;
use crate::metadata::MetadataWriter;
use crate::pack::Pack;
use crate::parallel::{self, MIB, Memory, OWN, beside};
use crate::plan::{EditionIndex, Plan};
use crate::project::Project;
use crate::splice::join::{JoinScratch, Joiner, MergedBand};
use crate::splice::keys::{Census, KeyTable, UseSketch, Window};
use crate::splice::tile::code::TileCodeWriter;
use crate::splice::tile::composer::{PixelForm, TileComposer};
use crate::splice::tile::encode::TileEncoder;
use crate::splice::tile::store::TileStore;
use crate::splice::training::{Coding, Effort, Training, TrainingInput, Whole, set_bytes, train};
use crate::{Error, Result};

/// The options of a splice run. Nothing but `effort` changes the bytes of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpliceOptions<'a> {
    /// Threads that encode tiles and join pictures, at least 1.
    pub threads: usize,
    /// Editions that a thread takes at a time, at least 1.
    pub batch: usize,
    /// The work that goes into tiles.
    pub effort: Effort,
    /// Bytes that encoded tiles, the tables of a window and finished pictures may take.
    pub memory: usize,
    /// The file that an earlier training is read from and a new one is saved to, if that is wanted.
    pub saved_training: Option<&'a Path>,
}

/// Editions of the first window: few, so that the first picture is finished soon.
const FIRST_WINDOW: usize = 64;

/// Editions of the largest window.
const LARGEST_WINDOW: usize = 1 << 14;

/// Part of [`OWN`] that the sample may take which the encoder learns from.
const OF_SAMPLE: usize = OWN / 2;

/// Bytes that a thread takes to learn: keys and counts of a part of the plan.
const OF_LEARNING: usize = 16 * MIB;

impl SpliceOptions<'_> {
    /// Refuses pictures of which not even one could be made at a time.
    ///
    /// # Errors
    /// [`Error::Memory`].
    pub fn check(memory: usize, canvas: CanvasSize, colour: ColourType, effort: Effort, editions: usize) -> Result<()> {
        if let Whole::Always(compression) = effort.facts().whole {
            return DirectOptions::check(memory, canvas, colour, compression);
        }
        // One picture as tiles and joined.
        let joined = 2 * (canvas.pixels() * colour.bytes()) as u64;
        let learned = set_bytes(&TileGrid::new(canvas), editions).saturating_sub(OF_SAMPLE as u64);
        Memory::new(memory).check(joined.max(learned), || format!("splicing a picture of {canvas}"))
    }
}

/// The state that all threads of a run see.
struct Shared<'a> {
    job: Job<'a>,
    options: SpliceOptions<'a>,
    observer: &'a dyn Observer,
    table: &'a KeyTable<'a>,
    /// By [`KeyTable::class`].
    classes: Vec<Class<'a>>,
    failure: Failure,
    progress: Progress,
}

/// A class of pictures: those of one form, which have filters and code in common, and so tiles.
struct Class<'a> {
    form: PixelForm<'a>,
    coding: &'a Coding,
    code: PairedCode,
    joiner: Joiner,
}

impl<'a> Class<'a> {
    fn new(canvas: CanvasSize, form: PixelForm<'a>, coding: &'a Coding, filters: &[u8]) -> Self {
        let code = PairedCode::new(coding.code.clone());
        let joiner = match form.palette {
            Some(palette) => Joiner::indexed(canvas, &palette.colours(), filters, code.code().clone()),
            None => Joiner::new(PngHeader::new(canvas, form.colour), filters, code.code().clone()),
        };
        Self { form, coding, code, joiner }
    }
}

/// Trains the encoder for a plan, or reads what was learned of it before.
///
/// # Errors
/// [`Error::Memory`] when not even one picture fits; [`Error::Pack`] when the pack is damaged.
pub fn train_splice(
    project: &Project,
    pack: &Pack,
    full_plan: &Plan,
    colours: &ColourTypes,
    options: SpliceOptions<'_>,
) -> Result<Training> {
    let SpliceOptions { threads, effort, memory, saved_training, batch: _ } = options;
    SpliceOptions::check(memory, pack.grid().canvas(), colours.widest(), effort, full_plan.len())?;
    let frame = frame_len(pack.grid(), colours.widest());
    // Training may encode whole pictures: a frame, the encoder's work, and the file.
    let of_pictures = match effort.facts().whole {
        Whole::IfSmaller(compression) => 2 * frame + compression.working_bytes(frame),
        Whole::Never | Whole::Always(_) => 0,
    };
    let trainers = Memory::new(memory).fitting(threads, of_pictures.max(OF_LEARNING) as u64);
    // Training may take any edition of the full plan.
    check_pack(project, pack, full_plan, threads)?;
    Ok(train(TrainingInput { project, pack, full_plan, colours, effort, threads: trainers, saved_training }))
}

/// Renders every edition of a job, whose plan is a part of `full_plan`. What all pictures share is learned from the full
/// plan, so a run that renders a part writes the same pictures.
///
/// # Errors
/// [`Error::Pack`] before the first picture when the pack is damaged; else the first error of any thread, which names the
/// edition or the file.
///
/// # Panics
/// If the job's plan is not a subset of the full plan and uses a colour that it lacks.
pub fn render_splice(
    job: Job<'_>,
    full_plan: &Plan,
    options: SpliceOptions<'_>,
    observer: &dyn Observer,
) -> Result<RunReport> {
    let Job { project, pack, plan, colours, .. } = job;
    let frame = frame_len(pack.grid(), colours.widest());
    let mut report = RunReport::default();
    let mut at = observer.now();
    let first = plan.editions().next().map_or(0, |e| e.number);
    let Training { encoded_whole, palette, codings } = train_splice(project, pack, full_plan, colours, options)?;
    at = report.lap(observer, 0, Stage::Train, first, at);
    if let Some(compression) = encoded_whole {
        let SpliceOptions { threads, batch, memory, .. } = options;
        let direct = DirectOptions { threads, encoders: threads, batch, compression, deduplicate: true, memory };
        report.add(&render_direct(job, direct, observer)?);
        report.spliced = Some(Spliced::EncodedWhole);
        return Ok(report);
    }
    // Each thread that joins holds a finished picture; the rest is for tiles.
    let joiners = Memory::new(options.memory / 2).fitting(options.threads, frame as u64);
    let options = SpliceOptions { threads: joiners, memory: options.memory - joiners * frame, ..options };
    report.spliced = Some(palette.as_ref().map_or(Spliced::FullColour, |p| Spliced::Indexed(p.colours().len())));
    let palette = palette.as_ref();
    let filters: Vec<Vec<u8>> =
        codings.iter().map(|coding| coding.filters.iter().map(|filter| filter.byte()).collect()).collect();
    let (table, kinds) = match palette {
        Some(_) => (KeyTable::new(pack, &filters[0]), vec![colours.widest()]),
        None => {
            let filters: Vec<&[u8]> = filters.iter().map(Vec::as_slice).collect();
            (KeyTable::by_colour(pack, colours, &filters), colours.kinds().to_vec())
        }
    };
    let canvas = pack.grid().canvas();
    let classes = kinds
        .iter()
        .zip(&codings)
        .zip(&filters)
        .map(|((&colour, coding), filters)| Class::new(canvas, PixelForm { colour, palette }, coding, filters))
        .collect();
    let often = options.effort.facts().often.map(|uses| (uses, UseSketch::of_plan(project, pack, full_plan, &table)));
    let mut census = Census::new(project, pack, plan, &table);
    let progress = Progress::new(plan.len(), observer.now());
    let failure = Failure::default();
    let shared = Shared { job, options, observer, table: &table, classes, failure, progress };

    let mut store = TileStore::new();
    let (mut window, mut next) = (Window::default(), Window::default());
    // Of the first window nothing is known: its tiles may all be different.
    let fitting = Memory::new(options.memory / 4).fitting(FIRST_WINDOW, frame as u64);
    let mut size = fitting.min(most_editions(pack.grid().len(), options.memory));
    census.next_window(0..size.min(plan.len()) as u32, &mut window);
    report.lap(observer, 0, Stage::Count, first, at);
    while !window.editions().is_empty() {
        window.dropped().iter().for_each(|&id| store.free(id));
        let is_often: Vec<bool> = match &often {
            None => vec![],
            Some((uses, sketch)) => {
                window.fresh().iter().map(|&id| u32::from(sketch.uses(census.key(id))) >= *uses).collect()
            }
        };
        encode_fresh(&shared, &window, &is_often, &mut store, &mut report);
        report.rows_joined += rows_joined(&window, &store);
        let held = store.bytes();
        // Twice the editions hold at most twice the tiles: with those kept for later, less than half of the memory.
        let keeps_unused = held <= options.memory / 8;
        size = if held > options.memory / 4 { (size / 2).max(1) } else { size * 2 };
        size = size.min(most_editions(pack.grid().len(), options.memory));
        let merged = merge_neighbours(&shared, &window, &store, &mut report);
        let merged_bytes: usize = merged.bands.iter().map(MergedBand::bytes).sum();
        report.cache_bytes = report.cache_bytes.max((held + merged_bytes) as u64);
        let end = window.editions().end;
        let coming = end..(end as usize + size).min(plan.len()) as u32;
        join_window(&shared, &window, &store, &merged, &mut report, || {
            census.next_window(coming, &mut next);
            if !keeps_unused {
                census.drop_unused(&mut next);
            }
        });
        if shared.failure.happened() || observer.stopped() {
            break;
        }
        std::mem::swap(&mut window, &mut next);
    }
    let Shared { failure, progress, .. } = shared;
    failure.into_result()?;
    progress.all_finished(observer)?;
    Ok(report)
}

/// Editions whose table of ids takes at most an eighth of the memory.
fn most_editions(places: usize, memory: usize) -> usize {
    (memory / 8 / (places * size_of::<u32>())).clamp(1, LARGEST_WINDOW)
}

/// Rows with bits in all pictures of a window.
fn rows_joined(window: &Window, store: &TileStore) -> u64 {
    let used = window.tiles().iter().enumerate().filter(|(_, tile)| tile.uses > 0);
    used.map(|(id, tile)| u64::from(tile.uses) * u64::from(store.get(id as u32).mask().count_ones())).sum()
}

/// Composes and encodes the tiles that a window is the first to show.
fn encode_fresh(
    shared: &Shared<'_>,
    window: &Window,
    is_often: &[bool],
    store: &mut TileStore,
    report: &mut RunReport,
) {
    let Job { project, pack, plan, .. } = shared.job;
    let grid = pack.grid();
    let start = shared.observer.now();
    let width = grid.canvas().width() as usize;
    let state = || {
        let of_classes: Vec<_> = shared
            .classes
            .iter()
            .map(|class| (TileComposer::new(project, pack, class.form), TileEncoder::new(class.form.samples(), width)))
            .collect();
        (of_classes, TileCodeWriter::new())
    };
    let codes = parallel::map(shared.options.threads, window.fresh().len(), state, |(of_classes, writer), item| {
        let id = window.fresh()[item];
        let tile = window.tiles()[id as usize];
        let (edition, place) = (EditionIndex(tile.first_edition), tile.first_place as usize);
        let number = shared.table.class(plan.edition(edition));
        let (Class { coding, code, .. }, (composer, encoder)) = (&shared.classes[number], &mut of_classes[number]);
        let at = grid.at(place);
        let planes = composer.compose(plan, edition, place).planes();
        let level = coding.level(is_often.get(item).copied().unwrap_or(false));
        let size = (grid.width_of(at), grid.height_of(at));
        encoder.encode(planes, coding.filters[at.row], size, level, code, writer)
    });
    report.tiles_composed += codes.len() as u64;
    window.fresh().iter().zip(codes).for_each(|(&id, code)| store.put(id, code));
    let number = plan.edition(EditionIndex(window.editions().start)).number;
    report.lap(shared.observer, 0, Stage::EncodeTiles, number, start);
}

/// The editions of a window by the class of their pictures, and the tiles of theirs that were merged.
struct Merged {
    /// By class, in rising order.
    editions: Vec<Vec<EditionIndex>>,
    /// The bands of each class, class after class.
    bands: Vec<MergedBand>,
}

impl Merged {
    /// Returns the bands of a class, and the position of one of its editions in them.
    fn of(&self, class: usize, edition: EditionIndex) -> (&[MergedBand], usize) {
        let bands = self.bands.len() / self.editions.len();
        let position = self.editions[class].binary_search(&edition).expect("every edition of a window has a class");
        (&self.bands[class * bands..][..bands], position)
    }
}

/// Merges neighbouring tiles that recur together in a window, class by class and band by band.
fn merge_neighbours(shared: &Shared<'_>, window: &Window, store: &TileStore, report: &mut RunReport) -> Merged {
    let Job { pack, plan, .. } = shared.job;
    let start = shared.observer.now();
    let (bands, classes) = (pack.grid().bands(), &shared.classes);
    let mut editions = vec![vec![]; classes.len()];
    for index in window.editions().map(EditionIndex) {
        editions[shared.table.class(plan.edition(index))].push(index);
    }
    let room = shared.options.memory / 8 / (bands * classes.len());
    let merge = |(): &mut (), item: usize| {
        let (class, band) = (item / bands, item % bands);
        let ids = editions[class].iter().map(|&index| window.ids(index));
        MergedBand::new(&classes[class].joiner, store, ids, band, room)
    };
    let merged = parallel::map(shared.options.threads, bands * classes.len(), || (), merge);
    let number = plan.edition(EditionIndex(window.editions().start)).number;
    report.lap(shared.observer, 0, Stage::Join, number, start);
    Merged { editions, bands: merged }
}

/// Joins and writes the pictures of a window on all threads, while `meanwhile` runs on this one; it joins too where some
/// thread could not be started.
fn join_window(
    shared: &Shared<'_>,
    window: &Window,
    store: &TileStore,
    merged: &Merged,
    report: &mut RunReport,
    meanwhile: impl FnOnce(),
) {
    let next = AtomicUsize::new(window.editions().start as usize);
    let threads = shared.options.threads;
    let join = |number| join_pictures(shared, number, window, store, merged, &next);
    let (own, others) = beside("join", threads, join, |started| {
        let start = shared.observer.now();
        meanwhile();
        report.lap(shared.observer, threads, Stage::Count, 0, start);
        (started < threads).then(|| join(started))
    });
    own.iter().chain(&others).for_each(|part| report.add(part));
}

fn join_pictures(
    shared: &Shared<'_>,
    thread: usize,
    window: &Window,
    store: &TileStore,
    merged: &Merged,
    next: &AtomicUsize,
) -> RunReport {
    let Job { project, plan, particulars, staging, fingerprints, .. } = shared.job;
    let mut report = RunReport::default();
    let (mut png, mut json, mut scratch) = (vec![], String::new(), JoinScratch::default());
    let writer = MetadataWriter::new(project);
    let mut files = staging.edition_writer(fingerprints);
    let end = window.editions().end as usize;
    let mut at = shared.observer.now();
    while !shared.failure.happened() && !shared.observer.stopped() {
        let first = next.fetch_add(shared.options.batch, Ordering::Relaxed);
        if first >= end {
            break;
        }
        for index in (first..(first + shared.options.batch).min(end)).map(|i| EditionIndex(i as u32)) {
            let edition = plan.edition(index);
            let class = shared.table.class(edition);
            let (bands, position) = merged.of(class, index);
            let joined = shared.classes[class]
                .joiner
                .join_merged(store, bands, position, &mut scratch, &mut png)
                .map_err(|reason| Error::Encode { what: format!("edition {}", edition.number), reason });
            at = report.lap(shared.observer, thread, Stage::Join, edition.number, at);
            particulars.note_picture(edition.number, &png);
            json.clear();
            writer.write_edition(edition, particulars, &mut json);
            let written = joined.and_then(|()| files.write(edition, &png, json.as_bytes()));
            at = report.lap(shared.observer, thread, Stage::Write, edition.number, at);
            match written {
                Ok(()) => {
                    report.editions += 1;
                    report.image_bytes += png.len() as u64;
                    report.tiles_copied += window.ids(index).len() as u64;
                    shared.progress.finished(at, shared.observer);
                }
                Err(error) => shared.failure.set(error),
            }
        }
    }
    report
}
