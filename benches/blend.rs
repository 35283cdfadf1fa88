//! The cost of the blend kernels: against the oracle, against the same loop left to the compiler, and against
//! copying the same bytes.
//!
//! Names are paths: `stage/operation/form/pixels`. Lengths are 64 pixels (a row of a tile), 512 (a row of a
//! small picture) and 2176 (a tile with its halo, what the program blends at a time). Three forms of source-over:
//!
//! - `wide`: the kernel of the library,
//! - `plain`: the same arithmetic as a plain loop over the planes, which the compiler turns into vectors,
//! - `one_by_one`: that loop with each pixel's index passed through `black_box`, so that it stays scalar.

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use simdgen::blend::{self, BlendMode, Opacity};
use simdgen::canvas::{PLANE_LEN, PremulPlanes, PremulPlanesMut, StraightPlanes, StraightPlanesMut};

/// Four planes of some length.
struct Planes([Vec<u8>; 4]);

impl Planes {
    /// Premultiplied pixels of all alphas, the same for the same seed.
    fn noise(len: usize, seed: u64) -> Self {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut byte = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 24) as u8
        };
        let alpha: Vec<u8> = (0..len).map(|_| byte()).collect();
        let mut colour = || alpha.iter().map(|a| byte().min(*a)).collect();
        let colours = [colour(), colour(), colour()];
        let [r, g, b] = colours;
        Self([r, g, b, alpha])
    }

    fn premultiplied(&self) -> PremulPlanes<'_> {
        let [r, g, b, a] = &self.0;
        PremulPlanes { r, g, b, a }
    }

    fn premultiplied_mut(&mut self) -> PremulPlanesMut<'_> {
        let [r, g, b, a] = &mut self.0;
        PremulPlanesMut { r, g, b, a }
    }

    fn straight(&self) -> StraightPlanes<'_> {
        let [r, g, b, a] = &self.0;
        StraightPlanes { r, g, b, a }
    }

    fn straight_mut(&mut self) -> StraightPlanesMut<'_> {
        let [r, g, b, a] = &mut self.0;
        StraightPlanesMut { r, g, b, a }
    }

    fn copy_from(&mut self, other: &Self) {
        for (to, from) in self.0.iter_mut().zip(&other.0) {
            to.copy_from_slice(from);
        }
    }
}

/// One channel of one pixel, source over destination.
fn over(s: u8, sa: u8, d: u8) -> u8 {
    let t = u16::from(d) * u16::from(255 - sa) + 128;
    s + ((t + (t >> 8)) >> 8) as u8
}

/// Source-over as one would write it without thinking of vectors.
fn plain(source: PremulPlanes<'_>, destination: PremulPlanesMut<'_>) {
    let pairs =
        [(source.r, destination.r), (source.g, destination.g), (source.b, destination.b), (source.a, destination.a)];
    for (s, d) in pairs {
        for ((d, s), sa) in d.iter_mut().zip(s).zip(source.a) {
            *d = over(*s, *sa, *d);
        }
    }
}

/// Blends pixel by pixel, without vectors.
fn one_by_one(source: PremulPlanes<'_>, destination: PremulPlanesMut<'_>) {
    for i in 0..destination.r.len() {
        let i = black_box(i);
        let sa = source.a[i];
        destination.r[i] = over(source.r[i], sa, destination.r[i]);
        destination.g[i] = over(source.g[i], sa, destination.g[i]);
        destination.b[i] = over(source.b[i], sa, destination.b[i]);
        destination.a[i] = over(sa, sa, destination.a[i]);
    }
}

fn kernel(source: PremulPlanes<'_>, destination: PremulPlanesMut<'_>) {
    blend::blend(BlendMode::SourceOver, Opacity::FULL, source, destination);
}

type Form = fn(PremulPlanes<'_>, PremulPlanesMut<'_>);

fn source_over(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("blend/source_over");
    for len in [64, 512, PLANE_LEN] {
        let (source, mut destination) = (Planes::noise(len, 1), Planes::noise(len, 2));
        group.throughput(Throughput::Elements(len as u64));
        for (name, form) in [("wide", kernel as Form), ("plain", plain), ("one_by_one", one_by_one)] {
            group.bench_function(BenchmarkId::new(name, len), |bencher| {
                bencher.iter(|| form(black_box(source.premultiplied()), black_box(destination.premultiplied_mut())));
            });
        }
    }
}

/// Tiles of one layer, blended or copied one after another into a tile that stays in the first-level cache.
fn layer_traffic(criterion: &mut Criterion) {
    const TILE_BYTES: usize = 4 * PLANE_LEN;
    /// 48 tiles, 408 KiB: more than a first-level cache, less than a second-level one.
    const TILES: usize = 48;
    /// More than a last-level cache, in whole layers.
    const BUFFER: usize = 256 * 1024 * 1024 / (TILES * TILE_BYTES) * (TILES * TILE_BYTES);

    let layer: Vec<Planes> = (0..TILES).map(|i| Planes::noise(PLANE_LEN, i as u64 + 1)).collect();
    let mut tile = Planes::noise(PLANE_LEN, 99);
    let memory: Vec<u8> = (0..BUFFER).map(|i| i as u8).collect();
    let mut at = 0;

    let mut group = criterion.benchmark_group("blend/layer_of_48_tiles");
    group.throughput(Throughput::Bytes((TILES * TILE_BYTES) as u64));
    group.bench_function("source_over/from_l2", |bencher| {
        bencher.iter(|| {
            for source in &layer {
                kernel(black_box(source.premultiplied()), black_box(tile.premultiplied_mut()));
            }
        });
    });
    group.bench_function("copy/from_l2", |bencher| {
        bencher.iter(|| {
            for source in &layer {
                black_box(&mut tile).copy_from(black_box(source));
            }
        });
    });
    group.bench_function("copy/from_memory", |bencher| {
        bencher.iter(|| {
            for _ in 0..TILES {
                for (plane, part) in tile.0.iter_mut().zip(memory[at..at + TILE_BYTES].chunks_exact(PLANE_LEN)) {
                    plane.copy_from_slice(black_box(part));
                }
                black_box(&mut tile);
                at = (at + TILE_BYTES) % BUFFER;
            }
        });
    });
}

fn every_mode(criterion: &mut Criterion) {
    let (source, start) = (Planes::noise(PLANE_LEN, 3), Planes::noise(PLANE_LEN, 4));
    let mut destination = Planes::noise(PLANE_LEN, 4);
    for (mode, name) in BlendMode::ALL {
        let mut group = criterion.benchmark_group(format!("blend/{}", name.replace('-', "_")));
        group.throughput(Throughput::Elements(PLANE_LEN as u64));
        // Operators may drive the destination to zero or one; each form starts from the same pixels.
        destination.copy_from(&start);
        if mode != BlendMode::SourceOver {
            group.bench_function(BenchmarkId::new("wide", PLANE_LEN), |bencher| {
                bencher.iter(|| {
                    blend::blend(
                        mode,
                        Opacity::FULL,
                        black_box(source.premultiplied()),
                        destination.premultiplied_mut(),
                    );
                });
            });
        }
        destination.copy_from(&start);
        group.bench_function(BenchmarkId::new("scalar", PLANE_LEN), |bencher| {
            bencher.iter(|| {
                let source = black_box(source.premultiplied());
                blend::scalar::blend(mode, Opacity::FULL, source, destination.premultiplied_mut());
            });
        });
    }
    let mut group = criterion.benchmark_group("blend/source_over_half_opacity");
    group.throughput(Throughput::Elements(PLANE_LEN as u64));
    group.bench_function(BenchmarkId::new("wide", PLANE_LEN), |bencher| {
        bencher.iter(|| {
            let source = black_box(source.premultiplied());
            blend::blend(BlendMode::SourceOver, Opacity(128), source, destination.premultiplied_mut());
        });
    });
}

fn alpha(criterion: &mut Criterion) {
    let noise = Planes::noise(PLANE_LEN, 5);
    let mut opaque = Planes::noise(PLANE_LEN, 5);
    opaque.0[3].fill(255);
    let mut out = Planes::noise(PLANE_LEN, 6);

    let mut group = criterion.benchmark_group("alpha/unpremultiply");
    group.throughput(Throughput::Elements(PLANE_LEN as u64));
    for (name, planes) in [("wide", &noise), ("wide_opaque", &opaque)] {
        group.bench_function(BenchmarkId::new(name, PLANE_LEN), |bencher| {
            bencher.iter(|| blend::unpremultiply(black_box(planes.premultiplied()), black_box(out.straight_mut())));
        });
    }
    group.bench_function(BenchmarkId::new("one_by_one", PLANE_LEN), |bencher| {
        bencher.iter(|| {
            let [r, g, b, a] = &noise.0;
            for i in 0..PLANE_LEN {
                let i = black_box(i);
                let pixel = simdgen::canvas::PremulRgba { r: r[i], g: g[i], b: b[i], a: a[i] };
                let pixel = blend::unpremultiply_pixel(pixel);
                [out.0[0][i], out.0[1][i], out.0[2][i], out.0[3][i]] = [pixel.r, pixel.g, pixel.b, pixel.a];
            }
        });
    });
    group.finish();

    let mut group = criterion.benchmark_group("alpha/premultiply");
    group.throughput(Throughput::Elements(PLANE_LEN as u64));
    group.bench_function(BenchmarkId::new("wide", PLANE_LEN), |bencher| {
        bencher.iter(|| blend::premultiply(black_box(noise.straight()), black_box(out.premultiplied_mut())));
    });
}

/// Not inlined, so that it does not learn the length from the benchmark.
#[inline(never)]
fn plain_rgb(r: &[u8], g: &[u8], b: &[u8], out: &mut [u8]) {
    for (((pixel, r), g), b) in out.chunks_exact_mut(3).zip(r).zip(g).zip(b) {
        pixel.copy_from_slice(&[*r, *g, *b]);
    }
}

/// As [`plain_rgb`].
#[inline(never)]
fn plain_rgba(planes: StraightPlanes<'_>, out: &mut [u8]) {
    let StraightPlanes { r, g, b, a } = planes;
    for ((((pixel, r), g), b), a) in out.chunks_exact_mut(4).zip(r).zip(g).zip(b).zip(a) {
        pixel.copy_from_slice(&[*r, *g, *b, *a]);
    }
}

fn interleave(criterion: &mut Criterion) {
    for len in [64, PLANE_LEN] {
        let planes = Planes::noise(len, 7);
        let [r, g, b, _] = &planes.0;
        let mut out = vec![0; 4 * len];

        let mut group = criterion.benchmark_group("interleave/rgb");
        group.throughput(Throughput::Elements(len as u64));
        group.bench_function(BenchmarkId::new("wide", len), |bencher| {
            bencher.iter(|| blend::interleave_rgb(black_box(r), g, b, black_box(&mut out[..3 * len])));
        });
        group.bench_function(BenchmarkId::new("plain", len), |bencher| {
            bencher.iter(|| plain_rgb(black_box(r), g, b, black_box(&mut out[..3 * len])));
        });
        group.finish();

        let mut group = criterion.benchmark_group("interleave/rgba");
        group.throughput(Throughput::Elements(len as u64));
        group.bench_function(BenchmarkId::new("wide", len), |bencher| {
            bencher.iter(|| blend::interleave_rgba(black_box(planes.straight()), black_box(&mut out)));
        });
        group.bench_function(BenchmarkId::new("plain", len), |bencher| {
            bencher.iter(|| plain_rgba(black_box(planes.straight()), black_box(&mut out)));
        });
    }
}

/// Short runs: about a minute for all, and medians that repeat within a few percent on a quiet machine.
fn short() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(150))
        .measurement_time(Duration::from_millis(500))
        .without_plots()
}

criterion_group! {
    name = benches;
    config = short();
    targets = source_over, layer_traffic, every_mode, alpha, interleave
}
criterion_main!(benches);
