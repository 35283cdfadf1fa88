//! What metadata makes of layers and traits: renamed values, numbers, dates, and attributes that are no layers.
//!
//! Apart because it needs the ids of layers and traits, which are there only when all folders are read.

use serde_json::{Number, Value};

use super::Wrong;
use super::metadata::json_value;
use super::metadata_schema::AttributeEntry;
use super::schema::{LayerEntry, Schema};
use crate::project::suggest::did_you_mean;
use crate::project::{Display, DisplayType, LayerId, Project, SetId, SharedAttribute};

/// Fills in what the configuration says of layers; `ids` are those of its entries, none for one that is in no set.
pub(super) fn settle(project: &mut Project, schema: &Schema, ids: &[Option<LayerId>]) -> Result<(), Wrong> {
    for (entry, id) in schema.layers.iter().zip(ids) {
        if let Some(id) = id {
            settle_layer(project, entry, *id)?;
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

fn settle_layer(project: &mut Project, entry: &LayerEntry, id: LayerId) -> Result<(), Wrong> {
    let at = |key: &str| format!("{key} of layer \"{}\"", entry.name);
    let display = display(entry.display, entry.max_value.as_ref()).map_err(|problem| (at("max_value"), problem))?;
    for (name, value) in &entry.values {
        let value = text_or_number(value).map_err(|problem| (format!("{}.{name}", at("values")), problem))?;
        let found: Vec<_> = project.traits_of(id).filter(|(_, t)| t.name == *name).map(|(id, _)| id).collect();
        if found.is_empty() {
            let suggestion = did_you_mean(name, project.traits_of(id).map(|(_, t)| t.name.as_str()));
            return Err((at("values"), format!("names \"{name}\", which is no trait there{suggestion}")));
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
            return Err((at("display"), problem));
        }
    } else if display.max.is_some() {
        return Err((at("max_value"), "is only for layers with display".into()));
    }
    Ok(())
}

fn add(project: &mut Project, set: Option<SetId>, entry: &AttributeEntry, key: &str) -> Result<(), Wrong> {
    let attribute = attribute(entry, set, key)?;
    let layers = project.layers.iter().map(|layer| &layer.name);
    let others = project.metadata.attributes.iter().filter(|a| a.set == set || a.set.is_none()).map(|a| &a.name);
    if layers.chain(others).any(|name| *name == entry.name) {
        return Err((key.into(), format!("has \"{}\", which is a layer or attribute already: rename it", entry.name)));
    }
    project.metadata.attributes.push(attribute);
    Ok(())
}

/// The attribute of an entry of the list `key`.
pub(super) fn attribute(entry: &AttributeEntry, set: Option<SetId>, key: &str) -> Result<SharedAttribute, Wrong> {
    let at = |field: &str| format!("{field} of \"{}\" in {key}", entry.name);
    let display = display(entry.display, entry.max_value.as_ref()).map_err(|problem| (at("max_value"), problem))?;
    let value = text_or_number(&entry.value).map_err(|problem| (at("value"), problem))?;
    if display.kind.is_some() && !value.is_number() {
        return Err((at("value"), format!("is {value}, and display shows numbers: write a number")));
    }
    Ok(SharedAttribute { set, name: entry.name.clone(), value, display })
}

fn display(kind: Option<DisplayType>, max: Option<&toml::Value>) -> Result<Display, String> {
    let max: Option<Number> = match max.map(text_or_number).transpose()? {
        None => None,
        Some(Value::Number(number)) => Some(number),
        Some(other) => return Err(format!("is {other}: write a number")),
    };
    Ok(Display { kind, max })
}

fn text_or_number(value: &toml::Value) -> Result<Value, String> {
    match value {
        toml::Value::String(_) | toml::Value::Integer(_) | toml::Value::Float(_) => {
            json_value(value, "").map_err(|(_, problem)| problem)
        }
        other => Err(format!("is of the type {}: write a text or a number", other.type_str())),
    }
}
