//! The compositor against the plain oracle, pixel for pixel.

use bumpalo::Bump;
use proptest::prelude::*;
use simdgen::blend::{BlendMode, Opacity};
use simdgen::canvas::{ColourType, StraightRgba};
use simdgen::compose::{BatchCompositor, Frame, colour_type, frame_len, plain};
use simdgen::image::MAX_PIXELS;
use simdgen::plan::{EditionIndex, Plan};
use simdgen::project::{Background, Project, Style};

use crate::fixture::{Shape, packed, project, random_plan};

/// Composes all editions in batches; returns interleaved bytes of each.
fn frames(project: &Project, plan: &Plan, colour: ColourType, batch: usize, deduplicate: bool) -> Vec<Vec<u8>> {
    let pack = packed(project, 2);
    let arena = Bump::new();
    let mut compositor = BatchCompositor::new(project, &pack, colour, deduplicate, &arena);
    let length = frame_len(pack.grid(), colour);
    let mut pictures = vec![];
    let indices: Vec<u32> = (0..plan.len() as u32).collect();
    for part in indices.chunks(batch) {
        let mut buffers = vec![vec![0xAA; length]; part.len()];
        let mut lent: Vec<Frame<'_>> = buffers.iter_mut().map(|b| Frame(b)).collect();
        compositor.compose(part.iter().map(|&i| plan.edition(EditionIndex(i))), &mut lent);
        pictures.append(&mut buffers);
    }
    pictures
}

fn check(shape: &Shape, seed: u64) {
    let folder = tempfile::tempdir().unwrap();
    let mut project = project(folder.path(), shape, seed);
    own_ways(&mut project, seed);
    let plan = random_plan(&project, 7, seed ^ 1);
    let colour = colour_type(&project, &packed(&project, 1), &plan);
    let fast = frames(&project, &plan, colour, 3, true);
    assert_eq!(fast, frames(&project, &plan, colour, 1, false), "a batch changes pixels");
    let pictures = plain::Pictures::default();
    for (edition, picture) in plan.editions().zip(&fast) {
        let expected = plain::compose(&project, edition, &pictures, MAX_PIXELS).unwrap();
        for (index, (pixel, bytes)) in expected.iter().zip(picture.chunks_exact(colour.bytes())).enumerate() {
            let StraightRgba { r, g, b, a } = *pixel;
            assert_eq!(bytes, &[r, g, b, a][..colour.bytes()], "pixel {index} of {edition:?} in {shape:?}");
            assert!(colour == ColourType::Rgba || a == 255, "written without alpha, but {a} at {index}");
        }
    }
}

/// By the bits of the seed: traits that are drawn their own way, in an order that is not the layers', on a background
/// painted last.
fn own_ways(project: &mut Project, seed: u64) {
    project.background_last = seed & 1 == 1;
    let count = project.traits.len() as u32;
    if seed & 2 == 2 {
        // Odd factors are one-to-one on 32 bits.
        project.sets[0].ranks = (0..count).map(|id| id.wrapping_add(seed as u32).wrapping_mul(0x9E37_79B1)).collect();
    }
    if seed & 4 == 4 {
        let style = Style { blend: BlendMode::Multiply, opacity: Opacity(seed as u8) };
        project.traits.iter_mut().step_by(3).for_each(|t| t.style = Some(style));
    }
}

fn layers() -> impl Strategy<Value = Vec<(BlendMode, Opacity)>> {
    let mode = prop_oneof![3 => Just(BlendMode::SourceOver), 2 => (0..26_usize).prop_map(|i| BlendMode::ALL[i].0)];
    let opacity = prop_oneof![3 => Just(Opacity::FULL), 1 => any::<u8>().prop_map(Opacity)];
    prop::collection::vec((mode, opacity), 1..6)
}

fn background() -> impl Strategy<Value = Background> {
    let colour = any::<[u8; 4]>().prop_map(|[r, g, b, a]| Background::Solid(StraightRgba { r, g, b, a }));
    prop_oneof![Just(Background::Transparent), colour, Just(Background::RandomHue { lightness: 500 })]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn composing_equals_the_plain_oracle(
        width in prop_oneof![1..4_u32, 60..70_u32, 120..200_u32],
        height in prop_oneof![1..4_u32, 30..35_u32, 60..100_u32],
        layers in layers(),
        full_bottom in any::<bool>(),
        background in background(),
        seed in any::<u64>(),
    ) {
        check(&Shape { width, height, layers, traits: 2, full_bottom, background }, seed);
    }
}

#[test]
fn a_full_bottom_is_written_without_alpha() {
    let folder = tempfile::tempdir().unwrap();
    let over = (BlendMode::SourceOver, Opacity::FULL);
    let mut shape = Shape {
        width: 100,
        height: 50,
        layers: vec![over, over],
        traits: 2,
        full_bottom: true,
        background: Background::Transparent,
    };
    let first = project(folder.path(), &shape, 5);
    let plan = random_plan(&first, 3, 6);
    assert_eq!(colour_type(&first, &packed(&first, 1), &plan), ColourType::Rgb);
    shape.layers[1] = (BlendMode::DestinationOut, Opacity::FULL);
    let holes = project(folder.path(), &shape, 5);
    assert_eq!(colour_type(&holes, &packed(&holes, 1), &plan), ColourType::Rgba);
}
