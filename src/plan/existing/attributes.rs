//! An edition from its metadata attributes.
//!
//! Attributes of HashLips and native projects name layers and traits as plan files do. nftchef's name what was drawn, and
//! what a trait is called may depend on its folders: so a set's layers are walked, and what comes out must say the same
//! attributes again.

use serde_json::Value;

use super::Existing;
use crate::error::PlanError;
use crate::plan::{Edition, dna_hash};
use crate::project::{Attribute, Dialect, LayerId, Project, SetId, Trait, TraitId};
use crate::{Error, Result};

/// A `trait_type` and its value.
type Pair = (String, String);

impl Existing<'_> {
    /// Adds the edition of a metadata file. `number` is that of the file's name, `position` that in a list of how many.
    pub(super) fn add_metadata(
        &mut self,
        metadata: &Value,
        number: Option<u32>,
        position: Option<(usize, usize)>,
    ) -> Result<()> {
        let own = metadata["edition"].as_u64().and_then(|n| u32::try_from(n).ok());
        let number = own.or(number).ok_or_else(|| {
            self.problem(None, "has an entry without an edition number: give the folder of single files".into())
        })?;
        if let Some((set, id)) = self.one_of_one(metadata) {
            self.push(number, set, None, &[id]);
            return Ok(());
        }
        let attributes = metadata["attributes"]
            .as_array()
            .ok_or_else(|| self.problem(Some(number), "has no list of attributes".into()))?;
        // On Tezos it is "name".
        let trait_type = |a: &Value| text(a.get("trait_type").unwrap_or(&a["name"]));
        let pairs: Vec<Pair> = attributes.iter().map(|a| (trait_type(a), text(&a["value"]))).collect();
        if self.project.dialect != Dialect::Nftchef {
            let pairs: Vec<_> = pairs.iter().filter_map(|pair| self.in_plan(pair)).collect();
            let (set, mut picks) = self.names.find(number, &pairs)?;
            self.add_unsaid_parts(number, set, &mut picks)?;
            self.push(number, set, None, &picks);
            return Ok(());
        }
        let project = self.project;
        let found = self.sets(position).find_map(|set| Some((set, Walk::new(project, set, &pairs).picks()?)));
        let (set, picks) = found.ok_or_else(|| self.unknown(number, &pairs))?;
        self.push(number, set, None, &picks);
        Ok(())
    }

    /// Picks what metadata leaves out of a choice that was made, where only one trait can be meant.
    fn add_unsaid_parts(&self, number: u32, set: SetId, picks: &mut [TraitId]) -> Result<()> {
        let project = self.project;
        for (at, &id) in project.set(set).layers.iter().enumerate() {
            let layer = project.layer(id);
            if layer.in_metadata || layer.within.is_none_or(|choice| !picks.contains(&choice)) {
                continue;
            }
            let mut drawn = project.traits_of(id).filter(|(_, t)| !t.reserve && t.can_be_drawn());
            match (drawn.next(), drawn.next()) {
                (Some((only, _)), None) => picks[at] = only,
                (None, _) => {}
                _ => {
                    let name = &layer.name;
                    let problem = format!("does not say what layer \"{name}\" shows: give its plan.jsonl instead");
                    return Err(self.problem(Some(number), problem));
                }
            }
        }
        Ok(())
    }

    /// The 1/1 picture whose DNA the metadata says: its attributes say nothing of what it is.
    fn one_of_one(&self, metadata: &Value) -> Option<(SetId, TraitId)> {
        let (project, dna) = (self.project, metadata["dna"].as_str()?);
        let (set, _) = project.place_of_one_of_ones()?;
        let is_it = |id| dna_hash(project, Edition { number: 0, set, background: None, picks: &[id] }) == dna;
        project.one_of_one.iter().map(|one| (set, one.id)).find(|&(_, id)| is_it(id))
    }

    /// An attribute as plan files have it, with a trait's own name; nothing for one that is no layer but the same for
    /// all editions or a set's.
    fn in_plan<'a>(&'a self, (name, value): &'a Pair) -> Option<(&'a str, &'a str)> {
        let (project, settings) = (self.project, &self.project.metadata);
        let is_layer = project.layers.iter().any(|layer| layer.name == *name);
        if !is_layer && settings.attributes.iter().any(|a| a.name == *name && text(&a.value) == *value) {
            return None;
        }
        let is_meant = |(id, own): &&(TraitId, Value)| {
            let layer = project.trait_(*id).layer;
            project.layer(layer).name == *name && text(own) == *value
        };
        let mut meant = settings.values.iter().filter(is_meant).map(|(id, _)| &project.trait_(*id).file_name);
        match (meant.next(), meant.next()) {
            (Some(file), None) if !file.is_empty() => Some((name, file)),
            _ => Some((name, value)),
        }
    }

    /// Why no set gives these attributes.
    fn unknown(&self, number: u32, pairs: &[Pair]) -> Error {
        let project = self.project;
        let is_said = |pair: &&Pair| project.traits.iter().any(|t| says(&t.attribute, pair));
        let is_type = |pair: &&Pair| project.traits.iter().any(|t| trait_type(&t.attribute) == Some(&pair.0));
        match pairs.iter().filter(is_type).find(|pair| !is_said(pair)) {
            Some((layer, name)) => Error::Plan(PlanError::PlanUnknownTrait {
                place: self.place(Some(number)),
                layer: layer.clone(),
                name: name.clone(),
                suggestion: String::new(),
            }),
            None => {
                let problem = "has attributes that no layer configuration gives for one set of traits alone: give its \
                               _dna.json, which says what was drawn"
                    .into();
                self.problem(Some(number), problem)
            }
        }
    }
}

/// The trait of a layer that means nothing of it: where the layer is not part of an edition, the one without a name; else
/// rather one that is drawn by its weight than one in reserve, or a choice of which nothing shows.
pub(super) fn nothing_of(project: &Project, layer: LayerId, is_part: bool) -> Option<TraitId> {
    let rank = |t: &Trait| if is_part { t.reserve } else { !t.file_name.is_empty() };
    let nothing = project.nothings_of(layer).min_by_key(|&id| rank(project.trait_(id)));
    let silent = || project.traits_of(layer).map(|(id, _)| id).find(|&id| is_part && may_be_silent(project, id));
    nothing.or_else(silent)
}

/// Whether a trait is a choice of others, all of which may be nothing by their weights.
fn may_be_silent(project: &Project, id: TraitId) -> bool {
    let may_be_nothing = |layer| {
        project.nothings_of(layer).any(|nothing| !project.trait_(nothing).reserve)
            || project.traits_of(layer).any(|(inner, _)| may_be_silent(project, inner))
    };
    let mut within = (0..).zip(&project.layers).filter(|(_, layer)| layer.within == Some(id)).peekable();
    project.trait_(id).can_be_drawn()
        && within.peek().is_some()
        && within.all(|(layer, _)| may_be_nothing(LayerId(layer)))
}

/// A text, or a number as it is written.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn trait_type(attribute: &Attribute) -> Option<&String> {
    match attribute {
        Attribute::Own { trait_type, .. } => Some(trait_type),
        _ => None,
    }
}

fn says(attribute: &Attribute, (name, value): &Pair) -> bool {
    matches!(attribute, Attribute::Own { trait_type, value: own, .. } if trait_type == name && own == value)
}

/// One set, as it may have given some attributes.
struct Walk<'a> {
    project: &'a Project,
    set: SetId,
    pairs: &'a [Pair],
}

impl<'a> Walk<'a> {
    fn new(project: &'a Project, set: SetId, pairs: &'a [Pair]) -> Self {
        Self { project, set, pairs }
    }

    /// The picks that say the attributes, if they are clear and say no others.
    ///
    /// What is always there says nothing where another attribute of its type hides it, and where a rule kept it out. The
    /// first is tried before the second.
    fn picks(&self) -> Option<Vec<TraitId>> {
        [true, false].into_iter().find_map(|silent_is_there| {
            let picks = self.picks_if(silent_is_there)?;
            (self.said(&picks) == self.known()).then_some(picks)
        })
    }

    fn picks_if(&self, silent_is_there: bool) -> Option<Vec<TraitId>> {
        let mut picks: Vec<TraitId> = vec![];
        for &layer in &self.project.set(self.set).layers {
            let is_part = self.project.layer(layer).within.is_none_or(|choice| picks.contains(&choice));
            picks.push(if is_part {
                self.pick(layer, silent_is_there)?
            } else {
                nothing_of(self.project, layer, false)?
            });
        }
        Some(picks)
    }

    /// The trait of a layer that is drawn.
    fn pick(&self, layer: LayerId, silent_is_there: bool) -> Option<TraitId> {
        let traits = || self.project.traits_of(layer).filter(|(_, t)| !t.file_name.is_empty()).map(|(id, _)| id);
        let mut fits = traits().filter(|&id| self.is_said(id));
        match (fits.next(), fits.next()) {
            (Some(id), None) => Some(id),
            (Some(_), Some(_)) => None,
            _ => {
                let nothing = nothing_of(self.project, layer, true);
                let is_always_there = traits().count() == 1 && nothing.is_none_or(|id| self.project.trait_(id).reserve);
                if silent_is_there && is_always_there { traits().next() } else { nothing }
            }
        }
    }

    /// Whether a trait, or something within it, says one of the attributes.
    fn is_said(&self, id: TraitId) -> bool {
        let project = self.project;
        let inner = || project.set(self.set).layers.iter().filter(|l| project.layer(**l).within == Some(id));
        self.pairs.iter().any(|pair| says(&project.trait_(id).attribute, pair))
            || inner().any(|&layer| project.traits_of(layer).any(|(id, _)| self.is_said(id)))
    }

    /// What metadata says of picks: in the order of drawing, the first of each type.
    fn said(&self, picks: &[TraitId]) -> Vec<Pair> {
        let edition = Edition { number: 0, set: self.set, background: None, picks };
        let mut said: Vec<Pair> = vec![];
        for id in edition.drawn(self.project) {
            if let Attribute::Own { trait_type, value, .. } = &self.project.trait_(id).attribute
                && !said.iter().any(|(known, _)| known == trait_type)
            {
                said.push((trait_type.clone(), value.clone()));
            }
        }
        said
    }

    /// The attributes of types that the set has; others are a script's.
    fn known(&self) -> Vec<Pair> {
        let project = self.project;
        let traits = || project.set(self.set).layers.iter().flat_map(|&layer| project.traits_of(layer));
        let has = |name: &String| traits().any(|(_, t)| trait_type(&t.attribute) == Some(name));
        self.pairs.iter().filter(|(name, _)| has(name)).cloned().collect()
    }
}
