//! Names that people take for one and metadata for two, and numbered layers in an order that no person means.

use std::collections::HashMap;

use super::{Kind, Notice};
use crate::project::alike::{difference, look, odd_space};
use crate::project::{Attribute, LayerId, Project, Trait, out_of_order};

/// Looks at the names of layers and traits as metadata says them, and at the order of each set's layers.
pub(super) fn look_at(project: &Project, notices: &mut Vec<Notice>) {
    let mut types: HashMap<String, &str> = HashMap::new();
    // By what the type looks like, so that traits of layers that are taken for one are compared too.
    let mut values: HashMap<(String, String), &str> = HashMap::new();
    let mut same: HashMap<(LayerId, &str, &str), &str> = HashMap::new();
    for t in &project.traits {
        let Some((name, value)) = said(project, t) else { continue };
        let layer = project.layer(t.layer);
        let mut add = |kind, about: String, text: String| notices.push(Notice::new(kind, about, text));
        // Files of several folders may be meant as one trait, and nothing is a trait without a file.
        let (folder, file) = t.file_name.rsplit_once('/').unwrap_or(("", &t.file_name));
        if !file.is_empty()
            && t.can_be_drawn()
            && let Some(first) = same.insert((t.layer, folder, &t.name), file)
        {
            let about = format!("{}/{}", layer.folder, t.file_name);
            let text = format!("and {first} are both called \"{}\", so metadata shows them as one: rename one", t.name);
            add(Kind::Alike, about, text);
        }
        match types.insert(look(name), name) {
            Some(first) if first == name => {}
            Some(first) => add(kind(first, name), layer.folder.clone(), apart("layers", first, name)),
            None => {
                if let Some(odd) = odd_space(name) {
                    add(Kind::Spaces, layer.folder.clone(), format!("is the layer \"{name}\", which {odd}"));
                }
            }
        }
        match values.insert((look(name), look(value)), value) {
            Some(first) if first == value => {}
            Some(first) => add(kind(first, value), layer.folder.clone(), apart("traits", first, value)),
            None => {
                if let Some(odd) = odd_space(value) {
                    let file = format!("{}/{}", layer.folder, t.file_name);
                    add(Kind::Spaces, file, format!("is called \"{value}\", which {odd}: metadata will show it"));
                }
            }
        }
    }
    for set in &project.sets {
        let folders = set.layers.iter().map(|&id| project.layer(id).folder.as_str());
        let names: Vec<&str> = folders.map(|folder| folder.rsplit('/').next().unwrap_or(folder)).collect();
        if let Some(meant) = out_of_order(&names) {
            let meant = meant.join(", ");
            let text = format!("are drawn in the order of characters, 10 before 2: if that is not meant, list {meant}");
            notices.push(Notice::new(Kind::Order, "the layers", text));
        }
    }
}

/// The names of a trait and its layer in metadata; `None` if it is left out.
fn said<'p>(project: &'p Project, t: &'p Trait) -> Option<(&'p str, &'p str)> {
    let layer = project.layer(t.layer);
    match &t.attribute {
        Attribute::Usual => (layer.in_metadata && !t.name.is_empty()).then_some((&layer.name, &t.name)),
        Attribute::Own { trait_type, value, .. } => Some((trait_type, value)),
        Attribute::Hidden => None,
    }
}

/// Names that only case tells apart are one file on other systems; the others are two everywhere.
fn kind(a: &str, b: &str) -> Kind {
    if a.to_lowercase() == b.to_lowercase() { Kind::CaseClash } else { Kind::Alike }
}

fn apart(what: &str, first: &str, name: &str) -> String {
    let difference = difference(first, name);
    format!("has {what} called \"{first}\" and \"{name}\", which metadata lists apart: {difference}")
}
