//! Drawing plans: 8 layers of 20 traits, far from running out, and to the last combination; and 20 layers of 15 with
//! 100 rules, without and with 50 exact counts.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use simdgen::plan::draw;

#[path = "../tests/plan/fixture.rs"]
mod fixture;
#[path = "../tests/plain/mod.rs"]
mod plain;

use fixture::{large, weighted};

fn plan(c: &mut Criterion) {
    let weights: Vec<u64> = (1..=20).collect();
    let layers = [weights.as_slice(); 8];

    let small = weighted(10_000, &layers);
    c.bench_function("plan/draw/10k", |b| b.iter(|| draw(black_box(&small), "42").expect("possible")));
    let all = weighted(10_000, &[&weights[..10]; 4]);
    c.bench_function("plan/draw/10k_of_10k", |b| b.iter(|| draw(black_box(&all), "42").expect("possible")));

    let mut slow = c.benchmark_group("plan/draw");
    slow.sample_size(10);
    let million = weighted(1_000_000, &layers);
    slow.bench_function("1m", |b| b.iter(|| draw(black_box(&million), "42").expect("possible")));
    let counted = large(10_000);
    let mut ruled = counted.clone();
    ruled.traits.iter_mut().for_each(|t| t.count = None);
    slow.bench_function("10k_100_rules", |b| b.iter(|| draw(black_box(&ruled), "42").expect("possible")));
    slow.bench_function("10k_100_rules_50_counts", |b| b.iter(|| draw(black_box(&counted), "42").expect("possible")));
    slow.finish();
}

criterion_group!(benches, plan);
criterion_main!(benches);
