//! A project as the rest of the program sees it: flat lists of layers and traits with dense ids.
//!
//! Readers of each dialect fill it. What output later follows from the engine is in its [`Conventions`].

use std::ops::Range;
use std::path::PathBuf;

use super::{
    ChosenEdition, Conventions, GallerySettings, LayerId, MetadataSettings, Notices, OneOfOne, Root, Rule, SetId,
    TraitId, Weight,
};
use crate::blend::{BlendMode, Opacity};
use crate::canvas::{CanvasSize, StraightRgba};
use crate::encode::PictureFormat;
use crate::image::Resize;

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
    /// The filter that brings a trait picture of another size to the canvas.
    pub resize: Resize,
    /// The background under the bottom layer.
    pub background: Background,
    /// `true` if the background is painted under the finished picture, so that no blend mode sees it; else it is there
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
    /// Settings of 1/1 pictures, in the order of their traits; the last set is theirs, where there are some.
    pub one_of_one: Vec<OneOfOne>,
    /// The editions that are not drawn, because the artist gives their traits.
    pub chosen: Vec<ChosenEdition>,
    /// The rules that every edition keeps.
    pub rules: Vec<Rule>,
    /// `true` if no two editions may be equal on the layers that are compared; else they come as the weights have it.
    pub unique: bool,
    /// `true` if edition numbers are dealt out at random over the sets.
    pub shuffle: bool,
    /// Number of the first edition.
    pub first_edition: u32,
    /// The seed the artist chose, if any.
    pub seed: Option<String>,
    /// Settings of metadata files.
    pub metadata: MetadataSettings,
    /// Settings of contact sheets, pixelated copies and animations.
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
            chosen: vec![],
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

    /// The blend mode and opacity of a trait: its own, or its layer's.
    pub fn style(&self, id: TraitId) -> Style {
        let t = self.trait_(id);
        let layer = self.layer(t.layer);
        t.style.unwrap_or(Style { blend: layer.blend, opacity: layer.opacity })
    }

    /// The text between the items of a DNA text.
    pub fn dna_delimiter(&self) -> &str {
        self.metadata.dna_delimiter.as_deref().unwrap_or(self.conventions.dna_delimiter)
    }

    /// Editions over all sets.
    pub fn editions(&self) -> usize {
        self.sets.iter().map(|set| set.editions).sum()
    }

    /// The first rule that an edition of these picks breaks.
    pub fn broken_rule(&self, picks: &[TraitId]) -> Option<&Rule> {
        self.rules.iter().find(|rule| !rule.holds(picks))
    }

    /// The set and the layer that 1/1 pictures are of; `None` where there are none.
    pub fn place_of_one_of_ones(&self) -> Option<(SetId, LayerId)> {
        let layer = self.trait_(self.one_of_one.first()?.id).layer;
        let set = self.sets.iter().position(|set| set.layers == [layer])?;
        Some((SetId(set as u32), layer))
    }

    /// The settings of a 1/1 picture; `None` for other traits.
    pub fn one_of_one(&self, id: TraitId) -> Option<&OneOfOne> {
        // Their traits are one layer's, in this order.
        let first = self.one_of_one.first()?.id;
        self.one_of_one.get(id.0.checked_sub(first.0)? as usize)
    }

    /// The title of an edition of these picks, where it is a 1/1 picture with one of its own.
    pub fn own_title(&self, picks: &[TraitId]) -> Option<&str> {
        self.one_of_one(*picks.first()?)?.title.as_deref()
    }

    /// Returns `true` if some editions are called otherwise than "name #N".
    pub fn has_own_titles(&self) -> bool {
        self.sets.iter().any(|set| set.title.is_some()) || self.one_of_one.iter().any(|one| one.title.is_some())
    }
}

/// A z-ordered slot for one trait.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Its name in metadata (`trait_type`). HashLips allows the same name twice in a set; the reader adds a notice.
    pub name: String,
    /// Folder of its pictures, relative to the project's root, with `/` between parts.
    pub folder: String,
    /// The blend mode with the layers under it.
    pub blend: BlendMode,
    /// Its opacity.
    pub opacity: Opacity,
    /// `true` if it is left out when editions are compared for uniqueness (HashLips `bypassDNA`).
    pub bypass_dna: bool,
    /// `true` if it appears in metadata.
    pub in_metadata: bool,
    /// The trait that this layer is a part of, in a layer below it in every set: where that is not picked, this layer
    /// draws nothing.
    pub within: Option<TraitId>,
    /// Its traits: indices of [`Project::traits`].
    pub traits: Range<u32>,
}

/// The blend mode and opacity of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// The blend mode.
    pub blend: BlendMode,
    /// The opacity.
    pub opacity: Opacity,
}

/// The attribute of a trait in metadata.
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
        /// Its display in marketplaces.
        display_type: Option<String>,
    },
}

/// One candidate for a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Trait {
    /// The layer it belongs to.
    pub layer: LayerId,
    /// Its name in metadata (`value`); empty to leave it out, which only "nothing" may be.
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
    /// Its own blend mode and opacity, in place of its layer's.
    pub style: Option<Style>,
    /// Its attribute in metadata.
    pub attribute: Attribute,
    /// Its weight against the others of its layer.
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
    /// The number of editions that this set makes.
    pub editions: usize,
    /// Layers from the bottom up.
    pub layers: Vec<LayerId>,
    /// Positions in `layers` in the order in which they are chosen, where rules or counts make that matter: what
    /// is chosen first keeps its odds. Empty: from the bottom up.
    pub order: Vec<u32>,
    /// The place of each trait of the project when the set's pictures are drawn, the lowest first; no two of the set's
    /// are equal. Empty: in the order of the layers.
    pub ranks: Vec<u32>,
    /// The titles of this set's editions, in place of the collection's.
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

/// The ground below the bottom layer.
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
