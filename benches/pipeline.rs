//! Each stage by itself and all together, on the demo project: `pack/...`, `compose/...`, `encode/...`, `end_to_end/...`.
//!
//! Throughput is traits for packing and editions for the rest. Files go to a file system in memory where there is one.
//! Blending, planning and the steps of splicing have benches of their own.

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use bumpalo::Bump;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use simdgen::build::{Encoder, Rehearsal, Request, rehearse};
use simdgen::canvas::ColourType;
use simdgen::compose::{BatchCompositor, ColourTypes, Frame, frame_len};
use simdgen::demo;
use simdgen::dialect;
use simdgen::encode::{Compression, encode_frame};
use simdgen::image::{MAX_PIXELS, load_picture};
use simdgen::pack::{BuildOptions, Care, Pack, ensure};
use simdgen::plan::{self, EditionIndex, Plan};
use simdgen::project::Project;
use simdgen::render::{RunReport, Silent};
use simdgen::splice::training::{Effort, TrainingInput, train};
use tempfile::TempDir;

const EDITIONS: usize = 128;
const BATCH: usize = 8;
const LEVELS: [(&str, Compression); 4] = [
    ("fastest", Compression::Fastest),
    ("fast", Compression::Fast),
    ("balanced", Compression::Balanced),
    ("high", Compression::High),
];
const EFFORTS: [(&str, Effort); 3] = [("fast", Effort::Fast), ("balanced", Effort::Balanced), ("high", Effort::High)];

/// The demo, packed and planned.
struct Demo {
    project: Project,
    pack: Pack,
    plan: Plan,
    colour: ColourType,
    folder: TempDir,
}

fn options(threads: usize, force: bool) -> BuildOptions<'static> {
    let care = if force { Care::Anew } else { Care::Usual };
    BuildOptions { care, ..BuildOptions::new(threads) }
}

impl Demo {
    fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = tempfile::tempdir_in(parent).expect("a folder");
        demo::write(folder.path()).expect("the demo is written");
        let mut project = dialect::open(folder.path(), None).expect("the demo opens");
        plan::resize_sets(&mut project, EDITIONS);
        let (pack, _) = ensure(&project, &folder.path().join("traits.pack"), options(2, false)).expect("it packs");
        let plan = plan::draw(&project, "bench").expect("there are enough combinations");
        let colour = ColourTypes::of_plan(&project, &pack, &plan).widest();
        Self { project, pack, plan, colour, folder }
    }

    fn render(&self, encoder: Encoder) -> RunReport {
        let Self { project, pack, plan, folder, .. } = self;
        let request = Request { encoder, threads: 2, encoder_threads: 2, batch: BATCH, ..Request::default() };
        let rehearsal = Rehearsal { project, pack, full_plan: plan, part: plan };
        rehearse(rehearsal, &folder.path().join("out"), &request, &Silent).expect("the demo renders")
    }
}

fn pack(c: &mut Criterion, demo: &Demo) {
    let Demo { project, folder, .. } = demo;
    let mut group = c.benchmark_group("pack");
    group.throughput(Throughput::Elements(demo.pack.pictures() as u64));
    group.bench_function("decode", |b| {
        b.iter(|| {
            for path in project.traits.iter().filter_map(|t| t.picture.as_ref()) {
                let picture = load_picture(path, "", project.canvas, project.resize, MAX_PIXELS);
                black_box(picture.expect("the demo's pictures are well"));
            }
        });
    });
    let path = folder.path().join("again.pack");
    for threads in [1, 2] {
        group.bench_function(format!("decode_cut_write/{threads}"), |b| {
            b.iter(|| ensure(project, &path, options(threads, true)).expect("it packs"));
        });
    }
    group.bench_function("open", |b| b.iter(|| ensure(project, &path, options(2, false)).expect("it opens")));
    group.finish();
}

fn compose(c: &mut Criterion, demo: &Demo) {
    let Demo { project, pack, plan, colour, .. } = demo;
    let mut group = c.benchmark_group("compose");
    group.throughput(Throughput::Elements(EDITIONS as u64));
    for batch in [1, BATCH] {
        let arena = Bump::new();
        let mut compositor = BatchCompositor::new(project, pack, true, &arena);
        let length = frame_len(pack.grid(), *colour);
        let mut frames: Vec<Frame<'_>> = (0..batch).map(|_| Frame(arena.alloc_slice_fill_copy(length, 0))).collect();
        let editions: Vec<_> = plan.editions().collect();
        group.bench_function(format!("batch/{batch}"), |b| {
            b.iter(|| {
                for part in editions.chunks(batch) {
                    compositor.compose(part.iter().map(|&edition| (edition, *colour)), &mut frames[..part.len()]);
                    black_box(&frames);
                }
            });
        });
    }
    group.finish();
}

fn encode(c: &mut Criterion, demo: &Demo) {
    let Demo { project, pack, plan, colour, .. } = demo;
    let arena = Bump::new();
    let mut frame = vec![0; frame_len(pack.grid(), *colour)];
    let first = [(plan.edition(EditionIndex(0)), *colour)].into_iter();
    BatchCompositor::new(project, pack, false, &arena).compose(first, &mut [Frame(&mut frame)]);
    let mut group = c.benchmark_group("encode/direct");
    group.throughput(Throughput::Elements(1));
    for (name, compression) in LEVELS {
        let mut png = vec![];
        group.bench_function(name, |b| {
            b.iter(|| encode_frame(project.canvas, *colour, compression, black_box(&frame), &mut png));
        });
    }
    group.finish();
    let mut group = c.benchmark_group("encode/train");
    for (name, effort) in EFFORTS {
        let (full_plan, colours) = (plan, &ColourTypes::alike(*colour));
        let input = TrainingInput { project, pack, full_plan, colours, effort, threads: 2, saved_training: None };
        group.bench_function(name, |b| b.iter(|| train(input)));
    }
    group.finish();
}

fn end_to_end(c: &mut Criterion, demo: &Demo) {
    let mut group = c.benchmark_group("end_to_end");
    group.throughput(Throughput::Elements(EDITIONS as u64));
    for (name, effort) in EFFORTS {
        group.bench_function(format!("splice/{name}"), |b| b.iter(|| demo.render(Encoder::Splice(effort))));
    }
    // The highest takes minutes.
    for &(name, compression) in &LEVELS[..3] {
        group.bench_function(format!("direct/{name}"), |b| b.iter(|| demo.render(Encoder::Direct(compression))));
    }
    group.finish();
}

fn stages(c: &mut Criterion) {
    let demo = Demo::new();
    pack(c, &demo);
    compose(c, &demo);
    encode(c, &demo);
    end_to_end(c, &demo);
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .without_plots();
    targets = stages
}
criterion_main!(benches);
