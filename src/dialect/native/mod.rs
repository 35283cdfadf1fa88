//! Reads native projects: `simdgen.toml`, whose keys `schema` lists.

mod attributes;
mod canvas;
mod cardano;
mod chosen;
mod collection;
mod gallery;
mod layer;
mod metadata;
#[cfg(feature = "studio")]
mod named;
mod one_of_one;
mod rules;
pub(super) mod schema;
mod selector;
mod toml_json;
mod within;

use std::path::{Path, PathBuf};

pub(super) use collection::{ALL_OF_IT, SYMBOL_LENGTH};
#[cfg(feature = "studio")]
pub(crate) use named::{traits_named, traits_named_and_tagged, traits_tagged};

use schema::{LayerEntry, Schema, SetEntry};

use super::file_name::Grammar;
use super::problem::Problem;
use super::relative;
use super::shelf::Shelf;
use crate::error::ProjectError;
use crate::project::listing;
use crate::project::root::{is_there, read_text};
use crate::project::suggest::did_you_mean;
use crate::project::{LayerId, LayerSet, Project, Root, SetTitle, limits, out_of_order};
use crate::{Error, Result};

/// Editions when the configuration does not say how many.
const EDITIONS: u32 = 100;

/// Reads the project at `root` with the configuration `config`.
pub(super) fn open(root: &Root, config: &Path) -> Result<Project> {
    let text = read_text(config)?;
    read(root, config, &text)
}

/// Reads the project at `root` with the configuration `text`, which is that of the file `config`.
pub(super) fn read(root: &Root, config: &Path, text: &str) -> Result<Project> {
    let schema = schema::parse(config, text)?;
    let grammar = Grammar::Native { delimiter: schema.files.weight_delimiter.clone() };
    build(root, config, schema, grammar)
}

/// Reads the project at `root` without a configuration, where all is in the names of folders and files; nothing when no
/// tool's way of naming fits.
pub(super) fn open_named(root: &Root) -> Option<Result<Project>> {
    let mut found = super::named_folders::recognise(root)?;
    let schema = std::mem::take(&mut found.schema);
    let read = build(root, &found.folder, schema, found.grammar.clone());
    Some(read.map(|project| found.finish(project)))
}

/// Reads the project at `root` with the JSON file `config`, which is of nft-generator-py.
pub(super) fn open_json(root: &Root, config: &Path) -> Result<Project> {
    let text = read_text(config)?;
    let (schema, notices) = super::generator_py::read(config, &text)?;
    let mut project = build(root, config, schema, Grammar::Native { delimiter: String::new() })?;
    let later = std::mem::replace(&mut project.notices, notices);
    project.notices.append(later);
    Ok(project)
}

/// The JSON file of a project folder that is a configuration, if there is one.
pub(super) fn json_of(root: &Root) -> Result<Option<PathBuf>> {
    let path = root.join(super::generator_py::FILE);
    if !is_there(&path) {
        return Ok(None);
    }
    root.check(&path)?;
    let text = read_text(&path)?;
    Ok(super::generator_py::is_meant(&text).then_some(path))
}

/// Makes a project of a configuration that was read from `config`, and of the folders that it names.
pub(super) fn build(root: &Root, config: &Path, mut schema: Schema, grammar: Grammar) -> Result<Project> {
    let error = |problem: Problem| problem.in_config(config);
    let layers_folder = relative::folder(&schema.files.layers).map_err(|problem| error(problem.at("files.layers")))?;
    let lists_layers = !schema.layers.is_empty();
    if !lists_layers {
        schema.layers = all_folders(root, &layers_folder, config)?;
    }
    limits::LAYERS.check(config, schema.layers.len())?;
    limits::SETS.check(config, schema.sets.len())?;
    limits::RULES.check(config, schema.rules.len().saturating_add(schema.tags.len()))?;
    let sets = sets(&schema).map_err(error)?;
    last_number(&schema, &sets).map_err(error)?;
    let mut shelf = Shelf::new(root, grammar);
    if !lists_layers {
        note_order(&schema, &mut shelf);
    }
    let ids = put_layers(&mut shelf, config, &schema, &sets, &layers_folder)?;
    let metadata = metadata::settings(&schema, root).map_err(error)?;
    let mut sets = layer_sets(sets, &schema, &ids, &metadata.name);
    layer::assign_ranks(&mut sets, &shelf.layers, &schema.layers, &ids);
    limits::TRAITS.check(config, shelf.traits.len())?;
    rules::check_names(config, &schema, shelf.traits.len())?;
    let named = schema.layers.iter().zip(&ids).filter(|(_, id)| id.is_some()).map(|(entry, _)| entry.id());
    let names = selector::Names::new((&shelf.layers, &shelf.traits), named, &schema.tags).map_err(error)?;
    let own_rules = rules::rules(&schema.rules, &names).map_err(error)?;
    let choices = within::choices(&schema.layers, &ids, &sets, &names).map_err(error)?;
    let mut rules = within::constrain(&mut shelf, &choices);
    rules.extend(own_rules);
    let conventions = schema.collection.engine;
    if !conventions.dna_has_nothing {
        shelf.traits.iter_mut().filter(|t| t.file_name.is_empty()).for_each(|t| t.dna.clear());
    }
    let canvas = match canvas::size(&schema.canvas).map_err(error)? {
        Some(size) => size,
        None => canvas::size_of_first(&shelf, &sets)?,
    };
    let mut project = Project {
        resize: schema.canvas.resize,
        background: canvas::background(&schema.canvas).map_err(error)?,
        background_last: schema.canvas.background_last,
        pictures: schema.files.pictures,
        layers: shelf.layers,
        traits: shelf.traits,
        sets,
        rules,
        unique: schema.collection.unique,
        shuffle: schema.collection.shuffle,
        first_edition: schema.collection.first_edition,
        seed: schema.collection.seed.clone(),
        metadata,
        gallery: gallery::settings(&schema.gallery).map_err(error)?,
        notices: shelf.notices,
        ..Project::new(root.clone(), config.to_path_buf(), conventions, canvas)
    };
    attributes::apply(&mut project, &schema, &ids).map_err(error)?;
    one_of_one::add(&mut project, &schema.one_of_one).map_err(error)?;
    chosen::add(&mut project, std::mem::take(&mut schema.chosen)).map_err(error)?;
    cardano::check(&project).map_err(error)?;
    Ok(project)
}

/// Notes that layers which no configuration lists are drawn in another order than their numbers say.
fn note_order(schema: &Schema, shelf: &mut Shelf<'_>) {
    let names: Vec<&str> = schema.layers.iter().map(|entry| entry.name.as_str()).collect();
    if let Some(meant) = out_of_order(&names) {
        let meant = meant.join(", ");
        shelf.notices.push(format!(
            "layers are drawn in the order of characters, 10 before 2: list them as [[layers]], such as {meant}"
        ));
    }
}

/// Puts the layers of all sets on the shelf; `None` for a layer that is in no set.
fn put_layers(
    shelf: &mut Shelf<'_>,
    config: &Path,
    schema: &Schema,
    sets: &[(usize, Vec<usize>)],
    layers_folder: &str,
) -> Result<Vec<Option<LayerId>>> {
    let mut ids: Vec<Option<LayerId>> = vec![];
    let mut empty = vec![];
    for (index, entry) in schema.layers.iter().enumerate() {
        let spec = layer::spec(entry, layers_folder).map_err(|problem| problem.in_config(config))?;
        if sets.iter().any(|(_, layers)| layers.contains(&index)) {
            ids.push(match shelf.layer(spec) {
                Ok(id) => Some(id),
                // Other layers of a new project are as empty: they are told together.
                Err(Error::Project(ProjectError::EmptyLayer { layer, folder })) => {
                    empty.push((layer, folder));
                    None
                }
                Err(error) => return Err(error),
            });
        } else {
            shelf.notices.add("left out, because they are in no set", format!("layer \"{}\"", entry.id()));
            ids.push(None);
        }
    }
    if empty.is_empty() { Ok(ids) } else { Err(Error::Project(empty_layers(empty, ids.len()))) }
}

/// The sets of the project: of each its editions, and its layers as indices of `schema.layers`. `name` is that of the
/// collection.
fn layer_sets(sets: Vec<(usize, Vec<usize>)>, schema: &Schema, ids: &[Option<LayerId>], name: &str) -> Vec<LayerSet> {
    let mut made = 0;
    let set = |(index, (editions, layers)): (usize, (usize, Vec<usize>))| {
        let layers = layers.into_iter().filter_map(|i| ids[i]).collect();
        let title = schema.sets.get(index).and_then(|set| title(set, name, made));
        made += editions;
        LayerSet { editions, layers, order: vec![], ranks: vec![], title }
    };
    sets.into_iter().enumerate().map(set).collect()
}

/// The error for layers without pictures, of so many.
fn empty_layers(mut empty: Vec<(String, PathBuf)>, of: usize) -> ProjectError {
    if empty.len() == 1
        && let Some((layer, folder)) = empty.pop()
    {
        return ProjectError::EmptyLayer { layer, folder };
    }
    let named = empty.iter().map(|(layer, folder)| format!("\"{layer}\" ({})", folder.display()));
    ProjectError::EmptyLayers { empty: empty.len(), of, layers: named.collect::<Vec<_>>().join(", ") }
}

/// The title of a set's editions, which come after `made` others.
fn title(set: &SetEntry, name: &str, made: usize) -> Option<SetTitle> {
    let name = set.name.clone().or_else(|| set.restart_numbers.then(|| name.to_owned()))?;
    // Numbers of editions are checked to fit.
    Some(SetTitle { name, offset: if set.restart_numbers { made as u32 } else { 0 } })
}

/// A layer for every folder, by bytes of the name.
fn all_folders(root: &Root, layers_folder: &str, config: &Path) -> Result<Vec<LayerEntry>> {
    let folder = root.join(layers_folder);
    if !folder.is_dir() {
        let suggestion = did_you_mean(layers_folder, listing::folder_names(root, root).iter().map(String::as_str));
        let problem = format!(
            "is the folder of the layer folders, and there is no {}{suggestion}: create it, or correct the name",
            folder.display()
        );
        return Err(Problem::new("files.layers", problem).in_config(config));
    }
    let entries = listing::list(root, &folder)?;
    let names = entries.into_iter().filter(|e| e.kind == listing::EntryKind::Folder).map(|e| e.name);
    let layers: Vec<LayerEntry> = names.map(LayerEntry::named).collect();
    if layers.is_empty() {
        let problem = format!("names none, and {} has no folders: make one for each layer", folder.display());
        return Err(Problem::new("layers", problem).in_config(config));
    }
    Ok(layers)
}

/// Each set's editions and layers, as indices of `schema.layers`.
fn sets(schema: &Schema) -> Result<Vec<(usize, Vec<usize>)>, Problem> {
    let names: Vec<&str> = schema.layers.iter().map(LayerEntry::id).collect();
    for (index, name) in names.iter().enumerate() {
        if names[..index].contains(name) {
            let key = if schema.layers[index].id.is_some() { "id" } else { "name" };
            let problem = format!("is \"{name}\" a second time: give each layer its own, or an id");
            return Err(Problem::new(format!("layers[{index}].{key}"), problem));
        }
    }
    let all = || (0..names.len()).collect();
    if schema.sets.is_empty() {
        return Ok(vec![(count(schema.collection.editions.unwrap_or(EDITIONS), "collection.editions")?, all())]);
    }
    if schema.collection.editions.is_some() {
        let problem = "is set, and [[sets]] have editions of their own: take it out";
        return Err(Problem::new("collection.editions", problem));
    }
    let mut sets = vec![];
    for (index, set) in schema.sets.iter().enumerate() {
        let editions = count(set.editions, &format!("sets[{index}].editions"))?;
        let key = format!("sets[{index}].layers");
        let Some(wanted) = &set.layers else {
            sets.push((editions, all()));
            continue;
        };
        let mut layers: Vec<usize> = vec![];
        for name in wanted {
            let Some(found) = names.iter().position(|known| known == name) else {
                let suggestion = did_you_mean(name, names.iter().copied());
                return Err(Problem::new(
                    key,
                    format!("has \"{name}\", which is no layer{suggestion}: correct the name"),
                ));
            };
            if layers.contains(&found) {
                return Err(Problem::new(key, format!("has \"{name}\" twice: take one out")));
            }
            layers.push(found);
        }
        if layers.is_empty() {
            return Err(Problem::new(key, "is empty: name the layers, or take the line out for all of them"));
        }
        sets.push((editions, layers));
    }
    Ok(sets)
}

fn count(editions: u32, key: &str) -> Result<usize, Problem> {
    if editions == 0 { Err(Problem::new(key, "is 0: make it 1 or more")) } else { Ok(editions as usize) }
}

/// Edition numbers must fit in 32 bits.
fn last_number(schema: &Schema, sets: &[(usize, Vec<usize>)]) -> Result<(), Problem> {
    let first = schema.collection.first_edition;
    let drawn: u64 = sets.iter().map(|(editions, _)| *editions as u64).sum();
    let editions = drawn + schema.one_of_one.len() as u64;
    if u64::from(first) + editions <= u64::from(u32::MAX) {
        return Ok(());
    }
    let problem = format!("is {first}, so {editions} editions go past the last number, {}: start lower", u32::MAX);
    Err(Problem::new("collection.first_edition", problem))
}
