//! File and folder names of layers, in the grammar of each dialect: any name is read, left out or an error.
//!
//! Apart from the other readers because what is damaged is not a file's content but what it is called.

use std::fs;
use std::path::Path;

use simdgen::project::{self, Project, Weight};

/// Names of every grammar, one a line; the first byte chooses how they are read: "0" to "9" as [`config_of`] has it.
pub const SEEDS_NAMES: [&str; 3] = [
    "0Red#2.5.png\na#b#10.png\n7.png\n",
    "1Red__w10.png\nBack__z__w0.png\n",
    "3z-2,Red#50?blend=screen&opacity=40.png\n",
];

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

/// A script takes a hundred times as long to read as a table: one name in eight is read by one.
fn config_of(choice: u8) -> (&'static str, &'static str) {
    CONFIGS[match choice % 16 {
        2 => 2,
        3 => 3,
        other => usize::from(other) % 2,
    }]
}

/// Any bytes as the names of a layer's files.
pub fn names(bytes: &[u8]) -> bool {
    let Some((&choice, names)) = bytes.split_first() else { return false };
    let (extension, config) = config_of(choice);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let layer = folder.path().join("layers/A");
    fs::create_dir_all(&layer).expect("a folder in a temporary one");
    let mut made = 0;
    for name in String::from_utf8_lossy(names).split('\n').take(6) {
        // What no file can be called the file system refuses; names may not leave the folder here, as in any listing.
        let is_one = Path::new(name).file_name().is_some_and(|own| own == name);
        made += usize::from(is_one && fs::write(layer.join(name), b"x").is_ok());
    }
    let path = folder.path().join(format!("config.{extension}"));
    fs::write(&path, config).expect("a temporary file");
    let Ok(project) = project::open(folder.path(), Some(&path)) else { return false };
    check(&project, &layer, made);
    true
}

fn check(project: &Project, layer: &Path, made: usize) {
    // A set of nested folders may repeat a "nothing"; pictures come from one file each.
    let pictures = project.traits.iter().filter(|t| t.picture.is_some());
    assert!(pictures.clone().count() <= made, "more pictures than files");
    for one in pictures {
        let path = one.picture.as_deref().expect("filtered");
        assert!(path.parent() == Some(layer) && path.is_file(), "{} is not in the layer", path.display());
        assert!(!one.name.is_empty(), "{} has no name", path.display());
        assert_eq!(Weight::parse(&one.weight.to_string()), Ok(one.weight), "the weight of {}", path.display());
    }
}
