//! The `[[one_of_one]]` entries: pictures finished by hand, as the last set of a project.
//!
//! ```toml
//! [[one_of_one]]
//! file = "one-of-one/founder.png" # in the project
//! name = "The Founder"        # what metadata calls its edition; default: as the others
//! edition = 17                # its number; default: one from the seed
//! attributes = []             # all that its metadata has, as in [collection]
//! ```
//!
//! The configuration names these files one by one; those of layers are found in folders.

use super::attributes::attribute;
use super::schema::OneOfOneEntry;
use crate::blend::{BlendMode, Opacity};
use crate::dialect::problem::Problem;
use crate::dialect::relative;
use crate::files;
use crate::image::format_names;
use crate::project::listing;
use crate::project::listing::EntryKind;
use crate::project::root::is_there;
use crate::project::suggest::did_you_mean;
use crate::project::{
    Attribute, Layer, LayerId, LayerSet, OneOfOne, Project, Root, SetId, SharedAttribute, Trait, TraitId, Weight,
};

/// Adds the pictures to a project that has all other editions.
pub(super) fn add(project: &mut Project, entries: &[OneOfOneEntry]) -> Result<(), Problem> {
    if entries.is_empty() {
        return Ok(());
    }
    let (layer, set) = (LayerId(project.layers.len() as u32), SetId(project.sets.len() as u32));
    let first = project.traits.len();
    // Edition numbers are checked to fit.
    let last_number = project.first_edition + (project.editions() + entries.len()) as u32 - 1;
    for (index, entry) in entries.iter().enumerate() {
        let at = |key: &str| format!("one_of_one[{index}].{key}");
        let file_name = file(&project.root, &entry.file).map_err(|problem| problem.at(at("file")))?;
        if project.traits[first..].iter().any(|t| t.file_name == file_name) {
            return Err(Problem::new(
                at("file"),
                format!("is \"{file_name}\" a second time: each picture is one edition"),
            ));
        }
        if let Some(number) = entry.edition {
            check_number(project, number, last_number).map_err(|problem| problem.at(at("edition")))?;
        }
        let mut attributes = vec![];
        for own in &entry.attributes {
            let own = attribute(own, Some(set), &at("attributes"))?;
            if attributes.iter().any(|other: &SharedAttribute| other.name == own.name) {
                return Err(Problem::new(at("attributes"), format!("has \"{}\" twice: take one out", own.name)));
            }
            attributes.push(own);
        }
        let id = TraitId(project.traits.len() as u32);
        let title = entry.name.clone().filter(|name| !name.is_empty());
        project.one_of_one.push(OneOfOne { id, number: entry.edition, title, attributes });
        let path = project.root.join(&file_name);
        project.traits.push(Trait {
            layer,
            name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            dna: file_name.clone(),
            file_name,
            picture: Some(path),
            style: None,
            attribute: Attribute::Hidden,
            weight: Weight::ONE,
            count: None,
            reserve: false,
        });
    }
    project.layers.push(Layer {
        name: OneOfOne::LAYER.to_owned(),
        folder: String::new(),
        blend: BlendMode::SourceOver,
        opacity: Opacity::FULL,
        bypass_dna: false,
        in_metadata: false,
        within: None,
        traits: first as u32..project.traits.len() as u32,
    });
    let editions = entries.len();
    project.sets.push(LayerSet { editions, layers: vec![layer], order: vec![], ranks: vec![], title: None });
    Ok(())
}

/// The path of a picture from the project's folder, with `/` between parts.
fn file(root: &Root, text: &str) -> Result<String, Problem> {
    let name = relative::folder(text)?;
    let path = root.join(&name);
    if EntryKind::of_file(&name) != EntryKind::Picture {
        let problem = format!("is \"{text}\", and pictures are {} files: save it as one", format_names());
        return Err(Problem::of_value(problem));
    }
    if is_there(&path) {
        let opened = root.check(&path).and_then(|()| files::open(&path));
        return opened.map(|_| name).map_err(|error| Problem::of_value(format!("cannot be read: {error}")));
    }
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let entries = listing::list(root, &root.join(folder)).unwrap_or_default();
    let pictures: Vec<String> = entries
        .into_iter()
        .filter(|entry| entry.kind == EntryKind::Picture)
        .map(|entry| relative::join(folder, &entry.name))
        .collect();
    let suggestion = did_you_mean(&name, pictures.iter().map(String::as_str));
    Err(Problem::of_value(format!("is \"{text}\", and the project has no such file{suggestion}: correct the name")))
}

/// Passes the number of an edition that no picture before has.
fn check_number(project: &Project, number: u32, last: u32) -> Result<(), Problem> {
    let first = project.first_edition;
    if !(first..=last).contains(&number) {
        return Err(Problem::of_value(format!(
            "is {number}, and the editions are {first} to {last}, these pictures counted: choose one"
        )));
    }
    if project.one_of_one.iter().any(|other| other.number == Some(number)) {
        return Err(Problem::of_value(format!("is {number} a second time: choose another")));
    }
    Ok(())
}
