//! Small projects built by hand, without the readers of the project stage.

use std::path::PathBuf;

use simdgen::blend::{BlendMode, Opacity};
use simdgen::canvas::CanvasSize;
use simdgen::plan::Edition;
use simdgen::project::{
    Background, Dialect, GallerySettings, Layer, LayerId, LayerSet, MetadataSettings, Project, Resize, SetId,
    SolanaSettings, Standard, Trait, TraitId, Weight,
};

/// A project of the given layers, with the file names of their traits; an empty file name is "nothing".
///
/// A trait is called what stands before the `#` of its file.
pub fn project(dialect: Dialect, layers: &[(&str, &[&str])]) -> Project {
    let mut project = Project {
        root: PathBuf::new(),
        config: PathBuf::new(),
        dialect,
        canvas: CanvasSize::new(4, 4).unwrap(),
        resize: Resize::Nearest,
        background: Background::Transparent,
        background_last: false,
        pictures: Default::default(),
        layers: vec![],
        traits: vec![],
        sets: vec![LayerSet {
            editions: 1,
            layers: (0..layers.len() as u32).map(LayerId).collect(),
            order: vec![],
            ranks: vec![],
            title: None,
        }],
        rules: vec![],
        shuffle: false,
        first_edition: 1,
        seed: None,
        metadata: MetadataSettings {
            standard: Standard::Ethereum,
            name: "Tiny".into(),
            description: "Two \"words\"\nand \u{1f40c}\u{2028}".into(),
            base_uri: "ipfs://x".into(),
            extra: serde_json::Map::new(),
            solana: SolanaSettings::default(),
            ..MetadataSettings::default()
        },
        gallery: GallerySettings::default(),
        notices: vec![],
    };
    for (id, (name, files)) in layers.iter().enumerate() {
        let first = project.traits.len() as u32;
        for (number, file) in files.iter().enumerate() {
            project.traits.push(Trait {
                layer: LayerId(id as u32),
                name: file.split('#').next().unwrap().into(),
                dna: format!("{number}:{file}"),
                file_name: (*file).into(),
                picture: None,
                style: None,
                attribute: Default::default(),
                weight: Weight::ONE,
                count: None,
                reserve: false,
            });
        }
        project.layers.push(Layer {
            name: (*name).into(),
            folder: (*name).into(),
            blend: BlendMode::SourceOver,
            opacity: Opacity::FULL,
            bypass_dna: false,
            in_metadata: true,
            within: None,
            traits: first..project.traits.len() as u32,
        });
    }
    project
}

/// The project of the texts in `metadata`.
pub fn tiny(dialect: Dialect) -> Project {
    let mut project = project(dialect, &[("Sky", &["Blue#1.png", "Red#2.png"]), ("Hat", &["", "Top \\ hat#5.png"])]);
    project.layers[1].bypass_dna = true;
    project.traits[2].name = if dialect == Dialect::HashLips { "None".into() } else { String::new() };
    project
}

pub fn edition(number: u32, picks: &[TraitId]) -> Edition<'_> {
    Edition { number, set: SetId(0), background: None, picks }
}
