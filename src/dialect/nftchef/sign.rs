//! Tells an nftchef project from a HashLips one: their configurations look alike, and mean different things.
//!
//! In nftchef a file without a weight is always drawn, in HashLips it has the weight 1; so reading one as the other
//! gives pictures that look right and are wrong. Keys are those of nftchef art-engine 2.2 `src/config.js`.

use serde_json::Value;

use super::versions::CONVENTIONS;
use crate::dialect::relative;
use crate::dialect::release;
use crate::dialect::script::{EXTRA, Script};
use crate::project::listing;

/// Keys that only nftchef has; `extraAttributes` is one when it is a function.
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

/// Keys that only HashLips has.
const KEYS_OF_HASHLIPS: &[&str] = &["namePrefix", "network", "solanaMetadata"];

/// The depth to which nested trait folders are looked for.
const DEPTH: usize = 4;

/// Returns what shows that a project is nftchef's, as a clause; `None` if nothing does.
///
/// The engine that the project carries along decides, else keys that only nftchef has. What forks of HashLips may have too
/// counts only where no key is HashLips'.
pub(super) fn sign(script: &Script<'_>) -> Option<String> {
    if let Some(release) = release::of_project(script.root).and_then(|main| main.release) {
        let of = || format!("src/main.js is made from its release {}", release.version);
        return (release.engine == CONVENTIONS.engine).then(of);
    }
    let is_function = |key: &str| key != EXTRA || script.config.get(key).is_none();
    if let Some(key) = script.keys.iter().find(|key| KEYS.contains(&key.as_str()) && is_function(key)) {
        return Some(format!("its configuration sets {key}"));
    }
    let of_hashlips = script.keys.iter().any(|key| KEYS_OF_HASHLIPS.contains(&key.as_str()));
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let configurations = list(&script.config, "layerConfigurations");
    let keys: &[&str] = if of_hashlips { &["resetNameIndex"] } else { &["namePrefix", "resetNameIndex"] };
    for (index, configuration) in configurations.iter().enumerate() {
        if let Some(key) = keys.iter().find(|key| configuration.get(**key).is_some()) {
            return Some(format!("layerConfigurations[{index}] sets {key}"));
        }
    }
    let layers: Vec<Value> = configurations.iter().flat_map(|c| list(c, "layersOrder")).collect();
    for layer in &layers {
        if let Some(key) = ["trait", "sublayerOptions"].iter().find(|key| layer.get(**key).is_some()) {
            return Some(format!("layer \"{}\" sets {key}", layer["name"].as_str().unwrap_or_default()));
        }
    }
    if of_hashlips {
        return None;
    }
    // A folder inside a layer may be a layer of its own, named "female/hair".
    let names = layers.iter().filter_map(|layer| layer["name"].as_str());
    let own: Vec<String> = names.filter_map(|name| relative::folder(name).ok()).collect();
    let layers = relative::layers_dir(script.config["layersDir"].as_str()).unwrap_or_else(|_| "layers".into());
    for layer in own.iter().filter(|folder| !folder.is_empty()) {
        let folder = script.root.join(&layers).join(layer);
        for name in listing::folder_names(script.root, &folder) {
            let nested = format!("{layer}/{name}");
            let is_layer = own.iter().any(|o| *o == nested || o.starts_with(&format!("{nested}/")));
            if !is_layer && listing::has_picture_below(script.root, &folder.join(&name), DEPTH) {
                return Some(format!("{layers}/{nested} is a folder of traits inside a layer"));
            }
        }
    }
    None
}
