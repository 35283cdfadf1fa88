//! Resolves the selectors of rules to sets of traits: `Layer/Trait`, `Layer`, `#tag` and patterns with `*`.
//!
//! Tags use the same selectors. Most errors are misspelt names.

use std::collections::BTreeMap;

use super::schema::Selectors;
use crate::dialect::problem::Problem;
use crate::project::suggest::did_you_mean;
use crate::project::{Layer, LayerId, Trait, TraitId, TraitSet};

/// The names that a project's rules can use.
pub(super) struct Names<'a> {
    /// Each layer with its name in the configuration.
    layers: Vec<(&'a str, &'a Layer)>,
    traits: &'a [Trait],
    tags: BTreeMap<&'a str, TraitSet>,
}

impl<'a> Names<'a> {
    /// The names of some layers with their traits, `ids` being theirs in order, and the tags of the configuration.
    ///
    /// # Errors
    /// A tag that has a tag, or names nothing.
    pub(super) fn new(
        (layers, traits): (&'a [Layer], &'a [Trait]),
        ids: impl Iterator<Item = &'a str>,
        tags: &'a BTreeMap<String, Selectors>,
    ) -> Result<Self, Problem> {
        let layers = ids.zip(layers).collect();
        let mut names = Self { layers, traits, tags: BTreeMap::new() };
        let mut found = BTreeMap::new();
        for (tag, selectors) in tags {
            let key = || format!("tags.{tag}");
            if let Some(other) = selectors.all().iter().find(|s| s.starts_with('#') && names.exact(s).is_empty()) {
                return Err(Problem::new(key(), format!("has \"{other}\": a tag is made of traits, not of tags")));
            }
            found.insert(tag.as_str(), names.set(selectors).map_err(|problem| problem.at(key()))?);
        }
        names.tags = found;
        Ok(names)
    }

    /// The traits that any of some selectors name.
    ///
    /// # Errors
    /// A selector that names nothing.
    pub(super) fn set(&self, selectors: &Selectors) -> Result<TraitSet, Problem> {
        let mut ids = vec![];
        for selector in selectors.all() {
            ids.extend(self.resolve(selector)?);
        }
        if ids.is_empty() {
            return Err(Problem::of_value("is empty: name a trait"));
        }
        Ok(ids.into_iter().collect())
    }

    /// The layers that a set has traits of, and the traits of those layers that are not in the set.
    pub(super) fn others(&self, set: &TraitSet) -> TraitSet {
        let layers = self.layers.iter().map(|(_, layer)| layer);
        let layers = layers.filter(|layer| set.iter().any(|id| layer.traits.contains(&id.0)));
        layers.flat_map(|layer| layer.traits.clone()).map(TraitId).filter(|id| !set.contains(*id)).collect()
    }

    /// The one trait that a text `Layer/Trait` names.
    ///
    /// # Errors
    /// A text that names none or several.
    pub(super) fn one(&self, selector: &str) -> Result<TraitId, Problem> {
        let problem = match self.traits_named(selector)[..] {
            [id] => return Ok(id),
            [] => format!("is \"{selector}\", and {}", self.missing(selector)),
            _ => format!("is \"{selector}\", which several traits are called: write Layer/file of the one meant"),
        };
        Err(Problem::of_value(problem))
    }

    /// The layer of a trait.
    pub(super) fn layer_of(&self, id: TraitId) -> LayerId {
        self.trait_(id).layer
    }

    fn resolve(&self, selector: &str) -> Result<Vec<TraitId>, Problem> {
        let exact = self.exact(selector);
        if !exact.is_empty() {
            return Ok(exact);
        }
        if let Some(tag) = selector.strip_prefix('#') {
            let nearest = || did_you_mean(tag, self.tags.keys().copied());
            return match self.tags.get(tag) {
                Some(known) => Ok(known.iter().collect()),
                None => Err(Problem::of_value(format!("has \"{selector}\", which is no tag{}", nearest()))),
            };
        }
        if !selector.contains('*') {
            return Err(Problem::of_value(format!("has \"{selector}\", and {}", self.missing(selector))));
        }
        let mut ids = vec![];
        for (layer, name) in splits(selector).chain([(selector, "*")]) {
            let layers = self.layers.iter().filter(|(known, _)| matches(layer, known));
            let shown =
                layers.flat_map(|(_, known)| self.shown(known)).filter(|id| matches(name, &self.trait_(*id).name));
            ids.extend(shown);
        }
        if ids.is_empty() {
            return Err(Problem::of_value(format!(
                "has \"{selector}\", which matches no trait: correct it, or take it out"
            )));
        }
        Ok(ids)
    }

    /// The traits of which a text is the name: a whole layer's, or the traits of that name in a layer.
    fn exact(&self, selector: &str) -> Vec<TraitId> {
        let mut ids: Vec<TraitId> =
            self.layers.iter().filter(|(id, _)| *id == selector).flat_map(|(_, layer)| self.shown(layer)).collect();
        ids.extend(self.traits_named(selector));
        ids
    }

    /// The traits that `Layer/Trait` names; by their files' names where none is called so.
    fn traits_named(&self, selector: &str) -> Vec<TraitId> {
        let mut ids = vec![];
        for (layer, name) in splits(selector) {
            let layers = || self.layers.iter().filter(move |(id, _)| *id == layer);
            let traits = || layers().flat_map(|(_, known)| known.traits.clone()).map(TraitId);
            let is_nothing = |t: &Trait| t.file_name.is_empty();
            let called = |id: &TraitId| {
                let t = self.trait_(*id);
                t.name == name || (name.is_empty() && is_nothing(t))
            };
            let before = ids.len();
            ids.extend(traits().filter(called));
            if ids.len() == before {
                ids.extend(traits().filter(|id| self.trait_(*id).file_name == name));
            }
        }
        ids
    }

    /// The traits of a layer that draw something.
    fn shown(&self, layer: &Layer) -> impl Iterator<Item = TraitId> {
        layer.traits.clone().map(TraitId).filter(|id| self.trait_(*id).picture.is_some())
    }

    fn trait_(&self, id: TraitId) -> &Trait {
        &self.traits[id.0 as usize]
    }

    /// The reason why a text without patterns names nothing, with the nearest name.
    fn missing(&self, selector: &str) -> String {
        for (layer, name) in splits(selector) {
            let Some((_, known)) = self.layers.iter().find(|(id, _)| *id == layer) else { continue };
            if name.is_empty() {
                return format!("layer \"{layer}\" always draws something: give it none, or name a trait");
            }
            let names = || known.traits.clone().map(|id| self.trait_(TraitId(id)).name.as_str());
            return match names().find(|other| other.to_lowercase() == name.to_lowercase()) {
                Some(other) => format!("the trait is called \"{layer}/{other}\": capitals count"),
                None => format!("layer \"{layer}\" has no trait \"{name}\"{}", did_you_mean(name, names())),
            };
        }
        let layer = splits(selector).next().map_or(selector, |(layer, _)| layer);
        let names = || self.layers.iter().map(|(id, _)| *id);
        match names().find(|other| other.to_lowercase() == layer.to_lowercase()) {
            Some(other) => format!("the layer is called \"{other}\": capitals count"),
            None => format!("no set has a layer \"{layer}\"{}", did_you_mean(layer, names())),
        }
    }
}

/// A text cut in two at each of its slashes.
fn splits(selector: &str) -> impl Iterator<Item = (&str, &str)> {
    selector.match_indices('/').map(|(at, _)| (&selector[..at], &selector[at + 1..]))
}

/// True when a name is a pattern's, in which `*` stands for any characters.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut left) = name.strip_prefix(start) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let Some(end) = parts.pop() else { return true };
    for part in parts {
        // The first match leaves the most text for the parts that follow.
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    left.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_characters() {
        for (pattern, name) in [
            ("*", ""),
            ("*", "a/b"),
            ("a*", "a"),
            ("*old*", "Gold Hat"),
            ("a*b*c", "abxbc"),
            ("ab", "ab"),
            ("a**b", "ab"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in
            [("a*", "ba"), ("a*a", "a"), ("*old", "Gold Hat"), ("a*b*c", "acb"), ("ab", "abc"), ("", "a")]
        {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }
}
