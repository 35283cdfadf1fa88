//! A project as the rest of the program sees it: flat lists of layers and traits with dense ids.
//!
//! Readers of each dialect fill it; nothing here knows which one did, except where the dialect decides
//! formats later (DNA and metadata).

use std::ops::Range;
use std::path::PathBuf;

use super::Weight;
use crate::blend::{BlendMode, Opacity};
use crate::canvas::{CanvasSize, StraightRgba};

/// Index of a layer in [`Project::layers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LayerId(pub u32);

/// Index of a trait in [`Project::traits`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TraitId(pub u32);

/// Index of a layer set in [`Project::sets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SetId(pub u32);

/// Whose conventions the configuration follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `simdgen.toml`.
    Native,
    /// `src/config.js` of the HashLips art engine.
    HashLips,
}

/// Everything the artist wrote.
#[derive(Clone, Debug)]
pub struct Project {
    /// The project folder.
    pub root: PathBuf,
    /// The configuration file that was read.
    pub config: PathBuf,
    /// Whose conventions it follows.
    pub dialect: Dialect,
    /// Size of the output pictures.
    pub canvas: CanvasSize,
    /// How a trait picture of another size is brought to the canvas.
    pub resize: Resize,
    /// What lies under the bottom layer.
    pub background: Background,
    /// Distinct layers of all sets. Two sets that use a folder in the same way share the layer.
    pub layers: Vec<Layer>,
    /// All traits, those of one layer together and in file-name order (bytes), "nothing" last.
    pub traits: Vec<Trait>,
    /// Layer sets in the order written; each makes some of the editions.
    pub sets: Vec<LayerSet>,
    /// Whether edition numbers are dealt out at random over the sets.
    pub shuffle: bool,
    /// Number of the first edition.
    pub first_edition: u32,
    /// The seed the artist chose, if any.
    pub seed: Option<String>,
    /// What goes into metadata files.
    pub metadata: MetadataSettings,
    /// Things the reader settled that the user should hear of, one line each.
    pub notices: Vec<String>,
}

impl Project {
    /// The layer of an id of this project.
    pub fn layer(&self, id: LayerId) -> &Layer {
        &self.layers[id.0 as usize]
    }

    /// The trait of an id of this project.
    pub fn trait_(&self, id: TraitId) -> &Trait {
        &self.traits[id.0 as usize]
    }

    /// The set of an id of this project.
    pub fn set(&self, id: SetId) -> &LayerSet {
        &self.sets[id.0 as usize]
    }

    /// The traits of a layer with their ids.
    pub fn traits_of(&self, id: LayerId) -> impl ExactSizeIterator<Item = (TraitId, &Trait)> {
        let range = self.layer(id).traits.clone();
        let first = range.start;
        let traits = &self.traits[range.start as usize..range.end as usize];
        traits.iter().enumerate().map(move |(i, t)| (TraitId(first + i as u32), t))
    }

    /// Editions over all sets.
    pub fn editions(&self) -> usize {
        self.sets.iter().map(|set| set.editions).sum()
    }
}

/// A z-ordered slot for one trait.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// What metadata calls it (`trait_type`). HashLips allows the same name twice in a set; the reader adds a notice.
    pub name: String,
    /// Folder of its pictures, relative to the project's root, with `/` between parts.
    pub folder: String,
    /// How it is combined with what is under it.
    pub blend: BlendMode,
    /// How opaque it is drawn.
    pub opacity: Opacity,
    /// Whether it is left out when editions are compared for uniqueness (HashLips `bypassDNA`).
    pub bypass_dna: bool,
    /// Whether it appears in metadata.
    pub in_metadata: bool,
    /// Its traits: indices of [`Project::traits`].
    pub traits: Range<u32>,
}

/// One candidate for a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Trait {
    /// The layer it belongs to.
    pub layer: LayerId,
    /// What metadata calls it (`value`); empty when metadata is to say nothing, which only "nothing" may be.
    /// Two files of a layer may give the same name.
    pub name: String,
    /// Its number in DNA strings: the position in the folder's byte-wise sorted listing, which counts files
    /// that are no traits but not dot files. "Nothing" has the number after the last.
    pub dna_id: u32,
    /// File name with extension, as in DNA strings; empty for "nothing".
    pub file_name: String,
    /// The picture; `None` draws nothing (an optional layer left out).
    pub picture: Option<PathBuf>,
    /// How often it is drawn, against the others of its layer.
    pub weight: Weight,
}

/// A list of layers that makes a number of editions (HashLips `layerConfigurations[]`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerSet {
    /// How many editions this set makes.
    pub editions: usize,
    /// Layers from the bottom up.
    pub layers: Vec<LayerId>,
}

/// How a trait picture of another size is brought to the canvas size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resize {
    /// The nearest pixel: keeps pixel art sharp.
    Nearest,
    /// Bilinear, with support widened when shrinking.
    Smooth,
}

/// What lies under the bottom layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Background {
    /// Nothing.
    Transparent,
    /// One colour for all.
    Solid(StraightRgba),
    /// A full-saturation colour of random hue for each edition.
    RandomHue {
        /// HSL lightness in tenths of a percent, 0..=1000.
        lightness: u16,
    },
}

/// Which chain's metadata is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standard {
    /// ERC-721 as marketplaces read it.
    Ethereum,
    /// Metaplex.
    Solana,
}

/// What goes into metadata files beside the traits.
#[derive(Clone, Debug, PartialEq)]
pub struct MetadataSettings {
    /// Which chain's form.
    pub standard: Standard,
    /// Editions are called "`name` #N".
    pub name: String,
    /// The same text in every file.
    pub description: String,
    /// What stands before `/N.png` in `image`.
    pub base_uri: String,
    /// Further top-level keys, in order; they may overwrite earlier ones.
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// Used by [`Standard::Solana`].
    pub solana: SolanaSettings,
}

/// What Metaplex metadata says beside the traits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SolanaSettings {
    /// At most 10 characters.
    pub symbol: String,
    /// Hundredths of a percent.
    pub seller_fee_basis_points: u32,
    /// A page about the collection.
    pub external_url: String,
    /// `[{address, share}]`, as written.
    pub creators: Vec<serde_json::Value>,
}
