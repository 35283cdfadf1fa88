//! A layer's folder as the tree that nftchef sees: files and folders, each required or weighted.
//!
//! Everything that depends on where an element lies (its place in the stack, its style, what metadata calls it) is
//! decided here, so that the tree can be taken apart afterwards.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::config::{Config, LayerOrder};
use super::names;
use crate::blend::{BlendMode, Opacity};
use crate::dialect::problem::Problem;
use crate::dialect::script::{Script, values};
use crate::dialect::shelf::LEFT_OUT;
use crate::error::{FileNameError, PathError, ProjectError};
use crate::files;
use crate::image::format_names;
use crate::project::listing;
use crate::project::listing::{Entry, EntryKind};
use crate::project::root::refused;
use crate::project::{Attribute, Notices, Root, Style, Weight, limits};
use crate::{Error, Result};

/// A file or folder of a layer's tree.
#[derive(Clone, Debug)]
pub(super) struct Element {
    /// Its position in its folder, which DNA strings name it by.
    pub id: usize,
    /// Its name in rules.
    pub name: String,
    /// Its name in the folder.
    pub entry: String,
    /// Against the other weighted ones of its folder; `None` is always there.
    pub weight: Option<Weight>,
    /// The flag that says where in the stack it is drawn: its own, or that of the nearest folder with one.
    pub flag: String,
    /// Its blend mode and opacity.
    pub style: Style,
    /// A picture or a folder.
    pub kind: Kind,
}

/// The kind of an element.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// A picture, unless the file is empty, and what metadata says of it.
    Picture(Option<PathBuf>, Attribute),
    /// A folder of elements.
    Folder(Vec<Element>),
}

/// Reads the trees of one project.
pub(super) struct Reader<'a> {
    pub script: &'a Script<'a>,
    pub config: &'a Config,
    /// The project folder.
    pub root: &'a Root,
    /// The folder of layer folders.
    pub layers: &'a Path,
    /// A weight of 0 counts as no weight, as in early versions.
    pub zero_is_required: bool,
    /// Notices for the artist.
    pub notices: Notices,
}

/// Settings that a folder hands down to its elements.
struct Above<'a> {
    order: &'a LayerOrder,
    /// The key of that entry.
    key: &'a str,
    /// Names of the folders from that of all layers down to this one.
    lineage: Vec<&'a str>,
    flag: String,
    style: Style,
}

impl Reader<'_> {
    /// Reads the tree of a layer, whose entry has the key `key`.
    ///
    /// # Errors
    /// Whatever keeps a file from being a trait, and unknown blend modes.
    pub(super) fn read(&mut self, order: &LayerOrder, folder: &str, key: &str) -> Result<Vec<Element>> {
        let at = |name: &str| format!("{key}.{name}");
        let blend = blend(order.blend.as_deref(), &order.name).map_err(|p| self.script.error(p.at(at("blend"))))?;
        let opacity =
            opacity(order.opacity.as_ref(), &order.name).map_err(|p| self.script.error(p.at(at("opacity"))))?;
        let style = Style { blend, opacity };
        let all = self.layers.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let lineage = std::iter::once(all.as_str()).chain(folder.split('/')).collect();
        self.folder(&self.layers.join(folder), &Above { order, key, lineage, flag: String::new(), style })
    }

    fn folder(&mut self, path: &Path, above: &Above<'_>) -> Result<Vec<Element>> {
        limits::DEPTH.check(path, above.lineage.len())?;
        let entries = listing::list(self.root, path)?;
        let mut elements = vec![];
        // The engine does not see `.ini` files, and numbers what it sees.
        for (id, entry) in entries.iter().filter(|entry| !entry.name.contains(".ini")).enumerate() {
            let file = path.join(&entry.name);
            match entry.kind {
                // Links to folders could go round in circles, or give a tree without end a short name.
                EntryKind::Folder if entry.is_link => {
                    return Err(refused(PathError::LinkedFolder { path: file }));
                }
                EntryKind::Picture | EntryKind::Folder => elements.push(self.element(id, entry, file, above)?),
                EntryKind::OtherPicture => {
                    let layer = above.order.name.clone();
                    return Err(Error::Project(ProjectError::TraitFormat { layer, file, formats: format_names() }));
                }
                EntryKind::Other => {
                    let below = above.lineage[1..].join("/");
                    self.notices.add(LEFT_OUT, format!("{below}/{}", entry.name));
                }
            }
        }
        Ok(elements)
    }

    fn element(&mut self, id: usize, entry: &Entry, path: PathBuf, above: &Above<'_>) -> Result<Element> {
        let layer = &above.order.name;
        let is_folder = entry.kind == EntryKind::Folder;
        let error = |source| {
            let (layer, file, source) = (layer.clone(), path.clone(), Box::new(source));
            Error::Project(ProjectError::TraitName { layer, file, source })
        };
        let mut named = names::parse(&entry.name, is_folder, &self.config.rarity_delimiter).map_err(error)?;
        named.weight = named.weight.filter(|weight| !(self.zero_is_required && *weight == Weight::ZERO));
        let mut style = above.style;
        if let Some(options) = above.order.sublayer_options.get(&named.name).and_then(Value::as_object) {
            style = style_of(options, &named.name)
                .map_err(|problem| self.script.error(problem.at(format!("{}.sublayerOptions", above.key))))?;
        }
        if let Some(blend) = &named.blend {
            style.blend = values::known_blend(blend)
                .map_err(|suggestion| error(FileNameError::Blend { name: blend.clone(), suggestion }))?;
        }
        if let Some(percent) = &named.opacity {
            let fraction = percent.parse().ok().and_then(|percent: f64| Opacity::from_fraction(percent / 100.0));
            style.opacity = fraction.ok_or_else(|| error(FileNameError::Opacity { percent: percent.clone() }))?;
        }
        let flag = if named.flag.is_empty() { above.flag.clone() } else { named.flag.clone() };
        let kind = if is_folder {
            let mut lineage = above.lineage.clone();
            lineage.push(&entry.name);
            Kind::Folder(
                self.folder(&path, &Above { order: above.order, key: above.key, lineage, flag: flag.clone(), style })?,
            )
        } else {
            let length = files::stamp(&path)?.length;
            Kind::Picture((length > 0).then_some(path), self.attribute(&named, above))
        };
        // Plans need a name for what metadata calls "".
        let name = if named.name.is_empty() { entry.name.clone() } else { named.name };
        Ok(Element { id, name, entry: entry.name.clone(), weight: named.weight, flag, style, kind })
    }

    /// The attribute of a file: a weighted one is a value of its folder's, a required one a part of its folder, which
    /// is a value of the folder above.
    fn attribute(&self, named: &names::Named, above: &Above<'_>) -> Attribute {
        let delimiter = &self.config.rarity_delimiter;
        if named.name == self.config.empty_layer_name && named.weight.is_some() {
            return Attribute::Hidden;
        }
        let clean = |entry: &str| names::parse(entry, true, delimiter).map_or_else(|_| entry.to_owned(), |n| n.name);
        let up = |steps: usize| above.lineage.len().checked_sub(steps).map_or(above.lineage[0], |at| above.lineage[at]);
        let (steps, value) = match named.weight {
            Some(_) => (1, named.name.clone()),
            None => (2, clean(up(1))),
        };
        // A weighted folder is itself a choice, not what the choice is about: once, the folder above is taken.
        let is_choice = self.config.use_root_trait_type && up(steps).contains(delimiter.as_str());
        let parent = clean(up(if is_choice { steps + 1 } else { steps }));
        let own = above.order.sublayer_options.get(&parent).and_then(|options| options["trait"].as_str());
        let trait_type = own.or(above.order.trait_type.as_deref()).unwrap_or(&parent).to_owned();
        let value = match self.config.trait_value_overrides.get(&value) {
            Some(Value::String(other)) if !other.is_empty() => other.clone(),
            _ => value,
        };
        Attribute::Own { trait_type, value, display_type: above.order.display_type.clone() }
    }
}

fn blend(name: Option<&str>, layer: &str) -> Result<BlendMode, Problem> {
    name.map_or(Ok(BlendMode::default()), |name| values::blend(name, layer))
}

fn opacity(value: Option<&Value>, layer: &str) -> Result<Opacity, Problem> {
    value.map_or(Ok(Opacity::FULL), |value| values::opacity(value, layer))
}

/// The style that `sublayerOptions` gives a folder; what it does not say is as it was drawn, not as the layer is.
fn style_of(options: &Map<String, Value>, name: &str) -> Result<Style, Problem> {
    let blend = blend(options.get("blend").and_then(Value::as_str), name)?;
    Ok(Style { blend, opacity: opacity(options.get("opacity"), name)? })
}
