//! Tells an nftchef project from a HashLips one: their configurations look alike, and mean different things.
//!
//! In nftchef a file without a weight is always drawn, in HashLips it has the weight 1; so reading one as the other
//! gives pictures that look right and are wrong. Keys are those of nftchef art-engine 2.2 `src/config.js`.

use std::path::Path;

use super::config::Config;
use crate::project::{listing, relative};

const KEYS: &[&str] = &[
    "emptyLayerName",
    "extraAttributes",
    "forcedCombinations",
    "hashImages",
    "incompatible",
    "outputJPEG",
    "startIndex",
    "traitValueOverrides",
    "useRootTraitType",
];

/// How far down nested trait folders are looked for.
const DEPTH: usize = 4;

/// What shows that a project is nftchef's, as a clause, if anything does.
pub(super) fn sign(root: &Path, keys: &[String], config: &Config) -> Option<String> {
    if let Some(key) = keys.iter().find(|key| KEYS.contains(&key.as_str())) {
        return Some(format!("its configuration sets {key}"));
    }
    let layers = || config.layer_configurations.iter().flat_map(|c| &c.layers_order);
    for layer in layers() {
        if let Some(key) = ["trait", "sublayerOptions"].iter().find(|key| layer.unknown.contains_key(**key)) {
            return Some(format!("layer \"{}\" sets {key}", layer.name));
        }
    }
    // A folder inside a layer may be a layer of its own, named "female/hair".
    let own: Vec<String> = layers().filter_map(|layer| relative::folder(&layer.name).ok()).collect();
    for layer in own.iter().filter(|folder| !folder.is_empty()) {
        let folder = root.join("layers").join(layer);
        for name in listing::folder_names(&folder) {
            let nested = format!("{layer}/{name}");
            let is_layer = own.iter().any(|o| *o == nested || o.starts_with(&format!("{nested}/")));
            if !is_layer && listing::has_png_below(&folder.join(&name), DEPTH) {
                return Some(format!("layers/{nested} is a folder of traits inside a layer"));
            }
        }
    }
    None
}
