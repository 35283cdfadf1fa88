//! Pictures of seeds: the right pixels, the same bytes whatever else was asked for before.

use std::collections::HashSet;

use proptest::prelude::*;
use simdgen::canvas::StraightRgba;
use simdgen::image::{PremulPicture, Resize};
use simdgen::plan::EditionIndex;
use simdgen::service::{Loaded, Why};
use simdgen::{Project, demo};

use crate::command::simdgen::decode;
use crate::service::fixture::{ask, bytes, few_colours, loaded, project, reply};

const MIB: usize = 1 << 20;

fn straight(rgba: &[u8]) -> Vec<StraightRgba> {
    rgba.as_chunks::<4>().0.iter().map(|&[r, g, b, a]| StraightRgba { r, g, b, a }).collect()
}

/// Compares a picture with the pixels of the renderer.
fn assert_right(loaded: &Loaded, target: &str) {
    let drawn = loaded.draw(&ask(target), true).unwrap().unwrap();
    let expected = loaded.renderer().pixels(drawn.edition());
    let found = decode(&bytes(loaded, target));
    // What is fully transparent has no colour.
    assert!(found == straight(&expected.rgba), "{target}");
}

/// Bits a sample, and the kind of samples, of a PNG file.
fn kind(png: &[u8]) -> [u8; 2] {
    [png[24], png[25]]
}

#[test]
fn pixels_are_those_of_the_edition() {
    let (sketch, soft, few) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    demo::sketch(sketch.path()).unwrap();
    project(soft.path(), "");
    few_colours(few.path());
    for folder in [&sketch, &soft, &few] {
        let loaded = loaded(folder.path(), 64 * MIB, 2);
        (0..40).for_each(|seed| assert_right(&loaded, &format!("/{seed}.png")));
    }
}

/// A trait that the sample does not show has colours, or holes, that what was learned from it does not know.
#[test]
fn what_the_sample_does_not_show_is_right_too() {
    let (soft, few) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    project(soft.path(), "");
    few_colours(few.path());
    let soft = loaded(soft.path(), 64 * MIB, 1);
    assert_eq!(kind(&bytes(&soft, "/1.png")), [8, 2], "opaque");
    let holes = bytes(&soft, "/1.png?A=A3");
    assert_eq!(kind(&holes), [8, 6], "not opaque");
    assert_right(&soft, "/1.png?A=A3");
    let few = loaded(few.path(), 64 * MIB, 1);
    assert_eq!(kind(&bytes(&few, "/1.png?Face=Face1")), [8, 3], "indexed");
    assert_eq!(kind(&bytes(&few, "/1.png?Face=Face4"))[1], 2, "not indexed");
    assert_right(&few, "/1.png?Face=Face4");
    // And again, from what is kept.
    assert_right(&few, "/1.png?Face=Face4");
    assert_right(&few, "/1.png?Face=Face1");
}

#[test]
fn bytes_depend_on_nothing_that_was_asked_before() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), "");
    let targets: Vec<String> =
        (0..30).flat_map(|seed| ["", "?size=64", "?B=B1"].map(|query| format!("/{seed}.png{query}"))).collect();
    let (large, small) = (loaded(folder.path(), 256 * MIB, 2), loaded(folder.path(), 16 * MIB, 1));
    let expected: Vec<_> = targets.iter().map(|target| reply(&large, target)).collect();
    for (target, expected) in targets.iter().zip(&expected).rev() {
        assert_eq!(&reply(&small, target), expected, "{target}");
    }
    std::thread::scope(|scope| {
        for first in [0, 17, 43, 71] {
            let (small, targets, expected) = (&small, &targets, &expected);
            scope.spawn(move || {
                for at in (0..targets.len()).map(|at| (first + at) % targets.len()) {
                    assert_eq!(reply(small, &targets[at]), expected[at]);
                }
            });
        }
    });
    let tags: HashSet<String> = expected.iter().map(|reply| reply.tag.to_string()).collect();
    let different: HashSet<_> = expected.iter().map(|reply| reply.bytes.clone().unwrap()).collect();
    assert_eq!(tags.len(), different.len());
}

#[test]
fn what_a_client_has_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), "");
    let loaded = loaded(folder.path(), 64 * MIB, 1);
    for target in ["/a.png", "/a.webp", "/a.png?size=50", "/a.json"] {
        // Nothing is there, and nothing may be made.
        assert_eq!(loaded.answer(&ask(target), |_| false, false).unwrap(), None);
        let tag = reply(&loaded, target).tag;
        let known = loaded.answer(&ask(target), |one| one == tag, true).unwrap().unwrap();
        assert!(known.bytes.is_none() && known.tag == tag, "{target}");
    }
    assert!(loaded.answer(&ask("/a.png"), |_| false, false).unwrap().is_some());
}

#[test]
fn a_seed_gives_the_edition_of_its_plan() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), "");
    let (loaded, project) = (loaded(folder.path(), 64 * MIB, 1), Project::open(folder.path()).unwrap());
    for seed in ["a", "José 1", "%", "../../etc/passwd"] {
        let encoded: String = seed.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let drawn = loaded.draw(&ask(&format!("/{encoded}.png")), true).unwrap().unwrap();
        let plan = project.plan(Some(1), Some(seed)).unwrap();
        assert_eq!(drawn.edition(), plan.edition(EditionIndex(0)));
        let json: serde_json::Value = serde_json::from_slice(&bytes(&loaded, &format!("/{encoded}.json"))).unwrap();
        let named: Vec<(&str, &str)> = json["traits"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(layer, word)| (&**layer, word.as_str().unwrap()))
            .collect();
        assert_eq!(json["seed"], seed);
        assert_eq!(project.choose(&named).unwrap().edition(EditionIndex(0)).picks, drawn.edition().picks);
    }
}

#[test]
fn given_traits_are_shown_and_rules_hold() {
    let folder = tempfile::tempdir().unwrap();
    project(
        folder.path(),
        "[[rules]]\ntrait = \"A/A0\"\nexcludes = \"B/B1\"\n[[rules]]\ntrait = \"C/C2\"\nrequires = \"D/D3\"\n",
    );
    let loaded = loaded(folder.path(), 64 * MIB, 1);
    let named = |id| {
        format!(
            "{}/{}",
            loaded.project().layer(loaded.project().trait_(id).layer).name,
            loaded.project().trait_(id).name
        )
    };
    for seed in 0..1000 {
        let drawn = loaded.draw(&ask(&format!("/{seed}.png?C=C2")), true).unwrap().unwrap();
        let names: Vec<String> = drawn.edition().picks.iter().map(|id| named(*id)).collect();
        assert!(names.contains(&"C/C2".into()) && names.contains(&"D/D3".into()), "{names:?}");
        let drawn = loaded.draw(&ask(&format!("/{seed}.png")), true).unwrap().unwrap();
        assert_eq!(loaded.project().broken_rule(drawn.edition().picks), None);
    }
    let refused = |target: &str| loaded.answer(&ask(target), |_| false, true).unwrap_err();
    let forbidden = refused("/1.png?A=A0&B=B1");
    assert!(forbidden.why == Why::Forbidden && forbidden.text.contains("\"A/A0\" and \"B/B1\""), "{forbidden:?}");
    for (target, told) in [
        ("/1.png?E=A0", "no layer \"E\""),
        ("/1.png?A=A01", "did you mean"),
        ("/1.png?A=A0&A=A1", "named twice"),
        ("/1.png?size=2049", "the largest size is 2048"),
    ] {
        let wrong = refused(target);
        assert!(wrong.why == Why::Wrong && wrong.text.contains(told), "{wrong:?}");
    }
}

#[test]
fn other_sizes_and_formats_show_the_same() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), "");
    let loaded = loaded(folder.path(), 64 * MIB, 1);
    let drawn = loaded.draw(&ask("/a.png"), true).unwrap().unwrap();
    let canvas = loaded.renderer().pixels(drawn.edition());
    for (size, width, height, way) in
        [(65, 65, 45, Resize::Smooth), (260, 260, 180, Resize::Nearest), (1, 1, 1, Resize::Smooth)]
    {
        let picture = lodepng::decode32(bytes(&loaded, &format!("/a.png?size={size}"))).unwrap();
        assert_eq!((picture.width, picture.height), (width, height));
        let size = simdgen::CanvasSize::new(width as u32, height as u32).unwrap();
        let expected = PremulPicture::new(canvas.clone()).resized(size, way).unwrap().straight();
        assert_eq!(decode(&bytes(&loaded, &format!("/a.png?size={}", width))), straight(&expected.rgba));
    }
    // The size of the canvas is no other size.
    assert_eq!(bytes(&loaded, "/a.png?size=130"), bytes(&loaded, "/a.png"));
    let webp = bytes(&loaded, "/a.webp");
    let mut decoder = image_webp::WebPDecoder::new(std::io::Cursor::new(&webp)).unwrap();
    let mut rgb = vec![0; decoder.output_buffer_size().unwrap()];
    decoder.read_image(&mut rgb).unwrap();
    let expected: Vec<u8> = canvas.rgba.as_chunks::<4>().0.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect();
    assert_eq!(rgb, expected);
    assert_eq!(bytes(&loaded, "/a.jpg"), loaded.renderer().jpeg(drawn.edition()).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_text_is_a_seed(seed in "\\PC{1,40}") {
        thread_local! {
            static SKETCH: Loaded = {
                let folder = tempfile::tempdir().unwrap();
                demo::sketch(folder.path()).unwrap();
                loaded(folder.path(), 64 * MIB, 1)
            };
        }
        let encoded: String = seed.bytes().map(|byte| format!("%{byte:02x}")).collect();
        SKETCH.with(|loaded| {
            prop_assert_eq!(&ask(&format!("/{encoded}.png")).seed, &seed);
            assert_right(loaded, &format!("/{encoded}.png"));
            Ok(())
        })?;
    }
}
