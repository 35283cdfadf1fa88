//! A project, its layers and traits with every field at its plain value: what the fixtures of tests and benches start
//! from, so that a new field of the model is filled in here alone.

use std::ops::Range;
use std::path::Path;

use simdgen::blend::{BlendMode, Opacity};
use simdgen::canvas::CanvasSize;
use simdgen::dialect::conventions;
use simdgen::project::{Layer, LayerId, LayerSet, Project, Trait, Weight};

/// A native project without layers and sets.
pub fn project(root: &Path, width: u32, height: u32) -> Project {
    let canvas = CanvasSize::new(width, height).expect("a size");
    Project::new(root.to_owned().into(), root.join("simdgen.toml"), conventions("simdgen").expect("an engine"), canvas)
}

/// A layer that blends normally, of the folder of its name.
pub fn layer(name: &str, traits: Range<u32>) -> Layer {
    Layer {
        name: name.to_owned(),
        folder: name.to_owned(),
        blend: BlendMode::SourceOver,
        opacity: Opacity::FULL,
        bypass_dna: false,
        in_metadata: true,
        within: None,
        traits,
    }
}

/// A trait of weight 1, the `number`th file of its layer; without a picture.
pub fn trait_of(layer: u32, number: usize, name: &str, file_name: &str) -> Trait {
    Trait {
        layer: LayerId(layer),
        name: name.to_owned(),
        dna: format!("{number}:{file_name}"),
        file_name: file_name.to_owned(),
        picture: None,
        style: None,
        attribute: Default::default(),
        weight: Weight::ONE,
        count: None,
        reserve: false,
    }
}

/// A set of layers, bottom up.
pub fn set(editions: usize, layers: impl IntoIterator<Item = u32>) -> LayerSet {
    let layers = layers.into_iter().map(LayerId).collect();
    LayerSet { editions, layers, order: vec![], ranks: vec![], title: None }
}
