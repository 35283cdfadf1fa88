//! Turns layers as a configuration names them into layers and traits with dense ids.
//!
//! Decides which files are traits and which are left out, for every dialect but nftchef.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::chance::{self, Chance};
use super::file_name::Grammar;
use crate::blend::{BlendMode, Opacity};
use crate::error::ProjectError;
use crate::files::{self, What};
use crate::image::format_names;
use crate::project::listing::nearest_folder;
use crate::project::listing::{self, EntryKind};
use crate::project::suggest::did_you_mean;
use crate::project::{Attribute, Layer, LayerId, Notices, Root, Style, Trait, Weight, limits};
use crate::{Error, Result};

/// A layer as its configuration names it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LayerSpec {
    /// Its name in the rest of the configuration, where that tells layers apart that are otherwise equal.
    pub id: String,
    /// Its name in metadata.
    pub name: String,
    /// Its folder, relative to the project's root, as `relative::folder` makes it.
    pub folder: String,
    pub blend: BlendMode,
    pub opacity: Opacity,
    pub bypass_dna: bool,
    pub in_metadata: bool,
    /// The chance of drawing nothing, and the name of that in metadata.
    pub none: Option<(Chance, String)>,
    /// Weights by trait name that stand instead of those of the file names.
    pub weights: Vec<(String, Chance)>,
    /// Exact counts by trait name.
    pub counts: Vec<(String, u32)>,
    /// `true` if it is drawn only with a trait of another layer, so that it needs a "nothing".
    pub is_part: bool,
    /// Its traits, if not all files of the folder.
    pub listed: Vec<ListedTrait>,
}

/// A trait that a configuration lists.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ListedTrait {
    /// Below the layer's folder, as `relative::folder` makes it; empty for "nothing".
    pub file: String,
    /// `true` if the file is a picture; else it is only a name.
    pub is_drawn: bool,
    /// Instead of that of the file name.
    pub name: Option<String>,
    /// Instead of that of the file name.
    pub chance: Option<Chance>,
    pub style: Option<Style>,
    /// An empty value stands for the trait's name.
    pub attribute: Attribute,
    pub reserve: bool,
    /// Instead of position and file.
    pub dna: Option<String>,
}

/// The notice for files of layers that are no traits.
pub(super) const LEFT_OUT: &str = "left out of the layers, because simdgen reads no such files";

/// The layers and traits read so far.
#[derive(Debug)]
pub(super) struct Shelf<'a> {
    root: &'a Root,
    grammar: Grammar,
    pub specs: Vec<LayerSpec>,
    pub layers: Vec<Layer>,
    pub traits: Vec<Trait>,
    pub notices: Notices,
}

impl<'a> Shelf<'a> {
    /// An empty shelf for the project at `root`.
    pub(super) fn new(root: &'a Root, grammar: Grammar) -> Self {
        Self { root, grammar, specs: vec![], layers: vec![], traits: vec![], notices: Notices::default() }
    }

    /// The id of a layer: a new one read from its folder, or that of an equal one from before.
    ///
    /// # Errors
    /// Whatever keeps the folder from being a layer.
    pub(super) fn layer(&mut self, spec: LayerSpec) -> Result<LayerId> {
        if let Some(index) = self.specs.iter().position(|known| *known == spec) {
            return Ok(LayerId(index as u32));
        }
        let id = LayerId(self.layers.len() as u32);
        let first = self.traits.len() as u32;
        self.read_traits(id, &spec)?;
        self.layers.push(Layer {
            name: spec.name.clone(),
            folder: spec.folder.clone(),
            blend: spec.blend,
            opacity: spec.opacity,
            bypass_dna: spec.bypass_dna,
            in_metadata: spec.in_metadata,
            within: None,
            traits: first..self.traits.len() as u32,
        });
        self.specs.push(spec);
        Ok(id)
    }

    fn read_traits(&mut self, layer: LayerId, spec: &LayerSpec) -> Result<()> {
        let folder = self.root.join(&spec.folder);
        let what = match files::stamp(&folder) {
            Err(Error::Io { source, .. })
                if matches!(source.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                None
            }
            stamp => Some(stamp?.what),
        };
        if what != Some(What::Folder) {
            let suggestion = nearest_folder(self.root, self.root, &spec.folder);
            return Err(Error::Project(ProjectError::LayerFolder { layer: spec.name.clone(), folder, suggestion }));
        }
        let first = self.traits.len();
        let next_id = match spec.listed.is_empty() {
            true => self.read_folder(layer, spec, &folder)?,
            false => self.read_list(layer, spec, &folder)?,
        };
        let named = spec.weights.len().saturating_add(spec.counts.len());
        limits::COMPARISONS.check(&folder, named.saturating_mul(self.traits.len() - first))?;
        let mut chances = self.overridden(first, spec)?;
        let listed = spec.listed.iter().enumerate();
        chances.extend(listed.filter_map(|(index, listed)| Some((index, listed.chance?))));
        let has_nothing = self.traits[first..].iter().any(Trait::is_nothing);
        let in_reserve = spec.is_part && spec.none.is_none() && !has_nothing;
        if spec.none.is_some() || in_reserve {
            let (chance, name) = spec.none.clone().unwrap_or((Chance::Weight(Weight(1)), String::new()));
            chances.push((self.traits.len() - first, chance));
            self.traits.push(Trait {
                layer,
                name,
                dna: format!("{next_id}:"),
                file_name: String::new(),
                picture: None,
                style: None,
                attribute: if in_reserve { Attribute::Hidden } else { Attribute::Usual },
                weight: Weight::ZERO,
                count: None,
                reserve: in_reserve,
            });
        }
        self.set_counts(first, spec)?;
        chance::apply(&spec.name, &mut self.traits[first..], &chances)?;
        if !self.traits[first..].iter().any(Trait::can_be_drawn) {
            return Err(Error::Project(ProjectError::NoWeight { layer: spec.name.clone() }));
        }
        Ok(())
    }

    /// Reads the pictures of a folder; returns the number after the last in it.
    fn read_folder(&mut self, layer: LayerId, spec: &LayerSpec, folder: &Path) -> Result<usize> {
        let entries = listing::list(self.root, folder)?;
        let first = self.traits.len();
        let mut left_out = vec![];
        for (index, entry) in entries.iter().enumerate() {
            let path = folder.join(&entry.name);
            match entry.kind {
                EntryKind::Picture => {
                    let read = self.read_trait(layer, spec, index, path)?;
                    self.traits.push(read);
                }
                EntryKind::OtherPicture => {
                    return Err(Error::Project(ProjectError::TraitFormat {
                        layer: spec.name.clone(),
                        file: path,
                        formats: format_names(),
                    }));
                }
                EntryKind::Folder => left_out.push(format!("{}/", entry.name)),
                EntryKind::Other => left_out.push(entry.name.clone()),
            }
        }
        if self.traits.len() == first {
            let (layer, folder) = (spec.name.clone(), folder.to_path_buf());
            return Err(Error::Project(ProjectError::EmptyLayer { layer, folder }));
        }
        left_out.iter().for_each(|name| self.notices.add(LEFT_OUT, format!("{}/{name}", spec.name)));
        Ok(entries.len())
    }

    /// Reads the traits that a layer lists; returns how many.
    fn read_list(&mut self, layer: LayerId, spec: &LayerSpec, folder: &Path) -> Result<usize> {
        for (index, listed) in spec.listed.iter().enumerate() {
            let path = folder.join(&listed.file);
            if listed.is_drawn {
                check_picture(self.root, spec, &path)?;
            }
            let is_said = listed.file.is_empty() || (listed.name.is_some() && listed.chance.is_some());
            let (name, weight) = match is_said {
                true => (String::new(), Weight::ONE),
                false => {
                    let read = self.read_trait(layer, spec, index, path.clone())?;
                    (read.name, read.weight)
                }
            };
            let name = listed.name.clone().unwrap_or(name);
            let mut attribute = listed.attribute.clone();
            if let Attribute::Own { value, .. } = &mut attribute
                && value.is_empty()
            {
                value.clone_from(&name);
            }
            self.traits.push(Trait {
                layer,
                name,
                dna: listed.dna.clone().unwrap_or_else(|| format!("{index}:{}", listed.file)),
                file_name: listed.file.clone(),
                picture: listed.is_drawn.then_some(path),
                style: listed.style,
                attribute,
                weight,
                count: None,
                reserve: listed.reserve,
            });
        }
        Ok(spec.listed.len())
    }

    fn read_trait(&mut self, layer: LayerId, spec: &LayerSpec, id: usize, path: PathBuf) -> Result<Trait> {
        let file_name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let named = self.grammar.parse(&file_name).map_err(|source| {
            Error::Project(ProjectError::TraitName {
                layer: spec.name.clone(),
                file: path.clone(),
                source: Box::new(source),
            })
        })?;
        if named.by_name {
            let text = "file names without a delimiter are read as weights too, as in HashLips";
            self.notices.add(text, format!("{}/{file_name}", spec.name));
        }
        if named.no_number {
            let text = "what follows the delimiter is no number, so the weight is 1, as in HashLips";
            self.notices.add(text, format!("{}/{file_name}", spec.name));
        }
        let (name, attribute) = match named.name.is_empty() {
            // Plans need a name for what metadata calls "".
            true => {
                let text = "nothing stands before the delimiter, so metadata calls them \"\", as in HashLips";
                self.notices.add(text, format!("{}/{file_name}", spec.name));
                let (trait_type, value) = (spec.name.clone(), String::new());
                (file_name.clone(), Attribute::Own { trait_type, value, display_type: None })
            }
            false => (named.name, Attribute::Usual),
        };
        Ok(Trait {
            layer,
            name,
            dna: format!("{id}:{file_name}"),
            file_name,
            picture: Some(path),
            style: None,
            attribute,
            weight: named.weight,
            count: None,
            reserve: false,
        })
    }

    /// The chances a configuration gives by name, for every trait of that name, by index from `first`.
    fn overridden(&self, first: usize, spec: &LayerSpec) -> Result<Vec<(usize, Chance)>> {
        let mut chances = vec![];
        for (name, chance) in &spec.weights {
            let of_name = self.named(first, spec, name, "a weight")?;
            chances.extend(of_name.into_iter().map(|index| (index, *chance)));
        }
        Ok(chances)
    }

    fn set_counts(&mut self, first: usize, spec: &LayerSpec) -> Result<()> {
        for (name, count) in &spec.counts {
            let of_name = self.named(first, spec, name, "a count")?;
            if of_name.len() > 1 {
                let (layer, name) = (spec.name.clone(), name.clone());
                return Err(Error::Project(ProjectError::CountOfSeveral { layer, name }));
            }
            of_name.into_iter().for_each(|index| self.traits[first + index].count = Some(*count));
        }
        Ok(())
    }

    /// The traits of a name, by index from `first`; there must be one.
    fn named(&self, first: usize, spec: &LayerSpec, name: &str, what: &'static str) -> Result<Vec<usize>> {
        let traits = &self.traits[first..];
        let found: Vec<usize> = (0..traits.len()).filter(|&index| traits[index].name == *name).collect();
        if found.is_empty() {
            let suggestion = did_you_mean(name, traits.iter().map(|t| t.name.as_str()));
            let (layer, name) = (spec.name.clone(), name.to_owned());
            return Err(Error::Project(ProjectError::WeightOfNothing { layer, what, name, suggestion }));
        }
        Ok(found)
    }
}

/// Fails for a listed picture that is not there, or is not a picture.
fn check_picture(root: &Root, spec: &LayerSpec, path: &Path) -> Result<()> {
    let (layer, file) = (spec.name.clone(), path.to_path_buf());
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if EntryKind::of_file(&name) != EntryKind::Picture {
        return Err(Error::Project(ProjectError::TraitFormat { layer, file, formats: format_names() }));
    }
    if path.is_symlink() || path.exists() {
        root.check(path)?;
        // What is no file is told by opening it.
        return if path.is_file() { Ok(()) } else { files::open(path).map(drop) };
    }
    let beside = path.parent().and_then(|folder| listing::list(root, folder).ok()).unwrap_or_default();
    let suggestion = did_you_mean(&name, beside.iter().map(|entry| entry.name.as_str()));
    Err(Error::Project(ProjectError::TraitMissing { layer, file, suggestion }))
}
