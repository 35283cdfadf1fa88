//! Thumbnails against the plain compositor on a canvas of the reduced size, pixel for pixel.

use std::fs;

use proptest::prelude::*;
use simdgen::blend::{BlendMode, Opacity};
use simdgen::canvas::StraightRgba;
use simdgen::compose::plain;
use simdgen::image::{MAX_PIXELS, Resize, StraightPicture, decode_png};
use simdgen::plan::{EditionIndex, Plan};
use simdgen::project::{Background, Project, Style, TraitId};
use simdgen::thumbnail::{Limits, Thumbnails, png, reduced_size};

use crate::pixels::fixture::{Noise, Shape, packed, project, random_plan, rectangles, write_png};

/// The project whose canvas is as small as its thumbnails.
fn small(project: &Project, longest: u32) -> Project {
    let mut small = project.clone();
    small.canvas = reduced_size(project.canvas, longest);
    small.resize = Resize::Smooth;
    small
}

fn expected(project: &Project, plan: &Plan, longest: u32) -> Vec<Vec<u8>> {
    let small = small(project, longest);
    let pictures = plain::Pictures::default();
    let compose = |edition| plain::compose(&small, edition, &pictures, MAX_PIXELS).unwrap();
    let pixels = plan.editions().map(compose).collect::<Vec<_>>();
    let bytes = |&StraightRgba { r, g, b, a }: &StraightRgba| [r, g, b, a];
    pixels.iter().map(|edition| edition.iter().flat_map(bytes).collect()).collect()
}

fn composed(thumbnails: &Thumbnails, project: &Project, plan: &Plan) -> Vec<Vec<u8>> {
    plan.editions().map(|edition| thumbnails.compose(project, edition, |_| true).unwrap().rgba).collect()
}

fn shape(width: u32, height: u32, modes: &[(BlendMode, Opacity)]) -> Shape {
    Shape { width, height, layers: modes.to_vec(), traits: 3, full_bottom: false, background: Background::Transparent }
}

const OVER: (BlendMode, Opacity) = (BlendMode::SourceOver, Opacity::FULL);

fn layers() -> impl Strategy<Value = Vec<(BlendMode, Opacity)>> {
    let mode = prop_oneof![1 => Just(BlendMode::SourceOver), 2 => (0..26_usize).prop_map(|i| BlendMode::ALL[i].0)];
    let opacity = prop_oneof![2 => Just(Opacity::FULL), 1 => any::<u8>().prop_map(Opacity)];
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
        (width, height) in prop_oneof![(1..90_u32, 1..90_u32), (60..70_u32, 30..35_u32)],
        longest in prop_oneof![1..40_u32, Just(200)],
        layers in layers(),
        full_bottom in any::<bool>(),
        background in background(),
        from_pack in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let shape = Shape { width, height, layers, traits: 2, full_bottom, background };
        let mut project = project(folder.path(), &shape, seed);
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
        if seed & 8 == 8 {
            project.traits[0].picture = None;
        }
        let plan = random_plan(&project, 5, seed ^ 1);
        let thumbnails = Thumbnails::new(project.canvas, longest, Limits::default());
        if from_pack {
            let all: Vec<TraitId> = (0..count).map(TraitId).collect();
            thumbnails.load(&project, Some(&packed(&project, 1)), &all, 2).unwrap();
        }
        prop_assert_eq!(composed(&thumbnails, &project, &plan), expected(&project, &plan, longest));
    }
}

#[test]
fn a_changed_picture_is_read_again_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), &shape(80, 60, &[OVER, OVER]), 3);
    let plan = random_plan(&project, 4, 5);
    let thumbnails = Thumbnails::new(project.canvas, 30, Limits::default());
    let ids: Vec<TraitId> = (0..project.traits.len() as u32).map(TraitId).collect();
    let of = |id: &TraitId| thumbnails.of_trait(&project, *id).unwrap().unwrap();
    let before: Vec<_> = ids.iter().map(of).collect();
    let path = project.traits[1].picture.as_ref().unwrap();
    write_png(path, 80, 60, &rectangles(&mut Noise::new(99), 80, 60, true));
    for (id, before) in ids.iter().zip(&before) {
        let is_same = std::sync::Arc::ptr_eq(before, &of(id));
        assert_eq!(is_same, id.0 != 1, "{id:?}");
    }
    assert_eq!(composed(&thumbnails, &project, &plan), expected(&project, &plan, 30));

    fs::write(path, "no picture").unwrap();
    let error = thumbnails.of_trait(&project, TraitId(1)).unwrap_err().to_string();
    assert!(error.contains("t1.png") && error.contains("L0"), "{error}");
    fs::remove_file(path).unwrap();
    assert!(thumbnails.of_trait(&project, TraitId(1)).unwrap_err().to_string().contains("t1.png"));
}

#[test]
fn a_pack_that_is_out_of_date_is_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let mut project = project(folder.path(), &shape(80, 60, &[OVER, OVER]), 3);
    let pack = packed(&project, 1);
    let path = project.traits[1].picture.clone().unwrap();
    write_png(&path, 80, 60, &rectangles(&mut Noise::new(99), 80, 60, true));
    // Ids are others than those that the pack was opened for.
    project.traits.swap(0, 4);
    let ids: Vec<TraitId> = (0..project.traits.len() as u32).map(TraitId).collect();
    let [packed, read] = [(); 2].map(|()| Thumbnails::new(project.canvas, 30, Limits::default()));
    packed.load(&project, Some(&pack), &ids, 2).unwrap();
    for id in ids {
        assert_eq!(packed.of_trait(&project, id).unwrap(), read.of_trait(&project, id).unwrap(), "{id:?}");
    }
}

#[test]
fn memory_is_bounded_and_threads_share() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), &shape(64, 64, &[OVER, OVER, OVER]), 3);
    let plan = random_plan(&project, 12, 5);
    let expected = expected(&project, &plan, 32);
    for memory in [0, 3 * 32 * 32 * 4, usize::MAX] {
        let thumbnails = Thumbnails::new(project.canvas, 32, Limits { memory, ..Limits::default() });
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| assert_eq!(composed(&thumbnails, &project, &plan), expected, "{memory}"));
            }
        });
    }
}

#[test]
fn hidden_traits_are_not_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let mut project = project(folder.path(), &shape(64, 64, &[OVER, (BlendMode::Copy, Opacity::FULL)]), 3);
    let plan = random_plan(&project, 1, 5);
    let edition = plan.edition(EditionIndex(0));
    let thumbnails = Thumbnails::new(project.canvas, 32, Limits::default());
    let seen = thumbnails.compose(&project, edition, |id| id == edition.picks[0]).unwrap();
    project.traits[edition.picks[1].0 as usize].picture = None;
    assert_eq!(seen.rgba, expected(&project, &plan, 32)[0]);
}

#[test]
fn files_of_thumbnails_are_png() {
    for alpha in [255, 7] {
        let size = reduced_size(simdgen::CanvasSize::new(3, 2).unwrap(), 9);
        let picture = StraightPicture { size, rgba: (0..6_u8).flat_map(|i| [i, 2, 3, alpha]).collect() };
        assert_eq!(decode_png(&png(&picture, "a sample").unwrap(), MAX_PIXELS).unwrap(), picture);
    }
}
