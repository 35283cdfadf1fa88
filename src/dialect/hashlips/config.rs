//! The values of a HashLips `src/config.js` that matter here, with their defaults.
//!
//! Field names are those of the engine (HashLips art engine 1.1.2, `src/config.js`). Keys that are not known are
//! stored by name, so that the reader can say they do nothing.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::dialect::script::values;
use crate::dialect::script::values::{BackgroundConfig, Format};

/// The keys that are read.
pub(in crate::dialect) const READ: &[&str] = &[
    "background",
    "baseUri",
    "collectionName",
    "collectionSize",
    "description",
    "editionSize",
    "exactWeight",
    "excludeFromMetadata",
    "extraMetadata",
    "format",
    "gif",
    "layerConfigurations",
    "layersDir",
    "layersOrder",
    "namePrefix",
    "network",
    "pixelFormat",
    "preview",
    "preview_gif",
    "rarityDelimiter",
    "rarity_config",
    "shuffleLayerConfigurations",
    "solanaMetadata",
    "symbol",
    "text",
];

/// Keys of the engine that change no picture and no metadata here.
pub(super) const IGNORED: &[&str] = &["buildDir", "debugLogs", "uniqueDnaTorrance"];

#[derive(Debug, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Config {
    pub network: String,
    #[serde(deserialize_with = "values::text")]
    pub name_prefix: Option<String>,
    /// Of a fork (`datboi`), and the four below.
    pub collection_name: Option<String>,
    #[serde(deserialize_with = "values::number")]
    pub collection_size: Option<u64>,
    pub exact_weight: Option<bool>,
    pub exclude_from_metadata: Vec<String>,
    #[serde(rename = "rarity_config")]
    pub rarity_config: Map<String, Value>,
    /// Of that fork, where HashLips has `solanaMetadata.symbol`.
    pub symbol: Option<String>,
    pub description: String,
    pub base_uri: String,
    pub solana_metadata: SolanaMetadata,
    /// The folder of layer folders; of several forks.
    pub layers_dir: Option<String>,
    pub layer_configurations: Vec<LayerConfiguration>,
    /// Of the first version (`versions`), which has no configurations.
    pub layers_order: Vec<LayerOrder>,
    /// Of the first version, too.
    #[serde(deserialize_with = "values::number")]
    pub edition_size: Option<u64>,
    #[serde(deserialize_with = "values::truthy")]
    pub shuffle_layer_configurations: bool,
    pub format: Format,
    pub gif: Gif,
    pub text: Text,
    pub background: BackgroundConfig,
    pub extra_metadata: Map<String, Value>,
    pub rarity_delimiter: String,
    pub preview: Preview,
    #[serde(rename = "preview_gif")]
    pub preview_gif: PreviewGif,
    pub pixel_format: PixelFormat,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            network: "eth".into(),
            name_prefix: None,
            collection_name: None,
            collection_size: None,
            exact_weight: None,
            exclude_from_metadata: vec![],
            rarity_config: Map::new(),
            symbol: None,
            layers_dir: None,
            description: String::new(),
            base_uri: String::new(),
            solana_metadata: SolanaMetadata::default(),
            layer_configurations: vec![],
            layers_order: vec![],
            edition_size: None,
            shuffle_layer_configurations: false,
            format: Format::default(),
            gif: Gif::default(),
            text: Text::default(),
            background: BackgroundConfig::default(),
            extra_metadata: Map::new(),
            rarity_delimiter: "#".into(),
            preview: Preview::default(),
            preview_gif: PreviewGif::default(),
            pixel_format: PixelFormat::default(),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SolanaMetadata {
    pub symbol: Option<String>,
    #[serde(deserialize_with = "values::number")]
    pub seller_fee_basis_points: u32,
    pub external_url: String,
    pub creators: Vec<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct LayerConfiguration {
    /// Counts on over the configurations.
    #[serde(deserialize_with = "values::number")]
    pub grow_edition_size_to: Option<u64>,
    /// Of a fork (`fork`).
    pub start_edition_from: Option<u32>,
    /// Of a fork (`datboi`).
    #[serde(deserialize_with = "values::text")]
    pub name_prefix: Option<String>,
    pub layers_order: Vec<LayerOrder>,
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
pub(super) struct LayerOrder {
    /// The folder below `layers/`.
    pub name: String,
    #[serde(default)]
    pub options: Options,
    /// Beside the name in the first versions (`versions`).
    #[serde(rename = "displayName")]
    pub display_name: Option<String>,
    pub blend: Option<String>,
    pub opacity: Option<Value>,
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Options {
    pub display_name: Option<String>,
    pub blend: Option<String>,
    /// Any value, so that a wrong one can be named with its layer.
    pub opacity: Option<Value>,
    #[serde(rename = "bypassDNA", deserialize_with = "bypass")]
    pub bypass_dna: Option<bool>,
    /// Position and size of pictures: of a fork (`fork`).
    #[serde(rename = "posX")]
    pub pos_x: Option<f64>,
    #[serde(rename = "posY")]
    pub pos_y: Option<f64>,
    pub width: Option<f64>,
    pub height: Option<f64>,
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

fn bypass<'de, D: Deserializer<'de>>(from: D) -> Result<Option<bool>, D::Error> {
    values::truthy(from).map(Some)
}

impl Options {
    /// Returns `true` if any is set.
    pub(super) fn is_said(&self) -> bool {
        self.display_name.is_some() || self.blend.is_some() || self.opacity.is_some() || self.bypass_dna.is_some()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Gif {
    #[serde(deserialize_with = "values::truthy")]
    pub export: bool,
    #[serde(flatten)]
    pub animation: Animation,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Animation {
    /// -1 once, 0 for ever, else so many times.
    pub repeat: Option<i32>,
    /// NeuQuant's sampling: 1 the best colours, 30 the fastest.
    pub quality: Option<u32>,
    pub delay: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct PreviewGif {
    pub number_of_images: Option<usize>,
    pub order: Option<String>,
    pub image_name: Option<String>,
    #[serde(flatten)]
    pub animation: Animation,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Preview {
    pub thumb_per_row: Option<u32>,
    pub thumb_width: Option<u32>,
    /// Any value: dividing sides that are not set gives no number.
    pub image_ratio: Option<Value>,
    pub image_name: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PixelFormat {
    pub ratio: Option<f64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Text {
    #[serde(deserialize_with = "values::truthy")]
    pub only: bool,
}
