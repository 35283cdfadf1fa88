//! The attributes of an edition: one entry for each trait, rendered once per project and copied.
//!
//! An edition's list is joined from as many pieces as it has layers. Each standard has its form of an entry.

use std::ops::Range;

use serde_json::{Map, Value, json};

use super::cardano_value::{ledger_value, plutus_entry};
use super::json::{self, as_text};
use super::node::AttributeForm;
use crate::choice::Choice;
use crate::plan::Edition;
use crate::project::{Attribute, Display, ExtraAttribute, Project, SetId, TraitId};

/// Every entry of a project in one form.
#[derive(Debug)]
pub(super) struct AttributeList {
    form: AttributeForm,
    /// Levels from the margin.
    depth: usize,
    /// All entries, each with a comma before it.
    text: String,
    /// The range of each trait's entry in `text`; empty for one that metadata leaves out.
    of_trait: Vec<Range<usize>>,
    /// The range of the entries that all editions of a set have.
    of_set: Vec<Range<usize>>,
}

impl AttributeList {
    /// Renders the entries for a list that begins on a line `depth` levels from the margin.
    pub(super) fn new(project: &Project, form: AttributeForm, depth: usize) -> Self {
        let mut text = String::new();
        let traits = (0..project.traits.len() as u32).map(TraitId);
        let of_trait = traits
            .map(|id| {
                let start = text.len();
                for own in project.one_of_one(id).iter().flat_map(|one| &one.attributes) {
                    let display = DisplayAs::Known(own.display.clone());
                    push_entry(&mut text, form, depth, &own.name, own.value.clone(), &display);
                }
                if let Some(value) = project.shown_value(id) {
                    push_entry(&mut text, form, depth, project.shown_name(id), value, &shown_display(project, id));
                }
                start..text.len()
            })
            .collect();
        let sets = (0..project.sets.len() as u32).map(SetId);
        let of_set = sets
            .map(|set| {
                let start = text.len();
                for extra in project.shared_attributes(set) {
                    let display = DisplayAs::Known(extra.display.clone());
                    push_entry(&mut text, form, depth, &extra.name, extra.value.clone(), &display);
                }
                start..text.len()
            })
            .collect();
        Self { form, depth, text, of_trait, of_set }
    }

    /// Appends the attributes of an edition: its traits, those of its set, and those that a script gives it; of a 1/1 picture
    /// its own alone.
    pub(super) fn push(&self, project: &Project, edition: Edition<'_>, extra: &[ExtraAttribute], out: &mut String) {
        let [open, close] = match self.form {
            AttributeForm::Object | AttributeForm::LedgerObject => ['{', '}'],
            _ => ['[', ']'],
        };
        let start = out.len();
        let push = |entry: &str, out: &mut String| {
            // The first entry's comma gives way to the bracket.
            if out.len() == start && !entry.is_empty() {
                out.push(open);
                out.push_str(&entry[1..]);
            } else {
                out.push_str(entry);
            }
        };
        let mut seen: Vec<&str> = vec![];
        for pick in edition.drawn(project) {
            let name = project.shown_name(pick);
            let entry = &self.text[self.of_trait[pick.0 as usize].clone()];
            if project.conventions.lists_first_only && !entry.is_empty() {
                if seen.contains(&name) {
                    continue;
                }
                seen.push(name);
            }
            push(entry, out);
        }
        if let Some(range) = self.of_set.get(edition.set.0 as usize) {
            push(&self.text[range.clone()], out);
        }
        let extra = if is_own(project, edition.set) { &[] } else { extra };
        for attribute in extra {
            if attribute.trait_type.as_deref().is_none_or(|name| !seen.contains(&name)) {
                push(&self.extra_entry(attribute), out);
            }
        }
        if out.len() == start {
            out.extend([open, close]);
        } else {
            json::push_line(out, self.depth);
            out.push(close);
        }
    }

    /// The entry of an attribute that a script gives.
    fn extra_entry(&self, attribute: &ExtraAttribute) -> String {
        let mut entry = String::new();
        if self.form == AttributeForm::TraitType {
            entry.push(',');
            for line in attribute.text.split('\n') {
                json::push_line(&mut entry, self.depth + 1);
                entry.push_str(line);
            }
        } else {
            let object: Value = serde_json::from_str(&attribute.text).unwrap_or_default();
            let name = attribute.trait_type.as_deref().unwrap_or_default();
            push_entry(&mut entry, self.form, self.depth, name, object["value"].clone(), &DisplayAs::Named(None));
        }
        entry
    }
}

/// `true` if a set is that of 1/1 pictures, whose attributes are their own.
fn is_own(project: &Project, set: SetId) -> bool {
    project.place_of_one_of_ones().is_some_and(|(own, _)| own == set)
}

/// The display of a trait's value.
fn shown_display(project: &Project, id: TraitId) -> DisplayAs<'_> {
    let t = project.trait_(id);
    match &t.attribute {
        Attribute::Own { display_type, .. } => DisplayAs::Named(display_type.as_deref()),
        _ => DisplayAs::Known(project.metadata.display(t.layer)),
    }
}

/// The display of a value: one that this program knows, or a word that is only passed on, as nftchef does, at the end.
enum DisplayAs<'a> {
    Known(Display),
    Named(Option<&'a str>),
}

fn push_entry(out: &mut String, form: AttributeForm, depth: usize, name: &str, value: Value, display: &DisplayAs<'_>) {
    out.push(',');
    json::push_line(out, depth + 1);
    let value = match form {
        AttributeForm::TraitType => trait_type(name, value, display),
        AttributeForm::NameValue => json!({ "name": name, "value": as_text(&value) }),
        AttributeForm::PlutusMap => plutus_entry(name, &value),
        AttributeForm::Object | AttributeForm::LedgerObject => {
            json::push_string(out, name);
            out.push_str(": ");
            if form == AttributeForm::Object { value } else { ledger_value(&value) }
        }
    };
    json::push_value(out, &value, depth + 1);
}

fn trait_type(name: &str, value: Value, display: &DisplayAs<'_>) -> Value {
    let mut entry = Map::new();
    if let DisplayAs::Known(Display { kind: Some(kind), .. }) = display {
        entry.insert("display_type".into(), kind.name().into());
    }
    entry.insert("trait_type".into(), name.into());
    entry.insert("value".into(), value);
    match display {
        DisplayAs::Known(Display { max: Some(max), .. }) => {
            entry.insert("max_value".into(), max.clone().into());
        }
        DisplayAs::Named(Some(word)) => {
            entry.insert("display_type".into(), (*word).into());
        }
        _ => {}
    }
    entry.into()
}
