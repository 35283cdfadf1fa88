//! Attributes as numbers: what each trait of a project says in metadata, and what the attributes of a file are of that.
//!
//! Built once for a collection, so that an edition costs a few look-ups of its own attributes.

use hashbrown::{HashMap, HashSet};

use super::facts::{EditionFacts, text};
use crate::project::{Attribute, Project, SetId, TraitId, did_you_mean};

/// An attribute that some trait or set of the project says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Its `trait_type`; equal for equal ones.
    pub kind: u32,
    /// `trait_type` and value together.
    pub id: u32,
}

/// The attributes that a project says.
pub(super) struct Words<'p> {
    project: &'p Project,
    kinds: HashMap<String, u32>,
    ids: HashMap<(u32, String), u32>,
    /// The kinds that traits say, shared attributes apart.
    of_layers: HashSet<u32>,
    /// For each trait, the ways in which metadata may say it: first as the project says it now, possibly with nothing; then
    /// by its own name or file, where no other trait is called that.
    readings: Vec<Vec<Vec<Word>>>,
    sets: Vec<OfSet>,
    /// The `trait_type`s that the project's script gives.
    of_script: HashSet<String>,
}

/// The words that the layers of a set can say.
#[derive(Debug, Default)]
pub(super) struct OfSet {
    /// The words that all of its editions say.
    pub shared: Vec<Word>,
    /// For each word, the position of the last layer that can say it, by [`Word::id`].
    pub last: HashMap<u32, usize>,
    /// Number of layers that can say words of a kind, by [`Word::kind`].
    pub layers: HashMap<u32, usize>,
    /// The most words that an edition can have.
    pub most: usize,
}

/// A file's attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// The words that the project has, in order.
    pub words: Vec<Word>,
    /// `trait_type`s that no layer has.
    pub others: Vec<String>,
    /// The first value that no trait of its layer has.
    pub unknown: Option<(String, String)>,
}

impl<'p> Words<'p> {
    pub(super) fn new(project: &'p Project) -> Self {
        let mut words = Self {
            project,
            kinds: HashMap::new(),
            ids: HashMap::new(),
            of_layers: HashSet::new(),
            readings: vec![],
            sets: vec![],
            of_script: HashSet::new(),
        };
        let ids = || (0..project.traits.len() as u32).map(TraitId);
        words.readings = ids().map(|id| vec![words.primary(id)]).collect();
        let said = || words.readings.iter().flatten().flatten();
        let now: HashSet<u32> = said().map(|word| word.id).collect();
        words.of_layers = said().map(|word| word.kind).collect();
        ids().for_each(|id| words.add_own_names(id, &now));
        words.sets = (0..project.sets.len() as u32).map(|set| words.of_set(SetId(set))).collect();
        words
    }

    fn of_set(&mut self, id: SetId) -> OfSet {
        let project = self.project;
        let shared = project.shared_attributes(id).map(|a| self.intern(&a.name, text(&a.value))).collect();
        let mut set = OfSet { shared, ..OfSet::default() };
        for (at, &layer) in project.set(id).layers.iter().enumerate() {
            let readings = || project.traits_of(layer).flat_map(|(id, _)| &self.readings[id.0 as usize]);
            set.last.extend(readings().flatten().map(|word| (word.id, at)));
            let kinds: HashSet<u32> = readings().flatten().map(|word| word.kind).collect();
            kinds.into_iter().for_each(|kind| *set.layers.entry(kind).or_default() += 1);
            set.most += readings().map(Vec::len).max().unwrap_or(0);
        }
        set
    }

    /// Takes note of the `trait_type`s that the project's script gives.
    pub(super) fn know_script(&mut self, kinds: impl Iterator<Item = String>) {
        self.of_script.extend(kinds);
    }

    fn intern(&mut self, name: &str, value: String) -> Word {
        let next = self.kinds.len() as u32;
        let kind = *self.kinds.entry_ref(name).or_insert(next);
        let next = self.ids.len() as u32;
        Word { kind, id: *self.ids.entry((kind, value)).or_insert(next) }
    }

    /// The words of a trait as the project is now.
    fn primary(&mut self, id: TraitId) -> Vec<Word> {
        let project = self.project;
        let own = project.one_of_one(id).into_iter().flat_map(|one| &one.attributes);
        let mut words: Vec<Word> = own.map(|own| self.intern(&own.name, text(&own.value))).collect();
        if let Some(value) = project.shown_value(id) {
            words.push(self.intern(project.shown_name(id), text(&value)));
        }
        words
    }

    /// Adds the names by which metadata may know a trait that is now called otherwise, or is left out; `now` is what traits
    /// say as the project is now, which goes before.
    fn add_own_names(&mut self, id: TraitId, now: &HashSet<u32>) {
        let t = self.project.trait_(id);
        if t.attribute != Attribute::Usual {
            return;
        }
        let layer = &self.project.layer(t.layer).name;
        for name in [&t.name, &t.file_name].into_iter().filter(|name| !name.is_empty()) {
            let word = self.intern(layer, name.clone());
            if !now.contains(&word.id) {
                self.of_layers.insert(word.kind);
                self.readings[id.0 as usize].push(vec![word]);
            }
        }
    }

    /// The ways in which metadata may say a trait.
    pub(super) fn readings(&self, id: TraitId) -> &[Vec<Word>] {
        &self.readings[id.0 as usize]
    }

    /// `true` if the project's script gives attributes of a kind.
    pub(super) fn is_of_script(&self, kind: u32) -> bool {
        self.of_script.iter().any(|name| self.kinds.get(name) == Some(&kind))
    }

    /// The words that the layers of a set can say.
    pub(super) fn set(&self, set: SetId) -> &OfSet {
        &self.sets[set.0 as usize]
    }

    /// The attributes of a file.
    pub(super) fn said(&self, facts: &EditionFacts) -> Said {
        let mut said = Said::default();
        for (name, value) in facts.attributes.iter().flatten() {
            let kind = self.kinds.get(name).or_else(|| {
                // On Windows nftchef writes the path of a folder instead of its name.
                self.kinds.get(name.rsplit(['\\', '/']).next()?)
            });
            let word = kind.and_then(|&kind| Some(Word { kind, id: *self.ids.get(&(kind, value.clone()))? }));
            let is_of_layer = kind.is_some_and(|kind| self.of_layers.contains(kind));
            match word {
                Some(word) => said.words.push(word),
                None if self.of_script.contains(name) => {}
                None if is_of_layer => {
                    said.unknown.get_or_insert_with(|| (name.clone(), value.clone()));
                }
                None => said.others.push(name.clone()),
            }
        }
        said
    }

    /// The value that a value of a layer may have been meant to be, as the rest of a sentence.
    pub(super) fn suggestion(&self, layer: &str, value: &str) -> String {
        let Some(&kind) = self.kinds.get(layer) else { return String::new() };
        let mut values: Vec<&str> =
            self.ids.keys().filter(|(of, _)| *of == kind).map(|(_, value)| value.as_str()).collect();
        values.sort_unstable();
        did_you_mean(value, values.into_iter())
    }

    /// The layer that a `trait_type` may have been meant to be, as the rest of a sentence.
    pub(super) fn nearest_layer(&self, name: &str) -> String {
        let mut kinds: Vec<&str> = self
            .kinds
            .iter()
            .filter(|(_, kind)| self.of_layers.contains(*kind))
            .map(|(name, _)| name.as_str())
            .collect();
        kinds.sort_unstable();
        did_you_mean(name, kinds.into_iter())
    }
}
