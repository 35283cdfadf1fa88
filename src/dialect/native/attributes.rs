//! Renamed values, numbers and dates of metadata, and attributes that are no layers.
//!
//! These need the ids of layers and traits, so they are read after all folders.

use serde_json::{Number, Value};

use super::collection::AttributeEntry;
use super::schema::{LayerEntry, Schema};
use super::toml_json::json_value;
use crate::dialect::problem::Problem;
use crate::project::suggest::did_you_mean;
use crate::project::{Display, DisplayType, LayerId, Project, SetId, SharedAttribute};

/// Fills in what the configuration says of layers; `ids` are those of its entries, none for one that is in no set.
pub(super) fn apply(project: &mut Project, schema: &Schema, ids: &[Option<LayerId>]) -> Result<(), Problem> {
    for (entry, id) in schema.layers.iter().zip(ids) {
        if let Some(id) = id {
            apply_to_layer(project, entry, *id)?;
        }
    }
    for entry in &schema.collection.attributes {
        add(project, None, entry, "collection.attributes")?;
    }
    for (index, set) in schema.sets.iter().enumerate() {
        for entry in &set.attributes {
            add(project, Some(SetId(index as u32)), entry, &format!("sets[{index}].attributes"))?;
        }
    }
    Ok(())
}

fn apply_to_layer(project: &mut Project, entry: &LayerEntry, id: LayerId) -> Result<(), Problem> {
    let at = |key: &str| format!("{key} of layer \"{}\"", entry.name);
    let display = display(entry.display, entry.max_value.as_ref()).map_err(|problem| problem.at(at("max_value")))?;
    for (name, value) in &entry.values {
        let value = text_or_number(value).map_err(|problem| problem.at(format!("{}.{name}", at("values"))))?;
        let found: Vec<_> = project.traits_of(id).filter(|(_, t)| t.name == *name).map(|(id, _)| id).collect();
        if found.is_empty() {
            let suggestion = did_you_mean(name, project.traits_of(id).map(|(_, t)| t.name.as_str()));
            return Err(Problem::new(
                at("values"),
                format!("names \"{name}\", which is no trait there{suggestion}: correct the name"),
            ));
        }
        project.metadata.values.extend(found.into_iter().map(|id| (id, value.clone())));
    }
    if display.kind.is_some() {
        project.metadata.displays.push((id, display.clone()));
        let (metadata, mut shown) = (&project.metadata, project.traits_of(id).filter(|(_, t)| !t.name.is_empty()));
        if let Some((_, t)) = shown.find(|(trait_id, t)| !metadata.value(*trait_id, id, &t.name).is_number()) {
            let name = &t.name;
            let problem = format!(
                "shows numbers, and the value \"{name}\" is none: rename it, or write values = {{ \"{name}\" = 1 }}"
            );
            return Err(Problem::new(at("display"), problem));
        }
    } else if display.max.is_some() {
        return Err(Problem::new(at("max_value"), "is only for layers with display: take it out, or set display"));
    }
    Ok(())
}

fn add(project: &mut Project, set: Option<SetId>, entry: &AttributeEntry, key: &str) -> Result<(), Problem> {
    let attribute = attribute(entry, set, key)?;
    let layers = project.layers.iter().map(|layer| &layer.name);
    let others = project.metadata.attributes.iter().filter(|a| a.set == set || a.set.is_none()).map(|a| &a.name);
    if layers.chain(others).any(|name| *name == entry.name) {
        return Err(Problem::new(
            key,
            format!("has \"{}\", which is a layer or attribute already: rename it", entry.name),
        ));
    }
    project.metadata.attributes.push(attribute);
    Ok(())
}

/// The attribute of an entry of the list `key`.
pub(super) fn attribute(entry: &AttributeEntry, set: Option<SetId>, key: &str) -> Result<SharedAttribute, Problem> {
    let at = |field: &str| format!("{field} of \"{}\" in {key}", entry.name);
    let display = display(entry.display, entry.max_value.as_ref()).map_err(|problem| problem.at(at("max_value")))?;
    let value = text_or_number(&entry.value).map_err(|problem| problem.at(at("value")))?;
    if display.kind.is_some() && !value.is_number() {
        return Err(Problem::new(at("value"), format!("is {value}, and display shows numbers: write a number")));
    }
    Ok(SharedAttribute { set, name: entry.name.clone(), value, display })
}

fn display(kind: Option<DisplayType>, max: Option<&toml::Value>) -> Result<Display, Problem> {
    let max: Option<Number> = match max.map(text_or_number).transpose()? {
        None => None,
        Some(Value::Number(number)) => Some(number),
        Some(other) => return Err(Problem::of_value(format!("is {other}: write a number"))),
    };
    Ok(Display { kind, max })
}

fn text_or_number(value: &toml::Value) -> Result<Value, Problem> {
    match value {
        toml::Value::String(_) | toml::Value::Integer(_) | toml::Value::Float(_) => json_value(value, ""),
        other => Err(Problem::of_value(format!("is of the type {}: write a text or a number", other.type_str()))),
    }
}
