//! Versions of HashLips: the conventions of each, and the early forms of the configuration.
//!
//! Version 1.0.0 has one list of layers and an `editionSize` instead of `layerConfigurations`; until 1.0.7 what is now in a
//! layer's `options` stood beside its name; 1.0.8 brought `network` and names with a prefix, 1.1.1 `format.smoothing`.
//! Source: `src/main.js` and `src/config.js` at the tags `v1.0.0_update` to `v1.1.1_update`.

use super::config::{Config, LayerConfiguration, LayerOrder};
use crate::dialect::release::Release;
use crate::dialect::shelf::Shelf;
use crate::project::{Conventions, DnaPlace, DnaValue, Notices, Trait, Weight};

/// The conventions of 1.1.2.
pub(super) const CONVENTIONS: Conventions = Conventions {
    engine: "HashLips",
    key: "hashlips",
    compiler: "HashLips Art Engine",
    dna_delimiter: "-",
    dna_place: DnaPlace::AfterImage,
    dna_value: DnaValue::Sha1,
    dna_has_nothing: true,
    writes_dna_list: false,
    bare_titles: false,
    bare_image: false,
    writes_date: true,
    lists_all_layers: true,
    lists_first_only: false,
};

/// The conventions before 1.0.8: editions are called "#12", and `dna` is the first key.
pub(super) const EARLY: Conventions =
    Conventions { key: "hashlips-1.0", dna_place: DnaPlace::First, bare_titles: true, ..CONVENTIONS };

/// The conventions of 1.0.0: `dna` holds the positions of the traits.
const FIRST: Conventions = Conventions { dna_value: DnaValue::Text, ..EARLY };

/// A range of versions that read, draw and write alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Version {
    /// The first of them; the last is before the next of [`VERSIONS`].
    pub since: &'static str,
    /// Their conventions for metadata.
    pub conventions: &'static Conventions,
    /// The text between the items of a DNA text, where it is not that of the conventions.
    pub dna_delimiter: Option<&'static str>,
    /// `true` if file names have weights.
    pub has_weights: bool,
    /// `true` if a file name without a weight has the weight 0.
    pub unsaid_is_zero: bool,
    /// `true` if pictures are smoothed whatever `format.smoothing` says.
    pub smooth: bool,
}

/// All versions that differ; the last is what [`CONVENTIONS`] are of.
const VERSIONS: [Version; 5] = [
    Version {
        since: "1.0.0",
        conventions: &FIRST,
        dna_delimiter: Some(""),
        has_weights: false,
        unsaid_is_zero: false,
        smooth: true,
    },
    Version {
        since: "1.0.2",
        conventions: &EARLY,
        dna_delimiter: Some(""),
        has_weights: true,
        unsaid_is_zero: true,
        smooth: true,
    },
    Version {
        since: "1.0.7",
        conventions: &EARLY,
        dna_delimiter: None,
        has_weights: true,
        unsaid_is_zero: false,
        smooth: true,
    },
    Version {
        since: "1.0.8",
        conventions: &CONVENTIONS,
        dna_delimiter: None,
        has_weights: true,
        unsaid_is_zero: false,
        smooth: true,
    },
    Version {
        since: "1.1.1",
        conventions: &CONVENTIONS,
        dna_delimiter: None,
        has_weights: true,
        unsaid_is_zero: false,
        smooth: false,
    },
];

/// Keys that came with 1.0.8 and later.
const LATER_KEYS: &[&str] = &["gif", "namePrefix", "network", "preview_gif", "solanaMetadata"];

/// Keys without which no version runs, so that a configuration with one of them is complete.
const NEEDED_KEYS: &[&str] = &["background", "uniqueDnaTorrance"];

/// Keys without which 1.0.7 does not run, and that no earlier version has.
const KEYS_OF_1_0_7: &[&str] = &["pixelFormat", "text"];

/// The version of a project, and why it is taken for that, as a clause.
///
/// A release that the project carries along decides; else the keys that its configuration has and lacks.
pub(super) fn version(config: &Config, keys: &[String], source: &str, release: Option<Release>) -> (Version, String) {
    if let Some(release) = release {
        // Versions compare as texts: each part has one digit.
        let of = VERSIONS.iter().rfind(|known| known.since <= release.version).unwrap_or(&VERSIONS[0]);
        return (*of, format!("src/main.js is of {}", release.version));
    }
    let has = |wanted: &[&str]| wanted.iter().any(|wanted| keys.iter().any(|key| key == wanted));
    let orders = || config.layer_configurations.iter().flat_map(|c| &c.layers_order);
    let (since, why) = if is_first(config) {
        ("1.0.0", "it has layersOrder and editionSize")
    } else if config.format.smoothing.is_none() && has(&["network"]) && source.contains("process.pkg") {
        ("1.0.8", "it asks for process.pkg, and there is no format.smoothing")
    } else if has(LATER_KEYS) || config.format.smoothing.is_some() || !has(NEEDED_KEYS) {
        ("1.1.1", "")
    } else if has(KEYS_OF_1_0_7) || orders().any(|order| order.options.is_said()) {
        ("1.0.7", "there is neither network nor namePrefix")
    } else {
        ("1.0.2", "there is neither network nor text")
    };
    let of = VERSIONS.iter().find(|known| known.since == since).expect("each is one of the table's");
    (*of, why.into())
}

/// Returns `true` if it is of the first version, which has no configurations.
fn is_first(config: &Config) -> bool {
    config.layer_configurations.is_empty() && !config.layers_order.is_empty() && config.edition_size.is_some()
}

impl Version {
    /// A notice about a version that is not today's; `why` as of [`version`].
    pub(super) fn notice(&self, why: &str) -> Option<String> {
        let mut said = vec![];
        if self.conventions.bare_titles {
            said.push("editions are called #1 and dna is the first key");
        }
        if self.smooth {
            said.push("pictures are smoothed");
        }
        let end = VERSIONS.iter().find(|known| known.since > self.since)?.since;
        Some(format!("read as of HashLips {} and before {end}, because {why}: {}", self.since, said.join(", ")))
    }
}

/// Gives traits the weights and DNA items that the version does.
pub(super) fn adapt_traits(version: &Version, delimiter: &str, shelf: &mut Shelf<'_>) {
    if version.conventions.dna_value == DnaValue::Text {
        let number = |dna: &str| dna.split(':').next().unwrap_or_default().to_owned();
        shelf.traits.iter_mut().for_each(|t| t.dna = number(&t.dna));
    }
    if !version.unsaid_is_zero {
        return;
    }
    let says = |t: &Trait| t.file_name.contains(delimiter);
    for layer in &shelf.layers {
        let traits = &mut shelf.traits[layer.traits.start as usize..layer.traits.end as usize];
        // Where no file has a weight the engine cannot run at all.
        if traits.iter().any(says) {
            for t in traits.iter_mut().filter(|t| !says(t) && t.weight == Weight::ONE) {
                t.weight = Weight::ZERO;
                let text = "files without a weight are never drawn, as before HashLips 1.0.7";
                shelf.notices.add(text, format!("{}/{}", layer.name, t.file_name));
            }
        }
    }
}

/// Brings an early configuration into today's form, and says so.
pub(super) fn into_current_form(config: &mut Config, keys: &[String], notices: &mut Notices) {
    if is_first(config) {
        config.layer_configurations = vec![LayerConfiguration {
            grow_edition_size_to: config.edition_size,
            layers_order: std::mem::take(&mut config.layers_order),
            ..LayerConfiguration::default()
        }];
    }
    let is_early = !keys.iter().any(|key| key == "network");
    for order in config.layer_configurations.iter_mut().flat_map(|c| &mut c.layers_order) {
        let beside: Vec<&str> = beside_the_name(order).collect();
        let item = format!("{} of layer \"{}\"", beside.join(", "), order.name);
        if beside.is_empty() {
            continue;
        }
        if !is_early {
            notices.add("beside the name of a layer these do nothing, as in HashLips 1.1: write options: { .. }", item);
            continue;
        }
        notices.add("beside the name of a layer these are read as in HashLips 1.0, because there is no network", item);
        let LayerOrder { options, display_name, blend, opacity, .. } = order;
        options.display_name = options.display_name.take().or_else(|| display_name.take());
        options.blend = options.blend.take().or_else(|| blend.take());
        options.opacity = options.opacity.take().or_else(|| opacity.take());
    }
}

fn beside_the_name(order: &LayerOrder) -> impl Iterator<Item = &'static str> {
    let set = [
        ("displayName", order.display_name.is_some()),
        ("blend", order.blend.is_some()),
        ("opacity", order.opacity.is_some()),
    ];
    set.into_iter().filter(|(_, is_set)| *is_set).map(|(key, _)| key)
}
