//! Reads projects of the nftchef art engine: nested folders of traits and `src/config.js`.
//!
//! The conventions are those of nftchef art-engine 2.2. The engine's tree of choices becomes flat layers (`flatten`) and
//! rules (`rules`), so that everything after this sees an ordinary project.

mod config;
mod flatten;
mod names;
mod network;
mod rules;
mod sign;
mod tree;
mod versions;

use hashbrown::HashSet;

pub use network::network_settings;

use config::{Config, LayerConfiguration, LayerOrder, OTHERS, READ};
use flatten::{Flat, Root, Settings};
use tree::Reader;
use versions::{CONVENTIONS, Version};

use super::problem::Problem;
use super::script::{EXTRA, Engine, Script, values};
use super::{relative, release};
use crate::Result;
use crate::error::ProjectError;
use crate::image::Resize;
use crate::project::listing::nearest_folder;
use crate::project::{LayerSet, MetadataSettings, Notices, PictureFormat, Project, Rule, SetTitle, limits};

/// The engine.
pub(super) const ENGINE: Engine = Engine { conventions: &[CONVENTIONS], keys: READ, sign: sign::sign, open };

fn open(script: &Script<'_>, sign: &str) -> Result<Project> {
    let config: Config = script.values()?;
    if config.rarity_delimiter.is_empty() {
        let problem = "is empty, so names and weights cannot be told apart: set it to \"#\"";
        return Err(script.error(Problem::new("rarityDelimiter", problem)));
    }
    let layers_folder = relative::layers_dir(config.layers_dir.as_deref()).map_err(|problem| script.error(problem))?;
    let layers = script.root.join(&layers_folder);
    let main = release::of_project(script.root);
    let version = main.as_ref().map(Version::of).unwrap_or_default();
    let zero_is_required = version.zero_is_required;
    let notices = Notices::default();
    let mut reader = Reader { script, config: &config, root: script.root, layers: &layers, zero_is_required, notices };
    reader.notices.push(format!("read as an nftchef project, because {sign}"));
    reader.notices.extend(main.and_then(|main| main.changes(&CONVENTIONS)));
    reader.notices.extend(version.notice());
    notice_ignored(script, &config, &mut reader.notices);

    let mut flat = Flat::default();
    let mut rules = vec![];
    let sets = sets(script, &mut reader, &layers_folder, &mut flat, &mut rules)?;
    let mut notices = reader.notices;
    rules::notice_unknown_names(&flat, "incompatible", &config.incompatible, &mut notices);
    rules::notice_unknown_names(&flat, "forcedCombinations", &config.forced_combinations, &mut notices);
    let project = script.project(version.conventions(), &config.format, &config.background)?;
    Ok(Project {
        resize: if config.format.smoothing == Some(false) { Resize::CanvasNearest } else { Resize::CanvasSmooth },
        background_last: true,
        pictures: if config.output_jpeg { PictureFormat::Jpeg } else { PictureFormat::Png },
        layers: flat.layers,
        traits: flat.traits,
        sets,
        rules,
        shuffle: config.shuffle_layer_configurations,
        first_edition: config.start_index,
        metadata: MetadataSettings {
            description: config.description,
            base_uri: config.base_uri,
            extra: config.extra_metadata,
            hash_pictures: config.hash_images,
            extra_attributes: script.extra_attributes(),
            ..project.metadata
        },
        notices,
        ..project
    })
}

fn sets(
    script: &Script<'_>,
    reader: &mut Reader<'_>,
    layers_folder: &str,
    flat: &mut Flat,
    rules: &mut Vec<Rule>,
) -> Result<Vec<LayerSet>> {
    let config = reader.config;
    if config.layer_configurations.is_empty() {
        return Err(script.no_configurations());
    }
    let mut sets: Vec<LayerSet> = vec![];
    let mut made = 0u64;
    for (index, configuration) in config.layer_configurations.iter().enumerate() {
        let key = format!("layerConfigurations[{index}]");
        let editions = values::editions(configuration.grow_edition_size_to, made)
            .map_err(|problem| script.error(problem.at(format!("{key}.growEditionSizeTo"))))?;
        if configuration.layers_order.is_empty() {
            let problem = Problem::new(format!("{key}.layersOrder"), "is missing or empty: list its layers");
            return Err(script.error(problem));
        }
        let before = &config.layer_configurations[..index];
        let title = title(configuration, before.last(), made);
        made += editions;
        // The same layers in the same places are the same DNA. Any difference may change what rules mean.
        let (layers, ranks) = match before.iter().position(|c| c.layers_order == configuration.layers_order) {
            Some(same) => (sets[same].layers.clone(), sets[same].ranks.clone()),
            None => {
                let roots = roots(script, reader, &key, &configuration.layers_order, (layers_folder, &mut *flat))?;
                let layers: Vec<_> = roots.iter().flat_map(|root| root.layers.iter().copied()).collect();
                limits::LAYERS.check(script.path, flat.layers.len())?;
                limits::TRAITS.check(script.path, flat.traits.len())?;
                let names = rules::names_to_compare(&[&config.incompatible, &config.forced_combinations]);
                limits::COMPARISONS.check(script.path, names.saturating_mul(flat.traits.len()))?;
                rules::add(flat, &layers, &config.incompatible, &config.forced_combinations, rules);
                (layers, ranks(&roots, flat.traits.len()))
            }
        };
        sets.push(LayerSet { editions: editions as usize, layers, order: vec![], ranks, title: Some(title) });
    }
    // Layers of later sets are not drawn in this one, but every trait has a rank.
    sets.iter_mut().for_each(|set| set.ranks.resize(flat.traits.len(), u32::MAX));
    Ok(sets)
}

/// The titles of a configuration's editions. A number that is reset counts from the size that the configuration
/// before has grown to, as in the engine.
fn title(configuration: &LayerConfiguration, before: Option<&LayerConfiguration>, made: u64) -> SetTitle {
    let offset = if configuration.reset_name_index && before.is_some() { made as u32 } else { 0 };
    SetTitle { name: configuration.name_prefix.clone().unwrap_or_default(), offset }
}

/// The root layers of a configuration, taken apart.
fn roots(
    script: &Script<'_>,
    reader: &mut Reader<'_>,
    key: &str,
    orders: &[LayerOrder],
    (layers_folder, flat): (&str, &mut Flat),
) -> Result<Vec<Root>> {
    let config = reader.config;
    let lists = config.incompatible.0.iter();
    let excluded: HashSet<&str> =
        lists.flat_map(|(name, others)| others.iter().chain([name])).map(String::as_str).collect();
    let mut roots = vec![];
    for (position, order) in orders.iter().enumerate() {
        let key = format!("{key}.layersOrder[{position}]");
        let name = || format!("{key}.name");
        let folder = relative::folder(&order.name).map_err(|problem| script.error(problem.at(name())))?;
        if folder.is_empty() {
            return Err(script.error(Problem::new(name(), "is empty: name a folder of layers/")));
        }
        check_folder(reader, &folder, &order.name)?;
        let elements = reader.read(order, &folder, &key)?;
        if elements.is_empty() {
            let (layer, folder) = (order.name.clone(), reader.layers.join(&folder));
            return Err(ProjectError::EmptyLayer { layer, folder }.into());
        }
        let settings = Settings {
            folder: &relative::join(layers_folder, &folder),
            position,
            bypass_dna: order.options.bypass_dna,
            empty_name: &config.empty_layer_name,
            excluded: &excluded,
        };
        roots.push(flat.root(&order.name, &elements, &settings));
    }
    Ok(roots)
}

fn check_folder(reader: &Reader<'_>, folder: &str, layer: &str) -> Result<()> {
    let path = reader.layers.join(folder);
    if path.is_dir() {
        return Ok(());
    }
    let suggestion = nearest_folder(reader.root, reader.layers, folder);
    Err(ProjectError::LayerFolder { layer: layer.to_owned(), folder: path, suggestion }.into())
}

/// The rank of each trait in the stack: by the number of its flag, then by root layer, then by the place within that.
fn ranks(roots: &[Root], traits: usize) -> Vec<u32> {
    let mut places: Vec<_> = roots
        .iter()
        .enumerate()
        .flat_map(|(root, r)| r.places.iter().map(move |(id, z, tie)| (*z, root, tie, *id)))
        .collect();
    places.sort();
    let mut ranks = vec![u32::MAX; traits];
    places.iter().zip(0..).for_each(|(&(.., id), rank)| ranks[id.0 as usize] = rank);
    // What draws nothing has no place, but must not share one.
    let without = ranks.iter_mut().filter(|rank| **rank == u32::MAX);
    without.zip(places.len() as u32..).for_each(|(rank, next)| *rank = next);
    ranks
}

/// Notices for keys that are not the engine's, and for options that it does not look at.
fn notice_ignored(script: &Script<'_>, config: &Config, notices: &mut Notices) {
    let known = |key: &&String| READ.contains(&key.as_str()) || OTHERS.contains(&key.as_str());
    let mut ignore = |key: String| notices.add("ignored, because nftchef has no such key", key);
    script.keys.iter().filter(|key| !known(key)).for_each(|key| ignore(key.clone()));
    for configuration in &config.layer_configurations {
        configuration.unknown.keys().for_each(|key| ignore(format!("layerConfigurations[].{key}")));
        for order in &configuration.layers_order {
            let unknown = order.unknown.keys().chain(order.options.unknown.keys());
            unknown.for_each(|key| ignore(format!("{key} of layer \"{}\"", order.name)));
        }
    }
    if script.config.get(EXTRA).is_some() {
        notices.push(format!("{EXTRA} is no function, so it is ignored"));
    }
    for order in config.layer_configurations.iter().flat_map(|c| &c.layers_order) {
        let misplaced = [("blend", order.options.blend.is_some()), ("opacity", order.options.opacity.is_some())];
        for (key, _) in misplaced.into_iter().filter(|(_, is_set)| *is_set) {
            let text = format!("options.{key} does nothing in nftchef, where {key} is written beside the layer's name");
            notices.add(text, format!("layer \"{}\"", order.name));
        }
    }
}
