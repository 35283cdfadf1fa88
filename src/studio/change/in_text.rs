//! What the text of `simdgen.toml` says that the project read from it does not tell.

use std::collections::BTreeMap;

use super::names::names_of;
use super::source::{Source, listed_layers};
use super::traits::layers_with_percentages;
use super::written::Written;
use crate::project::{LayerId, Project};

/// What is only in the text.
#[derive(Debug, Default)]
pub struct InText {
    /// The tags of traits, and what each names.
    pub tags: BTreeMap<String, Vec<String>>,
    /// The layers in which some trait has a percentage: their weights are parts of a million.
    pub percentages: Vec<LayerId>,
    /// The layers whose traits are listed one by one.
    pub listed: Vec<u32>,
}

/// Reads it from the text of a project, once for all of it; nothing from a text that is no TOML.
pub fn in_text(project: &Project, text: &str) -> InText {
    let Ok(source) = Source::new(project, text, "") else { return InText::default() };
    InText {
        tags: tags(&source.written),
        percentages: layers_with_percentages(&source),
        listed: listed_layers(&source),
    }
}

fn tags(written: &Written) -> BTreeMap<String, Vec<String>> {
    let Some(table) = written.table("tags") else { return BTreeMap::new() };
    let names = |tag| table.value(tag).map_or_else(Vec::new, names_of).into_iter().map(str::to_owned).collect();
    table.keys().into_iter().map(|tag| (tag.to_owned(), names(tag))).collect()
}
