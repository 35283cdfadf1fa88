//! A project as the rest of the program sees it: flat lists of layers and traits with dense ids.
//!
//! Readers of each dialect fill it. What output later follows from the engine is in its [`Conventions`].

use std::ops::Range;
use std::path::PathBuf;

use super::{Conventions, GallerySettings, MetadataSettings, Notices, OneOfOne, Root, Rule, Weight};
use crate::blend::{BlendMode, Opacity};
use crate::canvas::{CanvasSize, StraightRgba};
use crate::encode::PictureFormat;
use crate::image::Resize;

/// Index of a layer in [`Project::layers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LayerId(pub u32);

/// Index of a trait in [`Project::traits`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TraitId(pub u32);

/// Index of a layer set in [`Project::sets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SetId(pub u32);

/// Everything the artist wrote.
#[derive(Clone, Debug)]
pub struct Project {
    /// The project folder.
    pub root: Root,
    /// The configuration file that was read, or the folder whose names say all.
    pub config: PathBuf,
    /// The conventions of the engine that the configuration is for, or that it names.
    pub conventions: &'static Conventions,
    /// Size of the output pictures.
    pub canvas: CanvasSize,
    /// How a trait picture of another size is brought to the canvas.
    pub resize: Resize,
    /// What lies under the bottom layer.
    pub background: Background,
    /// Whether the background is painted under the finished picture, so that no blend mode sees it; else it is there
    /// before the bottom layer.
    pub background_last: bool,
    /// The files that pictures are written as.
    pub pictures: PictureFormat,
    /// Distinct layers of all sets. Two sets that use a folder in the same way share the layer.
    pub layers: Vec<Layer>,
    /// All traits, those of one layer together and in file-name order (bytes), "nothing" last.
    pub traits: Vec<Trait>,
    /// Layer sets in the order written; each makes some of the editions.
    pub sets: Vec<LayerSet>,
    /// What is said of 1/1 pictures, in the order of their traits; the last set is theirs, where there are some.
    pub one_of_one: Vec<OneOfOne>,
    /// What every edition keeps.
    pub rules: Vec<Rule>,
    /// Whether no two editions may be equal on the layers that are compared; else they come as the weights have it.
    pub unique: bool,
    /// Whether edition numbers are dealt out at random over the sets.
    pub shuffle: bool,
    /// Number of the first edition.
    pub first_edition: u32,
    /// The seed the artist chose, if any.
    pub seed: Option<String>,
    /// What goes into metadata files.
    pub metadata: MetadataSettings,
    /// What is made from finished pictures.
    pub gallery: GallerySettings,
    /// Decisions of the reader that the user should hear of.
    pub notices: Notices,
}

impl Project {
    /// A project without layers, editions or rules at `root`, read from `config`: every other field has its default.
    pub fn new(root: Root, config: PathBuf, conventions: &'static Conventions, canvas: CanvasSize) -> Self {
        Self {
            root,
            config,
            conventions,
            canvas,
            resize: Resize::Nearest,
            background: Background::Transparent,
            background_last: false,
            pictures: PictureFormat::default(),
            layers: vec![],
            traits: vec![],
            sets: vec![],
            one_of_one: vec![],
            rules: vec![],
            unique: true,
            shuffle: false,
            first_edition: 1,
            seed: None,
            metadata: MetadataSettings::default(),
            gallery: GallerySettings::default(),
            notices: Notices::default(),
        }
    }

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

    /// The traits of a layer that mean nothing of it: no picture, nothing to say, and no layer within them.
    pub fn nothings_of(&self, id: LayerId) -> impl Iterator<Item = TraitId> {
        let is_choice = |id| self.layers.iter().any(|layer| layer.within == Some(id));
        let is_nothing = |t: &Trait| t.picture.is_none() && !matches!(t.attribute, Attribute::Own { .. });
        self.traits_of(id).filter(move |(id, t)| is_nothing(t) && !is_choice(*id)).map(|(id, _)| id)
    }

    /// How a trait is drawn: its own way, or its layer's.
    pub fn style(&self, id: TraitId) -> Style {
        let t = self.trait_(id);
        let layer = self.layer(t.layer);
        t.style.unwrap_or(Style { blend: layer.blend, opacity: layer.opacity })
    }

    /// What stands between the items of a DNA text.
    pub fn dna_delimiter(&self) -> &str {
        self.metadata.dna_delimiter.as_deref().unwrap_or(self.conventions.dna_delimiter)
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
    /// The trait that this layer is a part of, in a layer below it in every set: where that is not picked, this layer
    /// draws nothing.
    pub within: Option<TraitId>,
    /// Its traits: indices of [`Project::traits`].
    pub traits: Range<u32>,
}

/// How a picture is combined with what is under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// In which way.
    pub blend: BlendMode,
    /// How strongly.
    pub opacity: Opacity,
}

/// What metadata says of a trait.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Attribute {
    /// Its layer's name and its own, where the layer appears in metadata.
    #[default]
    Usual,
    /// Nothing.
    Hidden,
    /// Something else.
    Own {
        /// Instead of the layer's name.
        trait_type: String,
        /// Instead of the trait's name.
        value: String,
        /// How marketplaces are to show it.
        display_type: Option<String>,
    },
}

/// One candidate for a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Trait {
    /// The layer it belongs to.
    pub layer: LayerId,
    /// What metadata calls it (`value`); empty when metadata is to say nothing, which only "nothing" may be.
    /// Two files of a layer may give the same name.
    pub name: String,
    /// Its item in DNA strings, without what says that it is not compared; empty for one that DNA leaves out.
    ///
    /// For HashLips `number:file name`. The number is the position in the folder's byte-wise sorted listing, which
    /// counts files that are no traits but not dot files; "nothing" has the number after the last.
    pub dna: String,
    /// File name with extension, with the folders inside its layer's before it; empty for "nothing".
    pub file_name: String,
    /// The picture; `None` draws nothing (an optional layer left out).
    pub picture: Option<PathBuf>,
    /// How it is drawn, if not as its layer says.
    pub style: Option<Style>,
    /// What metadata says of it.
    pub attribute: Attribute,
    /// How often it is drawn, against the others of its layer.
    pub weight: Weight,
    /// Exactly how many editions of all sets show it; its weight then does not matter.
    pub count: Option<u32>,
    /// Drawn only where the rules leave nothing else of its layer, such as the "nothing" of a layer that depends
    /// on another; its weight counts among the layer's other such traits, 0 as a billionth.
    pub reserve: bool,
}

impl Trait {
    /// True when it draws nothing and is not called anything either, or stands in where the rules leave nothing else.
    pub fn is_nothing(&self) -> bool {
        self.file_name.is_empty() && (self.name.is_empty() || self.reserve)
    }

    /// True when some edition could show it, were there no rules.
    pub fn can_be_drawn(&self) -> bool {
        self.count.map_or(self.reserve || self.weight > Weight::ZERO, |count| count > 0)
    }
}

/// A list of layers that makes a number of editions (HashLips `layerConfigurations[]`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerSet {
    /// How many editions this set makes.
    pub editions: usize,
    /// Layers from the bottom up.
    pub layers: Vec<LayerId>,
    /// Positions in `layers` in the order in which they are chosen, where rules or counts make that matter: what
    /// is chosen first keeps its odds. Empty: from the bottom up.
    pub order: Vec<u32>,
    /// Where each trait of the project comes when the set's pictures are drawn, the lowest first; no two of the set's are
    /// equal. Empty: in the order of the layers.
    pub ranks: Vec<u32>,
    /// How editions of this set are called, if not as the whole collection.
    pub title: Option<SetTitle>,
}

/// The name of a set's editions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetTitle {
    /// Editions are called "`name` #N"; "#N" when it is empty.
    pub name: String,
    /// N is the edition's number less this.
    pub offset: u32,
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
