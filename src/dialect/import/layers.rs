//! `[[layers]]` and `[[sets]]`: a layer takes the files of its folder where that says all of it, else it lists its traits.
//!
//! Each layer gets a name that is its alone, which the rules use too.

use std::fmt::Write;

use super::{order, toml_text};
use crate::blend::{BlendMode, Opacity};
use crate::dialect::file_name::Grammar;
use crate::dialect::shelf::{LayerSpec, Shelf};
use crate::project::{Attribute, Layer, LayerId, LayerSet, Project, Trait, TraitId, Weight};
use crate::{Error, Result};

/// The default folder of layer folders, and the default text before a weight.
pub(super) const FOLDER: &str = "layers";
pub(super) const DELIMITER: &str = "#";

/// The entries of a project's layers.
pub(super) struct Entries<'a> {
    project: &'a Project,
    /// Each entry's layer and what it is called; a layer that a set has twice has two.
    layers: Vec<(LayerId, String)>,
    /// For each set, its entries.
    sets: Vec<Vec<usize>>,
    z: Vec<i32>,
}

/// The folder that all layer folders are in: the usual one if it can be.
pub(super) fn folder(project: &Project) -> &str {
    let first = project.layers.first().map_or(FOLDER, |layer| layer.folder.as_str());
    let candidates = [FOLDER, first.split_once('/').map_or("", |(top, _)| top)];
    let holds_all = |folder: &&str| project.layers.iter().all(|layer| below(&layer.folder, folder).is_some());
    candidates.into_iter().find(holds_all).unwrap_or_default()
}

/// The text between names and weights: the default, or one with which more layers need no list.
///
/// # Errors
/// [`Error::Io`] when a layer's folder cannot be read again.
pub(super) fn delimiter(project: &Project) -> Result<String> {
    let guess = |t: &Trait| {
        let rest = t.file_name.strip_prefix(&t.name)?;
        rest.split_once(&t.weight.to_string()).map(|(between, _)| between.to_owned())
    };
    let other = project.traits.iter().find_map(guess).filter(|text| !text.is_empty());
    let plain = |delimiter: &str| -> Result<usize> {
        let ids = (0..project.layers.len() as u32).map(LayerId);
        ids.map(|id| folder_gives_traits(project, id, delimiter).map(usize::from)).sum()
    };
    Ok(match other {
        Some(other) if other != DELIMITER && plain(&other)? > plain(DELIMITER)? => other,
        _ => DELIMITER.to_owned(),
    })
}

/// Returns `true` if reading a layer's folder gives just its traits.
fn folder_gives_traits(project: &Project, id: LayerId, delimiter: &str) -> Result<bool> {
    let layer = project.layer(id);
    let spec = LayerSpec {
        id: String::new(),
        name: layer.name.clone(),
        folder: layer.folder.clone(),
        blend: layer.blend,
        opacity: layer.opacity,
        bypass_dna: layer.bypass_dna,
        in_metadata: layer.in_metadata,
        none: None,
        weights: vec![],
        counts: vec![],
        is_part: false,
        listed: vec![],
    };
    let mut shelf = Shelf::new(&project.root, Grammar::Native { delimiter: delimiter.to_owned() });
    let found = match shelf.layer(spec) {
        Ok(_) => true,
        // What the system refuses is no matter of how files are called, and the layer would be listed without need.
        Err(error @ (Error::Io { .. } | Error::File(_))) => return Err(error),
        Err(_) => false,
    };
    let same = |(found, own): (&Trait, (_, &Trait))| Trait { layer: id, ..found.clone() } == *own.1;
    let own = project.traits_of(id);
    Ok(found && shelf.traits.len() == own.len() && shelf.traits.iter().zip(own).all(same))
}

/// The rest of a path below a folder; all of it below the empty one.
fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder.is_empty() { Some(path) } else { path.strip_prefix(folder)?.strip_prefix('/') }
}

impl<'a> Entries<'a> {
    pub(super) fn new(project: &'a Project) -> Self {
        let mut layers: Vec<(LayerId, String)> = vec![];
        for id in (0..project.layers.len() as u32).map(LayerId) {
            let uses = |set: &LayerSet| set.layers.iter().filter(|other| **other == id).count();
            for _ in 0..project.sets.iter().map(uses).max().unwrap_or(0) {
                layers.push((id, name_for(project, project.layer(id), &layers)));
            }
        }
        let entries_of = |set: &LayerSet| {
            let entry = |(position, id): (usize, &LayerId)| {
                let before = set.layers[..position].iter().filter(|other| *other == id).count();
                let own = layers.iter().enumerate().filter(|(_, (other, _))| other == id);
                own.map(|(entry, _)| entry).nth(before).unwrap_or_default()
            };
            set.layers.iter().enumerate().map(entry).collect()
        };
        let mut z = vec![0; project.traits.len()];
        for set in &project.sets {
            let levels = order::levels(project, set);
            levels.iter().zip(&mut z).filter(|(level, _)| **level != 0).for_each(|(level, z)| *z = *level);
        }
        Self { project, sets: project.sets.iter().map(entries_of).collect(), layers, z }
    }

    /// Returns `true` if there is one set, of all entries in their order, without a name of its own.
    pub(super) fn is_plain(&self) -> bool {
        self.sets.len() == 1 && self.has_all(&self.sets[0]) && self.project.sets[0].title.is_none()
    }

    fn has_all(&self, set: &[usize]) -> bool {
        set.iter().copied().eq(0..self.layers.len())
    }

    /// The selector of a trait: by its name if that is its alone, or by its file's.
    pub(super) fn selector(&self, id: TraitId, is_meant: impl Fn(TraitId) -> bool) -> String {
        let t = self.project.trait_(id);
        let layer = self.layers.iter().find(|(layer, _)| *layer == t.layer).map_or("", |(_, name)| name);
        let mut of_name = self.project.traits_of(t.layer).filter(|(_, other)| other.name == t.name);
        let name = if of_name.all(|(id, _)| is_meant(id)) { &t.name } else { &t.file_name };
        format!("{layer}/{name}")
    }

    /// The text of all layers and sets.
    ///
    /// # Errors
    /// [`Error::Io`] when a layer's folder cannot be read again.
    pub(super) fn text(&self) -> Result<String> {
        let (folder, delimiter) = (folder(self.project), delimiter(self.project)?);
        let grammar = Grammar::Native { delimiter: delimiter.clone() };
        let mut out = String::new();
        for (id, name) in &self.layers {
            self.layer(*id, name, folder, &mut out);
            let is_plain = self.z[range(self.project.layer(*id))].iter().all(|z| *z == 0);
            if !is_plain || !folder_gives_traits(self.project, *id, &delimiter)? {
                self.listed(*id, &grammar, &mut out);
            }
        }
        if !self.is_plain() {
            self.project.sets.iter().zip(&self.sets).for_each(|(set, entries)| self.set(set, entries, &mut out));
        }
        Ok(out)
    }

    fn layer(&self, id: LayerId, name: &str, folder: &str, out: &mut String) {
        let layer = self.project.layer(id);
        *out += "\n[[layers]]\n";
        let mut set = |key: &str, value: String| *out += &format!("{key} = {value}\n");
        set("name", toml_text::text(&layer.name));
        if name != layer.name {
            set("id", toml_text::text(name));
        }
        let own_folder = below(&layer.folder, folder).unwrap_or(&layer.folder);
        if own_folder != layer.name {
            set("folder", toml_text::text(own_folder));
        }
        if layer.blend != BlendMode::default() {
            set("blend", toml_text::text(layer.blend.name()));
        }
        if layer.opacity != Opacity::FULL {
            set("opacity", toml_text::opacity(layer.opacity));
        }
        if layer.bypass_dna {
            set("unique", "false".into());
        }
        if !layer.in_metadata {
            set("metadata", "false".into());
        }
        if let Some(choice) = layer.within {
            set("within", toml_text::text(&self.selector(choice, |id| id == choice)));
        }
    }

    /// The traits of a layer one by one.
    fn listed(&self, id: LayerId, grammar: &Grammar, out: &mut String) {
        let layer = self.project.layer(id);
        *out += "traits = [\n";
        for (index, (id, t)) in self.project.traits_of(id).enumerate() {
            if !is_implied(layer, t) {
                let pairs = self.pairs(index, id, layer, grammar);
                let pairs: Vec<String> = pairs.into_iter().map(|(key, value)| format!("{key} = {value}")).collect();
                writeln!(out, "  {{ {} }},", pairs.join(", ")).expect("a String takes any text");
            }
        }
        *out += "]\n";
    }

    /// The keys of a listed trait.
    fn pairs(&self, index: usize, id: TraitId, layer: &Layer, grammar: &Grammar) -> Vec<(&'static str, String)> {
        let t = self.project.trait_(id);
        let mut pairs = vec![];
        let is_nothing = t.file_name.is_empty();
        let last = t.file_name.rsplit('/').next().unwrap_or_default();
        let read = (!is_nothing).then(|| grammar.parse(last).ok()).flatten();
        if !is_nothing {
            pairs.push(("file", toml_text::text(&t.file_name)));
        }
        let is_read = if is_nothing { t.name.is_empty() } else { read.as_ref().is_some_and(|r| r.name == t.name) };
        if !is_read {
            pairs.push(("name", toml_text::text(&t.name)));
        }
        let weight = if is_nothing { Some(Weight::ONE) } else { read.map(|r| r.weight) };
        // In reserve, 0 counts as the least weight.
        let own = if t.reserve && t.weight <= Weight(1) { Weight::ZERO } else { t.weight };
        if weight != Some(own) {
            pairs.push(("weight", own.to_string()));
        }
        let z = self.z[id.0 as usize];
        if z != 0 {
            pairs.push(("z", z.to_string()));
        }
        if let Some(style) = t.style {
            if style.blend != layer.blend || style.opacity == layer.opacity {
                pairs.push(("blend", toml_text::text(style.blend.name())));
            }
            if style.opacity != layer.opacity {
                pairs.push(("opacity", toml_text::opacity(style.opacity)));
            }
        }
        match &t.attribute {
            Attribute::Usual => {}
            Attribute::Hidden if is_nothing && t.name.is_empty() => {}
            Attribute::Hidden => pairs.push(("metadata", "false".into())),
            Attribute::Own { trait_type, value, display_type } => {
                pairs.push(("trait_type", toml_text::text(trait_type)));
                if *value != t.name {
                    pairs.push(("value", toml_text::text(value)));
                }
                pairs.extend(display_type.as_ref().map(|word| ("display_type", toml_text::text(word))));
            }
        }
        if !is_nothing && t.picture.is_none() {
            pairs.push(("picture", "false".into()));
        }
        if t.reserve {
            pairs.push(("reserve", "true".into()));
        }
        let usual = format!("{index}:{}", t.file_name);
        if !is_nothing && t.dna != usual {
            pairs.push(("dna", toml_text::text(&t.dna)));
        }
        pairs
    }

    fn set(&self, set: &LayerSet, entries: &[usize], out: &mut String) {
        *out += &format!("\n[[sets]]\neditions = {}\n", set.editions);
        if let Some(title) = &set.title {
            *out += &format!("name = {}\n", toml_text::text(&title.name));
            if title.offset != 0 {
                *out += "restart_numbers = true\n";
            }
        }
        if !self.has_all(entries) {
            let names = entries.iter().map(|entry| self.layers[*entry].1.as_str());
            *out += &format!("layers = {}\n", toml_text::texts(names));
        }
    }
}

fn range(layer: &Layer) -> std::ops::Range<usize> {
    layer.traits.start as usize..layer.traits.end as usize
}

/// Returns `true` if `within` alone gives a layer this trait.
fn is_implied(layer: &Layer, t: &Trait) -> bool {
    layer.within.is_some() && t.file_name.is_empty() && t.name.is_empty() && t.reserve && t.weight <= Weight(1)
}

/// A name that no entry before has. Where there are rules it has no slash, which would tell layers from traits.
fn name_for(project: &Project, layer: &Layer, before: &[(LayerId, String)]) -> String {
    let own = if project.rules.is_empty() { layer.name.clone() } else { layer.name.replace('/', " > ") };
    let is_free = |name: &String| before.iter().all(|(_, other)| other != name);
    let numbered = (2..).map(|number| format!("{own} ({number})"));
    std::iter::once(own.clone()).chain(numbered).find(is_free).unwrap_or(own)
}
