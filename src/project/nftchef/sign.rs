//! Tells an nftchef project from a HashLips one: their configurations look alike, and mean different things.
//!
//! In nftchef a file without a weight is always drawn, in HashLips it has the weight 1; so reading one as the other
//! gives pictures that look right and are wrong. Keys are those of nftchef art-engine 2.2 `src/config.js`.

use serde_json::Value;

use crate::project::script::Script;
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
pub(in crate::project) fn sign(script: &Script<'_>) -> Option<String> {
    if let Some(key) = script.keys.iter().find(|key| KEYS.contains(&key.as_str())) {
        return Some(format!("its configuration sets {key}"));
    }
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let configurations = list(&script.config, "layerConfigurations");
    for (index, configuration) in configurations.iter().enumerate() {
        if let Some(key) = ["namePrefix", "resetNameIndex"].iter().find(|key| configuration.get(**key).is_some()) {
            return Some(format!("layerConfigurations[{index}] sets {key}"));
        }
    }
    let layers: Vec<Value> = configurations.iter().flat_map(|c| list(c, "layersOrder")).collect();
    for layer in &layers {
        if let Some(key) = ["trait", "sublayerOptions"].iter().find(|key| layer.get(**key).is_some()) {
            return Some(format!("layer \"{}\" sets {key}", layer["name"].as_str().unwrap_or_default()));
        }
    }
    // A folder inside a layer may be a layer of its own, named "female/hair".
    let names = layers.iter().filter_map(|layer| layer["name"].as_str());
    let own: Vec<String> = names.filter_map(|name| relative::folder(name).ok()).collect();
    for layer in own.iter().filter(|folder| !folder.is_empty()) {
        let folder = script.root.join("layers").join(layer);
        for name in listing::folder_names(script.root, &folder) {
            let nested = format!("{layer}/{name}");
            let is_layer = own.iter().any(|o| *o == nested || o.starts_with(&format!("{nested}/")));
            if !is_layer && listing::has_png_below(script.root, &folder.join(&name), DEPTH) {
                return Some(format!("layers/{nested} is a folder of traits inside a layer"));
            }
        }
    }
    None
}
