//! Turns layers as a configuration names them into layers and traits with dense ids.
//!
//! Both dialects end here: what is a trait and what is left out is decided in this one place.

use std::path::{Path, PathBuf};

use super::file_name::Grammar;
use super::listing::{self, EntryKind};
use super::suggest::did_you_mean;
use super::{Attribute, Layer, LayerId, Trait, Weight};
use crate::blend::{BlendMode, Opacity};
use crate::error::ProjectError;
use crate::{Error, Result};

/// A layer as its configuration names it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LayerSpec {
    /// What metadata calls it.
    pub name: String,
    /// Its folder, relative to the project's root, as `relative::folder` makes it.
    pub folder: String,
    pub blend: BlendMode,
    pub opacity: Opacity,
    pub bypass_dna: bool,
    pub in_metadata: bool,
    /// The weight of drawing nothing, and what metadata calls that.
    pub none: Option<(Weight, String)>,
    /// Weights by trait name that stand instead of those of the file names.
    pub weights: Vec<(String, Weight)>,
}

/// The layers and traits read so far.
#[derive(Debug)]
pub(super) struct Shelf<'a> {
    root: &'a Path,
    grammar: Grammar,
    specs: Vec<LayerSpec>,
    pub layers: Vec<Layer>,
    pub traits: Vec<Trait>,
    pub notices: Vec<String>,
}

impl<'a> Shelf<'a> {
    /// An empty shelf for the project at `root`.
    pub(super) fn new(root: &'a Path, grammar: Grammar) -> Self {
        Self { root, grammar, specs: vec![], layers: vec![], traits: vec![], notices: vec![] }
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
        if !folder.is_dir() {
            let suggestion = nearest_folder(self.root, &spec.folder);
            return Err(Error::Project(ProjectError::LayerFolder { layer: spec.name.clone(), folder, suggestion }));
        }
        let entries = listing::list(&folder)?;
        let first = self.traits.len();
        let mut left_out = vec![];
        for (index, entry) in entries.iter().enumerate() {
            let path = folder.join(&entry.name);
            match entry.kind {
                EntryKind::Png => {
                    let read = self.read_trait(layer, spec, index, path)?;
                    self.traits.push(read);
                }
                EntryKind::OtherPicture => {
                    return Err(Error::Project(ProjectError::TraitFormat { layer: spec.name.clone(), file: path }));
                }
                EntryKind::Folder => left_out.push(format!("{}/", entry.name)),
                EntryKind::Other => left_out.push(entry.name.clone()),
            }
        }
        if self.traits.len() == first {
            return Err(Error::Project(ProjectError::EmptyLayer { layer: spec.name.clone(), folder }));
        }
        if !left_out.is_empty() {
            let names = left_out.join(", ");
            self.notice(format!("layer \"{}\": left out what is no PNG file: {names}", spec.name));
        }
        self.override_weights(first, spec)?;
        if let Some((weight, name)) = &spec.none {
            self.traits.push(Trait {
                layer,
                name: name.clone(),
                dna: format!("{}:", entries.len()),
                file_name: String::new(),
                picture: None,
                style: None,
                attribute: Attribute::Usual,
                weight: *weight,
                count: None,
                reserve: false,
            });
        }
        if self.traits[first..].iter().all(|t| t.weight == Weight::ZERO) {
            return Err(Error::Project(ProjectError::NoWeight { layer: spec.name.clone() }));
        }
        Ok(())
    }

    fn read_trait(&mut self, layer: LayerId, spec: &LayerSpec, id: usize, path: PathBuf) -> Result<Trait> {
        let file_name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let named = self.grammar.parse(&file_name).map_err(|problem| {
            Error::Project(ProjectError::TraitFile { layer: spec.name.clone(), file: path.clone(), problem })
        })?;
        if named.by_name {
            self.notice(format!(
                "layer \"{}\": {file_name} has no delimiter, so its name is its weight, {}, as in HashLips",
                spec.name, named.weight
            ));
        }
        Ok(Trait {
            layer,
            name: named.name,
            dna: format!("{id}:{file_name}"),
            file_name,
            picture: Some(path),
            style: None,
            attribute: Attribute::Usual,
            weight: named.weight,
            count: None,
            reserve: false,
        })
    }

    /// Applies the weights a configuration gives by name, to every trait of that name.
    fn override_weights(&mut self, first: usize, spec: &LayerSpec) -> Result<()> {
        for (name, weight) in &spec.weights {
            let mut found = false;
            for t in self.traits[first..].iter_mut().filter(|t| t.name == *name) {
                t.weight = *weight;
                found = true;
            }
            if !found {
                let suggestion = did_you_mean(name, self.traits[first..].iter().map(|t| t.name.as_str()));
                return Err(Error::Project(ProjectError::WeightOfNothing {
                    layer: spec.name.clone(),
                    name: name.clone(),
                    suggestion,
                }));
            }
        }
        Ok(())
    }

    /// Adds a notice unless it is there already: layers of one folder say the same things.
    pub(super) fn notice(&mut self, line: String) {
        if !self.notices.contains(&line) {
            self.notices.push(line);
        }
    }
}

/// The folder nearest to one that is not there: at its first part that is missing, the nearest neighbour.
fn nearest_folder(root: &Path, wanted: &str) -> String {
    let mut known = root.to_path_buf();
    for part in wanted.split('/') {
        if !known.join(part).is_dir() {
            return did_you_mean(part, listing::folder_names(&known).iter().map(String::as_str));
        }
        known.push(part);
    }
    String::new()
}
