//! Takes a layer's tree apart into flat layers: one for each file that is always there, one for each choice.
//!
//! A weighted folder is a choice without a picture; what it holds are layers *within* that choice, which draw nothing where
//! it is not picked. Where a trait is drawn does not follow from the order of the flat layers, so each has a [`Tie`] beside the
//! number of its flag.

use hashbrown::HashSet;

use super::names::z_of;
use super::tree::{Element, Kind};
use crate::blend::{BlendMode, Opacity};
use crate::project::{Attribute, Layer, LayerId, Style, Trait, TraitId, Weight};

/// The layers and traits of a project as they are made.
#[derive(Debug, Default)]
pub(super) struct Flat {
    pub layers: Vec<Layer>,
    pub traits: Vec<Trait>,
    /// For each trait, what rules call it: its own name, or that of a required folder it belongs to.
    pub names: Vec<Named>,
}

/// The names of a trait in rules.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    /// The name of its file or folder; empty for "nothing".
    pub own: String,
    /// Names of the required folders that it goes with: without those it is not drawn.
    pub part_of: Vec<String>,
    /// `true` if it was weighed against others, so that rules about it apply once it is picked.
    pub is_picked: bool,
}

/// The place of a trait of a root layer in the stack; the lowest first.
///
/// nftchef sorts by the number of the flag. Within one root layer, what has none is sorted by the text of its DNA item;
/// of equal numbers the deeper one is above, and then the one that was chosen later.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tie {
    /// The DNA item.
    Text(String),
    /// Length of the address, then the order of choosing.
    Flagged(usize, i64),
}

/// A root layer, taken apart.
#[derive(Debug, Default)]
pub(super) struct Root {
    /// Its flat layers, each after the choice that it is within.
    pub layers: Vec<LayerId>,
    /// The places of its traits in the stack: number of the flag, and the tie-break.
    pub places: Vec<(TraitId, i64, Tie)>,
}

/// Settings of a root layer.
#[derive(Debug)]
pub(super) struct Settings<'a> {
    /// Its folder, relative to the project.
    pub folder: &'a str,
    /// Its position among the root layers.
    pub position: usize,
    pub bypass_dna: bool,
    /// The name of a file that draws nothing when it is chosen.
    pub empty_name: &'a str,
    /// Names that rules may keep from being drawn: a layer that has one may have to draw nothing.
    pub excluded: &'a HashSet<&'a str>,
}

/// The place of elements in the tree.
struct Spot {
    /// Names from the root down, as plan files call the layer.
    label: String,
    /// Folder names below the root's, each with `/`.
    folder: String,
    /// Positions from the root down, as DNA has them.
    address: String,
    within: Option<TraitId>,
    part_of: Vec<String>,
}

impl Flat {
    /// Adds the layers of a root layer called `name`.
    pub(super) fn root(&mut self, name: &str, elements: &[Element], settings: &Settings<'_>) -> Root {
        let mut root = Root::default();
        let spot = Spot {
            label: name.to_owned(),
            folder: String::new(),
            address: settings.position.to_string(),
            within: None,
            part_of: vec![],
        };
        Walk { flat: self, settings, root: &mut root, chosen: 0 }.folder(elements, &spot);
        root
    }
}

struct Walk<'a> {
    flat: &'a mut Flat,
    settings: &'a Settings<'a>,
    root: &'a mut Root,
    /// The number of elements chosen before, in the engine's order.
    chosen: i64,
}

impl Walk<'_> {
    fn folder(&mut self, elements: &[Element], spot: &Spot) {
        for element in elements.iter().filter(|e| e.weight.is_none()) {
            match &element.kind {
                Kind::Picture(..) => self.always(element, spot),
                Kind::Folder(children) => {
                    let mut below = spot.below(element, spot.within);
                    below.part_of.push(element.name.clone());
                    self.folder(children, &below);
                }
            }
        }
        self.choice(elements.iter().filter(|e| e.weight.is_some()), spot);
    }

    /// A file that is there whenever its folder is.
    fn always(&mut self, element: &Element, spot: &Spot) {
        self.chosen += 1;
        self.begin(&format!("{}/{}", spot.label, element.name), spot);
        // The engine puts these before all that were chosen so far.
        self.file(element, spot, Weight::ONE, -self.chosen);
        if spot.within.is_some() || self.is_excluded(element, spot) {
            self.nothing(true);
        }
    }

    /// One of the weighted elements of a folder.
    fn choice<'e>(&mut self, elements: impl Iterator<Item = &'e Element> + Clone, spot: &Spot) {
        if elements.clone().next().is_none() {
            return;
        }
        self.begin(&spot.label, spot);
        self.chosen += 1;
        let mut folders = vec![];
        for element in elements.clone() {
            let weight = element.weight.unwrap_or(Weight::ONE);
            match &element.kind {
                Kind::Picture(..) => self.file(element, spot, weight, self.chosen),
                Kind::Folder(children) => {
                    let id = self.push(element, spot, weight);
                    folders.push((id, element, children));
                }
            }
        }
        // Where every weight is 0 the engine picks nothing, unless it is forced to.
        let never = elements.clone().all(|e| e.weight == Some(Weight::ZERO));
        if never || spot.within.is_some() || elements.clone().any(|e| self.is_excluded(e, spot)) {
            self.nothing(!never);
        }
        for (id, element, children) in folders {
            self.folder(children, &spot.below(element, Some(id)));
        }
    }

    fn is_excluded(&self, element: &Element, spot: &Spot) -> bool {
        spot.part_of.iter().chain([&element.name]).any(|name| self.settings.excluded.contains(name.as_str()))
    }

    /// Begins a layer; what is pushed next is of it.
    fn begin(&mut self, label: &str, spot: &Spot) {
        let first = self.flat.traits.len() as u32;
        self.root.layers.push(LayerId(self.flat.layers.len() as u32));
        self.flat.layers.push(Layer {
            name: label.to_owned(),
            folder: self.settings.folder.to_owned(),
            blend: BlendMode::SourceOver,
            opacity: Opacity::FULL,
            bypass_dna: self.settings.bypass_dna,
            in_metadata: true,
            within: spot.within,
            traits: first..first,
        });
    }

    fn file(&mut self, element: &Element, spot: &Spot, weight: Weight, chosen: i64) {
        let Kind::Picture(picture, attribute) = &element.kind else { return };
        let id = self.push(element, spot, weight);
        let t = &mut self.flat.traits[id.0 as usize];
        t.attribute = attribute.clone();
        if element.name == self.settings.empty_name && element.weight.is_some() {
            return;
        }
        let address = format!("{}.{}", spot.address, element.id);
        t.dna = format!("{address}:{}{}", element.flag, element.entry);
        t.picture = picture.clone();
        let plain = Style { blend: BlendMode::SourceOver, opacity: Opacity::FULL };
        t.style = (element.style != plain).then_some(element.style);
        let tie = match z_of(&element.flag) {
            0 => Tie::Text(t.dna.clone()),
            _ => Tie::Flagged(address.len(), chosen),
        };
        self.root.places.push((id, z_of(&element.flag), tie));
    }

    /// Adds a trait to the layer begun last.
    fn push(&mut self, element: &Element, spot: &Spot, weight: Weight) -> TraitId {
        let named =
            Named { own: element.name.clone(), part_of: spot.part_of.clone(), is_picked: element.weight.is_some() };
        self.add(element.name.clone(), format!("{}{}", spot.folder, element.entry), weight, named)
    }

    /// Adds what is drawn when nothing else of the layer is; in reserve, only then.
    fn nothing(&mut self, reserve: bool) {
        // In reserve there may be a trait that is drawn only by force: with next to no weight, nothing gives way to it.
        let weight = if reserve { Weight(1) } else { Weight::ONE };
        let id = self.add(String::new(), String::new(), weight, Named::default());
        self.flat.traits[id.0 as usize].reserve = reserve;
    }

    fn add(&mut self, name: String, file_name: String, weight: Weight, named: Named) -> TraitId {
        let id = TraitId(self.flat.traits.len() as u32);
        let layer = LayerId(self.flat.layers.len() as u32 - 1);
        self.flat.layers[layer.0 as usize].traits.end = id.0 + 1;
        self.flat.names.push(named);
        self.flat.traits.push(Trait {
            layer,
            name,
            dna: String::new(),
            file_name,
            picture: None,
            style: None,
            attribute: Attribute::Hidden,
            weight,
            count: None,
            reserve: false,
        });
        id
    }
}

impl Spot {
    fn below(&self, element: &Element, within: Option<TraitId>) -> Self {
        Self {
            label: format!("{}/{}", self.label, element.name),
            folder: format!("{}{}/", self.folder, element.entry),
            address: format!("{}.{}", self.address, element.id),
            within,
            // What depends on a choice is not drawn without it, so the choice stands for what it is part of.
            part_of: if within == self.within { self.part_of.clone() } else { vec![] },
        }
    }
}
