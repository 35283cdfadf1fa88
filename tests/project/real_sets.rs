//! Real layer sets, when they are there: the folder named by SIMDGEN_DATA, or `../shared/data`.

use std::path::{Path, PathBuf};

use simdgen::blend::{BlendMode, Opacity};
use simdgen::dialect;
use simdgen::project::{Background, LayerId, Standard};

use crate::project::folder::{layer_names, traits};

/// The folder of a set, or nothing and a line that says so.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn set(name: &str) -> Option<PathBuf> {
    let crate_root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = std::env::var_os("SIMDGEN_DATA").map_or_else(|| crate_root.join("../shared/data"), PathBuf::from);
    let folder = data.join(name);
    if !folder.is_dir() {
        println!("skipped: there is no layer set {}", folder.display());
        return None;
    }
    Some(folder)
}

#[test]
fn the_hashlips_sample() {
    let Some(folder) = set("hashlips-sample") else { return };
    let project = dialect::open(&folder, None).expect("opens");
    let names = ["Background", "Eyeball", "Colour", "Iris", "Shine", "Bottom lid", "Top lid"];
    assert_eq!(layer_names(&project, 0), names);
    let looks: Vec<_> = project.layers.iter().map(|l| (l.blend, l.opacity, l.bypass_dna)).collect();
    let plain = (BlendMode::SourceOver, Opacity::FULL, false);
    let iris = (BlendMode::SourceOver, Opacity(230), false);
    let shine = (BlendMode::Screen, Opacity::FULL, false);
    assert_eq!(looks, [plain, plain, plain, iris, shine, plain, plain]);
    assert_eq!(traits(&project, 2), ["0:Cyan=1", "1:Green=1", "2:Pink=1", "3:Purple=1", "4:Red=1", "5:Yellow=10"]);
    assert_eq!(traits(&project, 5), ["0:High=20", "1:Low=40", "2:Middle=40"]);
    let (_, yellow) = project.traits_of(LayerId(2)).last().expect("traits");
    assert_eq!(yellow.file_name, "Yellow#10.png");
    assert_eq!((project.editions(), project.canvas.to_string().as_str()), (16, "512 x 512"));
    assert_eq!(project.background, Background::RandomHue { lightness: 800 });
    assert_eq!((project.metadata.standard, project.metadata.name.as_str()), (Standard::Ethereum, "Eyes"));
    assert_eq!(project.notices.lines(), [""; 0]);
}

#[test]
fn nftchef_opens_unchanged() {
    let Some(folder) = set("nftchef") else { return };
    let project = dialect::open(&folder, None).expect("nftchef");
    assert_eq!((project.conventions.key, project.editions(), project.first_edition), ("nftchef", 10, 0));
    assert_eq!((project.sets[0].layers.len(), project.sets[1].layers.len()), (19, 9));
    assert_eq!(project.background, Background::RandomHue { lightness: 800 });
    assert!(project.background_last && project.metadata.hash_pictures && project.metadata.extra_attributes.is_some());
    assert_eq!(project.notices.lines().len(), 3, "{:?}", project.notices);
}

#[test]
fn sets_without_a_configuration_open_with_ours() {
    for (name, layers, traits, canvas) in [
        ("nouns32", 5, 424, "32 x 32"),
        ("lpc-male", 8, 359 + 3, "832 x 1344"),
        ("catavatar", 5, 70, "1024 x 1024"),
        ("robohash-set1", 6, 63, "300 x 300"),
        ("hashlips-lab", 5, 17, "2048 x 2048"),
    ] {
        let Some(folder) = set(name) else { continue };
        let config = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/sets/{name}.toml"));
        let project = dialect::open(&folder, Some(&config)).expect(name);
        assert_eq!((project.layers.len(), project.traits.len()), (layers, traits), "{name}");
        assert_eq!((project.canvas.to_string().as_str(), project.editions()), (canvas, 300), "{name}");
        assert!(project.traits.iter().all(|t| t.picture.as_ref().is_none_or(|p| p.is_file())), "{name}");
    }
}
