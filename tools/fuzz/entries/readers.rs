//! What reads files that others wrote: any bytes give a value or an error, never a panic. Entries say whether it was a value.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use simdgen::dialect;
use simdgen::pack::{BuildOptions, ensure};
use simdgen::plan::{self, file::PlanFormat};
use simdgen::project::{self, Project};
use tempfile::TempDir;

use super::Input;

/// Configurations of projects of the layers that [`write_layers`] makes.
pub(super) const NATIVE: &str = include_str!("../seeds/config/layers.toml");
pub(super) const NFTCHEF: &str = include_str!("../seeds/hashlips_config/nftchef.js");

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

pub(super) fn write_layers(root: &Path) {
    for layer in ["A", "B"] {
        fs::create_dir_all(root.join("layers").join(layer)).expect("a temporary folder");
        for name in ["one.png", "two#3.png"] {
            fs::write(root.join("layers").join(layer).join(name), png_seed()).expect("a temporary file");
        }
    }
}

fn options() -> BuildOptions<'static> {
    BuildOptions::new(1)
}

fn fixture() -> &'static Fixture {
    static FIXTURE: OnceLock<Fixture> = OnceLock::new();
    FIXTURE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        write_layers(folder.path());
        fs::write(folder.path().join("simdgen.toml"), NATIVE).expect("a temporary file");
        let project = dialect::open(folder.path(), None).expect("a valid project");
        let path = folder.path().join("good.pack");
        ensure(&project, &path, options()).expect("a valid project");
        let pack = fs::read(path).expect("it was just written");
        Fixture { folder, project, pack }
    })
}

/// Any bytes as a trait's picture, under a limit that keeps memory small.
pub fn decode_png(bytes: &[u8]) -> bool {
    let max_pixels = 1 << 20;
    let decoded = simdgen::image::decode_png(bytes, max_pixels);
    assert!(decoded.iter().all(|picture| picture.size.pixels() as u64 <= max_pixels));
    decoded.is_ok()
}

/// Any bytes as a picture of any format, and what is said of it.
pub fn decode_picture(bytes: &[u8]) -> bool {
    let max_pixels = 1 << 20;
    let decoded = simdgen::image::decode_picture(bytes, max_pixels);
    if let Ok(picture) = &decoded {
        assert!(picture.size.pixels() as u64 <= max_pixels && picture.rgba.len() == picture.size.pixels() * 4);
        assert_eq!(simdgen::image::picture_size(bytes), Ok(picture.size));
    }
    let _ = simdgen::image::facts(bytes);
    let _ = simdgen::image::is_animated(bytes);
    decoded.is_ok()
}

/// A damaged pack: bytes replaced, and the end cut off. Half of them get the check sum that they should have, so that
/// damage comes to what reads the tables. What is opened must be usable, whatever was taken over.
pub fn pack(bytes: &[u8]) -> bool {
    let fixture = fixture();
    let mut damaged = fixture.pack.clone();
    let mut input = Input(bytes);
    let choice = input.byte();
    if choice % 4 == 1 {
        damaged.truncate(input.below(damaged.len() + 1));
    }
    let tables = tables_at(&damaged).unwrap_or(0);
    while !input.is_empty() && !damaged.is_empty() {
        // The header, the tables, or anything: planes are most of the file, and nothing reads a meaning in them.
        let place = match input.byte() % 4 {
            0 => 0..damaged.len().min(PACK_HEADER_LEN),
            1 => 0..damaged.len(),
            _ => tables..damaged.len(),
        };
        if !place.is_empty() {
            damaged[place.start + input.below(place.len())] = input.byte();
        }
    }
    if choice % 2 == 0 {
        sign_pack(&mut damaged);
    }
    let path = fixture.folder.path().join(format!("{}.pack", thread_name()));
    fs::write(&path, damaged).expect("a temporary file");
    let (pack, report) = ensure(&fixture.project, &path, options()).expect("a damaged pack is built again");
    for id in 0..fixture.project.traits.len() as u32 {
        let Some(picture) = pack.picture_of(project::TraitId(id)) else { continue };
        let _ = pack.is_opaque(picture);
        if pack.check([picture], 1).is_err() {
            continue;
        }
        for place in 0..pack.grid().len() {
            let tile = pack.tile_at(picture, place);
            if tile != simdgen::pack::TileId::EMPTY {
                let planes = pack.tile(tile);
                assert!(planes.covered_range().end <= planes.colour(0).len());
            }
        }
    }
    let _ = pack.verify(1);
    drop(pack);
    let _ = fs::remove_file(path);
    report.reason.is_none()
}

/// The header of a pack, and where in it the place of the tables and the check sum are.
const PACK_HEADER_LEN: usize = 128;
const PACK_TABLES_AT: usize = 36;
const PACK_CHECK_SUM_AT: usize = 112;

/// Where the header of a pack says that its tables are, if it has them there.
fn tables_at(pack: &[u8]) -> Option<usize> {
    let at = u64::from_le_bytes(*pack.get(PACK_TABLES_AT..)?.first_chunk()?) as usize;
    (PACK_HEADER_LEN..=pack.len()).contains(&at).then_some(at)
}

/// Writes the check sum of header and tables into the header.
fn sign_pack(pack: &mut [u8]) {
    let Some(tables) = tables_at(pack) else { return };
    let of_tables = blake3::hash(&pack[tables..]);
    let mut hasher = blake3::Hasher::new();
    hasher.update(&pack[..PACK_CHECK_SUM_AT]).update(&of_tables.as_bytes()[..16]);
    pack[PACK_CHECK_SUM_AT..PACK_HEADER_LEN].copy_from_slice(&hasher.finalize().as_bytes()[..16]);
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

/// Any bytes as a HashLips or nftchef configuration.
pub fn hashlips_config(bytes: &[u8]) -> bool {
    open_with(bytes, "js")
}

/// Any bytes as the configuration of nft-generator-py.
pub fn config_json(bytes: &[u8]) -> bool {
    open_with(bytes, "json")
}

fn open_with(bytes: &[u8], extension: &str) -> bool {
    let root = fixture().folder.path();
    let path = root.join(format!("{}-config.{extension}", thread_name()));
    fs::write(&path, bytes).expect("a temporary file");
    let Ok(mut project) = dialect::open(root, Some(&path)) else { return false };
    // Few editions: drawing many is no reader's matter.
    let editions = project.editions().min(20);
    plan::resize_sets(&mut project, editions);
    let _ = plan::draw(&project, "fuzz");
    true
}

/// Tests run side by side, each in a thread of its own name.
pub(super) fn thread_name() -> String {
    std::thread::current().name().unwrap_or("main").replace(':', "-")
}
