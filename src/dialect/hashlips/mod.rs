//! Reads projects of the HashLips art engine: `layers/` and `src/config.js`.
//!
//! The conventions are those of HashLips art engine 1.1.2. What it does by mistake is put right where
//! pictures would be wrong, and a notice or an error says so.

mod config;
mod datboi;
mod fork;
mod gallery;
mod versions;

use config::{Config, LayerOrder, Options, READ};
use datboi::Counts;
use versions::CONVENTIONS;

use super::file_name::Grammar;
use super::problem::Problem;
use super::relative;
use super::release;
use super::script::{Engine, Script, values};
use super::shelf::{LayerSpec, Shelf};
use crate::Result;
use crate::blend::{BlendMode, Opacity};
use crate::image::Resize;
use crate::project::{ByStandard, LayerId, LayerSet, MetadataSettings, Project, SolanaSettings, Standard};

/// The engine; any configuration may be for it.
pub(super) const ENGINE: Engine =
    Engine { conventions: &[CONVENTIONS, versions::EARLY], keys: READ, sign: |_| Some(String::new()), open };

fn open(script: &Script<'_>, _: &str) -> Result<Project> {
    let root = script.root;
    let mut read: Config = script.values()?;
    let error = |problem: Problem| script.error(problem);
    if read.rarity_delimiter.is_empty() {
        let problem = "is empty, so names and weights cannot be told apart: set it to \"#\"";
        return Err(error(Problem::new("rarityDelimiter", problem)));
    }
    let (standard, first_edition) = match read.network.as_str() {
        "sol" => (Standard::Solana, 0),
        _ => (Standard::Ethereum, 1),
    };
    let main = release::of_project(root);
    let release = main.as_ref().and_then(|main| main.release).filter(|release| release.engine == CONVENTIONS.engine);
    let (version, why) = versions::version(&read, &script.keys, script.text(), release);
    let grammar = match version.has_weights {
        false => Grammar::Native { delimiter: String::new() },
        true => {
            Grammar::HashLips { delimiter: read.rarity_delimiter.clone(), words: datboi::words(&read).map_err(error)? }
        }
    };
    let mut shelf = Shelf::new(root, grammar);
    if !["eth", "sol"].contains(&read.network.as_str()) {
        shelf.notices.push(format!(
            "network is \"{}\": metadata is as for Ethereum, as HashLips makes it for all but \"sol\"",
            read.network
        ));
    }
    shelf.notices.extend(main.and_then(|main| main.changes(&CONVENTIONS)));
    shelf.notices.extend(version.notice(&why));
    versions::into_current_form(&mut read, &script.keys, &mut shelf.notices);
    notice_ignored(&script.keys, &read, &mut shelf);
    let fork = fork::sign(&read);
    if let Some(sign) = fork {
        shelf.notices.push(format!("read as of bolshoytoster's fork of HashLips, because it sets {sign}"));
        fork::check(&read).map_err(error)?;
    }
    if read.layer_configurations.is_empty() {
        return Err(script.no_configurations());
    }
    let datboi = datboi::sign(&read);
    if let Some(sign) = datboi {
        shelf.notices.extend(datboi::notices(&read, sign));
    }
    let layers_folder = relative::layers_dir(read.layers_dir.as_deref()).map_err(error)?;
    let is_each_alone = fork.is_some() || datboi.is_some() && datboi::counts(&read) == Counts::Alone;
    let mut sets = sets(script, &read, (is_each_alone, &layers_folder), &mut shelf)?;
    if datboi.is_some() {
        datboi::apply(&read, &mut sets, &mut shelf).map_err(error)?;
    }
    versions::adapt_traits(&version, &read.rarity_delimiter, &mut shelf);
    let first_edition = fork::first_edition(&read, first_edition);
    let file_names = fork::file_names(&read);
    let gallery = gallery::settings(&read).map_err(error)?;
    let project = script.project(version.conventions, &read.format, &read.background)?;
    let solana = SolanaSettings {
        symbol: read.solana_metadata.symbol.or(read.symbol).unwrap_or_default(),
        seller_fee_basis_points: read.solana_metadata.seller_fee_basis_points,
        external_url: read.solana_metadata.external_url,
        creators: read.solana_metadata.creators,
    };
    Ok(Project {
        resize: if version.smooth || read.format.smoothing == Some(true) {
            Resize::CanvasSmooth
        } else {
            Resize::CanvasNearest
        },
        layers: shelf.layers,
        traits: shelf.traits,
        sets,
        shuffle: read.shuffle_layer_configurations,
        first_edition,
        metadata: MetadataSettings {
            standard,
            name: match version.conventions.bare_titles {
                true => String::new(),
                false => read.name_prefix.or(read.collection_name).unwrap_or(project.metadata.name),
            },
            description: read.description,
            base_uri: read.base_uri,
            extra: read.extra_metadata,
            by_standard: ByStandard { solana, ..ByStandard::default() },
            file_names,
            dna_delimiter: version.dna_delimiter.map(str::to_owned),
            ..MetadataSettings::default()
        },
        gallery,
        notices: shelf.notices,
        ..project
    })
}

/// The sets; `each` says that `growEditionSizeTo` is a number of each configuration alone, `folder` where layers lie.
fn sets(
    script: &Script<'_>,
    config: &Config,
    (each, folder): (bool, &str),
    shelf: &mut Shelf<'_>,
) -> Result<Vec<LayerSet>> {
    let mut sets = vec![];
    let mut made = 0u64;
    for (index, configuration) in config.layer_configurations.iter().enumerate() {
        let key = format!("layerConfigurations[{index}]");
        let grow_to = configuration.grow_edition_size_to;
        let before = if each { 0 } else { made };
        let editions = values::editions(grow_to, before)
            .map_err(|problem| script.error(problem.at(format!("{key}.growEditionSizeTo"))))?;
        made += editions;
        if configuration.layers_order.is_empty() {
            let problem = Problem::new(format!("{key}.layersOrder"), "is missing or empty: list its layers");
            return Err(script.error(problem));
        }
        let mut layers: Vec<LayerId> = vec![];
        for (position, order) in configuration.layers_order.iter().enumerate() {
            let spec = layer(order, folder, &format!("{key}.layersOrder[{position}]"));
            let spec = spec.map_err(|problem| script.error(problem))?;
            let twice = layers.iter().any(|id| shelf.layers[id.0 as usize].name == spec.name);
            if twice {
                shelf
                    .notices
                    .push(format!("{key} has two layers that metadata calls \"{}\": set displayName", spec.name));
            }
            layers.push(shelf.layer(spec)?);
        }
        sets.push(LayerSet { editions: editions as usize, layers, order: vec![], ranks: vec![], title: None });
    }
    Ok(sets)
}

/// A layer as the shelf takes it; `key` is that of its entry.
fn layer(order: &LayerOrder, layers: &str, key: &str) -> Result<LayerSpec, Problem> {
    let folder = relative::folder(&order.name).map_err(|problem| problem.at(format!("{key}.name")))?;
    if folder.is_empty() {
        return Err(Problem::new(format!("{key}.name"), "is empty: name a folder of layers/"));
    }
    let options = &order.options;
    Ok(LayerSpec {
        id: String::new(),
        name: options.display_name.clone().unwrap_or_else(|| order.name.clone()),
        folder: relative::join(layers, &folder),
        blend: blend(options, &order.name).map_err(|problem| problem.at(format!("{key}.options.blend")))?,
        opacity: opacity(options, &order.name).map_err(|problem| problem.at(format!("{key}.options.opacity")))?,
        bypass_dna: options.bypass_dna.unwrap_or(false),
        in_metadata: true,
        none: None,
        weights: vec![],
        counts: vec![],
        is_part: false,
        listed: vec![],
    })
}

fn blend(options: &Options, layer: &str) -> Result<BlendMode, Problem> {
    options.blend.as_ref().map_or(Ok(BlendMode::default()), |name| values::blend(name, layer))
}

fn opacity(options: &Options, layer: &str) -> Result<Opacity, Problem> {
    options.opacity.as_ref().map_or(Ok(Opacity::FULL), |value| values::opacity(value, layer))
}

/// Notices for what is asked for and not done.
fn notice_ignored(keys: &[String], config: &Config, shelf: &mut Shelf<'_>) {
    if config.text.only {
        shelf.notices.push("text.only is true, but simdgen draws pictures, not text".into());
    }
    let known = |key: &str| READ.contains(&key) || config::IGNORED.contains(&key);
    let mut ignore = |key: String| shelf.notices.add("ignored, because HashLips has no such key", key);
    keys.iter().filter(|key| !known(key)).for_each(|key| ignore(key.clone()));
    for configuration in &config.layer_configurations {
        let prefix = (datboi::sign(config).is_none() && configuration.name_prefix.is_some()).then_some("namePrefix");
        let unknown = configuration.unknown.keys().map(String::as_str).chain(prefix);
        unknown.for_each(|key| ignore(format!("layerConfigurations[].{key}")));
        for order in &configuration.layers_order {
            let unknown = order.unknown.keys().chain(order.options.unknown.keys());
            unknown.for_each(|key| ignore(format!("{key} of layer \"{}\"", order.name)));
        }
    }
}
