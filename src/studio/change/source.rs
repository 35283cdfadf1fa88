//! The text of `simdgen.toml` beside the project that was read from it: which table is about which layer.

use toml_edit::Value;

use super::gone;
use super::written::{Place, Written};
use crate::dialect::{toml_key, toml_text};
use crate::error::EditError;
use crate::project::{LayerId, Project, SetId};
use crate::{Error, Result};

/// A text and its project.
#[derive(Debug)]
pub(super) struct Source<'p> {
    pub project: &'p Project,
    pub written: Written,
    /// What is changed, for messages.
    pub label: &'p str,
    /// The entry of each layer in the list of layers; empty where the text has none.
    entries: Vec<usize>,
}

impl<'p> Source<'p> {
    /// A text that the project was read from, or a changed one that has the same layers.
    pub(super) fn new(project: &'p Project, text: &str, label: &'p str) -> Result<Self> {
        let written = Written::of(text).ok_or_else(|| gone("such text"))?;
        let entries = entries(&written);
        Ok(Self { project, written, label, entries })
    }

    /// The same project with a changed text.
    pub(super) fn again(&self, text: &str) -> Result<Self> {
        Self::new(self.project, &self.written.finish(text), self.label)
    }

    /// The text as the file has it.
    pub(super) fn finish(&self) -> String {
        self.written.finish(self.written.text())
    }

    /// The error for a change that the text has no words for.
    pub(super) fn unsaid(&self, problem: impl Into<String>) -> Error {
        Error::Edit(EditError::Unsaid { what: self.label.to_owned(), problem: problem.into() })
    }

    /// The error for a value that is not possible.
    pub(super) fn wrong(&self, problem: impl Into<String>) -> Error {
        Error::Edit(EditError::Value { what: self.label.to_owned(), problem: problem.into() })
    }

    /// The same with every layer in the list of layers, which stands for all folders where there is none.
    ///
    /// # Errors
    /// Layers that cannot be listed.
    pub(super) fn with_layers(self) -> Result<Self> {
        if !self.entries.is_empty() {
            return Ok(self);
        }
        if self.written.has("layers") {
            return Err(self.unsaid("the list of layers is empty; take it out of simdgen.toml first"));
        }
        let drawn = self.drawn_layers();
        let blocks: Vec<String> = self.project.layers[..drawn]
            .iter()
            .map(|layer| format!("[[layers]]\nname = {}\n", toml_text(&layer.name)))
            .collect();
        let text = self.blocks()?.with("layers", &blocks.join("\n"));
        self.again(&text)
    }

    /// The number of layers that are no 1/1 pictures.
    fn drawn_layers(&self) -> usize {
        self.project.layers.len() - usize::from(self.project.place_of_one_of_ones().is_some())
    }

    /// The text as blocks.
    pub(super) fn blocks(&self) -> Result<super::blocks::Blocks> {
        self.written.blocks().ok_or_else(|| gone("such text"))
    }

    /// The place of a layer's entry in the list of layers.
    pub(super) fn entry_index(&self, id: LayerId) -> Result<usize> {
        if self.project.place_of_one_of_ones().is_some_and(|(_, own)| own == id) {
            return Err(self.unsaid("1/1 pictures are not drawn; see [[one_of_one]] in simdgen.toml"));
        }
        self.entries.get(id.0 as usize).copied().ok_or_else(|| gone(&format!("layer {}", id.0)))
    }

    /// The entry of a layer; the list of layers must be there.
    pub(super) fn entry(&self, id: LayerId) -> Result<Place<'_>> {
        let index = self.entry_index(id)?;
        self.written.list("layers").get(index).copied().ok_or_else(|| gone(&format!("layer {}", id.0)))
    }

    /// The number of entries of layers.
    pub(super) fn entry_count(&self) -> usize {
        self.written.list("layers").len()
    }

    /// The names that rules have for the layers.
    pub(super) fn layer_names(&self) -> Vec<&str> {
        if self.entries.is_empty() {
            return self.project.layers.iter().map(|layer| layer.name.as_str()).collect();
        }
        let list = self.written.list("layers");
        self.entries.iter().filter_map(|entry| name_of(*list.get(*entry)?)).collect()
    }

    /// The text with a key of a table below a layer's entry, which is added where there is none.
    pub(super) fn with_below(&self, entry: Place<'_>, table: &str, key: &str, value: &str) -> String {
        match entry.table(table) {
            Some(place) => self.written.with(place, key, value),
            None => self.written.with(entry, table, &format!("{{ {} = {value} }}", toml_key(key))),
        }
    }

    /// The text without a key of a table below a layer's entry; without the table, if nothing else is in its braces.
    pub(super) fn without_below(&self, entry: Place<'_>, table: &str, key: &str) -> Option<String> {
        let place = entry.table(table)?;
        let is_whole = place.keys() == [key] && entry.value(table).is_some_and(Value::is_inline_table);
        if is_whole { self.written.without(entry, table) } else { self.written.without(place, key) }
    }

    /// The finished text with a key of `[collection]`, or without it.
    pub(super) fn collection(&self, key: &str, value: Option<String>) -> Result<String> {
        let place = self.written.table("collection");
        let text = match (place, value) {
            (Some(place), Some(value)) => self.written.with(place, key, &value),
            (Some(place), None) => self.written.without(place, key).unwrap_or_else(|| self.written.text().to_owned()),
            (None, Some(value)) => self.blocks()?.with_first(&format!("[collection]\n{key} = {value}\n")),
            (None, None) => self.written.text().to_owned(),
        };
        Ok(self.written.finish(&text))
    }

    /// The finished text with the number of editions of a set.
    pub(super) fn editions(&self, id: SetId, editions: u32) -> Result<String> {
        if self.project.place_of_one_of_ones().is_some_and(|(own, _)| own == id) {
            return Err(self.unsaid("each 1/1 picture is one edition; see [[one_of_one]] in simdgen.toml"));
        }
        match self.written.list("sets").get(id.0 as usize) {
            Some(set) => Ok(self.written.finish(&self.written.with(*set, "editions", &editions.to_string()))),
            None => self.collection("editions", Some(editions.to_string())),
        }
    }
}

/// The layers whose traits are listed one by one.
pub(super) fn listed_layers(source: &Source<'_>) -> Vec<u32> {
    let list = source.written.list("layers");
    let is_listed = |entry: &usize| list.get(*entry).is_some_and(|entry| entry.has("traits"));
    (0..).zip(&source.entries).filter(|(_, entry)| is_listed(entry)).map(|(id, _)| id).collect()
}

/// The name of a layer in the rest of the text.
fn name_of(entry: Place<'_>) -> Option<&str> {
    entry.text("id").or_else(|| entry.text("name"))
}

/// The entries that some set has, in order: those are the project's layers.
fn entries(written: &Written) -> Vec<usize> {
    let layers = written.list("layers");
    let sets = written.list("sets");
    let is_used = |entry: &usize| {
        let name = name_of(layers[*entry]);
        let has_it = |set: &Place<'_>| match set.inline_list("layers") {
            Some(list) => list.iter().any(|value| value.as_str() == name),
            None => true,
        };
        sets.is_empty() || sets.iter().any(has_it)
    };
    (0..layers.len()).filter(is_used).collect()
}
