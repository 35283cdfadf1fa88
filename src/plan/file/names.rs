//! Names in plan files: the layer and trait that a word means, and the word for a trait.
//!
//! Both formats go by the same names.

use std::path::Path;

use hashbrown::{HashMap, HashSet};

use crate::error::PlanError;
use crate::plan::{Edition, Plan, Seed, colour, seed_of};
use crate::project::{LayerId, Project, SetId, Trait, TraitId, did_you_mean};
use crate::{Error, Result};

/// The place at which something was read, for messages.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The file and the line in it, from 1; 0 is the whole file.
    pub(super) file: Option<(&'a Path, u64)>,
    /// The edition's number, once known.
    pub(super) edition: Option<u32>,
}

impl Place<'_> {
    /// The place in words.
    pub(super) fn text(self) -> String {
        let file = self.file.map(|(path, line)| match line {
            0 => path.display().to_string(),
            _ => format!("{}, line {line}", path.display()),
        });
        let edition = self.edition.map(|edition| format!("edition {edition}"));
        [file, edition].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// An error at this place.
    pub(super) fn syntax(self, problem: String) -> Error {
        Error::Plan(PlanError::PlanSyntax { place: self.text(), problem })
    }
}

/// The words of a project, both ways.
pub(super) struct Names<'p> {
    project: &'p Project,
    /// For each set, the label of each layer, bottom up.
    labels: Vec<Vec<String>>,
    /// For each set, the positions of its labels.
    positions: Vec<HashMap<String, usize>>,
    /// For each layer, the meanings of its words.
    words: Vec<HashMap<&'p str, Meaning>>,
    /// For each layer, the trait that draws nothing.
    nothing: Vec<Option<TraitId>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Meaning {
    One(TraitId),
    Several,
}

impl<'p> Names<'p> {
    /// The names of a project. A layer called as one of `reserved` is numbered like the second of its name.
    pub(super) fn new(project: &'p Project, reserved: &[&str]) -> Self {
        let labels: Vec<Vec<String>> = project
            .sets
            .iter()
            .map(|set| {
                let mut labels = Labels::new(reserved);
                set.layers.iter().map(|&id| labels.next(&project.layer(id).name)).collect()
            })
            .collect();
        let position_of = |labels: &Vec<String>| labels.iter().cloned().enumerate().map(|(i, l)| (l, i)).collect();
        let layers = || (0..project.layers.len() as u32).map(LayerId);
        Self {
            project,
            positions: labels.iter().map(position_of).collect(),
            labels,
            words: layers().map(|id| words(project, id)).collect(),
            // The one without a name is what an empty word means; one with a name can be named.
            nothing: layers()
                .map(|id| {
                    let rank = |t: &Trait| (t.name.is_empty(), t.file_name.is_empty());
                    project.nothings_of(id).max_by_key(|&id| rank(project.trait_(id)))
                })
                .collect(),
        }
    }

    /// The labels of each set's layers, bottom up.
    pub(super) fn labels(&self) -> &[Vec<String>] {
        &self.labels
    }

    /// The word for a trait: its name if that is its alone, else its file name.
    pub(super) fn word(&self, id: TraitId) -> &'p str {
        let t = self.project.trait_(id);
        let own = self.words[t.layer.0 as usize].get(t.name.as_str()) == Some(&Meaning::One(id));
        if own && !t.name.is_empty() { &t.name } else { &t.file_name }
    }

    /// The most apostrophes that stand before any name.
    pub(super) fn most_apostrophes(&self) -> usize {
        let before = |name: &str| name.len() - name.trim_start_matches('\'').len();
        let traits = self.project.traits.iter().flat_map(|t| [before(&t.name), before(&t.file_name)]);
        traits.chain(self.labels.iter().flatten().map(|label| before(label))).max().unwrap_or(0)
    }

    /// True when a set has a layer of this label with a trait of this word.
    pub(super) fn has(&self, label: &str, word: &str) -> bool {
        self.positions.iter().zip(&self.project.sets).any(|(positions, set)| {
            positions.get(label).is_some_and(|&at| self.words[set.layers[at].0 as usize].contains_key(word))
        })
    }

    /// Finds the set, unless it is given, and one trait for each of its layers, in `picks`.
    ///
    /// `pairs` are (layer label, trait word); an empty word says as much as no pair.
    pub(super) fn resolve(
        &self,
        place: Place<'_>,
        set: Option<u32>,
        pairs: &[(&str, &str)],
        picks: &mut Vec<TraitId>,
    ) -> Result<SetId> {
        let set = match set {
            Some(set) if (set as usize) < self.labels.len() => set,
            Some(set) => {
                let sets = self.labels.len();
                let write = match sets {
                    1 => "0".to_owned(),
                    2 => "0 or 1".to_owned(),
                    _ => format!("0 to {}", sets - 1),
                };
                let problem = format!("\"set\" is {set}, but plan files count sets from 0 and the project has {sets}");
                return Err(place.syntax(format!("{problem}: write {write}")));
            }
            None => self.set_of(pairs).ok_or_else(|| place.syntax("the project has no layer sets".to_owned()))?,
        };
        let (labels, positions) = (&self.labels[set as usize], &self.positions[set as usize]);
        let layers = &self.project.set(SetId(set)).layers;

        const NONE: TraitId = TraitId(u32::MAX);
        picks.clear();
        picks.resize(labels.len(), NONE);
        for &(label, word) in pairs.iter().filter(|(_, word)| !word.is_empty()) {
            let Some(&at) = positions.get(label) else {
                let suggestion = did_you_mean(label, labels.iter().map(String::as_str));
                return Err(Error::Plan(PlanError::PlanUnknownLayer {
                    place: place.text(),
                    layer: label.to_owned(),
                    set,
                    suggestion,
                }));
            };
            if picks[at] != NONE {
                return Err(Error::Plan(PlanError::PlanLayerTwice { place: place.text(), layer: label.to_owned() }));
            }
            picks[at] = self.trait_of(place, layers[at], word)?;
        }
        for ((pick, &layer), label) in picks.iter_mut().zip(layers).zip(labels) {
            if *pick == NONE {
                *pick = self.nothing[layer.0 as usize].ok_or_else(|| {
                    Error::Plan(PlanError::PlanMissingLayer { place: place.text(), layer: label.clone(), set })
                })?;
            }
        }
        Ok(SetId(set))
    }

    /// The first set that has all the layers named, and needs no other. When there is none, the one with the
    /// most of them, so that what is said to be wrong is about the set that was meant.
    fn set_of(&self, pairs: &[(&str, &str)]) -> Option<u32> {
        let named = |label: &str| pairs.iter().any(|(l, word)| *l == label && !word.is_empty());
        let count = pairs.iter().filter(|(_, word)| !word.is_empty()).count();
        let known = |set: usize| self.labels[set].iter().filter(|label| named(label)).count();
        let fits = |set: usize| {
            let mut layers = self.labels[set].iter().zip(&self.project.sets[set].layers);
            known(set) == count && layers.all(|(l, id)| self.nothing[id.0 as usize].is_some() || named(l))
        };
        let sets = || 0..self.labels.len();
        // `max_by_key` takes the last of equals, so the search goes backwards.
        let set = sets().find(|&set| fits(set)).or_else(|| sets().rev().max_by_key(|&set| known(set)))?;
        Some(set as u32)
    }

    fn trait_of(&self, place: Place<'_>, layer: LayerId, word: &str) -> Result<TraitId> {
        let name = || self.project.layer(layer).name.clone();
        let traits = || self.project.traits_of(layer).map(|(_, t)| t);
        match self.words[layer.0 as usize].get(word) {
            Some(&Meaning::One(id)) => Ok(id),
            Some(Meaning::Several) => Err(Error::Plan(PlanError::PlanAmbiguousTrait {
                place: place.text(),
                layer: name(),
                name: word.to_owned(),
                files: traits().filter(|t| t.name == word).map(|t| t.file_name.as_str()).collect::<Vec<_>>().join(", "),
            })),
            None => Err(Error::Plan(PlanError::PlanUnknownTrait {
                place: place.text(),
                layer: name(),
                name: word.to_owned(),
                suggestion: did_you_mean(word, traits().map(|t| t.name.as_str())),
            })),
        }
    }
}

/// The meanings of a layer's words: file names first, so that a trait can always be named, then names.
fn words(project: &Project, layer: LayerId) -> HashMap<&str, Meaning> {
    let mut words = HashMap::new();
    for (id, t) in project.traits_of(layer) {
        words.entry(t.name.as_str()).and_modify(|m| *m = Meaning::Several).or_insert(Meaning::One(id));
    }
    for (id, t) in project.traits_of(layer).filter(|(_, t)| !t.file_name.is_empty()) {
        words.insert(&t.file_name, Meaning::One(id));
    }
    words
}

/// Labels of the layers of one set, each its own.
struct Labels<'r> {
    reserved: &'r [&'r str],
    taken: HashSet<String>,
    /// Number of times that each name was asked for: lower numbers are taken.
    counts: HashMap<String, usize>,
}

impl<'r> Labels<'r> {
    fn new(reserved: &'r [&'r str]) -> Self {
        Self { reserved, taken: HashSet::new(), counts: HashMap::new() }
    }

    /// A name, or the first of `name (2)`, `name (3)`.. that is not taken.
    fn next(&mut self, name: &str) -> String {
        let count = self.counts.entry(name.to_owned()).or_insert(0);
        loop {
            *count += 1;
            let label = if *count == 1 { name.to_owned() } else { format!("{name} ({count})") };
            if !self.reserved.contains(&label.as_str()) && self.taken.insert(label.clone()) {
                return label;
            }
        }
    }
}

/// The plan of one edition, the project's first, with the traits of these pairs of layer and trait. Its set and its background
/// are those that a plan file gets that names neither.
///
/// # Errors
/// [`PlanError::PlanUnknownLayer`], [`PlanError::PlanLayerTwice`], [`PlanError::PlanUnknownTrait`],
/// [`PlanError::PlanAmbiguousTrait`] or [`PlanError::PlanMissingLayer`].
pub fn of_names(project: &Project, pairs: &[(&str, &str)]) -> Result<Plan> {
    let (number, mut picks) = (project.first_edition, vec![]);
    let place = Place { file: None, edition: Some(number) };
    let set = Names::new(project, &[]).resolve(place, None, pairs, &mut picks)?;
    let background = colour::background(project.background, &mut Seed::new(&seed_of(project)).stream(1));
    let mut plan = Plan::new(String::new());
    plan.push(Edition { number, set, background, picks: &picks });
    Ok(plan)
}

/// The traits that pairs of layer and trait mean, in the first set that has all of these layers; an empty word is the trait
/// that draws nothing. `place` begins the message.
///
/// # Errors
/// [`PlanError::PlanUnknownLayer`], [`PlanError::PlanLayerTwice`], [`PlanError::PlanUnknownTrait`] or
/// [`PlanError::PlanAmbiguousTrait`].
pub fn traits_of_names(project: &Project, place: &str, pairs: &[(&str, &str)]) -> Result<Vec<TraitId>> {
    let names = Names::new(project, &[]);
    let place = Place { file: Some((Path::new(place), 0)), edition: None };
    let has = |set: usize| pairs.iter().filter(|(label, _)| names.positions[set].contains_key(*label)).count();
    // `max_by_key` takes the last of equals, so the search goes backwards.
    let set = (0..names.labels.len()).rev().max_by_key(|&set| has(set)).unwrap_or(0);
    let mut traits = vec![];
    for (i, &(label, word)) in pairs.iter().enumerate() {
        let Some(&at) = names.positions[set].get(label) else {
            let (layer, set) = (label.to_owned(), set as u32);
            let suggestion = did_you_mean(label, names.labels.iter().flatten().map(String::as_str));
            return Err(Error::Plan(PlanError::PlanUnknownLayer { place: place.text(), layer, set, suggestion }));
        };
        if pairs[..i].iter().any(|(other, _)| *other == label) {
            return Err(Error::Plan(PlanError::PlanLayerTwice { place: place.text(), layer: label.to_owned() }));
        }
        let layer = project.sets[set].layers[at];
        traits.push(match names.nothing[layer.0 as usize] {
            Some(nothing) if word.is_empty() => nothing,
            _ => names.trait_of(place, layer, word)?,
        });
    }
    Ok(traits)
}

/// The words by which plan files name layers and traits, for comparing a plan with a file that may be of another project.
pub struct PlanWords<'p> {
    project: &'p Project,
    names: Names<'p>,
}

impl<'p> PlanWords<'p> {
    /// The words of a project.
    pub fn new(project: &'p Project) -> Self {
        Self { project, names: Names::new(project, &[]) }
    }

    /// Layer and trait of each pick of an edition, bottom up.
    pub fn of_edition<'s>(&'s self, edition: Edition<'s>) -> impl Iterator<Item = (&'s str, &'s str)> {
        let labels = self.names.labels()[edition.set.0 as usize].iter();
        labels.zip(edition.picks).map(|(label, &pick)| (label.as_str(), self.names.word(pick)))
    }

    /// Layer and trait of each trait of each set, bottom up.
    pub fn of_sets(&self) -> impl Iterator<Item = (&str, &str, &Trait)> {
        (0..self.project.sets.len() as u32).flat_map(|set| {
            let layers = &self.project.set(SetId(set)).layers;
            self.names.labels()[set as usize].iter().zip(layers).flat_map(|(label, &layer)| {
                let traits = self.project.traits_of(layer);
                traits.map(|(id, t)| (label.as_str(), self.names.word(id), t))
            })
        })
    }
}

impl std::fmt::Debug for PlanWords<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlanWords").finish_non_exhaustive()
    }
}
