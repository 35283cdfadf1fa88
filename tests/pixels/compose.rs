//! The compositor against the plain oracle, pixel for pixel.

use bumpalo::Bump;
use proptest::prelude::*;
use simdgen::blend::{BlendMode, Opacity};
use simdgen::canvas::{ColourType, StraightRgba};
use simdgen::compose::{BatchCompositor, ColourTypes, Frame, frame_len, plain};
use simdgen::image::MAX_PIXELS;
use simdgen::plan::{EditionIndex, Plan};
use simdgen::project::{Background, PictureFormat, Project, Style};

use crate::pixels::fixture::{Shape, packed, project, random_plan};

/// Composes all editions in batches; returns interleaved bytes of each.
fn frames(project: &Project, plan: &Plan, colours: &ColourTypes, batch: usize, deduplicate: bool) -> Vec<Vec<u8>> {
    let pack = packed(project, 2);
    let arena = Bump::new();
    let mut compositor = BatchCompositor::new(project, &pack, deduplicate, &arena);
    let length = frame_len(pack.grid(), colours.widest());
    let mut pictures = vec![];
    let indices: Vec<u32> = (0..plan.len() as u32).collect();
    for part in indices.chunks(batch) {
        let mut buffers = vec![vec![0xAA; length]; part.len()];
        let mut lent: Vec<Frame<'_>> = buffers.iter_mut().map(|b| Frame(b)).collect();
        let editions = part.iter().map(|&i| plan.edition(EditionIndex(i)));
        compositor.compose(editions.map(|edition| (edition, colours.of(edition))), &mut lent);
        for (mut buffer, &index) in buffers.into_iter().zip(part) {
            let rest = buffer.split_off(frame_len(pack.grid(), colours.of(plan.edition(EditionIndex(index)))));
            assert!(rest.iter().all(|&byte| byte == 0xAA), "bytes behind the samples are touched");
            pictures.push(buffer);
        }
    }
    pictures
}

fn check(shape: &Shape, seed: u64) {
    let folder = tempfile::tempdir().unwrap();
    let mut project = project(folder.path(), shape, seed);
    own_ways(&mut project, seed);
    let plan = random_plan(&project, 7, seed ^ 1);
    let colours = ColourTypes::of_plan(&project, &packed(&project, 1), &plan);
    let fast = frames(&project, &plan, &colours, 3, true);
    assert_eq!(fast, frames(&project, &plan, &colours, 1, false), "a batch changes pixels");
    let pictures = plain::Pictures::default();
    for (edition, picture) in plan.editions().zip(&fast) {
        let expected = plain::compose(&project, edition, &pictures, MAX_PIXELS).unwrap();
        let colour = colours.of(edition);
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

/// Of two traits one covers the canvas; two editions of a batch show the same tile above both.
#[test]
fn each_edition_has_its_own_colour_type() {
    let folder = tempfile::tempdir().unwrap();
    let over = (BlendMode::SourceOver, Opacity::FULL);
    let shape = |full_bottom| Shape {
        width: 100,
        height: 50,
        layers: vec![over, over],
        traits: 2,
        full_bottom,
        background: Background::Transparent,
    };
    let holes = project(&folder.path().join("holes"), &shape(false), 5);
    let mut project = project(&folder.path().join("full"), &shape(true), 5);
    project.traits[1].picture = holes.traits[1].picture.clone();
    let plan = random_plan(&project, 40, 6);
    let pack = packed(&project, 1);
    let colours = ColourTypes::of_plan(&project, &pack, &plan);
    assert_eq!((colours.kinds(), colours.widest()), (&[ColourType::Rgb, ColourType::Rgba][..], ColourType::Rgba));
    for edition in plan.editions() {
        let expected = if edition.picks[0].0 == 0 { ColourType::Rgb } else { ColourType::Rgba };
        assert_eq!(colours.of(edition), expected, "{edition:?}");
        assert_eq!(colours.kinds()[colours.class(edition)], expected);
        let mut alone = Plan::new(String::new());
        alone.push(edition);
        assert_eq!(ColourTypes::of_plan(&project, &pack, &alone), ColourTypes::alike(expected));
    }
    assert_eq!(frames(&project, &plan, &colours, 8, true), frames(&project, &plan, &colours, 1, false));
    // JPEG has no transparency to leave out: there the type of a picture changes nothing.
    project.pictures = PictureFormat::Jpeg;
    assert_eq!(ColourTypes::of_plan(&project, &pack, &plan), ColourTypes::alike(ColourType::Rgba));
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
    let rgb = ColourTypes::alike(ColourType::Rgb);
    assert_eq!(ColourTypes::of_plan(&first, &packed(&first, 1), &plan), rgb);
    shape.layers[1] = (BlendMode::DestinationOut, Opacity::FULL);
    let holes = project(folder.path(), &shape, 5);
    let rgba = ColourTypes::alike(ColourType::Rgba);
    assert_eq!(ColourTypes::of_plan(&holes, &packed(&holes, 1), &plan), rgba);
}
