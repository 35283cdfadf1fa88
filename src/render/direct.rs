//! The pipeline of the direct encoder: compositors, a bounded queue of frames, encoders, and the frames' way back.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use bumpalo::Bump;
use crossbeam_channel::{Receiver, Sender, bounded};

use super::job::{Job, check_pack};
use super::observer::{Observer, RunReport, Stage};
use super::progress::{Failure, Progress};
use crate::canvas::{CanvasSize, ColourType};
use crate::compose::{BatchCompositor, Frame, frame_len};
use crate::encode::Compression;
use crate::metadata::MetadataWriter;
use crate::output::EditionWriter;
use crate::parallel::{Memory, beside};
use crate::plan::EditionIndex;
use crate::{Error, Result};

/// The options of a direct run. Nothing but `compression` changes the bytes of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DirectOptions {
    /// Compositor threads, at least 1.
    pub threads: usize,
    /// Encoder threads, at least 1.
    pub encoders: usize,
    /// Editions in a micro-batch, at least 1.
    pub batch: usize,
    /// The work that goes into encoding.
    pub compression: Compression,
    /// `true` to blend recipes met twice in a batch once.
    pub deduplicate: bool,
    /// Bytes that frames and encoded pictures may take: a smaller batch, then fewer threads, where these would be more.
    pub memory: usize,
}

/// Frames' bytes that an encoder takes beside its work: a frame in its hands and one queued, and the file.
const OF_ENCODER: usize = 3;

impl DirectOptions {
    /// Refuses frames of which not even one could be composed and encoded at a time.
    ///
    /// # Errors
    /// [`Error::Memory`].
    pub fn check(memory: usize, canvas: CanvasSize, colour: ColourType, compression: Compression) -> Result<()> {
        let frame = canvas.pixels() * colour.bytes();
        let needed = (frame + of_encoder(compression, frame)) as u64;
        Memory::new(memory).check(needed, || format!("encoding a picture of {canvas} whole"))
    }

    /// Lowers batch and threads until they fit into the memory.
    fn fitting(self, frame: usize) -> Self {
        let Self { threads, encoders, batch, memory, compression, .. } = self;
        let of_encoder = of_encoder(compression, frame);
        let for_batches = memory.saturating_sub(of_encoder * encoders) / (frame * threads).max(1);
        if for_batches >= 1 {
            return Self { batch: batch.min(for_batches), ..self };
        }
        let pairs = (memory / (frame + of_encoder).max(1)).max(1);
        Self { threads: threads.min(pairs), encoders: encoders.min(pairs), batch: 1, ..self }
    }
}

/// Bytes that an encoder of frames of so many bytes takes.
fn of_encoder(compression: Compression, frame: usize) -> usize {
    OF_ENCODER * frame + compression.working_bytes(frame)
}

/// A composed edition on its way to an encoder.
struct Composed<'a> {
    index: EditionIndex,
    frame: Frame<'a>,
}

/// Renders every edition of a job.
///
/// # Errors
/// [`Error::Memory`] when not even one frame fits; [`Error::Pack`] before the first picture when the pack is damaged; else the
/// first error of any thread, which names the edition or the file.
pub fn render_direct(job: Job<'_>, options: DirectOptions, observer: &dyn Observer) -> Result<RunReport> {
    let widest = job.colours.widest();
    DirectOptions::check(options.memory, job.pack.grid().canvas(), widest, options.compression)?;
    check_pack(job.project, job.pack, job.plan, options.threads)?;
    let length = frame_len(job.pack.grid(), widest);
    let options = options.fitting(length);
    let DirectOptions { threads, encoders, batch, .. } = options;
    // Each compositor may hold a batch, each encoder a frame, and the queue one more for each encoder. A compositor that
    // waits for frames holds less than a batch, so with this many one always comes back.
    let frames = threads * batch + 2 * encoders;
    let arena = Bump::new();
    let (free, freed) = bounded::<Frame<'_>>(frames);
    for _ in 0..frames {
        free.send(Frame(arena.alloc_slice_fill_copy(length, 0))).expect("the queue has room for every frame");
    }
    let (work, works) = bounded::<Composed<'_>>(encoders);
    let shared = Shared {
        job,
        options,
        observer,
        next: AtomicUsize::new(0),
        failure: Failure::default(),
        progress: Progress::new(job.plan.len(), observer.now()),
    };
    let compositors: Vec<_> = (0..threads)
        .map(|_| {
            let compositor = BatchCompositor::new(job.project, job.pack, options.deduplicate, &arena);
            Mutex::new(Some((compositor, work.clone())))
        })
        .collect();
    drop(work);
    // Whoever composes takes a compositor and its end of the work queue, which closes when the last of them is dropped.
    let take = |number: usize| -> Option<(BatchCompositor<'_>, Sender<Composed<'_>>)> {
        compositors[number].lock().unwrap_or_else(PoisonError::into_inner).take()
    };
    let compose = |number: usize| {
        let Some((compositor, work)) = take(number) else { return RunReport::default() };
        let hand_over = |composed, _: &mut RunReport| {
            work.send(composed).ok();
        };
        compose_batches(&shared, number, compositor, &freed, hand_over)
    };
    let encode = |number: usize| {
        let mut encoder = FrameEncoder::new(&shared, threads + number, &free);
        let mut report = RunReport::default();
        works.iter().for_each(|composed| encoder.encode(composed, &mut report));
        report
    };
    // Where no encoder could be started, this thread composes and encodes by turns.
    let compose_alone = || {
        let Some((compositor, _)) = take(0) else { return RunReport::default() };
        let mut encoder = FrameEncoder::new(&shared, threads, &free);
        compose_batches(&shared, 0, compositor, &freed, |composed, report| encoder.encode(composed, report))
    };
    let (composed, encoded) = beside("encode", encoders, encode, |encoders| {
        if encoders == 0 {
            return vec![compose_alone()];
        }
        let (own, mut others) = beside("compose", threads, compose, |started| {
            // The queues of those that could not be started are nobody's.
            let own = (started == 0).then(|| compose(0));
            (started..threads).for_each(|number| drop(take(number)));
            own
        });
        others.extend(own);
        others
    });
    let mut report = RunReport::default();
    composed.iter().chain(&encoded).for_each(|part| report.add(part));
    let Shared { failure, progress, .. } = shared;
    failure.into_result()?;
    progress.all_finished(observer)?;
    Ok(report)
}

/// The state that all threads of a run see.
struct Shared<'a> {
    job: Job<'a>,
    options: DirectOptions,
    observer: &'a dyn Observer,
    next: AtomicUsize,
    failure: Failure,
    progress: Progress,
}

impl Shared<'_> {
    fn lap(&self, report: &mut RunReport, thread: usize, stage: Stage, edition: u32, start: u64) -> u64 {
        report.lap(self.observer, thread, stage, edition, start)
    }
}

fn compose_batches<'a>(
    shared: &Shared<'a>,
    thread: usize,
    mut compositor: BatchCompositor<'a>,
    freed: &Receiver<Frame<'a>>,
    mut hand_over: impl FnMut(Composed<'a>, &mut RunReport),
) -> RunReport {
    let Job { plan, colours, .. } = shared.job;
    let mut report = RunReport::default();
    let mut frames: Vec<Frame<'_>> = Vec::with_capacity(shared.options.batch);
    let mut at = shared.observer.now();
    while !shared.failure.happened() && !shared.observer.stopped() {
        let first = shared.next.fetch_add(shared.options.batch, Ordering::Relaxed);
        let last = (first + shared.options.batch).min(plan.len());
        if first >= last {
            break;
        }
        let indices = (first as u32..last as u32).map(EditionIndex);
        let number = plan.edition(EditionIndex(first as u32)).number;
        frames.extend(freed.iter().take(last - first));
        at = shared.lap(&mut report, thread, Stage::WaitForFrame, number, at);
        let editions = indices.clone().map(|index| plan.edition(index)).map(|edition| (edition, colours.of(edition)));
        compositor.compose(editions, &mut frames);
        at = shared.lap(&mut report, thread, Stage::Compose, number, at);
        for (index, frame) in indices.zip(frames.drain(..)) {
            hand_over(Composed { index, frame }, &mut report);
        }
        at = shared.lap(&mut report, thread, Stage::HandOver, number, at);
    }
    report.tiles_composed = compositor.composed;
    report.tiles_copied = compositor.copied;
    report
}

/// Encodes and writes composed editions, and gives their frames back.
struct FrameEncoder<'r, 'a> {
    shared: &'r Shared<'a>,
    thread: usize,
    free: &'r Sender<Frame<'a>>,
    writer: MetadataWriter<'a>,
    files: EditionWriter<'a>,
    file: Vec<u8>,
    json: String,
    at: u64,
}

impl<'r, 'a> FrameEncoder<'r, 'a> {
    fn new(shared: &'r Shared<'a>, thread: usize, free: &'r Sender<Frame<'a>>) -> Self {
        let Job { project, staging, fingerprints, .. } = shared.job;
        let (writer, files) = (MetadataWriter::new(project), staging.edition_writer(fingerprints));
        let at = shared.observer.now();
        Self { shared, thread, free, writer, files, file: vec![], json: String::new(), at }
    }

    fn encode(&mut self, Composed { index, frame }: Composed<'a>, report: &mut RunReport) {
        let Self { shared, thread, free, writer, files, file, json, at } = self;
        let Job { project, pack, plan, colours, particulars, .. } = shared.job;
        let edition = plan.edition(index);
        *at = shared.lap(report, *thread, Stage::WaitForWork, edition.number, *at);
        // After a failure the queue is still emptied, so that no compositor waits for ever. An encoding may take seconds, so a run
        // that is to stop begins none, not even of what is composed.
        if !shared.failure.happened() && !shared.observer.stopped() {
            let (size, colour) = (pack.grid().canvas(), colours.of(edition));
            let samples = &frame.0[..frame_len(pack.grid(), colour)];
            let encoded = project.pictures.encode(size, colour, shared.options.compression, samples, file);
            let encoded =
                encoded.map_err(|reason| Error::Encode { what: format!("edition {}", edition.number), reason });
            *at = shared.lap(report, *thread, Stage::Encode, edition.number, *at);
            particulars.note_picture(edition.number, file);
            json.clear();
            writer.write_edition(edition, particulars, json);
            let written = encoded.and_then(|()| files.write(edition, file, json.as_bytes()));
            *at = shared.lap(report, *thread, Stage::Write, edition.number, *at);
            match written {
                Ok(()) => {
                    report.editions += 1;
                    report.image_bytes += file.len() as u64;
                    shared.progress.finished(*at, shared.observer);
                }
                Err(error) => shared.failure.set(error),
            }
        }
        // Refused only when no compositor is left to use it.
        free.send(frame).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_then_threads_give_way_to_the_budget() {
        let wanted = |frames| DirectOptions {
            threads: 8,
            encoders: 4,
            batch: 8,
            compression: Compression::Fast,
            deduplicate: true,
            memory: frames * 1000,
        };
        for (frames, threads, encoders, batch) in
            [(1000, 8, 4, 8), (80, 8, 4, 8), (79, 8, 4, 7), (24, 8, 4, 1), (23, 4, 4, 1), (14, 2, 2, 1), (5, 1, 1, 1)]
        {
            let fitting = wanted(frames).fitting(1000);
            assert_eq!((fitting.threads, fitting.encoders, fitting.batch), (threads, encoders, batch), "{frames}");
            let taken = fitting.threads * fitting.batch * 1000 + of_encoder(Compression::Fast, 1000) * fitting.encoders;
            assert!(taken <= frames * 1000, "{taken} of {frames}");
        }
    }

    #[test]
    fn the_smallest_files_take_more_memory() {
        let frame = 1 << 20;
        let wanted = |compression| DirectOptions {
            threads: 2,
            encoders: 2,
            batch: 8,
            compression,
            deduplicate: true,
            memory: 40 * frame,
        };
        let of = |compression| {
            let fitting = wanted(compression).fitting(frame);
            (fitting.threads, fitting.encoders, fitting.batch)
        };
        assert_eq!([Compression::High, Compression::Max].map(of), [(2, 2, 8), (2, 2, 2)]);
        let check = |mib: usize, compression| {
            let canvas = CanvasSize::new(512, 512).expect("a canvas");
            DirectOptions::check(mib << 20, canvas, ColourType::Rgba, compression)
        };
        assert!(check(5, Compression::High).is_ok() && check(4, Compression::High).is_err());
        assert!(check(19, Compression::Max).is_ok() && check(18, Compression::Max).is_err());
    }
}
