//! Changes of a project as small edits of its `simdgen.toml`.
//!
//! An edit is read back before anything is written. It must make just the change that was asked for: where it would do less
//! or more, there is an error instead.

mod blocks;
mod chosen;
mod difference;
mod in_text;
mod items;
mod layers;
mod listing;
mod names;
mod renumbered;
mod rule_edit;
mod rules;
mod scan;
mod source;
mod tags;
mod traits;
mod verify;
mod written;

use serde::Deserialize;
use serde_json::Value;

use super::rule::AskedRule;
use crate::dialect::{self, Place};
use crate::error::EditError;
use crate::project::suggest::did_you_mean;
use crate::project::{LayerId, Project, SetId, TraitId};
use crate::{Error, Result};
use source::Source;

pub use in_text::{InText, in_text};
pub use rules::{WrittenRule, place as rule_place};

/// A change as the page asks for it, in JSON: its name below `do` in lower case (`"move_layer"`), and its fields, of which
/// `id` is called `trait`. Layers, traits and sets go by their ids, layers of a set from the bottom up.
///
/// ```json
/// { "do": "weight", "trait": 3, "weight": "2.5" }
/// { "do": "edit_rule", "index": 0, "rule": { "kind": "excludes", "traits": [3], "with": [7, 8] } }
/// { "do": "edit_rule", "index": 1, "rule": { "kind": "at_most", "most": 1, "traits": [3, 7] } }
/// { "do": "tag", "trait": 3, "tag": "gold" }
/// { "do": "trait_blend", "trait": 3, "blend": null }
/// ```
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Change {
    /// The weight of a trait: a decimal, or a percentage such as "2.5%". In a layer with percentages, a decimal is parts of a
    /// million, as the project has them.
    Weight {
        /// The trait.
        #[serde(rename = "trait")]
        id: u32,
        /// The weight.
        weight: String,
    },
    /// Weights of several traits at once.
    Weights {
        /// The traits with their weights.
        weights: Vec<WeightOf>,
    },
    /// The exact number of editions that show a trait.
    Count {
        /// The trait.
        #[serde(rename = "trait")]
        id: u32,
        /// The number; `None`: by weight.
        count: Option<u32>,
    },
    /// The weight of drawing nothing.
    None {
        /// The layer.
        layer: u32,
        /// The weight; `None`: a trait is always drawn.
        weight: Option<String>,
    },
    /// The opacity of a layer, 0 to 1.
    Opacity {
        /// The layer.
        layer: u32,
        /// The opacity.
        opacity: f64,
    },
    /// The blend mode of a layer.
    Blend {
        /// The layer.
        layer: u32,
        /// The name of the mode.
        blend: String,
    },
    /// The place of a layer in its set.
    MoveLayer {
        /// The layer.
        layer: u32,
        /// Its place, from the bottom.
        to: usize,
        /// The set; `None`: the first that has the layer.
        #[serde(default)]
        set: Option<u32>,
    },
    /// The name of a layer in metadata; its folder stays.
    RenameLayer {
        /// The layer.
        layer: u32,
        /// The name.
        name: String,
    },
    /// The number of editions of a set.
    Editions {
        /// The set.
        set: u32,
        /// The number.
        editions: u32,
    },
    /// The seed of the collection.
    Seed {
        /// The seed; `None`: derived from the project.
        seed: Option<String>,
    },
    /// The name of the collection.
    Name {
        /// The name.
        name: String,
    },
    /// One more rule.
    AddRule {
        /// The rule.
        rule: AskedRule,
    },
    /// Another rule in place of one that says a single thing.
    EditRule {
        /// Its place among those of the file.
        index: usize,
        /// The rule.
        rule: AskedRule,
    },
    /// One rule less.
    RemoveRule {
        /// Its place among those of the file.
        index: usize,
    },
    /// One more chosen edition, which is not drawn.
    Keep {
        /// Its set.
        set: u32,
        /// Its traits, one for each layer of the set.
        picks: Vec<u32>,
        /// Its background, as `rrggbb` or `rrggbbaa`, where the project has one of random hue.
        #[serde(default)]
        background: Option<String>,
    },
    /// One chosen edition less.
    Release {
        /// Its place among those of the file.
        index: usize,
    },
    /// One more tag of a trait.
    Tag {
        /// The trait.
        #[serde(rename = "trait")]
        id: u32,
        /// The tag, with or without `#`; one that is not there yet is made.
        tag: String,
    },
    /// One tag of a trait less; a tag goes with its last trait.
    Untag {
        /// The trait.
        #[serde(rename = "trait")]
        id: u32,
        /// The tag, with or without `#`.
        tag: String,
    },
    /// The opacity of a trait. A layer that takes all pictures of its folder lists them from then on.
    TraitOpacity {
        /// The trait.
        #[serde(rename = "trait")]
        id: u32,
        /// The opacity; `None`: its layer's.
        opacity: Option<f64>,
    },
    /// The blend mode of a trait. A layer that takes all pictures of its folder lists them from then on.
    TraitBlend {
        /// The trait.
        #[serde(rename = "trait")]
        id: u32,
        /// The name of the mode; `None`: its layer's.
        blend: Option<String>,
    },
}

/// The weight of a trait, as [`Change::Weight`] has it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct WeightOf {
    /// The trait.
    #[serde(rename = "trait")]
    pub id: u32,
    /// The weight.
    pub weight: String,
}

/// A change that was tried.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The text of `simdgen.toml` with it.
    pub text: String,
    /// What was changed: "the weight of Hat/Crown".
    pub label: String,
    /// The project with it.
    pub project: Project,
}

/// The names of all changes: what `do` can be.
const KNOWN: [&str; 20] = [
    "weight",
    "weights",
    "count",
    "none",
    "opacity",
    "blend",
    "move_layer",
    "rename_layer",
    "editions",
    "seed",
    "name",
    "add_rule",
    "edit_rule",
    "remove_rule",
    "keep",
    "release",
    "tag",
    "untag",
    "trait_opacity",
    "trait_blend",
];

impl Change {
    /// Reads a change as the page asks for it.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn read(asked: &Value) -> Result<Self, String> {
        let name = asked.get("do").and_then(Value::as_str);
        let name = name.ok_or_else(|| format!("a change says in \"do\" what to do: {}", KNOWN.join(", ")))?;
        if !KNOWN.contains(&name) {
            let suggestion = did_you_mean(name, KNOWN.into_iter());
            return Err(format!("a change called \"{name}\" is not known{suggestion}: there are {}", KNOWN.join(", ")));
        }
        Self::deserialize(asked).map_err(|error| format!("the change \"{name}\" cannot be read: {error}"))
    }
}

/// Tries a change of the project at a place whose `simdgen.toml` has this text. Nothing is written.
///
/// The changed project is read, and compared with the one that is known. That is read again only where the comparison fails, as
/// its text or its folders may have changed.
///
/// # Errors
/// [`Error::Edit`] for a change that cannot be made; [`Error::Project`] for one with which the project cannot be used.
pub fn apply(place: &Place, project: &Project, text: &str, change: &Change) -> Result<Changed> {
    if project.config.extension().is_none_or(|extension| extension != "toml") {
        return Err(Error::Edit(EditError::NotNative { config: project.config.clone() }));
    }
    let label = label(project, change)?;
    let mut last = None;
    for attempt in 0.. {
        let Some(new) = edited(project, text, change, &label, attempt)? else { break };
        let changed = place.open_text(&new)?;
        match verify::check(project, text, &changed, &new, change) {
            None => return Ok(Changed { text: new, label, project: changed }),
            also => last = also,
        }
    }
    check_current(place, project, text)?;
    let also = last.unwrap_or_default();
    Err(Error::Edit(EditError::Reaches { what: label, also }))
}

/// Passes a project that is what its files say now.
fn check_current(place: &Place, project: &Project, text: &str) -> Result<()> {
    let now = place.open_text(text)?;
    let is_same = now.layers == project.layers && now.traits == project.traits && now.sets == project.sets;
    if is_same && now.rules == project.rules { Ok(()) } else { Err(gone("such project")) }
}

/// The text with a change. Where there are several ways to write it, `attempt` chooses; `None` when there are no more.
fn edited(before: &Project, text: &str, change: &Change, label: &str, attempt: usize) -> Result<Option<String>> {
    let names_traits =
        matches!(change, Change::AddRule { .. } | Change::EditRule { .. } | Change::Tag { .. } | Change::Untag { .. });
    let is_look = matches!(change, Change::TraitOpacity { .. } | Change::TraitBlend { .. });
    if attempt > 0 && !names_traits && !is_look {
        return Ok(None);
    }
    let source = Source::new(before, text, label)?;
    Ok(Some(match change {
        Change::Weight { id, weight } => traits::weight(source, TraitId(*id), weight)?,
        Change::Weights { weights } => {
            let mut source = source;
            for one in weights {
                let text = traits::weight(source, TraitId(one.id), &one.weight)?;
                source = Source::new(before, &text, label)?;
            }
            source.finish()
        }
        Change::Count { id, count } => traits::count(source, TraitId(*id), *count)?,
        Change::None { layer, weight } => traits::nothing(source, LayerId(*layer), weight.as_deref())?,
        Change::TraitOpacity { id, opacity } => return traits::opacity(source, TraitId(*id), *opacity, attempt),
        Change::TraitBlend { id, blend } => return traits::blend(source, TraitId(*id), blend.as_deref(), attempt),
        Change::Opacity { layer, opacity } => layers::opacity(source, LayerId(*layer), *opacity)?,
        Change::Blend { layer, blend } => layers::blend(source, LayerId(*layer), blend)?,
        Change::MoveLayer { layer, to, set } => layers::place(source, LayerId(*layer), *to, set.map(SetId))?,
        Change::RenameLayer { layer, name } => layers::name(source, LayerId(*layer), name)?,
        Change::Editions { set, editions } => source.editions(SetId(*set), *editions)?,
        Change::Seed { seed } => source.collection("seed", seed.as_deref().map(dialect::toml_text))?,
        Change::Name { name } => source.collection("name", Some(dialect::toml_text(name)))?,
        Change::AddRule { rule } => return rules::add(source, rule, attempt),
        Change::EditRule { index, rule } => return rule_edit::edit(source, *index, rule, attempt),
        Change::RemoveRule { index } => rules::remove(source, *index)?,
        Change::Tag { id, tag } => return tags::add(&source, TraitId(*id), tags::name(tag), attempt),
        Change::Untag { id, tag } => return tags::remove(&source, TraitId(*id), tags::name(tag), attempt),
        Change::Keep { set, picks, background } => {
            let picks: Vec<TraitId> = picks.iter().copied().map(TraitId).collect();
            chosen::keep(source, SetId(*set), &picks, background.as_deref())?
        }
        Change::Release { index } => chosen::release(source, *index)?,
    }))
}

/// What a change is about, for messages and for the list of steps to undo.
fn label(project: &Project, change: &Change) -> Result<String> {
    let of_trait = |id: u32| -> Result<String> {
        let t = project.traits.get(id as usize).ok_or_else(|| gone(&format!("trait {id}")))?;
        let layer = &project.layer(t.layer).name;
        Ok(if t.name.is_empty() { format!("nothing of {layer}") } else { format!("{layer}/{}", t.name) })
    };
    let of_layer = |id: u32| -> Result<&str> {
        let layer = project.layers.get(id as usize).ok_or_else(|| gone(&format!("layer {id}")))?;
        Ok(&layer.name)
    };
    let set = |id: u32| -> Result<String> {
        project.sets.get(id as usize).ok_or_else(|| gone(&format!("set {}", u64::from(id) + 1)))?;
        let is_one = project.sets.len() - usize::from(project.place_of_one_of_ones().is_some()) == 1;
        Ok(if is_one { String::new() } else { format!(" of set {}", id + 1) })
    };
    Ok(match change {
        Change::Weight { id, .. } => format!("the weight of {}", of_trait(*id)?),
        Change::Weights { weights } => match &weights[..] {
            [] => "no weights".to_owned(),
            [first, ..] => {
                weights.iter().try_for_each(|one| of_trait(one.id).map(drop))?;
                format!("the weights of {}", of_layer(project.traits[first.id as usize].layer.0)?)
            }
        },
        Change::Count { id, .. } => format!("the count of {}", of_trait(*id)?),
        Change::None { layer, .. } => format!("the weight of nothing of {}", of_layer(*layer)?),
        Change::Opacity { layer, .. } => format!("the opacity of {}", of_layer(*layer)?),
        Change::Blend { layer, .. } => format!("the blend mode of {}", of_layer(*layer)?),
        Change::MoveLayer { layer, .. } => format!("the place of {}", of_layer(*layer)?),
        Change::RenameLayer { layer, .. } => format!("the name of {}", of_layer(*layer)?),
        Change::Editions { set: id, .. } => format!("the number of editions{}", set(*id)?),
        Change::Seed { .. } => "the seed".to_owned(),
        Change::Name { .. } => "the name of the collection".to_owned(),
        Change::AddRule { rule } => format!("the rule {}", rule.rule(project)?.text),
        Change::RemoveRule { index } | Change::EditRule { index, .. } => format!("rule {}", index.saturating_add(1)),
        Change::Tag { id, .. } | Change::Untag { id, .. } => format!("the tags of {}", of_trait(*id)?),
        Change::Keep { .. } => "the chosen editions".to_owned(),
        Change::Release { index } => format!("chosen edition {}", index.saturating_add(1)),
        Change::TraitOpacity { id, .. } => format!("the opacity of {}", of_trait(*id)?),
        Change::TraitBlend { id, .. } => format!("the blend mode of {}", of_trait(*id)?),
    })
}

fn gone(what: &str) -> Error {
    Error::Edit(EditError::Gone { what: what.to_owned() })
}

#[cfg(test)]
mod tests;
