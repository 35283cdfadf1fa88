//! The direct pipeline, files included: what threads, recycled memory, rare progress and batches are worth.

use std::io::Write;
use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

use bumpalo::Bump;
use simdgen::build::{Encoder, Rehearsal, Request, rehearse};
use simdgen::compose::{BatchCompositor, Frame, frame_len, plain};
use simdgen::encode::{Compression, encode_frame};
use simdgen::image::MAX_PIXELS;
use simdgen::render::{Observer, Silent, Span, Stage};

use super::Set;
use super::form::{Form, Outcome, table};

/// Two compositors, two encoders, micro-batches of 8.
fn full() -> Request {
    let encoder = Encoder::Direct(Compression::Fast);
    Request { encoder, threads: 2, encoder_threads: 2, batch: 8, memory: usize::MAX, ..Request::default() }
}

fn compressed(compression: Compression) -> Request {
    Request { encoder: Encoder::Direct(compression), ..full() }
}

pub fn run(set: &Set) {
    println!("direct: composing, encoding and writing");
    let with = |request: Request| move |set: &Set| pipeline(set, &request, &Silent);
    let chatty = |set: &Set| {
        let out = std::fs::File::create(set.folder.join("progress.txt")).expect("the folder is ours");
        pipeline(set, &full(), &Chatty { started: Instant::now(), out: Mutex::new(out) })
    };
    table(
        set,
        &[
            Form::new("full: 2 compositors, 2 encoders, frames recycled", with(full())),
            Form::new("one dedicated encoder", with(Request { encoder_threads: 1, ..full() })),
            Form::new("one thread of each kind", with(Request { threads: 1, encoder_threads: 1, ..full() })),
            Form::new("progress told at every edition, by every stage", chatty),
            Form::new("compression small", with(compressed(Compression::Small))),
            Form::new("compression smaller", with(compressed(Compression::Smaller))),
            Form::new("one thread in all: compose, encode, write in turn", |set| one_thread(set, Memory::Kept)),
            Form::new("the same with new frames and buffers for every edition", |set| one_thread(set, Memory::New)),
            Form::new("the same with frames copied when handed over", |set| one_thread(set, Memory::Copied)),
            Form::new("where it began: one thread, layer by layer, decode every time", phase_0),
        ],
    );
}

/// The direct pipeline by editions in a micro-batch.
pub fn batch_sizes(set: &Set) {
    println!("direct, by editions in a micro-batch");
    let forms = [8, 1, 2, 4, 16].map(|batch| {
        Form::new(format!("--batch {batch}"), move |set: &Set| pipeline(set, &Request { batch, ..full() }, &Silent))
    });
    table(set, &forms);
}

fn pipeline(set: &Set, request: &Request, observer: &dyn Observer) -> Outcome {
    let Set { project, pack, plan: full_plan, few: part, folder, .. } = set;
    let rehearsal = Rehearsal { project, pack, full_plan, part };
    let report = rehearse(rehearsal, &folder.join("out"), request, observer).expect("the demo renders");
    Outcome { editions: report.editions, image_bytes: report.image_bytes as usize, held_bytes: 0 }
}

/// An observer with a clock that writes a line for everything it hears.
struct Chatty {
    started: Instant,
    out: Mutex<std::fs::File>,
}

impl Observer for Chatty {
    fn now(&self) -> u64 {
        self.started.elapsed().as_nanos() as u64
    }

    fn progress(&self, _done: usize, _total: usize) {}

    fn span(&self, span: Span) {
        if matches!(span.stage, Stage::Encode | Stage::Write | Stage::WaitForWork) {
            let mut out = self.out.lock().expect("nobody panics");
            writeln!(out, "edition {}: {}", span.edition, span.stage.name()).expect("the folder is ours");
        }
    }
}

/// The fate of a frame when its edition is done.
#[derive(Clone, Copy, PartialEq)]
enum Memory {
    Kept,
    New,
    Copied,
}

/// Composes, encodes and writes on one thread.
fn one_thread(set: &Set, memory: Memory) -> Outcome {
    let arena = Bump::new();
    let mut compositor = BatchCompositor::new(&set.project, &set.pack, false, &arena);
    let length = frame_len(set.pack.grid(), set.colour);
    let (mut frame, mut png, mut bytes) = (vec![0; length], vec![], 0);
    for (index, edition) in set.few.editions().enumerate() {
        if memory == Memory::New {
            (frame, png) = (vec![0; length], vec![]);
        }
        compositor.compose([(edition, set.colour)].into_iter(), &mut [Frame(&mut frame)]);
        let copy = (memory == Memory::Copied).then(|| frame.clone());
        let frame = copy.as_deref().unwrap_or(&frame);
        encode_frame(set.project.canvas, set.colour, Compression::Fast, frame, &mut png).expect("a full_plan frame");
        bytes += png.len();
        write(&set.folder, index, &png);
    }
    Outcome { editions: set.few.len(), image_bytes: bytes, held_bytes: 0 }
}

/// Runs the form without options, which reuses its memory.
pub fn one_thread_full(set: &Set) -> Outcome {
    one_thread(set, Memory::Kept)
}

/// Runs the form that the program began with.
pub fn phase_0(set: &Set) -> Outcome {
    let pictures = plain::Pictures::within(0);
    let (mut png, mut bytes) = (vec![], 0);
    for (index, edition) in set.fewest.editions().enumerate() {
        let pixels = plain::compose(&set.project, edition, &pictures, MAX_PIXELS).expect("the demo composes");
        let frame: Vec<u8> =
            pixels.iter().flat_map(|p| [p.r, p.g, p.b, p.a].into_iter().take(set.colour.bytes())).collect();
        encode_frame(set.project.canvas, set.colour, Compression::Fast, &frame, &mut png).expect("a full_plan frame");
        bytes += png.len();
        write(&set.folder, index, &png);
    }
    Outcome { editions: set.fewest.len(), image_bytes: bytes, held_bytes: 0 }
}

pub fn write(folder: &Path, index: usize, png: &[u8]) {
    std::fs::write(folder.join(format!("{index}.png")), png).expect("the folder is ours");
}
