//! Reads projects of the HashLips art engine: `layers/` and `src/config.js`.
//!
//! The conventions are those of HashLips art engine 1.1.2. What it does by mistake is put right where
//! pictures would be wrong, and a notice or an error says so.

mod config;
mod engine;
mod nftchef;

use std::path::Path;

use config::{BackgroundConfig, Config, LayerConfiguration, LayerOrder, Options};

use super::file_name::Grammar;
use super::message::in_our_words;
use super::shelf::{LayerSpec, Shelf};
use super::suggest::did_you_mean;
use super::{
    Background, Dialect, LayerId, LayerSet, MetadataSettings, Project, Resize, SolanaSettings, Standard, colour,
    discover, relative,
};
use crate::blend::{BlendMode, Opacity};
use crate::canvas::CanvasSize;
use crate::error::ProjectError;
use crate::{Error, Result};

/// Reads the project at `root` with the configuration `config`.
pub(super) fn open(root: &Path, config: &Path) -> Result<Project> {
    let source = std::fs::read_to_string(config).map_err(Error::io("read", config))?;
    let folder = config.parent().and_then(|parent| parent.strip_prefix(root).ok());
    let folder = folder.map_or_else(|| "src".into(), |f| f.to_string_lossy().replace('\\', "/"));
    let exported = engine::evaluate(config, &folder, &source, config::READ)?;
    let wrong = |key: &str, problem: String| {
        Error::Project(ProjectError::ConfigValue { path: config.to_path_buf(), key: key.to_owned(), problem })
    };
    if exported.keys.is_empty() {
        return Err(wrong(
            "module.exports",
            "holds nothing, so layerConfigurations is missing: end the file with module.exports = { format, layerConfigurations, ... }".into(),
        ));
    }
    let read: Config = serde_path_to_error::deserialize(exported.config).map_err(|error| {
        wrong(&error.path().to_string(), format!("cannot be read: {}", in_our_words(&error.inner().to_string())))
    })?;
    if let Some(found) = nftchef::sign(root, &exported.keys, &read) {
        return Err(Error::Project(ProjectError::NftchefProject { path: config.to_path_buf(), found }));
    }
    if read.rarity_delimiter.is_empty() {
        let problem = "is empty, so names and weights cannot be told apart: set it to \"#\"";
        return Err(wrong("rarityDelimiter", problem.into()));
    }
    let (standard, first_edition) = match read.network.as_str() {
        "eth" => (Standard::Ethereum, 1),
        "sol" => (Standard::Solana, 0),
        other => return Err(wrong("network", format!("is \"{other}\": set it to NETWORK.eth or NETWORK.sol"))),
    };
    let mut shelf = Shelf::new(root, Grammar::HashLips { delimiter: read.rarity_delimiter.clone() });
    say_what_does_nothing(&exported.keys, &read, &mut shelf);
    let sets = sets(&read, &mut shelf, &wrong)?;
    Ok(Project {
        root: root.to_path_buf(),
        config: config.to_path_buf(),
        dialect: Dialect::HashLips,
        canvas: CanvasSize::new(read.format.width, read.format.height)
            .map_err(|error| wrong("format", format!("gives the canvas size: {error}")))?,
        resize: if read.format.smoothing { Resize::Smooth } else { Resize::Nearest },
        background: background(&read.background).map_err(|(key, problem)| wrong(key, problem))?,
        layers: shelf.layers,
        traits: shelf.traits,
        sets,
        shuffle: read.shuffle_layer_configurations,
        first_edition,
        seed: None,
        metadata: MetadataSettings {
            standard,
            name: read.name_prefix.unwrap_or_else(|| discover::folder_name(root)),
            description: read.description,
            base_uri: read.base_uri,
            extra: read.extra_metadata,
            solana: SolanaSettings {
                symbol: read.solana_metadata.symbol,
                seller_fee_basis_points: read.solana_metadata.seller_fee_basis_points,
                external_url: read.solana_metadata.external_url,
                creators: read.solana_metadata.creators,
            },
        },
        notices: shelf.notices,
    })
}

type Wrong<'a> = dyn Fn(&str, String) -> Error + 'a;

fn sets(config: &Config, shelf: &mut Shelf<'_>, wrong: &Wrong<'_>) -> Result<Vec<LayerSet>> {
    if config.layer_configurations.is_empty() {
        let problem = "is missing or empty: give it at least one { growEditionSizeTo, layersOrder }";
        return Err(wrong("layerConfigurations", problem.into()));
    }
    let mut sets = vec![];
    let mut made = 0u64;
    for (index, configuration) in config.layer_configurations.iter().enumerate() {
        let key = format!("layerConfigurations[{index}]");
        let editions = editions(configuration, made).map_err(|p| wrong(&format!("{key}.growEditionSizeTo"), p))?;
        made += editions;
        if configuration.layers_order.is_empty() {
            return Err(wrong(&format!("{key}.layersOrder"), "is missing or empty: list its layers".into()));
        }
        let mut layers: Vec<LayerId> = vec![];
        for (position, order) in configuration.layers_order.iter().enumerate() {
            let spec = layer(order).map_err(|(name, p)| wrong(&format!("{key}.layersOrder[{position}].{name}"), p))?;
            let twice = layers.iter().any(|id| shelf.layers[id.0 as usize].name == spec.name);
            if twice {
                shelf.notice(format!("{key} has two layers that metadata calls \"{}\": set displayName", spec.name));
            }
            layers.push(shelf.layer(spec)?);
        }
        sets.push(LayerSet { editions: editions as usize, layers });
    }
    Ok(sets)
}

/// How many editions a configuration makes after `made` others.
fn editions(configuration: &LayerConfiguration, made: u64) -> Result<u64, String> {
    let Some(upto) = configuration.grow_edition_size_to else {
        return Err("is missing: set it to the number of editions".into());
    };
    if upto > u64::from(u32::MAX - 1) {
        return Err(format!("is {upto}, but edition numbers end at {}", u32::MAX - 1));
    }
    if upto <= made {
        return Err(match made {
            0 => "is 0: set it to the number of editions, 1 or more".into(),
            _ => format!(
                "is {upto}, but it counts on from the {made} editions of the configurations before, so HashLips would make \
                 none and run out of edition numbers (\"undefined.png\"): for {upto} more, write {}",
                made + upto.max(1)
            ),
        });
    }
    Ok(upto - made)
}

/// A layer as the shelf takes it, or the key and what is wrong with it.
fn layer(order: &LayerOrder) -> Result<LayerSpec, (&'static str, String)> {
    let folder = relative::folder(&order.name).map_err(|problem| ("name", problem))?;
    if folder.is_empty() {
        return Err(("name", "is empty: name a folder of layers/".into()));
    }
    let options = &order.options;
    Ok(LayerSpec {
        name: options.display_name.clone().unwrap_or_else(|| order.name.clone()),
        folder: relative::join("layers", &folder),
        blend: blend(options, &order.name).map_err(|problem| ("options.blend", problem))?,
        opacity: opacity(options, &order.name).map_err(|problem| ("options.opacity", problem))?,
        bypass_dna: options.bypass_dna.unwrap_or(false),
        in_metadata: true,
        none: None,
        weights: vec![],
    })
}

fn blend(options: &Options, layer: &str) -> Result<BlendMode, String> {
    let Some(name) = &options.blend else { return Ok(BlendMode::default()) };
    BlendMode::from_name(name).ok_or_else(|| {
        let suggestion = did_you_mean(name, BlendMode::ALL.iter().map(|(_, known)| *known));
        format!("of layer \"{layer}\" is \"{name}\", which is no blend mode{suggestion}: write one of MODE")
    })
}

fn opacity(options: &Options, layer: &str) -> Result<Opacity, String> {
    let Some(value) = &options.opacity else { return Ok(Opacity::FULL) };
    // A canvas takes the text "0.5" as the number.
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
    number.and_then(Opacity::from_fraction).ok_or_else(|| {
        format!("of layer \"{layer}\" is {value}, but an opacity is a number from 0 (not seen) to 1 (as drawn)")
    })
}

fn background(config: &BackgroundConfig) -> Result<Background, (&'static str, String)> {
    if !config.generate {
        return Ok(Background::Transparent);
    }
    if config.is_static {
        return colour::css(&config.colour).map(Background::Solid).map_err(|p| ("background.default", p));
    }
    let text = config.brightness.trim();
    let percent = text.strip_suffix('%').unwrap_or(text).parse::<f64>();
    percent
        .map_err(|_| format!("is \"{text}\": write a percentage, as \"80%\""))
        .and_then(colour::random_hue)
        .map_err(|problem| ("background.brightness", problem))
}

/// Notices for what is asked for and not done.
fn say_what_does_nothing(keys: &[String], config: &Config, shelf: &mut Shelf<'_>) {
    if config.gif.export {
        shelf.notice("gif.export is true, but simdgen makes no GIF files".into());
    }
    if config.text.only {
        shelf.notice("text.only is true, but simdgen draws pictures, not text".into());
    }
    let known = |key: &str| config::READ.contains(&key) || config::IGNORED.contains(&key);
    let ignored = |key: &str| format!("{key} is no key of HashLips and is ignored");
    keys.iter().filter(|key| !known(key)).for_each(|key| shelf.notice(ignored(key)));
    for configuration in &config.layer_configurations {
        configuration.unknown.keys().for_each(|key| shelf.notice(ignored(&format!("layerConfigurations[].{key}"))));
        for order in &configuration.layers_order {
            let unknown = order.unknown.keys().chain(order.options.unknown.keys());
            unknown.for_each(|key| shelf.notice(ignored(&format!("{key} of layer \"{}\"", order.name))));
        }
    }
}
