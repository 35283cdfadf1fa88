//! Reads native projects: `simdgen.toml`, whose keys `schema` lists.

mod attributes;
mod canvas;
mod cardano;
mod layer;
mod metadata;
mod metadata_schema;
mod naming;
mod parse;
mod rules;
mod schema;
mod selector;

use std::path::Path;

use schema::{LayerEntry, Schema};

use super::file_name::Grammar;
use super::shelf::Shelf;
use super::suggest::did_you_mean;
use super::{Dialect, GallerySettings, LayerId, LayerSet, PictureFormat, Project, inside, listing, relative};
use crate::error::ProjectError;
use crate::{Error, Result};

/// Editions when the configuration does not say how many.
const EDITIONS: u32 = 100;

/// What is wrong with a value: its key, and the rest of the sentence.
type Wrong = (String, String);

/// Reads the project at `root` with the configuration `config`.
pub(super) fn open(root: &Path, config: &Path) -> Result<Project> {
    let text = inside::read_text(config)?;
    let schema = parse::parse(config, &text)?;
    let grammar = Grammar::Native { delimiter: schema.files.weight_delimiter.clone() };
    read(root, config, schema, grammar)
}

/// Reads the project at `root` without a configuration, where all is in the names of folders and files; nothing when no
/// tool's way of naming fits.
pub(super) fn open_named(root: &Path) -> Option<Result<Project>> {
    let mut found = naming::recognise(root)?;
    let schema = std::mem::take(&mut found.schema);
    let read = read(root, &found.folder, schema, found.grammar.clone());
    Some(read.map(|project| found.settle(project)))
}

fn read(root: &Path, config: &Path, mut schema: Schema, grammar: Grammar) -> Result<Project> {
    let wrong =
        |(key, problem): Wrong| Error::Project(ProjectError::ConfigValue { path: config.to_path_buf(), key, problem });

    let layers_folder = relative::folder(&schema.files.layers).map_err(|p| wrong(("files.layers".into(), p)))?;
    if schema.layers.is_empty() {
        schema.layers = all_folders(root, &layers_folder, config)?;
    }
    let sets = sets(&schema).map_err(wrong)?;
    last_number(schema.collection.first_edition, &sets).map_err(wrong)?;
    let mut shelf = Shelf::new(root, grammar);
    let mut ids: Vec<Option<LayerId>> = vec![];
    for (index, entry) in schema.layers.iter().enumerate() {
        let spec = layer::spec(entry, &layers_folder).map_err(wrong)?;
        if sets.iter().any(|(_, layers)| layers.contains(&index)) {
            ids.push(Some(shelf.layer(spec)?));
        } else {
            shelf.notice(format!("layer \"{}\" is in no set, and is left out", entry.name));
            ids.push(None);
        }
    }
    let sets: Vec<LayerSet> = sets
        .into_iter()
        .map(|(editions, layers)| {
            let layers = layers.into_iter().filter_map(|i| ids[i]).collect();
            LayerSet { editions, layers, order: vec![], ranks: vec![], title: None }
        })
        .collect();
    let names = selector::Names::new(&shelf, &schema.tags).map_err(wrong)?;
    let rules = rules::rules(&schema.rules, &names).map_err(wrong)?;
    let mut project = Project {
        root: root.to_path_buf(),
        config: config.to_path_buf(),
        dialect: Dialect::Native,
        canvas: match canvas::size(&schema.canvas).map_err(wrong)? {
            Some(size) => size,
            None => canvas::size_of_first(&shelf, &sets)?,
        },
        resize: canvas::resize(&schema.canvas),
        background: canvas::background(&schema.canvas).map_err(wrong)?,
        background_last: false,
        pictures: PictureFormat::Png,
        layers: shelf.layers,
        traits: shelf.traits,
        sets,
        rules,
        shuffle: schema.collection.shuffle,
        first_edition: schema.collection.first_edition,
        seed: schema.collection.seed.clone(),
        metadata: metadata::settings(&schema, root).map_err(wrong)?,
        gallery: GallerySettings::default(),
        notices: shelf.notices,
    };
    attributes::settle(&mut project, &schema, &ids).map_err(wrong)?;
    cardano::check(&project).map_err(wrong)?;
    Ok(project)
}

/// A layer for every folder, by bytes of the name.
fn all_folders(root: &Path, layers_folder: &str, config: &Path) -> Result<Vec<LayerEntry>> {
    let folder = root.join(layers_folder);
    if !folder.is_dir() {
        let suggestion = did_you_mean(layers_folder, listing::folder_names(root, root).iter().map(String::as_str));
        let problem = format!("is the folder of the layer folders, and there is no {}{suggestion}", folder.display());
        return Err(Error::Project(ProjectError::ConfigValue {
            path: config.to_path_buf(),
            key: "files.layers".into(),
            problem,
        }));
    }
    let entries = listing::list(root, &folder)?;
    let names = entries.into_iter().filter(|e| e.kind == listing::EntryKind::Folder).map(|e| e.name);
    let layers: Vec<LayerEntry> = names.map(LayerEntry::named).collect();
    if layers.is_empty() {
        let problem = format!("names none, and {} has no folders: make one for each layer", folder.display());
        return Err(Error::Project(ProjectError::ConfigValue {
            path: config.to_path_buf(),
            key: "layers".into(),
            problem,
        }));
    }
    Ok(layers)
}

/// Each set's editions and layers, as indices of `schema.layers`.
fn sets(schema: &Schema) -> Result<Vec<(usize, Vec<usize>)>, Wrong> {
    let names: Vec<&str> = schema.layers.iter().map(|layer| layer.name.as_str()).collect();
    for (index, name) in names.iter().enumerate() {
        if names[..index].contains(name) {
            return Err((
                format!("layers[{index}].name"),
                format!("is \"{name}\" a second time: give each layer its own"),
            ));
        }
    }
    let all = || (0..names.len()).collect();
    if schema.sets.is_empty() {
        return Ok(vec![(count(schema.collection.editions.unwrap_or(EDITIONS), "collection.editions")?, all())]);
    }
    if schema.collection.editions.is_some() {
        let problem = "is set, and [[sets]] have editions of their own: take it out";
        return Err(("collection.editions".into(), problem.into()));
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
                return Err((key, format!("has \"{name}\", which is no layer{suggestion}")));
            };
            if layers.contains(&found) {
                return Err((key, format!("has \"{name}\" twice: take one out")));
            }
            layers.push(found);
        }
        if layers.is_empty() {
            return Err((key, "is empty: name the layers, or take the line out for all of them".into()));
        }
        sets.push((editions, layers));
    }
    Ok(sets)
}

fn count(editions: u32, key: &str) -> Result<usize, Wrong> {
    if editions == 0 { Err((key.into(), "is 0: make it 1 or more".into())) } else { Ok(editions as usize) }
}

/// Edition numbers must fit in 32 bits.
fn last_number(first: u32, sets: &[(usize, Vec<usize>)]) -> Result<(), Wrong> {
    let editions: u64 = sets.iter().map(|(editions, _)| *editions as u64).sum();
    if u64::from(first) + editions <= u64::from(u32::MAX) {
        return Ok(());
    }
    let problem = format!("is {first}, so {editions} editions go past the last number, {}: start lower", u32::MAX);
    Err(("collection.first_edition".into(), problem))
}
