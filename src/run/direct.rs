//! The pipeline of the direct encoder: compositors, a bounded queue of frames, encoders, and the frames' way back.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use bumpalo::Bump;
use crossbeam_channel::{Receiver, Sender, bounded};

use super::failure::Failure;
use super::observer::{Observer, Stage, lap};
use super::progress::Progress;
use super::{Job, RunReport, check_pack};
use crate::compose::{BatchCompositor, Frame, frame_len};
use crate::encode::{Compression, encode_frame, encode_jpeg};
use crate::output::EditionWriter;
use crate::output::metadata::MetadataWriter;
use crate::plan::EditionIndex;
use crate::project::PictureFormat;
use crate::{Error, Result};

/// How a direct run works. Nothing but `compression` changes the bytes of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DirectOptions {
    /// Compositor threads, at least 1.
    pub threads: usize,
    /// Encoder threads, at least 1.
    pub encoders: usize,
    /// Editions in a micro-batch, at least 1.
    pub batch: usize,
    /// How hard the encoder tries.
    pub compression: Compression,
    /// Whether recipes met twice in a batch are blended once.
    pub share: bool,
}

/// A composed edition on its way to an encoder.
struct Composed<'a> {
    index: EditionIndex,
    frame: Frame<'a>,
}

/// Renders every edition of a job.
///
/// # Errors
/// [`Error::Pack`] before the first picture when the pack is damaged; else the first error of any thread, which names the
/// edition or the file.
pub fn render_direct(job: Job<'_>, options: DirectOptions, observer: &dyn Observer) -> Result<RunReport> {
    let DirectOptions { threads, encoders, batch, .. } = options;
    check_pack(job.project, job.pack, job.plan, threads)?;
    let length = frame_len(job.pack.grid(), job.colour);
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
    let compositors: Vec<_> =
        (0..threads).map(|_| BatchCompositor::new(job.project, job.pack, job.colour, options.share, &arena)).collect();
    let mut report = RunReport::default();
    thread::scope(|scope| -> Result<()> {
        let mut handles = vec![];
        for (number, compositor) in compositors.into_iter().enumerate() {
            let (shared, freed, work) = (&shared, freed.clone(), work.clone());
            let builder = thread::Builder::new().name(format!("simdgen-compose-{number}"));
            let run = move || compose_batches(shared, number, compositor, &freed, &work);
            handles.push(builder.spawn_scoped(scope, run).map_err(Error::io("start a thread in", job.staging.out()))?);
        }
        for number in 0..encoders {
            let (shared, works, free) = (&shared, works.clone(), free.clone());
            let builder = thread::Builder::new().name(format!("simdgen-encode-{number}"));
            let run = move || encode_frames(shared, threads + number, &works, &free);
            handles.push(builder.spawn_scoped(scope, run).map_err(Error::io("start a thread in", job.staging.out()))?);
        }
        // Only the threads hold the queues from here on: the work queue closes when the last compositor leaves.
        drop((free, freed, work, works));
        for handle in handles {
            report.add(&handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        Ok(())
    })?;
    let Shared { failure, progress, .. } = shared;
    failure.into_result()?;
    progress.all_finished(observer)?;
    Ok(report)
}

/// What all threads of a run see.
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
        lap(self.observer, report, thread, stage, edition, start)
    }
}

fn compose_batches<'a>(
    shared: &Shared<'a>,
    thread: usize,
    mut compositor: BatchCompositor<'a>,
    freed: &Receiver<Frame<'a>>,
    work: &Sender<Composed<'a>>,
) -> RunReport {
    let plan = shared.job.plan;
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
        if frames.len() < last - first {
            // Closed while a compositor works: the encoders could not be started.
            break;
        }
        at = shared.lap(&mut report, thread, Stage::WaitForFrame, number, at);
        compositor.compose(indices.clone().map(|i| plan.edition(i)), &mut frames);
        at = shared.lap(&mut report, thread, Stage::Compose, number, at);
        for (index, frame) in indices.zip(frames.drain(..)) {
            work.send(Composed { index, frame }).ok();
        }
        at = shared.lap(&mut report, thread, Stage::HandOver, number, at);
    }
    report.tiles_composed = compositor.composed;
    report.tiles_copied = compositor.copied;
    report
}

fn encode_frames<'a>(
    shared: &Shared<'a>,
    thread: usize,
    works: &Receiver<Composed<'a>>,
    free: &Sender<Frame<'a>>,
) -> RunReport {
    let Job { project, pack, plan, colour, particulars, staging, prints } = shared.job;
    let mut report = RunReport::default();
    let (mut file, mut json) = (vec![], String::new());
    let writer = MetadataWriter::new(project);
    let mut files = EditionWriter::new(staging, prints);
    let mut at = shared.observer.now();
    for Composed { index, frame } in works {
        let edition = plan.edition(index);
        at = shared.lap(&mut report, thread, Stage::WaitForWork, edition.number, at);
        // After a failure the queue is still emptied, so that no compositor waits for ever.
        if !shared.failure.happened() {
            let size = pack.grid().canvas();
            let encoded = match project.pictures {
                PictureFormat::Png => encode_frame(size, colour, shared.options.compression, frame.0, &mut file),
                PictureFormat::Jpeg => encode_jpeg(size, colour, frame.0, &mut file),
            };
            let encoded =
                encoded.map_err(|reason| Error::Encode { what: format!("edition {}", edition.number), reason });
            at = shared.lap(&mut report, thread, Stage::Encode, edition.number, at);
            particulars.note_picture(edition.number, &file);
            json.clear();
            writer.write_edition(edition, particulars, &mut json);
            let written = encoded.and_then(|()| files.write(edition, &file, json.as_bytes()));
            at = shared.lap(&mut report, thread, Stage::Write, edition.number, at);
            match written {
                Ok(()) => {
                    report.editions += 1;
                    report.image_bytes += file.len() as u64;
                    shared.progress.finished(at, shared.observer);
                }
                Err(error) => shared.failure.set(error),
            }
        }
        // Refused only when no compositor is left to use it.
        free.send(frame).ok();
    }
    report
}
