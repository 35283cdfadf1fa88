//! One edition into memory, from a pack that is ready: `one_edition/...`, on the demo at 1000 x 1000.
//!
//! Throughput is editions. `shared/2` is two threads with one renderer.

use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use simdgen::{CanvasSize, Compression, EditionIndex, PackPlace, Plan, Project, Renderer, Request, demo};

const EDITIONS: u32 = 64;

fn renderer(folder: &std::path::Path) -> simdgen::Result<(Renderer, Plan)> {
    demo::write(folder)?;
    let mut project = Project::open(folder)?;
    project.canvas = CanvasSize::new(1000, 1000)?;
    let plan = project.plan(Some(EDITIONS), Some("bench"))?;
    let pack = PackPlace { file: Some(folder.join("traits.pack")), ..PackPlace::default() };
    Ok((Renderer::new(project, &Request { threads: 2, pack, ..Request::default() })?, plan))
}

fn one_edition(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let (renderer, plan) = renderer(folder.path()).expect("the demo is ready");
    let edition = |number: u64| plan.edition(EditionIndex((number % u64::from(EDITIONS)) as u32));
    let mut group = c.benchmark_group("one_edition");
    group.throughput(Throughput::Elements(1));
    let mut next = 0;
    let mut turn = || {
        next += 1;
        edition(next)
    };
    group.bench_function("pixels", |b| b.iter(|| black_box(renderer.pixels(turn()))));
    for (name, compression) in [("fastest", Compression::Fastest), ("fast", Compression::Fast)] {
        group.bench_function(format!("png/{name}"), |b| {
            b.iter(|| black_box(renderer.png(turn(), compression)).expect("it encodes"));
        });
    }
    group.bench_function("jpeg", |b| b.iter(|| black_box(renderer.jpeg(turn())).expect("it encodes")));
    group.bench_function("shared/2", |b| {
        b.iter_custom(|times| {
            let started = Instant::now();
            thread::scope(|scope| {
                for thread in 0..2 {
                    let (renderer, edition) = (&renderer, &edition);
                    scope.spawn(move || {
                        for number in (thread..times).step_by(2) {
                            black_box(renderer.png(edition(number), Compression::Fast)).expect("it encodes");
                        }
                    });
                }
            });
            started.elapsed()
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .without_plots();
    targets = one_edition
}
criterion_main!(benches);
