//! `generate`, `plan` and `pack` on small projects: what is written, and that it depends on nothing it should not.

use std::fs;
use std::path::Path;
#[cfg(unix)]
use std::process::Command;

use crate::command::simdgen::{compare_with_oracle, files_below, simdgen, succeed};
use crate::pixels::fixture::{Noise, rectangles, write_png};

/// A native project of 4 layers with 3 traits each, one optional and one screened, of 150 x 70 pixels.
pub fn small_project(root: &Path, bottom_is_opaque: bool) {
    project_on(root, |_| bottom_is_opaque);
}

/// Such a project, of which one trait of three at the bottom is opaque.
fn mixed_project(root: &Path) {
    project_on(root, |name| name == OPAQUE);
}

/// The bottom trait of a mixed project's opaque pictures.
const OPAQUE: &str = "red";

fn project_on(root: &Path, is_opaque: impl Fn(&str) -> bool) {
    let mut noise = Noise::new(11);
    for layer in ["A", "B", "C", "D"] {
        for (name, weight) in [("red", "#50"), ("green", "#2.5"), ("blue", "")] {
            let mut rgba = rectangles(&mut noise, 150, 70, layer == "A" && is_opaque(name));
            if layer == "A" {
                // A gradient: with 256 colours or less, pictures would be indexed.
                let pixels = rgba.as_chunks_mut::<4>().0.iter_mut().enumerate();
                pixels.for_each(|(i, [r, g, ..])| (*r, *g) = ((i / 40) as u8, (i % 150) as u8));
            }
            write_png(&root.join(format!("layers/{layer}/{name}{weight}.png")), 150, 70, &rgba);
        }
    }
    let toml = "[collection]\nname = \"Small\"\neditions = 40\n[canvas]\nwidth = 150\nheight = 70\n\
                [[layers]]\nname = \"A\"\n[[layers]]\nname = \"B\"\nblend = \"screen\"\nopacity = 0.7\n\
                [[layers]]\nname = \"C\"\nnone = 20\n[[layers]]\nname = \"D\"\n";
    fs::write(root.join("simdgen.toml"), toml).unwrap();
}

/// Every way to encode.
const ENCODERS: [&str; 9] = [
    "--encoder splice --effort fast",
    "--encoder splice --effort balanced",
    "--encoder splice --effort high",
    "--encoder splice --effort max",
    "--encoder direct --compression fastest",
    "--encoder direct --compression fast",
    "--encoder direct --compression balanced",
    "--encoder direct --compression high",
    "--encoder direct --compression max",
];

#[test]
fn every_picture_is_what_the_plain_oracle_composes() {
    for (opaque, options) in [true, false].into_iter().flat_map(|o| ENCODERS.map(|e| (o, e))) {
        let folder = tempfile::tempdir().unwrap();
        small_project(folder.path(), opaque);
        succeed(&format!("generate {{}} {options}"), folder.path());
        let project = simdgen::dialect::open(folder.path(), None).unwrap();
        assert_eq!(compare_with_oracle(&project, &folder.path().join("build")), 40);
        let first = fs::read(folder.path().join("build/images/1.png")).unwrap();
        let colour_type_in_header = first[25];
        assert_eq!(colour_type_in_header, if opaque { 2 } else { 6 });
    }
}

/// The colour type in the header of a build's picture, and `true` if the picture shows the opaque trait of a mixed project.
fn colour_type_of(build: &Path, number: u32) -> (u8, bool) {
    let picture = fs::read(build.join(format!("images/{number}.png"))).unwrap();
    let metadata = fs::read_to_string(build.join(format!("json/{number}.json"))).unwrap();
    let metadata: serde_json::Value = serde_json::from_str(&metadata).unwrap();
    let attributes = metadata["attributes"].as_array().unwrap();
    (picture[25], attributes.iter().any(|a| a["trait_type"] == "A" && a["value"] == OPAQUE))
}

#[test]
fn opaque_pictures_among_others_are_written_without_alpha() {
    for options in ENCODERS {
        let folder = tempfile::tempdir().unwrap();
        mixed_project(folder.path());
        succeed(&format!("generate {{}} --seed 5 {options}"), folder.path());
        let project = simdgen::dialect::open(folder.path(), None).unwrap();
        let build = folder.path().join("build");
        assert_eq!(compare_with_oracle(&project, &build), 40);
        let mut met = [0; 2];
        for number in 1..=40 {
            let (colour_type, is_opaque) = colour_type_of(&build, number);
            assert_eq!(colour_type, if is_opaque { 2 } else { 6 }, "{options}: {number}");
            met[usize::from(is_opaque)] += 1;
        }
        assert!(met.iter().all(|&count| count > 3), "{met:?}");
    }
}

#[test]
fn a_picture_that_becomes_translucent_changes_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    small_project(root, true);
    succeed("generate {} --seed 5", root);
    let before = files_below(&root.join("build/images"));
    let mut rgba = rectangles(&mut Noise::new(4), 150, 70, false);
    rgba[3] = 7;
    write_png(&root.join("layers/A/blue.png"), 150, 70, &rgba);
    let output = succeed("generate {} --seed 5 --json", root);
    let summary: serde_json::Value = serde_json::from_str(&output.out).unwrap();
    let after = files_below(&root.join("build/images"));
    let changed = before.iter().filter(|(name, bytes)| after[*name] != **bytes).count();
    assert!((1..20).contains(&changed), "{changed}");
    assert_eq!(summary["editions"].as_u64(), Some(changed as u64));
    assert!(succeed("verify {}/build", root).out.contains("nothing is wrong"));
}

#[test]
fn bytes_do_not_depend_on_threads_batches_memory_or_parts() {
    for project in [|root: &Path| small_project(root, false), mixed_project] {
        bytes_depend_on_nothing_else(project);
    }
}

fn bytes_depend_on_nothing_else(project: fn(&Path)) {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    for encoder in ["--encoder splice --effort fast", "--encoder splice --effort high", "--encoder direct"] {
        let build = |options: &str| {
            let out = tempfile::tempdir().unwrap();
            let common = format!("generate {{}} --seed 5 --force --out {} {encoder}", out.path().display());
            succeed(&format!("{common} {options}"), folder.path());
            files_below(out.path())
        };
        let one = build("--threads 1 --encoders 1 --batch 1");
        assert_eq!(one.len(), 40 * 2 + 4);
        for options in ["--threads 2 --encoders 2 --batch 3 --memory 16", "--threads 8 --encoders 1 --batch 64"] {
            assert!(build(options) == one, "{encoder} {options} changes what is written");
        }
        let parts = tempfile::tempdir().unwrap();
        for range in ["1..=7", "8..=8", "9..=40"] {
            let out = parts.path().display();
            succeed(&format!("generate {{}} --seed 5 --out {out} {encoder} --editions {range}"), folder.path());
        }
        assert!(files_below(parts.path()) == one, "{encoder}: parts of a plan are not the whole");
    }
}

#[test]
fn a_written_plan_renders_to_the_same_collection() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    succeed("generate {} --out {}/direct", folder.path());
    for name in ["plan.csv", "plan.jsonl"] {
        succeed(&format!("plan {{}} --out {{}}/{name}"), folder.path());
        succeed(&format!("generate {{}} --plan {{}}/{name} --out {{}}/{name}.build"), folder.path());
        let images = |build: &str| files_below(&folder.path().join(build).join("images"));
        assert!(images("direct") == images(&format!("{name}.build")), "{name}");
    }
}

#[test]
fn a_seed_repeats_a_run_and_the_default_is_stored() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    succeed("generate {} --out {}/a", folder.path());
    let record: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path().join("a/simdgen-run.json")).unwrap()).unwrap();
    let seed = record["seed"].as_str().unwrap().to_owned();
    succeed(&format!("generate {{}} --out {{}}/b --seed {seed}"), folder.path());
    assert!(files_below(&folder.path().join("a")) == files_below(&folder.path().join("b")));
    succeed("generate {} --out {}/c --seed other", folder.path());
    assert!(files_below(&folder.path().join("a/images")) != files_below(&folder.path().join("c/images")));
}

#[test]
fn an_earlier_build_is_replaced_only_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    succeed("generate {}", folder.path());
    let before = files_below(&folder.path().join("build"));
    let refused = simdgen(&["generate", folder.path().to_str().unwrap(), "--count", "3"]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("--force"), "{}", refused.err);
    assert!(files_below(&folder.path().join("build")) == before);
    succeed("generate {} --count 3 --force", folder.path());
    assert_eq!(files_below(&folder.path().join("build")).len(), 3 * 2 + 4);
}

#[test]
fn parts_of_another_seed_are_not_mixed_in_unasked() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    succeed("generate {} --count 5", folder.path());
    let before = files_below(&folder.path().join("build"));
    let project = folder.path().to_str().unwrap();
    let refused = simdgen(&["generate", project, "--count", "9", "--editions", "6..=9", "--seed", "other"]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("another seed") && refused.err.contains("not \"other\""), "{}", refused.err);
    assert!(files_below(&folder.path().join("build")) == before);
    succeed("generate {} --count 9 --editions 6..=9", folder.path());
    succeed("generate {} --count 9 --editions 6..=9 --seed other --force", folder.path());
}

#[test]
fn a_trace_or_plan_that_cannot_be_written_is_told_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let before = files_below(folder.path());
    let project = folder.path().to_str().unwrap();
    let trace = format!("{project}/absent/trace.json");
    let pack = tempfile::tempdir().unwrap();
    let pack = pack.path().join("traits.pack");
    let refused = simdgen(&["generate", project, "--pack", pack.to_str().unwrap(), "--trace", &trace]);
    assert!(refused.code == 1 && refused.err.contains(&trace), "{refused:?}");
    let plan = format!("{project}/folder.csv");
    fs::create_dir(&plan).unwrap();
    let refused = simdgen(&["plan", project, "--out", &plan]);
    assert!(refused.code == 1 && refused.err.contains(&plan), "{refused:?}");
    assert!(files_below(folder.path()) == before);
}

#[test]
fn summaries_are_for_people_and_for_programs() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let splice = succeed("generate {} --effort fast --timings --force", folder.path());
    for part in ["40 editions", "join tiles", "uses of each"] {
        assert!(splice.out.contains(part), "{part} is not in {}", splice.out);
    }
    let text = succeed("generate {} --encoder direct --force --timings --trace {}/trace.json", folder.path());
    for part in ["40 editions", "seed", "compose", "wait for work"] {
        assert!(text.out.contains(part), "{part} is not in {}", text.out);
    }
    let trace: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path().join("trace.json")).unwrap()).unwrap();
    assert!(trace["traceEvents"].as_array().unwrap().len() > 40);
    let json = succeed("generate {} --force --json", folder.path());
    let summary: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((summary["editions"].as_u64(), json.err.as_str()), (Some(40), ""));
    let nothing = succeed("generate {} --timings", folder.path());
    assert!(nothing.out.starts_with("no picture had to be rendered in "), "{}", nothing.out);
    assert!(nothing.out.contains("40 were up to date") && !nothing.out.contains("stage"), "{}", nothing.out);
    let quiet = succeed("generate {} --force --quiet", folder.path());
    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));
}

#[test]
fn a_stale_pack_is_rebuilt_and_said_so() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    assert!(succeed("pack {}", folder.path()).err.contains("packed 12 of 12 pictures"));
    assert!(!succeed("generate {}", folder.path()).err.contains("packed"));
    write_png(&folder.path().join("layers/B/blue.png"), 150, 70, &[77; 150 * 70 * 4]);
    let rebuilt = succeed("generate {} --force", folder.path());
    assert!(rebuilt.err.contains("packed 1 of 12 pictures: layers/B/blue.png changed"), "{}", rebuilt.err);
    let project = simdgen::dialect::open(folder.path(), None).unwrap();
    compare_with_oracle(&project, &folder.path().join("build"));
}

#[test]
fn the_demo_keeps_what_was_edited() {
    let folder = tempfile::tempdir().unwrap();
    let first = succeed("demo {}/demo", folder.path());
    assert!(first.out.contains("100 editions"), "{}", first.out);
    let project = folder.path().join("demo");
    let config = project.join("simdgen.toml");
    fs::write(&config, fs::read_to_string(&config).unwrap() + "# mine\n").unwrap();
    let trait_file = files_below(&project.join("layers")).into_keys().next().unwrap();
    write_png(&project.join("layers").join(&trait_file), 512, 512, &vec![255; 512 * 512 * 4]);
    let before = files_below(&project.join("layers"));
    let second = succeed("demo {}/demo", folder.path());
    assert!(second.out.contains("is there already") && second.out.contains("stay as they are"), "{}", second.out);
    assert!(fs::read_to_string(&config).unwrap().ends_with("# mine\n"));
    assert!(files_below(&project.join("layers")) == before);
    let inspected = succeed("inspect {}/demo", folder.path());
    assert!(inspected.out.contains("up to date"), "{}", inspected.out);
    let project = simdgen::dialect::open(&project, None).unwrap();
    assert!(project.layers.len() >= 6 && project.traits.len() >= 30);
}

#[test]
fn the_demo_deletes_no_collection_of_its_project() {
    let folder = tempfile::tempdir().unwrap();
    succeed("demo {}/demo", folder.path());
    let pictures = || files_below(&folder.path().join("demo/build/images")).len();
    succeed("generate {}/demo --count 110", folder.path());
    let refused = simdgen(&["demo", folder.path().join("demo").to_str().unwrap()]);
    assert!(refused.code == 1 && refused.err.contains("--force"), "{refused:?}");
    assert_eq!(pictures(), 110);
    succeed("demo {}/demo --force", folder.path());
    assert_eq!(pictures(), 100);
}

#[cfg(unix)]
#[test]
fn commands_to_try_next_can_be_pasted() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("it's mine");
    let output = simdgen(&["demo", root.to_str().unwrap()]);
    let line = output.out.lines().last().unwrap().replace("2000", "20");
    let tried = Command::new("sh").arg("-c").arg(&line).output().unwrap();
    assert!(tried.status.success(), "{line}: {tried:?}");
    assert_eq!(files_below(&root.join("my-own/images")).len(), 20);
    assert_eq!(files_below(&root.join("build/images")).len(), 100);
}

#[test]
fn options_of_the_other_encoder_are_told() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let note = |options: &str| succeed(&format!("generate {{}} --force {options}"), folder.path()).err;
    assert!(note("--compression high --encoders 2").contains("nothing is changed by --compression and --encoders"));
    assert!(note("--encoder direct --effort high").contains("nothing is changed by --effort"));
    for fitting in ["--effort high --memory 64", "--encoder direct --compression high --encoders 2"] {
        assert!(!note(fitting).contains("nothing is changed"), "{fitting}");
    }
}

#[test]
fn a_build_of_another_effort_is_not_rendered_anew_without_a_word() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let generate = |options: &str| succeed(&format!("generate {{}} {options}"), folder.path());
    assert!(!generate("--effort high").err.contains("this build was made"));
    let again = generate("--effort high");
    assert!(
        !again.err.contains("this build was made") && again.out.contains("no picture had to be rendered"),
        "{again:?}"
    );
    let anew = generate("--threads 2");
    assert!(anew.err.contains("made with --effort high") && anew.err.contains("--effort high keeps them"), "{anew:?}");
    let default = generate("--threads 2");
    assert!(
        !default.err.contains("this build was made") && default.out.contains("no picture had to be rendered"),
        "{default:?}"
    );
}

#[test]
fn the_size_of_plain_png_files_is_estimated() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    let summary = |options: &str| -> serde_json::Value {
        let json = succeed(&format!("generate {{}} --force --json {options}"), folder.path()).out;
        serde_json::from_str(&json).unwrap()
    };
    let plain = summary("--encoder direct --compression balanced");
    let bytes = &plain["image_bytes"];
    // Compared with themselves they are what they are, whichever is taken.
    assert_eq!(plain["plain_png"], serde_json::json!({ "estimated_bytes": bytes, "estimated_from": 1 }));
    for options in ["--effort fast", "--effort max", "--encoder direct --compression fastest"] {
        let estimated = summary(options)["plain_png"]["estimated_bytes"].as_f64().unwrap();
        let ratio = estimated / bytes.as_f64().unwrap();
        assert!((0.8..1.25).contains(&ratio), "{options}: {ratio}");
    }
    assert!(summary("--count 24")["plain_png"].is_null(), "so few are not compared");
    let said = |options: &str| succeed(&format!("generate {{}} --force {options}"), folder.path()).out;
    assert!(said("--encoder direct --compression balanced").contains(", as much as plain PNG, in "));
    assert!(said("--effort max").contains(" % less than plain PNG, in "));
    assert!(said("--encoder direct --compression fastest").contains(" % more than plain PNG, in "));
}

#[test]
fn saved_training_changes_no_bytes() {
    for project in [|root: &Path| small_project(root, false), mixed_project] {
        saved_training_changes_nothing(project);
    }
}

fn saved_training_changes_nothing(project: fn(&Path)) {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let kept = folder.path().join(".simdgen/traits.training");
    let images = |name: &str, options: &str| {
        succeed(&format!("generate {{}} --out {{}}/{name} {options}"), folder.path());
        files_below(&folder.path().join(name).join("images"))
    };
    let trained = images("trained", "--seed 1");
    let file = fs::read(&kept).unwrap();
    assert!(images("kept", "--seed 1") == trained);
    assert!(fs::read(&kept).unwrap() == file);
    for (number, damaged) in [vec![], vec![7; 3000], file[..file.len() / 2].to_vec()].into_iter().enumerate() {
        fs::write(&kept, damaged).unwrap();
        assert!(images(&format!("damaged{number}"), "--seed 1") == trained);
        assert!(fs::read(&kept).unwrap() == file, "it is mended");
    }
    // Of another plan, and of another effort.
    images("other", "--seed 2");
    assert!(fs::read(&kept).unwrap() != file);
    assert!(images("back", "--seed 1") == trained);
    images("fast", "--seed 1 --effort fast");
    assert!(images("back-again", "--seed 1") == trained);
    fs::remove_file(&kept).unwrap();
    fs::create_dir(&kept).unwrap();
    assert!(images("unwritable", "--seed 1") == trained);
}

#[test]
fn where_nothing_repeats_pictures_are_no_larger_and_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut noise = Noise::new(3);
    for number in 0..12 {
        let pixels = (0..200u32).flat_map(|y| (0..300u32).map(move |x| (x, y)));
        let shades = pixels.flat_map(|(x, y)| [x / 2 + y / 3, x / 3 + number * 9, y + number].map(|shade| shade as u8));
        let opaque = shades.map(|shade| shade.wrapping_add(noise.below(6) as u8)).collect::<Vec<u8>>();
        let rgba = opaque.as_chunks().0.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255]).collect::<Vec<u8>>();
        write_png(&folder.path().join(format!("layers/A/{number}.png")), 300, 200, &rgba);
    }
    let toml =
        "[collection]\nname = \"Once\"\neditions = 12\n[canvas]\nwidth = 300\nheight = 200\n[[layers]]\nname = \"A\"\n";
    fs::write(folder.path().join("simdgen.toml"), toml).unwrap();
    let bytes = |options: &str| {
        let json = succeed(&format!("generate {{}} --force --json {options}"), folder.path()).out;
        serde_json::from_str::<serde_json::Value>(&json).unwrap()["image_bytes"].as_u64().unwrap()
    };
    for level in ["fast", "balanced", "high"] {
        let (splice, direct) =
            (bytes(&format!("--effort {level}")), bytes(&format!("--encoder direct --compression {level}")));
        assert!(splice * 10 <= direct * 11, "{level}: {splice} against {direct}");
    }
    let text = succeed("generate {} --force", folder.path()).out;
    assert!(text.contains("tiles are used 1.0 times on average: hardly any twice"), "{text}");
}
