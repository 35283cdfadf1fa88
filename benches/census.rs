//! The cost of knowing every tile of a run before rendering: the keys, and keys with interning, for each edition.

#[path = "../tests/generated/mod.rs"]
#[expect(dead_code, reason = "shared with tests, which use all of it")]
mod generated;
#[path = "../tests/plain/mod.rs"]
mod plain;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use generated::{Generated, Numbers};
use simdgen::blend::BlendMode;
use simdgen::compose::{DrawnLayer, Ground, drawn_layers};
use simdgen::plan::{Edition, Plan};
use simdgen::project::{SetId, TraitId};
use simdgen::splice::keys::{Census, KeyTable, UseSketch, Window};

const SIDE: u32 = 1080;
const LAYERS: usize = 8;
const TRAITS: usize = 20;
const EDITIONS: u32 = 2000;
const WINDOW: u32 = 500;

/// Centre and radii of the ellipse that a layer covers, in thousandths of the side; the lowest covers all.
const SHAPES: [[i64; 4]; LAYERS] = [
    [500, 500, 1500, 1500],
    [500, 900, 420, 330],
    [500, 450, 300, 330],
    [500, 640, 130, 60],
    [500, 400, 230, 70],
    [500, 480, 50, 60],
    [500, 220, 330, 200],
    [700, 820, 90, 90],
];

fn project() -> Generated {
    let mut generated = Generated::new(SIDE, SIDE);
    let mut numbers = Numbers(1);
    for shape in SHAPES {
        generated.layer(BlendMode::SourceOver, 255);
        for _ in 0..TRAITS {
            let wobble = numbers.below(40) as i64;
            let colour = numbers.next().to_le_bytes();
            generated.picture(&ellipse(shape.map(|v| (v + wobble) * i64::from(SIDE) / 1000), colour));
        }
    }
    generated
}

/// A filled ellipse with a soft rim and flat shading in bands, as drawn art has.
fn ellipse([cx, cy, rx, ry]: [i64; 4], colour: [u8; 8]) -> Vec<u8> {
    let mut rgba = Vec::with_capacity((SIDE * SIDE * 4) as usize);
    for y in 0..i64::from(SIDE) {
        for x in 0..i64::from(SIDE) {
            let far = ((x - cx) * (x - cx) * 1000 / (rx * rx)) + ((y - cy) * (y - cy) * 1000 / (ry * ry));
            let alpha = ((1010 - far) * 12).clamp(0, 255) as u8;
            let shade = (far / 250) as u8 * 9;
            let pixel = [colour[0].wrapping_add(shade), colour[1].wrapping_add(shade), colour[2], alpha];
            rgba.extend(if alpha == 0 { [0; 4] } else { pixel });
        }
    }
    rgba
}

fn plan(generated: &Generated) -> Plan {
    let (mut plan, mut numbers) = (Plan::new(String::new()), Numbers(2));
    for number in 0..EDITIONS {
        // The lower of two draws: some traits are common and some are rare.
        let pick = |layer: &simdgen::project::Layer| {
            let index = numbers.below(TRAITS).min(numbers.below(TRAITS));
            TraitId(layer.traits.start + index as u32)
        };
        let picks: Vec<TraitId> = generated.project.layers.iter().map(pick).collect();
        plan.push(Edition { number, set: SetId(0), background: None, picks: &picks });
    }
    plan
}

fn census(c: &mut Criterion) {
    let generated = project();
    let (pack, plan) = (generated.pack(), plan(&generated));
    let project = &generated.project;
    let table = KeyTable::new(&pack, &vec![2; pack.grid().bands()]);
    let mut lists: Vec<(Vec<DrawnLayer>, Ground)> = vec![];
    for edition in plan.editions() {
        let mut layers = vec![];
        let ground = drawn_layers(project, &pack, edition, &mut layers);
        lists.push((layers, ground));
    }
    let mut group = c.benchmark_group(format!("census/{SIDE}/{LAYERS}x{TRAITS}"));
    group.throughput(criterion::Throughput::Elements(u64::from(EDITIONS)));
    group.sample_size(20);
    group.bench_function("keys", |b| {
        let mut keys = vec![];
        b.iter(|| lists.iter().for_each(|(layers, ground)| table.keys(0, layers, *ground, black_box(&mut keys))));
    });
    group.bench_function("keys and interning", |b| {
        // Four windows over and over: as in a long run, memory is there, and some tiles are new in every window.
        let mut census = Census::new(project, &pack, &plan, &table);
        let mut window = Window::default();
        let starts = (0..EDITIONS).step_by(WINDOW as usize);
        b.iter(|| {
            starts.clone().for_each(|start| {
                census.next_window(start..start + WINDOW, &mut window);
                census.drop_unused(&mut window);
            })
        });
    });
    group.bench_function("keys and sketch", |b| b.iter(|| UseSketch::of_plan(project, &pack, &plan, &table)));
    group.finish();
}

criterion_group!(benches, census);
criterion_main!(benches);
