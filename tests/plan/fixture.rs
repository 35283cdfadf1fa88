//! Projects built by hand, for the tests and the bench of plans. No pictures: planning never opens one.

use simdgen::blend::{BlendMode, Opacity};
use simdgen::canvas::CanvasSize;
use simdgen::project::{
    Background, Dialect, Layer, LayerId, LayerSet, MetadataSettings, Project, Resize, Standard, Trait, Weight,
};

/// A layer's name and its traits: name and weight in whole ones. Trait `Red` of weight 50 is `Red#50.png`; a
/// name that starts with `-` draws nothing.
pub type LayerSpec<'a> = (&'a str, &'a [(&'a str, u64)]);

/// A project of layers and sets, a set being how many editions and which layers, bottom up.
pub fn project(layers: &[LayerSpec<'_>], sets: &[(usize, &[u32])]) -> Project {
    let mut project = Project {
        root: "nowhere".into(),
        config: "nowhere/simdgen.toml".into(),
        dialect: Dialect::Native,
        canvas: CanvasSize::new(8, 8).expect("small"),
        resize: Resize::Nearest,
        background: Background::Transparent,
        background_last: false,
        pictures: Default::default(),
        layers: vec![],
        traits: vec![],
        sets: vec![],
        rules: vec![],
        shuffle: false,
        first_edition: 1,
        seed: None,
        metadata: MetadataSettings {
            standard: Standard::Ethereum,
            name: String::new(),
            description: String::new(),
            base_uri: String::new(),
            extra: serde_json::Map::new(),
            solana: Default::default(),
            ..MetadataSettings::default()
        },
        notices: vec![],
    };
    for (name, traits) in layers {
        let first = project.traits.len() as u32;
        let layer = LayerId(project.layers.len() as u32);
        for (number, (name, weight)) in traits.iter().enumerate() {
            let nothing = name.starts_with('-');
            let file_name = if nothing { String::new() } else { format!("{name}#{weight}.png") };
            project.traits.push(Trait {
                layer,
                name: (*name).to_owned(),
                dna: format!("{number}:{file_name}"),
                picture: (!nothing).then(|| file_name.clone().into()),
                file_name,
                style: None,
                attribute: Default::default(),
                weight: Weight(weight * Weight::UNIT),
                count: None,
                reserve: false,
            });
        }
        project.layers.push(Layer {
            name: (*name).to_owned(),
            folder: (*name).to_owned(),
            blend: BlendMode::SourceOver,
            opacity: Opacity::FULL,
            bypass_dna: false,
            in_metadata: true,
            within: None,
            traits: first..project.traits.len() as u32,
        });
    }
    project.sets = sets
        .iter()
        .map(|(editions, layers)| LayerSet {
            editions: *editions,
            layers: layers.iter().map(|&layer| LayerId(layer)).collect(),
            order: vec![],
            ranks: vec![],
            title: None,
        })
        .collect();
    project
}

/// A project of one set with layers of given weights.
pub fn weighted(editions: usize, weights: &[&[u64]]) -> Project {
    let names: Vec<String> = (0..weights.iter().map(|w| w.len()).max().unwrap_or(0)).map(|i| format!("t{i}")).collect();
    let traits: Vec<Vec<(&str, u64)>> =
        weights.iter().map(|w| names.iter().map(String::as_str).zip(w.iter().copied()).collect()).collect();
    let layer_names: Vec<String> = (0..weights.len()).map(|i| format!("layer {i}")).collect();
    let specs: Vec<LayerSpec<'_>> = layer_names.iter().zip(&traits).map(|(n, t)| (n.as_str(), t.as_slice())).collect();
    let layers: Vec<u32> = (0..weights.len() as u32).collect();
    project(&specs, &[(editions, &layers)])
}
