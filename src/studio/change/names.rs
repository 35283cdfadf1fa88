//! Lists of names of traits, as rules and tags have them: names that still fit stay as they are written.

use std::ops::Range;

use toml_edit::{Array, Value};

use super::source::Source;
use super::written::Place;
use crate::Result;
use crate::dialect::{toml_text, traits_named};
use crate::project::{TraitId, TraitSet};
use crate::studio::rule::{Naming, on_lines, on_one_line, selectors};

/// The names of a value.
pub(super) fn names_of(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        value => value.as_str().into_iter().collect(),
    }
}

/// The text with names of these traits below a key, whose names are those of some traits now.
///
/// Names of traits that are all wanted stay. The others go, and what they leave out is named one by one.
pub(super) fn with_names(
    source: &Source<'_>,
    place: Place<'_>,
    key: &str,
    wanted: &TraitSet,
    naming: Naming,
) -> Result<String> {
    let Some(value) = place.value(key) else {
        let names = new_names(source, wanted, naming);
        return Ok(source.written.with(place, key, &whole(place, key, &names)));
    };
    let sets = traits_named(source.project, &source.finish(), &names_of(value))?;
    let stays: Vec<bool> = sets.iter().map(|set| !set.is_empty() && set.iter().all(|id| wanted.contains(id))).collect();
    let kept: TraitSet = sets.iter().zip(&stays).filter(|(_, stays)| **stays).flat_map(|(set, _)| set.iter()).collect();
    let missing: TraitSet = wanted.iter().filter(|id| !kept.contains(*id)).collect();
    let new = new_names(source, &missing, naming);
    if new.is_empty() && stays.iter().all(|stays| *stays) {
        return Ok(source.written.text().to_owned());
    }
    let text = match (value, value.span()) {
        (Value::Array(list), _) => in_list(source, list, &stays, &new),
        (_, Some(span)) => Some(in_place_of_one(source, place, key, span, stays.contains(&true), new)),
        _ => None,
    };
    text.ok_or_else(|| super::gone("such list of names"))
}

fn new_names(source: &Source<'_>, traits: &TraitSet, naming: Naming) -> Vec<String> {
    let ids: Vec<u32> = traits.iter().map(|TraitId(id)| id).collect();
    selectors(source.project, &source.layer_names(), &ids, naming).iter().map(|name| toml_text(name)).collect()
}

/// A list that keeps some of its names, with new ones.
fn in_list(source: &Source<'_>, list: &Array, stays: &[bool], new: &[String]) -> Option<String> {
    let mut items = source.written.items(list)?;
    for name in new {
        items.insert(items.len(), name);
    }
    for (at, _) in stays.iter().enumerate().rev().filter(|(_, stays)| !**stays) {
        items.remove(at, false)?;
    }
    Some(items.finish())
}

/// One name that stays or goes, with new ones.
fn in_place_of_one(
    source: &Source<'_>,
    place: Place<'_>,
    key: &str,
    span: Range<usize>,
    stays: bool,
    mut names: Vec<String>,
) -> String {
    if stays {
        names.insert(0, source.written.text()[span.clone()].to_owned());
    }
    source.written.replaced(span, &whole(place, key, &names))
}

/// The value of a key: one name, or a list of several.
pub(super) fn whole(place: Place<'_>, key: &str, names: &[String]) -> String {
    if place.is_inline() {
        return on_one_line(names);
    }
    let line = on_lines(key, names);
    line.trim_end().strip_prefix(key).and_then(|rest| rest.strip_prefix(" = ")).unwrap_or_default().to_owned()
}
