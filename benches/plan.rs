//! Drawing plans: 8 layers of 20 traits, far from running out, and to the last combination.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use simdgen::plan::draw;

#[path = "../tests/plan/fixture.rs"]
mod fixture;

use fixture::weighted;

fn plan(c: &mut Criterion) {
    let weights: Vec<u64> = (1..=20).collect();
    let layers = [weights.as_slice(); 8];

    let small = weighted(10_000, &layers);
    c.bench_function("plan/draw/10k", |b| b.iter(|| draw(black_box(&small), "42").expect("possible")));
    let all = weighted(10_000, &[&weights[..10]; 4]);
    c.bench_function("plan/draw/10k_of_10k", |b| b.iter(|| draw(black_box(&all), "42").expect("possible")));

    let mut slow = c.benchmark_group("plan/draw");
    slow.sample_size(10);
    let large = weighted(1_000_000, &layers);
    slow.bench_function("1m", |b| b.iter(|| draw(black_box(&large), "42").expect("possible")));
    slow.finish();
}

criterion_group!(benches, plan);
criterion_main!(benches);
