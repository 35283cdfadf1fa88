//! What reads files that others wrote: any bytes give a value or an error, never a panic. Entries say whether it was a value.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use simdgen::pack::{BuildOptions, MAX_PIXELS, ensure};
use simdgen::plan::{self, file::PlanFormat};
use simdgen::project::{self, Project};
use tempfile::TempDir;

use super::Input;

/// Valid configurations to damage.
pub const SEEDS_TOML: [&str; 2] = [
    "[collection]\nname = \"F\"\neditions = 3\nseed = \"s\"\n[canvas]\nwidth = 70\nheight = 40\nresize = \"nearest\"\n\
     background = \"#ffffff\"\n[[layers]]\nname = \"A\"\n[[layers]]\nname = \"B\"\nblend = \"multiply\"\nopacity = 0.5\n\
     none = 20\n",
    "[canvas]\nwidth = 8\nheight = 9\nbackground = \"random\"\n[[sets]]\neditions = 2\nlayers = [\"A\", \"B\"]\n\
     [[layers]]\nname = \"A\"\n[[layers]]\nname = \"B\"\n",
];

/// The same for HashLips and nftchef.
pub const SEEDS_JS: [&str; 2] = [
    "const { MODE } = require(\"../constants/blend_mode.js\");\n\
      const layerConfigurations = [{ growEditionSizeTo: 3, layersOrder: [{ name: \"A\" }, { name: \"B\", options: \
      { blend: MODE.multiply, opacity: 0.5 } }] }];\nconst format = { width: 70, height: 40, smoothing: false };\n\
      const background = { generate: true, brightness: \"80%\", static: false };\n\
      module.exports = { layerConfigurations, format, background };\n",
    "module.exports = { layerConfigurations: [{ growEditionSizeTo: 3, namePrefix: \"P\", layersOrder: [{ name: \"A\", \
      trait: \"T\", blend: \"multiply\", opacity: 0.5 }, { name: \"B\", display_type: \"number\" }] }], format: { width: 70, \
      height: 40 }, incompatible: { two: [\"one\"] }, forcedCombinations: {}, startIndex: 1, hashImages: true, \
      outputJPEG: false, rarityDelimiter: \"#\", useRootTraitType: true, extraAttributes: () => [{ value: 1 }] };\n",
];

/// The same for plans, as JSONL and as CSV.
pub const SEEDS_PLAN: [&str; 2] = [
    "{\"simdgen_plan\":1,\"seed\":\"s\",\"sets\":[[\"A\",\"B\"]]}\n\
     {\"edition\":1,\"dna\":\"\",\"set\":0,\"background\":\"#aabbcc\",\"traits\":{\"A\":\"one\",\"B\":\"two\"}}\n\
     {\"edition\":2,\"traits\":{\"A\":\"two\",\"B\":\"one\"}}\n",
    "edition,set,background,dna,A,B\n1,0,#aabbcc,,one,two\n2,0,transparent,,two,\"one\"\n",
];

/// A project of two layers with two traits each, and its pack's bytes.
struct Fixture {
    folder: TempDir,
    project: Project,
    pack: Vec<u8>,
}

/// A small valid picture, to damage.
pub fn png_seed() -> Vec<u8> {
    let mut png = vec![];
    let mut encoder = png::Encoder::new(&mut png, 70, 40);
    encoder.set_color(png::ColorType::Rgba);
    let pixels: Vec<u8> = (0..70 * 40 * 4).map(|i: u32| (i / 97 * 31 % 256) as u8).collect();
    encoder.write_header().and_then(|mut w| w.write_image_data(&pixels)).expect("writing to memory");
    png
}

fn write_layers(root: &Path) {
    for layer in ["A", "B"] {
        fs::create_dir_all(root.join("layers").join(layer)).expect("a temporary folder");
        for name in ["one.png", "two#3.png"] {
            fs::write(root.join("layers").join(layer).join(name), png_seed()).expect("a temporary file");
        }
    }
}

fn options() -> BuildOptions {
    BuildOptions { threads: 1, max_pixels: MAX_PIXELS, force: false }
}

fn fixture() -> &'static Fixture {
    static FIXTURE: OnceLock<Fixture> = OnceLock::new();
    FIXTURE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        write_layers(folder.path());
        fs::write(folder.path().join("simdgen.toml"), SEEDS_TOML[0]).expect("a temporary file");
        let project = project::open(folder.path(), None).expect("a valid project");
        let path = folder.path().join("good.pack");
        ensure(&project, &path, options()).expect("a valid project");
        let pack = fs::read(path).expect("it was just written");
        Fixture { folder, project, pack }
    })
}

/// Any bytes as a trait's picture, under a limit that keeps memory small.
pub fn decode_png(bytes: &[u8]) -> bool {
    let max_pixels = 1 << 20;
    let decoded = simdgen::pack::decode_png(bytes, max_pixels);
    assert!(decoded.iter().all(|picture| picture.size.pixels() as u64 <= max_pixels));
    decoded.is_ok()
}

/// A damaged pack: bytes replaced, and the end cut off. What is opened must be usable, whatever was taken over.
pub fn pack(bytes: &[u8]) -> bool {
    let fixture = fixture();
    let mut damaged = fixture.pack.clone();
    let mut input = Input(bytes);
    if input.byte() % 4 == 0 {
        damaged.truncate(input.below(damaged.len() + 1));
    }
    while !input.is_empty() && !damaged.is_empty() {
        // Headers and tables lie at the start: half of the damage goes there.
        let reach = if input.byte() % 2 == 0 { damaged.len().min(512) } else { damaged.len() };
        damaged[input.below(reach)] = input.byte();
    }
    let path = fixture.folder.path().join(format!("{}.pack", thread_name()));
    fs::write(&path, damaged).expect("a temporary file");
    let (pack, report) = ensure(&fixture.project, &path, options()).expect("a damaged pack is built again");
    for id in 0..fixture.project.traits.len() as u32 {
        let Some(picture) = pack.picture_of(project::TraitId(id)) else { continue };
        let _ = pack.is_opaque(picture);
        for place in 0..pack.grid().len() {
            let tile = pack.tile_at(picture, place);
            if tile != simdgen::pack::TileId::EMPTY {
                let planes = pack.tile(tile);
                assert!(planes.covered_range().end <= planes.colour(0).len());
            }
        }
    }
    let _ = pack.verify();
    drop(pack);
    let _ = fs::remove_file(path);
    report.reason.is_none()
}

/// Any bytes as a plan; one that is read fits its project and is the same after writing and reading.
pub fn plan_file(bytes: &[u8]) -> bool {
    let (fixture, mut accepted) = (fixture(), false);
    for (extension, format) in [("jsonl", PlanFormat::Jsonl), ("csv", PlanFormat::Csv)] {
        let path = fixture.folder.path().join(format!("{}.{extension}", thread_name()));
        fs::write(&path, bytes).expect("a temporary file");
        let Ok(read) = plan::file::read(&path, &fixture.project) else { continue };
        assert!(read.fits(&fixture.project));
        let mut written = vec![];
        plan::file::write(format, &fixture.project, &read, &mut written).expect("writing to memory");
        fs::write(&path, &written).expect("a temporary file");
        let again = plan::file::read(&path, &fixture.project).expect("what was written can be read");
        assert!(read.editions().eq(again.editions()), "a plan changes when it is written");
        accepted = true;
    }
    accepted
}

/// Any bytes as `simdgen.toml`.
pub fn config(bytes: &[u8]) -> bool {
    open_with(bytes, "toml")
}

/// Any bytes as a HashLips configuration.
pub fn hashlips_config(bytes: &[u8]) -> bool {
    open_with(bytes, "js")
}

fn open_with(bytes: &[u8], extension: &str) -> bool {
    let root = fixture().folder.path();
    let path = root.join(format!("{}-config.{extension}", thread_name()));
    fs::write(&path, bytes).expect("a temporary file");
    let Ok(mut project) = project::open(root, Some(&path)) else { return false };
    // Few editions: drawing many is no reader's matter.
    let editions = project.editions().min(20);
    plan::resize_sets(&mut project, editions);
    let _ = plan::draw(&project, "fuzz");
    true
}

/// Tests run side by side, each in a thread of its own name.
fn thread_name() -> String {
    std::thread::current().name().unwrap_or("main").replace(':', "-")
}
