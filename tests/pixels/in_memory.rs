//! Editions rendered into memory are those that a build writes, and both come through the library's front door.

use std::fs;
use std::sync::Mutex;
use std::thread;

use simdgen::project::{Background, PictureFormat};
use simdgen::{
    BlendMode, CanvasSize, Compression, EditionIndex, Effort, Encoder, Event, Observer, Opacity, PackPlace, Plan,
    Project, Renderer, Request, Silent, build,
};

use crate::pixels::fixture::{Shape, project, random_plan};

/// Straight RGBA by an independent decoder.
fn decode(png: &[u8]) -> Vec<u8> {
    lodepng::decode32(png).unwrap().buffer.iter().flat_map(|p| [p.r, p.g, p.b, p.a]).collect()
}

/// A small project with pictures of its own, and a plan of it.
fn sample(root: &std::path::Path, full_bottom: bool, background: Background, seed: u64) -> (Project, Plan) {
    let over = (BlendMode::SourceOver, Opacity::FULL);
    let layers = vec![over, (BlendMode::Multiply, Opacity(200)), over];
    let shape = Shape { width: 90, height: 50, layers, traits: 3, full_bottom, background };
    let project = project(root, &shape, seed);
    let plan = random_plan(&project, 20, seed);
    (project, plan)
}

#[test]
fn editions_in_memory_are_those_of_the_build() {
    let hue = Background::RandomHue { lightness: 800 };
    let (png, jpeg) = (PictureFormat::Png, PictureFormat::Jpeg);
    for (case, (full_bottom, background, pictures)) in [
        (true, Background::Transparent, png),
        (false, Background::Transparent, png),
        (false, hue, png),
        (true, Background::Transparent, jpeg),
        (false, Background::Transparent, jpeg),
    ]
    .into_iter()
    .enumerate()
    {
        let folder = tempfile::tempdir().unwrap();
        let (mut project, plan) = sample(folder.path(), full_bottom, background, case as u64);
        project.pictures = pictures;
        let pack = PackPlace { file: Some(folder.path().join("pack")), ..PackPlace::default() };
        let request = Request { plan: Some(plan.clone()), given: true, threads: 2, pack, ..Request::default() };
        let images = |name: &str, encoder: Encoder| {
            let out = Some(folder.path().join(name));
            let report = build(&project, &Request { out, encoder, ..request.clone() }, &Silent).unwrap();
            assert_eq!(report.rendered.editions, plan.len(), "{case}");
            let path = |number: u32| report.out.join("images").join(format!("{number}.{}", pictures.extension()));
            plan.editions().map(|edition| fs::read(path(edition.number)).unwrap()).collect::<Vec<_>>()
        };
        let spliced = images("spliced", Encoder::Splice(Effort::Fast));
        let direct = images("direct", Encoder::Direct(Compression::Fast));
        let renderer = Renderer::new(project.clone(), &request).unwrap();
        let all = || plan.editions().zip(spliced.iter().zip(&direct));
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    for (edition, (spliced, direct)) in all() {
                        let pixels = renderer.pixels(edition);
                        assert_eq!(pixels.size, project.canvas);
                        if pictures == jpeg {
                            // Only the direct encoder writes JPEG files.
                            let file = renderer.jpeg(edition).unwrap();
                            assert!(file == *direct && file == *spliced, "{case}, edition {}", edition.number);
                            continue;
                        }
                        assert!(pixels.rgba == decode(spliced), "{case}, edition {}", edition.number);
                        let file = renderer.png(edition, Compression::Fast).unwrap();
                        assert!(pixels.rgba == decode(&file), "{case}, edition {}", edition.number);
                        // Where a whole collection is opaque, so is each of its editions.
                        assert!(!full_bottom || file == *direct, "{case}, edition {}", edition.number);
                    }
                });
            }
        });
    }
}

#[test]
fn traits_chosen_by_name_are_those_of_the_plan() {
    let folder = tempfile::tempdir().unwrap();
    let (project, plan) = sample(folder.path(), true, Background::Transparent, 7);
    let request = Request { threads: 1, ..Request::default() };
    let renderer = Renderer::new(project, &request).unwrap();
    assert!(folder.path().join(".simdgen/traits.pack").is_file(), "the pack lies in the project");
    let project = renderer.project();
    for edition in plan.editions() {
        let names: Vec<(&str, &str)> = edition
            .picks
            .iter()
            .map(|&pick| (&*project.layer(project.trait_(pick).layer).name, &*project.trait_(pick).name))
            .collect();
        let chosen = project.choose(&names).unwrap();
        assert_eq!(renderer.pixels(chosen.edition(EditionIndex(0))), renderer.pixels(edition));
    }
    let unknown = project.choose(&[("L0", "t9")]).unwrap_err().to_string();
    assert!(unknown.contains("edition 1") && unknown.contains("t9"), "{unknown}");
    let missing = project.choose(&[("L0", "t1")]).unwrap_err().to_string();
    assert!(missing.contains("L1"), "{missing}");
    for again in ["t1", "t2"] {
        let twice = project.choose(&[("L0", "t1"), ("L0", again), ("L1", "t1")]).unwrap_err().to_string();
        assert!(twice.contains("\"L0\" is named twice"), "{twice}");
    }
}

/// Hears when rendering begins and ends, and stops it after some editions.
#[derive(Default)]
struct Heard {
    events: Mutex<Vec<String>>,
    stop: bool,
}

impl Observer for Heard {
    fn event(&self, event: Event<'_>) {
        let told = match event {
            Event::Packed(report) => format!("packed {}", report.pictures),
            Event::Rendering { editions } => format!("rendering {editions}"),
            Event::Rendered => "rendered".to_owned(),
            Event::Unlisted { pictures } => format!("unlisted {pictures}"),
            Event::Interrupted { finished, planned, .. } => format!("interrupted {finished} of {planned}"),
            other => format!("{other:?}"),
        };
        self.events.lock().unwrap().push(told);
    }

    fn progress(&self, done: usize, total: usize) {
        self.events.lock().unwrap().push(format!("{done} of {total}"));
    }

    fn stopped(&self) -> bool {
        self.stop
    }
}

#[test]
fn what_happens_is_told_and_reported() {
    let folder = tempfile::tempdir().unwrap();
    let (project, plan) = sample(folder.path(), true, Background::Transparent, 3);
    let request = Request { plan: Some(plan), given: true, threads: 1, ..Request::default() };
    let heard = |request: &Request, stop: bool| {
        let heard = Heard { stop, ..Heard::default() };
        let report = build(&project, request, &heard);
        (report, heard.events.into_inner().unwrap())
    };
    // Without a clock, of progress only the end is told.
    let of_run = |n: usize| vec![format!("rendering {n}"), format!("{n} of {n}"), "rendered".to_owned()];
    let (stopped, events) = heard(&request, true);
    assert!(stopped.is_err_and(|error| error.to_string().contains("stopped after 0 of 20")));
    assert_eq!(events, ["packed 9", "rendering 20", "rendered", "interrupted 0 of 20"]);
    let (part, events) = heard(&Request { editions: Some(3..=5), ..request.clone() }, false);
    assert_eq!((part.unwrap().rendered.editions, events), (3, of_run(3)));
    let (whole, events) = heard(&request, false);
    let whole = whole.unwrap();
    assert_eq!((whole.rendered.editions, whole.up_to_date), (17, 3));
    assert_eq!((whole.out, events), (folder.path().join("build"), of_run(17)));
    // Nothing is begun where nothing is to be done.
    let (again, events) = heard(&request, false);
    assert_eq!((again.unwrap().up_to_date, events), (20, vec![]));
    let (none, _) = heard(&Request { editions: Some(50..=60), ..request.clone() }, false);
    assert!(none.is_err_and(|error| error.to_string().contains("50 to 60")));
    assert_eq!(project.canvas, CanvasSize::new(90, 50).unwrap());
}

/// A loop over batches of no edition would never end.
#[test]
fn no_threads_and_no_batch_count_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let (project, plan) = sample(folder.path(), true, Background::Transparent, 7);
    for encoder in [Encoder::Splice(Effort::Fast), Encoder::Direct(Compression::Fast)] {
        let out = tempfile::tempdir().unwrap();
        let (out, plan) = (Some(out.path().join("out")), Some(plan.clone()));
        let request = Request { out, plan, encoder, threads: 0, encoder_threads: 0, batch: 0, ..Request::default() };
        assert_eq!(build(&project, &request, &Silent).unwrap().rendered.editions, 20);
    }
}
