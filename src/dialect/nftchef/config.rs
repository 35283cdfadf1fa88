//! The values of an nftchef `src/config.js` that matter here, with their defaults.
//!
//! Field names are those of nftchef art-engine 2.2, `src/config.js`.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::dialect::script::values;
use crate::dialect::script::values::{BackgroundConfig, Format};

/// The keys that are read.
pub(in crate::dialect) const READ: &[&str] = &[
    "background",
    "baseUri",
    "description",
    "emptyLayerName",
    "extraAttributes",
    "extraMetadata",
    "forcedCombinations",
    "format",
    "hashImages",
    "incompatible",
    "layerConfigurations",
    "layersDir",
    "outputJPEG",
    "rarityDelimiter",
    "shuffleLayerConfigurations",
    "startIndex",
    "traitValueOverrides",
    "useRootTraitType",
];

/// Keys of the engine that change no picture and no metadata here.
pub(super) const OTHERS: &[&str] = &["buildDir", "debugLogs", "preview", "preview_gif", "uniqueDnaTorrance"];

#[derive(Debug, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Config {
    pub description: String,
    pub base_uri: String,
    pub layers_dir: Option<String>,
    #[serde(rename = "outputJPEG", deserialize_with = "values::truthy")]
    pub output_jpeg: bool,
    pub start_index: u32,
    pub format: Format,
    pub background: BackgroundConfig,
    pub layer_configurations: Vec<LayerConfiguration>,
    #[serde(deserialize_with = "values::truthy")]
    pub shuffle_layer_configurations: bool,
    pub empty_layer_name: String,
    pub incompatible: NamedLists,
    pub forced_combinations: NamedLists,
    pub trait_value_overrides: Map<String, Value>,
    pub extra_metadata: Map<String, Value>,
    #[serde(deserialize_with = "values::truthy")]
    pub hash_images: bool,
    pub rarity_delimiter: String,
    #[serde(deserialize_with = "values::truthy")]
    pub use_root_trait_type: bool,
}

/// For a name, names that it has to do with.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Value")]
pub(super) struct NamedLists(pub Vec<(String, Vec<String>)>);

impl From<Value> for NamedLists {
    /// An empty list stands for no rules in real configurations.
    fn from(value: Value) -> Self {
        let names = |value: Value| match value {
            Value::Array(names) => names.into_iter().filter_map(|n| n.as_str().map(str::to_owned)).collect(),
            Value::String(name) => vec![name],
            _ => vec![],
        };
        match value {
            Value::Object(map) => Self(map.into_iter().map(|(name, value)| (name, names(value))).collect()),
            _ => Self::default(),
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            description: String::new(),
            base_uri: String::new(),
            layers_dir: None,
            output_jpeg: false,
            start_index: 0,
            format: Format::default(),
            background: BackgroundConfig::default(),
            layer_configurations: vec![],
            shuffle_layer_configurations: false,
            empty_layer_name: "NONE".into(),
            incompatible: NamedLists::default(),
            forced_combinations: NamedLists::default(),
            trait_value_overrides: Map::new(),
            extra_metadata: Map::new(),
            hash_images: false,
            rarity_delimiter: "#".into(),
            use_root_trait_type: true,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct LayerConfiguration {
    /// Counts on over the configurations.
    #[serde(deserialize_with = "values::number")]
    pub grow_edition_size_to: Option<u64>,
    #[serde(deserialize_with = "values::text_if_true")]
    pub name_prefix: Option<String>,
    #[serde(deserialize_with = "values::truthy")]
    pub reset_name_index: bool,
    pub layers_order: Vec<LayerOrder>,
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

/// An entry of `layersOrder`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct LayerOrder {
    /// The folder below the layers' folder.
    pub name: String,
    pub blend: Option<String>,
    pub opacity: Option<Value>,
    #[serde(rename = "trait")]
    pub trait_type: Option<String>,
    pub display_type: Option<String>,
    /// By the name of a folder below.
    #[serde(default, rename = "sublayerOptions")]
    pub sublayer_options: Map<String, Value>,
    #[serde(default)]
    pub options: Options,
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

/// The keys of a layer's `options`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Options {
    #[serde(rename = "bypassDNA", deserialize_with = "values::truthy")]
    pub bypass_dna: bool,
    pub blend: Option<String>,
    pub opacity: Option<Value>,
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}
