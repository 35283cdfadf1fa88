//! Rules as the page asks for them, by traits, and as `simdgen.toml` has them.

use serde::{Deserialize, Serialize};

use crate::dialect::toml_text;
use crate::error::EditError;
use crate::project::{LayerId, Project, Rule, RuleKind, TraitId, TraitSet};
use crate::{Error, Result};

/// Columns of a line of `simdgen.toml` above which a list takes a line for each element.
const COLUMNS: usize = 100;

/// A rule about traits by their ids.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AskedRule {
    /// None of some traits together with one of others on another layer.
    Excludes {
        /// Some traits.
        traits: Vec<u32>,
        /// The others.
        with: Vec<u32>,
    },
    /// Some traits only where one of others is.
    Requires {
        /// Some traits.
        traits: Vec<u32>,
        /// The others.
        with: Vec<u32>,
    },
    /// Some traits only with these of each layer that is named.
    OnlyWith {
        /// Some traits.
        traits: Vec<u32>,
        /// The others.
        with: Vec<u32>,
    },
    /// At most so many of some traits in one edition.
    AtMost {
        /// The limit.
        most: u32,
        /// The traits.
        traits: Vec<u32>,
    },
}

/// How a trait is named in `simdgen.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// By its name; all traits of a layer together by the layer's.
    Short,
    /// By its name.
    Name,
    /// By its file's name.
    FileName,
}

impl AskedRule {
    /// The rule as the rest of the program keeps it. Its text is that of `simdgen.toml` with `names` for layers.
    ///
    /// # Errors
    /// [`EditError::Gone`] for an unknown trait; [`EditError::Value`] for a side without traits, and one with a 1/1 picture.
    pub fn rule(&self, project: &Project) -> Result<Rule> {
        let (traits, with) = self.sides();
        let a = set(project, traits)?;
        let kind = match self {
            Self::AtMost { most, .. } => RuleKind::AtMost { most: *most, of: a },
            Self::Excludes { .. } => RuleKind::Excludes { a, b: set(project, with)? },
            Self::Requires { .. } => RuleKind::Requires { when: a, any_of: set(project, with)? },
            Self::OnlyWith { .. } => RuleKind::Excludes { a, b: others(project, &set(project, with)?) },
        };
        let names: Vec<&str> = project.layers.iter().map(|layer| layer.name.as_str()).collect();
        let listed = |ids: &[u32]| selectors(project, &names, ids, Naming::Short).join(", ");
        let text = match self {
            Self::AtMost { most, .. } => format!("at most {most} of {}", listed(traits)),
            Self::Excludes { .. } => format!("{} excludes {}", listed(traits), listed(with)),
            Self::Requires { .. } => format!("{} requires {}", listed(traits), listed(with)),
            Self::OnlyWith { .. } => format!("{} only with {}", listed(traits), listed(with)),
        };
        Ok(Rule { kind, text })
    }

    /// Its kind, as `simdgen.toml` has it.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Excludes { .. } => "excludes",
            Self::Requires { .. } => "requires",
            Self::OnlyWith { .. } => "only_with",
            Self::AtMost { .. } => "at_most",
        }
    }

    /// Its traits, and those that they exclude or require.
    pub(super) fn sides(&self) -> (&[u32], &[u32]) {
        match self {
            Self::Excludes { traits, with } | Self::Requires { traits, with } | Self::OnlyWith { traits, with } => {
                (traits, with)
            }
            Self::AtMost { traits, .. } => (traits, &[]),
        }
    }

    /// Its keys and values in `simdgen.toml`; `layers` are the names of the layers there, by [`LayerId`].
    pub(super) fn pairs(&self, project: &Project, layers: &[&str], naming: Naming) -> Vec<(&'static str, Vec<String>)> {
        let of = |ids: &[u32]| -> Vec<String> {
            selectors(project, layers, ids, naming).iter().map(|text| toml_text(text)).collect()
        };
        let (traits, with) = self.sides();
        match self {
            Self::AtMost { most, .. } => vec![("at_most", vec![most.to_string()]), ("of", of(traits))],
            Self::Excludes { .. } => vec![("trait", of(traits)), ("excludes", of(with))],
            Self::Requires { .. } => vec![("trait", of(traits)), ("requires", of(with))],
            Self::OnlyWith { .. } => vec![("trait", of(traits)), ("only_with", of(with))],
        }
    }
}

/// A value of `simdgen.toml` of one text or several, on one line.
pub(super) fn on_one_line(values: &[String]) -> String {
    match values {
        [one] => one.clone(),
        several => format!("[{}]", several.join(", ")),
    }
}

/// A line of `simdgen.toml` with a key of one text or several, or lines where they are too many for one.
pub(super) fn on_lines(key: &str, values: &[String]) -> String {
    let line = format!("{key} = {}", on_one_line(values));
    if values.len() < 2 || line.chars().count() <= COLUMNS {
        return line + "\n";
    }
    format!("{key} = [\n{}]\n", values.iter().map(|value| format!("  {value},\n")).collect::<String>())
}

/// The traits of a layer that draw something, which the layer's name stands for.
fn shown(project: &Project, layer: LayerId) -> impl Iterator<Item = u32> {
    project.traits_of(layer).filter(|(_, t)| t.picture.is_some()).map(|(id, _)| id.0)
}

/// The names of traits in rules, in the order of the traits.
pub(super) fn selectors(project: &Project, layers: &[&str], ids: &[u32], naming: Naming) -> Vec<String> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut names: Vec<String> = vec![];
    let mut whole: Option<LayerId> = None;
    for &id in &ids {
        let t = project.trait_(TraitId(id));
        if whole == Some(t.layer) && t.picture.is_some() {
            continue;
        }
        let layer = layers.get(t.layer.0 as usize).copied().unwrap_or_default();
        let is_first = shown(project, t.layer).next() == Some(id);
        let has_all = || shown(project, t.layer).all(|other| ids.binary_search(&other).is_ok());
        if naming == Naming::Short && is_first && shown(project, t.layer).nth(1).is_some() && has_all() {
            whole = Some(t.layer);
            names.push(layer.to_owned());
            continue;
        }
        let is_alone = project.traits_of(t.layer).filter(|(_, other)| other.name == t.name).count() == 1;
        let by_file = !t.file_name.is_empty() && (naming == Naming::FileName || !is_alone);
        names.push(format!("{layer}/{}", if by_file { &t.file_name } else { &t.name }));
    }
    names
}

fn set(project: &Project, ids: &[u32]) -> Result<TraitSet> {
    let value = |problem: &str| Error::Edit(EditError::Value { what: "the rule".into(), problem: problem.into() });
    if ids.is_empty() {
        return Err(value("has a side without traits: pick one or more"));
    }
    for &id in ids {
        if id as usize >= project.traits.len() {
            return Err(Error::Edit(EditError::Gone { what: format!("trait {id}") }));
        }
        if project.one_of_one(TraitId(id)).is_some() {
            return Err(value("names a 1/1 picture, which is an edition by itself: pick traits of layers"));
        }
    }
    Ok(ids.iter().copied().map(TraitId).collect())
}

/// The traits of the layers of a set that are not in it.
fn others(project: &Project, set: &TraitSet) -> TraitSet {
    let mut layers: Vec<LayerId> = set.iter().map(|id| project.trait_(id).layer).collect();
    layers.dedup();
    let all = layers.into_iter().flat_map(|id| project.traits_of(id));
    all.map(|(id, _)| id).filter(|id| !set.contains(*id)).collect()
}
