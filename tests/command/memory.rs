//! What each command holds in memory, and what it does where the system refuses threads.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use simdgen::parallel::{MIB, OWN};

use crate::command::generate::small_project;
use crate::command::simdgen::{files_below, simdgen, succeed};
use crate::pixels::fixture::write_png;

/// MiB that every command is allowed here.
const ALLOWED: usize = 16;

/// Commands that hold a few texts.
const HOLDS_LITTLE: [&str; 4] = ["init", "completions", "man", "help"];

/// Side of the pictures: large ones for a debug build, of 2 MB each.
const SIDE: u32 = 720;

/// Commands on pictures, in the order in which they are run. Threads are more than fit: the frames of the direct encoder would
/// take 330 MB, what verifying decodes 130 MB.
const ON_PICTURES: [&str; 12] = [
    "pack {} --threads 1",
    "plan {} --out {}/plan.csv",
    "inspect {}",
    "check {} --threads 20",
    "generate {} --threads 8 --out {}/spliced",
    "generate {} --encoder direct --compression fastest --threads 20 --encoders 20 --batch 8",
    "verify {}/build --threads 20",
    "preview {} --columns 2",
    "preview-gif {}",
    "pixelate {}",
    "generate-metadata {}",
    "gallery {} --threads 20",
];

/// Commands on the metadata of a collection, which takes 140 MB when it is read at once.
const ON_METADATA: [&str; 5] = [
    "rarity {}/build",
    "plan {} --keep {}/build/json/_metadata.json",
    "convert cardano {}",
    "update-info {}",
    "import {}",
];

/// Runs a command within the budget; it must succeed and hold no more than that and what the program takes beside.
fn within_budget(arguments: &str, path: &Path) {
    let words = arguments.split(' ').map(|w| w.replace("{}", path.to_str().unwrap()));
    let allowed = ALLOWED.to_string();
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("simdgen"));
    command
        .args(words)
        .args(["--memory", &allowed])
        .stdout(Stdio::null())
        .stderr(fs::File::create(path.join("err")).unwrap());
    let mut child = command.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let ended = loop {
        // The kernel keeps the most that was held, for as long as the process lives.
        let text = fs::read_to_string(&status).unwrap_or_default();
        let kib = text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
        peak = kib.map_or(peak, |kib: usize| kib * 1024);
        if let Some(ended) = child.try_wait().unwrap() {
            break ended;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    assert!(ended.success(), "{arguments}: {}", fs::read_to_string(path.join("err")).unwrap());
    assert!(peak > MIB, "{arguments}: nothing was measured");
    let most = ALLOWED * MIB + OWN;
    assert!(peak < most, "{arguments} held {} MiB of {}", peak / MIB, most / MIB);
}

/// A project of 4 layers of flat pictures, with 8 editions.
fn large_pictures(root: &Path) {
    for (n, layer) in ["A", "B", "C", "D"].into_iter().enumerate() {
        for value in [60_u8, 200] {
            let alpha = if n == 0 { 255 } else { 100 };
            let pixels = [value, n as u8 * 50, 9, alpha].repeat((SIDE * SIDE) as usize);
            write_png(&root.join(format!("layers/{layer}/{value}.png")), SIDE, SIDE, &pixels);
        }
    }
    let toml = "[collection]\nname = \"Large\"\neditions = 8\nseed = \"1\"\n[gallery.slide_show]\npictures = 1\nspeed = 30\n\
                [[layers]]\nname = \"A\"\n[[layers]]\nname = \"B\"\n[[layers]]\nname = \"C\"\n[[layers]]\nname = \"D\"\n";
    fs::write(root.join("simdgen.toml"), toml).unwrap();
}

/// An nftchef project of small pictures, with metadata of 2,000 editions that each tell a story of 30 KB.
fn long_metadata(root: &Path) {
    const EDITIONS: usize = 2_000;
    let layers = ["Sky", "Sea", "Hat"];
    for (n, layer) in layers.into_iter().enumerate() {
        for value in 0..15_u8 {
            let pixels = [value * 17, n as u8 * 99, 7, 255].repeat(64);
            write_png(&root.join(format!("layers/{layer}/{value}#1.png")), 8, 8, &pixels);
        }
    }
    fs::create_dir_all(root.join("src")).unwrap();
    let config = format!(
        "module.exports = {{ format: {{ width: 8, height: 8, smoothing: false }}, baseUri: 'ipfs://x', description: 'd',
         layerConfigurations: [{{ growEditionSizeTo: {EDITIONS}, namePrefix: 'Bot',
           layersOrder: [{{ name: 'Sky' }}, {{ name: 'Sea' }}, {{ name: 'Hat' }}] }}] }};"
    );
    fs::write(root.join("src/config.js"), config).unwrap();
    let story = "once more ".repeat(3_000);
    let mut list = String::from("[");
    for number in 0..EDITIONS {
        let values = [number % 15, number / 15 % 15, number / 225];
        let attribute = |(layer, value)| format!("{{\"trait_type\": \"{layer}\", \"value\": \"{value}\"}}");
        let attributes: Vec<String> = layers.iter().zip(values).map(attribute).collect();
        let comma = if number == 0 { "" } else { ",\n" };
        let (number, attributes) = (number + 1, attributes.join(", "));
        write!(list, "{comma}{{\"edition\": {number}, \"attributes\": [{attributes}], \"story\": \"{story}\"}}")
            .unwrap();
    }
    list.push(']');
    fs::create_dir_all(root.join("build/json")).unwrap();
    fs::write(root.join("build/json/_metadata.json"), list).unwrap();
}

#[test]
#[cfg(target_os = "linux")]
fn commands_on_pictures_keep_to_the_budget() {
    let folder = tempfile::tempdir().unwrap();
    large_pictures(folder.path());
    ON_PICTURES.iter().for_each(|run| within_budget(run, folder.path()));
}

#[test]
#[cfg(target_os = "linux")]
fn commands_on_metadata_keep_to_the_budget() {
    let folder = tempfile::tempdir().unwrap();
    long_metadata(folder.path());
    ON_METADATA.iter().for_each(|run| within_budget(run, folder.path()));
}

/// The demo is generate, and prepare packs and trains as it does. The studio and the service never end by themselves; what they draw
/// is bounded by their caches, and builds of the studio are those of generate. A merge holds a file a thread, beside the plan.
const THE_SAME: [&str; 5] = ["demo", "merge", "prepare", "serve", "studio"];

#[test]
fn every_command_is_run_within_the_budget() {
    let help = simdgen(&["--help"]).out;
    let listed = help.split_once("Commands:\n").unwrap().1.split("\n\n").next().unwrap();
    let named: BTreeSet<&str> = listed
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    let runs = ON_PICTURES.iter().chain(&ON_METADATA).filter_map(|run| run.split(' ').next());
    let known: BTreeSet<&str> = runs.chain(HOLDS_LITTLE).chain(THE_SAME).collect();
    assert_eq!(named, known, "run every command within the budget here");
}

#[test]
fn a_picture_that_cannot_fit_is_told_before_work_starts() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write_png(&root.join("layers/A/a.png"), 4, 4, &[9; 64]);
    let toml =
        "[collection]\nname = \"N\"\neditions = 1\n[canvas]\nwidth = 3000\nheight = 3000\n[[layers]]\nname = \"A\"\n";
    fs::write(root.join("simdgen.toml"), toml).unwrap();
    let project = root.to_str().unwrap();
    for (options, needed) in
        [(&["--encoder", "direct"][..], 129), (&["--effort", "fast"], 52), (&["--effort", "max"], 242)]
    {
        let run = simdgen(&[&["generate", project, "--memory", "16"], options].concat());
        assert_eq!(run.code, 1, "{run:?}");
        let cure = format!(
            "3000 x 3000 takes {needed} MiB of memory, and 16 MiB are allowed; allow more with --memory {needed}"
        );
        let part = cure.split_once(" takes").unwrap().1;
        assert!(run.err.contains("3000 x 3000") && run.err.contains(part), "{}", run.err);
        assert!(!root.join("build").exists() && !root.join(".simdgen").exists(), "work was started");
    }
    // Finished pictures are any: each is told when it is met, and nothing is left of the others.
    write_png(&root.join("build/images/1.png"), 2000, 2000, &[7; 2000 * 2000 * 4]);
    for command in ["pixelate", "preview-gif"] {
        let run = simdgen(&[command, project, "--memory", "16"]);
        assert!(run.code == 1 && run.err.contains("--memory "), "{run:?}");
    }
    let run = simdgen(&["preview", project, "--memory", "16", "--thumbnail", "5000"]);
    assert!(run.code == 1 && run.err.contains("a row of 1 thumbnails of 5000 x 5000 takes 191 MiB"), "{run:?}");
    assert!(!root.join("build/pixel_images").exists());
}

/// The system refuses a thread whose stack is larger than there are addresses, as it refuses one beyond a container's limit.
#[test]
#[cfg(target_os = "linux")]
fn threads_that_are_refused_are_done_without() {
    let folder = tempfile::tempdir().unwrap();
    small_project(folder.path(), true);
    succeed("pack {}", folder.path());
    let alone = |arguments: &str| {
        let words = arguments.split(' ').map(|w| w.replace("{}", folder.path().to_str().unwrap()));
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("simdgen"));
        let output = command.args(words).env("RUST_MIN_STACK", (1_u64 << 60).to_string()).output().unwrap();
        assert!(output.status.success(), "{arguments}: {output:?}");
    };
    for encoder in ["--effort high", "--encoder direct --encoders 3"] {
        succeed(&format!("generate {{}} --threads 4 {encoder} --out {{}}/many"), folder.path());
        alone(&format!("generate {{}} --threads 4 {encoder} --out {{}}/alone"));
        assert!(files_below(&folder.path().join("many")) == files_below(&folder.path().join("alone")), "{encoder}");
        fs::remove_dir_all(folder.path().join("many")).unwrap();
        alone("verify {}/alone --project {} --threads 4");
        fs::remove_dir_all(folder.path().join("alone")).unwrap();
    }
    succeed("generate {}", folder.path());
    for command in ["check {} --threads 4", "pixelate {}", "preview {}", "generate-metadata {}"] {
        alone(command);
    }
}
