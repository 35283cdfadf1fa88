//! The metadata of many editions in few bytes: texts of attributes are stored once.
//!
//! An edition takes 48 bytes, 8 for each attribute, and its DNA; its name only where that tells sets apart.

use hashbrown::HashMap;

use super::facts::EditionFacts;

/// The metadata of editions, in the order in which it was read.
#[derive(Debug, Default)]
pub struct Entries {
    texts: Texts,
    list: Vec<Entry>,
    keeps_names: bool,
}

/// The metadata of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) number: u32,
    by_key: bool,
    name: Option<Box<str>>,
    pub(super) dna: Option<Box<str>>,
    /// Numbers of the texts of `trait_type` and value.
    pub(super) attributes: Option<Box<[[u32; 2]]>>,
}

/// Texts by number.
#[derive(Debug, Default)]
struct Texts {
    numbers: HashMap<Box<str>, u32>,
    all: Vec<Box<str>>,
}

impl Texts {
    fn number(&mut self, text: String) -> u32 {
        if let Some(&number) = self.numbers.get(text.as_str()) {
            return number;
        }
        let (number, text) = (self.all.len() as u32, text.into_boxed_str());
        self.all.push(text.clone());
        self.numbers.insert(text, number);
        number
    }
}

impl Entries {
    /// No entries yet; names are stored where `keeps_names` is true.
    pub fn new(keeps_names: bool) -> Self {
        Self { keeps_names, ..Self::default() }
    }

    /// Adds an edition.
    pub fn push(&mut self, number: u32, facts: EditionFacts) {
        let entry = self.entry(number, facts);
        self.list.push(entry);
    }

    /// An edition with the texts of these.
    pub(super) fn entry(&mut self, number: u32, facts: EditionFacts) -> Entry {
        let EditionFacts { name, dna, attributes, by_key, .. } = facts;
        let name = name.filter(|_| self.keeps_names).map(String::into_boxed_str);
        let texts = &mut self.texts;
        let attributes = attributes
            .map(|list| list.into_iter().map(|(kind, value)| [texts.number(kind), texts.number(value)]).collect());
        Entry { number, by_key, name, dna: dna.map(String::into_boxed_str), attributes }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.list.iter().map(|entry| entry.number)
    }

    pub(super) fn list_mut(&mut self) -> &mut [Entry] {
        &mut self.list
    }

    /// Tests if the attributes of every edition are sorted by `trait_type`.
    pub(super) fn are_sorted(&self) -> bool {
        let text = |pair: &[u32; 2]| &self.texts.all[pair[0] as usize];
        self.list.iter().all(|entry| entry.attributes.iter().flatten().map(text).is_sorted())
    }

    /// Gives each edition as it was read, and drops it after that.
    pub(super) fn into_facts(self) -> impl Iterator<Item = (u32, EditionFacts)> {
        let Self { texts, list, .. } = self;
        list.into_iter().map(move |entry| {
            let Entry { number, by_key, name, dna, attributes } = entry;
            let text = |number: u32| texts.all[number as usize].to_string();
            let attributes =
                attributes.map(|list| list.iter().map(|&[kind, value]| (text(kind), text(value))).collect());
            let (name, dna) = (name.map(String::from), dna.map(String::from));
            (number, EditionFacts { number: None, name, dna, attributes, by_key })
        })
    }
}
