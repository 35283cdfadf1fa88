//! What the text of `simdgen.toml` says that the project read from it does not tell.

use std::collections::BTreeMap;

use super::names::names_of;
use super::rules::{WrittenRule, by_text, names_of_rules, written_rules};
use super::source::{Source, listed_layers};
use super::traits::layers_with_percentages;
use super::written::Written;
use crate::dialect::traits_named_and_tagged;
use crate::project::{LayerId, Project};

/// What is only in the text.
#[derive(Debug, Default)]
pub struct InText {
    /// The rules as they are written.
    pub rules: Vec<WrittenRule>,
    /// The tags of traits, and what each names.
    pub tags: BTreeMap<String, Vec<String>>,
    /// The traits that have each tag.
    pub tagged: BTreeMap<String, Vec<u32>>,
    /// The layers in which some trait has a percentage: their weights are parts of a million.
    pub percentages: Vec<LayerId>,
    /// The layers whose traits are listed one by one.
    pub listed: Vec<u32>,
}

/// Reads it from the text of a project, once for all of it. Of a project of another form, and of a text that is no TOML, there are
/// only the rules, one for each text that messages use.
pub fn in_text(project: &Project, text: Option<&str>) -> InText {
    let read = text.and_then(|text| Some((text, Source::new(project, text, "").ok()?)));
    let Some((text, source)) = read else { return InText { rules: by_text(&project.rules), ..InText::default() } };
    let names = names_of_rules(&source.written);
    let (sets, tagged) = traits_named_and_tagged(project, text, &names.concat()).unwrap_or_default();
    InText {
        rules: written_rules(project, &source.written, &names, sets),
        tags: tags(&source.written),
        tagged: tagged.into_iter().map(|(tag, traits)| (tag, traits.iter().map(|id| id.0).collect())).collect(),
        percentages: layers_with_percentages(&source),
        listed: listed_layers(&source),
    }
}

fn tags(written: &Written) -> BTreeMap<String, Vec<String>> {
    let Some(table) = written.table("tags") else { return BTreeMap::new() };
    let names = |tag| table.value(tag).map_or_else(Vec::new, names_of).into_iter().map(str::to_owned).collect();
    table.keys().into_iter().map(|tag| (tag.to_owned(), names(tag))).collect()
}
