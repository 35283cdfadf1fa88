//! In the steady state composing allocates nothing: a counting allocator shows it.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]
#![expect(unsafe_code, reason = "a global allocator can only be written so")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fs::File;
use std::io::BufWriter;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use bumpalo::Bump;
use simdgen::blend::{BlendMode, Opacity};
use simdgen::build::{Rehearsal, Request, rehearse};
use simdgen::canvas::ColourType;
use simdgen::compose::{BatchCompositor, Frame, frame_len};
use simdgen::encode::{Compression, encode_frame};
use simdgen::plan::file::PlanFormat;
use simdgen::plan::{self, EditionIndex};
use simdgen::project::Background;
use simdgen::render::{Event, Observer};

#[path = "pixels/fixture.rs"]
#[expect(dead_code, reason = "this test needs a part of it")]
mod fixture;
#[path = "plain/mod.rs"]
mod plain;

struct Counting;

/// Held by a test while it counts: the other must not allocate meanwhile.
static TURN: Mutex<()> = Mutex::new(());

/// Allocations of all threads.
static TOTAL: AtomicUsize = AtomicUsize::new(0);

/// Bytes that are allocated, of all threads, and the most since it was set.
static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST_HELD: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call is passed on unchanged to the system's allocator, which upholds the contract; counting
// touches only a thread-local without destructor.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.with(|c| c.set(c.get() + 1));
        TOTAL.fetch_add(1, Ordering::Relaxed);
        let held = HELD.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST_HELD.fetch_max(held, Ordering::Relaxed);
        // SAFETY: the caller upholds `alloc`'s contract for this layout.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller got `pointer` from `alloc` with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(work: impl FnOnce()) -> usize {
    let before = COUNT.with(Cell::get);
    work();
    COUNT.with(Cell::get) - before
}

#[test]
fn composing_allocates_nothing_after_the_first_batch() {
    let _turn = TURN.lock().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let over = (BlendMode::SourceOver, Opacity::FULL);
    let screen = (BlendMode::Screen, Opacity(200));
    let background = Background::Transparent;
    let layers = vec![over, screen, over, over];
    let shape = fixture::Shape { width: 300, height: 200, layers, traits: 4, full_bottom: false, background };
    let project = fixture::project(folder.path(), &shape, 1);
    let pack = fixture::packed(&project, 1);
    let plan = fixture::random_plan(&project, 64, 2);
    let arena = Bump::new();
    let mut compositor = BatchCompositor::new(&project, &pack, true, &arena);
    let length = frame_len(pack.grid(), ColourType::Rgba);
    let mut frames: Vec<Frame<'_>> = (0..8).map(|_| Frame(arena.alloc_slice_fill_copy(length, 0))).collect();
    let mut compose = |first: u32| {
        compositor.compose((first..first + 8).map(|i| (plan.edition(EditionIndex(i)), ColourType::Rgba)), &mut frames);
    };
    assert!(allocations(|| compose(0)) > 0, "the first batch makes its lists");
    // Lists grow to the deepest recipe met; every batch after all were seen once is the steady state.
    (0..8).for_each(|batch| compose(batch * 8));
    assert_eq!(allocations(|| (0..8).for_each(|batch| compose(batch * 8))), 0);

    // The direct encoder's allocations are the `png` crate's own, a fixed number for each picture.
    let mut png = vec![];
    let mut encode = || {
        encode_frame(pack.grid().canvas(), ColourType::Rgba, Compression::Fast, frames[0].0, &mut png).unwrap();
    };
    encode();
    let each = allocations(&mut encode);
    println!("the png crate allocates {each} times a picture");
    assert_eq!(allocations(|| (0..10).for_each(|_| encode())), 10 * each);
}

/// Allocations of all threads from the beginning of rendering to its end.
#[derive(Default)]
struct WhileRendering(AtomicUsize);

impl Observer for WhileRendering {
    fn event(&self, event: Event<'_>) {
        let total = TOTAL.load(Ordering::Relaxed);
        match event {
            Event::Rendering { .. } => self.0.store(total, Ordering::Relaxed),
            Event::Rendered => self.0.store(total - self.0.load(Ordering::Relaxed), Ordering::Relaxed),
            _ => {}
        }
    }
}

#[test]
fn splicing_allocates_for_tiles_and_windows_not_for_editions() {
    let _turn = TURN.lock().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let over = (BlendMode::SourceOver, Opacity::FULL);
    let background = Background::Transparent;
    let shape =
        fixture::Shape { width: 100, height: 80, layers: vec![over; 3], traits: 3, full_bottom: true, background };
    let project = fixture::project(folder.path(), &shape, 3);
    let pack = fixture::packed(&project, 1);
    // 27 combinations: the first window has met every tile there is.
    let run = |editions: u32| {
        let plan = fixture::random_plan(&project, editions, 4);
        let out = tempfile::tempdir().unwrap();
        let request = Request { threads: 2, batch: 8, memory: 1 << 26, ..Request::default() };
        let rehearsal = Rehearsal { project: &project, pack: &pack, full_plan: &plan, part: &plan };
        let counted = WhileRendering::default();
        rehearse(rehearsal, &out.path().join("out"), &request, &counted).unwrap();
        counted.0.load(Ordering::Relaxed)
    };
    run(64);
    // Two windows more, each with its list of merged neighbours.
    let (few, many) = (run(6000), run(30_000));
    let each = many.saturating_sub(few) as f64 / 24_000.0;
    println!("{few} allocations for 6000 editions, {many} for 30000: {each:.3} for each more");
    assert!(each < 0.05, "{each} allocations for each edition");
}

/// The most bytes held while something is done, beside those held before.
fn most_held<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = HELD.load(Ordering::Relaxed);
    MOST_HELD.store(before, Ordering::Relaxed);
    let result = work();
    (result, MOST_HELD.load(Ordering::Relaxed) - before)
}

/// Ten layers; of other threads of the test only the turn is waited for, so that nothing else is counted.
#[test]
fn a_plan_takes_few_bytes_an_edition_while_it_is_drawn_and_read() {
    const EDITIONS: usize = 20_000;
    let _turn = TURN.lock().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let over = (BlendMode::SourceOver, Opacity::FULL);
    let background = Background::Transparent;
    let shape =
        fixture::Shape { width: 2, height: 2, layers: vec![over; 10], traits: 4, full_bottom: true, background };
    let mut project = fixture::project(folder.path(), &shape, 1);
    project.sets[0].editions = EDITIONS;
    let (plan, most) = most_held(|| plan::draw(&project, "few bytes").unwrap());
    assert!(most < 100 * EDITIONS, "{} bytes an edition", most / EDITIONS);
    let path = folder.path().join("plan.jsonl");
    let file = BufWriter::new(File::create(&path).unwrap());
    let (_, most) = most_held(|| plan::file::write(PlanFormat::Jsonl, &project, &plan, file).unwrap());
    assert!(most < 1 << 16, "{most} bytes to write a plan");
    let (read, most) = most_held(|| plan::file::read(&path, &project).unwrap());
    assert!(read == plan && most < 200 * EDITIONS, "{} bytes an edition to read a plan", most / EDITIONS);
}
