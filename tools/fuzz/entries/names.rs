//! File and folder names of layers, in the grammar of each dialect: any name is read, left out or an error.
//!
//! Apart from the other readers because what is damaged is not a file's content but what it is called.

use std::fs;
use std::path::Path;

use simdgen::dialect;
use simdgen::project::{Project, Weight};

/// A picture, because the canvas may be as large as the first one.
const PICTURE: &[u8] = include_bytes!("../seeds/decode_png/rgba.png");

/// What a configuration says of its file names.
const CONFIGS: [(&str, &str); 4] = [
    ("toml", "[canvas]\nwidth = 8\nheight = 8\n[[layers]]\nname = \"A\"\n"),
    ("toml", "[canvas]\nwidth = 8\nheight = 8\n[files]\nweight_delimiter = \"__w\"\n[[layers]]\nname = \"A\"\n"),
    (
        "js",
        "module.exports = { layerConfigurations: [{ growEditionSizeTo: 1, layersOrder: [{ name: 'A' }] }], \
            format: { width: 8, height: 8 } };",
    ),
    (
        "js",
        "module.exports = { layerConfigurations: [{ growEditionSizeTo: 1, layersOrder: [{ name: 'A' }] }], \
            format: { width: 8, height: 8 }, startIndex: 1 };",
    ),
];

/// What the first byte chooses: "0" to "3" one of [`CONFIGS`], "4" none, so that the first line is the folder's name. A
/// script takes a hundred times as long to read as a table: few bytes choose one.
fn config_of(choice: u8) -> Option<(&'static str, &'static str)> {
    match choice % 16 {
        other if other > 11 => Some(CONFIGS[usize::from(other) % 2]),
        named @ 0..4 => Some(CONFIGS[usize::from(named)]),
        _ => None,
    }
}

/// Any bytes as the names of a layer's files, or of a layer's folder and its files.
pub fn names(bytes: &[u8]) -> bool {
    let Some((&choice, names)) = bytes.split_first() else { return false };
    let names = String::from_utf8_lossy(names);
    let mut names = names.split('\n').filter(|name| is_one(name));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let layers = folder.path().join("layers");
    let config = config_of(choice).map(|(extension, text)| {
        let path = folder.path().join(format!("config.{extension}"));
        fs::write(&path, text).expect("a temporary file");
        path
    });
    let Some(called) = (if config.is_some() { Some("A") } else { names.next() }) else { return false };
    let layer = layers.join(called);
    // What nothing can be called the file system refuses.
    if fs::create_dir_all(&layer).is_err() {
        return false;
    }
    let mut made = names.take(6).filter(|name| fs::write(layer.join(name), PICTURE).is_ok()).count();
    if config.is_none() {
        // Folders tell by their names whose they are when there are two, of two layers.
        let other = match called.split_once("__") {
            Some((name, rest)) => format!("{name}2__{rest}"),
            None => format!("{called}2"),
        };
        let other = layers.join(other);
        let is_made = fs::create_dir(&other).and_then(|()| fs::write(other.join("1-x__w1.png"), PICTURE)).is_ok();
        made += usize::from(is_made);
    }
    let Ok(project) = dialect::open(folder.path(), config.as_deref()) else { return false };
    check(&project, &layers, made);
    true
}

/// Whether a name leads nowhere else, as in any listing.
fn is_one(name: &str) -> bool {
    Path::new(name).file_name().is_some_and(|own| own == name)
}

fn check(project: &Project, layers: &Path, made: usize) {
    // A set of nested folders may repeat a "nothing"; pictures come from one file each.
    let pictures = project.traits.iter().filter(|t| t.picture.is_some());
    assert!(pictures.clone().count() <= made, "more pictures than files");
    for one in pictures {
        let path = one.picture.as_deref().expect("filtered");
        let is_inside = path.parent().and_then(Path::parent) == Some(layers);
        assert!(is_inside && path.is_file(), "{} is not in a layer", path.display());
        assert!(!one.name.is_empty(), "{} has no name", path.display());
        assert_eq!(Weight::parse(&one.weight.to_string()), Ok(one.weight), "the weight of {}", path.display());
    }
}
